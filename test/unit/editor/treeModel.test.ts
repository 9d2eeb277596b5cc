import assert from 'node:assert/strict';
import { findingTree, isSameTree, TreeNodes, type TreeSource } from '../../../src/editor/treeModel.ts';
import type { FindingRecord } from '../../../src/findings/reconcile.ts';
import { IGNORED, LINES, recordAt, REFUTATION } from './records.ts';

const source = (records: readonly FindingRecord[]): TreeSource => ({
  records,
  pathOf: (id) => id.replace('file:///project/', ''),
  linesOf: () => LINES,
});

const RECORDS = [
  recordAt('verify=False', { severity: 'high', title: 'TLS is off' }),
  recordAt('db.execute(query)', { severity: 'critical' }),
  recordAt(
    'os.system("ls " + name)',
    { severity: 'critical', title: 'Command' },
    { documentId: 'file:///project/a.py' },
  ),
];

describe('the Findings view', () => {
  it('groups by severity, the worst first, and by path within', () => {
    const tree = findingTree(source(RECORDS), 'severity');
    assert.deepEqual(
      tree.map(({ label, description, children }) => [label, description, children.map((node) => node.description)]),
      [
        ['Critical', '2', ['a.py:4', 'app.py:3']],
        ['High', '1', ['app.py:4']],
      ],
    );
  });

  it('groups by file, the worst first within', () => {
    const tree = findingTree(source(RECORDS), 'file');
    assert.deepEqual(
      tree.map(({ label, children }) => [label, children.map((node) => node.description)]),
      [
        ['a.py', ['Critical, line 4']],
        ['app.py', ['Critical, line 3', 'High, line 4']],
      ],
    );
  });

  it('says to screen readers what it shows', () => {
    const [critical] = findingTree(source(RECORDS), 'severity');
    assert.equal(critical?.spoken, 'Critical, 2 findings');
    assert.equal(critical.children[1]?.spoken, 'Critical: SQL injection, app.py, line 3');
  });

  it('folds away what Gemini refutes and what is not confirmed any more, and leaves out the rest', () => {
    const tree = findingTree(
      source([
        recordAt('db.execute(query)', {}, { refutation: REFUTATION }),
        recordAt('verify=False', {}, { state: { lifecycle: 'cannot-tell', freshness: 'stale' } }),
        recordAt('os.system("ls " + name)', {}, { state: IGNORED }),
        recordAt('query =', {}, { state: { lifecycle: 'fixed', freshness: 'stale' } }),
        recordAt('name', {}, { refutation: { ...REFUTATION, overruled: true } }),
      ]),
      'severity',
    );
    assert.deepEqual(
      tree.map(({ key, folded, children }) => [key, folded, children.length]),
      [
        ['severity:critical', false, 1],
        ['refuted', true, 1],
        ['unconfirmed', true, 1],
      ],
    );
    assert.match(tree[0]?.children[0]?.description ?? '', /refuted by Gemini, restored by you$/);
    assert.match(tree[1]?.children[0]?.tooltip ?? '', /says that this prevents it: if not name\.isalnum\(\): return/);
  });

  it('counts a finding that is refuted and ignored as ignored only', () => {
    const record = recordAt('db.execute(query)', {}, { refutation: REFUTATION, state: IGNORED });
    assert.deepEqual(findingTree(source([record]), 'severity'), []);
  });

  it('has keys that stay the same when other findings come and go', () => {
    const keyOf = (records: readonly FindingRecord[]): string | undefined =>
      findingTree(source(records), 'file')
        .flatMap(({ children }) => children)
        .find(({ label }) => label === 'TLS is off')?.key;
    assert.equal(keyOf(RECORDS), keyOf(RECORDS.slice(0, 1)));
  });

  describe('made again', () => {
    it('has the same nodes for what looks the same, so that what changed can be told', () => {
      const nodes = new TreeNodes();
      const before = findingTree(source(RECORDS), 'severity', nodes);
      // An edit elsewhere in the file: new records of the same content.
      const after = findingTree(source(RECORDS.map((record) => ({ ...record }))), 'severity', nodes);
      assert.ok(isSameTree(before, after));
      const state = { lifecycle: 'open', freshness: 'stale' } as const;
      const edited = RECORDS.map((record, index) => (index === 0 ? { ...record, state } : record));
      const changed = findingTree(source(edited), 'severity', nodes);
      assert.ok(!isSameTree(before, changed));
      assert.equal(changed[0]?.children[0], before[0]?.children[0]);
      assert.notEqual(changed[1]?.children[0], before[1]?.children[0]);
    });

    it('is another tree when something came or went', () => {
      const nodes = new TreeNodes();
      const before = findingTree(source(RECORDS), 'severity', nodes);
      assert.ok(!isSameTree(before, findingTree(source(RECORDS.slice(1)), 'severity', nodes)));
      assert.ok(!isSameTree(before, findingTree(source([]), 'severity', nodes)));
    });

    it('knows the line of a finding as soon as the text is known', () => {
      const nodes = new TreeNodes();
      const unknown = findingTree({ ...source(RECORDS), linesOf: () => undefined }, 'severity', nodes);
      assert.equal(unknown[0]?.children[0]?.description, 'a.py');
      assert.equal(findingTree(source(RECORDS), 'severity', nodes)[0]?.children[0]?.description, 'a.py:4');
    });

    it('is made of thousands of findings without making each anew', () => {
      const records = Array.from({ length: 3_000 }, (_, index) =>
        recordAt('verify=False', {}, { documentId: `file:///project/${index}.py` }),
      );
      const nodes = new TreeNodes();
      findingTree(source(records), 'severity', nodes);
      let asked = 0;
      const counting = {
        ...source(records),
        pathOf: (id: string) => {
          asked++;
          return id;
        },
      };
      findingTree(counting, 'severity', nodes);
      assert.equal(asked, 3_000, 'paths are asked for to put the files in order, and for nothing else');
    });
  });
});
