// Made-up reports of runs over an account.
import type { CheckOutcome } from '../../../src/s3/checks/check.ts';
import {
  type AccountFacts,
  type BucketFacts,
  type Identity,
  NOT_READ,
  type Unreadable,
} from '../../../src/s3/facts.ts';
import type { CheckResult, PostureReport } from '../../../src/s3/posture.ts';
import type { ReadBucket } from '../../../src/s3/reports/postureSummary.ts';
import type { CheckDescription } from '../../../src/s3/s3Bundle.ts';

export const IDENTITY: Identity = {
  partition: 'aws',
  accountId: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/reader',
  region: 'eu-west-1',
};

export const DENIED: Unreadable = {
  cause: 'access-denied',
  api: 'GetBucketPolicy',
  action: 's3:GetBucketPolicy',
  error: 'AccessDenied',
  httpStatus: 403,
};
export const THROTTLED: Unreadable = { ...DENIED, cause: 'throttled', error: 'SlowDown', httpStatus: 503 };

export const PASS: CheckOutcome = { kind: 'pass', evidence: 'all four flags are on' };
export const NOT_APPLICABLE: CheckOutcome = { kind: 'not-applicable', evidence: 'ACLs are disabled' };
export const FAIL = { kind: 'fail', severity: 'high', evidence: 'policy statement 1 allows everyone' } as const;
export function UNKNOWN(...missing: readonly Unreadable[]): CheckOutcome {
  return { kind: 'unknown', severity: 'critical', evidence: 'public, unless the policy says otherwise', missing };
}

export const HOSTILE = '\u001b[2J\u202e[x](https://evil.example) <img src=x>';

const MAPPING = { prowler: ['s3_bucket_public_access'], fsbp: ['S3.2'], cis: ['2.1.4'] };
export const CHECKS: readonly CheckDescription[] = (['read', 'list'] as const).map((what) => ({
  id: `s3-bucket-public-${what}`,
  title: 'It is not public',
  severity: what === 'read' ? 'critical' : 'high',
  profile: 'core',
  subject: 'bucket',
  mapping: MAPPING,
  apis: ['GetBucketPolicy'],
}));

export function resultOf(resource: string, outcome: CheckOutcome): CheckResult {
  return { checkId: `s3-bucket-public-${outcome.kind === 'unknown' ? 'read' : 'list'}`, resource, outcome };
}

export function bucketNamed(name: string, ...outcomes: readonly CheckOutcome[]): ReadBucket {
  const facts: BucketFacts = {
    name,
    kind: 'general',
    region: 'eu-west-1',
    createdAt: undefined,
    publicAccessBlock: NOT_READ,
    ownership: NOT_READ,
    policy: NOT_READ,
    policyStatus: NOT_READ,
    acl: NOT_READ,
    encryption: NOT_READ,
    versioning: NOT_READ,
    logging: NOT_READ,
    lifecycle: NOT_READ,
    objectLock: NOT_READ,
    website: NOT_READ,
    replication: NOT_READ,
    notifications: NOT_READ,
    cors: NOT_READ,
    tags: NOT_READ,
    requesterPays: NOT_READ,
    objectAcls: NOT_READ,
    kmsKey: NOT_READ,
  };
  return { kind: 'read', facts, results: outcomes.map((outcome) => resultOf(name, outcome)), calls: 11 };
}

export const ACCOUNT_FACTS: AccountFacts = {
  identity: IDENTITY,
  publicAccessBlock: NOT_READ,
  multiRegionAccessPoints: NOT_READ,
  directoryBuckets: new Map(),
  accessPoints: new Map(),
  trails: NOT_READ,
  eventDataStores: new Map(),
  distributions: NOT_READ,
  shadowNames: [],
  buckets: NOT_READ,
};

export function reportOf(change: Partial<PostureReport>): PostureReport {
  const buckets = change.buckets ?? [];
  return {
    status: 'complete',
    identity: IDENTITY,
    account: [],
    notRead: [],
    failure: undefined,
    calls: buckets.length * 11,
    startedAt: Date.UTC(2026, 0, 15),
    elapsedMs: 1_500,
    ...change,
    buckets,
  };
}
