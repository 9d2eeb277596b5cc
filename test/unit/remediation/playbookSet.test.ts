import assert from 'node:assert/strict';
import { ruleCatalogue } from '../../../src/code/ruleCatalogue.ts';
import { PlaybookSet } from '../../../src/remediation/playbookSet.ts';
import { checkOf } from '../../../src/s3/checks/catalogue.ts';
import { PLAYBOOK_FILES, PLAYBOOKS, TEMPLATES } from './shippedPlaybooks.ts';

function codePlaybook(rules: string, title = 'Mine'): string {
  const sections = ['Read first', 'Change', 'Expect', 'Roll back', 'Verify', 'Do not'].map(
    (name) => `## ${name}\n\nx\n`,
  );
  return `---\nversion: 7\nkind: code\ntitle: ${title}\nrules: [${rules}]\n---\n\n${sections.join('\n')}`;
}

function withOverrides(overrides: Readonly<Record<string, string>>): PlaybookSet {
  return new PlaybookSet(PLAYBOOK_FILES, new Map(Object.entries(overrides)));
}

describe('the playbooks', () => {
  it('are there for every rule of the offline engine and every class of what Gemini reports', () => {
    const rules = ruleCatalogue();
    assert.ok(rules.length > 50);
    for (const { id } of rules) assert.equal(PLAYBOOKS.playbookOf(id)?.playbook.kind, 'code', id);
  });

  it('are there for what has no class, but not for what is no rule', () => {
    const any = PLAYBOOKS.playbookOf('gemini.review');
    assert.ok(any);
    assert.equal(PLAYBOOKS.playbookOf('gemini.cwe-1007'), any);
    for (const id of ['gemini.cwe-0', 'gemini.cwe-x', 'gemini.other', 'cwe-89', '', '__proto__', 'constructor'])
      assert.equal(PLAYBOOKS.playbookOf(id), undefined, id);
  });

  it('name no rule and no check that does not exist, and those of S3 no other', () => {
    const rules = new Set(ruleCatalogue().map(({ id }) => id));
    for (const { playbook } of PLAYBOOKS.all()) {
      if (playbook.kind === 'code') for (const id of playbook.rules) assert.ok(rules.has(id), id);
      else for (const id of [playbook.checkId, ...playbook.alsoChanges, ...playbook.leaves]) assert.ok(checkOf(id), id);
    }
  });

  it('are named for the rule or check that they are for', () => {
    for (const [file, text] of PLAYBOOK_FILES) {
      const name = file.replace(/^\w+\/(.*)\.md$/, '$1');
      assert.ok(
        file.startsWith('s3/')
          ? text.includes(`\ncheck: ${name}\n`)
          : name === 'any-weakness' || /^rules: \[.*\]$/m.exec(text)?.[0].match(new RegExp(`[[. ]${name}\\b`)),
        file,
      );
    }
  });

  it('of code are exact and short, without addresses and without signs that an address loses', () => {
    for (const [file, text] of PLAYBOOK_FILES) {
      if (!file.startsWith('code/')) continue;
      assert.ok(text.length >= 1_200 && text.length <= 2_500, `${file}: ${text.length}`);
      assert.doesNotMatch(text.replace(/^## /gm, ''), /[#%+]|\{\{|:\/\/|<[a-z]|!\[/, file);
    }
    for (const [name, text] of Object.entries(TEMPLATES)) {
      const [, prompt = ''] = text.split(/<!-- prompt -->([\s\S]*)/);
      assert.doesNotMatch(prompt, /[#%+]|:\/\//, name);
    }
  });

  it('stop the build when one cannot be read, or two are for one rule', () => {
    assert.throws(() => new PlaybookSet(new Map([['a.md', 'rubbish']])), /a\.md: it does not begin/);
    const twice = new Map([
      ['a.md', codePlaybook('sql-injection')],
      ['b.md', codePlaybook('sql-injection')],
    ]);
    assert.throws(() => new PlaybookSet(twice), /two playbooks are for sql-injection/);
  });

  describe('of a person', () => {
    it('replace ours, rule by rule', () => {
      const set = withOverrides({ 'mine.md': codePlaybook('sql-injection, gemini.cwe-1007') });
      assert.deepEqual(set.problems, []);
      assert.deepEqual(
        ['sql-injection', 'gemini.sql-injection', 'gemini.cwe-1007', 'gemini.cwe-1008', 'ssrf'].map((id) => {
          const found = set.playbookOf(id);
          return [found?.overridden, found?.playbook.version];
        }),
        [
          [true, 7],
          [false, 1],
          [true, 7],
          [false, 1],
          [false, 1],
        ],
      );
      assert.equal(set.all().filter(({ overridden }) => overridden).length, 1);
    });

    it('replace a check of S3', () => {
      const own = (PLAYBOOK_FILES.get('s3/s3-bucket-tls-only.md') ?? '').replace('version: 1', 'version: 2');
      const set = withOverrides({ 'tls.md': own });
      assert.deepEqual(set.problems, []);
      assert.deepEqual(
        [set.playbookOf('s3-bucket-tls-only')?.overridden, set.playbookOf('s3-bucket-tls-only')?.playbook.version],
        [true, 2],
      );
    });

    for (const [what, text, problem] of [
      ['is rubbish', 'rubbish', /^x\.md is not used: it does not begin with front matter/],
      ['is empty', '', /^x\.md is not used/],
      ['is half-saved', codePlaybook('sql-injection').slice(0, 90), /^x\.md is not used/],
      [
        'is for no rule',
        codePlaybook('no-such-rule'),
        /^x\.md is not used for no-such-rule: Palisade has no such rule/,
      ],
      ['is for a check, but of code', codePlaybook('s3-bucket-tls-only'), /the other kind/],
    ] as const) {
      it(`are not used, which is said once, when one ${what}`, () => {
        const set = withOverrides({ 'x.md': text });
        assert.equal(set.problems.length, 1);
        assert.match(set.problems[0] ?? '', problem);
        for (const id of ['sql-injection', 's3-bucket-tls-only']) {
          assert.deepEqual(set.playbookOf(id), PLAYBOOKS.playbookOf(id));
        }
      });
    }

    it('are taken in the order of their names where two are for one rule', () => {
      const set = withOverrides({ 'b.md': codePlaybook('ssrf', 'B'), 'a.md': codePlaybook('ssrf', 'A') });
      assert.equal(set.playbookOf('ssrf')?.playbook.title, 'A');
      assert.deepEqual(set.problems, ['b.md is not used for ssrf: a.md has it already.']);
    });

    it('have names that are shown as text, and problems that come to an end', () => {
      const many = Array.from({ length: 50 }, (_, at) => [`[x](https://a.example/${at}\u202e`, 'no'] as const);
      const { problems } = withOverrides(Object.fromEntries(many));
      assert.equal(problems.length, 21);
      assert.equal(problems.at(-1), 'There are 30 more problems.');
      assert.doesNotMatch(problems.join('\n'), /:\/\/|\]\(|\u202e/);
    });
  });
});
