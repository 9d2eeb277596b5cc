import assert from 'node:assert/strict';
import { cleanModelText } from '../../../src/findings/modelText.ts';
import { Random } from '../../support/random.ts';

describe('cleanModelText', () => {
  it('takes out what is not seen', () => {
    const hidden = [
      '\u0000',
      '\u0007',
      '\u001b',
      '\u007f',
      '\u0090',
      '\u00ad',
      '\u200b',
      '\u200d',
      '\u202e',
      '\u2066',
      '\u2060',
      '\ufeff',
      '\u{e0041}',
      '\ufe0f',
      '\ud800',
    ];
    for (const character of hidden) {
      assert.equal(cleanModelText(`a${character}b`, 100, 'one-line'), 'ab', JSON.stringify(character));
    }
  });

  it('makes one line where one is wanted, and keeps paragraphs where they are', () => {
    assert.equal(cleanModelText('a\r\nb\u2028c\td', 100, 'one-line'), 'a b c d');
    assert.equal(cleanModelText(' a \r\n\r\n\r\n b\rc ', 100, 'multi-line'), 'a\n\n b\nc');
  });

  it('cuts without breaking a character', () => {
    assert.equal(cleanModelText('abcdef', 4, 'one-line'), 'abc…');
    assert.equal(cleanModelText('ab🦊cd', 4, 'one-line'), 'ab…');
  });

  it('keeps to its bounds for any text', () => {
    const random = new Random(5);
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: random.below(60) }, () => String.fromCharCode(random.below(0x10000))).join('');
      const cleaned = cleanModelText(text, 20, random.pick(['one-line', 'multi-line']));
      assert.ok(cleaned.length <= 20);
      assert.doesNotMatch(cleaned, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  });
});
