// What is read of services besides S3: keys, trails, distributions, and access points of several regions.
import assert from 'node:assert/strict';
import { CreateDistributionCommand } from '@aws-sdk/client-cloudfront';
import { CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CreateKeyCommand, DisableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CreateMultiRegionAccessPointCommand, type PublicAccessBlockConfiguration } from '@aws-sdk/client-s3-control';
import type { CheckOutcome } from '../../src/s3/checks/check.ts';
import type { Clients } from '../../src/s3/account/clients.ts';
import { ACCOUNT, clients, createBucket, policyOf, read, REGION, resetMoto, s3 } from './moto.ts';

const NAME = 'served';
const ALL = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

describe('services besides S3, as moto has them', function () {
  this.timeout(60_000);
  let client: S3Client;
  let others: Clients;

  beforeEach(async () => {
    await resetMoto();
    client = s3();
    others = clients();
    await createBucket(client, NAME);
  });
  afterEach(() => others.destroy());
  after(resetMoto);

  describe('the key of a bucket', () => {
    async function createKey(): Promise<{ readonly id: string; readonly arn: string }> {
      const { KeyMetadata: made } = await others.kms(REGION).send(new CreateKeyCommand({}));
      assert.ok(made?.Arn !== undefined && made.KeyId !== undefined);
      return { id: made.KeyId, arn: made.Arn };
    }

    async function encryptWith(key: string): Promise<void> {
      const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key };
      const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
      await client.send(new PutBucketEncryptionCommand({ Bucket: NAME, ServerSideEncryptionConfiguration }));
    }

    it('is enabled', async () => {
      const key = await createKey();
      await encryptWith(key.arn);
      const { bucket, outcome } = await read();
      assert.deepEqual(bucket(NAME).kmsKey, {
        kind: 'known',
        value: { arn: key.arn, account: ACCOUNT, managedByAws: false, state: 'Enabled', deletedAt: undefined },
      });
      assert.equal(outcome('s3-bucket-kms-key-usable', NAME).kind, 'pass');
    });

    it('is disabled', async () => {
      const key = await createKey();
      await others.kms(REGION).send(new DisableKeyCommand({ KeyId: key.id }));
      await encryptWith(key.arn);
      const outcome = (await read()).outcome('s3-bucket-kms-key-usable', NAME);
      assert.ok(outcome.kind === 'fail');
      assert.deepEqual([outcome.severity, outcome.aspect], ['medium', 'Disabled']);
    });

    it('is to be deleted, and when', async () => {
      const key = await createKey();
      const deletion = { KeyId: key.id, PendingWindowInDays: 7 };
      const { DeletionDate: date } = await others.kms(REGION).send(new ScheduleKeyDeletionCommand(deletion));
      await encryptWith(key.arn);
      const { bucket, outcome } = await read();
      const { kmsKey } = bucket(NAME);
      assert.ok(kmsKey.kind === 'known' && kmsKey.value.deletedAt !== undefined);
      assert.equal(Date.parse(kmsKey.value.deletedAt), date?.getTime());
      const judged = outcome('s3-bucket-kms-key-usable', NAME);
      assert.ok(judged.kind === 'fail');
      assert.deepEqual([judged.severity, judged.aspect], ['high', 'PendingDeletion']);
      assert.ok(judged.evidence.includes(kmsKey.value.deletedAt), judged.evidence);
    });

    it('does not exist', async () => {
      await encryptWith(`arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`);
      const { bucket, outcome } = await read();
      assert.equal(bucket(NAME).kmsKey.kind, 'absent');
      const judged = outcome('s3-bucket-kms-key-usable', NAME);
      assert.ok(judged.kind === 'fail');
      assert.equal(judged.aspect, 'missing');
    });
  });

  describe('Multi-Region Access Points', () => {
    async function create(Name: string, PublicAccessBlock: PublicAccessBlockConfiguration): Promise<void> {
      const Details = { Name, PublicAccessBlock, Regions: [{ Bucket: NAME }] };
      const input = { AccountId: ACCOUNT, ClientToken: Name, Details };
      await others.s3Control('us-west-2').send(new CreateMultiRegionAccessPointCommand(input));
    }

    it('are closed by flags of their own', async () => {
      await create('closed', ALL);
      await create('half', { ...ALL, RestrictPublicBuckets: false });
      const { outcome } = await read();
      assert.equal(outcome('s3-mrap-public-access-block', 'multi-region/closed').kind, 'pass');
      const half = outcome('s3-mrap-public-access-block', 'multi-region/half');
      assert.equal(half.kind, 'fail');
      assert.match(half.evidence, /RestrictPublicBuckets/);
    });

    it('are known to be none', async () => {
      const { account, outcome } = await read();
      assert.deepEqual(account().multiRegionAccessPoints, { kind: 'known', value: [] });
      assert.equal(outcome('s3-mrap-public-access-block', ACCOUNT).kind, 'not-applicable');
    });
  });

  describe('the target of logs', () => {
    async function logTo(target: string): Promise<readonly CheckOutcome[]> {
      const LoggingEnabled = { TargetBucket: target, TargetPrefix: '' };
      await client.send(new PutBucketLoggingCommand({ Bucket: NAME, BucketLoggingStatus: { LoggingEnabled } }));
      return (await read({ checks: 'core' })).results('s3-bucket-logging-target-valid', NAME);
    }

    async function letLogsInto(target: string): Promise<void> {
      const Policy = policyOf({
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${target}/*`,
      });
      await client.send(new PutBucketPolicyCommand({ Bucket: target, Policy }));
    }

    const aspects = (outcomes: readonly CheckOutcome[]) =>
      outcomes.flatMap((one) => (one.kind === 'fail' ? [one.aspect] : []));

    it('takes them', async () => {
      await createBucket(client, 'logs');
      await letLogsInto('logs');
      assert.deepEqual(
        (await logTo('logs')).map(({ kind }) => kind),
        ['pass'],
      );
    });

    it('is the bucket itself', async () => {
      await letLogsInto(NAME);
      assert.deepEqual(aspects(await logTo(NAME)), ['loop']);
    });

    it('lets nobody put logs into it any more', async () => {
      await createBucket(client, 'logs');
      await letLogsInto('logs');
      assert.deepEqual(aspects(await logTo('logs')), []);
      const Policy = policyOf({
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::logs/*',
      });
      await client.send(new PutBucketPolicyCommand({ Bucket: 'logs', Policy }));
      const { results } = await read({ checks: 'core' });
      assert.deepEqual(aspects(results('s3-bucket-logging-target-valid', NAME)), ['delivery']);
    });

    it('is unknown with all checks, as moto does not say who pays', async () => {
      await createBucket(client, 'logs');
      await letLogsInto('logs');
      await logTo('logs');
      const judged = (await read()).outcome('s3-bucket-logging-target-valid', NAME);
      assert.ok(judged.kind === 'unknown');
      assert.deepEqual(
        judged.missing.map(({ api }) => api),
        ['GetBucketRequestPayment'],
      );
    });
  });

  describe('a trail', () => {
    beforeEach(async () => {
      const trail = { Name: 'main', S3BucketName: NAME, IsMultiRegionTrail: true };
      await others.cloudTrail(REGION).send(new CreateTrailCommand(trail));
      await others.cloudTrail(REGION).send(new StartLoggingCommand({ Name: 'main' }));
    });

    it('whose bucket anybody can read, and access to which is not logged', async () => {
      const Policy = policyOf({
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${NAME}/*`,
      });
      await client.send(new PutBucketPolicyCommand({ Bucket: NAME, Policy }));
      const { account, results } = await read();
      const { trails } = account();
      assert.ok(trails.kind === 'known');
      assert.deepEqual(
        trails.value.map(({ name, bucket, homeRegion, logging }) => [name, bucket, homeRegion, logging]),
        [['main', NAME, REGION, { kind: 'known', value: true }]],
      );
      assert.deepEqual(
        results('s3-cloudtrail-bucket-protected', `${REGION}/main`).map((one) =>
          one.kind === 'fail' ? [one.severity, one.aspect] : [one.kind],
        ),
        [
          ['high', 'public'],
          ['low', 'logging'],
        ],
      );
    });

    it('whose bucket is closed and logged', async () => {
      await createBucket(client, 'logs');
      const Policy = policyOf({
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::logs/*',
      });
      await client.send(new PutBucketPolicyCommand({ Bucket: 'logs', Policy }));
      const LoggingEnabled = { TargetBucket: 'logs', TargetPrefix: '' };
      await client.send(new PutBucketLoggingCommand({ Bucket: NAME, BucketLoggingStatus: { LoggingEnabled } }));
      const { outcome } = await read();
      assert.equal(outcome('s3-cloudtrail-bucket-protected', `${REGION}/main`).kind, 'pass');
    });

    it('cannot stand for event data stores, which moto does not know: object events are unknown', async () => {
      const { account, outcome } = await read();
      const stores = account().eventDataStores.get(REGION);
      assert.ok(stores?.kind === 'unreadable');
      const { api, action } = stores.reason;
      assert.deepEqual([api, action], ['ListEventDataStores', 'cloudtrail:ListEventDataStores']);
      for (const check of ['s3-cloudtrail-object-read-events', 's3-cloudtrail-object-write-events']) {
        const judged = outcome(check, ACCOUNT);
        assert.ok(judged.kind === 'unknown', check);
        assert.ok(judged.missing.some((reason) => reason.api === 'ListEventDataStores'));
      }
    });
  });

  it('distributions of CloudFront, which moto lists without their origins: where they lead is unknown', async () => {
    const origin = {
      Id: 'bucket',
      DomainName: `${NAME}.s3.${REGION}.amazonaws.com`,
      S3OriginConfig: { OriginAccessIdentity: '' },
    };
    const DistributionConfig = {
      CallerReference: 'one',
      Comment: '',
      Enabled: true,
      Origins: { Quantity: 1, Items: [origin] },
      DefaultCacheBehavior: { TargetOriginId: 'bucket', ViewerProtocolPolicy: 'https-only' as const },
    };
    const Policy = policyOf({
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${NAME}/*`,
    });
    await client.send(new PutBucketPolicyCommand({ Bucket: NAME, Policy }));
    const before = await read();
    assert.deepEqual(before.account().distributions, { kind: 'known', value: [] });
    assert.equal(before.outcome('s3-bucket-cloudfront-oac', NAME).kind, 'not-applicable');

    await others.cloudFront().send(new CreateDistributionCommand({ DistributionConfig }));
    const { account, outcome } = await read();
    const { distributions } = account();
    assert.ok(distributions.kind === 'unreadable');
    assert.deepEqual([distributions.reason.cause, distributions.reason.api], ['malformed', 'ListDistributions']);
    assert.equal(outcome('s3-bucket-cloudfront-oac', NAME).kind, 'unknown');
  });
});
