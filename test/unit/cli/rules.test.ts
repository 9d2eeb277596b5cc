import assert from 'node:assert/strict';
import { ruleCatalogue } from '../../../src/code/ruleCatalogue.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { type CliRun, runInFolder } from './harness.ts';

describe('palisade rules', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder('rules');
  });
  after(() => folder.dispose());

  const rules = (...args: readonly string[]): Promise<CliRun> => runInFolder(folder.path, ['rules', ...args]);

  it('prints every rule with its titles, how bad it is, why, and what to do', async () => {
    const { status, stdout, stderr } = await rules();
    assert.deepEqual([status, stderr], [0, '']);
    for (const { id } of ruleCatalogue()) assert.match(stdout, new RegExp(`^${id.replaceAll('.', '\\.')}$`, 'm'));
    const [own = ''] = /^sql-injection[\s\S]*?\n\n/m.exec(stdout) ?? [];
    for (const part of [
      'CWE-89',
      'SQL statement built from client input; or: SQL statement',
      'critical where input of an attacker is seen to arrive, else medium',
      'taint: ',
      'Python, JavaScript',
      '  Why ',
      '  Fix ',
      'psycopg2.sql.Identifier',
    ]) {
      assert.ok(own.replace(/\s+/g, ' ').includes(part.trim()), part);
    }
    assert.ok(stdout.split('\n').every((line) => line.length <= 100));
  });

  it('prints those that are named, once', async () => {
    const { stdout } = await rules('weak-hash', 'gemini.cwe-1007', 'weak-hash', '--format', 'json');
    const catalogue = JSON.parse(stdout) as { rules: { id: string }[] };
    assert.deepEqual(
      catalogue.rules.map(({ id }) => id),
      ['weak-hash', 'gemini.cwe-1007'],
    );
  });

  it('refuses what is no rule, and prints nothing', async () => {
    const { status, stdout, stderr } = await rules('weak-hash', 'no\u001b[2J-such');
    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(stderr, 'palisade: there is no rule no␛[2J-such; palisade rules lists them all\n');
  });

  it('is there as JSON and as Markdown, and in no other form', async () => {
    assert.equal((JSON.parse((await rules('--format', 'json')).stdout) as { schemaVersion: number }).schemaVersion, 1);
    assert.match((await rules('--format', 'markdown')).stdout, /^# Rules of Palisade 1\\\.2\\\.3\n/);
    assert.equal((await rules('--format', 'sarif')).status, 2);
  });

  it('starts no engine', async () => {
    const run = await runInFolder(folder.path, ['rules'], {
      createAnalyser: () => assert.fail('an engine was started'),
    });
    assert.equal(run.status, 0);
  });
});
