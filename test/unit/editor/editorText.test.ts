import assert from 'node:assert/strict';
import { asDocumentText, KnownText } from '../../../src/editor/editorText.ts';

describe('a text from disk as a document has it', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['no line end', 'a', 'a'],
    ['LF alone', 'a\nb\n', 'a\nb\n'],
    ['CRLF alone', 'a\r\nb\r\n', 'a\r\nb\r\n'],
    ['more LF than CRLF', 'a\r\nb\nc\n', 'a\nb\nc\n'],
    ['more CRLF than LF', 'a\r\nb\r\nc\n', 'a\r\nb\r\nc\r\n'],
    ['as many of both', 'a\r\nb\n', 'a\nb\n'],
    ['lone CR, which becomes CRLF', 'a\rb', 'a\r\nb'],
  ];
  for (const [title, text, expected] of cases) {
    it(`with ${title}`, () => {
      assert.equal(asDocumentText(text), expected);
    });
  }
});

describe('a text that is known again', () => {
  it('is compared to the letter while both are at hand', () => {
    assert.ok(new KnownText('a\nb').isSameAs(new KnownText('a\nb')));
    assert.ok(!new KnownText('a\nb').isSameAs(new KnownText('a\r\nb')));
  });

  it('is known by its mark once it was let go of', () => {
    const known = new KnownText('a\nb');
    known.release();
    assert.equal(known.text, undefined);
    assert.ok(known.isSameAs(new KnownText('a\nb')));
    assert.ok(new KnownText('a\r\nb').isSameAs(known));
    assert.ok(!known.isSameAs(new KnownText('a\nc')));
    assert.ok(known.isSameButForLineEnds('a\r\nb'));
    assert.ok(!known.isSameButForLineEnds('ab'));
    const other = new KnownText('a\nb');
    other.release();
    assert.ok(other.isSameAs(known));
  });
});
