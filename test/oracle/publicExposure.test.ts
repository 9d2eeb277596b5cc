import assert from 'node:assert/strict';
import {
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type ObjectOwnership,
  type PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3';
import { PutPublicAccessBlockCommand as PutAccountBlockCommand } from '@aws-sdk/client-s3-control';
import { ACCOUNT, clients, createBucket, policyOf, read, resetMoto, s3 } from './moto.ts';

const NAME = 'exposed';
const ALL = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
const OBJECTS = `arn:aws:s3:::${NAME}/*`;
const READ_BY_ALL = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS };

interface Case {
  readonly title: string;
  readonly statements?: readonly object[];
  readonly acl?: 'public-read' | 'public-write' | 'authenticated-read';
  readonly ownership?: ObjectOwnership;
  readonly block?: PublicAccessBlockConfiguration;
  readonly accountBlock?: PublicAccessBlockConfiguration;
  /** What everybody can do. */
  readonly exposed: readonly ('read' | 'list' | 'write')[];
  /** What cannot be told. */
  readonly untold?: readonly ('read' | 'list' | 'write')[];
  /** By further checks. */
  readonly fails?: readonly string[];
}

const CASES: readonly Case[] = [
  { title: 'nothing at all', exposed: [] },
  { title: 'a policy that lets everybody read', statements: [READ_BY_ALL], exposed: ['read'] },
  {
    title: 'a policy that lets everybody list',
    statements: [{ ...READ_BY_ALL, Principal: { AWS: ['*'] }, Action: ['s3:List*'], Resource: `arn:aws:s3:::${NAME}` }],
    exposed: ['list'],
  },
  {
    title: 'a policy that lets everybody store',
    statements: [{ ...READ_BY_ALL, Action: ['s3:PutObject'] }],
    exposed: ['write'],
  },
  {
    title: 'a policy that names one foreign account',
    statements: [{ ...READ_BY_ALL, Principal: { AWS: 'arn:aws:iam::999999999999:root' } }],
    exposed: [],
    fails: ['s3-bucket-policy-cross-account'],
  },
  {
    title: 'a policy for a private endpoint',
    statements: [{ ...READ_BY_ALL, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } } }],
    exposed: [],
    // moto has no status of a policy: without the service's word a condition decides nothing.
    untold: ['read'],
  },
  {
    title: 'a public policy that the bucket holds back',
    statements: [READ_BY_ALL],
    block: { RestrictPublicBuckets: true },
    exposed: [],
    fails: ['s3-bucket-latent-public-policy'],
  },
  {
    title: 'a public policy that the account holds back',
    statements: [READ_BY_ALL],
    accountBlock: ALL,
    exposed: [],
    fails: ['s3-bucket-latent-public-policy'],
  },
  {
    title: 'a public policy with a block against new ones only',
    statements: [READ_BY_ALL],
    block: { BlockPublicPolicy: true },
    exposed: ['read'],
  },
  { title: 'an ACL that lets everybody list', acl: 'public-read', exposed: ['list'] },
  { title: 'an ACL that lets everybody store', acl: 'public-write', exposed: ['write'] },
  {
    title: 'an ACL for anybody with an account',
    acl: 'authenticated-read',
    exposed: ['list'],
    fails: ['s3-bucket-authenticated-users-grant'],
  },
  {
    title: 'a public ACL that is ignored',
    acl: 'public-read',
    block: { IgnorePublicAcls: true },
    exposed: [],
    fails: ['s3-bucket-latent-public-acl'],
  },
  {
    title: 'a public ACL in an account that ignores them',
    acl: 'public-read',
    accountBlock: ALL,
    exposed: [],
  },
  {
    title: 'a public ACL with a block against new ones only',
    acl: 'public-read',
    block: { BlockPublicAcls: true },
    exposed: ['list'],
  },
  { title: 'a public ACL without an effect', acl: 'public-read', ownership: 'BucketOwnerEnforced', exposed: [] },
];

describe('what is public, as moto has stored it', function () {
  this.timeout(60_000);
  beforeEach(resetMoto);
  after(resetMoto);

  for (const one of CASES) {
    it(`${one.title}: everybody can ${one.exposed.join(' and ') || 'nothing'}`, async () => {
      await setUp(one);
      const { outcome, results } = await read();
      for (const what of ['read', 'list', 'write'] as const) {
        const { kind, evidence } = outcome(`s3-bucket-public-${what}`, NAME);
        const expected = one.untold?.includes(what) === true ? 'unknown' : one.exposed.includes(what) ? 'fail' : 'pass';
        assert.equal(kind, expected, `${what}: ${evidence}`);
      }
      for (const checkId of one.fails ?? []) {
        const kinds = results(checkId, NAME).map(({ kind }) => kind);
        assert.deepEqual(kinds, ['fail'], checkId);
      }
    });
  }

  it('finds the object that is public by its own ACL', async () => {
    const client = s3();
    await createBucket(client, NAME);
    await client.send(new PutObjectCommand({ Bucket: NAME, Key: 'own.txt', Body: 'a' }));
    await client.send(new PutObjectCommand({ Bucket: NAME, Key: 'open/ключ.txt', Body: 'b', ACL: 'public-read' }));
    const { bucket, outcome } = await read();
    assert.deepEqual(bucket(NAME).objectAcls, {
      kind: 'known',
      value: { looked: 2, publicKeys: ['open/ключ.txt'] },
    });
    assert.equal(outcome('s3-object-acl-exposure', NAME).kind, 'fail');
  });

  it('reads hundreds of statements', async () => {
    const client = s3();
    await createBucket(client, NAME);
    const closed = Array.from({ length: 200 }, (_, i) => ({
      ...READ_BY_ALL,
      Principal: { AWS: ACCOUNT },
      Resource: `arn:aws:s3:::${NAME}/${i}/*`,
    }));
    await client.send(new PutBucketPolicyCommand({ Bucket: NAME, Policy: policyOf(...closed, READ_BY_ALL) }));
    assert.equal((await read()).outcome('s3-bucket-public-read', NAME).kind, 'fail');
  });
});

async function setUp({ statements, acl, ownership, block, accountBlock }: Case): Promise<void> {
  const client = s3();
  const Bucket = NAME;
  await createBucket(client, Bucket);
  if (statements !== undefined) {
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(...statements) }));
  }
  if (acl === 'public-write') {
    // Of an ACL with two permissions for one grantee, as a canned one for this has them, moto tells only the first.
    await client.send(new PutBucketAclCommand({ Bucket, GrantWrite: `uri=${ALL_USERS}` }));
  } else if (acl !== undefined) await client.send(new PutBucketAclCommand({ Bucket, ACL: acl }));
  if (ownership !== undefined) {
    const OwnershipControls = { Rules: [{ ObjectOwnership: ownership }] };
    await client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
  }
  if (block !== undefined) {
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
  }
  if (accountBlock !== undefined) {
    await clients()
      .s3Control('eu-west-1')
      .send(new PutAccountBlockCommand({ AccountId: ACCOUNT, PublicAccessBlockConfiguration: accountBlock }));
  }
}
