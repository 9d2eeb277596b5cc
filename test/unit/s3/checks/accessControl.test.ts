import assert from 'node:assert/strict';
import { judgeBucket } from '../../../../src/s3/checks/judge.ts';
import { ABSENT, type Acl, type BucketFacts, type Fact, known, NOT_READ } from '../../../../src/s3/facts.ts';
import { denied, newAccount, newBucket, OWNER, policyOf, sayOf } from '../../../support/s3Facts.ts';

const OTHER = '222233334444';
const OWN_ID = 'a'.repeat(64);
const OTHER_ID = 'b'.repeat(64);
const LOGS = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
const CLOUDFRONT = 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0';
const CLOUDFRONT_IN_CHINA = 'a52cb28745c0c06e84ec548334e44bfa7fc2a85c54af20cd59e4969344b7af56';
const acl = (...grants: Acl['grants']): Fact<Acl> => known({ owner: OWN_ID, grants });
const canonical = (id: string): Acl['grants'][number] => ({
  grantee: { kind: 'canonical', id },
  permission: 'FULL_CONTROL',
});
const group = (uri: string): Acl['grants'][number] => ({ grantee: { kind: 'group', uri }, permission: 'WRITE' });
const withAcls = (grants: Fact<Acl>): BucketFacts => newBucket({ ownership: known('ObjectWriter'), acl: grants });
const withPolicy = (
  statement: Record<string, unknown> | Record<string, unknown>[],
  more: Partial<BucketFacts> = {},
): BucketFacts => newBucket({ policy: policyOf(...[statement].flat()), policyStatus: known(false), ...more });
const limit = (key: string, value: string | string[]): Record<string, unknown> => ({
  Condition: { StringEquals: { [key]: value } },
});
const BROKEN = known('{');

type Case = readonly [string, BucketFacts, ...string[]];
function table(id: string, cases: readonly Case[], trusted: readonly string[] = []): void {
  describe(id, () => {
    for (const [name, bucket, ...expected] of cases)
      it(name, () => {
        assert.deepEqual(sayOf(id, bucket, newAccount(), trusted), expected);
      });
  });
}
const directory = newBucket({ kind: 'directory', policy: ABSENT });

table('s3-bucket-acls-disabled', [
  ['passes with BucketOwnerEnforced', newBucket(), 'pass'],
  ['fails with another ownership', withAcls(acl()), 'fail medium'],
  ['fails without ownership controls', newBucket({ ownership: ABSENT }), 'fail medium'],
  ["says less where CloudFront's logs need ACLs", withAcls(acl(canonical(CLOUDFRONT))), 'fail informational'],
  ['says less where they do in China', withAcls(acl(canonical(CLOUDFRONT_IN_CHINA))), 'fail informational'],
  ['is unknown without the ownership', newBucket({ ownership: denied('o') }), 'unknown o'],
  ['is not for directory buckets', directory, 'not-applicable'],
]);

table('s3-bucket-acl-grants', [
  ['passes when ACLs are disabled', newBucket(), 'pass'],
  ['passes for the owner and log delivery', withAcls(acl(canonical(OWN_ID), group(LOGS))), 'pass'],
  ['fails for somebody else', withAcls(acl(canonical(OTHER_ID))), 'fail medium'],
  [
    "fails for CloudFront's delivery of logs, whoever the owner is",
    withAcls(known({ owner: undefined, grants: [canonical(CLOUDFRONT)] })),
    'fail medium',
  ],
  ['is unknown without the ACL', withAcls(denied('GetBucketAcl')), 'unknown GetBucketAcl'],
  [
    'is unknown when a grant is known and the ownership is not',
    newBucket({ ownership: denied('o'), acl: acl(canonical(OTHER_ID)) }),
    'unknown o',
  ],
  [
    'is unknown when a grant is not understood',
    withAcls(acl({ grantee: { kind: 'unclear' }, permission: 'READ' })),
    'unknown GetBucketAcl',
  ],
  [
    'is unknown when the owner is not said',
    withAcls(known({ owner: undefined, grants: [canonical(OWN_ID)] })),
    'unknown GetBucketAcl',
  ],
  ['is not for directory buckets', directory, 'not-applicable'],
]);

