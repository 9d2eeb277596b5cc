import assert from 'node:assert/strict';
import { followEdits, shiftRange, type TextEdit } from '../../../src/findings/edits.ts';
import { findingAt, textOf } from './samples.ts';

const edit = (offset: number, length: number, text: string): TextEdit => ({ offset, length, text });

describe('shiftRange', () => {
  const range = { start: 10, end: 20 };

  it('moves with edits before it and stays with edits behind it', () => {
    assert.deepEqual(shiftRange(range, [edit(0, 0, 'abc')]), { range: { start: 13, end: 23 }, touched: false });
    assert.deepEqual(shiftRange(range, [edit(2, 5, 'x')]), { range: { start: 6, end: 16 }, touched: false });
    assert.deepEqual(shiftRange(range, [edit(25, 3, 'zzz')]), { range, touched: false });
  });

  it('does not take in text inserted at its borders', () => {
    assert.deepEqual(shiftRange(range, [edit(10, 0, 'ab')]), { range: { start: 12, end: 22 }, touched: false });
    assert.deepEqual(shiftRange(range, [edit(20, 0, 'ab')]), { range, touched: false });
    assert.deepEqual(shiftRange(range, [edit(8, 2, '')]), { range: { start: 8, end: 18 }, touched: false });
  });

  it('is touched by edits inside and across its borders', () => {
    assert.deepEqual(shiftRange(range, [edit(12, 2, 'abcd')]), { range: { start: 10, end: 22 }, touched: true });
    assert.deepEqual(shiftRange(range, [edit(8, 5, '')]), { range: { start: 8, end: 15 }, touched: true });
    assert.deepEqual(shiftRange(range, [edit(18, 5, '')]), { range: { start: 10, end: 18 }, touched: true });
    assert.deepEqual(shiftRange(range, [edit(5, 30, '')]), { range: { start: 5, end: 5 }, touched: true });
  });

  it('applies all edits of one event, whatever their order, in terms of the text before it', () => {
    const batch = [edit(0, 0, 'abc'), edit(30, 1, ''), edit(5, 2, '')];
    const expected = { range: { start: 11, end: 21 }, touched: false };
    assert.deepEqual(shiftRange(range, batch), expected);
    assert.deepEqual(shiftRange(range, [...batch].reverse()), expected);
  });

  it('follows the text that it marks through random edits elsewhere', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 500; round++) {
      let text = `${'a'.repeat(random(40))}<evidence>${'b'.repeat(random(40))}`;
      let current = { start: text.indexOf('<'), end: text.indexOf('>') + 1 };
      for (let step = 0; step < 8; step++) {
        const before = random(2) === 0;
        const space = before ? current.start : text.length - current.end;
        const length = random(space + 1);
        const offset = (before ? 0 : current.end) + random(space - length + 1);
        const inserted = 'x'.repeat(random(6));
        text = text.slice(0, offset) + inserted + text.slice(offset + length);
        const shifted = shiftRange(current, [edit(offset, length, inserted)]);
        assert.equal(shifted.touched, false);
        current = shifted.range;
        assert.equal(text.slice(current.start, current.end), '<evidence>');
      }
    }
  });

  it('never leaves the text, never turns inside out', () => {
    let seed = 11;
    const random = (below: number): number => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 2000; round++) {
      const size = 1 + random(60);
      const start = random(size);
      const end = start + random(size - start + 1);
      const offset = random(size + 1);
      const length = random(size - offset + 1);
      const inserted = random(10);
      const shifted = shiftRange({ start, end }, [edit(offset, length, 'x'.repeat(inserted))]).range;
      const after = size - length + inserted;
      assert.ok(
        0 <= shifted.start && shifted.start <= shifted.end && shifted.end <= after,
        JSON.stringify({ start, end, offset, length, inserted, shifted }),
      );
    }
  });
});

describe('followEdits', () => {
  const text = 'one\nrun(x)\ntwo\nrun(x)\n';
  const finding = findingAt(text, 'run(x)');

  it('says nothing about freshness when the evidence was not touched', () => {
    const after = `# top\n${text}`;
    const followed = followEdits(finding, [[edit(0, 0, '# top\n')]], after);
    assert.equal('freshness' in followed, false);
    assert.equal(textOf(after, followed.finding), 'run(x)');
  });

  it('is stale after an edit of the evidence, although the same line stands elsewhere', () => {
    const followed = followEdits(finding, [[edit(8, 1, 'y')]], text.replace('run(x)', 'run(y)'));
    assert.equal(followed.freshness, 'stale');
    assert.equal(followed.finding.subject.range.start, 4);
  });

  it('is current again after an undo', () => {
    const followed = followEdits(finding, [[edit(8, 1, 'yy')], [edit(8, 2, 'x')]], text);
    assert.equal(followed.freshness, 'current');
    assert.equal(textOf(text, followed.finding), 'run(x)');
  });

  it('finds the evidence inside text that replaced its surroundings, nearest first', () => {
    const formatted = text.replaceAll('run(x)', '\trun(x)');
    const followed = followEdits(finding, [[edit(0, text.length, formatted)]], formatted);
    assert.equal(followed.freshness, 'current');
    assert.equal(followed.finding.subject.range.start, 5);
  });

  it('cannot look for masked evidence', () => {
    const masked = { ...finding, evidence: { quote: 'run(x)', masked: true } };
    assert.equal(followEdits(masked, [[edit(0, text.length, text)]], text).freshness, 'stale');
  });
});
