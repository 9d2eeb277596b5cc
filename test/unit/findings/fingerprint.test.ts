import assert from 'node:assert/strict';
import { withFingerprints } from '../../../src/findings/fingerprint.ts';
import { draftAt, findingAt } from './samples.ts';

const TEXT = 'def find(name):\n    cursor.execute("SELECT * FROM t WHERE n = " + name)\n';
const QUOTE = 'cursor.execute("SELECT * FROM t WHERE n = " + name)';

describe('fingerprint', () => {
  const original = findingAt(TEXT, QUOTE).fingerprint;

  it('survives edits elsewhere, other indentation and other line ends', () => {
    assert.equal(findingAt(`import os\n\n${TEXT}`, QUOTE).fingerprint, original);
    assert.equal(findingAt(TEXT.replace('    ', '\t'), QUOTE).fingerprint, original);
    assert.equal(findingAt(TEXT.replaceAll('\n', '\r\n'), QUOTE).fingerprint, original);
  });

  it('is the same for two engines that quote different parts of the same line', () => {
    assert.equal(findingAt(TEXT, '"SELECT * FROM t WHERE n = " + name').fingerprint, original);
  });

  it('does not depend on title, severity or engine', () => {
    const other = findingAt(TEXT, QUOTE, { title: 'Other words', severity: 'low', provenance: { engine: 'gemini' } });
    assert.equal(other.fingerprint, original);
  });

  it('changes with the evidence, the class and the enclosing symbol', () => {
    assert.notEqual(findingAt(TEXT.replace('+ name)', '+ title)'), 'cursor.execute').fingerprint, original);
    assert.notEqual(findingAt(TEXT, QUOTE, { problemClass: 'command-injection' }).fingerprint, original);
    const symbol = { name: 'other', range: { start: 0, end: 9 } };
    const subject = { ...draftAt(TEXT, QUOTE).subject, symbol };
    assert.notEqual(findingAt(TEXT, QUOTE, { subject }).fingerprint, original);
  });

  it('tells equal lines apart by their order, whatever the order of the drafts', () => {
    const twice = `${TEXT}${TEXT.split('\n')[1] ?? ''}\n`;
    const first = draftAt(twice, QUOTE);
    const secondStart = twice.lastIndexOf(QUOTE);
    const second = {
      ...first,
      subject: { ...first.subject, range: { start: secondStart, end: secondStart + QUOTE.length } },
    };
    const forward = withFingerprints(twice, [first, second]);
    const backward = withFingerprints(twice, [second, first]);
    assert.deepEqual(forward, backward);
    assert.equal(forward[0]?.fingerprint, original);
    assert.notEqual(forward[1]?.fingerprint, original);
  });

  it('is the same for masked evidence of which two engines quote different parts', () => {
    const text = 'login("admin", "********")\n';
    const quoted = (quote: string): string => findingAt(text, quote, { evidence: { quote, masked: true } }).fingerprint;
    assert.equal(quoted('"********"'), quoted('login("admin", "********")'));
  });
});
