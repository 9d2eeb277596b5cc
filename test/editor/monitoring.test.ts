import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Monitoring } from '../../src/editor/lazyMonitoring.ts';
import type { MonitoringNode } from '../../src/editor/monitoring/monitoringNode.ts';
import { fakeAccount, fakeBucket } from '../support/fakeAws/account.ts';
import type { FakeAws } from '../support/fakeAws/fakeAws.ts';
import { profileSection } from '../support/fakeAws/profileSection.ts';
import type { FakeMonitor } from '../support/fakeMonitor/fakeMonitor.ts';
import { SampleClock, SampleWatcher } from '../support/fakeMonitor/sampleWatcher.ts';
import { startMonitoredAws } from '../support/fakeMonitor/startFakeMonitor.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { closeEditors, type Fresh, freshExtension } from './freshExtension.ts';

const ACCOUNT = '111122223333';

describe('the Monitoring view', function () {
  this.timeout(60_000);
  let home: TemporaryFolder;
  let aws: FakeAws;
  let monitor: FakeMonitor;
  let watcher: SampleWatcher;
  let fresh: Fresh;
  let trusted: boolean;

  beforeEach(async () => {
    home = await temporaryFolder('home');
    const clock = new SampleClock(Date.now() - 30 * 3_600_000);
    const account = fakeAccount({ id: ACCOUNT, buckets: [fakeBucket('acme-logs'), fakeBucket('acme-new')] });
    ({ aws, monitor } = await startMonitoredAws({ accounts: [account] }, { now: clock.now }));
    watcher = new SampleWatcher(aws, monitor, clock);
    trusted = true;
    await mkdir(join(home.path, '.aws'), { recursive: true });
    await writeFile(join(home.path, '.aws', 'config'), profileSection('prod', aws.user, 'us-east-1').join('\n'));
    fresh = await freshExtension({
      aws: { homeFolder: home.path, variables: { AWS_ENDPOINT_URL: aws.url } },
      isTrusted: () => trusted,
    });
    await fresh.memory.set('palisade.aws.source', { kind: 'profile', name: 'prod' });
  });

  afterEach(async () => {
    // Another instance takes over: nothing of this one goes on after its server.
    await freshExtension();
    await aws.close();
    await home.dispose();
    await closeEditors();
  });

  const monitoring = (): Monitoring => fresh.instance.monitoring.load();
  const run = async (command: string, argument?: unknown): Promise<void> => {
    await vscode.commands.executeCommand(`palisade.${command}`, argument);
  };

  function rows(): readonly MonitoringNode[] {
    monitoring().view.render();
    return monitoring().view.stateOf().roots;
  }

  const said = (): string[] => rows().map(({ label, description }) => `${label}: ${description}`);

  async function childrenOf(label: RegExp): Promise<readonly MonitoringNode[]> {
    const node = rows().find((one) => label.test(`${one.label}: ${one.description}`));
    assert.ok(node, `there is a row ${String(label)} among ${said().join(' | ')}`);
    return monitoring().view.getChildren(node);
  }

  /** What the view shows of a document that is open as a page. */
  async function pageText(name: RegExp): Promise<string> {
    const isMeant = ({ uri }: vscode.TextDocument): boolean =>
      uri.scheme === 'palisade-monitoring' && name.test(uri.path);
    return new Promise((resolve) => {
      const look = (): void => {
        const found = vscode.workspace.textDocuments.find(isMeant);
        if (found === undefined) return;
        subscription.dispose();
        resolve(found.getText());
      };
      // The preview opens it a moment after the command has ended.
      const subscription = vscode.workspace.onDidOpenTextDocument(look);
      look();
    });
  }

  /** Two scans, a day of which one was missed, and a bucket that was opened and heard of. */
  async function aDay(): Promise<void> {
    watcher.deploy();
    watcher.clock.pass(1);
    await watcher.scan();
    watcher.clock.pass(12);
    await watcher.scan();
    watcher.clock.pass(1);
    await watcher.open('acme-new');
  }

  it('is not loaded, and asks nobody, before somebody opens it', () => {
    assert.equal(fresh.instance.monitoring.loaded, undefined);
    assert.equal(monitor.asked.length, 0);
  });

  it('says that there is no watcher, and names whose it would be', async () => {
    await run('refreshMonitoring');
    const { state, description } = monitoring().view.stateOf();
    assert.equal(state, 'not-deployed');
    assert.equal(description, 'prod · palisade-monitor');
  });

  it('asks nothing in a workspace that is not trusted, and says so', async () => {
    trusted = false;
    watcher.deploy();
    await run('refreshMonitoring');
    await monitoring().session.refresh();
    assert.equal(monitoring().view.stateOf().state, 'untrusted');
    assert.match(fresh.dialogs.messages.join(), /not trusted/);
    assert.deepEqual([monitor.asked.length, aws.calls.length], [0, 0]);
  });

  it('wants an account first', async () => {
    await fresh.memory.set('palisade.aws.source', { kind: 'sample' });
    await run('refreshMonitoring');
    assert.equal(monitoring().view.stateOf().state, 'no-account');
    assert.match(fresh.dialogs.messages.join(), /No AWS account is chosen/);
    assert.equal(monitor.asked.length, 0);
  });

  it('has a row to run now where it never ran', async () => {
    watcher.deploy();
    await run('refreshMonitoring');
    assert.match(said().join('\n'), /^Account 111122223333: .*\nNo run yet: deployed .*\nRun Now: /m);
  });

  it('lists runs with outcome, and says of a failed, a partial, an unfinished and a missed one what they are', async () => {
    watcher.deploy();
    watcher.clock.pass(12);
    await watcher.failedScan();
    watcher.clock.pass(1);
    await watcher.partialScan();
    const cut = await watcher.scan('manual');
    watcher.cut(cut);
    await watcher.claimed();
    await run('refreshMonitoring');
    const all = said().join('\n');
    assert.match(all, /Scan: failed · /);
    assert.match(all, /Scan: partial · /);
    assert.match(all, /Scan: did not finish · /);
    const icons = new Map(rows().map(({ description, icon }) => [description.split(' · ')[0], icon]));
    assert.deepEqual(
      [icons.get('failed'), icons.get('partial'), icons.get('did not finish')],
      ['failed', 'partial', 'failed'],
    );
    assert.ok(rows().every(({ spoken }) => spoken !== ''));
  });

  it('shows under a run what is new, and opens the report in the posture tree, from where there is a way back', async () => {
    await aDay();
    await run('refreshMonitoring');
    const children = await childrenOf(/^Change: complete · acme-new · /);
    const fresh1 = children.find(({ label }) => label.startsWith('New ('));
    assert.ok(fresh1, children.map(({ label }) => label).join());
    assert.ok(
      fresh1.children?.some(({ label, description }) => label === 'acme-new' && description.startsWith('critical · ')),
    );
    const row = rows().find(({ label }) => label === 'Change');
    await run('openMonitoringReport', row);
    const posture = fresh.instance.posture.load();
    posture.view.render();
    const { message, description } = posture.view.stateOf();
    assert.match(description, /^report of a past change · 111122223333/);
    assert.match(message, /^Report of a change, .*: what was so then, not what is so now\./);
    const bucket = posture.view.stateOf().roots.find(({ ref }) => ref.bucket === 'acme-new');
    assert.equal(bucket?.icon, 'critical');
    const calls = aws.calls.length;
    await run('readBucket', { bucket: 'acme-new' });
    assert.equal(aws.calls.length, calls, 'nothing is read while a report is shown');
    await run('backToLiveReading');
    assert.equal(posture.session.state.source?.kind, 'profile');
    assert.match(posture.view.stateOf().message, /^Read just now/);
  });

  it('says what came since it was seen last, and tells of a new exposure once', async () => {
    await aDay();
    const { session } = monitoring();
    // The view says first that it is not seen.
    await new Promise((resolve) => setImmediate(resolve));
    session.visibleIs(true);
    await session.refresh();
    assert.equal(
      fresh.dialogs.messages.filter((one) => one.includes('exposure')).length,
      0,
      'what is seen first is no news',
    );
    session.visibleIs(false);
    watcher.clock.pass(1);
    await watcher.open('acme-logs');
    session.visibleIs(true);
    await session.refresh();
    const since = await childrenOf(/^Since last seen: \d new/);
    assert.ok(since.some(({ label }) => label.startsWith('New (')));
    const told = await fresh.dialogs.heard(/Monitoring found .*exposure/);
    assert.match(told, /acme-logs/);
    await session.refresh();
    assert.equal(fresh.dialogs.messages.filter((one) => one.includes('exposure')).length, 1);
  });

  it('names the permission that is missing, and copies a policy that has it', async () => {
    await aDay();
    monitor.fail({ action: 'logs:DescribeLogStreams', kind: 'denied' });
    await run('refreshMonitoring');
    assert.match(said().join('\n'), /^No permission to read the reports: logs:DescribeLogStreams is missing/m);
    await run('copyMonitoringPolicy');
    const policy = await vscode.env.clipboard.readText();
    assert.match(policy, /"logs:DescribeLogStreams"/);
    assert.doesNotMatch(policy, /"(?:logs|s3):\*"/);
  });

  it('asks AWS for nothing that the policy for readers does not permit', async () => {
    await aDay();
    await run('refreshMonitoring');
    await childrenOf(/^Change: complete · acme-new · /);
    const asked = new Set(monitor.asked.filter((one) => !/^logs:(Put|Create)/.test(one)));
    await run('copyMonitoringPolicy');
    const { Statement } = JSON.parse(await vscode.env.clipboard.readText()) as { Statement: { Action: string[] }[] };
    assert.deepEqual([...asked].sort(), Statement.flatMap(({ Action }) => Action).sort());
  });

  it('says that the group of the reports is gone', async () => {
    await aDay();
    monitor.logs.groups.clear();
    await run('refreshMonitoring');
    assert.match(said().join('\n'), /^The log group of the reports is gone: /m);
  });

  it('shows the status, the cost and a report as pages', async () => {
    await aDay();
    await run('monitoringStatus');
    assert.match(await pageText(/Status/), /^# .*watcher/);
    fresh.dialogs.text = '200';
    fresh.dialogs.choice = 'Without Gemini';
    await run('estimateMonitoringCost');
    assert.match(await pageText(/Cost/), /200 buckets/);
    await run('refreshMonitoring');
    await run(
      'showMonitoringReport',
      rows().find(({ label }) => label === 'Change'),
    );
    assert.match(await pageText(/Report/), /acme-new/);
  });

  it('starts a run and waits for its report', async () => {
    watcher.deploy();
    let invoked = false;
    monitor.onAsked = (action) => {
      if (action === 'lambda:Invoke' || action === 'lambda:InvokeFunction') invoked = true;
    };
    fresh.dialogs.onReport = (message, cancel) => {
      if (message.startsWith('Waiting')) cancel();
    };
    await run('runMonitoring');
    assert.ok(invoked, monitor.asked.join());
    assert.ok(fresh.dialogs.progressed.includes('Started: waiting for its report'));
    assert.match(fresh.dialogs.messages.join('\n'), /The scan goes on/);
  });

  it('deploys only what was agreed to with the id of the account', async () => {
    fresh.dialogs.text = '';
    fresh.dialogs.press = { on: 'The plan for account', button: 'Deploy…' };
    await run('deployMonitoring');
    assert.match(await pageText(/Plan/), /# Palisade: the watcher that would be deployed/);
    assert.match(fresh.dialogs.messages.join('\n'), /is not the id of account 111122223333. Nothing was done/);
    assert.ok(!monitor.asked.includes('cloudformation:CreateStack'), monitor.asked.join());
  });

  it('deploys what was agreed to, shows it, and removes it again', async () => {
    fresh.dialogs.texts.push('', ACCOUNT);
    fresh.dialogs.press = { on: 'The plan for account', button: 'Deploy…' };
    await run('deployMonitoring');
    await fresh.dialogs.heard(/The watcher is deployed/);
    await monitoring().session.refresh();
    assert.match(said().join('\n'), /^No run yet: /m);
    fresh.dialogs.texts.push(ACCOUNT);
    fresh.dialogs.choosing = () => 'Delete Reports Too';
    await run('removeMonitoring');
    await fresh.dialogs.heard(/The watcher is removed/);
    await monitoring().session.refresh();
    assert.equal(monitoring().view.stateOf().state, 'not-deployed');
  });
});
