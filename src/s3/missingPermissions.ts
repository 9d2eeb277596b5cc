// Which permissions an identity lacks, as a run found out: what was asked, and refused.
import type { AccountFacts, BucketFacts, Fact, Unreadable } from './facts.ts';

export interface MissingPermission {
  /** The IAM action, e.g. `s3:GetEncryptionConfiguration`. */
  readonly action: string;
  readonly api: string;
  /** Buckets that it was refused for; empty for what concerns the account. */
  readonly buckets: readonly string[];
  /** What the service said, once. */
  readonly message: string | undefined;
}

/** In the order of the actions' names. Only what was refused: what timed out or was cancelled says nothing of permissions. */
export function missingPermissions(
  account: AccountFacts | undefined,
  buckets: readonly BucketFacts[],
): readonly MissingPermission[] {
  const found = new Map<string, { reason: Unreadable; buckets: string[] }>();
  const add = (reason: Unreadable, bucket?: string): void => {
    if (reason.cause !== 'access-denied' || reason.action === '') return;
    const entry = found.get(reason.action) ?? { reason, buckets: [] };
    if (bucket !== undefined) entry.buckets.push(bucket);
    found.set(reason.action, entry);
  };
  for (const reason of account === undefined ? [] : accountReasons(account)) add(reason);
  for (const bucket of buckets) for (const reason of reasons(Object.values(bucket))) add(reason, bucket.name);
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([action, { reason, buckets: names }]) => ({
      action,
      api: reason.api,
      buckets: [...new Set(names)].sort(),
      message: reason.message,
    }));
}

function accountReasons(account: AccountFacts): readonly Unreadable[] {
  const points = [...account.accessPoints.values()];
  const trails = account.trails.kind === 'known' ? account.trails.value : [];
  return reasons([
    account.publicAccessBlock,
    account.trails,
    account.buckets,
    ...points,
    ...points.flatMap((fact) => (fact.kind === 'known' ? fact.value : [])).flatMap(valuesOf),
    ...trails.flatMap(valuesOf),
  ]);
}

function reasons(values: readonly unknown[]): readonly Unreadable[] {
  return values.filter(isFact).flatMap((fact) => (fact.kind === 'unreadable' ? [fact.reason] : []));
}

function valuesOf(part: object): readonly unknown[] {
  return Object.values(part);
}

function isFact(value: unknown): value is Fact<unknown> {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
