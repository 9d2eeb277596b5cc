import assert from 'node:assert/strict';
import {
  codeMarkdown,
  inlineMarkdown,
  plainMarkdown,
  proseMarkdown,
  visibleCode,
} from '../../../../src/findings/reports/markdownText.ts';
import { HOSTILE } from '../hostileText.ts';

describe('text as Markdown', () => {
  for (const text of HOSTILE) {
    it(`stays what it is: ${text}`, () => {
      const markdown = plainMarkdown(text);
      // Taken away in pairs, so that an escaped backslash does not hide what follows it.
      const unescaped = markdown.replace(/\\[!-/:-@[-`{-~]/g, '');
      assert.doesNotMatch(unescaped, /[!-/:-@[-`{-~]/);
      assert.equal(markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1'), text);
    });
  }

  it('cannot escape its own escaping', () => {
    assert.equal(plainMarkdown('\\[x](y)'), '\\\\\\[x\\]\\(y\\)');
  });

  it('keeps lines apart and indents none of them into code', () => {
    assert.equal(plainMarkdown('one\n    two'), 'one\n\ntwo');
  });

  it('is one line where one line is wanted, and no longer than wanted', () => {
    assert.equal(inlineMarkdown('one\r\n# two\u202e', 100), 'one \\# two');
    assert.equal(inlineMarkdown('three four', 6), 'three…');
    assert.equal(proseMarkdown('one\r\n\r\n# two', 100), 'one\n\n\n\n\\# two');
  });
});

describe('code as Markdown', () => {
  it('has a fence that the code cannot close', () => {
    assert.equal(codeMarkdown('a\n```\n````\nb', 'python'), '`````python\na\n```\n````\nb\n`````');
  });

  it('takes no language that is not a plain word', () => {
    assert.equal(codeMarkdown('a', 'x`y\n'), '```\na\n```');
  });

  it('shows what cannot be seen as something that can, and keeps its line ends', () => {
    assert.equal(visibleCode('a\u202eb\u200bc\ud83d\td\r\n'), 'a\ufffdb\ufffdc\ufffd\td\r\n');
  });
});
