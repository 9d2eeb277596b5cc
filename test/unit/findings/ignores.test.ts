import assert from 'node:assert/strict';
import { addIgnore, parseIgnores } from '../../../src/findings/ignoreFile.ts';
import { type IgnoreEntry, ignoredBy } from '../../../src/findings/ignores.ts';
import { findingAt } from './samples.ts';

const TEXT = 'run("SELECT a" + name)\n';
const FINDING = findingAt(TEXT, TEXT.trim());
const ENTRY: IgnoreEntry = {
  rule: 'sql-injection',
  file: 'src/orders.py',
  reason: 'The name comes from a fixed list.',
  date: '2026-01-31',
};

function added(text: string, entry: IgnoreEntry = ENTRY): string {
  const result = addIgnore(text, entry);
  assert.ok('text' in result, JSON.stringify(result));
  return result.text;
}

describe('parseIgnores', () => {
  it('reads entries for one finding and for a rule in a file', () => {
    const text = `version: 1
ignores:
  - { rule: sql-injection, file: a.py, reason: known, date: 2026-01-31 }
  - { rule: weak-hash, file: b.py, fingerprint: "0123", reason: known, date: "2026-02-01" }
`;
    assert.deepEqual(parseIgnores(text), {
      entries: [
        { rule: 'sql-injection', file: 'a.py', reason: 'known', date: '2026-01-31' },
        { rule: 'weak-hash', file: 'b.py', fingerprint: '0123', reason: 'known', date: '2026-02-01' },
      ],
      problems: [],
    });
  });

  for (const text of ['', '# nothing yet\n', 'version: 1\n', 'ignores:\n', 'ignores: []\n']) {
    it(`finds nothing, and nothing wrong, in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseIgnores(text), { entries: [], problems: [] });
    });
  }

  for (const [what, text, problem] of [
    ['text that is no YAML', 'ignores: [', /^not valid YAML/],
    [
      'code of another language',
      'import os\ndef f():\n  return {1: [2]}\n',
      /^not valid YAML \(MULTILINE_IMPLICIT_KEY in line 1\)$/,
    ],
    ['noise', String.fromCharCode(...Array.from({ length: 5000 }, (_unused, at) => at % 256)), /^expected a map/],
    // Without a bound the parser ends the process on these, not only the parse.
    ['100,000 open brackets', '['.repeat(100_000), /^not valid YAML \(nested too deep\)$/],
    ['maps in maps in braces', '{a: '.repeat(50_000), /^not valid YAML \(nested too deep\)$/],
    ['lists in lists', '- '.repeat(50_000), /^not valid YAML \(nested too deep\)$/],
    ['keys of keys', '? '.repeat(50_000), /^not valid YAML \(nested too deep\)$/],
    [
      'ever more indentation',
      Array.from({ length: 900 }, (_unused, at) => `${' '.repeat(at)}a:\n`).join(''),
      /^not valid YAML \(nested too deep\)$/,
    ],
    ['a file of 2 MB', `# ${'x'.repeat(2_000_000)}`, /^it is larger than 1 MB$/],
    ['an alias that expands without end', 'ignores: &a [*a]', /^entry 1: is not a map|^not valid YAML/],
    ['aliases that expand too far', bomb(), /^not valid YAML/],
    ['a list at the top', '- rule: x', /^expected a map/],
    ['something else as the list', 'ignores: all', /^expected a map/],
    ['a version from the future', 'version: 2\nignores: []', /"version: 1" only/],
  ] as const) {
    it(`ignores nothing and says why for ${what}`, () => {
      const { entries, problems } = parseIgnores(text);
      assert.deepEqual(entries, []);
      assert.match(problems[0] ?? '', problem);
    });
  }

  for (const [what, fields, problem] of [
    ['no rule', { rule: undefined }, '"rule" is missing'],
    ['a rule that is no text', { rule: 7 }, '"rule" is missing'],
    ['no file', { file: '' }, '"file" is missing'],
    ['no reason', { reason: '  ' }, '"reason" is missing'],
    ['no date', { date: undefined }, '"date" is not a date like 2026-01-31'],
    ['a date in another form', { date: '31.01.2026' }, '"date" is not a date like 2026-01-31'],
    ['an empty fingerprint', { fingerprint: '' }, '"fingerprint" is empty'],
    ['a fingerprint that YAML reads as a number', { fingerprint: 123 }, '"fingerprint" must be in quotes'],
  ] as const) {
    it(`leaves out an entry with ${what}, and keeps the others`, () => {
      const broken = JSON.stringify({ ...ENTRY, ...fields });
      const { entries, problems } = parseIgnores(`ignores: [${broken}, ${JSON.stringify(ENTRY)}]`);
      assert.deepEqual(entries, [ENTRY]);
      assert.deepEqual(problems, [`entry 1: ${problem}`]);
    });
  }
});

