// npm run screenshots: takes the pictures of the README anew, from what is installed.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { MonitoringViewPage } from './e2e/pages/monitoringView.ts';
import { PostureViewPage } from './e2e/pages/postureView.ts';
import { Workbench } from './e2e/pages/workbench.ts';
import { profilesOf, requestsTo } from './e2e/runner/useAwsWorkbench.ts';
import { unpackedVsix } from './e2e/runner/unpackedVsix.ts';
import { ansiToHtml } from './support/ansiHtml.ts';
import { launchBrowser } from './support/browser/launch.ts';
import { fakeAccount, fakeBucket, type FakeAccount } from './support/fakeAws/account.ts';
import { SampleClock, SampleWatcher } from './support/fakeMonitor/sampleWatcher.ts';
import { startMonitoredAws } from './support/fakeMonitor/startFakeMonitor.ts';
import { repository } from './support/repository.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';
import { vsixOfThisRun } from './support/vsix.ts';
import { startWorkbench, type WorkbenchOptions } from './support/workbench/start.ts';

const FOLDER = join(repository, 'media', 'screenshots');

const LOOK = {
  'editor.fontSize': 12,
  'editor.lineHeight': 17,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.stickyScroll.enabled': false,
  // The hover of a finding is long; below its line there is room for it.
  'editor.hover.above': false,
};

/** With this line in the middle, there is room for the hover of the SQL injection in line 28. */
const BELOW_THE_SQL_INJECTION = 43;
/** With this line in the middle, all five severities of the gateway are in sight. */
const MIDDLE_OF_FINDINGS = 23;

/** Of the watcher in the pictures, and of its buckets. */
const REGION = 'eu-central-1';
const HOUR_MS = 3_600_000;

const TERMINAL_LINES = 52;

/** What is fading is shown as it ends: borders are coloured while they are moved, and the cursor blinks. */
const STILL = {
  animations: 'disabled',
  caret: 'hide',
  // The editor from npm comes without TypeScript's server, and says so.
  style: '.notifications-toasts { visibility: hidden }',
} as const;

/** Of WebP: below it the text of the pictures frays. */
const QUALITY = 0.7;

const OUT = join(repository, 'out');

await mkdir(FOLDER, { recursive: true });
await mkdir(OUT, { recursive: true });
await takePosture('Default Dark Modern', FOLDER, 'posture-dark.webp', 'posture-empty-dark.webp');
await takePosture('Default Light Modern', OUT, 'posture-light.webp', 'posture-empty-light.webp');
await takePosture('Default High Contrast', OUT, 'posture-high-contrast.webp', 'posture-empty-high-contrast.webp');
await takePosture(
  'Default High Contrast Light',
  OUT,
  'posture-high-contrast-light.webp',
  'posture-empty-high-contrast-light.webp',
);
await takeFindings('Default Dark Modern', FOLDER, 'findings-dark.webp', 'hover.webp');
await takeFindings('Default Light Modern', OUT, 'findings-light.webp');
// To be looked at, not shown.
await takeFindings('Default High Contrast', OUT, 'findings-high-contrast.webp');
await takeFindings('Default High Contrast Light', OUT, 'findings-high-contrast-light.webp');
await takeFix('Default Dark Modern', FOLDER, 'fix.webp', 'prompt-preview-dark.webp');
await takeFix('Default Light Modern', OUT, 'fix-light.webp', 'prompt-preview-light.webp');
await takeFix('Default High Contrast', OUT, 'fix-high-contrast.webp', 'prompt-preview-high-contrast.webp');
await takeMonitoring('Default Dark Modern', FOLDER, 'monitoring.webp');
await takeMonitoring('Default Light Modern', OUT, 'monitoring-light.webp');
await takeMonitoring('Default High Contrast', OUT, 'monitoring-high-contrast.webp');
await takeReport('cli.webp');

/** The playground in a window of its own, with the extension as a user has it. */
async function inPlayground(
  theme: string,
  work: (workbench: Workbench, workspace: string) => Promise<void>,
  options: Partial<WorkbenchOptions> = {},
): Promise<void> {
  const { settings, ...others } = options;
  const running = await startWorkbench({
    workspace: join(repository, 'test', 'playground'),
    ...(others.developmentPath === undefined ? { vsix: await vsixOfThisRun() } : {}),
    settings: { ...LOOK, 'workbench.colorTheme': theme, ...settings },
    say: (line) => console.log(line),
    ...others,
  });
  try {
    const workbench = new Workbench(running.page);
    await workbench.ready();
    await work(workbench, running.workspace);
  } finally {
    await running.dispose();
  }
}

