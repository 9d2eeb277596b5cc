// Fixes of what is public, and of ACLs.
import {
  GetBucketAclCommand,
  type Grant,
  PutObjectCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3';
import {
  CreateAccessPointCommand,
  PutPublicAccessBlockCommand as PutAccountBlockCommand,
} from '@aws-sdk/client-s3-control';
import { REGION } from '../moto.ts';
import { append, change, ifMarked, type Scenario } from './scenario.ts';
import { ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY, type World } from './world.ts';

const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
const ALL_FLAGS = Object.fromEntries(FLAGS.map((flag) => [flag, true])) as PublicAccessBlockConfiguration;

/** What nobody of the account's gave: an id as moto makes none. */
const STRANGER = 'b'.repeat(64);

function everyone(permission: 'READ' | 'WRITE' | 'WRITE_ACP' | 'FULL_CONTROL'): Grant {
  return { Grantee: { Type: 'Group', URI: ALL_USERS }, Permission: permission };
}

function allowAll(world: World, action: string, resource = `${world.arn()}/*`): object {
  return { Sid: 'Public', Effect: 'Allow', Principal: '*', Action: action, Resource: resource };
}

/** A case that is contained by the four flags of the bucket. */
function ofBlock(
  check: string,
  variant: string | undefined,
  prepare: (world: World) => Promise<void>,
  more: Partial<Scenario> = {},
): Scenario {
  return {
    check,
    ...(variant === undefined ? {} : { variant }),
    setUp: async (world) => {
      await prepare(world);
      return {};
    },
    // Our reader looks at objects' ACLs only where they have an effect.
    changes: ['publicAccessBlock', 'objectAcls'],
    ...more,
  };
}

const byPolicy =
  (action: string, onBucket = false) =>
  (world: World) =>
    world.furnish({ statements: [allowAll(world, action, onBucket ? world.arn() : undefined)] });
const byAcl = (permission: Parameters<typeof everyone>[0]) => (world: World) =>
  world.furnish({ grants: [everyone(permission)] });

async function ownerOf(world: World): Promise<string> {
  const { Owner } = await world.client.send(new GetBucketAclCommand({ Bucket: world.bucket }));
  return Owner?.ID ?? '';
}

const KEEPS_ACL = ['get-bucket-acl', 'Grants'] as const;

export const EXPOSURE_SCENARIOS: readonly Scenario[] = [
  ofBlock('s3-bucket-public-read', 'by its policy', byPolicy('s3:GetObject')),
  ofBlock('s3-bucket-public-read', 'by its ACL', byAcl('FULL_CONTROL')),
  ofBlock('s3-bucket-public-list', 'by its policy', byPolicy('s3:ListBucket', true)),
  ofBlock('s3-bucket-public-list', 'by its ACL', byAcl('READ')),
  ofBlock('s3-bucket-public-write', 'by its policy', byPolicy('s3:PutObject')),
  ofBlock('s3-bucket-public-write', 'by its ACL', byAcl('WRITE')),
  ofBlock('s3-bucket-public-acl-admin', 'by its policy', byPolicy('s3:PutBucketAcl', true)),
  ofBlock('s3-bucket-public-acl-admin', 'by its ACL', byAcl('WRITE_ACP')),
  ofBlock('s3-bucket-public-access-block', undefined, (world) => world.furnish()),
  ofBlock('s3-bucket-level-public-access-block', undefined, async (world) => {
    await world.furnish();
    const input = { AccountId: world.account, PublicAccessBlockConfiguration: ALL_FLAGS };
    await world.clients().s3Control(REGION).send(new PutAccountBlockCommand(input));
  }),
  ofBlock('s3-bucket-latent-public-acl', undefined, async (world) => {
    await world.furnish();
    const PublicAccessBlockConfiguration = { IgnorePublicAcls: true, RestrictPublicBuckets: true };
    const input = { Bucket: world.bucket, PublicAccessBlockConfiguration };
    await world.client.send(new PutPublicAccessBlockCommand(input));
  }),
  ofBlock('s3-object-acl-exposure', undefined, async (world) => {
    await world.furnish();
    const input = { Bucket: world.bucket, Key: 'open.txt', Body: 'a', ACL: 'public-read' as const };
    await world.client.send(new PutObjectCommand(input));
  }),
  {
    check: 's3-account-public-access-block',
    setUp: async (world) => {
      await world.furnish();
      return { BUCKET_NAME: world.bucket, BUCKET_REGION: REGION };
    },
    resource: (world) => world.account,
    changes: ['account.publicAccessBlock', 'objectAcls'],
  },
  {
    check: 's3-access-point-public-access-block',
    setUp: async (world) => {
      await world.furnish();
      const point = { AccountId: world.account, Bucket: world.bucket, Name: 'shared' };
      const PublicAccessBlockConfiguration = { ...ALL_FLAGS, BlockPublicPolicy: false, RestrictPublicBuckets: false };
      const input = { ...point, PublicAccessBlockConfiguration };
      await world.clients().s3Control(REGION).send(new CreateAccessPointCommand(input));
      return { ACCESS_POINT_NAME: 'shared', ACCESS_POINT_REGION: REGION, BUCKET_NAME: world.bucket };
    },
    resource: () => `${REGION}/shared`,
    changes: ['publicAccessBlock', 'objectAcls'],
  },
  {
    check: 's3-bucket-acl-grants',
    setUp: async (world) => {
      const Grantee = { Type: 'CanonicalUser' as const, ID: STRANGER };
      await world.furnish({ grants: [{ Grantee, Permission: 'READ' }] });
      return { OWNER_ID: await ownerOf(world) };
    },
    merge: {
      'acl.json': change(
        ...KEEPS_ACL,
        ifMarked(STRANGER, () => undefined),
      ),
    },
    leavesOut: ['put-bucket-policy'],
    changes: ['acl'],
    touches: [STRANGER],
  },
  {
    check: 's3-bucket-authenticated-users-grant',
    setUp: async (world) => {
      const Grantee = { Type: 'Group' as const, URI: AUTHENTICATED_USERS };
      await world.furnish({ grants: [{ Grantee, Permission: 'READ' }] });
      return { OWNER_ID: await ownerOf(world) };
    },
    merge: {
      'acl.json': change(
        ...KEEPS_ACL,
        ifMarked(AUTHENTICATED_USERS, () => undefined),
      ),
    },
    changes: ['acl'],
    touches: [AUTHENTICATED_USERS],
  },
  {
    check: 's3-bucket-acls-disabled',
    setUp: async (world) => {
      await world.furnish();
      return { OWNER_ID: await ownerOf(world), SOURCE_BUCKET: 'where-logs-come-from' };
    },
    merge: { 'policy.json': append('get-bucket-policy', 'Statement') },
    // The ACL is not asked for any more, as it has no effect.
    changes: ['ownership', 'acl', 'policy', 'objectAcls'],
    touches: [LOG_DELIVERY],
  },
  {
    check: 's3-bucket-website',
    setUp: async (world) => {
      await world.furnish();
      const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
      await world.client.send(new PutBucketWebsiteCommand({ Bucket: world.bucket, WebsiteConfiguration }));
      return {};
    },
    changes: ['website'],
  },
];
