// Facts of every kind, as the checks get them.
import fc from 'fast-check';
import { ABSENT, known } from '../../../../src/s3/facts.ts';
import { newAccount, newBucket, newPoint, newTrail, policyOf } from '../../../support/s3Facts.ts';

export const FLAGS = fc.record({
  blockPublicAcls: fc.boolean(),
  ignorePublicAcls: fc.boolean(),
  blockPublicPolicy: fc.boolean(),
  restrictPublicBuckets: fc.boolean(),
});
const when = (operator: string, key: string, value: string): Record<string, unknown> => ({
  Condition: { [operator]: { [key]: value } },
});
const DENY = { Effect: 'Deny', Action: 's3:*' };
const POLICIES = fc
  .subarray<Record<string, unknown>>([
    {},
    { Action: 's3:*', Resource: '*' },
    { Action: 's3:PutBucketPolicy', Resource: 'arn:aws:s3:::b' },
    { Principal: { AWS: '222233334444' }, Action: 's3:*' },
    { Principal: { CanonicalUser: 'c'.repeat(64) } },
    { Principal: { AWS: 'nobody knows' } },
    { Principal: { Federated: 'graph.facebook.com' } },
    { Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' },
    { Principal: { Service: 'cloudfront.amazonaws.com' }, ...when('StringEquals', 'AWS:SourceArn', 'arn:e1') },
    { Principal: { Service: 'cloudfront.amazonaws.com' } },
    { Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' } },
    when('StringEquals', 'aws:PrincipalOrgPaths', 'o-1/r-1/ou-1/'),
    when('StringEquals', 'aws:SourceVpce', 'vpce-1'),
    { Action: 's3:Put*', ...when('StringLike', 'aws:Referer', 'https://example.com/*') },
    { ...DENY, ...when('NotIpAddress', 'aws:SourceIp', '192.0.2.0/24') },
    { ...DENY, Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'], ...when('Bool', 'aws:SecureTransport', 'false') },
    { ...DENY, Action: 's3:GetObject' },
    { Effect: 'Perhaps' },
  ])
  .map((statements) => (statements.length === 0 ? ABSENT : policyOf(...statements)));
const GRANTS = fc.array(
  fc.record({
    grantee: fc.constantFrom(
      { kind: 'group' as const, uri: 'http://acs.amazonaws.com/groups/global/AllUsers' },
      { kind: 'group' as const, uri: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers' },
      { kind: 'group' as const, uri: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
      { kind: 'canonical' as const, id: 'd'.repeat(64) },
      { kind: 'unclear' as const },
    ),
    permission: fc.constantFrom('READ' as const, 'WRITE' as const, 'READ_ACP' as const, 'FULL_CONTROL' as const),
  }),
  { maxLength: 3 },
);
export const BUCKET = fc
  .record({
    own: FLAGS,
    policy: fc.oneof(POLICIES, fc.constant(known('{'))),
    status: fc.boolean(),
    lifecycle: fc.constantFrom(ABSENT, known([])),
    grants: GRANTS,
    owner: fc.constantFrom('c'.repeat(64), 'e'.repeat(64)),
    ownership: fc.constantFrom('BucketOwnerEnforced' as const, 'ObjectWriter' as const),
    versioning: fc.constantFrom('Enabled' as const, 'Suspended' as const, undefined),
    kmsKey: fc.constantFrom(undefined, 'arn:aws:kms:eu-west-1:111122223333:key/1'),
    website: fc.constantFrom(ABSENT, known({ indexDocument: true, redirectsAll: false })),
    logging: fc.constantFrom(
      ABSENT,
      ...['b', 'logs', 'gone'].map((targetBucket) => known({ targetBucket, targetPrefix: '' })),
    ),
    locked: fc.boolean(),
  })
  .map(({ own, policy, status, lifecycle, grants, owner, ownership, versioning, kmsKey, website, logging, locked }) =>
    newBucket({
      publicAccessBlock: known(own),
      policy,
      policyStatus: policy.kind === 'absent' ? ABSENT : known(status),
      lifecycle,
      acl: known({ owner, grants }),
      ownership: known(ownership),
      versioning: known({ status: versioning, mfaDelete: false }),
      encryption: known({ algorithm: 'aws:kms', kmsKey, bucketKey: false, blockedTypes: undefined }),
      website,
      logging,
      objectLock: locked
        ? known({ enabled: true, defaultRetention: { mode: 'GOVERNANCE', days: 1, years: undefined } })
        : ABSENT,
    }),
  );
export const POINTS = fc.array(
  fc
    .record({ block: FLAGS, status: fc.constantFrom(ABSENT, known(true), known(false)), vpcOnly: fc.boolean() })
    .map(({ block, status, vpcOnly }) =>
      newPoint({ publicAccessBlock: known(block), policyIsPublic: status, vpcOnly }),
    ),
  { maxLength: 1 },
);
const SELECTOR = fc.record({
  records: fc.constantFrom('read' as const, 'write' as const, 'all' as const),
  buckets: fc.constantFrom('*' as const, ['a'], ['a', 'b'], []),
  partial: fc.boolean(),
});
export const TRAILS = fc.array(
  fc
    .record({
      multiRegion: fc.boolean(),
      on: fc.boolean(),
      selectors: fc.array(SELECTOR, { maxLength: 2 }),
      bucket: fc.constantFrom('b', 'logs'),
    })
    .map(({ multiRegion, on, selectors, bucket }) =>
      newTrail({ multiRegion, logging: known(on), selectors: known(selectors), bucket }),
    ),
  { maxLength: 2 },
);
export const ORIGINS = fc
  .record({ domain: fc.constantFrom('b.s3.eu-west-1.amazonaws.com', 'elsewhere.example'), usesIdentity: fc.boolean() })
  .map((origin) => known([{ id: 'E1', arn: 'arn:e1', origins: [origin] }]));
const STORES = fc.array(
  fc
    .record({ multiRegion: fc.boolean(), enabled: fc.boolean(), selectors: fc.array(SELECTOR, { maxLength: 2 }) })
    .map((settings) => ({ arn: 'arn:s', settings: known(settings) })),
  { maxLength: 1 },
);
export const ACCOUNT = fc
  .record({ block: FLAGS, points: POINTS, trails: TRAILS, stores: STORES, names: fc.subarray(['a', 'b']) })
  .map(({ block, points, trails, stores, names }) =>
    newAccount({
      publicAccessBlock: known(block),
      accessPoints: new Map([['eu-west-1', known(points)]]),
      trails: known(trails),
      eventDataStores: new Map([['eu-west-1', known(stores)]]),
      buckets: known(new Map(names.map((name) => [name, 'eu-west-1']))),
    }),
  );
