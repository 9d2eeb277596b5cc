// One reading of an account: what is asked, how far it is, and what it does not go to.
import type { AccountFacts, BucketFacts } from '../../s3/facts.ts';
import type { PostureRunOptions } from '../../s3/posture.ts';
import type { AccountSource, ReadingUnderWay } from './accountState.ts';

/** What the person has set. */
export interface PostureSettings {
  readonly checks: 'core' | 'all';
  readonly trustedAccounts: readonly string[];
  /** Buckets to read when the identity may not list them. */
  readonly pinned: readonly string[];
  readonly publicTags: readonly string[];
  readonly sensitiveTags: readonly string[];
  /** Absolute path of the AWS CLI. */
  readonly awsExecutable: string | undefined;
}

/** One reading: what it tells counts only as long as it is the one under way. */
export interface Reading {
  readonly abort: AbortController;
  /** Undefined: all buckets. */
  readonly bucket: string | undefined;
  readonly options: PostureRunOptions;
  readonly startedAt: number;
  readonly gone: string[];
  readonly read: Set<string>;
  readonly unknown: Set<string>;
  total: number | undefined;
  /** Of the single bucket that is read: judged as soon as the account is known. */
  facts: BucketFacts | undefined;
}

/** @param bucket undefined: all of them */
export function optionsOf(
  source: AccountSource,
  bucket: string | undefined,
  { checks, trustedAccounts, pinned, publicTags, sensitiveTags }: PostureSettings,
): PostureRunOptions {
  return {
    profile: source.kind === 'profile' ? source.name : undefined,
    region: undefined,
    buckets: bucket === undefined ? [] : [bucket],
    pinned: bucket === undefined ? pinned : [],
    checks,
    trustedAccounts: new Set(trustedAccounts),
    publicTags,
    sensitiveTags,
  };
}

/** What a look at one bucket does not go to, other regions above all, is as it was: not to look is not to find nothing. */
export function withEarlier(now: AccountFacts, before: AccountFacts): AccountFacts {
  const names = new Set(now.shadowNames.map(({ name }) => name));
  const { multiRegionAccessPoints: points, distributions } = now;
  return {
    ...now,
    accessPoints: new Map([...before.accessPoints, ...now.accessPoints]),
    eventDataStores: new Map([...before.eventDataStores, ...now.eventDataStores]),
    directoryBuckets: new Map([...before.directoryBuckets, ...now.directoryBuckets]),
    shadowNames: [...now.shadowNames, ...before.shadowNames.filter(({ name }) => !names.has(name))],
    multiRegionAccessPoints: points.kind === 'not-read' ? before.multiRegionAccessPoints : points,
    distributions: distributions.kind === 'not-read' ? before.distributions : distributions,
  };
}

export function underWay({ bucket, startedAt, total, read, unknown }: Reading): ReadingUnderWay {
  return { bucket, startedAt, total, read: read.size, unknown: unknown.size };
}
