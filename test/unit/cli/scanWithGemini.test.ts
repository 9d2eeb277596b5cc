import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliPorts } from '../../../src/cli/ports.ts';
import { createReviewer } from '../../../src/code/review.ts';
import { type FakeGemini, type FakeGeminiScript, startFakeGemini } from '../../support/fakeGemini.ts';
import { repository } from '../../support/repository.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { type CliRun, runInFolder, writeFiles } from './harness.ts';

const KEY = ['AIza', 'SyTheKeyOfNobody', '0123456789abcdefghi'].join('');
const SECRET = ['Darjeeling', '!Flush7'].join('');

const ACCESS_CONTROL = {
  contains: 'show_invoice',
  cwe: '862',
  title: 'Anyone can read any invoice',
  severity: 'medium',
};

describe('palisade scan with Gemini', () => {
  let folder: TemporaryFolder;
  let gemini: FakeGemini;
  let promptText: string;
  before(async () => {
    promptText = await readFile(join(repository, 'prompts', 'review.md'), 'utf8');
  });
  beforeEach(async () => {
    folder = await temporaryFolder('gemini');
    await writeFiles(folder.path, {
      'a.py': `password = "${SECRET}"\nflaw("high", x)\ndef show_invoice(number):\n    pass\n`,
      'b.py': 'def total(lines):\n    return sum(lines)\n',
    });
  });
  afterEach(async () => {
    await gemini.stop();
    await folder.dispose();
  });

  async function scan(
    args: readonly string[],
    script: FakeGeminiScript = {},
    ports: Partial<CliPorts> = {},
  ): Promise<CliRun> {
    gemini = await startFakeGemini({ patterns: [ACCESS_CONTROL], ...script });
    return runInFolder(folder.path, ['scan', ...args], {
      env: { GEMINI_API_KEY: KEY },
      createReviewer: (settings) =>
        Promise.resolve(
          createReviewer({
            ...settings,
            promptText,
            endpoint: gemini.url,
            now: () => Date.UTC(2026, 0, 15),
            log: () => undefined,
          }),
        ),
      ...ports,
    });
  }

  function received(): string {
    return gemini.requests.map(({ path, body }) => `${path} ${body}`).join('\n');
  }

  it('reports what both engines find, each with its provenance', async () => {
    const { status, stdout, stderr } = await scan(['a.py', '--engine', 'both']);
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^HIGH {2}SQL injection/m);
    assert.match(stdout, /^MEDIUM {2}Anyone can read any invoice {2}CWE-862\n--> a\.py:3:/m);
    assert.match(stdout, /^By {5}Gemini \(gemini-3\.8-flash, prompt \w+\), confidence/m);
    assert.match(
      stdout.replace(/\s+/g, ' '),
      /Receipt .* 1 request to gemini-3\.8-flash, \d+ tokens in and \d+ out, about \$0\.\d{4}/,
    );
  });

  it('reports what Gemini finds alone with --engine gemini', async () => {
    const { stdout } = await scan(['a.py', '--engine', 'gemini'], {
      candidateRules: [{ contains: '', verdict: 'cannot-tell' }],
    });
    assert.doesNotMatch(stdout, /^HIGH/m);
    assert.match(stdout, /^MEDIUM/m);
  });

  it('sends neither the secret nor the working directory, and shows neither secret nor key', async () => {
    const { stdout, stderr } = await scan(['a.py', '--engine', 'both']);
    assert.ok(received().includes('show_invoice'));
    assert.ok(!received().includes(SECRET));
    assert.ok(!received().includes(folder.path));
    assert.ok(![stdout, stderr].some((text) => text.includes(SECRET) || text.includes(KEY)));
  });

  it('sends nothing by default, whatever the environment says', async () => {
    const { status } = await scan(['b.py'], {}, { env: { GEMINI_API_KEY: KEY, GEMINI_BASE_URL: 'http://127.0.0.1' } });
    assert.equal(status, 0);
    assert.equal(gemini.requests.length, 0);
  });

  it('sends nothing without a key, and says so', async () => {
    const { status, stdout } = await scan(['b.py', '--engine', 'both'], {}, { env: { GEMINI_API_KEY: ' ' } });
    assert.equal(status, 2);
    assert.match(stdout, /^PARTIAL {3}b\.py[\s\S]*There is no Gemini API key/m);
    assert.equal(gemini.requests.length, 0);
  });

  it('asks for the model that was named', async () => {
    await scan(['b.py', '--engine', 'gemini', '--model', 'gemini-other']);
    assert.match(received(), /models\/gemini-other:generateContent/);
  });

  it('keeps excluded files here and reports them as looked at in part', async () => {
    await writeFiles(folder.path, { '.gitignore': 'a.py\n', '.env': 'X=1\n' });
    const { status, stdout } = await scan(['a.py', 'b.py', '.env', '--engine', 'both']);
    assert.equal(status, 1);
    assert.match(stdout, /^PARTIAL {3}a\.py[\s\S]*excluded from what may be sent to Gemini[\s\S]*\.gitignore: a\.py/m);
    assert.match(stdout, /^PARTIAL {3}\.env/m);
    assert.match(stdout, /^clean {5}b\.py/m);
    assert.equal(gemini.requests.length, 1);
    assert.ok(!received().includes('show_invoice'));
  });

  it('does not ask again for every file when the key is refused', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `f${index}.py`);
    await writeFiles(folder.path, Object.fromEntries(names.map((name) => [name, 'x = 1\n'])));
    const { status, stdout } = await scan([...names, '--engine', 'both'], { modes: '400-invalid-key' });
    assert.equal(status, 2);
    assert.equal(stdout.split('Google refused the API key').length - 1, 12);
    assert.ok(gemini.requests.length < names.length, `${gemini.requests.length} requests`);
  });

  it('names the answers that it dropped', async () => {
    const fields = { code: 'nothing_like_this(1, 2)', line: 1 };
    const { status, stdout, stderr } = await scan(['b.py', '--engine', 'both'], {
      patterns: [{ ...ACCESS_CONTROL, contains: 'total', fields }],
    });
    assert.equal(status, 2);
    assert.match(stdout, /^PARTIAL {3}b\.py[\s\S]*Gemini quoted text that is not in the file/m);
    assert.match(stderr, /^palisade: b\.py: dropped, its quote is not in the file: Anyone can read any invoice$/m);
  });
});
