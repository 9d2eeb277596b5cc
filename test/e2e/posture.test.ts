import assert from 'node:assert/strict';
import { ALL_USERS_URI, fakeAccount, fakeBucket, oldBucket, policyOf } from '../support/fakeAws/account.ts';
import { type ActiveFault, EXPIRED_TOKEN } from '../support/fakeAws/faults.ts';
import { waitUntil } from './pages/waitUntil.ts';
import { useAwsWorkbench } from './runner/useAwsWorkbench.ts';

const PUBLIC_READ = policyOf({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::open-downloads/*',
});

function twoAccounts() {
  return {
    prod: fakeAccount({
      id: '111122223333',
      buckets: [
        fakeBucket('archive'),
        oldBucket('open-downloads', { policy: PUBLIC_READ, policyIsPublic: true }),
        fakeBucket('with.dots', { region: 'eu-central-1' }),
      ],
    }),
    dev: fakeAccount({
      id: '444455556666',
      buckets: [oldBucket('other-listed', { grants: [{ to: { uri: ALL_USERS_URI }, permission: 'READ' }] })],
    }),
  };
}

/** What is held back until it is let go. */
function gate(): { readonly until: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const until = new Promise<void>((resolve) => (open = resolve));
  return { until, open: () => open() };
}

describe('a person who looks at the buckets of an account', () => {
  const suite = useAwsWorkbench(twoAccounts());
  const faults: ActiveFault[] = [];

  before(async () => {
    await suite.workbench.ready();
    await suite.view.open();
  });

  afterEach(() => {
    for (const fault of faults.splice(0)) fault.end();
    for (const account of suite.aws.accounts) {
      account.denied.clear();
      for (const bucket of account.buckets) bucket.denied.clear();
    }
  });

  it('opens the sample account with the button of the empty view, and gets to the evidence with the keyboard', async () => {
    const { view, aws } = suite;
    await view.tree.welcome.getByText('See which S3 buckets').waitFor();
    await view.pressWelcome('Open Sample Account');
    await view.tree.rows('Sample account (invented)').waitFor();
    await view.description('sample account (invented)').waitFor();
    await view.message('These buckets are invented. Nothing was read from AWS.').waitFor();
    assert.ok((await view.buckets()).length >= 5, 'buckets are in sight');
    await view.tree.rows('Sample account (invented)').click();
    await view.pressTo('ArrowDown', /^Summary: /);
    await view.pressTo('ArrowDown', /^Critical: bucket /);
    await view.unfoldFocused();
    await view.pressTo('ArrowDown', /^Fails, \d+ checks?$/);
    await view.pressTo('ArrowDown', /^Critical, fails: .*evidence: /);
    await view.unfoldFocused();
    await view.pressTo('ArrowDown', /^Evidence: ./);
    await view.pressTo('ArrowDown', /^What to do: ./);
    assert.equal(aws.calls.length, 0, 'nothing is asked of AWS');
  });

  it('takes a profile from the list, sees whose it is, the worst bucket first, and opens its page', async () => {
    const { view, workbench, running, aws } = suite;
    await view.choose('prod');
    await view.description('prod · 111122223333 · eu-central-1').waitFor();
    await view.message(/^Read just now: /).waitFor();
    assert.deepEqual(await view.buckets(), ['open-downloads', 'archive', 'with.dots']);
    assert.match((await view.tree.labels())[0] ?? '', /^Account 111122223333, profile prod/);
    await view.bucket('open-downloads').hover();
    await view.bucket('open-downloads').getByRole('button', { name: 'Show Bucket' }).click();
    await running.page.locator('.tab', { hasText: 'open-downloads' }).waitFor();
    const page = running.page.frameLocator('iframe.webview').frameLocator('#active-frame');
    await page.getByRole('heading', { level: 1, name: 'open-downloads' }).waitFor();
    await page.getByText('s3:GetObject').first().waitFor();
    assert.equal(await page.locator('script').count(), await page.locator('script#_defaultStyles').count());
    await workbench.runCommand('View: Close All Editors');
    assert.deepEqual(aws.unknown, []);
  });

  it('changes the profile in the middle of a reading, and sees no bucket of the first one any more', async () => {
    const { view, aws } = suite;
    const held = gate();
    faults.push(aws.fail({ kind: 'wait', until: held.until }, { bucket: 'archive' }));
    await view.choose('prod');
    await view.message(/^Reading: /).waitFor();
    await view.bucket('open-downloads').waitFor();
    await view.choose('dev');
    await view.description(/^dev/).waitFor();
    assert.ok(
      (await view.buckets()).every((name) => name === 'other-listed'),
      'under the new name no bucket of the first account is seen, while its reading is held',
    );
    held.open();
    await view.description('dev · 444455556666 · eu-central-1').waitFor();
    await view.message(/^Read just now: /).waitFor();
    assert.deepEqual(await view.buckets(), ['other-listed']);
  });

  it('keeps what was read when the sign-in expires, and sees the command before a terminal gets it', async () => {
    const { view, workbench, running, aws } = suite;
    await view.choose('prod');
    await view.bucket('with.dots').waitFor();
    await view.message(/^Read just now: /).waitFor();
    faults.push(aws.fail(EXPIRED_TOKEN, { bucket: 'with.dots' }));
    await workbench.runCommand('Palisade: Read AWS Account');
    await view.message(/^Expired credentials stopped the reading/).waitFor();
    assert.deepEqual((await view.buckets()).sort(), ['archive', 'open-downloads', 'with.dots']);
    assert.match((await view.bucket('with.dots').getAttribute('aria-label')) ?? '', /old: read /);
    await workbench.dialogs.showNotifications();
    await workbench.dialogs.press('Reading the account ended early', 'Sign In…');
    const dialog = workbench.dialogs.dialog('Sign in to AWS?');
    await dialog.getByText('aws configure --profile prod').waitFor();
    assert.equal(await running.page.locator('.terminal-wrapper').count(), 0, 'there is no terminal yet');
    await workbench.dialogs.answer('Sign in to AWS?', 'Cancel');
    assert.equal(await running.page.locator('.terminal-wrapper').count(), 0, 'and none after a no');
    await workbench.runCommand('Palisade: Sign In to AWS');
    await workbench.dialogs.answer('Sign in to AWS?', 'Run in Terminal');
    // It takes the focus when it is there, and would take it from the next box.
    await running.page.locator('.terminal-wrapper .xterm.focus').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('Terminal: Kill All Terminals');
    await running.page.locator('.terminal-wrapper').first().waitFor({ state: 'detached' });
  });

  it('is told which permission is missing where something cannot be known', async () => {
    const { view, aws } = suite;
    aws.account.buckets.find(({ name }) => name === 'archive')?.denied.add('s3:GetBucketVersioning');
    await view.choose('prod');
    await view.message(/not everything could be looked at/).waitFor();
    await view.tree.expand('archive');
    await view.tree.expand('Unknown (');
    const unknown = view.tree.rows(/versioning/i).first();
    await unknown.waitFor();
    assert.match((await unknown.getAttribute('aria-label')) ?? '', /unknown/);
    await view.tree.expand(/versioning/i);
    await view.tree.rows('s3:GetBucketVersioning').first().waitFor();
  });

  it('names the buckets to read when the list is denied', async () => {
    const { view, workbench, running, aws } = suite;
    aws.account.denied.add('s3:ListAllMyBuckets');
    await view.choose('prod');
    await view.tree.welcome.getByText('s3:ListAllMyBuckets').waitFor();
    assert.deepEqual(await view.buckets(), []);
    await view.pressWelcome('Name Buckets');
    await running.page.locator('.settings-editor').waitFor();
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Preferences: Open Remote Settings (JSON)');
    await workbench.editor.waitForFile('settings.json');
    await running.page.keyboard.press('ControlOrMeta+Home');
    await running.page.keyboard.press('ArrowRight');
    await running.page.keyboard.insertText('"palisade.aws.buckets": ["with.dots"],');
    await workbench.save();
    // Read at once: when the editor takes the setting over is nothing that a person sees.
    await view.message('only the buckets that are named in the settings were read').waitFor();
    assert.deepEqual(await view.buckets(), ['with.dots']);
    await workbench.runCommand('View: Close All Editors');
  });

  it('reloads the window in the middle of a reading, and gets a new reading, not the rows of nothing', async () => {
    const { view, workbench, aws } = suite;
    const held = gate();
    faults.push(aws.fail({ kind: 'wait', until: held.until }, { api: 'GetBucketPolicy' }));
    await view.choose('prod');
    await view.message(/^Reading: /).waitFor();
    const identities = aws.count({ api: 'sts:GetCallerIdentity' });
    await workbench.reload();
    await view.open();
    await view.description(/^prod/).waitFor();
    await waitUntil(
      () => Promise.resolve(aws.count({ api: 'sts:GetCallerIdentity' }) > identities),
      'a reading of the new window',
    );
    await view.message(/^Reading: 0 of 3 buckets/).waitFor();
    assert.ok(
      (await view.tree.labels()).filter((label) => label.includes('bucket ')).every((label) => /not read/i.test(label)),
      'what was not read in this window is not said of any bucket',
    );
    held.open();
    await view.message(/^Read just now: /).waitFor();
    // The rows come a moment after what stands above them.
    await view.bucket('open-downloads').waitFor();
    await waitUntil(
      async () => (await view.buckets()).join(' ') === 'open-downloads archive with.dots',
      'the buckets in their order',
    );
  });
});
