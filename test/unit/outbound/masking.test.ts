import assert from 'node:assert/strict';
import { LineIndex } from '../../../src/findings/lineIndex.ts';
import { maskSecrets } from '../../../src/outbound/masking.ts';

function at(start: number, end: number): { range: { start: number; end: number } } {
  return { range: { start, end } };
}

describe('maskSecrets', () => {
  it('masks in place and leaves the rest alone', () => {
    const masked = maskSecrets('key = "abc"; x', [at(7, 10)]);
    assert.deepEqual(masked, { text: 'key = "***"; x', count: 1, ranges: [{ start: 7, end: 10 }] });
  });

  it('keeps every line and column, whatever the line ends', () => {
    const text = 'a\r\nsecret\rover\nlines 🔑 b';
    const masked = maskSecrets(text, [at(2, 21)]);
    const before = new LineIndex(text);
    const after = new LineIndex(masked.text);
    assert.equal(masked.text.length, text.length);
    for (let offset = 0; offset <= text.length; offset++) {
      assert.deepEqual(after.positionAt(offset), before.positionAt(offset));
    }
  });

  it('joins overlapping ranges in any order, keeps neighbours apart, counts the secrets', () => {
    const masked = maskSecrets('0123456789', [at(6, 8), at(1, 3), at(2, 5), at(5, 6)]);
    assert.equal(masked.text, '0*******89');
    assert.equal(masked.count, 4);
    assert.deepEqual(masked.ranges, [
      { start: 1, end: 5 },
      { start: 5, end: 6 },
      { start: 6, end: 8 },
    ]);
  });

  it('clamps ranges to the text and ignores empty ones', () => {
    assert.deepEqual(maskSecrets('abc', [at(-5, 1), at(2, 99), at(1, 1)]).text, '*b*');
  });

  it('changes nothing when applied to its own result', () => {
    const once = maskSecrets('x = "abcdef"', [at(5, 11)]);
    assert.equal(maskSecrets(once.text, [at(5, 11)]).text, once.text);
  });
});
