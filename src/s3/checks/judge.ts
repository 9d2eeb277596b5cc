// Facts in, results out.
import type { AccountFacts, BucketFacts, PostureOptions } from '../facts.ts';
import type { CheckResult } from '../posture.ts';
import { checksOf } from './catalogue.ts';
import type { CheckOutcome, Siblings } from './check.ts';
import { withTagSeverity } from './tagSeverity.ts';

const ALONE: Siblings = { buckets: new Map(), complete: false };

/**
 * Judges one bucket. A check has one result, or several where several things fail.
 *
 * @param siblings the buckets read so far. While they are not complete, what rests on logs of others is unknown
 *   for buckets that take such logs: judge again when all are read.
 */
export function judgeBucket(
  bucket: BucketFacts,
  account: AccountFacts,
  options: PostureOptions,
  profile: 'core' | 'all',
  siblings: Siblings = ALONE,
): CheckResult[] {
  return checksOf(profile).flatMap((rule) => {
    if (rule.subject !== 'bucket') return [];
    const outcomes: CheckOutcome | readonly CheckOutcome[] = rule.judge(bucket, account, options, siblings);
    return [outcomes].flat().map((outcome) => ({
      checkId: rule.id,
      resource: bucket.name,
      outcome: withTagSeverity(rule, outcome, bucket, account, options),
    }));
  });
}

/** Judges what belongs to the account as such. */
export function judgeAccount(
  account: AccountFacts,
  buckets: ReadonlyMap<string, BucketFacts>,
  options: PostureOptions,
  profile: 'core' | 'all',
): CheckResult[] {
  return checksOf(profile).flatMap((rule) => {
    const said = rule.subject === 'account' ? rule.judge(account, buckets, options) : (rule.ofAccount?.(account) ?? []);
    return said.map((one) => ({ checkId: rule.id, ...one }));
  });
}
