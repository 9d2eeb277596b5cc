import assert from 'node:assert/strict';
import {
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
} from '@aws-sdk/client-s3';
import type { BucketFacts } from '../../src/s3/facts.ts';
import { createBucket, createUser, enforceIam, keysAsVariables, policyOf, read, resetMoto, s3 } from './moto.ts';
import type { Keys, Read } from './moto.ts';

const NAME = 'guarded';

/** Those that moto can deny one by one: it takes most others for `s3:ListBucket`. */
const DENIABLE: readonly (readonly [fact: keyof BucketFacts, api: string, action: string])[] = [
  ['policy', 'GetBucketPolicy', 's3:GetBucketPolicy'],
  ['acl', 'GetBucketAcl', 's3:GetBucketAcl'],
  ['versioning', 'GetBucketVersioning', 's3:GetBucketVersioning'],
  ['logging', 'GetBucketLogging', 's3:GetBucketLogging'],
  ['lifecycle', 'GetBucketLifecycleConfiguration', 's3:GetLifecycleConfiguration'],
  ['website', 'GetBucketWebsite', 's3:GetBucketWebsite'],
  ['tags', 'GetBucketTagging', 's3:GetBucketTagging'],
  ['cors', 'GetBucketCors', 's3:GetBucketCORS'],
  ['notifications', 'GetBucketNotificationConfiguration', 's3:GetBucketNotification'],
];

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const WHO_AM_I = { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' };

describe('an identity that IAM does not let read everything', function () {
  this.timeout(60_000);
  const users = new Map<string, Keys>();
  let complete: Read;

  before(async () => {
    await resetMoto();
    await configure();
    complete = await read();
    for (const [, , action] of DENIABLE) {
      const deny = { Effect: 'Deny', Action: action, Resource: '*' };
      users.set(action, await createUser(action.replace(':', '-'), documentOf(EVERYTHING, deny)));
    }
    users.set('nothing', await createUser('nothing', documentOf(WHO_AM_I)));
    await enforceIam();
  });
  after(resetMoto);

  async function readAs(user: string, buckets: readonly string[] = []): Promise<Read> {
    const keys = users.get(user);
    assert.ok(keys);
    return await read({ buckets }, keysAsVariables(keys));
  }

  for (const [fact, api, action] of DENIABLE) {
    it(`without ${action}: that is unknown, and nothing else is judged differently`, async () => {
      const less = await readAs(action);
      const denied = less.bucket(NAME)[fact];
      assert.ok(typeof denied === 'object' && denied.kind === 'unreadable', JSON.stringify(denied));
      const { cause, error, httpStatus } = denied.reason;
      assert.deepEqual(
        { cause, api: denied.reason.api, action: denied.reason.action, error, httpStatus },
        { cause: 'access-denied', api, action, error: 'AccessDenied', httpStatus: 403 },
      );

      let unknown = 0;
      for (const before of resultsOf(complete)) {
        const now = less.outcome(before.checkId, NAME);
        if (now.kind === before.outcome.kind) continue;
        assert.ok(now.kind === 'unknown', `${before.checkId} was ${before.outcome.kind} and is ${now.kind}`);
        assert.ok(
          now.missing.some((reason) => reason.api === api && reason.action === action),
          `${before.checkId} names what is missing: ${JSON.stringify(now.missing)}`,
        );
        unknown += 1;
      }
      assert.ok(unknown > 0, 'some check rests on it');
      assert.equal(less.report.status, 'partial');
    });
  }

  it('without s3:ListAllMyBuckets: says so, and what to do', async () => {
    const { report } = await readAs('nothing');
    assert.equal(report.status, 'failed');
    assert.equal(report.failure?.kind, 'list-denied');
    assert.match(report.failure.message, /s3:ListAllMyBuckets.*Name the buckets/);
    assert.equal(report.failure.reason?.api, 'ListBuckets');
    assert.match(report.identity?.arn ?? '', /:user\/nothing$/);
  });

  it('without any permission: nothing about a bucket that is named passes, but for its name', async () => {
    const { report, bucket, account } = await readAs('nothing', [NAME]);
    assert.equal(report.status, 'partial');
    for (const [name, fact] of Object.entries<BucketFacts[keyof BucketFacts]>({ ...bucket(NAME) })) {
      if (typeof fact !== 'object') continue;
      // Nobody knows which key there is to ask for.
      assert.equal(fact.kind, name === 'kmsKey' ? 'not-read' : 'unreadable', name);
    }
    const passed = resultsOf({ report }).filter(({ outcome }) => outcome.kind === 'pass');
    assert.deepEqual(
      passed.map(({ checkId }) => checkId),
      ['s3-bucket-name-dns'],
    );
    const { publicAccessBlock, trails, accessPoints, buckets } = account();
    for (const fact of [publicAccessBlock, trails, buckets, ...accessPoints.values()]) {
      assert.equal(fact.kind === 'unreadable' ? fact.reason.cause : fact.kind, 'access-denied');
    }
    for (const { checkId, outcome } of report.account) assert.equal(outcome.kind, 'unknown', checkId);
  });

  it('with a key that nobody has: stops, as no bucket is to blame', async () => {
    const { report } = await read(
      {},
      keysAsVariables({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'nobody' }),
    );
    assert.equal(report.status, 'failed');
    assert.equal(report.failure?.kind, 'wrong-credentials');
    assert.deepEqual(report.buckets, []);
  });
});

function documentOf(...statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

/** So that for each of them some check has an answer to lose. */
async function configure(): Promise<void> {
  const client = s3();
  const Bucket = NAME;
  await createBucket(client, Bucket);
  const Policy = policyOf({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${NAME}`, `arn:aws:s3:::${NAME}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const Rules = [
    {
      ID: 'old',
      Status: 'Enabled' as const,
      Filter: { Prefix: '' },
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
    },
  ];
  await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
  await client.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
  await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'owner', Value: 'x' }] } }));
  const rule = { AllowedOrigins: ['*'], AllowedMethods: ['GET'] };
  await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
}

function resultsOf({ report }: Pick<Read, 'report'>) {
  return report.buckets.flatMap((one) => (one.kind === 'read' ? one.results : []));
}
