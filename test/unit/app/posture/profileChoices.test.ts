import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { profileChoices, type ProfileChoices } from '../../../../src/app/posture/profileChoices.ts';
import { describeProfile } from '../../../../src/editor/posture/profilePicker.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporaryFolder.ts';
import { awsFiles } from '../../s3/account/awsFiles.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY';

describe('the profiles that can be chosen', () => {
  let folder: TemporaryFolder;

  beforeEach(async () => {
    folder = await temporaryFolder('profiles');
  });

  afterEach(() => folder.dispose());

  async function choices(
    files: Parameters<typeof awsFiles>[1],
    known: ReadonlyMap<string, string> = new Map(),
  ): Promise<ProfileChoices> {
    return profileChoices(await awsFiles(folder.path, files), known, NOW);
  }

  async function signedIn(session: string, expiresAt: string): Promise<void> {
    const cache = join(folder.path, '.aws', 'sso', 'cache');
    await mkdir(cache, { recursive: true });
    const name = createHash('sha1').update(session).digest('hex');
    await writeFile(join(cache, `${name}.json`), JSON.stringify({ accessToken: SECRET, expiresAt }));
  }

  const lines = ({ profiles }: ProfileChoices): string[] =>
    profiles.map((profile) => `${profile.name}: ${describeProfile(profile, NOW)}`);

  it('say where their credentials come from, default first, and nothing secret', async () => {
    const found = await choices({
      config: [
        '[profile zeta]\nrole_arn = arn:aws:iam::222233334444:role/r\nsource_profile = default\nmfa_serial = arn:aws:iam::111122223333:mfa/x',
        '[profile team 10]\ncredential_process = /bin/vault --password hunter2\nregion = eu-west-1',
        '[profile team 9]\nregion = eu-west-1',
        '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1',
        '[profile corp]\nsso_session = corp\nsso_account_id = 333344445555\nsso_role_name = ReadOnly',
      ].join('\n'),
      credentials: `[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = ${SECRET}\n`,
    });
    assert.deepEqual(lines(found), [
      'default: access key',
      'corp: account 333344445555 · IAM Identity Center · not signed in',
      'team 9: no credentials of its own · eu-west-1',
      'team 10: credential process · eu-west-1',
      'zeta: account 222233334444 · role, through default · asks for a code',
    ]);
    assert.doesNotMatch(JSON.stringify(found), new RegExp(`${SECRET}|hunter2`));
  });

  it('say whether somebody is signed in, and for how long', async () => {
    const config =
      '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n[profile a]\nsso_session = corp\n';
    await signedIn('corp', '2026-11-27T13:30:00Z');
    assert.deepEqual(lines(await choices({ config })), ['a: IAM Identity Center · signed in for 90 min']);
    await signedIn('corp', '2026-11-27T11:59:00Z');
    assert.deepEqual(lines(await choices({ config })), ['a: IAM Identity Center · not signed in']);
    await signedIn('corp', 'tomorrow');
    assert.deepEqual(lines(await choices({ config })), ['a: IAM Identity Center · not signed in']);
  });

  it('find the sign-in of profiles of the older form by their start URL, and of a role by its source', async () => {
    const url = 'https://old.awsapps.com/start';
    await signedIn(url, '2026-11-27T20:00:00Z');
    const found = await choices({
      config: `[profile old]\nsso_start_url = ${url}\nsso_region = us-east-1\n[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = old\n`,
    });
    assert.deepEqual(lines(found), [
      'old: IAM Identity Center · signed in for 8 h',
      'r: role, through old · signed in for 8 h',
    ]);
  });

  it('name the account that an earlier reading found', async () => {
    const found = await choices({ config: '[profile p]\nregion = eu-west-1\n' }, new Map([['p', '999900001111']]));
    assert.equal(found.profiles[0]?.accountId, '999900001111');
  });

  it('say what is wrong with a profile, or with a file', async () => {
    const circle = await choices({ config: '[profile a]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = a\n' });
    assert.match(lines(circle)[0] ?? '', /cannot work: source_profile goes round in a circle/);
    const utf16 = await choices({ config: Buffer.from('\ufeff[profile b]\nregion = eu-west-1\n', 'utf16le') });
    assert.match(utf16.problems[0] ?? '', /^The AWS config file: it is saved as UTF-16/);
  });

  it('are none where there are no files, and as many as there are', async () => {
    const none = await profileChoices({ homeFolder: join(folder.path, 'nobody'), variables: {} }, new Map(), NOW);
    assert.deepEqual([none.noFiles, none.profiles], [true, []]);
    const many = Array.from({ length: 200 }, (_unused, at) => `[profile p${at}]\nregion = eu-west-1`).join('\n');
    const found = await choices({ config: many });
    assert.equal(found.noFiles, false);
    assert.deepEqual(
      found.profiles.map(({ name }) => name),
      Array.from({ length: 200 }, (_unused, at) => `p${at}`),
    );
  });
});