/** Nine levels of ten aliases each. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const before = level === 0 ? '"x"' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(10).fill(before).join(', ')}]`;
  });
  return `${levels.join('\n')}\nignores: *a8\n`;
}

describe('ignoredBy', () => {
  const listOf = (...entries: IgnoreEntry[]) => ({ entries, problems: [] });

  it('matches a rule in a file', () => {
    assert.deepEqual(ignoredBy(listOf(ENTRY), FINDING, 'src/orders.py'), {
      scope: 'rule-in-file',
      reason: ENTRY.reason,
      date: ENTRY.date,
    });
  });

  it('matches neither another file nor another rule', () => {
    assert.equal(ignoredBy(listOf(ENTRY), FINDING, 'orders.py'), undefined);
    assert.equal(ignoredBy(listOf(ENTRY), FINDING, 'src/orders.py.bak'), undefined);
    assert.equal(ignoredBy(listOf({ ...ENTRY, rule: 'weak-hash' }), FINDING, 'src/orders.py'), undefined);
  });

  it('matches one finding alone when the entry has a fingerprint', () => {
    const own = { ...ENTRY, fingerprint: FINDING.fingerprint };
    assert.equal(ignoredBy(listOf(own), FINDING, ENTRY.file)?.scope, 'finding');
    assert.equal(ignoredBy(listOf({ ...own, fingerprint: 'other' }), FINDING, ENTRY.file), undefined);
  });

  it('prefers the entry for the finding to the one for the rule', () => {
    const own = { ...ENTRY, fingerprint: FINDING.fingerprint, reason: 'just this one' };
    assert.equal(ignoredBy(listOf(ENTRY, own), FINDING, ENTRY.file)?.reason, 'just this one');
  });
});

describe('addIgnore', () => {
  it('writes a new file that says what it is', () => {
    const text = added('');
    assert.match(text, /^# What Palisade does not report again/);
    assert.deepEqual(parseIgnores(text), { entries: [ENTRY], problems: [] });
  });

  it('keeps comments, order and what it does not know', () => {
    const before = `# by hand
version: 1
owner: payments
ignores:
  # because of the audit
  - rule: weak-hash
    file: b.py
    reason: known
    date: 2026-01-01
`;
    const text = added(before);
    assert.ok(text.startsWith(before.slice(0, -1)), text);
    assert.deepEqual(
      parseIgnores(text).entries.map(({ rule }) => rule),
      ['weak-hash', 'sql-injection'],
    );
  });

  it('reads back whatever it wrote', () => {
    for (const reason of [
      'a: b # c',
      '- "x"',
      "it's",
      'line\nbreak',
      'yes',
      '2026-01-01',
      '*a',
      '世界 🍵',
      '\u001b[2J',
    ]) {
      const entry = {
        ...ENTRY,
        reason,
        file: `src/${reason.replace(/\n/g, '')}.py`,
        fingerprint: '00012345678901234567',
      };
      assert.deepEqual(parseIgnores(added(added(''), entry)).entries[1], entry, reason);
    }
  });

  it('starts a list where there is none', () => {
    for (const text of ['version: 1\n', 'ignores:\n', 'ignores: []\n', '# only a comment\n']) {
      assert.deepEqual(parseIgnores(added(text)), { entries: [ENTRY], problems: [] }, text);
    }
  });

  it('leaves a broken file alone', () => {
    for (const text of ['ignores: [', '- a\n', 'version: 2\n', 'ignores: all\n']) {
      assert.ok('error' in addIgnore(text, ENTRY), text);
    }
  });

  it('adds to a file in which a single entry is broken', () => {
    const text = added('ignores:\n  - rule: x\n');
    assert.deepEqual(parseIgnores(text).entries, [ENTRY]);
    assert.equal(parseIgnores(text).problems.length, 1);
  });
});
