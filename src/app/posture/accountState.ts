// What is known of the one account that is looked at: plain data, which the view, the status bar and pages render.
import type { AccountFacts, BucketFacts, Identity } from '../../s3/facts.ts';
import type { BucketPosture, CheckResult, PostureReport, RunFailure } from '../../s3/posture.ts';

/** Where an account comes from. The sample needs no credentials: its buckets are invented. */
export type AccountSource =
  | { readonly kind: 'profile'; readonly name: string }
  /** Keys in the environment of the editor. */
  | { readonly kind: 'environment' }
  | { readonly kind: 'sample' }
  | ReportSource;

/** What a run of the watcher said: of a past moment. Nothing is read while it is shown. */
export interface ReportSource {
  readonly kind: 'report';
  /** Name of the run's stream. */
  readonly stream: string;
  readonly run: 'scan' | 'change';
  /** What was looked at before, and is gone back to. */
  readonly live: LiveSource | undefined;
}

/** An account that can be read. */
export type LiveSource = Exclude<AccountSource, { readonly kind: 'sample' | 'report' }>;

export function isSameSource(a: AccountSource | undefined, b: AccountSource | undefined): boolean {
  if (a?.kind === 'profile' && b?.kind === 'profile') return a.name === b.name;
  if (a?.kind === 'report' && b?.kind === 'report') return a.stream === b.stream;
  return a?.kind === b?.kind;
}

/** Of what is in a report as figures alone. */
export interface ReportedFigures {
  readonly passed: number;
  readonly notApplicable: number;
  /** Ids of checks that the run did not make, as they need what it did not read. */
  readonly notMade: readonly string[];
}

export interface BucketRow {
  readonly name: string;
  readonly region: string | undefined;
  /** Undefined: it is in the account's list and was not read yet. */
  readonly posture: Extract<BucketPosture, { kind: 'read' }> | undefined;
  /** Milliseconds since the epoch; undefined as long as it was not read. */
  readonly readAt: number | undefined;
  /** What was read of it before, where that was something else. */
  readonly before: { readonly facts: BucketFacts; readonly readAt: number } | undefined;
  /** The reading that ran last, or runs now, has not got to it: what is said of it is of an earlier one. */
  readonly old: boolean;
  /** Only of a report: its results are those that do not pass. */
  readonly figures?: ReportedFigures;
}

/** What is under way. */
export interface ReadingUnderWay {
  /** Undefined: all buckets. */
  readonly bucket: string | undefined;
  readonly startedAt: number;
  /** How many there are to read; undefined until they are listed. */
  readonly total: number | undefined;
  readonly read: number;
  /** Of those that were read, how many have something unknown. */
  readonly unknown: number;
}

/** How the last reading of the whole account ended. */
export interface ReadingOutcome {
  readonly status: PostureReport['status'];
  readonly failure: RunFailure | undefined;
  /** Buckets that were listed and not read. */
  readonly notRead: readonly string[];
  /** Buckets that were listed, and did not exist any more when they were read. */
  readonly gone: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  readonly calls: number;
}

export interface AccountState {
  readonly source: AccountSource | undefined;
  readonly identity: Identity | undefined;
  readonly rows: ReadonlyMap<string, BucketRow>;
  readonly account:
    | {
        readonly facts: AccountFacts;
        readonly results: readonly CheckResult[];
        /** Only of a report. */
        readonly figures?: ReportedFigures;
      }
    | undefined;
  readonly reading: ReadingUnderWay | undefined;
  /** Undefined as long as no reading of the whole account has ended. */
  readonly outcome: ReadingOutcome | undefined;
  /** Why the last look at a single bucket came to nothing. */
  readonly bucketFailure: { readonly bucket: string; readonly failure: RunFailure } | undefined;
  /** The chosen profile is not in the AWS files any more. */
  readonly profileGone: boolean;
}

export const NO_ACCOUNT: AccountState = {
  source: undefined,
  identity: undefined,
  rows: new Map(),
  account: undefined,
  reading: undefined,
  outcome: undefined,
  bucketFailure: undefined,
  profileGone: false,
};

/** `rows`: only these changed; undefined: anything may have. */
export interface AccountChange {
  readonly rows: ReadonlySet<string> | undefined;
}
