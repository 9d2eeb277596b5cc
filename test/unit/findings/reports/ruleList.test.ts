import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import MarkdownIt from 'markdown-it';
import { ruleCatalogue } from '../../../../src/code/ruleCatalogue.ts';
import { rulesAsJson, rulesAsMarkdown } from '../../../../src/findings/reports/ruleList.ts';
import { repository } from '../../../support/repository.ts';

const SCHEMA = join(repository, 'src', 'findings', 'reports', 'rules.schema.json');

/** Fields that the schema does not document must not slip in, although readers have to bear them. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return 'properties' in copy && copy['type'] === 'object' ? { ...copy, additionalProperties: false } : copy;
}

describe('the catalogue of rules as a file', () => {
  const rules = ruleCatalogue();

  it('is, as JSON, what its schema says', async () => {
    const schema = strict(JSON.parse(await readFile(SCHEMA, 'utf8'))) as object;
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
    const catalogue = JSON.parse(rulesAsJson(rules, '1.2.3')) as { rules: { severities: string[] }[]; tool: unknown };
    assert.ok(validate(catalogue), JSON.stringify(validate.errors, undefined, 2));
    assert.equal(catalogue.rules.length, rules.length);
    assert.deepEqual(catalogue.tool, { name: 'palisade', version: '1.2.3' });
    catalogue.rules[0]?.severities.push('dreadful');
    assert.ok(!validate(catalogue));
  });

  it('is, as Markdown, a row and a section for each rule, with no link but to the CWE', () => {
    const html = new MarkdownIt({ html: true, linkify: true }).render(rulesAsMarkdown(rules, '1.2.3'));
    const rows = [...html.matchAll(/<tr>\n<td><code>([^<]*)<\/code><\/td>/g)].map(([, id]) => id);
    assert.deepEqual(
      rows,
      rules.map(({ id }) => id),
    );
    assert.equal([...html.matchAll(/<h2>/g)].length, rules.length);
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target ?? '');
    assert.ok(links.length > rules.length);
    assert.ok(links.every((target) => target.startsWith('https://cwe.mitre.org/data/definitions/')));
    assert.doesNotMatch(html, /undefined|\[object/);
  });
});
