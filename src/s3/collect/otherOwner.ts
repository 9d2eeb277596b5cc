// A bucket that refuses every call without a reason is, most likely, not ours: S3 answers the wrong owner just so,
// while a policy that denies is named in the answer.
import type { BucketFacts, Fact } from '../facts.ts';

/** Says so in the reasons; what was read stays as unknown as it is. */
export function tellOtherOwner(facts: BucketFacts, accountId: string): BucketFacts {
  const read = Object.values(facts)
    .filter(isFact)
    .filter(({ kind }) => kind !== 'not-read');
  if (read.length === 0 || !read.every(isRefusedWithoutReason)) return facts;
  const message = `every call is refused without a reason: the bucket may belong to another account than ${accountId}, or lets this identity do nothing`;
  const told = Object.entries(facts).map(([name, value]: [string, unknown]): [string, unknown] =>
    isFact(value) && value.kind === 'unreadable'
      ? [name, { ...value, reason: { ...value.reason, message } }]
      : [name, value],
  );
  return { ...facts, ...Object.fromEntries(told) };
}

function isFact(value: unknown): value is Fact<unknown> {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function isRefusedWithoutReason(fact: Fact<unknown>): boolean {
  if (fact.kind !== 'unreadable' || fact.reason.cause !== 'access-denied') return false;
  return /^(access denied\.?)?$/i.test(fact.reason.message ?? '');
}
