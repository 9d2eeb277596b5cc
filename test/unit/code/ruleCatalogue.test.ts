import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { adapterFor } from '../../../src/code/embedded/adapters/adapter.ts';
import { RULES } from '../../../src/code/embedded/rules/rules.ts';
import { ruleCatalogue, ruleEntry } from '../../../src/code/ruleCatalogue.ts';
import { cwePage } from '../../../src/findings/cwe.ts';
import { PROBLEM_CLASSES } from '../../../src/findings/problemClass.ts';
import { rulePage } from '../../../src/findings/reports/rulePage.ts';
import { isRuleId } from '../../../src/findings/ruleEntry.ts';
import { analyse } from './embedded/engineForTests.ts';
import { FAMILIES } from './embedded/samples/families.ts';

describe('the catalogue of rules', () => {
  const catalogue = ruleCatalogue();

  it('has every rule and every class of problems once, each with words', () => {
    const ids = catalogue.map(({ id }) => id);
    assert.deepEqual([...new Set(ids)], ids);
    for (const { id } of RULES) assert.ok(ids.includes(id), id);
    assert.ok(ids.includes('hardcoded-secret'));
    for (const name of [...Object.keys(PROBLEM_CLASSES), 'review']) assert.ok(ids.includes(`gemini.${name}`), name);
    for (const { id, title, explanation, remediation } of catalogue) {
      assert.ok(isRuleId(id), id);
      for (const words of [title, explanation, remediation]) assert.match(words, /^\S.*\S$/s, id);
      assert.doesNotMatch(title, /\.$/);
      assert.match(explanation, /\.$/);
      assert.match(remediation, /\.$/);
    }
  });

  it('names weaknesses that have a page', () => {
    for (const { id, kind, cwe } of catalogue) {
      assert.ok(cwe.length > 0 || id === 'gemini.review', id);
      if (kind !== 'review') assert.ok(cwe.length <= 4, id);
      for (const number of cwe)
        assert.match(cwePage(number) ?? '', /^https:\/\/cwe\.mitre\.org\/data\/definitions\/\d+\.html$/);
    }
  });

  it('says of flows how bad they are, and what makes them harmless', () => {
    for (const entry of catalogue.filter(({ kind }) => kind === 'taint')) {
      const rule = RULES.find(({ id }) => id === entry.id);
      assert.ok(rule?.kind === 'taint' && entry.severity);
      assert.deepEqual(entry.severity, { proven: rule.severity.proven, unproven: rule.severity.unproven });
      assert.ok(entry.severities.includes(entry.severity.proven) && entry.severities.includes(entry.severity.unproven));
      assert.equal(entry.unprovenTitle, rule.unprovenTitle);
      const listed = entry.sanitizers.flatMap(({ functions }) => functions);
      for (const { id } of entry.languages) {
        const family = adapterFor(id)?.family;
        assert.ok(family);
        for (const name of rule.sanitizers[family]) assert.ok(listed.includes(name), name);
      }
    }
  });

  for (const { ruleId, samples } of FAMILIES) {
    it(`promises what ${ruleId} does on its samples: languages and severities`, async function () {
      this.timeout(60_000);
      const entry = ruleEntry(ruleId);
      assert.ok(entry);
      const positive = samples.filter(({ severity }) => severity !== undefined);
      const languages = entry.languages.map(({ id }) => id);
      for (const { language } of positive) assert.ok(languages.length === 0 || languages.includes(language), language);
      for (const id of languages) {
        const family = adapterFor(id)?.family;
        assert.ok(
          positive.some(({ language }) => adapterFor(language)?.family === family),
          `no sample in ${id}: if the rule does not look at it, its \`families\` have to say so`,
        );
      }
      const found = new Set<string>();
      for (const { language, code } of positive) {
        const { findings } = await analyse(language, code);
        for (const finding of findings) if (finding.ruleId === ruleId) found.add(finding.severity);
      }
      const unlisted = [...found].filter((severity) => !entry.severities.some((one) => one === severity));
      // A fact rule that lists none promises none.
      if (entry.severities.length > 0) assert.deepEqual(unlisted, [], 'its `severities` have to list them');
    });
  }

  it('has one entry for any weakness that Gemini can name', () => {
    assert.deepEqual(ruleEntry('gemini.cwe-1007')?.cwe, [1007]);
    assert.equal(ruleEntry('gemini.cwe-1007')?.kind, 'review');
    for (const id of ['gemini.cwe-0', 'gemini.cwe-1e3', 'gemini.cwe-123456', 'gemini.', 'gemini.constructor']) {
      assert.equal(ruleEntry(id), undefined, id);
    }
  });

  it('has nothing for what is no rule', () => {
    for (const id of ['', 'toString', 'sql-injection ', 'SQL-INJECTION', '../x', 'a'.repeat(1_000), 'no-such-rule']) {
      assert.equal(ruleEntry(id), undefined, id);
    }
  });
});

describe('the page of a rule', () => {
  for (const rule of ruleCatalogue()) {
    it(`is there for ${rule.id}`, () => {
      const page = rulePage(rule);
      const headings = [...page.matchAll(/^(#+) (.*)$/gm)].map(([, level, words]) => [level?.length, words] as const);
      assert.deepEqual(
        headings.map(([level]) => level),
        [1, 2, 2, 2, 2, 2, 2],
      );
      for (const cwe of rule.cwe) assert.ok(page.includes(`[CWE-${cwe}](${cwePage(cwe) ?? ''})`));
      const links = [...page.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target ?? '');
      assert.ok(
        links.every((target) => target.startsWith('https://cwe.mitre.org/')),
        links.join(),
      );
      assert.doesNotMatch(page, /undefined|\[object|\n{3}/);
    });
  }

  it('shows an entry for the ignore file that can be read', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(rulePage(ruleEntry('weak-hash') ?? assert.fail())) ?? [];
    const { version, ignores } = parse(yaml) as { version: number; ignores: Record<string, unknown>[] };
    assert.equal(version, 1);
    assert.deepEqual(Object.keys(ignores[0] ?? {}), ['rule', 'file', 'reason', 'date']);
    assert.equal(ignores[0]?.['rule'], 'weak-hash');
  });

  it('says who reports it, and that a model may be wrong', () => {
    assert.match(rulePage(ruleEntry('gemini.access-control') ?? assert.fail()), /Gemini alone.*A model can be wrong/s);
    assert.match(rulePage(ruleEntry('sql-injection') ?? assert.fail()), /The offline engine\. Gemini may.*refute/s);
    assert.doesNotMatch(rulePage(ruleEntry('weak-hash') ?? assert.fail()), /refute/);
  });
});
