// Which permissions the reader was seen to lack.
import type { AccountFacts, Unreadable } from '../facts.ts';
import type { PostureReport } from '../posture.ts';
import { allResults, readBuckets, unknownOf } from './postureSummary.ts';

export interface MissingPermission {
  /** E.g. `s3:GetBucketPolicy`. */
  readonly action: string;
  /** What asks for it. */
  readonly apis: readonly string[];
  /** Of which it was denied, by name; empty for what concerns the account. */
  readonly buckets: readonly string[];
  /** What the service says of the first denial: which kind of policy denies. */
  readonly message: string | undefined;
}

/** Every denial of the run, by action: also those that changed no verdict. */
export function missingPermissions(
  report: PostureReport,
  account: AccountFacts | undefined,
): readonly MissingPermission[] {
  const byAction = new Map<string, { apis: Set<string>; buckets: Set<string>; message: string | undefined }>();
  const add = (reason: Unreadable, bucket?: string): void => {
    if (reason.cause !== 'access-denied') return;
    const entry = byAction.get(reason.action) ?? { apis: new Set(), buckets: new Set(), message: reason.message };
    entry.apis.add(reason.api);
    if (bucket !== undefined) entry.buckets.add(bucket);
    byAction.set(reason.action, entry);
  };
  for (const { facts } of readBuckets(report.buckets)) for (const reason of reasonsIn(facts)) add(reason, facts.name);
  if (account !== undefined) for (const reason of reasonsIn(account)) add(reason);
  // What a check read by itself, or what became known before the account was read.
  for (const { outcome } of unknownOf(allResults(report))) for (const reason of outcome.missing) add(reason);
  if (report.failure?.reason !== undefined) add(report.failure.reason);
  return [...byAction]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([action, { apis, buckets, message }]) => ({
      action,
      apis: [...apis].sort(),
      buckets: [...buckets].sort(),
      message,
    }));
}

/** Facts stand in facts: those of trails and access points have facts of their own. */
function reasonsIn(value: unknown): readonly Unreadable[] {
  if (value instanceof Map) return [...value.values()].flatMap(reasonsIn);
  if (Array.isArray(value)) return value.flatMap(reasonsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('kind' in value && value.kind === 'unreadable' && 'reason' in value) return [value.reason as Unreadable];
  return Object.values(value).flatMap(reasonsIn);
}
