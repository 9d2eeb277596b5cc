import {
  ABSENT,
  type AccountFacts,
  type BucketFacts,
  known,
  NOT_READ,
  type Unreadable,
  unreadable,
} from '../../src/s3/facts.ts';

export const OWNER = '111122223333';

/** A bucket as AWS makes it today. */
export function newBucket(overrides: Partial<BucketFacts> = {}): BucketFacts {
  const on = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };
  return {
    name: 'b',
    kind: 'general',
    region: 'eu-west-1',
    createdAt: '2026-10-01T00:00:00.000Z',
    publicAccessBlock: known(on),
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
    ...overrides,
  };
}

export function newAccount(overrides: Partial<AccountFacts> = {}): AccountFacts {
  return {
    identity: { partition: 'aws', accountId: OWNER, arn: `arn:aws:iam::${OWNER}:user/reader`, region: 'eu-west-1' },
    publicAccessBlock: ABSENT,
    accessPoints: new Map(),
    trails: ABSENT,
    buckets: known(new Map([['b', 'eu-west-1']])),
    ...overrides,
  };
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
