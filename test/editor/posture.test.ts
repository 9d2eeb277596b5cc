import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMAND_IDS } from '../../src/editor/commandIds.ts';
import type { Posture } from '../../src/editor/lazyPosture.ts';
import type { PostureNode } from '../../src/editor/posture/postureNode.ts';
import { isBucketRecordShown } from '../../src/findings/bucketFindings.ts';
import { ALL_USERS_URI, fakeAccount, fakeBucket, oldBucket, policyOf } from '../support/fakeAws/account.ts';
import { type FakeAws, startFakeAws } from '../support/fakeAws/fakeAws.ts';
import { EXPIRED_TOKEN } from '../support/fakeAws/faults.ts';
import { profileSection } from '../support/fakeAws/profileSection.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { closeEditors, type Fresh, freshExtension, inFolder, workspaceFolder } from './freshExtension.ts';

const PUBLIC_READ = (name: string): string =>
  policyOf({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` });

describe('S3 posture', function () {
  this.timeout(60_000);
  let home: TemporaryFolder;
  let aws: FakeAws;
  let fresh: Fresh;
  let terminals: string[];
  let trusted: boolean;

  beforeEach(async () => {
    home = await temporaryFolder('home');
    aws = await startFakeAws({
      accounts: [
        fakeAccount({
          id: '111122223333',
          buckets: [
            oldBucket('open-downloads', { policy: PUBLIC_READ('open-downloads'), policyIsPublic: true }),
            fakeBucket('quiet'),
            fakeBucket('with.dots', { region: 'eu-central-1' }),
          ],
        }),
        fakeAccount({
          id: '444455556666',
          buckets: [oldBucket('other-listed', { grants: [{ to: { uri: ALL_USERS_URI }, permission: 'READ' }] })],
        }),
      ],
    });
    terminals = [];
    trusted = true;
    await writeProfiles();
    fresh = await freshExtension({
      aws: { homeFolder: home.path, variables: { AWS_ENDPOINT_URL: aws.url } },
      runInTerminal: (_name, command) => void terminals.push(command),
      isTrusted: () => trusted,
    });
  });

  afterEach(async () => {
    // Another instance takes over: nothing of this one goes on after its server.
    await freshExtension();
    await aws.close();
    await home.dispose();
    await closeEditors();
    await vscode.workspace.fs.delete(inFolder('.palisade/ignores.yaml')).then(undefined, () => undefined);
    for (const name of ['buckets', 'checks', 'trustedAccounts', 'readOnOpen', 'sensitiveTags'])
      await set(name, undefined);
  });

  async function writeProfiles(more = ''): Promise<void> {
    const dev = aws.newSession('444455556666', 'arn:aws:sts::444455556666:assumed-role/dev/session');
    await mkdir(join(home.path, '.aws'), { recursive: true });
    await writeFile(
      join(home.path, '.aws', 'config'),
      [...profileSection('prod', aws.user, 'us-east-1'), ...profileSection('dev', dev, 'us-east-1'), more].join('\n'),
    );
  }

  async function set(name: string, value: unknown): Promise<void> {
    await vscode.workspace.getConfiguration('palisade.aws').update(name, value, vscode.ConfigurationTarget.Global);
  }

  const posture = (): Posture => fresh.instance.posture.load();
  const run = async (command: string, argument?: unknown): Promise<void> => {
    await vscode.commands.executeCommand(`palisade.${command}`, argument);
  };

  async function choose(profile: string): Promise<void> {
    fresh.dialogs.choice = profile;
    await run('chooseAwsProfile');
  }

  /** Resolves as soon as the account of this profile is the one that is looked at. */
  function sourceIs(profile: string): Promise<void> {
    const { session } = posture();
    return new Promise((resolve) => {
      const subscription = session.onDidChange(() => {
        const { source } = session.state;
        if (source?.kind !== 'profile' || source.name !== profile) return;
        subscription.dispose();
        resolve();
      });
    });
  }

  function labels(): string[] {
    posture().view.render();
    return posture()
      .view.stateOf()
      .roots.filter(({ kind }) => kind === 'bucket')
      .map(({ label }) => label);
  }

  /** The node of a check under a bucket. */
  function resultOf(bucket: string, checkId: string): PostureNode {
    const { view } = posture();
    view.render();
    const row = view.stateOf().roots.find(({ ref, kind }) => kind === 'bucket' && ref.bucket === bucket);
    assert.ok(row, `there is a row of ${bucket}`);
    const found = view
      .getChildren(row)
      .flatMap((group) => view.getChildren(group))
      .find(({ ref }) => ref.checkId === checkId);
    assert.ok(found, `${bucket} has a result of ${checkId}`);
    return found;
  }

  it('is not loaded, and asks nobody, before somebody opens it', () => {
    assert.equal(fresh.instance.posture.loaded, undefined);
    assert.equal(aws.calls.length, 0);
  });

  it('has every one of its commands', async () => {
    const all = new Set(await vscode.commands.getCommands(true));
    for (const id of COMMAND_IDS) assert.ok(all.has(id), id);
  });

  it('offers the profiles with what is known of them, and reads the one that is chosen', async () => {
    await choose('prod');
    const [offered] = fresh.dialogs.offered;
    assert.deepEqual(offered, [
      'dev access key · us-east-1',
      'prod access key · us-east-1',
      'Sample account invented buckets, no credentials needed',
    ]);
    assert.deepEqual(labels(), ['open-downloads', 'quiet', 'with.dots']);
    const { description, message, state } = posture().view.stateOf();
    assert.equal(description, 'prod · 111122223333 · us-east-1');
    assert.match(message, /^Read just now/);
    assert.equal(state, 'rows');
    assert.deepEqual(aws.unknown, []);
  });

  it('remembers the account on this machine, and whose the profile is', async () => {
    await choose('prod');
    assert.deepEqual(fresh.memory.get('palisade.aws.source'), { kind: 'profile', name: 'prod' });
    await choose('dev');
    assert.match(fresh.dialogs.offered.at(-1)?.[1] ?? '', /^prod account 111122223333 · access key/);
  });

  it('shows nothing of the account before when another is chosen in the middle of its reading', async () => {
    let goOn = (): void => undefined;
    const until = new Promise<void>((resolve) => (goOn = resolve));
    aws.fail({ kind: 'wait', until }, { bucket: 'quiet' });
    const first = choose('prod');
    await aws.received(1, { bucket: 'quiet' });
    assert.deepEqual(labels().includes('quiet'), true);
    const second = choose('dev');
    await sourceIs('dev');
    assert.deepEqual(labels().includes('quiet'), false);
    goOn();
    await Promise.all([first, second]);
    assert.deepEqual(labels(), ['other-listed']);
    assert.equal(posture().view.stateOf().description, 'dev · 444455556666 · us-east-1');
    assert.deepEqual(
      [...new Set([...fresh.instance.store.buckets.allRecords()].map(({ finding }) => finding.subject.accountId))],
      ['444455556666'],
    );
  });

  it('keeps what was read when the sign-in expires in the middle, and offers the command, which it shows first', async () => {
    await choose('prod');
    const before = fresh.dialogs.said.length;
    aws.fail(EXPIRED_TOKEN, { bucket: 'with.dots' });
    await run('readAccount');
    assert.deepEqual(labels(), ['open-downloads', 'quiet', 'with.dots']);
    const said = fresh.dialogs.said.slice(before);
    assert.equal(said.length, 1);
    assert.match(said[0]?.message ?? '', /has expired/);
    assert.deepEqual(said[0]?.buttons, ['Sign In…']);
    const { rows } = posture().session.state;
    assert.equal(rows.get('with.dots')?.old, true);
    fresh.dialogs.choosing = () => 'Run in Terminal';
    await run('signInToAws');
    assert.match(fresh.dialogs.asked.at(-1)?.detail ?? '', /aws configure --profile prod/);
    assert.deepEqual(terminals, ['aws configure --profile prod']);
  });

  it('reads the named buckets when the list is denied, and says which permission is missing', async () => {
    aws.accounts[0]?.denied.add('s3:ListAllMyBuckets');
    await choose('prod');
    posture().view.render();
    assert.equal(posture().view.stateOf().state, 'list-denied');
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /s3:ListAllMyBuckets/);
    assert.deepEqual(fresh.dialogs.said.at(-1)?.buttons, ['Name Buckets…']);
    const read = new Promise<void>((resolve) => {
      const subscription = posture().session.onDidChange(() => {
        if (posture().session.state.outcome?.status !== 'partial') return;
        subscription.dispose();
        resolve();
      });
    });
    await set('buckets', ['quiet', 'not a name']);
    await read;
    assert.ok(fresh.dialogs.messages.some((message) => message.includes('"not a name" is no name of a bucket')));
    assert.deepEqual(labels(), ['quiet']);
    assert.equal(posture().session.state.outcome?.status, 'partial', 'without the list it is never complete');
    assert.match(posture().view.stateOf().message, /only the buckets that are named in the settings/);
  });

  it('says of a permission that is missing what cannot be told, and never passes it', async () => {
    aws.accounts[0]?.buckets.find(({ name }) => name === 'quiet')?.denied.add('s3:GetBucketVersioning');
    await choose('prod');
    const node = resultOf('quiet', 's3-bucket-versioning');
    assert.match(node.spoken, /unknown|cannot be told/i);
    const lines = node.children().map(({ label, description }) => `${label} ${description}`);
    assert.ok(
      lines.some((line) => /s3:GetBucketVersioning/.test(line)),
      lines.join('\n'),
    );
    assert.match(posture().view.stateOf().message, /not everything could be looked at/);
  });

  it('reads one bucket again, calls it fixed, and keeps both readings to compare', async () => {
    await choose('prod');
    const bucket = aws.accounts[0]?.buckets.find(({ name }) => name === 'open-downloads');
    assert.ok(bucket);
    delete bucket.policy;
    bucket.policyIsPublic = false;
    const calls = aws.count({ bucket: 'quiet' });
    await run('readBucket', { bucket: 'open-downloads' });
    assert.equal(aws.count({ bucket: 'quiet' }), calls, 'the others are left alone');
    const record = [...fresh.instance.store.buckets.records('s3://open-downloads').values()].find(
      ({ finding }) => finding.ruleId === 's3-bucket-public-read',
    );
    assert.equal(record?.state.lifecycle, 'fixed');
    await run('compareReadings', { bucket: 'open-downloads' });
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(tab instanceof vscode.TabInputTextDiff);
    const [before, after] = await Promise.all(
      [tab.original, tab.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()),
    );
    assert.match(before ?? '', /s3:GetObject/);
    assert.doesNotMatch(after ?? '', /s3:GetObject/);
  });

  it('says when a bucket that is read again is gone', async () => {
    await choose('prod');
    const account = aws.accounts[0];
    assert.ok(account);
    account.buckets = account.buckets.filter(({ name }) => name !== 'quiet');
    await run('readBucket', { bucket: 'quiet' });
    assert.deepEqual(labels(), ['open-downloads', 'with.dots']);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /quiet does not exist any more/);
  });

  it('opens all facts as JSON, read-only, with what could not be read', async () => {
    aws.accounts[0]?.buckets.find(({ name }) => name === 'quiet')?.denied.add('s3:GetBucketPolicy');
    await choose('prod');
    await run('openBucketJson', { bucket: 'quiet' });
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'json');
    const facts = JSON.parse(document.getText()) as { facts: { policy: { kind: string; reason: { action: string } } } };
    assert.equal(facts.facts.policy.kind, 'unreadable');
    assert.equal(facts.facts.policy.reason.action, 's3:GetBucketPolicy');
  });

  it('copies the ARN and the evidence', async () => {
    await choose('prod');
    await run('copyArn', { bucket: 'with.dots' });
    assert.equal(await vscode.env.clipboard.readText(), 'arn:aws:s3:::with.dots');
    await run('copyEvidence', resultOf('open-downloads', 's3-bucket-public-read'));
    assert.match(await vscode.env.clipboard.readText(), /^open-downloads: s3-bucket-public-read: fail \(critical\)/);
  });

  it('ignores a finding in the same file as those of code, after asking why', async () => {
    await choose('prod');
    const shown = (): string[] =>
      [...fresh.instance.store.buckets.records('s3://open-downloads').values()]
        .filter(isBucketRecordShown)
        .map(({ finding }) => finding.ruleId);
    assert.ok(shown().includes('s3-bucket-public-read'));
    const node = resultOf('open-downloads', 's3-bucket-public-read');
    await run('ignoreBucketFinding', node);
    assert.ok(shown().includes('s3-bucket-public-read'), 'without a reason nothing is ignored');
    fresh.dialogs.reason = 'downloads are public';
    await run('ignoreBucketFinding', node);
    assert.ok(!shown().includes('s3-bucket-public-read'));
    const file = vscode.Uri.joinPath(workspaceFolder().uri, '.palisade', 'ignores.yaml');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    assert.match(text, /file: s3:\/\/open-downloads/);
    assert.match(text, /reason: downloads are public/);
    await run('readAccount');
    assert.ok(!shown().includes('s3-bucket-public-read'), 'the next reading knows of it');
  });

  it('reads nothing in a workspace that is not trusted, and opens the sample there', async () => {
    trusted = false;
    await choose('prod');
    assert.equal(aws.calls.length, 0);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /not trusted/);
    posture().view.render();
    assert.equal(posture().view.stateOf().state, 'untrusted');
    await run('openSampleAccount');
    assert.ok(labels().length >= 10);
    assert.equal(aws.calls.length, 0);
  });

  it('shows the sample account, clearly labelled, of which nothing can be ignored or opened in AWS', async () => {
    await run('openSampleAccount');
    posture().view.render();
    const { description, message, roots } = posture().view.stateOf();
    assert.match(description, /sample/i);
    assert.match(message, /invented/);
    assert.match(roots[0]?.label ?? '', /sample/i);
    fresh.dialogs.reason = 'no reason';
    await run('ignoreBucketFinding', resultOf('sample-public-downloads', 's3-bucket-public-read'));
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /invented/);
    await run('openInAwsConsole', { bucket: 'sample-public-downloads' });
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /invented/);
  });

  it('says when the profile is not in the files any more, and keeps what was read', async () => {
    await choose('prod');
    await rm(join(home.path, '.aws', 'config'));
    await run('readAccount');
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /no profile "prod"/);
    assert.deepEqual(labels(), ['open-downloads', 'quiet', 'with.dots']);
    assert.ok([...posture().session.state.rows.values()].every(({ old }) => old));
  });

  it('asks for the code of the device once, and not for every look', async () => {
    aws.account.roles.push({ name: 'reader', mfaCode: '123456' });
    await writeProfiles(
      '[profile mfa]\nrole_arn = arn:aws:iam::111122223333:role/reader\nsource_profile = prod\nmfa_serial = arn:aws:iam::111122223333:mfa/phone\nregion = us-east-1',
    );
    fresh.dialogs.code = '123456';
    await choose('mfa');
    assert.deepEqual(fresh.dialogs.codesAskedFor, ['arn:aws:iam::111122223333:mfa/phone']);
    assert.deepEqual(labels(), ['open-downloads', 'quiet', 'with.dots']);
    await run('readBucket', { bucket: 'quiet' });
    await run('readAccount');
    assert.equal(fresh.dialogs.codesAskedFor.length, 1);
  });

  it('ends a reading that is cancelled, keeps what was read, and says that it is no clean result', async () => {
    let goOn = (): void => undefined;
    const until = new Promise<void>((resolve) => (goOn = resolve));
    aws.fail({ kind: 'wait', until }, { bucket: 'quiet' });
    const reading = choose('prod');
    await aws.received(1, { bucket: 'quiet' });
    await run('cancelReading');
    await reading;
    goOn();
    posture().view.render();
    assert.equal(posture().session.state.outcome?.status, 'cancelled');
    assert.match(posture().view.stateOf().message, /Cancelled .*no clean result/);
  });

  it('filters by severity and by text, and groups by check', async () => {
    await choose('prod');
    fresh.dialogs.several = ['critical'];
    await run('filterPostureBySeverity');
    assert.deepEqual(labels(), ['open-downloads']);
    await run('clearPostureFilter');
    fresh.dialogs.text = 'WITH.';
    await run('filterPostureByText');
    assert.deepEqual(labels(), ['with.dots']);
    await run('clearPostureFilter');
    await run('groupPostureByCheck');
    posture().view.render();
    assert.ok(
      posture()
        .view.stateOf()
        .roots.some(({ kind, ref }) => kind === 'check' && ref.checkId === 's3-bucket-public-read'),
    );
    await run('groupPostureByBucket');
    assert.equal(labels().length, 3);
  });

  it('says so when settings make no sense', async () => {
    await set('trustedAccounts', ['12']);
    await choose('prod');
    assert.ok(fresh.dialogs.messages.some((message) => /twelve digits/.test(message)));
    assert.equal(labels().length, 3, 'and reads all the same');
  });
});
