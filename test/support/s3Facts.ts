import type { Siblings } from '../../src/s3/checks/check.ts';
import { judgeBucket } from '../../src/s3/checks/judge.ts';
import {
  ABSENT,
  type AccessPoint,
  type AccountFacts,
  type BucketFacts,
  type Fact,
  known,
  NOT_READ,
  type PublicAccessBlock,
  type Trail,
  type Unreadable,
  unreadable,
} from '../../src/s3/facts.ts';

export const OWNER = '111122223333';

export const BLOCKED: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

export const OPEN: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

/** A bucket as AWS makes it today. */
export function newBucket(overrides: Partial<BucketFacts> = {}): BucketFacts {
  return {
    name: 'b',
    kind: 'general',
    region: 'eu-west-1',
    createdAt: '2026-10-01T00:00:00.000Z',
    publicAccessBlock: known(BLOCKED),
    ownership: known('BucketOwnerEnforced'),
    policy: ABSENT,
    policyStatus: ABSENT,
    acl: NOT_READ,
    encryption: known({ algorithm: 'AES256', kmsKey: undefined, bucketKey: false, blockedTypes: ['SSE-C'] }),
    versioning: known({ status: undefined, mfaDelete: false }),
    logging: ABSENT,
    lifecycle: ABSENT,
    objectLock: ABSENT,
    website: ABSENT,
    replication: ABSENT,
    notifications: ABSENT,
    cors: ABSENT,
    tags: ABSENT,
    requesterPays: known(false),
    objectAcls: NOT_READ,
    kmsKey: NOT_READ,
    ...overrides,
  };
}

export function newAccount(overrides: Partial<AccountFacts> = {}): AccountFacts {
  return {
    identity: { partition: 'aws', accountId: OWNER, arn: `arn:aws:iam::${OWNER}:user/reader`, region: 'eu-west-1' },
    publicAccessBlock: ABSENT,
    accessPoints: new Map(),
    trails: ABSENT,
    eventDataStores: new Map(),
    distributions: ABSENT,
    shadowNames: [],
    buckets: known(new Map([['b', 'eu-west-1']])),
    multiRegionAccessPoints: ABSENT,
    directoryBuckets: new Map(),
    ...overrides,
  };
}

/** An access point of bucket `b`, closed. */
export function newPoint(overrides: Partial<AccessPoint> = {}): AccessPoint {
  return {
    name: 'ap',
    bucket: 'b',
    region: 'eu-west-1',
    vpcOnly: false,
    publicAccessBlock: known(BLOCKED),
    policyIsPublic: ABSENT,
    ...overrides,
  };
}

/** A trail of all regions that is on and records no objects. */
export function newTrail(overrides: Partial<Trail> = {}): Trail {
  return {
    name: 't',
    arn: `arn:aws:cloudtrail:eu-west-1:${OWNER}:trail/t`,
    multiRegion: true,
    homeRegion: 'eu-west-1',
    bucket: 'logs',
    logging: known(true),
    selectors: known([]),
    ...overrides,
  };
}

/** A policy of bucket `b` with these statements: an Allow to everyone of reading objects, but for what they say. */
export function policyOf(...statements: readonly Record<string, unknown>[]): Fact<string> {
  const base = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
  return known(JSON.stringify({ Statement: statements.map((one) => ({ ...base, ...one })) }));
}

export function denied(api: string): ReturnType<typeof unreadable> {
  const reason: Unreadable = {
    cause: 'access-denied',
    api,
    action: `s3:${api}`,
    error: 'AccessDenied',
    httpStatus: 403,
  };
  return unreadable(reason);
}

/** What a check says of a bucket: the kind, and of a failure the severity and what it is about. */
export function sayOf(
  id: string,
  bucket: BucketFacts,
  account = newAccount(),
  trusted: readonly string[] = [],
  siblings: Siblings = { buckets: new Map(), complete: true },
): readonly string[] {
  return judgeBucket(bucket, account, { trustedAccounts: new Set(trusted) }, 'all', siblings)
    .filter(({ checkId }) => checkId === id)
    .map(({ outcome }) => {
      if (outcome.kind === 'fail') return ['fail', outcome.severity, outcome.aspect ?? ''].join(' ').trim();
      if (outcome.kind !== 'unknown') return outcome.kind;
      return ['unknown', ...outcome.missing.map(({ api }) => api)].join(' ');
    });
}
