import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chooseCredentials, type CredentialPorts } from '../../../../src/s3/account/credentials.ts';
import { readSharedConfig } from '../../../../src/s3/account/profiles.ts';
import { RunStopped } from '../../../../src/s3/account/runFailure.ts';
import type { RunFailure } from '../../../../src/s3/posture.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporaryFolder.ts';
import { awsFiles } from './awsFiles.ts';

const SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';
const KEYS = `aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = ${SECRET}\n`;
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/r\nregion = eu-west-1\n';

describe('the credentials of a profile', function () {
  this.timeout(30_000);
  let folder: TemporaryFolder;
  /** Stands for STS: what it was asked for, and what it says. */
  let sts: Server;
  let asked: string[];
  let answer: { status: number; body: string } | 'never';

  beforeEach(async () => {
    folder = await temporaryFolder('credentials');
    asked = [];
    answer = { status: 200, body: assumed() };
    sts = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.on('end', () => {
        asked.push(body);
        if (answer === 'never') return;
        response.writeHead(answer.status, { 'content-type': 'text/xml' });
        response.end(answer.body);
      });
    });
    await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    sts.close();
    sts.closeAllConnections();
    await folder.dispose();
  });

  function assumed(minutes = 60): string {
    const expiration = new Date(Date.now() + minutes * 60_000).toISOString();
    return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/r/s</Arn><AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`;
  }

  function refused(code: string, status = 403): { status: number; body: string } {
    const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>words of STS</Message></Error></ErrorResponse>`;
    return { status, body };
  }

  async function source(
    config: string,
    profile: string | undefined,
    ports: CredentialPorts = {},
    variables: Record<string, string> = {},
    signal = new AbortController().signal,
  ) {
    const environment = await awsFiles(folder.path, { config }, variables);
    const endpoint = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`;
    return chooseCredentials({
      profile,
      config: await readSharedConfig(environment),
      environment,
      ports,
      sts: { region: 'eu-west-1', endpoint, maxAttempts: 1 },
      platform: 'linux',
      signal,
    }).source;
  }

  async function failure(attempt: Promise<unknown>): Promise<RunFailure> {
    try {
      await attempt;
    } catch (error) {
      assert.ok(error instanceof RunStopped, String(error));
      assert.ok(!JSON.stringify(error.failure).includes(SECRET), 'no secret is told');
      return error.failure;
    }
    throw new Error('it did not fail');
  }

  async function failureWith(...parameters: Parameters<typeof source>): Promise<RunFailure> {
    return await failure(source(...parameters).then((get) => get()));
  }

  it('are its keys', async () => {
    const get = await source(`[profile a b]\n[profile p]\n${KEYS}`, 'p');
    assert.equal((await get()).accessKeyId, 'AKIDEXAMPLE');
  });

  it('are those of the environment when nobody names a profile', async () => {
    const variables = { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 's', AWS_PROFILE: 'p' };
    const get = await source(`[profile p]\n${KEYS}`, undefined, {}, variables);
    assert.equal((await get()).accessKeyId, 'AKIDENV');
    const chosen = await source(`[profile p]\n${KEYS}`, 'p', {}, variables);
    assert.equal((await chosen()).accessKeyId, 'AKIDEXAMPLE');
    const named = await source(`[profile p]\n${KEYS}`, undefined, {}, { AWS_PROFILE: 'p' });
    assert.equal((await named()).accessKeyId, 'AKIDEXAMPLE');
  });

  it('are got once for all who ask, the code of a device too', async () => {
    const codes: string[] = [];
    const mfaCode = (serial: string) => {
      codes.push(serial);
      return Promise.resolve('123456');
    };
    const config = `[profile r]\n${ROLE}source_profile = s\nmfa_serial = arn:aws:iam::1:mfa/me\n[profile s]\n${KEYS}`;
    const get = await source(config, 'r', { mfaCode });
    const all = await Promise.all([get(), get(), get(), get()]);
    assert.deepEqual(new Set(all.map(({ accessKeyId }) => accessKeyId)), new Set(['ASIAROLE']));
    await get();
    assert.deepEqual(codes, ['arn:aws:iam::1:mfa/me']);
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /TokenCode=123456/);
  });

  it('are got again when they have expired, and not for every call when they have little left', async () => {
    const get = await source(`[profile r]\n${ROLE}source_profile = s\n[profile s]\n${KEYS}`, 'r');
    answer = { status: 200, body: assumed(-1) };
    await get();
    answer = { status: 200, body: assumed(1) };
    await get();
    assert.equal(asked.length, 2);
    await get();
    assert.equal(asked.length, 2);
  });

  it('are none when nobody gives the code', async () => {
    const config = `[profile r]\n${ROLE}source_profile = s\nmfa_serial = m\n[profile s]\n${KEYS}`;
    assert.equal((await failureWith(config, 'r')).kind, 'mfa-refused');
    const refuse = { mfaCode: () => Promise.resolve(undefined) };
    assert.equal((await failureWith(config, 'r', refuse)).kind, 'mfa-refused');
    assert.equal(asked.length, 0);
  });

  it('are none, with what to do, for a profile that is not there or cannot work', async () => {
    assert.match((await failureWith('[profile p]\n', 'q')).message, /no profile "q"/);
    assert.equal((await failureWith('[profile p]\n', 'q')).kind, 'profile-missing');
    const circle = `[profile a]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = a\n`;
    const failed = await failureWith(circle, 'a');
    assert.equal(failed.kind, 'no-credentials');
    assert.match(failed.message, /circle: a → b → a/);
    assert.equal((await failureWith('\ufeff[profile p]\n', 'p')).kind, 'config-unreadable');
    assert.equal((await failureWith('[profile p]\nregion = x\n', 'p')).kind, 'no-credentials');
  });

  it('say to sign in when the sign-in has expired', async () => {
    // The SDK looks for a sign-in in the files of the process alone.
    const before = { AWS_CONFIG_FILE: process.env['AWS_CONFIG_FILE'], HOME: process.env['HOME'] };
    Object.assign(process.env, { AWS_CONFIG_FILE: join(folder.path, '.aws', 'config'), HOME: folder.path });
    try {
      const failed = await failureWith(
        '[profile sso]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = r\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://nowhere.example/start\n',
        'sso',
      );
      assert.equal(failed.kind, 'expired');
      assert.equal(failed.command, 'aws sso login --profile sso');
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  });

  for (const [code, kind, command] of [
    ['ExpiredToken', 'expired', 'aws configure --profile s'],
    ['InvalidClientTokenId', 'wrong-credentials', 'aws configure --profile s'],
    ['SignatureDoesNotMatch', 'wrong-credentials', 'aws configure --profile s'],
    ['AccessDenied', 'wrong-credentials', undefined],
    ['RequestTimeTooSkewed', 'clock', undefined],
  ] as const) {
    it(`are ${kind} when the role is refused with ${code}`, async () => {
      answer = refused(code);
      const failed = await failureWith(`[profile r]\n${ROLE}source_profile = s\n[profile s]\n${KEYS}`, 'r');
      assert.equal(failed.kind, kind);
      assert.equal(failed.command, command);
    });
  }

  it('end with a time limit, and with the run', async () => {
    answer = 'never';
    const config = `[profile r]\n${ROLE}source_profile = s\n[profile s]\n${KEYS}`;
    assert.equal((await failureWith(config, 'r', { limitMs: 50 })).kind, 'timeout');
    const stop = new AbortController();
    const get = await source(config, 'r', {}, {}, stop.signal);
    const ended = failure(get());
    stop.abort();
    assert.equal((await ended).message, 'Cancelled.');
  });

  it('tell nothing of the command that gives them when it fails', async () => {
    const config = `[profile p]\ncredential_process = /nowhere/tool --password ${SECRET}\n`;
    const failed = await failureWith(config, 'p');
    assert.equal(failed.kind, 'no-credentials');
    assert.equal(failed.message, 'The credential_process of profile "p" failed.');
  });

  describe('from the AWS CLI', () => {
    async function cli(script: string): Promise<string> {
      const path = join(folder.path, 'fake aws');
      await writeFile(path, `#!/bin/sh\n${script}\n`);
      await chmod(path, 0o755);
      return path;
    }

    const CONFIG = '[profile my work; x]\nsso_account_id = 1\n[profile r]\nregion = x\n';

    it('are asked for where the SDK does not see the profile, without a shell', async () => {
      const exported = JSON.stringify({ Version: 1, AccessKeyId: 'AKIDCLI', SecretAccessKey: 's', SessionToken: 't' });
      const awsExecutable = await cli(`printf '%s\\n' "$@" > "${folder.path}/arguments"\necho '${exported}'`);
      const config = '[profile $(touch x)]\nsso_account_id = 1\n';
      const get = await source(config, '$(touch x)', { awsExecutable });
      assert.equal((await get()).accessKeyId, 'AKIDCLI');
      const { readFile } = await import('node:fs/promises');
      assert.deepEqual((await readFile(join(folder.path, 'arguments'), 'utf8')).trim().split('\n'), [
        'configure',
        'export-credentials',
        '--profile=$(touch x)',
        '--format',
        'process',
      ]);
    });

    it('are not asked for without its path', async () => {
      const failed = await failureWith(CONFIG.replace('; x', ''), 'my work');
      assert.equal(failed.kind, 'no-credentials');
      assert.match(failed.message, /Only the AWS CLI reads a name with spaces/);
      assert.equal(failed.command, 'aws sso login --profile "my work"');
    });

    for (const [title, script, message] of [
      ['fails', `echo ${SECRET} >&2; exit 3`, /it ended with 3\.$/],
      ['prints something else', `echo ${SECRET}`, /what it printed are no credentials/],
      [
        'prints what has expired',
        `echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"${SECRET}","Expiration":"2020-01-01T00:00:00Z"}'`,
        /they have expired/,
      ],
      ['does not end', 'exec sleep 60', /it did not end in time/],
    ] as const) {
      it(`are none, and nothing of what it said is told, when it ${title}`, async () => {
        const awsExecutable = await cli(script);
        const limitMs = title === 'does not end' ? 100 : 30_000;
        const failed = await failureWith(CONFIG, 'r', { awsExecutable, limitMs });
        assert.equal(failed.kind, 'no-credentials');
        assert.match(failed.message, message);
      });
    }
  });
});
