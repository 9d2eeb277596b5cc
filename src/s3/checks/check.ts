// What a check is: facts in, outcome out, nothing else.
import type { Severity } from '../../findings/severity.ts';
import type { AccountFacts, BucketFacts, PostureOptions, Unreadable } from '../facts.ts';

/** The ids under which others know the same thing; empty where they do not. */
export interface CheckMapping {
  readonly prowler: readonly string[];
  /** Security Hub, AWS Foundational Security Best Practices. */
  readonly fsbp: readonly string[];
  /** CIS AWS Foundations Benchmark, numbering of v3.0 to v5.0. */
  readonly cis: readonly string[];
}

/**
 * `fail` and `unknown` carry the severity of what is, or may be, wrong. An `unknown` names every fact that
 * is missing; it is never counted as passed.
 */
export type CheckOutcome =
  | { readonly kind: 'pass'; readonly evidence: string }
  | {
      readonly kind: 'fail';
      readonly severity: Severity;
      /** The deciding fact, quoted. Plain text. */
      readonly evidence: string;
      /** What tells this failure from another of the same check, e.g. a foreign account; never the evidence. */
      readonly aspect?: string;
      /** Said where something narrows what is wrong, and nobody can say here how far. Else it is certain. */
      readonly confidence?: 'medium';
    }
  | { readonly kind: 'not-applicable'; readonly evidence: string }
  | {
      readonly kind: 'unknown';
      readonly severity: Severity;
      /** What would decide, and what may be the case until then. */
      readonly evidence: string;
      readonly missing: readonly Unreadable[];
    };

/** What a check is about: how lists are grouped, and the class of problem of its findings. */
export type CheckFamily =
  'exposure' | 'access-control' | 'transport' | 'encryption' | 'logging' | 'resilience' | 'hygiene';

/** What other buckets of the account are needed for: logs that arrive, and places that logs go to. */
export interface Siblings {
  /** By name; the bucket itself may be among them. */
  readonly buckets: ReadonlyMap<string, BucketFacts>;
  /** Every bucket of the account was read: what none of them says is not so. */
  readonly complete: boolean;
}

interface CheckText {
  /** E.g. `s3-bucket-public-read`. */
  readonly id: string;
  /** What holds when it passes, e.g. "Data is not publicly readable". */
  readonly title: string;
  /** The most severe that it can be, where no tag of the owner's says that the bucket is sensitive. */
  readonly severity: Severity;
  readonly family: CheckFamily;
  readonly profile: 'core' | 'all';
  readonly mapping: CheckMapping;
  /** APIs whose answers it looks at, for the catalogue and the IAM policy. */
  readonly apis: readonly string[];
  /** Why it matters, in a sentence. */
  readonly risk: string;
  /** What to do, in plain text: `B` is the bucket, `A` the account. */
  readonly remediation: string;
}

export interface BucketCheckRule extends CheckText {
  readonly subject: 'bucket';
  /** Several outcomes only where several things fail, each with an aspect of its own; what is unknown besides is one more. */
  readonly judge: (
    bucket: BucketFacts,
    account: AccountFacts,
    options: PostureOptions,
    siblings: Siblings,
  ) => CheckOutcome | readonly CheckOutcome[];
  /** Said of the account, where buckets that it would judge are not even known. */
  readonly ofAccount?: (account: AccountFacts) => readonly AccountOutcome[];
}

/** What an account check says of one part of the account. */
export interface AccountOutcome {
  readonly resource: string;
  readonly outcome: CheckOutcome;
}

export interface AccountCheckRule extends CheckText {
  readonly subject: 'account';
  readonly judge: (
    account: AccountFacts,
    buckets: ReadonlyMap<string, BucketFacts>,
    options: PostureOptions,
  ) => readonly AccountOutcome[];
}

export type CheckRule = BucketCheckRule | AccountCheckRule;
