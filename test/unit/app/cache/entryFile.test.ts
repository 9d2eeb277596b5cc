import assert from 'node:assert/strict';
import type { CachedDocument } from '../../../../src/app/cache/cachedDocument.ts';
import {
  entryBytes,
  entryName,
  isEntryName,
  LARGEST_ENTRY_BYTES,
  readEntry,
} from '../../../../src/app/cache/entryFile.ts';
import { hashOf, markOf } from '../../../../src/app/cache/textMark.ts';
import { Random } from '../../../support/random.ts';
import { cachedRecord, fullDocument, ID, QUERY, TEXT } from './sampleDocuments.ts';

const NAME = entryName(ID);

/** What a program would write that knows our format and means no good. */
function forged(json: string, version = '1'): Uint8Array {
  const body = Buffer.from(json);
  return Buffer.concat([Buffer.from(`palisade-findings ${version} ${hashOf(body)}\n`), body]);
}

/** Everything that whoever renders a document relies on. */
function assertSound(document: CachedDocument): void {
  const { length } = document.text;
  for (const { finding, refutation } of document.records) {
    const ranges = [finding.subject.range, finding.subject.symbol.range, ...finding.trace.map(({ range }) => range)];
    for (const { start, end } of [...ranges, ...(refutation ? [refutation.guardRange] : [])]) {
      assert.ok(Number.isInteger(start) && start >= 0 && start <= end && end <= length);
    }
    assert.equal(typeof finding.title, 'string');
    assert.equal(typeof finding.evidence.quote, 'string');
  }
  assert.ok(document.look === undefined || ['complete', 'partial', 'failed'].includes(document.look.outcome.status));
}

