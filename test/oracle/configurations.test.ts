import assert from 'node:assert/strict';
import {
  CreateBucketCommand,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Fact, Unreadable } from '../../src/s3/facts.ts';
import { createBucket, policyOf, read, resetMoto, s3 } from './moto.ts';

const NAME = 'configured';

describe('configurations that moto has stored, as our reader sees them', function () {
  this.timeout(60_000);
  let client: S3Client;

  beforeEach(async () => {
    await resetMoto();
    client = s3();
    await createBucket(client, NAME);
  });
  after(resetMoto);

  it('knows of each that there is none', async () => {
    const facts = (await read()).bucket(NAME);
    const { publicAccessBlock, ownership, policy, policyStatus, encryption, logging, lifecycle } = facts;
    const { objectLock, website, replication, cors, tags } = facts;
    for (const fact of [publicAccessBlock, ownership, policy, policyStatus, encryption, logging, lifecycle]) {
      assert.deepEqual(fact, { kind: 'absent' });
    }
    for (const fact of [objectLock, website, replication, cors, tags]) assert.deepEqual(fact, { kind: 'absent' });
    assert.deepEqual(facts.versioning, { kind: 'known', value: { status: undefined, mfaDelete: false } });
    assert.equal(facts.region, 'eu-west-1');
    assert.ok(facts.createdAt !== undefined && Math.abs(Date.parse(facts.createdAt) - Date.now()) < 3_600_000);
  });

  it('block public access: a flag that was left out is off', async () => {
    const block = { BlockPublicAcls: true, RestrictPublicBuckets: true };
    await client.send(new PutPublicAccessBlockCommand({ Bucket: NAME, PublicAccessBlockConfiguration: block }));
    const { bucket, outcome } = await read();
    assert.deepEqual(bucket(NAME).publicAccessBlock, {
      kind: 'known',
      value: { blockPublicAcls: true, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: true },
    });
    const { kind, evidence } = outcome('s3-bucket-public-access-block', NAME);
    assert.equal(kind, 'fail');
    assert.match(evidence, /IgnorePublicAcls, BlockPublicPolicy$/);
  });

  it('encryption with a key, and bucket keys', async () => {
    const key = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
      BucketKeyEnabled: true,
    } as const;
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    await client.send(new PutBucketEncryptionCommand({ Bucket: NAME, ServerSideEncryptionConfiguration }));
    const { bucket, outcome } = await read();
    assert.deepEqual(bucket(NAME).encryption, {
      kind: 'known',
      value: { algorithm: 'aws:kms', kmsKey: key, bucketKey: true, blockedTypes: undefined },
    });
    assert.equal(outcome('s3-bucket-default-encryption', NAME).kind, 'pass');
    assert.equal(outcome('s3-bucket-key-enabled', NAME).kind, 'pass');
  });

  for (const status of ['Enabled', 'Suspended'] as const) {
    it(`versioning: ${status}`, async () => {
      await enableVersioning(client, NAME, status);
      const { bucket, outcome } = await read();
      assert.deepEqual(bucket(NAME).versioning, { kind: 'known', value: { status, mfaDelete: false } });
      assert.equal(outcome('s3-bucket-versioning', NAME).kind, status === 'Enabled' ? 'pass' : 'fail');
    });
  }

  it('logging into another bucket, and that logs arrive there', async () => {
    await createBucket(client, 'logs');
    const policy = policyOf({
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::logs/*',
    });
    await client.send(new PutBucketPolicyCommand({ Bucket: 'logs', Policy: policy }));
    const LoggingEnabled = { TargetBucket: 'logs', TargetPrefix: 'c/ü/' };
    await client.send(new PutBucketLoggingCommand({ Bucket: NAME, BucketLoggingStatus: { LoggingEnabled } }));
    const { bucket, outcome } = await read();
    assert.deepEqual(bucket(NAME).logging, {
      kind: 'known',
      value: { targetBucket: 'logs', targetPrefix: 'c/ü/' },
    });
    assert.equal(outcome('s3-bucket-access-logging', NAME).kind, 'pass');
  });

  it('grants to an account and to a group', async () => {
    const [owner, other] = ['a'.repeat(64), 'b'.repeat(64)];
    const AccessControlPolicy = {
      Owner: { ID: owner },
      Grants: [
        { Grantee: { Type: 'CanonicalUser', ID: owner }, Permission: 'FULL_CONTROL' },
        { Grantee: { Type: 'CanonicalUser', ID: other }, Permission: 'WRITE_ACP' },
        {
          Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
          Permission: 'READ_ACP',
        },
      ],
    } as const;
    await client.send(
      new PutBucketAclCommand({
        Bucket: NAME,
        AccessControlPolicy: { ...AccessControlPolicy, Grants: [...AccessControlPolicy.Grants] },
      }),
    );
    const { bucket, results } = await read();
    const { acl } = bucket(NAME);
    assert.ok(acl.kind === 'known');
    assert.deepEqual(acl.value.grants, [
      { grantee: { kind: 'canonical', id: owner }, permission: 'FULL_CONTROL' },
      { grantee: { kind: 'canonical', id: other }, permission: 'WRITE_ACP' },
      { grantee: { kind: 'group', uri: 'http://acs.amazonaws.com/groups/s3/LogDelivery' }, permission: 'READ_ACP' },
    ]);
    const failed = results('s3-bucket-acl-grants', NAME).filter(({ kind }) => kind === 'fail');
    assert.ok(
      failed.some(({ evidence }) => evidence.includes(other)),
      JSON.stringify(failed),
    );
  });

  it('ownership: with ACLs off, the ACL is not asked for', async () => {
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] };
    await client.send(new PutBucketOwnershipControlsCommand({ Bucket: NAME, OwnershipControls }));
    const { bucket, outcome } = await read();
    assert.deepEqual(bucket(NAME).ownership, { kind: 'known', value: 'BucketOwnerEnforced' });
    assert.equal(bucket(NAME).acl.kind, 'not-read');
    assert.equal(outcome('s3-bucket-acls-disabled', NAME).kind, 'pass');
  });

  it('a website', async () => {
    const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
    await client.send(new PutBucketWebsiteCommand({ Bucket: NAME, WebsiteConfiguration }));
    const { bucket, outcome } = await read();
    assert.deepEqual(bucket(NAME).website, { kind: 'known', value: { indexDocument: true, redirectsAll: false } });
    assert.equal(outcome('s3-bucket-website', NAME).kind, 'fail');
  });

  it('rules of a lifecycle: for all objects, for some, and switched off', async () => {
    await enableVersioning(client, NAME, 'Enabled');
    const abort = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } };
    const Rules = [
      { ID: 'all', Status: 'Enabled' as const, Filter: { Prefix: '' }, ...abort },
      {
        ID: 'some',
        Status: 'Enabled' as const,
        Filter: { Prefix: 'tmp/' },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
      { ID: 'off', Status: 'Disabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 1 } },
    ];
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket: NAME, LifecycleConfiguration: { Rules } }));
    const { bucket, outcome } = await read();
    const none = { noncurrentExpiration: false, noncurrentTransition: false, abortsMultipart: false };
    assert.deepEqual(bucket(NAME).lifecycle, {
      kind: 'known',
      value: [
        { ...none, id: 'all', enabled: true, wholeBucket: true, abortsMultipart: true },
        { ...none, id: 'some', enabled: true, wholeBucket: false, noncurrentExpiration: true },
        { ...none, id: 'off', enabled: false, wholeBucket: true },
      ],
    });
    assert.equal(outcome('s3-bucket-abort-multipart', NAME).kind, 'pass');
    assert.equal(outcome('s3-bucket-versioned-lifecycle', NAME).kind, 'pass');
  });

  it('tags in any script', async () => {
    const TagSet = [
      { Key: 'владелец', Value: 'команда ✓' },
      { Key: 'a&b', Value: '<"\'>' },
    ];
    await client.send(new PutBucketTaggingCommand({ Bucket: NAME, Tagging: { TagSet } }));
    const { bucket, outcome } = await read();
    assert.deepEqual(bucket(NAME).tags, {
      kind: 'known',
      value: TagSet.map(({ Key, Value }) => ({ key: Key, value: Value })),
    });
    assert.equal(outcome('s3-bucket-tags', NAME).kind, 'pass');
  });

  it('rules of CORS for everybody', async () => {
    const rule = { AllowedOrigins: ['*'], AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['x-*'] };
    await client.send(new PutBucketCorsCommand({ Bucket: NAME, CORSConfiguration: { CORSRules: [rule] } }));
    const { bucket, outcome } = await read();
    assert.deepEqual(bucket(NAME).cors, {
      kind: 'known',
      value: [{ origins: ['*'], methods: ['GET', 'PUT'], headers: ['x-*'] }],
    });
    assert.equal(outcome('s3-bucket-cors-wildcard', NAME).kind, 'fail');
  });

  it('object lock with a retention', async () => {
    await client.send(
      new CreateBucketCommand({
        Bucket: 'locked',
        ObjectLockEnabledForBucket: true,
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    const ObjectLockConfiguration = {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } },
    } as const;
    await client.send(new PutObjectLockConfigurationCommand({ Bucket: 'locked', ObjectLockConfiguration }));
    const { objectLock } = (await read()).bucket('locked');
    assert.ok(objectLock.kind === 'known');
    assert.equal(objectLock.value.enabled, true);
    assert.equal(objectLock.value.defaultRetention?.mode, 'GOVERNANCE');
    assert.equal(objectLock.value.defaultRetention.days, 30);
  });

  it('replication into another bucket', async () => {
    await createBucket(client, 'copy');
    await enableVersioning(client, NAME, 'Enabled');
    await enableVersioning(client, 'copy', 'Enabled');
    const ReplicationConfiguration = {
      Role: 'arn:aws:iam::123456789012:role/replication',
      Rules: [{ Status: 'Enabled' as const, Prefix: '', Destination: { Bucket: 'arn:aws:s3:::copy' } }],
    };
    await client.send(new PutBucketReplicationCommand({ Bucket: NAME, ReplicationConfiguration }));
    assert.deepEqual((await read()).bucket(NAME).replication, {
      kind: 'known',
      value: [{ enabled: true, destination: 'copy', account: undefined }],
    });
  });

  it('what moto does not know is unreadable, and no check that rests on it passes', async () => {
    const Policy = policyOf({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${NAME}/*`,
    });
    await client.send(new PutBucketPolicyCommand({ Bucket: NAME, Policy }));
    const { report, bucket, outcome } = await read();
    const { policyStatus, requesterPays } = bucket(NAME);
    assert.deepEqual(why(policyStatus), {
      cause: 'malformed',
      api: 'GetBucketPolicyStatus',
      action: 's3:GetBucketPolicyStatus',
    });
    assert.deepEqual(why(requesterPays), {
      cause: 'malformed',
      api: 'GetBucketRequestPayment',
      action: 's3:GetBucketRequestPayment',
    });
    const pays = outcome('s3-bucket-requester-pays', NAME);
    assert.ok(pays.kind === 'unknown');
    assert.deepEqual(
      pays.missing.map(({ action }) => action),
      ['s3:GetBucketRequestPayment'],
    );
    assert.equal(outcome('s3-bucket-public-read', NAME).kind, 'fail', 'the statements decide without it');
    assert.equal(report.status, 'partial');
  });

  it('finds all buckets behind a list that is cut off without a word', async () => {
    const names = Array.from({ length: 1_005 }, (_, i) => `many-${String(i).padStart(4, '0')}`);
    for (let i = 0; i < names.length; i += 50) {
      await Promise.all(names.slice(i, i + 50).map((name) => createBucket(client, name)));
    }
    // One is read, as all of them would take long; the account knows of the others.
    const { buckets } = (await read({ buckets: [NAME], checks: 'core' })).account();
    assert.ok(buckets.kind === 'known');
    assert.deepEqual([...buckets.value.keys()].sort(), [...names, NAME].sort());
  });
});

async function enableVersioning(client: S3Client, Bucket: string, Status: 'Enabled' | 'Suspended'): Promise<void> {
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
}

function why(fact: Fact<unknown>): Pick<Unreadable, 'cause' | 'api' | 'action'> {
  assert.ok(fact.kind === 'unreadable', fact.kind);
  const { cause, api, action } = fact.reason;
  return { cause, api, action };
}
