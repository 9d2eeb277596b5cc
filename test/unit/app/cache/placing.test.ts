import assert from 'node:assert/strict';
import { placeIn } from '../../../../src/app/cache/placing.ts';
import { markOf } from '../../../../src/app/cache/textMark.ts';
import { textOf } from '../../findings/samples.ts';
import { cachedRecord, fullDocument, ID, QUERY, REQUEST, TEXT } from './sampleDocuments.ts';

describe('what was kept of a document', () => {
  it('is as it was in the same text', () => {
    const document = fullDocument();
    const { same, text, records } = placeIn(TEXT, document, 'exact');
    assert.ok(same);
    assert.equal(text, TEXT);
    assert.deepEqual(
      records,
      document.records.map(({ finding, lifecycle, freshness, refutation }) => ({
        documentId: ID,
        finding,
        state: { lifecycle, freshness },
        ...(refutation ? { refutation } : {}),
      })),
    );
  });

  it('follows its evidence into another text, stale, without what rests on more than the evidence', () => {
    const changed = `# a line more\n${TEXT}`;
    const { same, text, records } = placeIn(changed, fullDocument(), 'exact');
    assert.ok(!same);
    assert.equal(text, changed);
    assert.deepEqual(
      records.map(({ finding, state }) => [textOf(changed, finding), state.freshness, state.lifecycle]),
      [
        [QUERY, 'stale', 'still-present'],
        [REQUEST, 'stale', 'open'],
      ],
    );
    assert.deepEqual(records[1]?.finding.trace, []);
  });

  it('has no place where its evidence is gone', () => {
    const changed = TEXT.replace('verify=False', 'timeout=3');
    const { records } = placeIn(changed, fullDocument(), 'exact');
    assert.deepEqual(
      records.map(({ finding }) => textOf(changed, finding)),
      [QUERY],
    );
  });

  it('has no place where its evidence stands twice', () => {
    const changed = `${TEXT}    ${REQUEST}\n`;
    const { records } = placeIn(changed, fullDocument(), 'exact');
    assert.deepEqual(
      records.map(({ finding }) => textOf(changed, finding)),
      [QUERY],
    );
  });

  it('has no place where two findings had the same evidence and one is left', () => {
    const twice = `${TEXT}    ${REQUEST}\n`;
    const first = cachedRecord(REQUEST, undefined, undefined, twice);
    const start = twice.lastIndexOf(REQUEST);
    const { subject } = first.finding;
    const range = { start, end: start + REQUEST.length };
    const second = { ...first, finding: { ...first.finding, subject: { ...subject, range } } };
    const document = fullDocument({ text: markOf(twice), records: [first, second] });
    assert.equal(placeIn(twice, document, 'exact').records.length, 2);
    assert.deepEqual(placeIn(TEXT, document, 'exact').records, []);
  });

  it('has no place inside a longer word', () => {
    const record = cachedRecord('eval(name', undefined, undefined, 'x = eval(name)');
    const document = fullDocument({ text: markOf('x = eval(name)'), records: [record] });
    assert.equal(placeIn('# moved\nx = eval(name)', document, 'exact').records.length, 1);
    assert.deepEqual(placeIn('x = eval(names)', document, 'exact').records, []);
    assert.deepEqual(placeIn('x = medieval(name)', document, 'exact').records, []);
  });

  it('has no place when its evidence is short, masked, or more than the place', () => {
    const text = 'secret = "hunter-22"\na(b)\n';
    const changed = `# moved\n${text}`;
    const masked = { quote: 'secret = "*********"', masked: true };
    const wider = { quote: 'secret = "hunter-22"', masked: false };
    for (const [quote, evidence] of [
      ['a(b)', { quote: 'a(b)', masked: false }],
      ['secret = "hunter-22"', masked],
      ['hunter-22', wider],
    ] as const) {
      const record = cachedRecord(quote, undefined, { evidence }, text);
      const document = fullDocument({ text: markOf(text), records: [record] });
      assert.equal(placeIn(text, document, 'exact').records.length, 1);
      assert.deepEqual(placeIn(changed, document, 'exact').records, [], quote);
    }
  });

  it('is shown again when what refuted it may have changed, and stays shown where a person overruled that', () => {
    const changed = `# moved\n${TEXT}`;
    const guard = 'if not name.isalnum():';
    for (const overruled of [false, true]) {
      const refutation = { guard, guardRange: { start: 0, end: guard.length }, model: 'm', overruled };
      const document = fullDocument({ records: [cachedRecord(QUERY, { refutation })] });
      const [record] = placeIn(changed, document, 'exact').records;
      const start = changed.indexOf(guard);
      const expected = { ...refutation, guardRange: { start, end: start + guard.length } };
      assert.deepEqual(record?.refutation, overruled ? expected : undefined);
    }
  });

  it('takes a file on disk for the same whatever its line ends, but not a document of the editor', () => {
    const mixed = TEXT.replace('\n', '\r\n').replace('[]\n', '[]\r');
    const kept = { lf: fullDocument(), crlf: fullDocument({ text: markOf(TEXT.replaceAll('\n', '\r\n')) }) };
    assert.equal(placeIn(mixed, kept.lf, 'any-line-ends').text, TEXT);
    assert.equal(placeIn(mixed, kept.crlf, 'any-line-ends').text, TEXT.replaceAll('\n', '\r\n'));
    assert.ok(!placeIn(mixed, kept.lf, 'exact').same);
  });
});
