import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { FakeAnalyser, Recorder, runInFolder, writeFiles } from './harness.ts';

interface Json {
  readonly exitStatus: number;
  readonly interrupted: boolean;
  readonly warnings: readonly string[];
  readonly skipped: readonly { path: string }[];
  readonly summary: { readonly complete: boolean; readonly clean: boolean; readonly ignored: number };
  readonly files: readonly {
    readonly path: string;
    readonly outcome: { readonly status: string; readonly reasons: readonly { kind: string }[] };
    readonly findings: readonly { readonly fingerprint: string; readonly range: { start: object } }[];
  }[];
}

function parse(text: string): Json {
  return JSON.parse(text) as Json;
}

describe('palisade scan', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder('scan');
    await writeFiles(folder.path, {
      'clean.py': 'x = 1\n',
      'high.py': 'x = 1\nflaw("high", x)\n',
      'low.py': 'flaw("low", x)\n',
      'half.md': 'HALF\n',
      'half-low.md': 'HALF\nflaw("low", x)\n',
      'noise.bin': Uint8Array.of(0, 1, 2),
      'folder/inner.py': 'x = 1\n',
    });
  });
  afterEach(() => folder.dispose());

  const scan = (...args: string[]) => runInFolder(folder.path, ['scan', ...args]);

  for (const [args, expected] of [
    [['clean.py'], 0],
    [['high.py'], 1],
    [['low.py'], 1],
    [['low.py', '--fail-on', 'medium'], 0],
    [['high.py', '--fail-on', 'medium'], 1],
    [['half.md'], 2],
    [['noise.bin'], 2],
    [['missing.py'], 2],
    [['folder'], 2],
    [['clean.py', 'folder'], 2],
    [['clean.py', 'missing.py'], 2],
    // Findings go before a look that was not complete.
    [['high.py', 'missing.py'], 1],
    [['half-low.md'], 1],
    [['half-low.md', '--fail-on', 'high'], 2],
    [['clean.py', '--engine', 'both'], 2],
    [['clean.py', '--engine', 'gemini'], 2],
  ] as const) {
    it(`ends with ${expected} for ${args.join(' ')}`, async () => {
      const { status, analyser } = await scan(...args);
      assert.equal(status, expected);
      assert.ok(analyser.disposed);
    });
  }

  it('reports on stdout alone', async () => {
    const { stdout, stderr } = await scan('high.py', 'clean.py', 'missing.py');
    assert.equal(stderr, '');
    assert.match(stdout, /^HIGH {2}SQL injection {2}CWE-89\n--> high\.py:2:1 in find\n/);
    assert.match(stdout, /^clean {5}clean\.py: nothing found in 2 lines$/m);
    assert.match(
      stdout,
      /^FAILED {4}missing\.py: not scanned\n {10}The file could not be read \(there is no such file\)\./m,
    );
  });

  it('writes nothing but JSON to stdout when asked to', async () => {
    const { stdout, status } = await scan('high.py', 'folder', 'noise.bin', '--format', 'json');
    const json = parse(stdout);
    assert.equal(json.exitStatus, status);
    assert.deepEqual(json.skipped, [{ path: 'folder', why: 'directory' }]);
    assert.deepEqual(
      json.files.map(({ path, outcome }) => [path, outcome.status]),
      [
        ['high.py', 'complete'],
        ['noise.bin', 'failed'],
      ],
    );
    assert.deepEqual(json.files[0]?.findings[0]?.range.start, { line: 2, column: 1, offset: 6 });
  });

  it('keeps the order of the arguments whatever is done first, and takes each file once', async () => {
    const analyser = new FakeAnalyser();
    const analyse = analyser.analyse.bind(analyser);
    let letGo: () => void = () => undefined;
    const highIsDone = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    analyser.analyse = async (request, signal) => {
      if (request.path === 'low.py') await highIsDone;
      else letGo();
      return analyse(request, signal);
    };
    const { stdout } = await runInFolder(folder.path, ['scan', 'low.py', 'high.py', './low.py', '--format', 'json'], {
      analyser,
    });
    assert.deepEqual(
      parse(stdout).files.map(({ path }) => path),
      ['low.py', 'high.py'],
    );
    assert.equal(analyser.requests.length, 2);
  });

  it("does not let one file's defect stop the others", async () => {
    const analyser = new FakeAnalyser();
    const analyse = analyser.analyse.bind(analyser);
    analyser.analyse = (request, signal) =>
      request.path === 'low.py' ? Promise.reject(new Error('a bug')) : analyse(request, signal);
    const { stdout, stderr, status } = await runInFolder(folder.path, ['scan', 'low.py', 'clean.py'], { analyser });
    assert.equal(status, 2);
    assert.match(stdout, /^FAILED {4}low\.py/m);
    assert.match(stdout, /^clean {5}clean\.py/m);
    assert.match(stderr, /^palisade: low\.py: Error: a bug/);
  });

  it('takes a byte order mark out of the columns', async () => {
    await writeFiles(folder.path, { 'bom.py': '\ufeffflaw("high", x)\n' });
    const { stdout, analyser } = await scan('bom.py', '--format', 'json');
    assert.deepEqual(parse(stdout).files[0]?.findings[0]?.range.start, { line: 1, column: 1, offset: 0 });
    assert.equal(analyser.requests[0]?.text, 'flaw("high", x)\n');
  });

  it('scans an empty file', async () => {
    await writeFiles(folder.path, { 'empty.py': '' });
    assert.equal((await scan('empty.py')).status, 0);
  });

  it('calls a file in another encoding looked at in part', async () => {
    await writeFiles(folder.path, { 'latin.py': Buffer.from('# Grüner Tee, ein ganzer Satz davon\n', 'latin1') });
    const { stdout, status } = await scan('latin.py');
    assert.equal(status, 2);
    assert.match(stdout, /^PARTIAL {3}latin\.py[\s\S]*Latin-1/m);
  });

  it('masks secrets in the lines that it shows', async () => {
    const secret = ['Darjeeling', '!Flush7'].join('');
    await writeFiles(folder.path, { 'a.py': `password = "${secret}"\nflaw("high", x)\n` });
    for (const format of ['text', 'json']) {
      assert.ok(!(await scan('a.py', '--format', format)).stdout.includes(secret));
    }
    assert.match((await scan('a.py')).stdout, /^1 \| password = "\*+"$/m);
  });

  it('colours only on demand or for a terminal', async () => {
    assert.ok(!(await scan('high.py')).stdout.includes('\u001b'));
    const forced = await runInFolder(folder.path, ['scan', 'high.py'], { env: { FORCE_COLOR: '1' } });
    assert.ok(forced.stdout.includes('\u001b[33m'));
    const terminal = new Recorder();
    terminal.isTerminal = true;
    await runInFolder(folder.path, ['scan', 'high.py'], { stdout: terminal, env: { NO_COLOR: '1' } });
    assert.ok(!terminal.text.includes('\u001b'));
  });

  it('takes the progress line away before it writes', async () => {
    const stderr = new Recorder();
    stderr.isTerminal = true;
    await runInFolder(folder.path, ['scan', 'high.py', 'low.py'], { stderr });
    assert.match(stderr.text, /^Scanning 1 of 2: high\.py/);
    assert.ok(stderr.text.endsWith('\r\u001b[2K'));
  });

  describe('with .palisade/ignores.yaml', () => {
    const entry = (file: string): string =>
      `ignores:\n  - rule: sql-injection\n    file: ${file}\n    reason: known\n    date: 2026-01-31\n`;

    it('counts ignored findings and does not fail for them', async () => {
      await writeFiles(folder.path, { '.palisade/ignores.yaml': entry('high.py') });
      const { status, stdout } = await scan('high.py', '--format', 'json');
      assert.equal(status, 0);
      const { summary, files } = parse(stdout);
      assert.deepEqual([summary.ignored, summary.clean, summary.complete, files[0]?.findings], [1, false, true, []]);
      assert.doesNotMatch((await scan('high.py')).stdout, /HIGH/);
    });

    it('names files relative to the folder that holds it, wherever it is called from', async () => {
      await writeFiles(folder.path, {
        'app/.git/HEAD': '',
        'app/.palisade/ignores.yaml': entry('src/a.py'),
        'app/src/a.py': 'flaw("high", x)\n',
      });
      assert.equal((await scan('app/src/a.py')).status, 0);
      assert.equal((await runInFolder(join(folder.path, 'app', 'src'), ['scan', 'a.py'])).status, 0);
    });

    it('does not let a file above the working directory ignore anything where there is no repository', async () => {
      await writeFiles(folder.path, {
        '.palisade/ignores.yaml': entry('app/a.py'),
        'app/a.py': 'flaw("high", x)\n',
      });
      const { status, stdout } = await runInFolder(join(folder.path, 'app'), ['scan', 'a.py', '--format', 'json']);
      assert.equal(status, 1);
      assert.equal(parse(stdout).summary.ignored, 0);
    });

    it('warns of what it cannot understand, and reports what that was meant to ignore', async () => {
      await writeFiles(folder.path, { '.palisade/ignores.yaml': 'ignores:\n  - rule: sql-injection\n' });
      const text = await scan('high.py');
      assert.equal(text.status, 1);
      assert.match(text.stdout, /^WARNING {3}\.palisade\/ignores\.yaml: entry 1: "file" is missing/m);
      const json = await scan('high.py', 'low.py', '--format', 'json');
      assert.equal(parse(json.stdout).warnings.length, 1);
      assert.match(json.stderr, /^palisade: warning: \.palisade\/ignores\.yaml: entry 1/);
    });

    it('warns of one that cannot be read', async () => {
      await mkdir(join(folder.path, '.palisade', 'ignores.yaml'), { recursive: true });
      const { status, stdout } = await scan('high.py');
      assert.equal(status, 1);
      assert.match(stdout, /^WARNING {3}\.palisade\/ignores\.yaml: could not be read and ignores nothing/m);
    });
  });

  describe('when it is interrupted', () => {
    it('ends with 130 and says what was not scanned', async () => {
      const abort = new AbortController();
      const analyser = new FakeAnalyser();
      const analyse = analyser.analyse.bind(analyser);
      analyser.analyse = async (request, signal) => {
        if (request.path === 'high.py') abort.abort();
        else if (!signal.aborted) await once(signal, 'abort');
        return analyse(request, signal);
      };
      const names = ['clean.py', 'high.py', 'low.py'];
      const { status, stdout } = await runInFolder(folder.path, ['scan', ...names], { analyser, signal: abort.signal });
      assert.equal(status, 130);
      assert.match(stdout, /^NOT DONE {2}high\.py: not scanned, as the run was interrupted$/m);
      assert.match(stdout, /^NOT DONE {2}low\.py/m);
      assert.match(stdout, /^Result {4}Interrupted: 3 files not scanned\. This is no clean result\.$/m);
      assert.ok(analyser.disposed);
    });

    it('still writes whole JSON', async () => {
      const signal = AbortSignal.abort();
      const { status, stdout } = await runInFolder(folder.path, ['scan', 'high.py', '--format', 'json'], { signal });
      assert.equal(status, 130);
      const { interrupted, exitStatus, files } = parse(stdout);
      assert.deepEqual([interrupted, exitStatus, files[0]?.outcome.status], [true, 130, 'cancelled']);
    });
  });

  for (const [what, args] of [
    ['no command', []],
    ['no file', ['scan']],
    ['an unknown engine', ['scan', 'a.py', '--engine', 'magic']],
    ['an unknown severity', ['scan', 'a.py', '--fail-on', 'severe']],
    ['an unknown option', ['scan', 'a.py', '--endpoint', 'http://127.0.0.1']],
    ['an unknown command', ['guess']],
    ['a model name that would change the address', ['scan', 'a.py', '--model', '../x?y']],
  ] as const) {
    it(`ends with 2 and an explanation for ${what}`, async () => {
      const { status, stdout, stderr, analyser } = await runInFolder(folder.path, args);
      assert.deepEqual([status, stdout, analyser.requests.length], [2, '', 0]);
      assert.notEqual(stderr, '');
    });
  }

  it('does not let an argument drive the terminal', async () => {
    const { stderr } = await runInFolder(folder.path, ['scan', 'a.py', '--engine', '\u001b[2J']);
    assert.ok(!stderr.includes('\u001b'));
  });

  it('helps, and says what leaves the machine', async () => {
    const { status, stdout } = await runInFolder(folder.path, ['scan', '--help']);
    assert.equal(status, 0);
    assert.match(stdout, /--engine gemini and --engine both are your consent/);
    assert.equal((await runInFolder(folder.path, ['--version'])).stdout, '1.2.3\n');
  });
});
