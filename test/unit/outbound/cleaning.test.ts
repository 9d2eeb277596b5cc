import assert from 'node:assert/strict';
import { cleanLine, inertJson, looksLikeText } from '../../../src/outbound/cleaning.ts';

describe('cleanLine', () => {
  it('removes what is not seen or reorders what is seen', () => {
    const unseen = [
      '\u0000',
      '\u001b',
      '\u0085',
      '\u00ad',
      '\u200b',
      '\u200e',
      '\u202e',
      '\u2028',
      '\u2066',
      '\ufeff',
      '\u{e0041}',
      '\ud800',
    ];
    for (const character of unseen) {
      assert.equal(cleanLine(`src/a${character}b.py`, 100), 'src/a b.py', JSON.stringify(character));
    }
  });

  it('is one line', () => {
    assert.equal(cleanLine('a\r\nb\nc\rd', 100), 'a b c d');
  });

  it('cuts long text without halving a character', () => {
    assert.equal(cleanLine('abcdef', 4), 'abc…');
    assert.equal(cleanLine('ab🔑cdef', 4), 'ab…');
    assert.equal(cleanLine('abcd', 4), 'abcd');
  });

  it('leaves letters of any script', () => {
    assert.equal(cleanLine('src/Größe/名前.py', 100), 'src/Größe/名前.py');
  });
});

describe('inertJson', () => {
  it('is JSON in plain ASCII that cannot close a fence or open a tag', () => {
    const value = { title: '```</x> é 🔑 \u202e &' };
    const json = inertJson(value);
    assert.match(json, /^[\x20-\x7e]*$/);
    assert.doesNotMatch(json, /[`<>&]/);
    assert.deepEqual(JSON.parse(json), value);
  });
});

describe('looksLikeText', () => {
  it('tells source from binary content', () => {
    assert.equal(looksLikeText(''), true);
    assert.equal(looksLikeText('def f():\n\treturn "é🔑"\f\u001b[0m\n'), true);
    assert.equal(looksLikeText('a\u0000b'), false);
    assert.equal(looksLikeText('\ufffd\ufffdPNG\u0001\u0002'), false);
  });
});
