import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateAccessPointCommand,
  DeletePublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3-control';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { ACCOUNT, clients, createBucket, keysAsVariables, read, REGION, resetMoto, s3, type Keys } from './moto.ts';

const OTHER = '222222222222';
const ROLE = `arn:aws:iam::${OTHER}:role/reader`;
const ALL = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

describe('accounts of moto', function () {
  this.timeout(60_000);
  let folder: TemporaryFolder;

  beforeEach(async () => {
    await resetMoto();
    folder = await temporaryFolder('oracle-profiles');
  });
  afterEach(() => folder.dispose());
  after(resetMoto);

  async function block(flags: PublicAccessBlockConfiguration): Promise<void> {
    const input = { AccountId: ACCOUNT, PublicAccessBlockConfiguration: flags };
    await clients().s3Control(REGION).send(new PutPublicAccessBlockCommand(input));
  }

  async function accountBlock() {
    const { account, outcome } = await read();
    return {
      fact: account().publicAccessBlock,
      outcome: outcome('s3-account-public-access-block', ACCOUNT),
    };
  }

  it('the block of the account: none, a part of it, all of it, and none again', async () => {
    await createBucket(s3(), 'any');
    const none = await accountBlock();
    assert.deepEqual([none.fact.kind, none.outcome.kind], ['absent', 'fail']);

    await block({ IgnorePublicAcls: true });
    const part = await accountBlock();
    assert.deepEqual(part.fact, {
      kind: 'known',
      value: { blockPublicAcls: false, ignorePublicAcls: true, blockPublicPolicy: false, restrictPublicBuckets: false },
    });
    assert.equal(part.outcome.kind, 'fail');
    assert.match(part.outcome.evidence, /off: BlockPublicAcls, BlockPublicPolicy, RestrictPublicBuckets/);

    await block(ALL);
    assert.equal((await accountBlock()).outcome.kind, 'pass');

    await clients()
      .s3Control(REGION)
      .send(new DeletePublicAccessBlockCommand({ AccountId: ACCOUNT }));
    const again = await accountBlock();
    assert.deepEqual([again.fact.kind, again.outcome.kind], ['absent', 'fail']);
  });

  it('access points: how they are blocked, and whether one is reached from a network of its own only', async () => {
    await createBucket(s3(), 'shared');
    const control = clients().s3Control(REGION);
    const point = { AccountId: ACCOUNT, Bucket: 'shared' };
    await control.send(new CreateAccessPointCommand({ ...point, Name: 'closed', PublicAccessBlockConfiguration: ALL }));
    await control.send(
      new CreateAccessPointCommand({ ...point, Name: 'inside', VpcConfiguration: { VpcId: 'vpc-0123456789abcdef0' } }),
    );
    const { account } = await read();
    const points = account().accessPoints.get(REGION);
    assert.ok(points?.kind === 'known');
    const byName = new Map(points.value.map((one) => [one.name, one]));
    assert.deepEqual([...byName.keys()].sort(), ['closed', 'inside']);
    const closed = byName.get('closed');
    assert.equal(closed?.bucket, 'shared');
    assert.equal(closed.vpcOnly, false);
    assert.deepEqual(closed.publicAccessBlock, {
      kind: 'known',
      value: { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true },
    });
    assert.equal(byName.get('inside')?.vpcOnly, true);
  });

  it('a role in a second account: its identity, its buckets and its block, and nothing of the first', async () => {
    await createBucket(s3(), 'ours');
    await block(ALL);
    await createBucket(s3(await otherKeys()), 'theirs');
    const variables = await profiles(
      ['[profile base]', `region = ${REGION}`],
      ['[profile other]', `role_arn = ${ROLE}`, 'source_profile = base', 'role_session_name = audit'],
      ['[profile chained]', `role_arn = ${ROLE}`, 'source_profile = other', 'role_session_name = second'],
    );
    for (const [profile, session] of [
      ['other', 'audit'],
      ['chained', 'second'],
    ] as const) {
      const { report, bucket, account } = await read({ profile }, variables);
      assert.equal(report.identity?.accountId, OTHER, JSON.stringify(report.failure));
      assert.equal(report.identity.arn, `arn:aws:sts::${OTHER}:assumed-role/reader/${session}`);
      assert.deepEqual(
        report.buckets.map((one) => (one.kind === 'read' ? one.facts.name : one.name)),
        ['theirs'],
      );
      assert.equal(bucket('theirs').publicAccessBlock.kind, 'absent');
      assert.equal(account().publicAccessBlock.kind, 'absent');
    }

    const base = await read({ profile: 'base' }, variables);
    assert.equal(base.report.identity?.accountId, ACCOUNT);
    assert.equal(base.bucket('ours').name, 'ours');
    assert.equal(base.account().publicAccessBlock.kind, 'known');
  });

  it('a chosen profile counts, not the keys in the environment', async () => {
    const keys = await otherKeys();
    const variables = await profiles(['[profile base]', `region = ${REGION}`]);
    const { report } = await read({ profile: 'base' }, { ...variables, ...keysAsVariables(keys) });
    assert.equal(report.identity?.accountId, ACCOUNT);
    const own = await read({ profile: undefined }, { ...variables, ...keysAsVariables(keys) });
    assert.equal(own.report.identity?.accountId, OTHER);
  });

  /** Files of the tests' own: the person's are never looked at. @returns the variables that name them */
  async function profiles(...sections: readonly (readonly string[])[]): Promise<Record<string, string>> {
    const [config, credentials] = [join(folder.path, 'config'), join(folder.path, 'credentials')];
    await writeFile(config, sections.map((lines) => `${lines.join('\n')}\n`).join('\n'));
    await writeFile(credentials, '[base]\naws_access_key_id = base\naws_secret_access_key = base\n');
    return { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
  }
});

async function otherKeys(): Promise<Keys> {
  const input = { RoleArn: ROLE, RoleSessionName: 'setup' };
  const { Credentials: made } = await clients().sts().send(new AssumeRoleCommand(input));
  assert.ok(made?.AccessKeyId !== undefined && made.SecretAccessKey !== undefined && made.SessionToken !== undefined);
  return { accessKeyId: made.AccessKeyId, secretAccessKey: made.SecretAccessKey, sessionToken: made.SessionToken };
}
