import assert from 'node:assert/strict';
import { cellsOf, printable, widthOf, wrapped } from '../../../src/cli/printable.ts';

const ESC = '\u001b';

describe('printable', () => {
  it('shows control characters instead of passing them on', () => {
    assert.equal(printable(`a${ESC}[2J\u0007\r\n\u007fz`), 'a␛[2J␇␍␊␡z');
    assert.equal(printable('\u009b31m'), '<U+009B>31m');
  });

  it('shows what turns or hides text', () => {
    assert.equal(printable('a\u202eb\u2066c\u200bd\ufeffe'), 'a<U+202E>b<U+2066>c<U+200B>d<U+FEFF>e');
    assert.equal(printable('\u{e0041}'), '<U+E0041>');
    assert.equal(printable('\u2028'), '<U+2028>');
  });

  it('shows half a surrogate pair, which no terminal could', () => {
    assert.equal(printable('\ud83d!'), '<U+D83D>!');
  });

  it('leaves ordinary text of any script as it is', () => {
    const text = 'Grüße, 世界, שלום, e\u0301, 🍵';
    assert.equal(printable(text), text);
  });

  it('lets no unit through that is a control, whatever the text', () => {
    const all = Array.from({ length: 0x3000 }, (_, unit) => String.fromCharCode(unit)).join('x');
    // eslint-disable-next-line no-control-regex -- what must not be there
    assert.doesNotMatch(printable(all), /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  });
});

describe('cellsOf', () => {
  it('counts the columns of wide, combining and invisible characters', () => {
    assert.deepEqual(
      cellsOf('a世e\u0301🍵').map(({ width, length }) => [width, length]),
      [
        [1, 1],
        [2, 1],
        [1, 1],
        [0, 1],
        [2, 2],
      ],
    );
  });

  it('takes tabs to the next stop', () => {
    assert.deepEqual(
      cellsOf('\ta\tb').map(({ shown }) => shown),
      ['    ', 'a', '   ', 'b'],
    );
  });
});

describe('wrapped', () => {
  it('breaks between words and keeps the paragraphs', () => {
    assert.deepEqual(wrapped('one two three\nfour', 8), ['one two', 'three', 'four']);
  });

  it('measures in columns', () => {
    assert.deepEqual(wrapped('世界 世界', 8), ['世界', '世界']);
    assert.ok(wrapped('世界 世界 世界', 10).every((line) => widthOf(line) <= 10));
  });

  it('gives a word that is too wide a line for itself', () => {
    assert.deepEqual(wrapped('a incomprehensible b', 6), ['a', 'incomprehensible', 'b']);
  });

  it('always has a line', () => {
    assert.deepEqual(wrapped('', 10), ['']);
  });
});
