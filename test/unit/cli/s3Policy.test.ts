import assert from 'node:assert/strict';
import { mkdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { strictValidator } from '../../support/strictSchema.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { type CliRun, type CliRunOptions, runInFolder, writeFiles } from './harness.ts';

const ALLOW = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
const TLS = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const SHARED = { ...ALLOW, Principal: { AWS: ['111122223333', '444455556666'] } };

interface Told {
  readonly file: string;
  readonly public: unknown;
  readonly publicRead: unknown;
  readonly tlsOnly: unknown;
  readonly tlsMissing: readonly string[];
  readonly foreign: readonly string[];
  readonly statements: readonly { index: number; sid?: string; grants: string[]; why: string }[];
  readonly problems: readonly { kind: string; message: string }[];
}

describe('palisade s3 policy', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder('s3-policy');
    await writeFiles(folder.path, {
      'public.json': policy({ ...ALLOW, Sid: 'Open' }, TLS),
      'private.json': policy(SHARED, TLS),
      'http.json': policy(SHARED),
      'open-name.json': policy({ ...TLS, Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::c'] }),
      'broken.json': '{"Version": "2012-10-17", "Statement": hunter2}',
      'half.json': policy(TLS, { Effect: 'Maybe' }),
      'hostile.json': policy({ ...ALLOW, Sid: 'x\u001b[2J\u202e', Principal: { Federated: '\u001b]0;y\u0007' } }),
      'bom.json': `\ufeff${policy(ALLOW)}`,
      'utf16.json': Buffer.from(`\ufeff${policy(ALLOW)}`, 'utf16le'),
      'binary.json': Uint8Array.from([0x7b, 0, 1, 2, 0xff]),
      'huge.json': '{',
    });
    await truncate(join(folder.path, 'huge.json'), 50 * 1024 * 1024);
    await mkdir(join(folder.path, 'folder'));
  });
  after(() => folder.dispose());

  const run = (args: readonly string[], options: CliRunOptions = {}): Promise<CliRun> =>
    runInFolder(folder.path, ['s3', 'policy', ...args], options);
  async function told(...args: readonly string[]): Promise<Told> {
    return JSON.parse((await run([...args, '--format', 'json'])).stdout) as Told;
  }

  const statuses: readonly (readonly [number, readonly string[]])[] = [
    [0, ['private.json']],
    [1, ['public.json']],
    [1, ['http.json']],
    [0, ['http.json', '--fail-on', 'high']],
    [1, ['public.json', '--fail-on', 'critical']],
    [1, ['broken.json']],
    [2, ['broken.json', '--fail-on', 'high']],
    [2, ['half.json', '--fail-on', 'medium']],
    [2, ['missing.json']],
    [2, ['folder']],
    [2, ['huge.json']],
    [2, ['binary.json']],
    [1, ['public.json', 'missing.json']],
    [2, ['private.json', 'missing.json']],
    [2, ['private.json', '--account', '12']],
    [2, ['private.json', '--bucket', 'b/*']],
    [2, ['private.json', '--format', 'sarif']],
    [2, []],
  ];
  for (const [status, args] of statuses) {
    it(`ends with ${status} for ${args.join(' ') || 'no file'}`, async () => {
      assert.equal((await run(args)).status, status);
      if (!args.includes('--format')) assert.equal((await run([...args, '--format', 'json'])).status, status);
    });
  }

  it('tells one file as an object, with what decides', async () => {
    const one = await told('public.json', '--account', '111122223333', '--bucket', 'b');
    assert.deepEqual([one.file, one.public, one.publicRead, one.tlsOnly], ['public.json', true, true, true]);
    const [open] = one.statements;
    assert.deepEqual([open?.index, open?.sid, open?.grants, open?.why], [0, 'Open', ['read'], 'allows everyone']);
  });

  it('tells several as a list, each once', async () => {
    const all = (await told('public.json', './public.json', 'missing.json')) as unknown as Told[];
    assert.deepEqual(
      all.map(({ public: isPublic, problems }) => [isPublic, problems[0]?.message]),
      [
        [true, undefined],
        ['unknown', 'there is no such file'],
      ],
    );
  });

  it('takes the account that is given for the own one', async () => {
    assert.deepEqual((await told('private.json')).foreign, ['111122223333', '444455556666']);
    assert.deepEqual((await told('private.json', '--account', '111122223333')).foreign, ['444455556666']);
  });

  it('says what is missing to TLS only, by the bucket that is given', async () => {
    assert.equal((await told('open-name.json')).tlsOnly, 'unknown');
    const one = await told('open-name.json', '--bucket', 'c');
    assert.deepEqual([one.tlsOnly, one.tlsMissing], [false, ['plain HTTP is not denied for all objects (c/*)']]);
  });

  it('reads what is piped in', async () => {
    const bytes = Buffer.from(policy(ALLOW));
    const { status, stdout } = await run(['-', '--format', 'json'], { readStdin: () => Promise.resolve(bytes) });
    assert.deepEqual([status, (JSON.parse(stdout) as Told).public], [1, true]);
    const huge = await run(['-'], { readStdin: () => Promise.resolve('too-large') });
    assert.deepEqual([huge.status, /NOT JUDGED {4}it is larger/.test(huge.stdout)], [2, true]);
  });

  it('reads byte order marks and UTF-16', async () => {
    for (const name of ['bom.json', 'utf16.json']) assert.equal((await told(name)).public, true, name);
  });

  it('prints for a person which statement decides', async () => {
    const { stdout } = await run(['public.json']);
    assert.match(stdout, /^public\.json$/m);
    assert.match(stdout, /^ {2}Public {8}yes$/m);
    assert.match(stdout, /^ {2}Statement 1 {3}Open: allows everyone. Gives: read$/m);
    assert.match(stdout, /^ {2}TLS only {6}yes$/m);
    assert.match((await run(['folder'])).stdout, /NOT JUDGED {4}it is a directory; name the files in it/);
    assert.match((await run(['binary.json'])).stdout, /NOT JUDGED {4}it is not text/);
  });

  it('lets no policy drive the terminal, and repeats none that is no JSON', async () => {
    const { stdout } = await run(['hostile.json']);
    assert.doesNotMatch(stdout, /(?!\n)[\p{Cc}\p{Cf}]/u);
    assert.match(stdout, /␛\[2J<U\+202E>/);
    assert.doesNotMatch((await run(['hostile.json', '--format', 'json'])).stdout, /(?!\n)[\p{Cc}\p{Cf}]/u);
    assert.doesNotMatch((await run(['broken.json'])).stdout, /hunter2/);
  });

  it('prints JSON that is what its schema says, for files of every kind', async () => {
    const validate = await strictValidator('src', 's3', 'policy', 'policy.schema.json');
    const names = ['public', 'private', 'http', 'broken', 'half', 'hostile', 'binary', 'missing'].map(
      (n) => `${n}.json`,
    );
    for (const args of [...names.map((name) => [name]), names]) {
      const value: unknown = await told(...args);
      assert.ok(validate(value), `${args.join(' ')}: ${JSON.stringify(validate.errors)}`);
    }
    assert.ok(!validate({ ...(await told('public.json')), surprise: 1 }));
  });

  it('starts no engine and loads no SDK', async () => {
    const { analyser, status } = await run(['private.json']);
    assert.deepEqual([analyser.requests.length, analyser.disposed, status], [0, false, 0]);
  });
});
