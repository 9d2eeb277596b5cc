import assert from 'node:assert/strict';
import {
  aclOf,
  encryptionOf,
  lifecycleOf,
  loggingOf,
  notificationsOf,
  objectLockOf,
  ownershipOf,
  policyOf,
  policyStatusOf,
  publicAccessBlockOf,
  replicationOf,
  requesterPaysOf,
  versioningOf,
  websiteOf,
} from '../../../../src/s3/collect/bucketAnswers.ts';
import { ABSENT, known, type Fact, type LifecycleRule } from '../../../../src/s3/facts.ts';

describe('what S3 answers about a bucket', () => {
  it('takes a flag that is left out for off', () => {
    assert.deepEqual(
      publicAccessBlockOf({ BlockPublicAcls: true }),
      known({ blockPublicAcls: true, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false }),
    );
  });

  it('makes no fact of an answer without what it is about', () => {
    assert.equal(publicAccessBlockOf(undefined), undefined);
    assert.equal(ownershipOf({}), undefined);
    assert.equal(ownershipOf({ OwnershipControls: { Rules: [{ ObjectOwnership: 'New' as never }] } }), undefined);
    assert.equal(policyStatusOf({ PolicyStatus: {} }), undefined);
    assert.equal(policyStatusOf({}), undefined);
    assert.equal(policyOf({}), undefined);
    assert.equal(policyOf({ Policy: ' \n' }), undefined);
    assert.equal(policyOf({ Policy: '<html>Log in</html>' }), undefined);
    assert.equal(encryptionOf({}), undefined);
    assert.equal(lifecycleOf({}), undefined);
    assert.equal(objectLockOf({}), undefined);
    assert.equal(replicationOf({}), undefined);
    assert.equal(requesterPaysOf({}), undefined);
    assert.equal(aclOf({}), undefined);
    assert.equal(loggingOf({ LoggingEnabled: { TargetBucket: undefined, TargetPrefix: '' } }), undefined);
  });

  it('knows that nothing is logged, and that versioning was never on', () => {
    assert.deepEqual(loggingOf({}), ABSENT);
    assert.deepEqual(versioningOf({}), known({ status: undefined, mfaDelete: false }));
    assert.deepEqual(
      versioningOf({ Status: 'Suspended', MFADelete: 'Enabled' }),
      known({ status: 'Suspended', mfaDelete: true }),
    );
  });

  it('reads every kind of grantee', () => {
    const acl = aclOf({
      Owner: { ID: 'me' },
      Grants: [
        { Grantee: { Type: 'CanonicalUser', ID: 'me' }, Permission: 'FULL_CONTROL' },
        { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' },
        { Grantee: { Type: 'AmazonCustomerByEmail', EmailAddress: 'a@b.example' }, Permission: 'WRITE_ACP' },
        { Permission: 'NEW' as never },
      ],
    });
    assert.deepEqual(
      acl,
      known({
        owner: 'me',
        grants: [
          { grantee: { kind: 'canonical', id: 'me' }, permission: 'FULL_CONTROL' },
          { grantee: { kind: 'group', uri: 'http://acs.amazonaws.com/groups/global/AllUsers' }, permission: 'READ' },
          { grantee: { kind: 'email', address: 'a@b.example' }, permission: 'WRITE_ACP' },
          { grantee: { kind: 'unclear' }, permission: 'unclear' },
        ],
      }),
    );
  });

  it('reads the default encryption with what it blocks', () => {
    assert.deepEqual(
      encryptionOf({
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/x' },
              BucketKeyEnabled: true,
              BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
            },
          ],
        },
      }),
      known({ algorithm: 'aws:kms', kmsKey: 'alias/x', bucketKey: true, blockedTypes: ['SSE-C'] }),
    );
  });

  it('tells rules for the whole bucket from those for a part', () => {
    const whole = (rule: object): boolean | undefined => {
      const fact = lifecycleOf({ Rules: [{ Status: 'Enabled', ...rule }] }) as Fact<readonly LifecycleRule[]>;
      return fact.kind === 'known' ? fact.value[0]?.wholeBucket : undefined;
    };
    for (const rule of [{}, { Prefix: '' }, { Filter: {} }, { Filter: { Prefix: '' } }])
      assert.equal(whole(rule), true);
    for (const filter of [
      { Prefix: 'a/' },
      { Tag: { Key: 'k', Value: 'v' } },
      { And: { Prefix: '', ObjectSizeLessThan: 1 } },
      { ObjectSizeGreaterThan: 0 },
      { Prefix: '', ObjectSizeLessThan: 5 },
    ]) {
      assert.equal(whole({ Filter: filter }), false, JSON.stringify(filter));
    }
    assert.equal(whole({ Prefix: 'logs/' }), false);
  });

  it('reads what a rule does', () => {
    assert.deepEqual(
      lifecycleOf({
        Rules: [
          {
            ID: 'r',
            Status: 'Disabled',
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
            NoncurrentVersionTransitions: [{ NoncurrentDays: 1 }],
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
        ],
      }),
      known([
        {
          id: 'r',
          enabled: false,
          wholeBucket: true,
          noncurrentExpiration: true,
          noncurrentTransition: true,
          abortsMultipart: true,
        },
      ]),
    );
  });

  it('counts an empty EventBridge element as on', () => {
    assert.deepEqual(
      notificationsOf({ EventBridgeConfiguration: {} }),
      known({ topics: 0, queues: 0, functions: 0, eventBridge: true }),
    );
  });

  it('reads websites, locks and where replicas go', () => {
    assert.deepEqual(
      websiteOf({ RedirectAllRequestsTo: { HostName: 'x' } }),
      known({ indexDocument: false, redirectsAll: true }),
    );
    assert.deepEqual(
      objectLockOf({
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 3 } },
        },
      }),
      known({ enabled: true, defaultRetention: { mode: 'GOVERNANCE', days: 3, years: undefined } }),
    );
    assert.deepEqual(
      replicationOf({
        ReplicationConfiguration: {
          Role: 'r',
          Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws-cn:s3:::there', Account: '111122223333' } }],
        },
      }),
      known([{ enabled: true, destination: 'there', account: '111122223333' }]),
    );
  });
});
