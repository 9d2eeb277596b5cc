// An invented account that shows every outcome: what the sidebar has to show where there are no credentials. Its id is
// one of those that AWS uses in its documentation.
import {
  ABSENT,
  type AccountFacts,
  type BucketFacts,
  type Fact,
  type Grant,
  known,
  type KnownAccount,
  type LifecycleRule,
  NOT_READ,
  type PublicAccessBlock,
  unreadable,
} from './facts.ts';

const ACCOUNT = '111122223333';
const PARTNER = '444455556666';
const OWNER = 'a'.repeat(64);
const HOME = 'eu-west-1';
const LOGS = 'sample-audit-logs';

/** Buckets, access points and trails that exist nowhere. Made anew for each call. */
export function sampleAccount(): KnownAccount {
  const buckets = BUCKETS.map((make) => make());
  return { account: accountOf(buckets), buckets };
}

function accountOf(buckets: readonly BucketFacts[]): AccountFacts {
  return {
    identity: {
      partition: 'aws',
      accountId: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:user/sample-reader`,
      region: HOME,
    },
    publicAccessBlock: known(block(false)),
    accessPoints: new Map([
      [
        HOME,
        known([
          {
            name: 'sample-shared-reports',
            bucket: 'sample-partner-exchange',
            region: HOME,
            vpcOnly: false,
            publicAccessBlock: known({ ...block(true), restrictPublicBuckets: false }),
            policyIsPublic: known(true),
          },
        ]),
      ],
      ['us-east-1', known([])],
      ['eu-central-1', known([])],
    ]),
    trails: known([
      {
        name: 'sample-trail',
        arn: `arn:aws:cloudtrail:${HOME}:${ACCOUNT}:trail/sample-trail`,
        multiRegion: true,
        homeRegion: HOME,
        bucket: LOGS,
        logging: known(true),
        selectors: known([{ records: 'write' as const, buckets: ['sample-hardened-records'], partial: false }]),
      },
    ]),
    distributions: ABSENT,
    eventDataStores: new Map([[HOME, known([])]]),
    shadowNames: [],
    multiRegionAccessPoints: known([]),
    directoryBuckets: new Map(),
    buckets: known(new Map(buckets.map(({ name, region }) => [name, region]))),
  };
}

function block(on: boolean): PublicAccessBlock {
  return { blockPublicAcls: on, ignorePublicAcls: on, blockPublicPolicy: on, restrictPublicBuckets: on };
}

/** As AWS makes one today. */
function newBucket(name: string, more: Partial<BucketFacts> = {}): BucketFacts {
  return {
    name,
    kind: 'general',
    region: HOME,
    createdAt: '2025-03-11T09:20:00.000Z',
    publicAccessBlock: known(block(true)),
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
    ...more,
  };
}

/** As AWS made one before 2023: with ACLs, and without a block of its own. */
function oldBucket(name: string, more: Partial<BucketFacts> = {}): BucketFacts {
  return newBucket(name, {
    createdAt: '2017-06-02T14:05:00.000Z',
    publicAccessBlock: ABSENT,
    ownership: known('ObjectWriter'),
    acl: aclWith(),
    encryption: known({ algorithm: 'AES256', kmsKey: undefined, bucketKey: false, blockedTypes: undefined }),
    objectAcls: known({ looked: 20, publicKeys: [] }),
    ...more,
  });
}

function aclWith(...grants: readonly Grant[]): BucketFacts['acl'] {
  const own: Grant = { grantee: { kind: 'canonical', id: OWNER }, permission: 'FULL_CONTROL' };
  return known({ owner: OWNER, grants: [own, ...grants] });
}

function granted(group: 'AllUsers' | 'AuthenticatedUsers', permission: Grant['permission']): Grant {
  return { grantee: { kind: 'group', uri: `http://acs.amazonaws.com/groups/global/${group}` }, permission };
}

function policyOf(...statements: readonly Record<string, unknown>[]): Fact<string> {
  return known(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
}

function everyone(sid: string, action: string, resource: string): Record<string, unknown> {
  return { Sid: sid, Effect: 'Allow', Principal: '*', Action: action, Resource: `arn:aws:s3:::${resource}` };
}

function tlsOnly(name: string): Record<string, unknown> {
  return {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

function denied(api: string, action: string): Fact<never> {
  return unreadable({
    cause: 'access-denied',
    api,
    action,
    error: 'AccessDenied',
    httpStatus: 403,
    message: `User: arn:aws:iam::${ACCOUNT}:user/sample-reader is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  });
}

const BUCKETS: readonly (() => BucketFacts)[] = [
  () =>
    oldBucket('sample-public-downloads', {
      ownership: known('BucketOwnerEnforced'),
      acl: NOT_READ,
      objectAcls: NOT_READ,
      policy: policyOf(everyone('PublicDownloads', 's3:GetObject', 'sample-public-downloads/*')),
      policyStatus: known(true),
      tags: known([
        { key: 'team', value: 'web' },
        { key: 'visibility', value: 'public' },
      ]),
    }),
  () => oldBucket('sample-listed-archive', { acl: aclWith(granted('AllUsers', 'READ')) }),
  () =>
    oldBucket('sample-upload-dropbox', {
      region: 'us-east-1',
      policy: policyOf(everyone('AnyoneUploads', 's3:PutObject', 'sample-upload-dropbox/*')),
      policyStatus: known(true),
      acl: aclWith(granted('AuthenticatedUsers', 'WRITE')),
      cors: known([{ origins: ['*'], methods: ['PUT', 'POST'], headers: ['*'] }]),
    }),
  () =>
    oldBucket('sample-static-website', {
      region: 'eu-central-1',
      ownership: known('BucketOwnerEnforced'),
      acl: NOT_READ,
      objectAcls: NOT_READ,
      policy: policyOf(everyone('Website', 's3:GetObject', 'sample-static-website/*')),
      policyStatus: known(true),
      website: known({ indexDocument: true, redirectsAll: false }),
    }),
  () =>
    newBucket('sample-one-switch-away', {
      policy: policyOf(everyone('Forgotten', 's3:GetObject', 'sample-one-switch-away/*')),
      policyStatus: known(true),
    }),
  () =>
    newBucket('sample-partner-exchange', {
      publicAccessBlock: known({ ...block(true), restrictPublicBuckets: false }),
      policy: policyOf({
        Sid: 'Partner',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${PARTNER}:root` },
        Action: 's3:*',
        Resource: ['arn:aws:s3:::sample-partner-exchange', 'arn:aws:s3:::sample-partner-exchange/*'],
      }),
      policyStatus: known(false),
    }),
  () =>
    newBucket('sample-tls-only', {
      policy: policyOf(tlsOnly('sample-tls-only')),
      policyStatus: known(false),
      versioning: known({ status: 'Enabled', mfaDelete: false }),
    }),
  () => hardened('sample-hardened-records'),
  () =>
    newBucket(LOGS, {
      policy: policyOf(
        {
          Sid: 'TakesLogs',
          Effect: 'Allow',
          Principal: { Service: ['logging.s3.amazonaws.com', 'cloudtrail.amazonaws.com'] },
          Action: 's3:PutObject',
          Resource: `arn:aws:s3:::${LOGS}/*`,
          Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
        },
        tlsOnly(LOGS),
      ),
      policyStatus: known(false),
      lifecycle: known([lifecycleRule('expire-logs')]),
    }),
  () =>
    oldBucket('sample-cannot-be-read', {
      publicAccessBlock: denied('GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock'),
      policy: denied('GetBucketPolicy', 's3:GetBucketPolicy'),
      policyStatus: denied('GetBucketPolicyStatus', 's3:GetBucketPolicyStatus'),
      acl: denied('GetBucketAcl', 's3:GetBucketAcl'),
      objectAcls: NOT_READ,
    }),
  () => newBucket('sample.dotted.name', { region: 'us-east-1', createdAt: '2023-11-28T07:41:00.000Z' }),
  () =>
    oldBucket('sample-legacy-photos', {
      region: 'us-east-1',
      createdAt: '2009-04-17T18:30:00.000Z',
      ownership: ABSENT,
      acl: aclWith(granted('AllUsers', 'READ_ACP')),
      objectAcls: known({ looked: 20, publicKeys: ['2009/press/opening-night.jpg'] }),
      versioning: known({ status: 'Suspended', mfaDelete: false }),
      requesterPays: known(true),
    }),
  () => newBucket('sample-new-and-empty', { region: 'eu-central-1', createdAt: '2026-10-05T12:00:00.000Z' }),
];

/** Everything that the checks ask for. */
function hardened(name: string): BucketFacts {
  const key = `arn:aws:kms:${HOME}:${ACCOUNT}:key/00000000-0000-4000-8000-000000000000`;
  return newBucket(name, {
    policy: policyOf(
      tlsOnly(name),
      { ...tlsOnly(name), Sid: 'NewTls', Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
      {
        Sid: 'OneKey',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${name}/*`,
        Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key } },
      },
    ),
    policyStatus: known(false),
    encryption: known({ algorithm: 'aws:kms', kmsKey: key, bucketKey: true, blockedTypes: ['SSE-C'] }),
    kmsKey: known({ arn: key, account: ACCOUNT, managedByAws: false, state: 'Enabled', deletedAt: undefined }),
    versioning: known({ status: 'Enabled', mfaDelete: true }),
    logging: known({ targetBucket: LOGS, targetPrefix: `${name}/` }),
    lifecycle: known([lifecycleRule('old-versions')]),
    objectLock: known({ enabled: true, defaultRetention: { mode: 'COMPLIANCE', days: 365, years: undefined } }),
    replication: known([{ enabled: true, destination: 'sample-new-and-empty', account: undefined }]),
    notifications: known({ topics: 0, queues: 0, functions: 0, eventBridge: true }),
    tags: known([
      { key: 'data', value: 'sensitive' },
      { key: 'team', value: 'finance' },
    ]),
  });
}

function lifecycleRule(id: string): LifecycleRule {
  return {
    id,
    enabled: true,
    wholeBucket: true,
    noncurrentExpiration: true,
    noncurrentTransition: false,
    abortsMultipart: true,
  };
}
