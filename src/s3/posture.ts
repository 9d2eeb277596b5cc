// What one run over an account found out. The run itself is runPosture.ts; the sidebar, the command line and the
// Lambda function all read this.
import type { CheckOutcome } from './checks/check.ts';
import type { AccountFacts, BucketFacts, Identity, Unreadable } from './facts.ts';

export interface CheckResult {
  readonly checkId: string;
  /** The name of the bucket, or of the part of the account that the check speaks of. */
  readonly resource: string;
  readonly outcome: CheckOutcome;
}

/** What became of one bucket. `gone`: it was listed and does not exist any more; it has no results. */
export type BucketPosture =
  | {
      readonly kind: 'read';
      readonly facts: BucketFacts;
      readonly results: readonly CheckResult[];
      /** Requests that were sent for it, retries not counted. */
      readonly calls: number;
    }
  | { readonly kind: 'gone'; readonly name: string; readonly region: string | undefined };

/** A run that is to answer one question, with as few calls as that takes. What it was not to read is `not-read`. */
export interface NarrowRun {
  /** The only ones that are called, but for who it is that reads and, where that is in doubt, where a bucket is. */
  readonly apis: readonly string[];
  /** Regions of buckets, as far as they are known. */
  readonly bucketRegions: ReadonlyMap<string, string>;
  /** Where access points and event data stores are looked for. */
  readonly accountRegions: readonly string[];
}

/** What a run is asked to do. */
export interface PostureRunOptions {
  /** Undefined: what the environment says, as for the AWS CLI. */
  readonly profile: string | undefined;
  /** Where account-level calls go; undefined: that of the environment or the profile. */
  readonly region: string | undefined;
  /** Only these; empty: all that the account lists. */
  readonly buckets: readonly string[];
  /** Read when the identity may not list the account's buckets and `buckets` is empty. */
  readonly pinned?: readonly string[];
  readonly checks: 'core' | 'all';
  /** Accounts that may have access, besides the own one. */
  readonly trustedAccounts: ReadonlySet<string>;
  /** Tags of buckets that are public on purpose: `key` or `key=value`, as bucketTags.ts has them. */
  readonly publicTags?: readonly string[];
  /** Tags of buckets with sensitive data, in the same form. */
  readonly sensitiveTags?: readonly string[];
  /** Only the named buckets are read then, and none where none is named. */
  readonly only?: NarrowRun;
}

/** What stops a run as a whole. `command`: what to run in a terminal, word for word. */
export interface RunFailure {
  readonly kind:
    | 'profile-missing'
    | 'config-unreadable'
    | 'expired'
    | 'wrong-credentials'
    | 'no-credentials'
    | 'mfa-refused'
    | 'clock'
    | 'list-denied'
    | 'network'
    | 'timeout'
    /** What read the account ended in a way that nobody expected. */
    | 'crashed'
    | 'other';
  readonly message: string;
  readonly command?: string;
  readonly reason?: Unreadable;
}

/** In the order in which things become known: a view shows each row as it comes. */
export type PostureEvent =
  | { readonly kind: 'identity'; readonly identity: Identity }
  | {
      readonly kind: 'listed';
      readonly buckets: readonly { readonly name: string; readonly region: string | undefined }[];
    }
  /** Comes again when what was read of other buckets changes what is said of this one. */
  | { readonly kind: 'bucket'; readonly posture: BucketPosture }
  | { readonly kind: 'account'; readonly facts: AccountFacts; readonly results: readonly CheckResult[] };

/** `partial`: something is unknown, or a bucket was not looked at; never shown as clean. */
export interface PostureReport {
  readonly status: 'complete' | 'partial' | 'failed' | 'cancelled';
  /** Undefined when the run did not get so far. */
  readonly identity: Identity | undefined;
  readonly account: readonly CheckResult[];
  /** In the order of their names. */
  readonly buckets: readonly BucketPosture[];
  /** Listed, and not looked at: the run was cancelled or stopped. */
  readonly notRead: readonly string[];
  readonly failure: RunFailure | undefined;
  readonly calls: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly elapsedMs: number;
}
