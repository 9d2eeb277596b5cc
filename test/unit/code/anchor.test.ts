import assert from 'node:assert/strict';
import { anchorQuote, QuoteFinder } from '../../../src/code/anchor.ts';
import { LineIndex } from '../../../src/findings/lineIndex.ts';
import { Random } from '../../support/random.ts';

const TEXT = [
  'import os', // 1
  '', // 2
  'def run(request):', // 3
  '    name = request.args["name"]', // 4
  '    os.system("ls " + name)', // 5
  '', // 6
  '    if ok(name):', // 7
  '        os.system("ls " + name)', // 8
  '    }', // 9
  '    query = build(', // 10
  '        "select",', // 11
  '', // 12
  '        name,', // 13
  '    )', // 14
  '    log("done", name); send(name)', // 15
].join('\n');

function anchored(quote: string, line?: number, text = TEXT): { line: number; text: string } | undefined {
  const range = anchorQuote(text, quote, line);
  return (
    range && { line: new LineIndex(text).positionAt(range.start).line + 1, text: text.slice(range.start, range.end) }
  );
}

describe('anchorQuote', () => {
  it('finds a whole line and leaves the indentation out', () => {
    assert.deepEqual(anchored('    name = request.args["name"]', 4), { line: 4, text: 'name = request.args["name"]' });
    assert.deepEqual(anchored('name = request.args["name"]'), { line: 4, text: 'name = request.args["name"]' });
  });

  it('takes the equal line that is nearest to the claimed one, the earlier of two', () => {
    assert.equal(anchored('os.system("ls " + name)', 4)?.line, 5);
    assert.equal(anchored('os.system("ls " + name)', 9)?.line, 8);
    assert.equal(anchored('os.system("ls " + name)', 400)?.line, 8);
    const between = ['repeat(value)', 'x', 'repeat(value)'].join('\n');
    assert.equal(anchored('repeat(value)', 2, between)?.line, 1);
  });

  it('does not guess between equal lines without a usable number', () => {
    for (const line of [undefined, 0, -5, 1.5, Number.NaN])
      assert.equal(anchored('os.system("ls " + name)', line), undefined);
  });

  it('does not let the number alone place anything', () => {
    assert.equal(anchored('os.popen("ls " + name)', 5), undefined);
  });

  it('looks past differences of white space', () => {
    assert.equal(anchored('name  =\trequest.args["name"]  ')?.line, 4);
  });

  it('finds a part of a line that occurs once, at word boundaries', () => {
    assert.deepEqual(anchored('send(name)'), { line: 15, text: 'send(name)' });
    assert.equal(anchored('og("done", name)'), undefined);
  });

  it('finds a part that occurs more often only on the claimed line', () => {
    assert.equal(anchored('"ls " + name', 8)?.line, 8);
    assert.equal(anchored('"ls " + name', 7), undefined);
  });

  it('finds lines in a row and does not count blank ones, on either side', () => {
    const whole = 'query = build(\n        "select",\n\n        name,\n    )';
    assert.deepEqual(anchored('query = build(\n"select",\nname,\n)', 10), { line: 10, text: whole });
    assert.deepEqual(anchored('\nquery = build(\n\n\n  "select",\n  name,\n)\n\n', 10), { line: 10, text: whole });
  });

  it('finds a statement that was joined into one line', () => {
    assert.equal(anchored('query = build( "select", name, )')?.line, 10);
  });

  it('finds lines of which the first and the last are only parts', () => {
    assert.equal(anchored('build(\n "select",\n nam', 10), undefined);
    assert.equal(anchored('build(\n "select",\n name', 10)?.line, 10);
  });

  it('takes the line numbers away that were copied along', () => {
    assert.equal(anchored('5|    os.system("ls " + name)', 5)?.line, 5);
    assert.equal(anchored('10|    query = build(\n11|        "select",\n12|\n13|        name,', 10)?.line, 10);
  });

  it('takes nothing that stands anywhere or is too short', () => {
    for (const quote of ['', '   ', '}', '    }', ')', '});', '{', 'os', 'if', '\n\n', '== ()', '"", ""']) {
      assert.equal(anchored(quote, 9), undefined, quote);
    }
  });

  it('takes nothing that is far too long to prove anything', () => {
    const long = Array.from({ length: 50 }, (_, index) => `line_number_${index}()`).join('\n');
    assert.equal(anchorQuote(long, long, 1), undefined);
    assert.equal(anchorQuote('x'.repeat(5000), 'x'.repeat(5000), 1), undefined);
  });

  it('agrees with the line index on every kind of line end', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = TEXT.replaceAll('\n', end);
      assert.deepEqual(anchored('os.system("ls " + name)', 8, text), { line: 8, text: 'os.system("ls " + name)' });
      assert.equal(anchored('query = build(\n"select",\nname,', 10, text)?.line, 10);
    }
  });

  it('keeps characters outside the basic plane whole', () => {
    const text = 'label = "🦊🦊"\ncall("🦊", value)';
    assert.deepEqual(anchored('call("🦊", value)', 2, text), { line: 2, text: 'call("🦊", value)' });
    assert.equal(anchored(`${'🦊'.charAt(1)}", value)`, 2, text), undefined);
  });

  it('finds every quote that was taken from the text, whatever happened to its white space', () => {
    const random = new Random(3);
    const words = [
      'call',
      'value',
      'request',
      'query',
      'user',
      'path',
      '(',
      ')',
      ',',
      '=',
      '"text"',
      '🦊',
      'größe',
      '+',
    ];
    for (let round = 0; round < 1500; round++) {
      const lines = Array.from({ length: 3 + random.below(30) }, (_, number) =>
        random.below(5) === 0
          ? ''
          : `${' '.repeat(random.below(9))}line_${number} ${Array.from({ length: random.below(6) }, () => random.pick(words)).join(' ')}`,
      );
      const text = lines.join(random.pick(['\n', '\r\n', '\r']));
      const first = random.below(lines.length);
      const picked = lines.slice(first, first + 1 + random.below(6));
      if (picked.every((line) => line === '')) continue;
      const quote = picked
        .map((line) => line.replace(/ /g, () => random.pick([' ', '  ', '\t'])))
        .join(random.pick(['\n', '\n\n']));
      const range = anchorQuote(text, quote, 1 + random.below(40));
      assert.ok(range, JSON.stringify({ text, quote }));
      assert.equal(squeezed(text.slice(range.start, range.end)), squeezed(quote));
    }
  });

  it('never returns anything that is not the quote', () => {
    const random = new Random(4);
    for (let round = 0; round < 3000; round++) {
      const start = random.below(TEXT.length);
      const quote = Array.from(TEXT.slice(start, start + random.below(80)))
        .map((character) => (random.below(40) === 0 ? random.pick(['x', ' ', '\n', '}', '']) : character))
        .join('');
      const range = anchorQuote(TEXT, quote, random.below(20));
      if (!range) continue;
      assert.ok(range.start >= 0 && range.end > range.start && range.end <= TEXT.length);
      assert.equal(squeezed(TEXT.slice(range.start, range.end)), squeezed(quote));
    }
  });

  it('chooses among many equal lines and windows without measuring each against all', () => {
    const lines = 20_000;
    const finder = new QuoteFinder('x = y + 1\n'.repeat(lines));
    // Quadratic work would make this file take hours.
    for (let claimed = 1; claimed <= lines; claimed += 2) {
      assert.equal(finder.find('x = y + 1', claimed)?.start, (claimed - 1) * 10);
      const window = finder.find('x = y + 1\n'.repeat(5), claimed);
      assert.equal(window?.end, Math.min(claimed + 4, lines) * 10 - 1);
    }
    assert.equal(finder.find('x = y + 1'), undefined);
    assert.equal(finder.find('x = y + 1\nx = y + 1'), undefined);
  });

  it('takes the window that is nearest, whichever of its lines is the rarest', () => {
    const block = ['begin(a)', 'common()', 'rare(b)', 'common()'];
    const text = [...block, 'other()', 'rare(b)', 'other()', ...block].join('\n');
    const quote = block.slice(1).join('\n');
    const starts = [1, 2, 5, 6, 9, 40].map((line) => anchored(quote, line, text)?.line);
    assert.deepEqual(starts, [2, 2, 2, 9, 9, 9]);
    assert.equal(anchored(quote, undefined, text), undefined);
  });

  it('finds nothing inside a word that is as long as the file', () => {
    const text = 'a'.repeat(100_000);
    const finder = new QuoteFinder(text);
    for (let round = 0; round < 50; round++) assert.equal(finder.find('a'.repeat(3_000 + round)), undefined);
  });
});

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
