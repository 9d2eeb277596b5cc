import assert from 'node:assert/strict';
import { endpointOf } from '../../../../src/s3/checks/cloudFrontOrigin.ts';
import { ABSENT, type AccountFacts, type BucketFacts, type Distribution, known } from '../../../../src/s3/facts.ts';
import { checkTable } from './checkTable.ts';
import { denied, newAccount, newBucket, OPEN, OWNER, policyOf } from '../../../support/s3Facts.ts';

const ID = 's3-bucket-cloudfront-oac';
const arnOf = (id: string, account = OWNER): string => `arn:aws:cloudfront::${account}:distribution/${id}`;
const distribution = (id: string, domain: string, usesIdentity = false): Distribution => ({
  id,
  arn: arnOf(id),
  origins: [
    { domain: 'elsewhere.example', usesIdentity: false },
    { domain, usesIdentity },
  ],
});
const accountWith = (...distributions: readonly Distribution[]): AccountFacts =>
  newAccount({ distributions: known(distributions) });

const OWN = 'b.s3.eu-west-1.amazonaws.com';
const SERVICE = { Principal: { Service: 'cloudfront.amazonaws.com' } };
const forArn = (...arns: readonly string[]): Record<string, unknown> => ({
  ...SERVICE,
  Condition: { StringEquals: { 'AWS:SourceArn': arns } },
});
const IDENTITY = { Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC' } };
const closed = (...statements: readonly Record<string, unknown>[]): BucketFacts =>
  newBucket({ policy: policyOf(...statements), policyStatus: known(false) });
const open = (...statements: readonly Record<string, unknown>[]): BucketFacts =>
  newBucket({ publicAccessBlock: known(OPEN), policy: policyOf({}, ...statements), policyStatus: known(true) });
const LOST = newBucket({ policy: denied('GetBucketPolicy'), policyStatus: denied('GetBucketPolicyStatus') });

checkTable(
  ID,
  [
    ['passes when the policy names its distribution', closed(forArn(arnOf('E1'))), 'pass'],
    [
      'passes when the policy lets anybody in who comes for its distribution',
      closed({ Condition: { ArnEquals: { 'aws:sourcearn': arnOf('E1') } } }),
      'pass',
    ],
    ['fails when it is public', open(), 'fail medium public'],
    ['fails when it is public besides', open(forArn(arnOf('E1'))), 'fail medium public'],
    ['fails with an origin access identity', closed(IDENTITY), 'fail medium identity'],
    ['fails with both kinds', closed(IDENTITY, forArn(arnOf('E1'))), 'fail medium identity'],
    ['fails without a source', closed(SERVICE), 'fail medium any-distribution'],
    ['fails with a pattern for the source', closed(forArn(arnOf('*'))), 'fail medium any-distribution'],
    [
      'fails when only the account is named',
      closed({ ...SERVICE, Condition: { StringEquals: { 'AWS:SourceAccount': OWNER } } }),
      'fail medium any-distribution',
    ],
    ['fails with another distribution', closed(forArn(arnOf('E1'), arnOf('E9'))), 'fail medium other-distribution'],
    [
      'fails with one of another account',
      closed(forArn(arnOf('E1', '444455556666'))),
      'fail medium other-distribution',
    ],
    [
      'says all that is wrong',
      open(IDENTITY, SERVICE),
      ...['public', 'identity', 'any-distribution'].map((one) => `fail medium ${one}`),
    ],
    ['is not for a bucket that no distribution can get at', newBucket(), 'not-applicable'],
    [
      'is not for a policy that is held back',
      newBucket({ policy: policyOf({}), policyStatus: known(true) }),
      'not-applicable',
    ],
    ['is not for a directory bucket', newBucket({ kind: 'directory' }), 'not-applicable'],
    ['is unknown without the policy', LOST, 'unknown GetBucketPolicy'],
    [
      'fails and is unknown besides when a part of the policy is not understood',
      closed(IDENTITY, { Effect: 'Perhaps' }),
      'fail medium identity',
      'unknown GetBucketPolicy',
    ],
  ],
  accountWith(distribution('E1', OWN)),
);

describe('with other distributions', () => {
  checkTable(
    ID,
    [['passes when all that have it as an origin are named', closed(forArn(arnOf('E1'), arnOf('E2'))), 'pass']],
    accountWith(distribution('E1', OWN), distribution('E2', 'b.s3.amazonaws.com')),
  );
  checkTable(
    ID,
    [
      ['fails when the origin uses an identity', closed(forArn(arnOf('E1'))), 'fail medium identity'],
      ['is not for a bucket that lets CloudFront do nothing, all the same', newBucket(), 'not-applicable'],
    ],
    accountWith(distribution('E1', OWN, true)),
  );
  checkTable(
    ID,
    [
      ['fails when its website is the origin', open(), 'fail medium public'],
      ['is not for a website that nobody may read', newBucket(), 'not-applicable'],
    ],
    accountWith(distribution('E1', 'b.s3-website-eu-west-1.amazonaws.com')),
  );
  checkTable(
    ID,
    [
      ['is not for a public bucket that is no origin', open(), 'not-applicable'],
      ['is not for one that names a distribution of others', closed(forArn(arnOf('E9'))), 'not-applicable'],
      ['is not for one whose policy is not known', LOST, 'not-applicable'],
    ],
    accountWith(distribution('E1', 'bb.s3.amazonaws.com')),
  );
  checkTable(
    ID,
    [
      ['is unknown for a public bucket', open(), 'unknown ListDistributions'],
      ['is unknown for one that lets CloudFront in', closed(forArn(arnOf('E1'))), 'unknown ListDistributions'],
      ['is not for one that cannot be an origin', newBucket(), 'not-applicable'],
    ],
    newAccount({ distributions: denied('ListDistributions') }),
  );
  checkTable(
    ID,
    [['is not for a bucket where there is no CloudFront', open(), 'not-applicable']],
    newAccount({ distributions: ABSENT }),
  );
});

describe('the domain of an origin', () => {
  for (const [domain, expected] of [
    ['b.s3.amazonaws.com', 'bucket'],
    ['B.S3.amazonaws.com', 'bucket'],
    ['b.s3.eu-west-1.amazonaws.com', 'bucket'],
    ['b.s3-eu-west-1.amazonaws.com', 'bucket'],
    ['b.s3.dualstack.ap-southeast-2.amazonaws.com', 'bucket'],
    ['b.s3-accelerate.amazonaws.com', 'bucket'],
    ['b.s3.cn-north-1.amazonaws.com.cn', 'bucket'],
    ['b.s3-website-eu-west-1.amazonaws.com', 'website'],
    ['b.s3-website.eu-central-1.amazonaws.com', 'website'],
    ['a.b.s3.amazonaws.com', undefined],
    ['b.s3.s3.amazonaws.com', undefined],
    ['b.s3.amazonaws.com.example', undefined],
    ['bb.s3.amazonaws.com', undefined],
    ['b.example', undefined],
    ['s3.amazonaws.com', undefined],
  ] as const) {
    it(`${domain} is ${expected ?? 'no'} endpoint`, () => assert.equal(endpointOf(domain, 'b'), expected));
  }
  it('tells buckets with dots apart', () => {
    assert.equal(endpointOf('b.s3.s3.amazonaws.com', 'b.s3'), 'bucket');
    assert.equal(endpointOf('a.b.s3.amazonaws.com', 'a.b'), 'bucket');
  });
});
