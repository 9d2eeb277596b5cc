import assert from 'node:assert/strict';
import type { ValidateFunction } from 'ajv';
import type { Log, Run } from 'sarif';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { sarifValidator } from '../../support/sarifSchema.ts';
import { type CliRun, runInFolder, writeFiles } from './harness.ts';

const FORMATS = ['text', 'json', 'sarif', 'markdown'] as const;

describe('the formats of palisade scan', () => {
  let folder: TemporaryFolder;
  let validate: ValidateFunction<Log>;
  before(async function () {
    this.timeout(60_000);
    validate = sarifValidator();
    folder = await temporaryFolder('formats');
    await writeFiles(folder.path, {
      'high.py': 'x = 1\r\n"🍵"; flaw("high", x)\r\n',
      'low.py': 'flaw("low", x)\n',
      'clean.py': 'x = 1\n',
      'half.rb': 'HALF\n',
      'bom.py': '\ufeffflaw("high", x)\n',
      'a b/ü#1.py': 'flaw("medium", x)\n',
      'ignored/a.py': 'flaw("high", x)\n',
      'ignored/.palisade/ignores.yaml':
        'version: 1\nignores:\n  - {rule: sql-injection, file: a.py, reason: Known., date: 2026-01-31}\n',
      'broken/a.py': 'flaw("high", x)\n',
      'broken/.palisade/ignores.yaml': 'ignores: [',
    });
  });
  after(() => folder.dispose());

  const scan = (...args: readonly string[]): Promise<CliRun> => runInFolder(folder.path, ['scan', ...args]);

  async function sarif(...args: readonly string[]): Promise<Run> {
    const { stdout } = await scan(...args, '--format', 'sarif');
    const log = JSON.parse(stdout) as Log;
    assert.ok(validate(log), JSON.stringify(validate.errors, undefined, 2));
    const [only] = log.runs;
    assert.ok(only);
    return only;
  }

  const cases: readonly (readonly [number, readonly string[]])[] = [
    [0, ['clean.py']],
    [1, ['high.py', 'clean.py']],
    [0, ['low.py', '--fail-on', 'high']],
    [1, ['high.py', 'half.rb']],
    [2, ['clean.py', 'half.rb']],
    [2, ['missing.py']],
    [2, ['clean.py', 'a b']],
    [0, ['ignored/a.py']],
  ];
  for (const [status, args] of cases) {
    it(`all end with ${status} for ${args.join(' ')}`, async () => {
      for (const format of FORMATS) assert.equal((await scan(...args, '--format', format)).status, status, format);
      const [invocation] = (await sarif(...args)).invocations ?? [];
      assert.equal(invocation?.exitCode, status);
    });
  }

  it('are no others', async () => {
    const { status, stderr } = await scan('clean.py', '--format', 'xml');
    assert.equal(status, 2);
    assert.match(stderr, /text, json, sarif, markdown/);
  });

  it('have a place for each finding: SARIF, with other line ends, astral characters and a byte order mark', async () => {
    const places = (run: Run) =>
      run.results?.map(({ locations }) => {
        const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
        return [artifactLocation?.uri, region?.startLine, region?.startColumn, region?.snippet?.text];
      });
    assert.deepEqual(places(await sarif('high.py', 'bom.py', 'a b/ü#1.py')), [
      ['high.py', 2, 7, 'flaw("high", x)'],
      ['bom.py', 1, 1, 'flaw("high", x)'],
      ['a%20b/%C3%BC%231.py', 1, 1, 'flaw("medium", x)'],
    ]);
  });

  it('never are a false green: SARIF says what was not looked at', async () => {
    const [clean] = (await sarif('clean.py')).invocations ?? [];
    assert.deepEqual([clean?.executionSuccessful, clean?.toolExecutionNotifications], [true, []]);
    const [partial] = (await sarif('half.rb', 'missing.py')).invocations ?? [];
    assert.equal(partial?.executionSuccessful, false);
    assert.deepEqual(
      partial.toolExecutionNotifications?.map(({ level, descriptor }) => [level, descriptor?.id]),
      [
        ['warning', 'no-adapter'],
        ['error', 'unreadable'],
      ],
    );
  });

  it('have what is ignored as suppressed results', async () => {
    const { results = [] } = await sarif('ignored/a.py');
    assert.deepEqual(
      results.map(({ suppressions }) => suppressions?.map(({ justification }) => justification)),
      [['Known.']],
    );
  });

  it('tell of a broken ignore file on stderr and in the report', async () => {
    const { stderr, stdout } = await scan('broken/a.py', '--format', 'markdown');
    assert.match(stderr, /^palisade: warning: broken\/\.palisade\/ignores\.yaml: not valid YAML/);
    assert.match(stdout, /\*\*Warnings\*\*\n\n- broken\/\\\.palisade/);
  });

  it('has the findings file by file in Markdown', async () => {
    const { stdout, stderr } = await scan('high.py', 'clean.py', '--format', 'markdown');
    assert.equal(stderr, '');
    assert.match(stdout, /^# Palisade report\n/);
    assert.match(stdout, /^### High: SQL injection \(line 2\)$/m);
    assert.match(stdout, /^\| clean\\\.py \| in full \| offline engine \| 2 of 2 \| 0 \|$/m);
  });
});
