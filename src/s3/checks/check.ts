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
    }
  | { readonly kind: 'not-applicable'; readonly evidence: string }
  | {
      readonly kind: 'unknown';
      readonly severity: Severity;
      /** What would decide, and what may be the case until then. */
      readonly evidence: string;
      readonly missing: readonly Unreadable[];
    };

interface CheckText {
  /** E.g. `s3-bucket-public-read`. */
  readonly id: string;
  /** What holds when it passes, e.g. "Data is not publicly readable". */
  readonly title: string;
  /** The most severe that it can be. */
  readonly severity: Severity;
  readonly profile: 'core' | 'all';
  readonly mapping: CheckMapping;
  /** APIs whose answers it looks at, for the catalogue and the IAM policy. */
  readonly apis: readonly string[];
}

export interface BucketCheckRule extends CheckText {
  readonly subject: 'bucket';
  readonly judge: (bucket: BucketFacts, account: AccountFacts, options: PostureOptions) => CheckOutcome;
}

export interface AccountCheckRule extends CheckText {
  readonly subject: 'account';
  readonly judge: (
    account: AccountFacts,
    buckets: readonly BucketFacts[],
    options: PostureOptions,
  ) => readonly { readonly resource: string; readonly outcome: CheckOutcome }[];
}

export type CheckRule = BucketCheckRule | AccountCheckRule;