async function takeFindings(theme: string, folder: string, findings: string, hover?: string): Promise<void> {
  await inPlayground(theme, async (workbench) => {
    const { page } = workbench;
    await workbench.openViewContainer('Palisade');
    await drag(page, page.locator('.part.sidebar'), 'right', 50);
    if (hover !== undefined) {
      await workbench.saveAndSee('orders.py', /Palisade: \d+ findings$/);
      await workbench.editor.goToLine(BELOW_THE_SQL_INJECTION);
      const card = await workbench.editor.hover('db.execute(query)');
      await card.getByText('Found by the offline engine').waitFor();
      await drag(page, page.locator('.monaco-resizable-hover:visible'), 'bottom', 340);
      await card.hover();
      await take(folder, hover, await page.screenshot(STILL));
      await page.keyboard.press('Escape');
      await card.waitFor({ state: 'hidden' });
    }
    await workbench.saveAndSee('gateway.ts', /Palisade: \d+ findings$/);
    await workbench.problems.open();
    await workbench.problems.foldProblems();
    await drag(page, page.locator('.part.panel'), 'top', 60);
    await page.locator('.statusbar').hover();
    await page.locator('.monaco-sash.hover, .monaco-sash.active').first().waitFor({ state: 'detached' });
    // From above, since the editor does not scroll to a line that is in sight already.
    await workbench.editor.goToLine(1);
    await workbench.editor.goToLine(MIDDLE_OF_FINDINGS);
    await workbench.editor.waitForLabel('Critical: Program code built from client input');
    await take(folder, findings, await page.screenshot(STILL));
  });
}

/** The sample account with a bucket unfolded to its evidence, and its page beside the tree; before it, the empty view. */
async function takePosture(theme: string, folder: string, name: string, empty: string): Promise<void> {
  await inPlayground(theme, async (workbench) => {
    const { page } = workbench;
    const view = new PostureViewPage(workbench);
    await view.open();
    await drag(page, page.locator('.part.sidebar'), 'right', 160);
    await view.tree.welcome.waitFor();
    await take(OUT, empty, await page.screenshot(STILL));
    await workbench.runCommand('Palisade: Open Sample Account');
    await view.bucket('sample-public-downloads').waitFor();
    await view.tree.expand('sample-public-downloads');
    await view.tree.expand(/^The data of the bucket is not publicly readable/);
    await view.tree.root.locator('[aria-label^="Evidence: "]').first().waitFor();
    await view.bucket('sample-public-downloads').hover();
    await view.bucket('sample-public-downloads').getByRole('button', { name: 'Show Bucket' }).click();
    const frame = page.frameLocator('iframe.webview').frameLocator('#active-frame');
    await frame.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.statusbar').hover();
    await page.locator('.monaco-sash.hover, .monaco-sash.active').first().waitFor({ state: 'detached' });
    await take(folder, name, await page.screenshot(STILL));
  });
}

/**
 * The prompt of a finding as it is previewed, and the chat with the same prompt beside a finding that was fixed. The
 * chat is that of the editor; what fixes the file is this program.
 */
async function takeFix(theme: string, folder: string, name: string, preview: string): Promise<void> {
  const unpacked = await unpackedVsix();
  const env = { PALISADE_TEST_PORTS: JSON.stringify({ promptHost: 'vscode' }) };
  const options = { developmentPath: unpacked.path, env, settings: { 'chat.disableAIFeatures': false } };
  try {
    await inPlayground(theme, (workbench, workspace) => fixOne(workbench, workspace, folder, preview, name), options);
  } finally {
    await unpacked.dispose();
  }
}

async function fixOne(
  workbench: Workbench,
  workspace: string,
  folder: string,
  preview: string,
  name: string,
): Promise<void> {
  const { page } = workbench;
  await workbench.openViewContainer('Palisade');
  await drag(page, page.locator('.part.sidebar'), 'right', 60);
  const atTheHole = async (): Promise<void> => {
    await workbench.saveAndSee('orders.py', /Palisade: \d+ findings$/);
    await workbench.editor.goToLine(1);
    await workbench.editor.goToLine(28, 45);
  };
  await atTheHole();
  await workbench.editor.quickFix('Preview the prompt (SQL statement built from client input)');
  await workbench.editor.waitForFile('palisade-prompt.txt');
  await take(OUT, preview, await page.screenshot(STILL));
  await workbench.runCommand('View: Close Editor');
  const file = join(workspace, 'orders.py');
  const text = await readFile(file, 'utf8');
  await atTheHole();
  await workbench.editor.quickFix('Fix with AI agent (SQL statement built from client input)');
  const fixes = workbench.tree('Fixes');
  await fixes.rows(/waiting for the fix/i).waitFor();
  await writeFile(
    file,
    text.replace(`customer = '" + customer + "'"`, 'customer = ?"').replace('(query)', '(query, (customer,))'),
  );
  await fixes.rows(/fixed in \d+ s/i).waitFor();
  await page.locator('.statusbar').hover();
  await take(folder, name, await page.screenshot(STILL));
}

