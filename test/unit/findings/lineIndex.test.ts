import assert from 'node:assert/strict';
import { LineIndex } from '../../../src/findings/lineIndex.ts';

describe('LineIndex', () => {
  it('counts LF, CRLF and a lone CR as one line end each, as VS Code does', () => {
    assert.equal(new LineIndex('a\nb\r\nc\rd').lineCount, 4);
    assert.equal(new LineIndex('\r\r\n\n').lineCount, 4);
    assert.equal(new LineIndex('').lineCount, 1);
    assert.equal(new LineIndex('a\n').lineCount, 2);
  });

  it('gives lines without their ends', () => {
    const lines = new LineIndex('one\r\n\r\nthree\rfour\n');
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((line) => lines.lineText(line)),
      ['one', '', 'three', 'four', ''],
    );
  });

  it('turns every offset into a position and back', () => {
    const text = 'ab\r\n\u{1F512}c\rd\n\ne';
    const lines = new LineIndex(text);
    for (let offset = 0; offset <= text.length; offset++) {
      const insideLineEnd = text[offset - 1] === '\r' && text[offset] === '\n';
      assert.equal(lines.offsetAt(lines.positionAt(offset)), insideLineEnd ? offset - 1 : offset, `offset ${offset}`);
    }
  });

  it('counts UTF-16 units: a character outside the basic plane is two', () => {
    assert.deepEqual(new LineIndex('\u{1F512}x').positionAt(2), { line: 0, character: 2 });
  });

  it('stays at the end of the line between CR and LF', () => {
    assert.deepEqual(new LineIndex('ab\r\nc').positionAt(3), { line: 0, character: 2 });
  });

  it('clamps what lies outside the text', () => {
    const lines = new LineIndex('ab\ncd');
    assert.deepEqual(lines.positionAt(-5), { line: 0, character: 0 });
    assert.deepEqual(lines.positionAt(99), { line: 1, character: 2 });
    assert.equal(lines.offsetAt({ line: 9, character: 0 }), 5);
    assert.equal(lines.offsetAt({ line: -1, character: 7 }), 0);
    assert.equal(lines.offsetAt({ line: 0, character: 99 }), 2);
    assert.throws(() => lines.lineRange(2), RangeError);
  });
});
