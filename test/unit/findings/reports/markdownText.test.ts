import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import {
  codeMarkdown,
  inlineMarkdown,
  plainMarkdown,
  proseMarkdown,
  visibleCode,
} from '../../../../src/findings/reports/markdownText.ts';
import { Random } from '../../../support/random.ts';
import { HOSTILE } from '../hostileText.ts';

/** As permissive as a renderer can be: HTML, bare addresses, tables. */
const markdownIt = new MarkdownIt({ html: true, linkify: true });

function rendered(markdown: string): string {
  return markdownIt.render(markdown);
}

function tagsIn(html: string): string[] {
  return html.match(/<[^>]*>/g) ?? [];
}

const PLACED = [
  '<ul><li></li></ul><h1></h1><ol><li></li></ol>',
  '<table><thead><tr><th></th><th></th></tr></thead><tbody><tr><td></td><td></td></tr></tbody></table>',
].join('');

function textIn(html: string): string {
  const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"' };
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|amp|quot);/g, (entity) => entities[entity] ?? entity)
    .trim();
}

describe('text as Markdown', () => {
  for (const text of HOSTILE) {
    it(`stays what it is: ${text}`, () => {
      const html = rendered(plainMarkdown(text));
      assert.deepEqual(tagsIn(html), ['<p>', '</p>']);
      assert.equal(textIn(html), text);
    });
  }

  it('stays what it is, whatever it is', function () {
    this.timeout(60_000);
    const random = new Random(7);
    const pieces = ['[', ']', '(', ')', '!', '<', '>', '`', '*', '_', '~', '#', '|', '-', '+', '=', '.', ':', '1'];
    pieces.push(
      '\\',
      '&amp;',
      '&',
      ';',
      '$',
      '^',
      '{',
      '}',
      '://',
      'https://a.example',
      'www.a.com',
      'a.com',
      'a@b.com',
    );
    pieces.push(
      '<b>',
      '<!--',
      '---',
      '===',
      '```',
      '- ',
      '1. ',
      '# ',
      ' ',
      ' ',
      '\n',
      '\n',
      'word',
      "'",
      '"',
      'javascript:',
    );
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: 1 + random.below(12) }, () => random.pick(pieces)).join('');
      const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
      const html = rendered(plainMarkdown(text));
      assert.deepEqual(
        tagsIn(html),
        lines.flatMap(() => ['<p>', '</p>']),
        text,
      );
      assert.equal(textIn(html), lines.join('\n'), text);
      // Behind words of ours, too: as an item, a heading, a cell.
      const [line = ''] = lines;
      const plain = plainMarkdown(line);
      const placed = rendered(`- ${plain}\n\n# ${plain}\n\n1. ${plain}\n\n| a | b |\n| --- | --- |\n| ${plain} | b |`);
      assert.equal(tagsIn(placed).join(''), PLACED, line);
    }
  });

  it('keeps prose readable', () => {
    assert.equal(
      plainMarkdown('One (see SHA-1): two, verify=False. "Three"?'),
      'One (see SHA-1): two, verify=False. "Three"?',
    );
  });

  it('cannot escape its own escaping', () => {
    assert.equal(plainMarkdown('\\[x](y)'), '\\\\\\[x\\](y)');
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