/** A watcher with two days behind it: a bucket was opened and closed again, another opened since. */
async function takeMonitoring(theme: string, folder: string, name: string): Promise<void> {
  const buckets = ['acme-backups', 'acme-logs', 'acme-media', 'acme-site'].map((one) =>
    fakeBucket(one, { region: REGION }),
  );
  const account = fakeAccount({ id: '111122223333', buckets });
  const clock = new SampleClock(Date.now() - 40 * HOUR_MS);
  const { aws, monitor } = await startMonitoredAws({ accounts: [account] }, { now: clock.now, region: REGION });
  const [home, unpacked] = await Promise.all([temporaryFolder('aws'), unpackedVsix()]);
  try {
    await writeFile(join(home.path, 'config'), profilesOf({ prod: account }, aws));
    const watcher = new SampleWatcher(aws, monitor, clock);
    watcher.deploy();
    await watcher.scan();
    clock.pass(5);
    await watcher.open('acme-site');
    clock.pass(1);
    await closeAgain('acme-site', account.buckets, watcher);
    clock.pass(6);
    await watcher.partialScan();
    clock.pass(12);
    await watcher.scan();
    clock.pass(12);
    await watcher.scan();
    clock.pass(3);
    await watcher.open('acme-media');
    const options = { developmentPath: unpacked.path, env: requestsTo(aws, home.path) };
    await inPlayground(theme, (workbench) => lookAtWatcher(workbench, folder, name), options);
  } finally {
    await Promise.all([aws.close(), home.dispose(), unpacked.dispose()]);
  }
}

async function closeAgain(name: string, buckets: FakeAccount['buckets'], watcher: SampleWatcher): Promise<void> {
  const bucket = buckets.find((one) => one.name === name);
  if (bucket === undefined) throw new Error(`there is no bucket ${name}`);
  const { publicAccessBlock } = fakeBucket(name);
  Object.assign(bucket, { publicAccessBlock, policyIsPublic: false });
  delete bucket.policy;
  await watcher.change(name, 'DeleteBucketPolicy');
}

async function lookAtWatcher(workbench: Workbench, folder: string, name: string): Promise<void> {
  const { page } = workbench;
  const posture = new PostureViewPage(workbench);
  await posture.open();
  await drag(page, page.locator('.part.sidebar'), 'right', 260);
  await posture.choose('prod');
  await posture.description(/^prod · 111122223333/).waitFor();
  const view = new MonitoringViewPage(workbench);
  await view.open();
  await view.tree.expand(/^Change.*acme-media/);
  await view.tree.rows('Compared').first().waitFor();
  await view.tree.rows('Change').first().hover();
  await view.tree.root.getByRole('button', { name: 'Show Monitoring Report as Text' }).first().click();
  await page.frameLocator('iframe.webview').frameLocator('#active-frame').getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.statusbar').hover();
  await page.locator('.monaco-sash.hover, .monaco-sash.active').first().waitFor({ state: 'detached' });
  await page.getByRole('tooltip').waitFor({ state: 'hidden' });
  await take(folder, name, await page.screenshot(STILL));
}

/** Moves a border of a part of the window, to the right or down. */
async function drag(page: Page, part: Locator, border: 'top' | 'right' | 'bottom', by: number): Promise<void> {
  const box = await part.boundingBox();
  if (box === null) throw new Error('the part whose border is to be moved is not in sight');
  const [left, middle] = [box.x + 40, box.y + box.height / 2];
  const [x, y] = {
    top: [left, box.y - 2] as const,
    right: [box.x + box.width + 2, middle] as const,
    bottom: [left, box.y + box.height - 2] as const,
  }[border];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + (border === 'right' ? by : 0), y + (border === 'right' ? 0 : by), { steps: 10 });
  await page.mouse.up();
}

/** The end of the report: what stays in sight in a terminal. */
async function takeReport(name: string): Promise<void> {
  const report = await coloured(['scan', 'test/playground/orders.py']);
  const inSight = report.trimEnd().split('\n').slice(-TERMINAL_LINES).join('\n');
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 840, height: 800 } });
    await page.setContent(`<!doctype html>
      <style>
        body { margin: 0; background: #1f1f1f; color: #d4d4d4 }
        pre { margin: 0; padding: 14px; font: 13px/14.5px monospace }
      </style>
      <pre>${ansiToHtml(inSight)}</pre>`);
    await take(FOLDER, name, await page.locator('pre').screenshot());
  } finally {
    await browser.close();
  }
}

async function coloured(args: readonly string[]): Promise<string> {
  const command = [join(repository, 'dist', 'palisade.cjs'), ...args];
  const env = { ...process.env, FORCE_COLOR: '1' };
  const result = promisify(execFile)(process.execPath, command, { cwd: repository, env });
  // It ends with 1 when there are findings.
  return result.then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout: string }).stdout,
  );
}

/** As WebP, which takes a third of the room of PNG: these ship. The browser knows how to make it. */
async function take(folder: string, name: string, picture: Buffer): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const address = await page.evaluate<string>(`(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${picture.toString('base64')}';
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', ${QUALITY});
    })()`);
    const webp = Buffer.from(address.replace(/^[^,]*,/, ''), 'base64');
    await writeFile(join(folder, name), webp);
    console.log(`${name}: ${Math.round(webp.length / 1024)} KB`);
  } finally {
    await browser.close();
  }
}
