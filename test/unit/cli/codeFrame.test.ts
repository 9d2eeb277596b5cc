import assert from 'node:assert/strict';
import { codeFrame } from '../../../src/cli/codeFrame.ts';
import { widthOf } from '../../../src/cli/printable.ts';
import { LineIndex } from '../../../src/findings/lineIndex.ts';

function frame(text: string, quote: string, width = 80): string[] {
  const start = text.indexOf(quote);
  return codeFrame(
    text,
    new LineIndex(text),
    { start, end: start + quote.length },
    {
      width,
      gutter: String,
      evidence: String,
    },
  );
}

/** The column at which the carets begin, and how many there are. */
function carets(lines: readonly string[]): { column: number; count: number } {
  const line = lines.find((candidate) => /^[ |…]*\^+$/.test(candidate)) ?? '';
  return { column: line.indexOf('^'), count: line.split('^').length - 1 };
}

describe('codeFrame', () => {
  it('shows the line with its neighbours and underlines the evidence', () => {
    assert.deepEqual(frame('one\ntwo\nthree\n  run(four)\nfive\nsix\n', 'run(four)'), [
      '2 | two',
      '3 | three',
      '4 |   run(four)',
      '  |   ^^^^^^^^^',
      '5 | five',
    ]);
  });

  it('counts lines as editors do, lone carriage returns too', () => {
    assert.deepEqual(frame('one\rtwo\r\nbad()\n', 'bad()'), ['1 | one', '2 | two', '3 | bad()', '  | ^^^^^', '4 |']);
  });

  it('aligns numbers of different length', () => {
    const text = Array.from({ length: 12 }, (_, index) => `line${index + 1};`).join('\n');
    assert.deepEqual(frame(text, 'line10;'), [
      ' 8 | line8;',
      ' 9 | line9;',
      '10 | line10;',
      '   | ^^^^^^^',
      '11 | line11;',
    ]);
  });

  for (const [what, before] of [
    ['tabs', '\t\tx = '],
    ['wide characters', 's = "世界"; x = '],
    ['characters of two units', 's = "🍵🍵"; x = '],
    ['combining marks', 's = "e\u0301e\u0301"; x = '],
    ['invisible characters', 's = "\u202e\u200b"; x = '],
    ['escape sequences', 's = "\u001b[31m"; x = '],
  ] as const) {
    it(`keeps the carets under the evidence after ${what}`, () => {
      const lines = frame(`${before}run(four)\n`, 'run(four)');
      const code = lines[0] ?? '';
      assert.deepEqual(carets(lines), { column: widthOf(code.slice(0, code.indexOf('run(four)'))), count: 9 });
    });
  }

  it('underlines wide evidence over its whole width', () => {
    assert.equal(carets(frame('x = "世界"\n', '"世界"')).count, 6);
  });

  it('underlines each line of evidence, without the indentation', () => {
    assert.deepEqual(frame('call(\n    a,\n\n    b)\nnext\n', 'call(\n    a,\n\n    b)'), [
      '1 | call(',
      '  | ^^^^^',
      '2 |     a,',
      '  |     ^^',
      '3 |',
      '4 |     b)',
      '  |     ^^',
      '5 | next',
    ]);
  });

  it('cuts evidence of very many lines and says so', () => {
    const text = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`).join('\n');
    const lines = frame(text, text);
    assert.equal(lines.at(-1), '  | … 24 more lines');
    assert.equal(lines.length, 13);
  });

  it('shows the part of a long line that holds the evidence', () => {
    const text = `${'a'.repeat(50_000)} run(four) ${'b'.repeat(50_000)}`;
    const lines = frame(text, 'run(four)', 60);
    assert.ok(lines.every((line) => widthOf(line) <= 60));
    assert.match(lines[0] ?? '', /^1 \| …a+ run\(four\) b+…$/);
    assert.equal(carets(lines).column, (lines[0] ?? '').indexOf('run(four)'));
  });

  it('fits evidence that is longer than a line of the terminal', () => {
    const lines = frame(`x = "${'y'.repeat(500)}"\n`, `"${'y'.repeat(500)}"`, 60);
    assert.ok(lines.every((line) => widthOf(line) <= 60));
    assert.match(lines[0] ?? '', /…$/);
  });

  it('points somewhere when the range is empty or at the end', () => {
    const text = 'one\n';
    const style = { width: 80, gutter: String, evidence: String };
    for (const offset of [0, 3, 4]) {
      const lines = codeFrame(text, new LineIndex(text), { start: offset, end: offset }, style);
      assert.equal(carets(lines).count, 1, `at ${offset}`);
    }
  });

  it('passes on no control character of the text', () => {
    const lines = frame('a\u001b]0;title\u0007\nrun(\u009b2J)\n\u0008\n', 'run(\u009b2J)');
    // eslint-disable-next-line no-control-regex -- what must not be there
    assert.doesNotMatch(lines.join(''), /[\u0000-\u001f\u007f-\u009f]/);
  });

  it('colours the evidence and its carets, and nothing else', () => {
    const text = 'x = run(four)\n';
    const style = { width: 80, gutter: String, evidence: (part: string) => `<${part}>` };
    const lines = codeFrame(text, new LineIndex(text), { start: 4, end: 13 }, style);
    assert.deepEqual(lines.slice(0, 2), ['1 | x = <run(four)>', '  |     <^^^^^^^^^>']);
  });
});
