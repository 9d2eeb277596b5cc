import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { BAD_FILES } from '../../support/badInput.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { FakeAnalyser, runInFolder, writeFiles } from './harness.ts';
import { builtCommandLine } from './product.ts';

interface FileOutcome {
  readonly path: string;
  readonly outcome: { readonly status: string; readonly reasons: readonly { readonly kind: string }[] };
  readonly findings: readonly { readonly range: { readonly start: { readonly line: number } } }[];
}

interface Report {
  readonly exitStatus: number;
  readonly summary: { readonly clean: boolean; readonly complete: boolean };
  readonly files: readonly FileOutcome[];
  readonly warnings: readonly string[];
}

const CLEAN = 'print(1)\n';

describe('bad input on the command line', function () {
  this.timeout(120_000);

  let product: TemporaryFolder;
  let folder: TemporaryFolder;
  before(async () => {
    product = await builtCommandLine();
    folder = await temporaryFolder('bad-input');
  });
  after(async () => {
    await product.dispose();
    await folder.dispose();
  });

  /** The real program with the real engine in its thread. */
  async function scan(names: readonly string[]): Promise<Report> {
    const program = join(product.path, 'dist', 'palisade.cjs');
    const child = spawn(process.execPath, [program, 'scan', ...names, '--format', 'json'], {
      cwd: folder.path,
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    assert.doesNotMatch(stderr, /Error|at .*\.cjs/);
    const report = JSON.parse(stdout) as Report;
    assert.equal(report.exitStatus, status);
    return report;
  }

  describe('in files', () => {
    let report: Report;
    before('scan them all at once: none may spoil another', async () => {
      await writeFiles(folder.path, Object.fromEntries(BAD_FILES.map(({ name, content }) => [name, content()])));
      report = await scan([...BAD_FILES.map(({ name }) => name), 'gone.py']);
      await rm(join(folder.path, 'huge.py'));
    });

    for (const { what, name, inTerminal } of BAD_FILES) {
      it(`${what} ends as ${inTerminal.status}${inTerminal.finds === undefined ? '' : ', with what is in it'}`, () => {
        const { outcome, findings } = report.files.find(({ path }) => path === name) ?? {};
        assert.ok(outcome && findings);
        const kinds = outcome.reasons.map(({ kind }) => kind);
        assert.equal(outcome.status, inTerminal.status, JSON.stringify(kinds));
        if (inTerminal.because.length === 0) assert.deepEqual(kinds, []);
        else
          assert.ok(
            inTerminal.because.some((kind) => kinds.includes(kind)),
            JSON.stringify(kinds),
          );
        const lines = findings.map(({ range }) => range.start.line);
        assert.deepEqual(lines, inTerminal.finds === undefined ? [] : [inTerminal.finds]);
      });
    }

    it('a file that is gone ends as failed', () => {
      const { outcome } = report.files.find(({ path }) => path === 'gone.py') ?? {};
      assert.deepEqual([outcome?.status, outcome?.reasons[0]?.kind], ['failed', 'unreadable']);
    });

    it('is no clean run', () => {
      assert.deepEqual([report.summary.clean, report.summary.complete], [false, false]);
    });
  });

  it('a file that is deleted while it is looked at is reported as it was read', async () => {
    await writeFiles(folder.path, { 'fleeting.py': 'flaw("high", x)\n' });
    const analyser = new FakeAnalyser();
    const analyse = analyser.analyse.bind(analyser);
    analyser.analyse = async (request, signal) => {
      await rm(join(folder.path, 'fleeting.py'));
      return analyse(request, signal);
    };
    const { status, stdout } = await runInFolder(folder.path, ['scan', 'fleeting.py'], { analyser });
    assert.equal(status, 1);
    assert.match(stdout, /flaw\("high", x\)/);
  });

  describe('in the ignore file', () => {
    for (const [what, content] of [
      ['code of another language', 'import os\ndef f():\n  return {1: [2]}\n'],
      ['binary', Buffer.from(Array.from({ length: 4096 }, (_unused, at) => (at * 7) % 256))],
      ['100,000 brackets', '['.repeat(100_000)],
      ['a text that the parser takes minutes for', '"'.repeat(400_000)],
      ['2 MB', `# ${'x'.repeat(2_000_000)}`],
    ] as const) {
      it(`${what} ignores nothing, and says so`, async () => {
        await writeFiles(folder.path, { '.palisade/ignores.yaml': content, 'clean.py': CLEAN });
        const report = await scan(['clean.py']);
        assert.equal(report.files[0]?.outcome.status, 'complete');
        assert.equal(report.warnings.length, 1);
        assert.match(report.warnings[0] ?? '', /^\.palisade\/ignores\.yaml: /);
      });
    }
  });
});
