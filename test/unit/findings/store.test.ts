import assert from 'node:assert/strict';
import type { CodeFinding } from '../../../src/findings/finding.ts';
import type { FindingDraft } from '../../../src/findings/fingerprint.ts';
import { type Coverage, isShown } from '../../../src/findings/reconcile.ts';
import type { Refutation } from '../../../src/findings/state.ts';
import { FindingStore } from '../../../src/findings/store.ts';
import { findingAt, textOf } from './samples.ts';

const ID = 'file:///app/orders.py';
const TEXT = 'def find(name):\n    run("SELECT a" + name)\n    run("SELECT b" + name)\n';
const FIRST = 'run("SELECT a" + name)';
const SECOND = 'run("SELECT b" + name)';
const EMBEDDED: Coverage = { embedded: 'complete' };
const BOTH: Coverage = { embedded: 'complete', gemini: 'complete' };

const gemini = { provenance: { engine: 'gemini', model: 'm', promptVersion: '1' }, basis: 'review' } as const;

function scan(
  store: FindingStore,
  text: string,
  findings: readonly CodeFinding[],
  coverage: Coverage = EMBEDDED,
  refutations?: ReadonlyMap<string, Refutation>,
): void {
  const ticket = store.openTicket(ID, text);
  ticket.apply({ path: 'app/orders.py', findings, coverage, ...(refutations ? { refutations } : {}) });
  ticket.dispose();
}

function replaceIn(store: FindingStore, text: string, from: string, to: string): string {
  const offset = text.indexOf(from);
  const after = text.replace(from, to);
  store.edit(ID, [{ offset, length: from.length, text: to }], after);
  return after;
}

function only(store: FindingStore) {
  const records = store.records(ID);
  assert.equal(records.length, 1);
  const [record] = records;
  assert.ok(record);
  return record;
}

const at = (quote: string, overrides: Partial<FindingDraft> = {}) => findingAt(TEXT, quote, overrides);

