import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeAccount, fakeBucket } from '../support/fakeAws/account.ts';
import { useMonitoredWorkbench } from './runner/useMonitoredWorkbench.ts';

const ACCOUNT = '111122223333';
/** Where pictures of each state are put, for people who want to look at them. */
const PICTURES = process.env['PALISADE_MONITORING_PICTURES'];
const THEME = process.env['PALISADE_MONITORING_THEME'] ?? 'Default Dark Modern';

describe('a person who looks at the watcher of an account', () => {
  const buckets = ['acme-logs', 'acme-new', 'acme-site'].map((name) => fakeBucket(name));
  const suite = useMonitoredWorkbench('prod', fakeAccount({ id: ACCOUNT, buckets }), 40, {
    settings: { 'workbench.colorTheme': THEME },
  });

  async function picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    await mkdir(PICTURES, { recursive: true });
    const { page } = suite.running;
    await page.mouse.move(900, 500);
    const theme = THEME.replaceAll(' ', '-').toLowerCase();
    await page.screenshot({ path: join(PICTURES, `${theme}-${name}.png`), animations: 'disabled' });
  }

  before(async () => {
    await suite.workbench.ready();
    await suite.view.open();
  });

  it('is told to choose an account first', async () => {
    const { view, monitor } = suite;
    await view.tree.welcome.getByText('A read-only watcher in your AWS account').waitFor();
    await picture('1-no-account');
    await view.tree.welcome.getByRole('button', { name: 'Choose AWS Profile' }).waitFor();
    assert.equal(monitor.asked.length, 0);
  });

  it('sees that nothing is deployed, and what would be', async () => {
    const { view, posture, workbench, running, monitor } = suite;
    await posture.choose('prod');
    await posture.description(/^prod · 111122223333/).waitFor();
    await view.open();
    await view.tree.welcome.getByText('There is no watcher in this region of this account').waitFor();
    await view.description('prod · palisade-monitor').waitFor();
    await picture('2-not-deployed');
    await view.pressWelcome('Deploy Monitoring');
    await workbench.quickInput.enter('');
    const page = running.page.frameLocator('iframe.webview').frameLocator('#active-frame');
    await page.getByRole('heading', { name: 'Palisade: the watcher that would be deployed' }).waitFor();
    await page.getByText('s3:GetBucketPolicy').first().waitFor();
    await picture('3-plan');
    assert.ok(!monitor.asked.includes('cloudformation:CreateStack'));
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('View: Close All Editors');
  });

  it('sees that it is deployed and never ran', async () => {
    const { view, watcher, workbench } = suite;
    watcher.deploy();
    await workbench.runCommand('Palisade: Refresh Monitoring');
    await view.tree.rows('No run yet').waitFor();
    await view.tree.rows('Run Now').waitFor();
    await picture('4-not-run');
  });

  it('sees complete, partial, failed, unfinished and missed runs, each in words', async () => {
    const { view, watcher, workbench } = suite;
    watcher.clock.pass(1);
    await watcher.scan();
    watcher.clock.pass(12);
    await watcher.partialScan();
    watcher.clock.pass(2);
    await watcher.failedScan();
    await watcher.claimed();
    watcher.clock.pass(23);
    await workbench.runCommand('Palisade: Refresh Monitoring');
    await view.tree.rows('did not finish').waitFor();
    const labels = (await view.tree.labels()).join('\n');
    for (const words of [
      'Scheduled scan: complete',
      'Scheduled scan: partial',
      'Scheduled scan: failed',
      'Scan: did not finish',
      'Scheduled scan: missed',
    ]) {
      assert.ok(labels.includes(words), `${words} is said: ${labels}`);
    }
    await picture('5-runs');
  });

  it('sees what is new since the last look, and what a run is compared with', async () => {
    const { view, watcher, workbench } = suite;
    await watcher.open('acme-new');
    await workbench.runCommand('Palisade: Refresh Monitoring');
    await view.tree.rows('Since last seen').waitFor();
    await workbench.dialogs.showNotifications();
    await picture('6-news');
    await workbench.runCommand('Notifications: Clear All Notifications');
    await view.tree.expand(/^Change/);
    await view.tree.rows('Open report in S3 Posture').first().waitFor();
    await view.tree.rows('Compared').first().waitFor();
    await picture('7-run-unfolded');
    assert.match((await view.tree.labels()).join('\n'), /New, critical: .*acme-new/);
  });

  it('opens the report in the posture tree, which says that it is of the past, and goes back to live reading', async () => {
    const { view, posture, workbench } = suite;
    await view.tree.rows('Open report in S3 Posture').first().click();
    await posture.description(/^report of a past change · 111122223333/).waitFor();
    await view.leave();
    await posture.message(/^Report of a change, .* what was so then, not what is so now/).waitFor();
    assert.match((await posture.bucket('acme-new').getAttribute('aria-label')) ?? '', /^Critical: bucket acme-new/);
    await posture.tree.expand('acme-new');
    await picture('8-report-in-posture');
    await workbench.runCommand('Palisade: Back to Live Reading');
    await posture.message(/^Read just now/).waitFor();
    await posture.description(/^prod · 111122223333/).waitFor();
  });

  it('is told which permission is missing', async () => {
    const { view, monitor, workbench } = suite;
    await view.open();
    const end = monitor.fail({ action: 'cloudformation:DescribeStacks', kind: 'denied' });
    await workbench.runCommand('Palisade: Refresh Monitoring');
    await view.tree.rows('No permission to read the reports').waitFor();
    await view.tree.rows('cloudformation:DescribeStacks').first().waitFor();
    await picture('9-denied');
    end();
  });

  it('is told that the reports are gone', async () => {
    const { view, monitor, workbench } = suite;
    monitor.logs.groups.clear();
    await workbench.runCommand('Palisade: Refresh Monitoring');
    await view.tree.rows('The log group of the reports is gone').waitFor();
    await picture('10-group-missing');
  });
});
