import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository } from '../../support/repository.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { writeFiles } from './harness.ts';
import { builtCommandLine } from './product.ts';

const PLAYGROUND = ['README.md', 'catalogue.js', 'orders.py', 'pricing.py', 'settings.py', 'shop.js'];

/** More than are scanned while the first report waits for its reader. */
const MANY = Array.from({ length: 12 }, (_, index) => `many${index}.py`);

/** What a slow machine makes it say. */
const PROGRESS_ONLY = /^(?:palisade: \d+ of \d+ files scanned\n)*$/;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the bundled command line', function () {
  this.timeout(60_000);

  let product: TemporaryFolder;
  let folder: TemporaryFolder;
  before(async () => {
    product = await builtCommandLine();
    folder = await temporaryFolder('main');
    // A report that is longer than any pipe takes at once: a program that writes it waits for its reader.
    const call = '    os.system("ls " + request.args["name"])\n';
    const many = `import os\nfrom flask import request\n@app.get("/")\ndef show():\n${call.repeat(400)}`;
    await writeFiles(folder.path, Object.fromEntries(MANY.map((name) => [name, many])));
  });
  after(async () => {
    await product.dispose();
    await folder.dispose();
  });

  function start(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, [join(product.path, 'dist', 'palisade.cjs'), ...args], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function run(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const child = start(args, cwd, env);
    assert.ok(child.stdout && child.stderr);
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    return { status, stdout, stderr };
  }

  it('finds what is wrong with the sample workspace, and nothing in its clean files', async () => {
    const paths = PLAYGROUND.map((name) => join('test', 'playground', name));
    const { status, stdout, stderr } = await run(['scan', ...paths, '--format', 'json'], repository);
    assert.match(stderr, PROGRESS_ONLY);
    assert.equal(status, 1);
    const report = JSON.parse(stdout) as {
      files: {
        path: string;
        outcome: { status: string };
        findings: { severity: string; ruleId: string }[];
        ignored: unknown[];
      }[];
    };
    const byName = new Map(report.files.map((file) => [file.path.replace('test/playground/', ''), file]));
    const severities = (name: string): string[] => [
      ...new Set(byName.get(name)?.findings.map(({ severity }) => severity)),
    ];
    assert.deepEqual(severities('orders.py'), ['critical', 'high', 'medium', 'low']);
    assert.deepEqual(severities('shop.js'), ['critical', 'high']);
    assert.deepEqual(severities('settings.py'), ['high']);
    assert.equal(byName.get('shop.js')?.ignored.length, 1);
    const rules = new Set(report.files.flatMap((file) => file.findings.map(({ ruleId }) => ruleId)));
    assert.equal(rules.size, 5);
    for (const name of ['catalogue.js', 'pricing.py']) {
      assert.deepEqual([byName.get(name)?.outcome.status, byName.get(name)?.findings], ['complete', []]);
    }
    assert.equal(byName.get('README.md')?.outcome.status, 'partial');
  });

  it('prints the coloured report with no secret in it', async () => {
    const path = join('test', 'playground', 'settings.py');
    const { stdout } = await run(['scan', path], repository, { FORCE_COLOR: '1' });
    assert.ok(stdout.includes('\u001b[33mHIGH'));
    assert.match(stdout, /settings\.py:\d+:\d+/);
    assert.ok(!['w7Kq2mZ8', 'Darjeeling', 'Gunpowder'].some((part) => stdout.includes(part)));
  });

  it('knows its version', async () => {
    assert.match((await run(['--version'], folder.path)).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('ends with 130 when it is interrupted', async () => {
    const child = start(['scan', ...MANY], folder.path);
    assert.ok(child.stdout);
    const exit = once(child, 'exit') as Promise<[number | null]>;
    await once(child.stdout, 'readable');
    child.kill('SIGINT');
    const stdout = await text(child.stdout);
    assert.deepEqual((await exit)[0], 130);
    assert.match(stdout, /^NOT DONE {2}many11\.py/m);
    assert.match(stdout, /^Result {4}Interrupted/m);
  });

  it('ends quietly when nobody reads on', async () => {
    const child = start(['scan', ...MANY], folder.path);
    assert.ok(child.stdout && child.stderr);
    const exit = once(child, 'exit') as Promise<[number | null]>;
    await once(child.stdout, 'readable');
    child.stdout.destroy();
    assert.match(await text(child.stderr), PROGRESS_ONLY);
    assert.deepEqual((await exit)[0], 141);
  });
});
