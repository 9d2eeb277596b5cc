import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSharedConfig, regionFor, defaultProfileName } from '../../../../src/s3/account/profiles.ts';
import { sharedPaths, watchSharedFiles } from '../../../../src/s3/account/sharedFiles.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporaryFolder.ts';
import { awsFiles } from './awsFiles.ts';

const CONFIG = `
# a comment
[default]
region = eu-west-1
[profile dev]
region=eu-central-1 ; where we are
s3 =
  addressing_style = path
  endpoint_url = http://nested
output = json
[profile "with spaces"]
sso_session = work
sso_account_id = 111122223333
[profile 'single']
role_arn = arn:aws:iam::111122223333:role/r
source_profile = dev
[unprefixed]
region = us-east-2
[sso-session work]
sso_region = us-gov-west-1
sso_start_url = https://x.example/start#/
[services local]
s3 =
  endpoint_url = http://127.0.0.1:1
`;

describe('profiles', function () {
  this.timeout(30_000);
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder('profiles');
  });
  afterEach(() => folder.dispose());

  it('come from both files, without pseudo-sections, with names that have spaces', async () => {
    const environment = await awsFiles(folder.path, {
      config: CONFIG,
      credentials: '[dev]\naws_access_key_id = AKID\naws_secret_access_key = hidden\n[keys only]\n[profile odd]\nx=1\n',
    });
    const { profiles, services, ssoSessions } = await readSharedConfig(environment);
    assert.deepEqual([...profiles.keys()], ['default', 'dev', 'with spaces', 'single', 'keys only']);
    assert.deepEqual([...services.keys()], ['local']);
    assert.equal(services.get('local')?.get('s3.endpoint_url'), 'http://127.0.0.1:1');
    assert.equal(ssoSessions.get('work')?.get('sso_start_url'), 'https://x.example/start#/');
    const dev = profiles.get('dev');
    assert.ok(dev);
    assert.equal(dev.settings.get('region'), 'eu-central-1');
    assert.equal(dev.settings.get('endpoint_url'), undefined, 'what is nested is not the profile’s own');
    assert.equal(dev.settings.get('output'), 'json');
    assert.equal(dev.kind, 'static');
    assert.equal(profiles.get('with spaces')?.kind, 'sso');
    assert.equal(profiles.get('with spaces')?.seenBySdk, false);
    assert.equal(dev.seenBySdk, true);
    assert.deepEqual(profiles.get('single')?.chain, ['single', 'dev']);
  });

  it('take the credentials file first where both have a setting', async () => {
    const environment = await awsFiles(folder.path, {
      config: '[profile a]\nregion = one\naws_access_key_id = FROMCONFIG',
      credentials: '[a]\naws_access_key_id = FROMCREDENTIALS',
    });
    const settings = (await readSharedConfig(environment)).profiles.get('a')?.settings;
    assert.equal(settings?.get('aws_access_key_id'), 'FROMCREDENTIALS');
    assert.equal(settings.get('region'), 'one');
  });

  for (const [kind, text] of [
    ['role', 'role_arn = r\nsource_profile = p\naws_access_key_id = a\naws_secret_access_key = b'],
    ['role', 'role_arn = r\ncredential_source = Environment'],
    ['static', 'aws_access_key_id = a\naws_secret_access_key = b\ncredential_process = x'],
    ['web-identity', 'web_identity_token_file = f\nrole_arn = r\ncredential_process = x'],
    ['process', 'credential_process = x\nsso_account_id = 1'],
    ['sso', 'sso_account_id = 1'],
    ['login', 'login_session = arn:aws:sts::1:x'],
    ['none', 'region = eu-west-1'],
  ] as const) {
    it(`of kind ${kind} with ${text.replaceAll('\n', ', ')}`, async () => {
      const environment = await awsFiles(folder.path, { config: `[profile p]\n${text}` });
      assert.equal((await readSharedConfig(environment)).profiles.get('p')?.kind, kind);
    });
  }

  it('that are absent are not those that cannot be read', async () => {
    const environment = await awsFiles(folder.path, { config: '[default]\n' });
    await mkdir(join(folder.path, '.aws', 'credentials'));
    const { files } = await readSharedConfig(environment);
    assert.deepEqual(
      files.map(({ which, state }) => [which, state]),
      [
        ['config', 'read'],
        ['credentials', 'unreadable'],
      ],
    );
    await rm(join(folder.path, '.aws'), { recursive: true });
    const none = await readSharedConfig(environment);
    assert.deepEqual(
      none.files.map(({ state }) => state),
      ['absent', 'absent'],
    );
    assert.equal(none.profiles.size, 0);
  });

  for (const [title, bytes] of [
    ['UTF-16, little-endian', Buffer.from('\ufeff[profile a]\nregion=x', 'utf16le')],
    ['UTF-16, big-endian', Buffer.from('\ufeff[profile a]\nregion=x', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('[profile a]\nregion=x', 'utf16le')],
    ['UTF-8 with a mark', Buffer.from('\ufeff[profile a]\nregion=x', 'utf8')],
  ] as const) {
    it(`in ${title} are listed, and it is said that AWS does not read them`, async () => {
      const environment = await awsFiles(folder.path, { config: bytes });
      const { files, profiles } = await readSharedConfig(environment);
      assert.equal(files[0]?.state, 'encoding');
      assert.match(files[0].problem ?? '', /UTF-(8|16).*save it as UTF-8/);
      assert.equal(profiles.get('a')?.settings.get('region'), 'x');
      assert.equal(profiles.get('a')?.seenBySdk, false);
    });
  }

  it('that name each other in a circle say so', async () => {
    const role = (name: string, source: string) => `[profile ${name}]\nrole_arn = r\nsource_profile = ${source}\n`;
    const config = `${role('a', 'b')}${role('b', 'c')}${role('c', 'b')}${role('d', 'nobody')}${role('e', 'e')}aws_access_key_id = x`;
    const { profiles } = await readSharedConfig(await awsFiles(folder.path, { config }));
    assert.match(profiles.get('a')?.problem ?? '', /circle: a → b → c → b$/);
    assert.match(profiles.get('d')?.problem ?? '', /"d" names source_profile "nobody"/);
    assert.equal(profiles.get('e')?.problem, undefined, 'it has keys of its own');
  });

  it('are found where the environment says', async () => {
    await writeFile(join(folder.path, 'other'), '[profile there]\n');
    const environment = await awsFiles(
      folder.path,
      {},
      { AWS_CONFIG_FILE: join(folder.path, 'other'), AWS_SHARED_CREDENTIALS_FILE: '~/mine' },
    );
    assert.equal(sharedPaths(environment).credentials, join(folder.path, 'mine'));
    assert.deepEqual([...(await readSharedConfig(environment)).profiles.keys()], ['there']);
  });

  it('have the name that the environment says, or default', () => {
    const named = (variables: Record<string, string>) => defaultProfileName({ homeFolder: '/', variables });
    assert.equal(named({ AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b' }), 'a');
    assert.equal(named({ AWS_PROFILE: ' ', AWS_DEFAULT_PROFILE: 'b' }), 'b');
    assert.equal(named({}), 'default');
  });

  it('give the region: chosen, environment, profile, partition of the sign-in, us-east-1', async () => {
    const environment = await awsFiles(folder.path, { config: CONFIG });
    const config = await readSharedConfig(environment);
    const of = (name: string, chosen?: string, variables: Record<string, string> = {}) =>
      regionFor(chosen, { homeFolder: folder.path, variables }, config.profiles.get(name), config);
    assert.equal(of('dev', 'chosen', { AWS_REGION: 'r' }), 'chosen');
    assert.equal(of('dev', undefined, { AWS_REGION: 'r', AWS_DEFAULT_REGION: 'd' }), 'r');
    assert.equal(of('dev', undefined, { AWS_DEFAULT_REGION: 'd' }), 'd');
    assert.equal(of('dev'), 'eu-central-1');
    assert.equal(of('with spaces'), 'us-gov-west-1');
    assert.equal(of('single'), 'us-east-1');
  });

  it('are told of when they change, come and go', async () => {
    const environment = await awsFiles(folder.path, {});
    const path = join(folder.path, '.aws', 'config');
    let told: () => void = () => undefined;
    const next = (): Promise<void> => new Promise((resolve) => (told = resolve));
    const watching = watchSharedFiles(environment, () => told(), 10);
    try {
      // The first look may come after the first change: it is made until it is seen.
      let text = '';
      const appeared = next();
      const writing = setInterval(() => void writeFile(path, (text += '[profile a]\n')), 20);
      await appeared;
      clearInterval(writing);
      const gone = next();
      await rm(path);
      await gone;
    } finally {
      watching.dispose();
    }
  });
});