describe('FindingStore', () => {
  let store: FindingStore;
  beforeEach(() => {
    store = new FindingStore();
  });

  describe('what an earlier session knew', () => {
    const records = (quote: string) => [
      { documentId: ID, finding: at(quote), state: { lifecycle: 'open', freshness: 'current' } } as const,
    ];

    it('is taken over, with the ignore entries of today, and follows edits', () => {
      const entry = { rule: 'sql-injection', file: 'app/orders.py', reason: 'Known.', date: '2026-01-15' };
      store.setIgnores(() => ({ entries: [entry], problems: [] }));
      const heard: string[] = [];
      store.onDidChange((id) => heard.push(id));
      store.restore(ID, 'app/orders.py', TEXT, records(FIRST));
      assert.deepEqual(heard, [ID]);
      assert.equal(only(store).state.ignored?.reason, 'Known.');
      const after = replaceIn(store, TEXT, 'def', '# a comment\ndef');
      assert.equal(textOf(after, only(store).finding), FIRST);
    });

    it('does not take the place of what this session knows', () => {
      scan(store, TEXT, [at(SECOND)]);
      store.restore(ID, 'app/orders.py', TEXT, records(FIRST));
      assert.equal(textOf(TEXT, only(store).finding), SECOND);
    });
  });

  describe('positions', () => {
    it('keeps nothing of a document without findings once its scan has ended', () => {
      scan(store, TEXT, []);
      assert.equal(store.pathOf(ID), ID);
      scan(store, TEXT, [at(FIRST)]);
      assert.equal(store.pathOf(ID), 'app/orders.py');
    });

    it('follow edits, and say so to whoever renders', () => {
      scan(store, TEXT, [at(FIRST)]);
      const heard: string[] = [];
      store.onDidChange((id) => heard.push(id));
      const after = replaceIn(store, TEXT, 'def', '# a comment\ndef');
      const { finding, state } = only(store);
      assert.equal(textOf(after, finding), FIRST);
      assert.equal(state.freshness, 'current');
      assert.deepEqual(heard, [ID]);
    });

    it('make a finding stale, not fixed, when its evidence is edited or deleted', () => {
      scan(store, TEXT, [at(FIRST)]);
      const edited = replaceIn(store, TEXT, '"SELECT a"', '"SELECT x"');
      assert.deepEqual(only(store).state, { lifecycle: 'open', freshness: 'stale' });
      replaceIn(store, edited, '    run("SELECT x" + name)\n', '');
      assert.deepEqual(only(store).state, { lifecycle: 'open', freshness: 'stale' });
    });

    it('find the evidence again when a formatter replaces the whole text', () => {
      scan(store, TEXT, [at(FIRST)]);
      const formatted = `# formatted\n${TEXT.replaceAll('    ', '\t')}`;
      store.edit(ID, [{ offset: 0, length: TEXT.length, text: formatted }], formatted);
      assert.equal(textOf(formatted, only(store).finding), FIRST);
      assert.equal(only(store).state.freshness, 'current');
    });

    it('catch up with a text that changed while nobody watched', () => {
      scan(store, TEXT, [at(FIRST), at(SECOND)]);
      const now = `# moved\n${TEXT}`.replace('SELECT a', 'SELECT other');
      store.sync(ID, now);
      const [first, second] = store.records(ID);
      assert.equal(first?.state.freshness, 'stale');
      assert.equal(second?.state.freshness, 'current');
      assert.ok(second);
      assert.equal(textOf(now, second.finding), SECOND);
    });
  });

  describe('late results', () => {
    it('are moved through the edits made since their text was taken', () => {
      const ticket = store.openTicket(ID, TEXT);
      const after = replaceIn(store, TEXT, 'def', 'import os\ndef');
      ticket.apply({ path: 'app/orders.py', findings: [at(FIRST)], coverage: EMBEDDED });
      ticket.dispose();
      assert.equal(textOf(after, only(store).finding), FIRST);
      assert.equal(only(store).state.freshness, 'current');
    });

    it('are stale, not dropped, when their evidence was rewritten meanwhile', () => {
      const ticket = store.openTicket(ID, TEXT);
      replaceIn(store, TEXT, 'SELECT a', 'SELECT z');
      ticket.apply({ path: 'app/orders.py', findings: [at(FIRST)], coverage: EMBEDDED });
      assert.equal(only(store).state.freshness, 'stale');
    });
  });

  describe('lifecycle', () => {
    it('is fixed when a complete scan sees nothing of the class any more', () => {
      scan(store, TEXT, [at(FIRST)]);
      scan(store, TEXT, []);
      assert.equal(only(store).state.lifecycle, 'fixed');
      assert.equal(isShown(only(store)), false);
    });

    it('is not fixed by an incomplete scan', () => {
      scan(store, TEXT, [at(FIRST)]);
      scan(store, TEXT, [], { embedded: 'incomplete' });
      assert.equal(only(store).state.lifecycle, 'open');
    });

    it('reopens when the finding comes back', () => {
      scan(store, TEXT, [at(FIRST)]);
      scan(store, TEXT, []);
      scan(store, TEXT, [at(FIRST)]);
      assert.deepEqual(only(store).state, { lifecycle: 'open', freshness: 'current' });
    });

    it('carries over to the rewritten evidence of the same problem', () => {
      scan(store, TEXT, [at(FIRST)]);
      const after = replaceIn(store, TEXT, 'SELECT a', 'SELECT  *, a');
      scan(store, after, [findingAt(after, 'run("SELECT  *, a" + name)')]);
      assert.deepEqual(only(store).state, { lifecycle: 'open', freshness: 'current' });
    });

    it('cannot tell while another of the class is left in the same symbol', () => {
      scan(store, TEXT, [at(FIRST), at(SECOND)]);
      scan(store, TEXT, [at(SECOND)]);
      const [gone, left] = store.records(ID);
      assert.equal(gone?.state.lifecycle, 'cannot-tell');
      assert.equal(left?.state.lifecycle, 'open');
      scan(store, TEXT, []);
      assert.deepEqual(
        store.records(ID).map((record) => record.state.lifecycle),
        ['fixed', 'fixed'],
      );
    });
  });

  describe('two engines', () => {
    it("do not lose the model's finding when the model does not mention it again", () => {
      scan(store, TEXT, [at(FIRST, gemini)], BOTH);
      scan(store, TEXT, [], BOTH);
      assert.deepEqual(only(store).state, { lifecycle: 'open', freshness: 'current' });
    });

    it("leave the model's finding alone when only the offline engine ran", () => {
      scan(store, TEXT, [at(FIRST, gemini)], BOTH);
      const after = replaceIn(store, TEXT, 'SELECT a', 'SELECT z');
      scan(store, after, [], EMBEDDED);
      assert.deepEqual(only(store).state, { lifecycle: 'open', freshness: 'stale' });
      scan(store, after, [], BOTH);
      assert.equal(only(store).state.lifecycle, 'fixed');
    });

    it('keep what both said when only the offline engine looks again', () => {
      const both = { engine: 'both', model: 'm', promptVersion: '1' } as const;
      scan(store, TEXT, [at(FIRST, { provenance: both })], BOTH);
      scan(store, TEXT, [at(FIRST)], EMBEDDED);
      assert.deepEqual(only(store).finding.provenance, both);
    });

    it("keep the model's word when the offline engine takes its own back", () => {
      scan(store, TEXT, [at(FIRST, { provenance: { engine: 'both', model: 'm', promptVersion: '1' } })], BOTH);
      scan(store, TEXT, [], EMBEDDED);
      assert.equal(only(store).finding.provenance.engine, 'gemini');
      assert.equal(only(store).state.lifecycle, 'open');
    });

    it("are not fixed by the model's silence about a text that was edited meanwhile", () => {
      scan(store, TEXT, [at(FIRST, gemini)], BOTH);
      const ticket = store.openTicket(ID, TEXT);
      replaceIn(store, TEXT, 'SELECT a', 'SELECT z');
      ticket.apply({ path: 'app/orders.py', findings: [], coverage: BOTH });
      assert.deepEqual(only(store).state, { lifecycle: 'open', freshness: 'stale' });
    });

    it('are one finding when the model quotes another part of the same place', () => {
      scan(store, TEXT, [at(FIRST, gemini)], BOTH);
      scan(store, TEXT, [at(`def find(name):\n    ${FIRST}`, gemini)], BOTH);
      assert.equal(store.records(ID).length, 1);
      scan(store, TEXT, [at(SECOND, gemini)], BOTH);
      assert.equal(store.records(ID).length, 2);
    });

    it('keep the severity of both when the review fails', () => {
      const both = { engine: 'both', model: 'm', promptVersion: '1' } as const;
      scan(store, TEXT, [at(FIRST, { provenance: both })], BOTH);
      scan(store, TEXT, [at(FIRST, { severity: 'medium' })], EMBEDDED);
      assert.equal(only(store).finding.severity, 'critical');
      scan(store, TEXT, [at(FIRST, { severity: 'medium' })], { embedded: 'complete', gemini: 'incomplete' });
      assert.equal(only(store).finding.severity, 'critical');
    });

    it('change nothing when Gemini failed', () => {
      scan(store, TEXT, [at(FIRST), at(SECOND, gemini)], BOTH);
      scan(store, TEXT, [at(FIRST)], { embedded: 'complete', gemini: 'incomplete' });
      assert.deepEqual(
        store.records(ID).map((record) => record.state.lifecycle),
        ['open', 'open'],
      );
    });
  });

  describe('refutation', () => {
    const finding = at(FIRST);
    const refutation: Refutation = {
      guard: 'if name in NAMES',
      guardRange: { start: 0, end: 3 },
      model: 'm',
      overruled: false,
    };
    const refuted = new Map([[finding.fingerprint, refutation]]);

    it('hides the finding, and a person can take it back for good', () => {
      scan(store, TEXT, [finding], BOTH, refuted);
      assert.equal(isShown(only(store)), false);
      store.overrule(ID, finding.fingerprint, true);
      assert.equal(isShown(only(store)), true);
      scan(store, TEXT, [finding], BOTH, refuted);
      assert.equal(isShown(only(store)), true);
    });

    it('ends with an edit of its guard, and with any other in the same symbol', () => {
      const guarded = `def find(name):\n    if name not in NAMES: return\n    ${FIRST}\n\ndef other():\n    pass\n`;
      const end = guarded.indexOf('\n\ndef other');
      const symbol = { name: 'find', range: { start: 0, end } };
      const found = findingAt(guarded, FIRST);
      const inFind = { ...found, subject: { ...found.subject, symbol } };
      const guard = 'if name not in NAMES: return';
      const guardRange = { start: guarded.indexOf(guard), end: guarded.indexOf(guard) + guard.length };
      const said = new Map([[inFind.fingerprint, { guard, guardRange, model: 'm', overruled: false }]]);
      for (const [from, to, shown] of [
        ['pass', 'return 1', false],
        [guard, 'log(name)', true],
        [`\n    ${FIRST}`, `\n    name = raw()\n    ${FIRST}`, true],
      ] as const) {
        store.clear();
        scan(store, guarded, [inFind], BOTH, said);
        const after = replaceIn(store, guarded, from, to);
        assert.equal(isShown(only(store)), shown, from);
        scan(store, after, [inFind], EMBEDDED);
        assert.equal(isShown(only(store)), shown, `${from}, scanned again offline`);
      }
    });

    it('does not hide a finding when its guard was edited while the model was thinking', () => {
      const ticket = store.openTicket(ID, TEXT);
      replaceIn(store, TEXT, 'def find', 'def  find');
      ticket.apply({ path: 'app/orders.py', findings: [finding], coverage: BOTH, refutations: refuted });
      assert.equal(isShown(only(store)), true);
    });

    it('ends when the model confirms the finding, though it could not answer for all of the file', () => {
      scan(store, TEXT, [finding], BOTH, refuted);
      const both = { engine: 'both', model: 'm', promptVersion: '1' } as const;
      scan(store, TEXT, [at(FIRST, { provenance: both })], { embedded: 'complete', gemini: 'incomplete' });
      assert.equal(isShown(only(store)), true);
    });

    it('stays overruled through reviews that do not repeat it', () => {
      scan(store, TEXT, [finding], BOTH, refuted);
      store.overrule(ID, finding.fingerprint, true);
      scan(store, TEXT, [finding], BOTH);
      scan(store, TEXT, [finding], BOTH, refuted);
      assert.equal(isShown(only(store)), true);
    });

    it('lasts through offline scans and ends with a review that does not repeat it', () => {
      scan(store, TEXT, [finding], BOTH, refuted);
      scan(store, TEXT, [finding], EMBEDDED);
      assert.equal(isShown(only(store)), false);
      scan(store, TEXT, [finding], BOTH);
      assert.equal(isShown(only(store)), true);
    });
  });

  it('applies ignore entries to what is there and to what comes', () => {
    const finding = at(FIRST);
    const entry = {
      rule: 'sql-injection',
      file: 'app/orders.py',
      fingerprint: finding.fingerprint,
      reason: 'a test tool',
      date: '2026-01-31',
    };
    scan(store, TEXT, [finding]);
    store.setIgnores(() => ({ entries: [entry], problems: [] }));
    assert.deepEqual(only(store).state.ignored, { scope: 'finding', reason: 'a test tool', date: '2026-01-31' });
    assert.equal(isShown(only(store)), false);
    scan(store, TEXT, [finding]);
    assert.equal(isShown(only(store)), false);
    store.setIgnores(() => ({ entries: [], problems: [] }));
    assert.equal(isShown(only(store)), true);
  });

  it('keeps findings and states through a rename', () => {
    scan(store, TEXT, [at(FIRST)]);
    store.rename(ID, 'file:///app/sales.py', 'app/sales.py');
    assert.equal(store.records(ID).length, 0);
    assert.equal(store.records('file:///app/sales.py').length, 1);
    assert.equal(store.pathOf('file:///app/sales.py'), 'app/sales.py');
  });

  it('forgets on clear, while a scan under way still delivers', () => {
    scan(store, TEXT, [at(FIRST)]);
    const ticket = store.openTicket(ID, TEXT);
    store.clear();
    assert.deepEqual(store.documents(), []);
    ticket.apply({ path: 'app/orders.py', findings: [at(FIRST)], coverage: EMBEDDED });
    assert.deepEqual(store.documents(), [ID]);
  });
});
