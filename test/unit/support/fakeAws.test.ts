// Each API of the fake, read back by the real SDK.
import assert from 'node:assert/strict';
import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectAclCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListDirectoryBucketsCommand,
  ListObjectsV2Command,
  paginateListBuckets,
} from '@aws-sdk/client-s3';
import { DescribeTrailsCommand, GetEventSelectorsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import {
  GetAccessPointCommand,
  GetAccessPointPolicyStatusCommand,
  GetPublicAccessBlockCommand as GetAccountBlockCommand,
  ListAccessPointsCommand,
  ListMultiRegionAccessPointsCommand,
} from '@aws-sdk/client-s3-control';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import {
  ALL_BLOCKED,
  ALL_USERS_URI,
  directoryBucket,
  fakeAccount,
  fakeBucket,
  LOG_DELIVERY_URI,
  oldBucket,
  policyOf,
} from '../../support/fakeAws/account.ts';
import { realClients, type RealClients } from '../../support/fakeAws/clients.ts';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '../../support/fakeAws/fakeAws.ts';

const OWN = '111122223333';
const OTHER = '444455556666';

describe('The fake of AWS', () => {
  let fake: FakeAws;
  let clients: RealClients;

  async function start(options: FakeAwsOptions = {}): Promise<void> {
    fake = await startFakeAws(options);
    clients = realClients(fake);
  }

  afterEach(async () => {
    clients.destroy();
    await fake.close();
    assert.deepEqual(fake.unknown, []);
  });

  /** Error name and status of a call that must fail. */
  async function refused(sent: Promise<unknown>): Promise<[string, number | undefined]> {
    const error = await sent.then(
      () => assert.fail('It was answered.'),
      (one: unknown) => one as { name: string; $metadata?: { httpStatusCode?: number } },
    );
    return [error.name, error.$metadata?.httpStatusCode];
  }

  describe('lists buckets', () => {
    const buckets = ['c', 'a', 'b'].map((name) =>
      fakeBucket(name, { region: name === 'a' ? 'eu-west-1' : 'us-east-1' }),
    );

    it('in pages with their regions, when asked with a parameter', async () => {
      await start({ accounts: [fakeAccount({ buckets: [...buckets] })] });
      const seen: unknown[] = [];
      for await (const { Buckets = [] } of paginateListBuckets({ client: clients.s3, pageSize: 2 }, {})) {
        seen.push(Buckets.map(({ Name, BucketRegion }) => `${Name ?? ''} ${BucketRegion ?? ''}`));
      }
      assert.deepEqual(seen, [['a eu-west-1', 'b us-east-1'], ['c us-east-1']]);
      const { Buckets } = await clients.s3.send(new ListBucketsCommand({ BucketRegion: 'eu-west-1' }));
      assert.deepEqual(Buckets, [
        { Name: 'a', BucketRegion: 'eu-west-1', CreationDate: new Date('2026-06-01T08:00:00.000Z') },
      ]);
    });

    it('all at once and without regions, when asked without one', async () => {
      await start({ accounts: [fakeAccount({ buckets: [...buckets] })] });
      const { Buckets = [], ContinuationToken } = await clients.s3.send(new ListBucketsCommand({}));
      assert.deepEqual(
        Buckets.map(({ Name, BucketRegion }) => [Name, BucketRegion]),
        [
          ['a', undefined],
          ['b', undefined],
          ['c', undefined],
        ],
      );
      assert.equal(ContinuationToken, undefined);
    });

    it('as emulators do: without regions, or cut off', async () => {
      await start({ accounts: [fakeAccount({ buckets: [...buckets], listing: 'without-regions' })] });
      const pages = await clients.s3.send(new ListBucketsCommand({ MaxBuckets: 2 }));
      assert.equal(pages.Buckets?.[0]?.BucketRegion, undefined);
      assert.ok(pages.ContinuationToken);
      fake.account.listing = 'truncating';
      const cut = await clients.s3.send(new ListBucketsCommand({ MaxBuckets: 2 }));
      assert.deepEqual([cut.Buckets?.length, cut.ContinuationToken], [2, undefined]);
    });

    it('and none', async () => {
      await start();
      assert.deepEqual((await clients.s3.send(new ListBucketsCommand({ MaxBuckets: 10 }))).Buckets ?? [], []);
    });

    it('of the kind directory by themselves', async () => {
      const directory = directoryBucket('fast', 'use1-az4');
      await start({ accounts: [fakeAccount({ buckets: [...buckets, directory] })] });
      const { Buckets } = await clients.s3.send(new ListDirectoryBucketsCommand({}));
      assert.deepEqual(
        Buckets?.map(({ Name }) => Name),
        ['fast--use1-az4--x-s3'],
      );
    });
  });

  it('gives a new bucket the defaults of today', async () => {
    await start({ accounts: [fakeAccount({ buckets: [fakeBucket('new')] })] });
    const { s3 } = clients;
    const Bucket = 'new';
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    assert.deepEqual(block.PublicAccessBlockConfiguration, ALL_BLOCKED);
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    assert.deepEqual(ownership.OwnershipControls, { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    assert.deepEqual(encryption.ServerSideEncryptionConfiguration?.Rules, [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
        BucketKeyEnabled: false,
        BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
      },
    ]);
    assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status, undefined);
    assert.equal((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled, undefined);
    assert.equal((await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer, 'BucketOwner');
    assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, undefined);
    assert.equal((await s3.send(new GetBucketAclCommand({ Bucket }))).Grants?.length, 1);
    assert.equal((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion, 'us-east-1');
    const notification = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    assert.deepEqual(Object.keys(notification), ['$metadata']);
  });

  it('has a code of its own for each thing that is not configured', async () => {
    const buckets = [oldBucket('old', { encryption: undefined as never })];
    await start({ accounts: [fakeAccount({ buckets })] });
    const { s3 } = clients;
    const Bucket = 'old';
    const codes = [
      await refused(s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
      await refused(s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))),
      await refused(s3.send(new GetBucketPolicyCommand({ Bucket }))),
      await refused(s3.send(new GetBucketPolicyStatusCommand({ Bucket }))),
      await refused(s3.send(new GetBucketEncryptionCommand({ Bucket }))),
      await refused(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))),
      await refused(s3.send(new GetObjectLockConfigurationCommand({ Bucket }))),
      await refused(s3.send(new GetBucketWebsiteCommand({ Bucket }))),
      await refused(s3.send(new GetBucketReplicationCommand({ Bucket }))),
      await refused(s3.send(new GetBucketCorsCommand({ Bucket }))),
      await refused(s3.send(new GetBucketTaggingCommand({ Bucket }))),
      await refused(clients.control.send(new GetAccountBlockCommand({ AccountId: OWN }))),
      await refused(s3.send(new GetObjectAclCommand({ Bucket, Key: 'none' }))),
      await refused(s3.send(new GetBucketAclCommand({ Bucket: 'no-such-bucket' }))),
      await refused(s3.send(new HeadBucketCommand({ Bucket: 'no-such-bucket' }))),
    ];
    assert.deepEqual(codes, [
      ['NoSuchPublicAccessBlockConfiguration', 404],
      ['OwnershipControlsNotFoundError', 404],
      ['NoSuchBucketPolicy', 404],
      ['NoSuchBucketPolicy', 404],
      ['ServerSideEncryptionConfigurationNotFoundError', 404],
      ['NoSuchLifecycleConfiguration', 404],
      ['ObjectLockConfigurationNotFoundError', 404],
      ['NoSuchWebsiteConfiguration', 404],
      ['ReplicationConfigurationNotFoundError', 404],
      ['NoSuchCORSConfiguration', 404],
      ['NoSuchTagSet', 404],
      ['NoSuchPublicAccessBlockConfiguration', 404],
      ['NoSuchKey', 404],
      ['NoSuchBucket', 404],
      ['NotFound', 404],
    ]);
  });

  it('answers every configuration as it was given', async () => {
    const bucket = oldBucket('full', {
      region: 'eu-west-1',
      publicAccessBlock: { BlockPublicAcls: true },
      ownership: 'ObjectWriter',
      policy: policyOf({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::full/*' }),
      policyIsPublic: true,
      encryption: { algorithm: 'aws:kms', key: 'arn:aws:kms:eu-west-1:1:key/k', bucketKey: true },
      versioning: { status: 'Suspended', mfaDelete: true },
      logging: { bucket: 'logs', prefix: 'full/' },
      lifecycle: [
        {
          ID: 'r',
          Status: 'Enabled',
          Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: 'ä & <b>' }] } },
          Transitions: [{ Days: 30, StorageClass: 'GLACIER' }],
          NoncurrentVersionTransitions: [{ NoncurrentDays: 7, StorageClass: 'GLACIER' }],
          NoncurrentVersionExpiration: { NoncurrentDays: 90 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
      objectLock: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } } },
      website: {
        IndexDocument: { Suffix: 'index.html' },
        RoutingRules: [{ Redirect: { HostName: 'example.com' } }],
      },
      replication: {
        Role: 'arn:aws:iam::111122223333:role/r',
        Rules: [
          {
            ID: 'x',
            Priority: 1,
            Status: 'Enabled',
            Filter: { Prefix: '' },
            DeleteMarkerReplication: { Status: 'Disabled' },
            Destination: { Bucket: 'arn:aws:s3:::copy', Account: OTHER },
          },
        ],
      },
      notification: {
        TopicConfigurations: [
          {
            Id: 't',
            TopicArn: 'arn:aws:sns:eu-west-1:1:t',
            Events: ['s3:ObjectCreated:*'],
            Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'a' }] } },
          },
        ],
        QueueConfigurations: [{ QueueArn: 'arn:aws:sqs:eu-west-1:1:q', Events: ['s3:ObjectRemoved:*'] }],
        LambdaFunctionConfigurations: [
          { LambdaFunctionArn: 'arn:aws:lambda:eu-west-1:1:function:f', Events: ['s3:ObjectCreated:Put'] },
        ],
        EventBridgeConfiguration: {},
      },
      cors: [{ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['*'], AllowedHeaders: ['*'], MaxAgeSeconds: 3 }],
      tags: [{ Key: 'owner', Value: 'Zoë "<&>"' }],
      requesterPays: true,
    });
    await start({ accounts: [fakeAccount({ buckets: [bucket] })] });
    clients.destroy();
    clients = realClients(fake, { region: 'eu-west-1' });
    const { s3 } = clients;
    const Bucket = 'full';
    const got = async (sent: Promise<object>): Promise<object> => {
      const entries = Object.entries(await sent);
      return Object.fromEntries(entries.filter(([name]) => name !== '$metadata'));
    };
    assert.deepEqual(await got(s3.send(new GetPublicAccessBlockCommand({ Bucket }))), {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    });
    assert.deepEqual(await got(s3.send(new GetBucketPolicyCommand({ Bucket }))), { Policy: bucket.policy });
    assert.deepEqual(await got(s3.send(new GetBucketPolicyStatusCommand({ Bucket }))), {
      PolicyStatus: { IsPublic: true },
    });
    assert.deepEqual((await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration, {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: 'arn:aws:kms:eu-west-1:1:key/k',
          },
          BucketKeyEnabled: true,
        },
      ],
    });
    assert.deepEqual(await got(s3.send(new GetBucketVersioningCommand({ Bucket }))), {
      Status: 'Suspended',
      MFADelete: 'Enabled',
    });
    assert.deepEqual(await got(s3.send(new GetBucketLoggingCommand({ Bucket }))), {
      LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'full/' },
    });
    const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    assert.deepEqual(lifecycle.Rules, bucket.lifecycle);
    assert.deepEqual(await got(s3.send(new GetObjectLockConfigurationCommand({ Bucket }))), {
      ObjectLockConfiguration: bucket.objectLock,
    });
    assert.deepEqual(await got(s3.send(new GetBucketWebsiteCommand({ Bucket }))), bucket.website);
    assert.deepEqual(await got(s3.send(new GetBucketReplicationCommand({ Bucket }))), {
      ReplicationConfiguration: bucket.replication,
    });
    assert.deepEqual(
      await got(s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))),
      bucket.notification,
    );
    assert.deepEqual(await got(s3.send(new GetBucketCorsCommand({ Bucket }))), { CORSRules: bucket.cors });
    assert.deepEqual(await got(s3.send(new GetBucketTaggingCommand({ Bucket }))), { TagSet: bucket.tags });
    assert.deepEqual(await got(s3.send(new GetBucketRequestPaymentCommand({ Bucket }))), { Payer: 'Requester' });
    assert.deepEqual(await got(s3.send(new GetBucketLocationCommand({ Bucket }))), { LocationConstraint: 'eu-west-1' });
    bucket.policyIsPublic = 'unsaid';
    const unsaid = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    assert.equal(unsaid.PolicyStatus?.IsPublic, undefined);
  });

  it('shows the ACLs that have an effect, and no others', async () => {
    const bucket = oldBucket('shared', {
      grants: [
        { to: { uri: ALL_USERS_URI }, permission: 'READ' },
        { to: { uri: LOG_DELIVERY_URI }, permission: 'WRITE' },
        { to: { id: 'abc' }, permission: 'FULL_CONTROL' },
        { to: { email: 'a@example.com' }, permission: 'READ_ACP' },
      ],
      objects: [
        { key: 'open/ä b.txt', grants: [{ to: { uri: ALL_USERS_URI }, permission: 'READ' }] },
        { key: 'own' },
        { key: 'z' },
      ],
    });
    const account = fakeAccount({ buckets: [bucket] });
    await start({ accounts: [account] });
    const grantees = async (): Promise<(string | undefined)[]> => {
      const { Grants = [] } = await clients.s3.send(new GetBucketAclCommand({ Bucket: 'shared' }));
      return Grants.map(({ Grantee }) => Grantee?.URI ?? Grantee?.ID ?? Grantee?.EmailAddress);
    };
    assert.deepEqual(await grantees(), [account.canonicalId, ALL_USERS_URI, LOG_DELIVERY_URI, 'abc', 'a@example.com']);
    const { Grants } = await clients.s3.send(new GetBucketAclCommand({ Bucket: 'shared' }));
    assert.deepEqual(Grants?.[1], { Grantee: { Type: 'Group', URI: ALL_USERS_URI }, Permission: 'READ' });
    const page = await clients.s3.send(new ListObjectsV2Command({ Bucket: 'shared', MaxKeys: 2 }));
    assert.deepEqual([page.Contents?.map(({ Key }) => Key), page.IsTruncated], [['open/ä b.txt', 'own'], true]);
    const object = await clients.s3.send(new GetObjectAclCommand({ Bucket: 'shared', Key: 'open/ä b.txt' }));
    assert.equal(object.Grants?.[1]?.Grantee?.URI, ALL_USERS_URI);
    account.publicAccessBlock = { IgnorePublicAcls: true };
    assert.deepEqual(await grantees(), [account.canonicalId, LOG_DELIVERY_URI, 'abc', 'a@example.com']);
    bucket.ownership = 'BucketOwnerEnforced';
    assert.deepEqual(await grantees(), [account.canonicalId]);
  });

  it('has access points, in pages, for their region', async () => {
    const account = fakeAccount({
      publicAccessBlock: { ...ALL_BLOCKED },
      accessPoints: [
        { name: 'one', bucket: 'b', region: 'us-east-1', publicAccessBlock: ALL_BLOCKED, policyIsPublic: true },
        { name: 'two', bucket: 'b', region: 'us-east-1', vpc: 'vpc-1' },
        { name: 'far', bucket: 'c', region: 'eu-west-1' },
      ],
    });
    await start({ accounts: [account] });
    const { control } = clients;
    const AccountId = OWN;
    const block = await control.send(new GetAccountBlockCommand({ AccountId }));
    assert.deepEqual(block.PublicAccessBlockConfiguration, ALL_BLOCKED);
    const first = await control.send(new ListAccessPointsCommand({ AccountId, MaxResults: 1 }));
    const { NextToken } = first;
    const second = await control.send(
      new ListAccessPointsCommand({ AccountId, MaxResults: 1, ...(NextToken === undefined ? {} : { NextToken }) }),
    );
    assert.deepEqual(
      [first, second].map(({ AccessPointList }) => AccessPointList?.map(({ Name }) => Name)),
      [['one'], ['two']],
    );
    assert.equal(second.NextToken, undefined);
    const { PublicAccessBlockConfiguration, NetworkOrigin } = await control.send(
      new GetAccessPointCommand({ AccountId, Name: 'one' }),
    );
    assert.deepEqual([PublicAccessBlockConfiguration, NetworkOrigin], [ALL_BLOCKED, 'Internet']);
    assert.equal((await control.send(new GetAccessPointCommand({ AccountId, Name: 'two' }))).NetworkOrigin, 'VPC');
    const status = await control.send(new GetAccessPointPolicyStatusCommand({ AccountId, Name: 'one' }));
    assert.equal(status.PolicyStatus?.IsPublic, true);
    assert.deepEqual(await refused(control.send(new GetAccessPointPolicyStatusCommand({ AccountId, Name: 'two' }))), [
      'NoSuchAccessPointPolicy',
      404,
    ]);
    assert.deepEqual(await refused(control.send(new GetAccountBlockCommand({ AccountId: OTHER }))), [
      'AccessDenied',
      403,
    ]);
  });

  it('answers for Multi-Region Access Points in the one region that has them', async () => {
    await start({
      accounts: [
        fakeAccount({
          multiRegionAccessPoints: [
            { name: 'two', status: 'DELETING' },
            { name: 'one', publicAccessBlock: ALL_BLOCKED },
          ],
        }),
      ],
    });
    const command = (): ListMultiRegionAccessPointsCommand =>
      new ListMultiRegionAccessPointsCommand({ AccountId: OWN });
    assert.deepEqual(await refused(clients.control.send(command())), ['InvalidRequest', 400]);
    clients.destroy();
    clients = realClients(fake, { region: 'us-west-2' });
    const { AccessPoints: points, NextToken } = await clients.control.send(command());
    assert.deepEqual(
      points?.map(({ Name, Status, PublicAccessBlock }) => [Name, Status, PublicAccessBlock]),
      [
        ['one', 'READY', ALL_BLOCKED],
        ['two', 'DELETING', undefined],
      ],
    );
    assert.equal(NextToken, undefined);
  });

  it('says who calls, and gives roles away', async () => {
    const other = fakeAccount({
      id: OTHER,
      buckets: [fakeBucket('theirs')],
      roles: [
        { name: 'reader', externalId: 'e' },
        { name: 'careful', mfaCode: '123456' },
      ],
    });
    await start({ accounts: [fakeAccount(), other] });
    const { Account, Arn } = await clients.sts.send(new GetCallerIdentityCommand({}));
    assert.deepEqual([Account, Arn], [OWN, `arn:aws:iam::${OWN}:user/dev`]);
    const RoleArn = `arn:aws:iam::${OTHER}:role/reader`;
    const assume = (more: object, arn = RoleArn) =>
      clients.sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 's', ...more }));
    assert.deepEqual(await refused(assume({})), ['AccessDenied', 403]);
    const { Credentials } = await assume({ ExternalId: 'e' });
    const principal = fake.principal(Credentials?.AccessKeyId ?? '');
    assert.ok(principal && principal.sessionToken === Credentials?.SessionToken);
    const theirs = realClients(fake, { principal });
    const identity = await theirs.sts.send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Arn, `arn:aws:sts::${OTHER}:assumed-role/reader/s`);
    const { Buckets } = await theirs.s3.send(new ListBucketsCommand({}));
    assert.equal(Buckets?.[0]?.Name, 'theirs');
    theirs.destroy();
    const careful = `arn:aws:iam::${OTHER}:role/careful`;
    assert.deepEqual(await refused(assume({}, careful)), ['AccessDenied', 403]);
    const mfa = { SerialNumber: `arn:aws:iam::${OWN}:mfa/dev` };
    assert.deepEqual(await refused(assume({ ...mfa, TokenCode: '000000' }, careful)), ['AccessDenied', 403]);
    assert.ok((await assume({ ...mfa, TokenCode: '123456' }, careful)).Credentials);
  });

  it('has trails', async () => {
    const account = fakeAccount({
      trails: [
        {
          name: 'main',
          homeRegion: 'eu-west-1',
          multiRegion: true,
          bucket: 'trail-logs',
          logging: true,
          advancedSelectors: [{ Name: 'data', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }],
        },
        { name: 'far', homeRegion: 'eu-west-1', multiRegion: false, logging: false },
      ],
    });
    await start({ accounts: [account] });
    const { trailList } = await clients.trail.send(new DescribeTrailsCommand({}));
    const TrailARN = `arn:aws:cloudtrail:eu-west-1:${OWN}:trail/main`;
    assert.deepEqual(
      trailList?.map((one) => [one.TrailARN, one.S3BucketName, one.IsMultiRegionTrail, one.HomeRegion]),
      [[TrailARN, 'trail-logs', true, 'eu-west-1']],
    );
    assert.equal((await clients.trail.send(new GetTrailStatusCommand({ Name: TrailARN }))).IsLogging, true);
    const selectors = await clients.trail.send(new GetEventSelectorsCommand({ TrailName: TrailARN }));
    assert.deepEqual(selectors.AdvancedEventSelectors, account.trails[0]?.advancedSelectors);
    assert.deepEqual(await refused(clients.trail.send(new GetTrailStatusCommand({ Name: 'none' }))), [
      'TrailNotFoundException',
      400,
    ]);
  });

  it('counts requests, sockets and what is under way at once', async () => {
    await start({ accounts: [fakeAccount({ buckets: [fakeBucket('a'), fakeBucket('b')] })] });
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    fake.fail({ kind: 'wait', until: gate });
    const both = ['a', 'b'].map((Bucket) => clients.s3.send(new GetBucketVersioningCommand({ Bucket })));
    await fake.received(2);
    release();
    await Promise.all(both);
    await clients.s3.send(new GetBucketLoggingCommand({ Bucket: 'a', ExpectedBucketOwner: OWN }));
    assert.deepEqual(
      [fake.count(), fake.count({ bucket: 'a' }), fake.count({ api: 'GetBucketVersioning' })],
      [3, 2, 2],
    );
    assert.deepEqual([fake.peakConcurrency, fake.socketsOpened], [2, 2]);
    const last = fake.calls.at(-1);
    assert.deepEqual([last?.expectedOwner, last?.region, last?.accessKeyId], [OWN, 'us-east-1', fake.user.accessKeyId]);
  });
});