describe('a document of the cache on disk', () => {
  it('is read as it was written', () => {
    const document = fullDocument();
    assert.deepEqual(readEntry(NAME, entryBytes(document)), document);
  });

  it('may lack what can be absent', () => {
    const { scanned, look, ...rest } = fullDocument({ records: [] });
    assert.ok(scanned && look);
    assert.deepEqual(readEntry(NAME, entryBytes(rest)), rest);
  });

  it('keeps every character, half ones too', () => {
    const title = 'é — \u2028 \ud83c \0 "quoted" \\ 茶';
    const document = fullDocument({ records: [cachedRecord(QUERY, undefined, { title })] });
    assert.deepEqual(readEntry(NAME, entryBytes(document)), document);
  });

  it('has a name that says nothing of the document, and fits every file system', () => {
    assert.match(NAME, /^[0-9a-f]{40}\.json$/);
    assert.ok(isEntryName(NAME));
    for (const other of [`${NAME}.tmp`, 'gemini-usage.json', `../${NAME}`, NAME.toUpperCase()]) {
      assert.ok(!isEntryName(other), other);
    }
  });

  it('holds the text of no document', () => {
    const written = Buffer.from(entryBytes(fullDocument())).toString();
    assert.ok(written.includes(JSON.stringify(QUERY)), 'the evidence is quoted');
    assert.ok(!written.includes('return []'));
  });

  it('is nothing when it is cut off, wherever', () => {
    const bytes = entryBytes(fullDocument());
    for (let length = 0; length < bytes.length; length++) {
      assert.deepEqual(readEntry(NAME, bytes.subarray(0, length)), { problem: 'damaged' }, `at ${length}`);
    }
  });

  it('is nothing when a bit of it is flipped, whichever', () => {
    const bytes = entryBytes(fullDocument());
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Uint8Array.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        assert.ok('problem' in readEntry(NAME, flipped), `bit ${bit} of byte ${at}`);
      }
    }
  });

  it('is nothing when something follows it', () => {
    assert.deepEqual(readEntry(NAME, Buffer.concat([entryBytes(fullDocument()), Buffer.from(' ')])), {
      problem: 'damaged',
    });
  });

  it('is nothing under the name of another document', () => {
    assert.deepEqual(readEntry(entryName(`${ID}x`), entryBytes(fullDocument())), { problem: 'invalid' });
  });

  it('is nothing when another version wrote it', () => {
    assert.deepEqual(readEntry(NAME, forged(JSON.stringify(fullDocument()), '2')), { problem: 'other-version' });
  });

  it('is nothing when it is larger than any that is written', () => {
    assert.deepEqual(readEntry(NAME, new Uint8Array(LARGEST_ENTRY_BYTES + 1)), { problem: 'too-large' });
  });

  for (const json of ['', '{', 'null', '[]', '"text"', '7', '{}', '{"__proto__":{}}', '['.repeat(100_000)]) {
    it(`is nothing when its checksum is right and it says ${json.slice(0, 20) || 'nothing'}`, () => {
      assert.deepEqual(readEntry(NAME, forged(json)), { problem: 'invalid' });
    });
  }

  it('is nothing when a range leaves the text, or is none', () => {
    const broken = [
      { start: 0, end: TEXT.length + 1 },
      { start: 5, end: 4 },
      { start: -1, end: 4 },
      { start: 0.5, end: 4 },
    ];
    for (const range of broken) {
      const record = cachedRecord(QUERY);
      const { subject } = record.finding;
      const withRange = (finding: Partial<typeof record.finding>) =>
        fullDocument({ records: [{ ...record, finding: { ...record.finding, ...finding } }] });
      for (const document of [
        withRange({ subject: { ...subject, range } }),
        withRange({ subject: { ...subject, symbol: { name: 'find', range } } }),
        withRange({ trace: [{ range, message: 'here' }] }),
        fullDocument({
          records: [{ ...record, refutation: { guard: 'g', guardRange: range, model: 'm', overruled: false } }],
        }),
      ]) {
        assert.deepEqual(readEntry(NAME, forged(JSON.stringify(document))), { problem: 'invalid' });
      }
    }
  });

  it('is sound or nothing, whatever somebody with the right checksum has put in', function () {
    this.timeout(60_000);
    const random = new Random(20260115);
    const strange: unknown[] = [
      null,
      -1,
      0.5,
      1e308,
      '',
      'x',
      [],
      {},
      true,
      'x'.repeat(30_000),
      [[]],
      { kind: 'code' },
    ];
    let sound = 0;
    const runs = 5_000;
    for (let run = 0; run < runs; run++) {
      const value = JSON.parse(JSON.stringify(fullDocument())) as unknown;
      mutate(value, random, strange);
      const read = readEntry(NAME, forged(JSON.stringify(value)));
      if ('problem' in read) continue;
      sound++;
      assertSound(read);
    }
    assert.ok(sound > 0 && sound < runs / 2, `${sound} of ${runs} were taken for sound`);
  });

  it('is read as written, whatever was found', () => {
    const random = new Random(7);
    for (let run = 0; run < 500; run++) {
      const records = Array.from({ length: random.below(8) }, () => {
        const start = random.below(TEXT.length);
        const range = { start, end: start + random.below(TEXT.length - start) };
        const record = cachedRecord(QUERY, {
          lifecycle: random.pick(['open', 'handed-off', 'fixed', 'still-present', 'moved', 'cannot-tell']),
          freshness: random.pick(['current', 'stale']),
        });
        return { ...record, finding: { ...record.finding, subject: { ...record.finding.subject, range } } };
      });
      const document = fullDocument({ records, text: markOf(TEXT), at: random.next() * 1e13 });
      assert.deepEqual(readEntry(NAME, entryBytes(document)), document);
    }
  });
});

/** Changes, adds or takes away one thing somewhere below `value`. */
function mutate(value: unknown, random: Random, strange: readonly unknown[]): void {
  let at = value as Record<string, unknown>;
  for (;;) {
    const key = random.pick(Object.keys(at));
    const next = at[key];
    const isDeeper = typeof next === 'object' && next !== null && Object.keys(next).length > 0;
    if (isDeeper && random.below(5) > 0) {
      at = next as Record<string, unknown>;
      continue;
    }
    if (random.below(4) === 0) Reflect.deleteProperty(at, key);
    else if (random.below(6) === 0) at['strange'] = random.pick(strange);
    else at[key] = typeof next === 'number' && random.below(2) === 0 ? random.below(400) : random.pick(strange);
    return;
  }
}