const CROSS = 's3-bucket-policy-cross-account';
table(CROSS, [
  ['is not for a bucket without a policy', newBucket(), 'not-applicable'],
  ['passes for the own account', withPolicy({ Principal: { AWS: OWNER } }), 'pass'],
  ['fails for another one that reads', withPolicy({ Principal: { AWS: OTHER } }), `fail medium ${OTHER}`],
  [
    'fails worse for one that writes',
    withPolicy({ Principal: { AWS: `arn:aws:iam::${OTHER}:role/r` }, Action: 's3:Put*' }),
    `fail high ${OTHER}`,
  ],
  [
    'names each of several',
    withPolicy([{ Principal: { AWS: OTHER } }, { Principal: { AWS: '333344445555' } }]),
    `fail medium ${OTHER}`,
    'fail medium 333344445555',
  ],
  ['is unknown without the policy', newBucket({ policy: denied('GetBucketPolicy') }), 'unknown GetBucketPolicy'],
  ['is unknown when the policy is not understood', newBucket({ policy: BROKEN }), 'unknown GetBucketPolicy'],
  ['exempts CloudFront', withPolicy({ Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront E1' } }), 'pass'],
  [
    'exempts services',
    withPolicy({ Principal: { Service: 'x.amazonaws.com' }, ...limit('aws:SourceAccount', OTHER) }),
    'pass',
  ],
  [
    'exempts load balancers that write logs',
    withPolicy({ Principal: { AWS: '127311923021' }, Action: 's3:PutObject' }),
    'pass',
  ],
  [
    'does not exempt them when they read',
    withPolicy({ Principal: { AWS: '127311923021' } }),
    'fail medium 127311923021',
  ],
  [
    'passes when only the own account is left',
    withPolicy({ Principal: { AWS: OTHER }, ...limit('aws:PrincipalAccount', OWNER) }),
    'pass',
  ],
  ['tells an organization', withPolicy(limit('aws:PrincipalOrgID', 'o-1')), 'fail informational o-1'],
  [
    'follows the access points of another account',
    withPolicy(limit('s3:DataAccessPointAccount', OTHER)),
    `fail medium ${OTHER}`,
  ],
  [
    'passes when access is left to the own access points',
    withPolicy(limit('s3:DataAccessPointAccount', OWNER)),
    'pass',
  ],
  [
    'fails for another account that comes through own access points',
    withPolicy({ Principal: { AWS: OTHER }, ...limit('s3:DataAccessPointAccount', OWNER) }),
    `fail medium ${OTHER}`,
  ],
  [
    'follows the account that a service acts for',
    withPolicy(limit('aws:SourceAccount', [OWNER, OTHER])),
    `fail medium ${OTHER}`,
  ],
  [
    'follows the ARN that a service acts for',
    withPolicy(limit('aws:SourceArn', `arn:aws:sns:eu-west-1:${OTHER}:t`)),
    `fail medium ${OTHER}`,
  ],
  ['leaves everyone to the checks of public exposure', withPolicy({}), 'pass'],
  [
    'knows the owner by the canonical id',
    withPolicy({ Principal: { CanonicalUser: OWN_ID.toUpperCase() } }, { acl: acl() }),
    'pass',
  ],
  [
    'fails for another canonical id',
    withPolicy({ Principal: { CanonicalUser: OTHER_ID } }, { acl: acl() }),
    `fail medium ${OTHER_ID}`,
  ],
  [
    'is unknown for a canonical id when the ACL is denied',
    withPolicy({ Principal: { CanonicalUser: OWN_ID } }, { acl: denied('GetBucketAcl') }),
    'unknown GetBucketAcl',
  ],
  [
    'is unknown for a canonical id when the ACL was not read',
    withPolicy({ Principal: { CanonicalUser: OWN_ID } }, { acl: NOT_READ }),
    'unknown GetBucketAcl',
  ],
  [
    'says what it knows beside what it does not',
    withPolicy({ Principal: { CanonicalUser: OWN_ID, AWS: OTHER } }, { acl: denied('GetBucketAcl') }),
    `fail medium ${OTHER}`,
    'unknown GetBucketAcl',
  ],
  [
    'is unknown for a principal that is not understood',
    withPolicy({ Principal: { AWS: 'somebody' } }),
    'unknown GetBucketPolicy',
  ],
  ['is unknown for the policy of a directory bucket', { ...directory, policy: policyOf({}) }, 'unknown'],
]);
table(CROSS, [['passes for a trusted account', withPolicy({ Principal: { AWS: OTHER } }), 'pass']], [OTHER]);

table('s3-bucket-policy-sensitive-cross-account', [
  ['passes without a policy', newBucket(), 'pass'],
  ['passes when another account reads', withPolicy({ Principal: { AWS: OTHER } }), 'pass'],
  ['passes for the own account', withPolicy({ Principal: { AWS: OWNER }, Action: 's3:*' }), 'pass'],
  ['fails for s3:Put*', withPolicy({ Principal: { AWS: OTHER }, Action: 's3:Put*' }), `fail high ${OTHER}`],
  [
    'fails for a whole service',
    withPolicy({ Principal: { AWS: OTHER }, Action: '*', Resource: '*' }),
    `fail high ${OTHER}`,
  ],
  [
    'does not look at conditions',
    withPolicy({ Principal: { AWS: OTHER }, Action: 's3:PutObjectAcl', ...limit('aws:PrincipalAccount', OWNER) }),
    `fail high ${OTHER}`,
  ],
  [
    'counts everyone',
    withPolicy({ Action: 's3:PutObjectAcl', ...limit('aws:PrincipalOrgID', 'o-1') }),
    'fail high everyone',
  ],
  [
    'passes when a Deny takes it away',
    withPolicy([
      { Principal: { AWS: OTHER }, Action: 's3:*' },
      { Effect: 'Deny', Action: 's3:*', Resource: '*' },
    ]),
    'pass',
  ],
  [
    'is unknown for a canonical id when the ACL is denied',
    withPolicy({ Principal: { CanonicalUser: OWN_ID }, Action: 's3:*' }, { acl: denied('GetBucketAcl') }),
    'unknown GetBucketAcl',
  ],
  ['is unknown without the policy', newBucket({ policy: denied('GetBucketPolicy') }), 'unknown GetBucketPolicy'],
]);
it(`${CROSS} is for trusted accounts only, the sensitive actions for nobody`, () => {
  const bucket = withPolicy({ Principal: { AWS: OTHER }, Action: 's3:*' });
  assert.deepEqual(sayOf('s3-bucket-policy-sensitive-cross-account', bucket, newAccount(), [OTHER]), [
    `fail high ${OTHER}`,
  ]);
});

table('s3-bucket-policy-wildcard-actions', [
  ['passes without a policy', newBucket(), 'pass'],
  ['passes for named actions', withPolicy({}), 'pass'],
  [
    'fails for everyone, limited or not',
    withPolicy({ Action: 's3:*', ...limit('aws:SourceVpce', 'vpce-1') }),
    'fail medium everyone',
  ],
  ['fails for NotAction', withPolicy({ Action: undefined, NotAction: 's3:GetObject' }), 'fail medium everyone'],
  ['fails for a whole account', withPolicy({ Principal: { AWS: OTHER }, Action: 's3:*' }), `fail medium ${OTHER}`],
  ['passes for one role', withPolicy({ Principal: { AWS: `arn:aws:iam::${OTHER}:role/r` }, Action: 's3:*' }), 'pass'],
  ['passes for the own account', withPolicy({ Principal: { AWS: OWNER }, Action: 's3:*' }), 'pass'],
  ['is unknown without the policy', newBucket({ policy: denied('p') }), 'unknown p'],
  ['is unknown when the policy is not understood', newBucket({ policy: BROKEN }), 'unknown GetBucketPolicy'],
]);

const SERVICE = { Principal: { Service: 'x.amazonaws.com' } };
table('s3-bucket-policy-confused-deputy', [
  ['passes without a policy', newBucket(), 'pass'],
  ['passes with a source account', withPolicy({ ...SERVICE, ...limit('aws:SourceAccount', OWNER) }), 'pass'],
  [
    'passes with an open name of a fixed account',
    withPolicy({ ...SERVICE, Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:s3:*:${OWNER}:*` } } }),
    'pass',
  ],
  ['fails without one', withPolicy(SERVICE), 'fail medium x.amazonaws.com'],
  ['fails less for writes', withPolicy({ ...SERVICE, Action: 's3:PutObject' }), 'fail low x.amazonaws.com'],
  [
    'fails when the source is open',
    withPolicy({ ...SERVICE, Condition: { ArnLike: { 'aws:SourceArn': '*' } } }),
    'fail medium x.amazonaws.com',
  ],
  [
    'exempts a service that sends none',
    withPolicy({ Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' } }),
    'pass',
  ],
  ['is unknown without the policy', newBucket({ policy: denied('p') }), 'unknown p'],
]);

table('s3-bucket-policy-valid', [
  ['is not for a bucket without a policy', newBucket(), 'not-applicable'],
  ['passes for what is understood', withPolicy({}), 'pass'],
  ['fails for what is no JSON', newBucket({ policy: BROKEN }), 'fail low malformed'],
  ['fails for a statement that is none', withPolicy({ Effect: 'Perhaps' }), 'fail low malformed'],
  [
    'fails for an identity that is gone',
    withPolicy({ Principal: { AWS: 'AIDAABCDEFGHIJKLMNOP' } }),
    'fail low principal',
  ],
  ['fails for another bucket', withPolicy({ Resource: 'arn:aws:s3:::other/*' }), 'fail low resource'],
  ['is unknown without the policy', newBucket({ policy: denied('p') }), 'unknown p'],
  ['is unknown for the policy of a directory bucket', { ...directory, policy: policyOf({}) }, 'unknown'],
]);

describe("the delivery of CloudFront's older logs", () => {
  it('is named in words where the ACL grants it something', () => {
    const results = judgeBucket(
      withAcls(acl(canonical(CLOUDFRONT))),
      newAccount(),
      { trustedAccounts: new Set() },
      'core',
    );
    const outcome = results.find(({ checkId }) => checkId === 's3-bucket-acl-grants')?.outcome;
    assert.match(outcome?.evidence ?? '', /FULL_CONTROL to CloudFront's delivery of standard logs/);
    assert.ok(!outcome?.evidence.includes(CLOUDFRONT));
  });
});
