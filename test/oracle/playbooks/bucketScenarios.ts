// Fixes of the other settings of a bucket.
import {
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import { CreateTrailCommand, PutEventSelectorsCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CreateKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { policyOf, REGION } from '../moto.ts';
import { append, change, type Document, ifMarked, listIn, type Merge, type Scenario } from './scenario.ts';
import type { World } from './world.ts';

const APPEND_RULE: Readonly<Record<string, Merge>> = {
  'lifecycle.json': (read, example) => {
    const rules = listIn(read.of('get-bucket-lifecycle-configuration') ?? {}, 'Rules');
    return { Rules: [...rules, ...listIn(example, 'Rules')] };
  },
};

const APPEND_LOG_STATEMENT: Merge = (read, example) => {
  const before = read.of('get-bucket-policy') ?? {};
  return { ...example, Statement: [...listIn(before, 'Statement'), ...listIn(example, 'Statement')] };
};

async function newKey(world: World): Promise<string> {
  const { KeyMetadata: made } = await world.clients().kms(REGION).send(new CreateKeyCommand({}));
  return made?.Arn ?? '';
}

async function encryptWith(world: World, rule: ServerSideEncryptionRule): Promise<void> {
  const ServerSideEncryptionConfiguration = { Rules: [rule] };
  const input = { Bucket: world.bucket, ServerSideEncryptionConfiguration };
  await world.client.send(new PutBucketEncryptionCommand(input));
}

function kmsRule(key: string): ServerSideEncryptionRule {
  return { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } };
}

/** The one rule, as it was read, with the Bucket Key on. */
const withBucketKey: Merge = (read) => {
  const [rule] = listIn(read.of('get-bucket-encryption') ?? {}, 'Rules');
  return { Rules: [{ ...rule, BucketKeyEnabled: true }] };
};

function logStatement(world: World, target: string): object {
  return {
    Sid: 'Delivery',
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${world.arn(target)}/*`,
    Condition: { StringEquals: { 'aws:SourceAccount': world.account } },
  };
}

async function logInto(world: World, target: string): Promise<void> {
  const LoggingEnabled = { TargetBucket: target, TargetPrefix: 'old/' };
  const input = { Bucket: world.bucket, BucketLoggingStatus: { LoggingEnabled } };
  await world.client.send(new PutBucketLoggingCommand(input));
}

async function startTrail(world: World): Promise<void> {
  const trails = world.clients().cloudTrail(REGION);
  await trails.send(new CreateTrailCommand({ Name: 'main', S3BucketName: world.bucket, IsMultiRegionTrail: true }));
  await trails.send(new StartLoggingCommand({ Name: 'main' }));
}

/** moto says nothing of event data stores, so that nobody can say that no object event is recorded. */
function ofTrail(check: string): Scenario {
  return {
    check,
    setUp: async (world) => {
      await world.furnish();
      await startTrail(world);
      const FieldSelectors = [{ Field: 'eventCategory', Equals: ['Management'] }];
      const AdvancedEventSelectors = [{ Name: 'What was there', FieldSelectors }];
      const input = { TrailName: 'main', AdvancedEventSelectors };
      await world.clients().cloudTrail(REGION).send(new PutEventSelectorsCommand(input));
      return { TRAIL_NAME: 'main', TRAIL_REGION: REGION };
    },
    resource: (world) => world.account,
    before: 'unknown',
    merge: {
      'selectors.json': (read, example) => [
        ...listIn(read.of('get-event-selectors') ?? {}, 'AdvancedEventSelectors'),
        // Management events are among what was there.
        ...(example as unknown as readonly Document[]).slice(1),
      ],
    },
    changes: ['account.trails'],
  };
}

export const BUCKET_SCENARIOS: readonly Scenario[] = [
  {
    check: 's3-bucket-default-encryption',
    setUp: async (world) => {
      await world.furnish({ without: ['encryption'] });
      return {};
    },
    changes: ['encryption'],
  },
  {
    check: 's3-bucket-kms-encryption',
    setUp: async (world) => {
      await world.furnish();
      return { KEY_ARN: await newKey(world) };
    },
    changes: ['encryption', 'kmsKey'],
    touches: ['AES256'],
  },
  {
    check: 's3-bucket-key-enabled',
    setUp: async (world) => {
      await world.furnish({ without: ['encryption'] });
      const KEY_ARN = await newKey(world);
      await encryptWith(world, { ...kmsRule(KEY_ARN), BucketKeyEnabled: false });
      return { KEY_ARN };
    },
    merge: { 'encryption.json': withBucketKey },
    changes: ['encryption'],
    touches: ['"BucketKeyEnabled":false'],
  },
  {
    check: 's3-bucket-kms-key-usable',
    variant: 'deletion is pending',
    setUp: async (world) => {
      await world.furnish({ without: ['encryption'] });
      // By its id, which a bucket can name as well: moto finds no ARN when it cancels a deletion.
      const KEY_ARN = (await newKey(world)).split('/').at(-1) ?? '';
      await encryptWith(world, { ...kmsRule(KEY_ARN), BucketKeyEnabled: true });
      const deletion = { KeyId: KEY_ARN, PendingWindowInDays: 7 };
      await world.clients().kms(REGION).send(new ScheduleKeyDeletionCommand(deletion));
      return { KEY_ARN };
    },
    leavesOut: ['put-bucket-encryption'],
    changes: ['kmsKey'],
  },
  {
    check: 's3-bucket-kms-key-usable',
    variant: 'the key is gone',
    setUp: async (world) => {
      await world.furnish({ without: ['encryption'] });
      const KEY_ARN = `arn:aws:kms:${REGION}:${world.account}:key/11111111-2222-3333-4444-555555555555`;
      await encryptWith(world, { ...kmsRule(KEY_ARN), BucketKeyEnabled: true });
      return { KEY_ARN, NEW_KEY_ARN: await newKey(world) };
    },
    leavesOut: ['aws kms'],
    changes: ['encryption', 'kmsKey'],
    touches: ['11111111-2222'],
  },
  {
    check: 's3-bucket-access-logging',
    setUp: async (world) => {
      const LOG_BUCKET = `${world.bucket}-logs`;
      await world.furnish();
      await world.furnish({ name: LOG_BUCKET });
      return { LOG_BUCKET };
    },
    before: 'unknown',
    merge: { 'log-policy.json': APPEND_LOG_STATEMENT },
    // moto writes the first logs at once.
    changes: ['logging', 'LOG_BUCKET.policy', 'LOG_BUCKET.objectAcls'],
  },
  {
    check: 's3-bucket-logging-target-valid',
    variant: 'logs may not be put there',
    // All checks would ask who pays, which moto does not know.
    checks: 'core',
    setUp: async (world) => {
      const LOG_BUCKET = `${world.bucket}-logs`;
      await world.furnish();
      await world.furnish({ name: LOG_BUCKET, without: ['acl'], statements: [logStatement(world, LOG_BUCKET)] });
      await logInto(world, LOG_BUCKET);
      const Policy = policyOf(...world.ownStatements(LOG_BUCKET));
      await world.client.send(new PutBucketPolicyCommand({ Bucket: LOG_BUCKET, Policy }));
      return { LOG_BUCKET };
    },
    merge: { 'log-policy.json': APPEND_LOG_STATEMENT },
    leavesOut: ['put-bucket-logging'],
    changes: ['LOG_BUCKET.policy'],
  },
  {
    check: 's3-bucket-logging-target-valid',
    variant: 'a loop',
    checks: 'core',
    setUp: async (world) => {
      const LOG_BUCKET = `${world.bucket}-logs`;
      await world.furnish({ statements: [logStatement(world, world.bucket)] });
      await world.furnish({ name: LOG_BUCKET, without: ['acl'] });
      await logInto(world, world.bucket);
      return { LOG_BUCKET };
    },
    merge: {
      'log-policy.json': APPEND_LOG_STATEMENT,
      'logging.json': (read, example) => ({
        LoggingEnabled: {
          ...(read.of('get-bucket-logging')?.['LoggingEnabled'] as object),
          TargetBucket: (example['LoggingEnabled'] as Document)['TargetBucket'],
        },
      }),
    },
    changes: ['logging', 'LOG_BUCKET.policy', 'objectAcls', 'LOG_BUCKET.objectAcls'],
  },
  {
    check: 's3-bucket-versioning',
    setUp: async (world) => {
      await world.furnish({ without: ['versioning'] });
      return {};
    },
    changes: ['versioning'],
  },
  {
    check: 's3-bucket-object-lock',
    setUp: async (world) => {
      await world.furnish({ without: ['acl'] });
      return {};
    },
    changes: ['objectLock'],
  },
  {
    check: 's3-bucket-replication',
    // moto lists buckets without their region: that the copy is elsewhere is for nobody to see.
    after: 'unknown',
    setUp: async (world) => {
      const DESTINATION_BUCKET = `${world.bucket}-copy`;
      const DESTINATION_REGION = 'eu-central-1';
      await world.furnish();
      const elsewhere = await world.createElsewhere(DESTINATION_BUCKET, DESTINATION_REGION);
      const VersioningConfiguration = { Status: 'Enabled' as const };
      await elsewhere.send(new PutBucketVersioningCommand({ Bucket: DESTINATION_BUCKET, VersioningConfiguration }));
      const ROLE_ARN = `arn:aws:iam::${world.account}:role/replication`;
      return { DESTINATION_BUCKET, DESTINATION_REGION, ROLE_ARN };
    },
    merge: { 'replication.json': append('get-bucket-replication', 'Rules') },
    changes: ['replication'],
  },
  {
    check: 's3-bucket-lifecycle',
    setUp: async (world) => {
      await world.furnish({ without: ['lifecycle'] });
      const Rules = [{ ID: 'off', Status: 'Disabled' as const, Filter: { Prefix: 'old/' }, Expiration: { Days: 400 } }];
      const input = { Bucket: world.bucket, LifecycleConfiguration: { Rules } };
      await world.client.send(new PutBucketLifecycleConfigurationCommand(input));
      return {};
    },
    merge: APPEND_RULE,
    changes: ['lifecycle'],
  },
  {
    check: 's3-bucket-lifecycle',
    variant: 'without any rule',
    setUp: async (world) => {
      await world.furnish({ without: ['lifecycle'] });
      return {};
    },
    merge: APPEND_RULE,
    changes: ['lifecycle'],
  },
  ...(['s3-bucket-versioned-lifecycle', 's3-bucket-abort-multipart'] as const).map((check): Scenario => ({
    check,
    setUp: async (world) => {
      await world.furnish();
      return {};
    },
    merge: APPEND_RULE,
    changes: ['lifecycle'],
  })),
  {
    check: 's3-bucket-cors-wildcard',
    setUp: async (world) => {
      await world.furnish({ without: ['cors'] });
      const CORSRules = [
        { AllowedOrigins: ['https://app.example.com'], AllowedMethods: ['GET', 'PUT'] },
        { AllowedOrigins: ['*'], AllowedMethods: ['PUT', 'POST'], AllowedHeaders: ['*'], MaxAgeSeconds: 60 },
      ];
      const input = { Bucket: world.bucket, CORSConfiguration: { CORSRules } };
      await world.client.send(new PutBucketCorsCommand(input));
      return { ALLOWED_ORIGIN: 'https://www.example.com' };
    },
    merge: {
      'cors.json': change(
        'get-bucket-cors',
        'CORSRules',
        ifMarked('"AllowedOrigins":["*"]', (rule, example) => ({
          ...rule,
          AllowedOrigins: listIn(example, 'CORSRules')[0]?.['AllowedOrigins'],
        })),
      ),
    },
    changes: ['cors'],
    touches: ['"AllowedOrigins":["*"]'],
  },
  {
    check: 's3-bucket-tags',
    setUp: async (world) => {
      await world.furnish({ without: ['tags'] });
      return { OWNER: 'data team' };
    },
    merge: { 'tagging.json': append('get-bucket-tagging', 'TagSet') },
    changes: ['tags'],
  },
  {
    check: 's3-cloudtrail-bucket-protected',
    setUp: async (world) => {
      const LOG_BUCKET = `${world.bucket}-logs`;
      const Resource = `${world.arn()}/*`;
      await world.furnish({
        statements: [{ Sid: 'Public', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource }],
      });
      await world.furnish({ name: LOG_BUCKET, without: ['acl'], statements: [logStatement(world, LOG_BUCKET)] });
      await startTrail(world);
      const [TRAIL_BUCKET, TRAIL_NAME, TRAIL_REGION] = [world.bucket, 'main', REGION];
      return { TRAIL_BUCKET, TRAIL_NAME, TRAIL_REGION, BUCKET_REGION: REGION, LOG_BUCKET };
    },
    resource: () => `${REGION}/main`,
    changes: ['publicAccessBlock', 'objectAcls', 'logging', 'LOG_BUCKET.objectAcls'],
  },
  ofTrail('s3-cloudtrail-object-read-events'),
  ofTrail('s3-cloudtrail-object-write-events'),
];
