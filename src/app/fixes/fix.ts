// What is known of findings that were handed to the agent. Plain data: it is kept as JSON, shown and exported.
import type { Engine } from '../../findings/finding.ts';
import type { Severity } from '../../findings/severity.ts';

export interface CodeSubject {
  readonly kind: 'code';
  /** As it is now: a file may get another name after the hand-off. */
  readonly documentId: string;
  readonly path: string;
  /** As it is now: rewritten evidence gives a finding another one. */
  readonly fingerprint: string;
}

export interface BucketSubject {
  readonly kind: 'bucket';
  readonly partition: string;
  readonly accountId: string;
  /** Name of the bucket, or of the part of the account that the check speaks of. */
  readonly place: string;
  /** Undefined for what belongs to the account as such. */
  readonly bucket: string | undefined;
  readonly fingerprint: string;
}

export type FixSubject = CodeSubject | BucketSubject;

export type FixOutcome = 'fixed' | 'still-present' | 'moved' | 'cannot-tell';

/** What got worse since the hand-off. */
export interface Opened {
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  /** `app.py:12 in find`, or the name of a bucket or of a part of the account. */
  readonly where: string;
}

/** One look at what became of a finding. */
export interface FixCheck {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: FixOutcome;
  /** In a sentence, plain text. */
  readonly why: string;
  /** Who said so: rules that always answer alike, a model, or both. */
  readonly by: 'deterministic' | 'model' | 'both';
  /** Where the same problem stands now; the line counts from one. */
  readonly movedTo?: { readonly path: string; readonly line: number };
  readonly opened: readonly Opened[];
  /** How many looks there were, this one counted. */
  readonly checksDone: number;
}

/** Why nobody looks at the moment, though somebody waits. */
export interface FixPause {
  readonly why: string;
  /** What to run in a terminal, word for word. */
  readonly command?: string;
}

export interface Fix {
  readonly id: string;
  readonly subject: FixSubject;
  readonly ruleId: string;
  readonly severity: Severity;
  /** Our words, never those of a model. */
  readonly title: string;
  readonly engine: Engine;
  /** Milliseconds since the epoch, as all times here. */
  readonly handedOffAt: number;
  /** When watching ends. */
  readonly watchUntil: number;
  readonly status: 'watching' | FixOutcome | 'stopped';
  /** The last one. */
  readonly check?: FixCheck;
  readonly paused?: FixPause;
  /** Time to fix is from the hand-off to here. Absent again when it reopens. */
  readonly fixedAt?: number;
  readonly reopenedAt?: number;
}

/** The same without some of what it may have. */
export function without(fix: Fix, ...keys: readonly ('paused' | 'fixedAt')[]): Fix {
  const copy: { -readonly [Key in keyof Fix]: Fix[Key] } = { ...fix };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy;
}

export function isWatched({ status, watchUntil }: Fix, now: number): boolean {
  return status !== 'stopped' && now < watchUntil;
}

/** Milliseconds; undefined for what is not fixed. */
export function timeToFix({ handedOffAt, fixedAt }: Fix): number | undefined {
  return fixedAt === undefined ? undefined : fixedAt - handedOffAt;
}

export function isSameSubject(a: FixSubject, b: FixSubject): boolean {
  if (a.fingerprint !== b.fingerprint) return false;
  if (a.kind === 'code') return b.kind === 'code' && a.documentId === b.documentId;
  return b.kind === 'bucket' && a.accountId === b.accountId && a.partition === b.partition && a.place === b.place;
}

/** What is exported: `test/unit/app/fixes/keptFixes.test.ts` holds its form still. */
export interface FixReport {
  readonly version: 1;
  readonly kind: 'palisade-fixes';
  /** ISO 8601, as all times in here. */
  readonly writtenAt: string;
  readonly fixes: readonly FixReportEntry[];
}

export interface FixReportEntry {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly engine: Engine;
  readonly place:
    | { readonly kind: 'code'; readonly path: string; readonly fingerprint: string }
    | {
        readonly kind: 'bucket';
        readonly partition: string;
        readonly accountId: string;
        readonly name: string;
        readonly bucket: string | null;
        readonly fingerprint: string;
      };
  readonly status: Fix['status'];
  readonly handedOffAt: string;
  readonly fixedAt: string | null;
  readonly reopenedAt: string | null;
  readonly timeToFixMs: number | null;
  readonly lastCheck: {
    readonly at: string;
    readonly outcome: FixOutcome;
    readonly by: FixCheck['by'];
    readonly why: string;
    readonly checks: number;
    readonly movedTo: { readonly path: string; readonly line: number } | null;
    readonly opened: readonly Opened[];
  } | null;
}
