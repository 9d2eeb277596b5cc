import assert from 'node:assert/strict';
import { decodeText } from '../../../src/cli/decode.ts';

function bytes(...parts: (string | readonly number[])[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
}

describe('decodeText', () => {
  for (const [what, input, text] of [
    ['UTF-8', bytes('tea = "世界"\n'), 'tea = "世界"\n'],
    ['UTF-8 with a byte order mark', bytes([0xef, 0xbb, 0xbf], 'a = 1'), 'a = 1'],
    ['UTF-16 little endian', bytes([0xff, 0xfe, 0x61, 0, 0x16, 0x4e]), 'a世'],
    ['UTF-16 big endian', bytes([0xfe, 0xff, 0, 0x61, 0x4e, 0x16]), 'a世'],
    ['an empty file', bytes(), ''],
    ['only a byte order mark', bytes([0xef, 0xbb, 0xbf]), ''],
    ['terminal escapes', bytes('red = "\u001b[31m"'), 'red = "\u001b[31m"'],
  ] as const) {
    it(`reads ${what}`, () => {
      assert.deepEqual(decodeText(input), { kind: 'text', text, certain: true });
    });
  }

  it('reads what is not UTF-8 as Latin-1, and says that it is not certain', () => {
    const input = bytes('# Gr', [0xfc], 'ner Tee, ein ganzer Satz davon\nrun()\n');
    assert.deepEqual(decodeText(input), {
      kind: 'text',
      text: '# Grüner Tee, ein ganzer Satz davon\nrun()\n',
      certain: false,
    });
  });

  for (const [what, input] of [
    ['NUL bytes', bytes('text', [0], 'text')],
    ['UTF-16 without a byte order mark', bytes([0x61, 0, 0x62, 0])],
    ['UTF-16 that is cut off', bytes([0xff, 0xfe, 0x61])],
    ['mostly control characters', bytes([1, 2, 3, 4, 5, 6], 'abc')],
    ['noise without NUL bytes', bytes(Array.from({ length: 400 }, (_, index) => 1 + ((index * 97) % 255)))],
  ] as const) {
    it(`does not call ${what} text`, () => {
      assert.deepEqual(decodeText(input), { kind: 'not-text' });
    });
  }
});
