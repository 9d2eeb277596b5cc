import assert from 'node:assert/strict';
import { analyse, rulesAndSymbols } from './engineForTests.ts';
import { FAMILIES } from './samples/families.ts';
import type { Sample } from './samples/sample.ts';

const SAMPLES: readonly Sample[] = FAMILIES.flatMap((family) => family.samples);

async function found(sample: Sample, code: string): Promise<string[]> {
  return rulesAndSymbols((await analyse(sample.language, code)).findings);
}

/** Local names that occur in the samples and mean nothing to any rule. */
const NAMES = [
  'owner',
  'region',
  'column',
  'parts',
  'line',
  'host',
  'name',
  'service',
  'number',
  'script',
  'child',
  'command',
  'statement',
  'rows',
];

describe('what does not change a finding', function () {
  // Each test goes over all samples, some several times.
  this.timeout(120_000);

  it('comments and blank lines between statements', async () => {
    for (const sample of SAMPLES) {
      const comment = sample.language === 'python' ? '# nothing to see' : '// nothing to see';
      const code = sample.code
        .split('\n')
        .flatMap((line) =>
          /^\s*(?:const|let|import|from|app|@|def|function|class)\b/.test(line) ? ['', comment, line] : [line],
        )
        .join('\n');
      assert.deepEqual(await found(sample, code), await found(sample, sample.code), sample.name);
    }
  });

  it('the width of the indentation and the kind of line ends', async () => {
    for (const sample of SAMPLES) {
      const wide = sample.code.replace(/^( +)/gm, (indentation) => indentation.repeat(2));
      assert.deepEqual(await found(sample, wide), await found(sample, sample.code), sample.name);
      assert.deepEqual(
        await found(sample, sample.code.replaceAll('\n', '\r\n')),
        await found(sample, sample.code),
        sample.name,
      );
    }
  });

  it('the names of local variables', async () => {
    let renamed = 0;
    for (const sample of SAMPLES) {
      for (const name of NAMES) {
        // Only where the name is assigned here and is neither a member, a key nor part of a text.
        const assigned = new RegExp(`(?:^|\\b(?:const|let) )\\s*${name} = `, 'm').test(sample.code);
        const elsewhere = new RegExp(
          `[.'"{/<>$]\\s*${name}\\b|\\b${name}['":]|\\b${name}\\(|, ${name}\\b|\\b${name}, `,
        ).test(sample.code.replaceAll('${', '<').replaceAll('<', ' '));
        if (!assigned || elsewhere) continue;
        renamed++;
        const code = sample.code.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'zz');
        assert.deepEqual(await found(sample, code), await found(sample, sample.code), `${sample.name}: ${name}`);
      }
    }
    assert.ok(renamed >= 8, `only ${renamed} names were changed`);
  });

  it('more code before and after', async () => {
    for (const sample of SAMPLES) {
      const more =
        sample.language === 'python'
          ? 'def unrelated(a):\n    return a + 1\n'
          : 'function unrelated(a) {\n  return a + 1;\n}\n';
      assert.deepEqual(
        await found(sample, `${more}\n${sample.code}\n${more.replace('unrelated', 'another')}`),
        await found(sample, sample.code),
        sample.name,
      );
    }
  });
});

describe('what takes a finding away', () => {
  const two = {
    python: (first: string, second: string): string =>
      `import os, shlex\nfrom flask import request\ndef one(cursor):\n    os.system("run " + ${first})\ndef two(cursor):\n    cursor.execute("SELECT * FROM t WHERE a = " + ${second})\n`,
    javascript: (first: string, second: string): string =>
      `const { exec } = require('child_process');\nconst quote = require('shell-quote').quote;\nconst mysql = require('mysql');\nconst db = mysql.createPool({});\nfunction one(req, res) {\n  exec("run " + ${first});\n}\nfunction two(req, res) {\n  db.query("SELECT * FROM t WHERE a = " + ${second});\n}\n`,
  };
  const both = ['command-injection@one', 'sql-injection@two'];

  it('a sanitizer takes exactly its own away in Python', async () => {
    const input = 'request.args["a"]';
    const of = async (first: string, second: string): Promise<string[]> =>
      rulesAndSymbols((await analyse('python', two.python(first, second))).findings);
    assert.deepEqual(await of(input, input), both);
    assert.deepEqual(await of(`shlex.quote(${input})`, input), ['sql-injection@two']);
    assert.deepEqual(await of(`shlex.quote(${input})`, `shlex.quote(${input})`), ['sql-injection@two']);
    assert.deepEqual(await of(input, `cursor.connection.escape_string(${input})`), ['command-injection@one']);
    assert.deepEqual(await of(`str(int(${input}))`, `str(int(${input}))`), []);
  });

  it('a sanitizer takes exactly its own away in JavaScript', async () => {
    const input = 'req.query.a';
    const of = async (first: string, second: string): Promise<string[]> =>
      rulesAndSymbols((await analyse('javascript', two.javascript(first, second))).findings);
    assert.deepEqual(await of(input, input), both);
    assert.deepEqual(await of(`quote([${input}])`, `quote([${input}])`), ['sql-injection@two']);
    assert.deepEqual(await of(`mysql.escape(${input})`, `mysql.escape(${input})`), ['command-injection@one']);
    assert.deepEqual(await of(`Number(${input})`, `Number(${input})`), []);
  });
});
