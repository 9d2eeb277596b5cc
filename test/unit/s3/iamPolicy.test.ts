import assert from 'node:assert/strict';
import { APIS, type ApiRow } from '../../../src/s3/apis.ts';
import { iamPolicy } from '../../../src/s3/iamPolicy.ts';

/** Written down by hand from AWS's service authorization reference; bold there: the names that differ most. */
const CORE = [
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetEventDataStore',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetTrailStatus',
  'cloudtrail:ListEventDataStores',
  's3:GetAccessPoint',
  's3:GetAccessPointPolicyStatus',
  's3:GetAccountPublicAccessBlock',
  's3:GetBucketAcl',
  's3:GetBucketLogging',
  's3:GetBucketObjectLockConfiguration',
  's3:GetBucketOwnershipControls',
  's3:GetBucketPolicy',
  's3:GetBucketPolicyStatus',
  's3:GetBucketPublicAccessBlock',
  's3:GetBucketVersioning',
  's3:GetBucketWebsite',
  's3:GetEncryptionConfiguration',
  's3:GetLifecycleConfiguration',
  's3:ListAccessPoints',
  's3:ListAllMyBuckets',
];
const MORE = [
  'cloudfront:ListDistributions',
  'kms:DescribeKey',
  's3:GetBucketCORS',
  's3:GetBucketNotification',
  's3:GetBucketRequestPayment',
  's3:GetBucketTagging',
  's3:GetReplicationConfiguration',
  's3:ListMultiRegionAccessPoints',
  's3express:GetBucketPolicy',
  's3express:GetEncryptionConfiguration',
  's3express:GetLifecycleConfiguration',
  's3express:ListAllMyDirectoryBuckets',
];

function actions(checks: 'core' | 'all'): string[] {
  return iamPolicy(checks)
    .Statement.flatMap(({ Action }) => Action)
    .sort();
}

describe('the IAM policy that reading needs', () => {
  it('has exactly the actions of the core calls', () => {
    assert.deepEqual(actions('core'), CORE);
  });

  it('adds the actions of the other calls for all checks', () => {
    assert.deepEqual(actions('all'), [...CORE, ...MORE].sort());
  });

  it('lets nobody list or read objects, and nothing be written', () => {
    for (const action of actions('all')) {
      assert.notEqual(action, 's3:ListBucket');
      assert.match(action, /^(s3|s3express|cloudtrail|kms|cloudfront):(Get|List|Describe)/);
      assert.doesNotMatch(action, /GetObject|\*/);
    }
  });

  it('names buckets in the partition of the account', () => {
    assert.equal(iamPolicy('core', 'aws-cn').Statement[1]?.Resource, 'arn:aws-cn:s3:::*');
  });

  it('names keys in the partition of the account, where they are read at all', () => {
    assert.equal(iamPolicy('all', 'aws-cn').Statement[2]?.Resource, 'arn:aws-cn:kms:*:*:key/*');
    assert.equal(iamPolicy('core').Statement.length, 2);
  });

  it('gives what directory buckets need on these alone, and their list on everything', () => {
    const [account, , , directory, ...more] = iamPolicy('all', 'aws-us-gov').Statement;
    assert.equal(directory?.Resource, 'arn:aws-us-gov:s3express:*:*:bucket/*');
    assert.ok(directory.Action.every((action) => action.startsWith('s3express:Get')));
    assert.ok(account?.Action.includes('s3express:ListAllMyDirectoryBuckets'));
    assert.deepEqual(more, []);
    assert.equal(iamPolicy('core').Statement.length, 2);
  });

  it('leaves out only what says why', () => {
    const given = new Set(actions('all'));
    for (const [name, api] of Object.entries<ApiRow>(APIS)) {
      if (api.action === undefined || given.has(api.action)) continue;
      assert.ok(api.notInPolicy, name);
    }
  });
});
