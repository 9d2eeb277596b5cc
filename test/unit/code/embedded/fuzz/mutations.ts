import type { Random } from '../../../../support/random.ts';

/** No mutation makes a text longer than this, so that thousands of them can be analysed. */
const LONGEST = 12_000;

/** What people and broken tools leave behind, and what parsers dislike. */
const FRAGMENTS: readonly string[] = [
  ...'()[]{}<>"\'`\\/:;,.=+-*%&|!?@#$~^ \t'.split(''),
  ...['"""', "'''", '/*', '*/', '//', '</', '/>', '=>', '->', '...', '?.', '${', '{{', '<!--', '#!', '@@', ':=', '**'],
  ...[
    '\0',
    '\r',
    '\n',
    '\r\n',
    '\u2028',
    '\u0085',
    '\uFEFF',
    '\u202e',
    '\u200b',
    '\ud83d',
    '\u{1f600}',
    '\u00e9',
    '世',
  ],
  ...[
    'def ',
    'class ',
    'lambda ',
    'async ',
    'await ',
    'yield ',
    'function ',
    'return ',
    'if ',
    'else ',
    'for ',
    'import ',
  ],
  ...[
    'not in',
    ' is not ',
    'match x:\n  case ',
    'try:\n',
    'finally ',
    'catch {',
    'switch (x) {',
    'new ',
    'this.',
    'super(',
  ],
  ...['request.args["q"]', 'req.query.q', 'eval(', 'exec(', 'os.system(', '`${req.body.a}`', 'f"{x}', 'password = "'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '0',
    '-1',
    '1e999',
    '0x',
    'NaN',
    'null',
    'None',
    'a: any',
  ],
];

const PAIRS: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['f(', ')'],
  ['[0 for x in ', ']'],
  ['() => ', ''],
  ['not ', ''],
  ['<a>', '</a>'],
  ['`${', '}`'],
  ['if (x) {', '}'],
  ['a.b(', ').c'],
];

type Mutation = (text: string, random: Random, other: string) => string;

/** A place and an end behind it, mostly close by. */
function span(text: string, random: Random): [start: number, end: number] {
  const start = random.below(text.length + 1);
  const most = random.below(4) === 0 ? text.length : 40;
  return [start, Math.min(text.length, start + random.below(most + 1))];
}

/** As {@link span}, but whole lines. */
function lineSpan(text: string, random: Random): [start: number, end: number] {
  const [at] = span(text, random);
  const start = text.lastIndexOf('\n', at - 1) + 1;
  let end = start;
  for (let lines = 1 + random.below(6); lines > 0 && end < text.length; lines--) {
    const next = text.indexOf('\n', end);
    end = next < 0 ? text.length : next + 1;
  }
  return [start, end];
}

function insert(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

const MUTATIONS: readonly Mutation[] = [
  // Something is missing.
  (text, random) => {
    const [start, end] = span(text, random);
    return text.slice(0, start) + text.slice(end);
  },
  (text, random) => {
    const [start, end] = lineSpan(text, random);
    return text.slice(0, start) + text.slice(end);
  },
  // It ends too early, or starts too late.
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.slice(random.below(text.length + 1)),
  // Something is there twice, or in another place.
  (text, random) => {
    const [start, end] = random.below(2) === 0 ? span(text, random) : lineSpan(text, random);
    return insert(text, end, text.slice(start, end));
  },
  (text, random) => {
    const [start, end] = lineSpan(text, random);
    return insert(
      text.slice(0, start) + text.slice(end),
      random.below(text.length - (end - start) + 1),
      text.slice(start, end),
    );
  },
  (text, random) => {
    const [a, b, c, d] = [...span(text, random), ...span(text, random)].sort((x, y) => x - y) as [
      number,
      number,
      number,
      number,
    ];
    return text.slice(0, a) + text.slice(c, d) + text.slice(b, c) + text.slice(a, b) + text.slice(d);
  },
  // Something is there that nobody expects.
  (text, random) => insert(text, random.below(text.length + 1), random.pick(FRAGMENTS)),
  (text, random) => {
    const [start, end] = span(text, random);
    return text.slice(0, start) + random.pick(FRAGMENTS) + text.slice(end);
  },
  (text, random) =>
    insert(text, random.below(text.length + 1), Array.from({ length: 30 }, () => random.pick(FRAGMENTS)).join('')),
  (text, random) =>
    insert(
      text,
      random.below(text.length + 1),
      String.fromCharCode(...Array.from({ length: 20 }, () => random.below(65_536))),
    ),
  // Two files in one.
  (text, random, other) => text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1)),
  (text, random, other) => {
    const [start, end] = lineSpan(other, random);
    return insert(text, random.below(text.length + 1), other.slice(start, end));
  },
  // Nesting, and more of the same than anybody would write.
  (text, random) => {
    const [start, end] = span(text, random);
    const [before, after] = random.pick(PAIRS);
    const times = random.below(3) === 0 ? random.below(450) : random.below(12);
    return text.slice(0, start) + before.repeat(times) + text.slice(start, end) + after.repeat(times) + text.slice(end);
  },
  (text, random) => {
    const [start, end] = random.below(2) === 0 ? span(text, random) : lineSpan(text, random);
    return insert(text, end, text.slice(start, end).repeat(random.below(random.below(3) === 0 ? 400 : 10)));
  },
  // Other line ends, other indentation, other names.
  (text, random) => text.replaceAll('\n', random.pick(['\r', '\r\n', '\n\n', '\n\r', ';', ' '])),
  (text, random) => text.replace(/\n {4}/g, () => random.pick(['\n', '\n\t', '\n  ', '\n    ', '\n        '])),
  (text, random) => {
    const words = text.match(/\w+/g) ?? ['x'];
    return text.replaceAll(random.pick(words), random.pick(words));
  },
  (text, random) => {
    const word = random.pick(text.match(/\w+/g) ?? ['x']);
    return text.replace(word, random.pick(FRAGMENTS));
  },
];

/**
 * A text with one to four accidents.
 *
 * @param corpus correct files: one is mutated, parts of another get into it
 */
export function mutatedFile(corpus: readonly string[], random: Random): string {
  let text = random.pick(corpus);
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    text = random.pick(MUTATIONS)(text, random, random.pick(corpus)).slice(0, LONGEST);
  }
  return text;
}
