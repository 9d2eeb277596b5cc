import assert from 'node:assert/strict';
import { analyse } from './engineForTests.ts';

/** Lines that are short enough not to count as generated. */
function folded(text: string): string {
  return text.replace(/(.{4000})/g, '$1\n');
}

function noise(): string {
  return Array.from({ length: 20_000 }, (_unused, at) => String.fromCharCode(1 + ((at * 7_919) % 65_535))).join('');
}

const N = 150_000;
const FUNCTIONS = Array.from({ length: 300 }, (_unused, at) => at);

/** Whether everything can have been looked at. */
const TEXTS: readonly (readonly [name: string, language: string, text: string, complete: boolean])[] = [
  ['nothing', 'python', '', true],
  ['nothing', 'javascript', '', true],
  ['a byte order mark', 'python', '\uFEFF', true],
  ['a byte order mark', 'javascript', '\uFEFF', true],
  ['noise', 'python', folded(noise()), false],
  ['noise', 'javascript', folded(noise()), false],
  ['a line of 100,000 characters', 'python', `x = "${'a'.repeat(100_000)}"`, false],
  ['300 KB of round brackets', 'python', folded('('.repeat(N) + ')'.repeat(N)), false],
  ['300 KB of square brackets', 'javascript', folded('['.repeat(N) + ']'.repeat(N)), false],
  ['300 KB of open braces', 'javascript', folded('{'.repeat(2 * N)), false],
  ['300 KB of braces', 'javascript', folded('{'.repeat(N) + '}'.repeat(N)), false],
  ['deep calls', 'python', `${'f('.repeat(2_000)}1${')'.repeat(2_000)}`, false],
  ['deep calls within the bounds', 'javascript', `${'f('.repeat(180)}x${')'.repeat(180)}`, true],
  ['functions in functions', 'javascript', 'function f(){'.repeat(180) + '}'.repeat(180), true],
  ['arrows of arrows', 'javascript', folded(`x=${'()=>'.repeat(2_000)}1`), false],
  ['a sum of thousands', 'python', `x = ${'a + \\\n'.repeat(5_000)}a`, true],
  ['a sum of thousands', 'javascript', `x = ${'a +\n'.repeat(5_000)}a`, true],
  ['a long chain of conditions', 'javascript', `x = ${'a && b ||\n'.repeat(1_000)}a`, true],
  [
    'hundreds of else-ifs',
    'javascript',
    `${FUNCTIONS.map((at) => `if (x === ${at}) { y = ${at}; } else `).join('\n')}{}`,
    true,
  ],
  [
    'hundreds of elifs',
    'python',
    `if x:\n  y = 1\n${FUNCTIONS.map((at) => `elif x == ${at}:\n  y = ${at}\n`).join('')}`,
    true,
  ],
  [
    'functions that call the next one',
    'javascript',
    FUNCTIONS.map((at) => `function f${at}(a) { return f${at + 1}(a + 1); }`).join('\n'),
    true,
  ],
  [
    'functions that call the next one three times',
    'javascript',
    FUNCTIONS.slice(0, 40)
      .map((at) => `function f${at}(a, b) { return f${at + 1}(a + b, b) + f${at + 1}(b, a) + f${at + 1}(a, a); }`)
      .join('\n'),
    true,
  ],
  [
    'functions that all call each other',
    'python',
    FUNCTIONS.slice(0, 30)
      .map(
        (at) =>
          `def f${at}(a):\n    return ${FUNCTIONS.slice(0, 30)
            .map((to) => `f${to}(a)`)
            .join(' + ')}\n`,
      )
      .join(''),
    true,
  ],
  [
    'loops in loops',
    'python',
    `${FUNCTIONS.slice(0, 12)
      .map((at) => `${' '.repeat(at)}for v${at} in f(v${(at + 1) % 12}):`)
      .join('\n')}\n${' '.repeat(12)}v1 = v2 + v3\n`,
    true,
  ],
  ['a text without end', 'python', `"""${folded('x'.repeat(200_000))}`, false],
  ['templates without end', 'javascript', folded('`${'.repeat(20_000)), false],
  [
    'functions that hand a function on three times',
    'javascript',
    `${FUNCTIONS.slice(0, 60)
      .map(
        (at) => `function f${at}(use, a) { f${at + 1}(use, a); f${at + 1}(use, a + 1); return f${at + 1}(use, 'b'); }`,
      )
      .join(
        '\n',
      )}\nfunction f60(use, a) { return use(a); }\nfunction view(req, res) { return f0((a) => a + 1, req.query.a); }`,
    true,
  ],
  [
    'functions that give back functions',
    'python',
    FUNCTIONS.slice(0, 60)
      .map((at) => `def f${at}(a):\n    def inner(b):\n        return f${at + 1}(a)(b)\n    return inner\n`)
      .join(''),
    true,
  ],
  [
    'thousands of changes to an object with several names',
    'javascript',
    `const all = { list: [] };\nconst list = all.list;\n${Array.from({ length: 3_000 }, (_unused, at) => `const v${at} = { list };\nlist.push(v${at});`).join('\n')}`,
    false,
  ],
  ['nothing', 'typescript', '', true],
  ['noise', 'typescript', folded(noise()), false],
  ['noise', 'typescriptreact', folded(noise()), false],
  ['types of types', 'typescript', folded(`let a: ${'A<'.repeat(2_000)}B${'>'.repeat(2_000)} = x;`), false],
  ['types of types within the bounds', 'typescript', `let a: ${'A<'.repeat(80)}B${'>'.repeat(80)} = x;`, true],
  ['elements without end', 'typescriptreact', folded(`x = ${'<a b={'.repeat(20_000)}`), false],
  [
    'hundreds of tags with types',
    'typescript',
    FUNCTIONS.map((at) => `const a${at} = sql<Row[]>\`select \${a${at + 1}}\`;`).join('\n'),
    true,
  ],
  [
    'hundreds of namespaces of one name',
    'typescript',
    FUNCTIONS.map((at) => `namespace N { export const a${at} = 1; }`).join('\n'),
    true,
  ],
];

describe('rubbish', () => {
  for (const [name, language, text, complete] of TEXTS) {
    it(`${name} in ${language} ends, ${complete ? 'whole' : 'but not as complete'}`, async function () {
      this.timeout(60_000);
      const response = await analyse(language, text);
      assert.equal(response.status, complete ? 'complete' : 'partial', JSON.stringify(response.reasons));
      assert.equal(
        response.reasons.some((reason) => reason.kind === 'engine-crashed'),
        false,
      );
      assert.ok(complete ? response.coveredLines === response.totalLines : response.coveredLines < response.totalLines);
    });
  }
});
