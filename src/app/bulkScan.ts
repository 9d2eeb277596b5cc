import { EMPTY_RECEIPT, type Reason, type ReasonKind, type ScanOutcome } from '../findings/outcome.ts';
import type { Log } from './ports.ts';

/** One of many files that are scanned in one go. */
export interface BulkFile {
  /** Identity of the document. */
  readonly id: string;
  /** Relative to the workspace: for people. */
  readonly path: string;
}

/** Why a file is not looked at. A closed list: the words for a person are in editor/bulkWords.ts. */
export type SkipKind =
  | 'ignored' // by .gitignore or .cursorignore
  | 'environment' // in a virtual environment of Python
  | 'not-text'
  | 'too-large'
  | 'empty'
  | 'gone' // deleted before it could be read
  | 'no-file' // a device, a pipe, a folder of another repository
  | 'outside'; // in no workspace folder

export interface Skipped {
  readonly kind: 'skipped';
  readonly why: SkipKind;
  /** Which pattern of which file, for `ignored`. */
  readonly detail?: string;
}

export interface Looked {
  readonly kind: 'looked';
  readonly outcome: ScanOutcome;
  /** False when the same text was scanned before and nothing new was to be expected. */
  readonly isNew: boolean;
  /** How many of its findings are shown. */
  readonly findings: number;
}

/** `left`: a cancel came before it was looked at to the end. */
export interface BulkResult {
  readonly file: BulkFile;
  readonly look: Looked | Skipped | { readonly kind: 'left' };
}

/** Whether Gemini is to take part; a reason says why it cannot, although it was to. */
export type ReviewWish = 'no' | 'yes' | Reason;

/** By document id. `yes` only where somebody has confirmed the sending; a file that is not here is not for Gemini. */
export type ReviewWishes = ReadonlyMap<string, 'yes' | Reason>;

export interface BulkProgress {
  readonly done: number;
  readonly total: number;
  readonly findings: number;
}

export interface BulkOptions {
  /** Looks at one file. May end early, in any way, when the signal aborts. */
  look(file: BulkFile, review: ReviewWish, signal: AbortSignal): Promise<Looked | Skipped>;
  readonly review: ReviewWishes;
  onProgress(progress: BulkProgress): void;
  readonly log: Log;
}

/** While the engine looks at one file, others are read. The model gets two at a time (reviewGate.ts). */
const AT_ONCE = 4;

/**
 * Scans many files in their order, a few at a time. Whatever happens to one is in its own result; a cancel
 * leaves the others out and waits for none.
 *
 * @returns one result for each file, in their order
 */
export async function scanMany(
  files: readonly BulkFile[],
  options: BulkOptions,
  signal: AbortSignal,
): Promise<BulkResult[]> {
  const results = files.map((file): BulkResult => ({ file, look: { kind: 'left' } }));
  const gemini = new GeminiReach();
  let next = 0;
  let done = 0;
  let findings = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < files.length && !signal.aborted; index = next++) {
      const file = files[index];
      if (!file) return;
      const look = await lookAt(file, options, gemini, signal);
      results[index] = { file, look };
      if (look.kind === 'left') continue;
      done++;
      if (look.kind === 'looked') findings += look.findings;
      options.onProgress({ done, total: files.length, findings });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function lookAt(
  file: BulkFile,
  options: BulkOptions,
  gemini: GeminiReach,
  signal: AbortSignal,
): Promise<BulkResult['look']> {
  try {
    const wished = options.review.get(file.id) ?? 'no';
    const wish = wished === 'yes' ? (gemini.outOfReach ?? 'yes') : wished;
    const result = await unlessAborted(options.look(file, wish, signal), signal);
    if (!result || (result.kind === 'looked' && result.outcome.status === 'cancelled')) return { kind: 'left' };
    if (result.kind === 'looked' && result.isNew && wish === 'yes') gemini.note(result.outcome);
    return result;
  } catch (error) {
    if (signal.aborted) return { kind: 'left' };
    // Nothing below is meant to throw: this is a defect, and a look that did not happen is not clean.
    options.log.error(`${file.path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const reasons = [{ kind: 'engine-crashed', engine: 'embedded' }] as const;
    return { kind: 'looked', outcome: { status: 'failed', reasons, receipt: EMPTY_RECEIPT }, isNew: true, findings: 0 };
  }
}

/** Every other file would meet these, too. */
const SAME_FOR_ALL: ReadonlySet<ReasonKind> = new Set([
  'no-key',
  'key-refused',
  'no-consent',
  'untrusted-workspace',
  'daily-limit',
  'limit-unknown',
  'quota',
  'model-gone',
]);

/** Those that another file may not meet: several in a row say that it would. */
const PASSING: ReadonlySet<ReasonKind> = new Set(['network', 'overloaded', 'rate-limited', 'timed-out']);
const MOST_IN_A_ROW = 3;

/** Whether it makes sense to ask Gemini about another file. */
class GeminiReach {
  #outOfReach: Reason | undefined;
  #inARow = 0;

  get outOfReach(): Reason | undefined {
    return this.#outOfReach;
  }

  note({ reasons }: ScanOutcome): void {
    const passing = reasons.find(({ kind }) => PASSING.has(kind));
    this.#inARow = passing ? this.#inARow + 1 : 0;
    const lasting = reasons.find(({ kind, engine }) => engine === 'gemini' && SAME_FOR_ALL.has(kind));
    this.#outOfReach ??= lasting ?? (this.#inARow >= MOST_IN_A_ROW ? passing : undefined);
  }
}

/** Undefined as soon as the signal aborts; what is under way then goes on unheard. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let leave = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    leave = () => resolve(undefined);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
    // A failure that comes late concerns nobody.
    work.catch(() => undefined);
  }
}
