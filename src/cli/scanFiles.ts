import { resolve } from 'node:path';
import { languageOf } from '../code/languages.ts';
import type { Reviewer } from '../code/review.ts';
import { type ScanPlan, Scanner, type ScanResult } from '../code/scanner.ts';
import { ignoredBy, type IgnoreList } from '../findings/ignores.ts';
import { EMPTY_RECEIPT, type Reason, type ReasonKind, type ScanOutcome } from '../findings/outcome.ts';
import type { FileReport, SkippedName } from '../findings/reports/scanReport.ts';
import { pathWithin } from '../outbound/folderPaths.ts';
import type { ProjectIgnores } from './projectIgnores.ts';
import type { OwnedAnalyser } from './ports.ts';
import { projectFoldersOf } from './projectFolders.ts';
import type { SendingRules } from './sendingRules.ts';
import { readSourceFile } from './sourceFile.ts';

export type EngineChoice = 'embedded' | 'gemini' | 'both';

export interface ScanFilesOptions {
  readonly cwd: string;
  readonly engine: EngineChoice;
  readonly analyser: OwnedAnalyser;
  /** Absent without a key. */
  readonly reviewer: Reviewer | undefined;
  readonly sendingRules: SendingRules;
  readonly ignores: ProjectIgnores;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** What became of one name on the command line. */
export type FileResult =
  | {
      readonly kind: 'file';
      readonly report: FileReport;
      /** The path that the engines were given: rules about secrets depend on it. */
      readonly enginePath: string;
    }
  | { readonly kind: 'skipped'; readonly skipped: SkippedName };

export interface ScanFilesEvents {
  onStage(path: string, stage: string): void;
  onFinished(path: string): void;
}

/** Gemini answers several at a time; the offline engine takes one after the other. */
const AT_ONCE = 4;

/** Failures that every other file would meet too: asking again for each would only cost time and quota. */
const SAME_FOR_ALL: ReadonlySet<ReasonKind> = new Set(['key-refused', 'quota', 'model-gone']);

/** Scans files one by one on their own account: whatever happens to one is in its own outcome. */
export class FileScans {
  readonly #options: ScanFilesOptions;
  readonly #scanner: Scanner;
  #geminiOut: Reason | undefined;

  constructor(options: ScanFilesOptions) {
    this.#options = options;
    this.#scanner = new Scanner(options.analyser, options.now);
  }

  /**
   * A few at a time. Files that an abort leaves out are `cancelled`.
   *
   * @param names as given on the command line
   * @returns one promise per name, in the order of the names; none of them rejects
   */
  start(names: readonly string[], events: ScanFilesEvents, signal: AbortSignal): readonly Promise<FileResult>[] {
    const settle: ((result: FileResult) => void)[] = [];
    const results = names.map(
      (_, index) =>
        new Promise<FileResult>((deliver) => {
          settle[index] = deliver;
        }),
    );
    let next = 0;
    const work = async (): Promise<void> => {
      for (let index = next++; index < names.length; index = next++) {
        settle[index]?.(await this.#scanOne(names[index] ?? '', events, signal));
      }
    };
    for (let runner = 0; runner < AT_ONCE; runner++) void work();
    return results;
  }

  async #scanOne(name: string, events: ScanFilesEvents, signal: AbortSignal): Promise<FileResult> {
    const { cwd, log } = this.#options;
    const file = resolve(cwd, name);
    const path = pathWithin(cwd, file);
    if (signal.aborted) return emptyResult(path, 'cancelled', []);
    try {
      events.onStage(path, 'offline engine');
      return await this.#scanFile(file, path, events, signal);
    } catch (error) {
      if (isAborted(signal)) return emptyResult(path, 'cancelled', []);
      // Nothing below is meant to throw: this is a defect, and a scan that did not happen is not clean.
      log(`${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return emptyResult(path, 'failed', [{ kind: 'engine-crashed', engine: 'embedded' }]);
    } finally {
      events.onFinished(path);
    }
  }

  async #scanFile(file: string, path: string, events: ScanFilesEvents, signal: AbortSignal): Promise<FileResult> {
    const source = await readSourceFile(file, signal);
    if (source.kind === 'directory') return { kind: 'skipped', skipped: { path, why: 'directory' } };
    if (source.kind === 'failed') return emptyResult(path, 'failed', [source.reason]);

    const folders = await projectFoldersOf(file, this.#options.cwd);
    const ignores = await this.#options.ignores.listFor(folders.palisade);
    const enginePath = pathWithin(folders.workspace, file);
    const { text } = source;
    const languageId = languageOf(enginePath, text.slice(0, 400).split(/[\r\n]/)[0]);
    const document = { id: file, path: enginePath, languageId, text, version: 0 };
    const result = await this.#scanner.scan(document, this.#plan(file), signal, () =>
      events.onStage(path, 'waiting for Gemini'),
    );
    this.#remember(result);
    for (const title of result.droppedTitles)
      this.#options.log(`${path}: dropped, its quote is not in the file: ${title}`);
    const outcome = source.doubt ? withDoubt(result.outcome, source.doubt) : result.outcome;
    const ignorePath = folders.palisade === undefined ? enginePath : pathWithin(folders.palisade, file);
    const report = { path, languageId, text, outcome, ...sorted(result, ignores, ignorePath) };
    return { kind: 'file', enginePath, report };
  }

  #plan(file: string): ScanPlan {
    const { engine, reviewer, sendingRules } = this.#options;
    const reportEmbedded = engine !== 'gemini';
    if (engine === 'embedded') return { reportEmbedded };
    if (!reviewer) return { reportEmbedded, reviewRefused: { kind: 'no-key', engine: 'gemini' } };
    const admit = async (signal: AbortSignal): Promise<Reason | undefined> => {
      const exclusion = await sendingRules.exclusionOf(file, signal);
      return exclusion ? { kind: 'excluded', engine: 'gemini', detail: exclusion.by } : this.#geminiOut;
    };
    return { reportEmbedded, review: { reviewer, depth: 'thorough', admit } };
  }

  #remember({ outcome }: ScanResult): void {
    this.#geminiOut ??= outcome.reasons.find((reason) => SAME_FOR_ALL.has(reason.kind));
  }
}

/** Every finding goes into one list: ignored by a person before refuted by a model. */
function sorted(
  { findings, refutations }: ScanResult,
  ignores: IgnoreList,
  path: string,
): Pick<FileReport, 'findings' | 'ignored' | 'refuted'> {
  const shown: FileReport['findings'][number][] = [];
  const ignored: FileReport['ignored'][number][] = [];
  const refuted: FileReport['refuted'][number][] = [];
  for (const finding of findings) {
    const by = ignoredBy(ignores, finding, path);
    const refutation = refutations.get(finding.fingerprint);
    if (by) ignored.push({ finding, by });
    else if (refutation) refuted.push({ finding, refutation });
    else shown.push(finding);
  }
  return { findings: shown, ignored, refuted };
}

function withDoubt(outcome: ScanOutcome, doubt: Reason): ScanOutcome {
  const status = outcome.status === 'complete' ? 'partial' : outcome.status;
  return { ...outcome, status, reasons: [doubt, ...outcome.reasons] };
}

function emptyResult(path: string, status: ScanOutcome['status'], reasons: readonly Reason[]): FileResult {
  const outcome = { status, reasons, receipt: EMPTY_RECEIPT };
  const report = { path, languageId: languageOf(path), text: '', outcome, findings: [], ignored: [], refuted: [] };
  return { kind: 'file', enginePath: path, report };
}

/** A fresh look at the signal: an `await` may have passed since the last one. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
