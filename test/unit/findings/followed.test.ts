import assert from 'node:assert/strict';
import { type Answer, type Coverage, isShown } from '../../../src/findings/reconcile.ts';
import type { CodeFinding } from '../../../src/findings/finding.ts';
import { FindingStore } from '../../../src/findings/store.ts';
import { findingAt } from './samples.ts';

const ID = 'file:///w/a.py';
const QUOTE = 'run("SELECT a" + name)';
const TEXT = `def find(name):\n    ${QUOTE}\n`;
const BY_MODEL = { provenance: { engine: 'gemini', model: 'm', promptVersion: '1' }, basis: 'review' } as const;

/** Findings that somebody waits for. */
describe('findings that are followed', () => {
  let store: FindingStore;

  beforeEach(() => {
    store = new FindingStore();
  });

  function scan(text: string, findings: readonly CodeFinding[], more: { coverage?: Coverage; answer?: Answer } = {}) {
    store.sync(ID, text);
    const ticket = store.openTicket(ID, text);
    const asked = store.records(ID).find(({ followed }) => followed)?.finding.fingerprint;
    ticket.apply({
      path: 'a.py',
      findings,
      coverage: more.coverage ?? { embedded: 'complete' },
      ...(more.answer && asked !== undefined ? { answers: new Map([[asked, more.answer]]) } : {}),
    });
    ticket.dispose();
  }

  function handOff(finding: CodeFinding): void {
    scan(TEXT, [finding], { coverage: { embedded: 'complete', gemini: 'complete' } });
    store.handOff(ID, [finding.fingerprint]);
  }

  const only = () => {
    const [record, ...others] = store.records(ID);
    assert.ok(record);
    assert.deepEqual(others, []);
    return record;
  };

  it('are handed off, found again and fixed under one name', () => {
    const finding = findingAt(TEXT, QUOTE);
    handOff(finding);
    assert.equal(only().state.lifecycle, 'handed-off');
    const as = only().followed?.as ?? '';
    const other = 'run("SELECT b" + name)';
    const rewritten = TEXT.replace(QUOTE, other);
    scan(rewritten, [findingAt(rewritten, other)]);
    assert.notEqual(only().finding.fingerprint, finding.fingerprint);
    assert.equal(store.followed(as), only());
    assert.equal(only().state.lifecycle, 'still-present');
    scan('def find(name):\n    pass\n', []);
    assert.equal(store.followed(as)?.state.lifecycle, 'fixed');
  });

  it('keep their name through edits and a rename, and lose it when nobody waits any more', () => {
    handOff(findingAt(TEXT, QUOTE));
    const as = only().followed?.as ?? '';
    store.edit(ID, [{ offset: 0, length: 0, text: '# note\n' }], `# note\n${TEXT}`);
    store.rename(ID, 'file:///w/b.py', 'b.py');
    assert.equal(store.followed(as)?.documentId, 'file:///w/b.py');
    store.unfollow(as);
    assert.equal(store.followed(as), undefined);
    assert.equal(store.allRecords()[0]?.state.lifecycle, 'open');
  });

  it('are still present, not open, when they are found again after nobody could tell', () => {
    const finding = findingAt(TEXT, QUOTE);
    handOff(finding);
    const two = `${TEXT}    run("SELECT c" + name)\n`;
    // Rewriting takes the nearest of its class: the third one is there before the first goes.
    scan(two, [finding, findingAt(two, 'run("SELECT c" + name)')]);
    const left = 'def find(name):\n    pass\n    run("SELECT c" + name)\n';
    scan(left, [findingAt(left, 'run("SELECT c" + name)')]);
    const followed = store.records(ID).find((record) => record.followed);
    assert.equal(followed?.state.lifecycle, 'cannot-tell');
    assert.ok(isShown(followed), 'it does not vanish from the views');
    scan(two, [finding, findingAt(two, 'run("SELECT c" + name)')]);
    assert.equal(store.records(ID).find((record) => record.followed)?.state.lifecycle, 'still-present');
    store.unfollow(followed.followed?.as ?? '');
    scan(left, [findingAt(left, 'run("SELECT c" + name)')]);
    const unfollowed = store.records(ID).find(({ state }) => state.lifecycle === 'cannot-tell');
    assert.ok(unfollowed && !isShown(unfollowed), 'nobody waits for it');
  });

  const CHANGED = `def find(name):\n    check(name)\n    ${QUOTE}\n`;
  const GONE = 'def find(name):\n    pass\n';
  for (const [answer, coverage, text, expected] of [
    ['confirmed', 'complete', CHANGED, 'still-present'],
    ['confirmed', 'incomplete', CHANGED, 'still-present'],
    ['refuted', 'complete', CHANGED, 'fixed'],
    ['refuted', 'complete', GONE, 'fixed'],
    ['refuted', 'complete', TEXT, 'cannot-tell'],
    ['refuted', 'complete', `${TEXT}# elsewhere\n`, 'cannot-tell'],
    ['refuted', 'incomplete', CHANGED, 'cannot-tell'],
    ['unproven', 'complete', CHANGED, 'cannot-tell'],
    ['unproven', 'complete', GONE, 'fixed'],
    ['unproven', 'incomplete', GONE, 'cannot-tell'],
    ['cannot-tell', 'complete', GONE, 'cannot-tell'],
  ] as const) {
    const what =
      text === GONE ? 'vanished evidence' : text === CHANGED ? 'a changed function' : 'an unchanged function';
    it(`are ${expected} when a ${coverage} review of ${what} answers: ${answer}`, () => {
      const quoted = findingAt(TEXT, QUOTE, BY_MODEL);
      const symbol = { name: 'find', range: { start: 0, end: TEXT.length } };
      handOff({ ...quoted, subject: { ...quoted.subject, symbol } });
      scan(text, [], { coverage: { embedded: 'complete', gemini: coverage }, answer });
      assert.equal(only().state.lifecycle, expected);
    });
  }

  it('are not fixed by an answer while another of their class is in the function', () => {
    handOff(findingAt(TEXT, QUOTE, BY_MODEL));
    const text = `${CHANGED}    query(name)\n`;
    const sibling = findingAt(text, 'query(name)');
    scan(text, [sibling], { coverage: { embedded: 'complete', gemini: 'complete' }, answer: 'refuted' });
    assert.ok(store.records(ID).every(({ state }) => state.lifecycle !== 'fixed'));
  });
});
