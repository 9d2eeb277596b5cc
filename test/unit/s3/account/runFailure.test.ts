import assert from 'node:assert/strict';
import { readSharedConfig } from '../../../../src/s3/account/profiles.ts';
import { quoted, signInCommand, stopFailure } from '../../../../src/s3/account/runFailure.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { awsFiles } from './awsFiles.ts';

const CONFIG = `[profile work]
sso_session = s
sso_account_id = 1
[profile my work]
sso_account_id = 1
[profile role]
role_arn = r
source_profile = my work
[profile keys]
aws_access_key_id = a
aws_secret_access_key = b
[profile console]
login_session = x
[profile script]
credential_process = /bin/x --password hunter2
`;

describe('the command that signs in again', () => {
  for (const [profile, command] of [
    ['work', 'aws sso login --profile work'],
    ['my work', 'aws sso login --profile "my work"'],
    ['role', 'aws sso login --profile "my work"'],
    ['keys', 'aws configure --profile keys'],
    ['console', 'aws login --profile console'],
    ['script', undefined],
  ] as const) {
    it(`for profile ${profile} is ${command ?? 'none'}`, async () => {
      const folder = await temporaryFolder('commands');
      const config = await readSharedConfig(await awsFiles(folder.path, { config: CONFIG }));
      const found = config.profiles.get(profile);
      assert.ok(found);
      assert.equal(signInCommand(found, config, 'linux'), command);
      await folder.dispose();
    });
  }

  it('has names quoted so that no shell reads more into them', () => {
    assert.equal(quoted('a-b.c@d', 'linux'), 'a-b.c@d');
    assert.equal(quoted('a b', 'win32'), '"a b"');
    assert.equal(quoted('$(touch x)', 'linux'), "'$(touch x)'");
    assert.equal(quoted("it's `x`", 'darwin'), "'it'\\''s `x`'");
    assert.equal(quoted('$(touch x)', 'win32'), undefined);
    assert.equal(quoted('%PATH%', 'win32'), undefined);
    assert.equal(quoted('--profile=x y', 'linux'), undefined);
    assert.equal(quoted('a\u202eb', 'linux'), undefined);
  });
});

describe('what stops a run', () => {
  const reason = { cause: 'other', api: 'GetCallerIdentity', action: 'sts:GetCallerIdentity', error: 'X' } as const;

  it('says whose credentials they are, also where they are of no profile', async () => {
    const folder = await temporaryFolder('words');
    const config = await readSharedConfig(await awsFiles(folder.path, { config: CONFIG }));
    const wordsFor = (kind: 'wrong-credentials' | 'expired' | 'no-credentials', name?: string): string => {
      const profile = name === undefined ? undefined : config.profiles.get(name);
      return stopFailure(kind, reason, { profile, config, platform: 'linux' }).message;
    };
    assert.equal(wordsFor('wrong-credentials'), 'AWS does not accept the credentials of the environment.');
    assert.equal(wordsFor('expired'), 'The sign-in of the environment has expired.');
    assert.equal(wordsFor('no-credentials'), 'No credentials come from the environment.');
    assert.equal(wordsFor('wrong-credentials', 'work'), 'AWS does not accept the credentials of profile "work".');
    await folder.dispose();
  });
});
