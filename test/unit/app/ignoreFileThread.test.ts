import assert from 'node:assert/strict';
import { join } from 'node:path';
import { IgnoreFileThread, READ_LIMIT_MS } from '../../../src/app/ignoreFileThread.ts';
import { repository } from '../../support/repository.ts';

const WORKER = join(repository, 'src', 'app', 'ignoreFileWorker.ts');
const ENTRY = { rule: 'sql-injection', file: 'a.py', reason: 'known', date: '2026-01-31' };
const LISTED = 'ignores:\n  - rule: sql-injection\n    file: a.py\n    reason: known\n    date: 2026-01-31\n';

describe('IgnoreFileThread', function () {
  // Threads start slowly on a busy machine.
  this.timeout(60_000);

  it('reads and writes as the parser in this thread does', async () => {
    const thread = new IgnoreFileThread(WORKER);
    assert.deepEqual(await thread.parse(LISTED), { entries: [ENTRY], problems: [] });
    const added = await thread.add(LISTED, { ...ENTRY, file: 'b.py' });
    assert.ok('text' in added);
    assert.equal((await thread.parse(added.text)).entries.length, 2);
    assert.deepEqual(await thread.add('ignores: [', ENTRY), { error: 'not valid YAML (BAD_INDENT in line 1)' });
  });

  it('gives up a text that takes too long, which then ignores nothing', async () => {
    const slow = '"'.repeat(500_000);
    const started = performance.now();
    const list = await new IgnoreFileThread(WORKER, 200).parse(slow);
    assert.deepEqual(list, { entries: [], problems: ['it takes too long to read'] });
    assert.deepEqual(await new IgnoreFileThread(WORKER, 200).add(slow, ENTRY), { error: 'it takes too long to read' });
    // Far less than the text would take, even on a slow machine.
    assert.ok(performance.now() - started < 30_000);
  });

  it('says so when the thread cannot start, or is ended', async () => {
    const missing = new IgnoreFileThread(join(repository, 'dist', 'no-such-file.cjs'));
    assert.match((await missing.parse(LISTED)).problems[0] ?? '', /^it could not be read \(/);
    const ended = new IgnoreFileThread(WORKER);
    const answer = ended.parse('"'.repeat(500_000));
    await ended.dispose();
    assert.deepEqual((await answer).problems, ['it could not be read']);
  });

  it('has time enough for a file of a thousand entries', async () => {
    const entries = Array.from({ length: 1000 }, (_unused, at) =>
      LISTED.split('\n').slice(1).join('\n').replace('a.py', `a${at}.py`),
    );
    const list = await new IgnoreFileThread(WORKER, READ_LIMIT_MS).parse(`ignores:\n${entries.join('')}`);
    assert.deepEqual([list.entries.length, list.problems], [1000, []]);
  });
});
