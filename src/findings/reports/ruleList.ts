import type { RuleEntry } from '../ruleEntry.ts';
import { inlineMarkdown } from './markdownText.ts';
import { printableJson } from './printableJson.ts';
import { cweLinks, languagesInWords, rulePage } from './rulePage.ts';

/** Rises when a field changes its meaning or goes away; new fields do not raise it. */
const SCHEMA_VERSION = 1;

const LONGEST_CELL = 200;

/**
 * The catalogue as JSON, as described by rules.schema.json beside this file.
 *
 * @returns one JSON object and a line end
 */
export function rulesAsJson(rules: readonly RuleEntry[], toolVersion: string): string {
  const value = { schemaVersion: SCHEMA_VERSION, tool: { name: 'palisade', version: toolVersion }, rules };
  return printableJson(value);
}

/** The catalogue as Markdown: a table of all rules, then a section for each. */
export function rulesAsMarkdown(rules: readonly RuleEntry[], toolVersion: string): string {
  const rows = rules.map((rule) => {
    const severities = rule.severities.length === 0 ? 'by finding' : rule.severities.join(', ');
    const cells = [
      `\`${rule.id}\``,
      inlineMarkdown(rule.title, LONGEST_CELL),
      cweLinks(rule.cwe),
      severities,
      rule.kind,
      inlineMarkdown(languagesInWords(rule.languages), LONGEST_CELL),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const table = [
    '| Rule | What it reports | Weakness | Severity | Kind | Languages |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
  const kinds =
    '*fact*: true by itself. *taint*: rests on a flow of data that a check may break. *review*: a reading by Gemini, under the class of the problem.';
  const head = [`# Rules of Palisade ${inlineMarkdown(toolVersion, LONGEST_CELL)}`, kinds, table.join('\n')];
  return `${head.join('\n\n')}\n\n${rules.map((rule) => rulePage(rule, 2)).join('\n')}`;
}
