import { ruleCatalogue, ruleEntry } from '../code/ruleCatalogue.ts';
import { rulesAsJson, rulesAsMarkdown } from '../findings/reports/ruleList.ts';
import type { RuleEntry } from '../findings/ruleEntry.ts';
import { coloursFor, wantsColour } from './colours.ts';
import type { CliPorts } from './ports.ts';
import { printable } from './printable.ts';
import { rulesAsText } from './rulesText.ts';
import { reportWidth } from './textReport.ts';

export interface RulesOptions {
  readonly format: 'text' | 'json' | 'markdown';
}

/** Nothing was printed. */
const UNKNOWN_RULE = 2;

/**
 * Prints the catalogue of rules, or the rules that are named.
 *
 * @param ids none: all
 * @returns the exit status: 0, or 2 when one of the names is no rule
 */
export function rulesCommand(ids: readonly string[], { format }: RulesOptions, ports: CliPorts): number {
  const { env, stdout, stderr, version } = ports;
  const unknown = ids.filter((id) => ruleEntry(id) === undefined);
  for (const id of unknown)
    stderr.write(`palisade: there is no rule ${printable(id)}; palisade rules lists them all\n`);
  if (unknown.length > 0) return UNKNOWN_RULE;

  const rules: readonly RuleEntry[] =
    ids.length === 0 ? ruleCatalogue() : [...new Set(ids)].flatMap((id) => ruleEntry(id) ?? []);
  switch (format) {
    case 'json':
      stdout.write(rulesAsJson(rules, version));
      break;
    case 'markdown':
      stdout.write(rulesAsMarkdown(rules, version));
      break;
    case 'text':
      stdout.write(rulesAsText(rules, { colours: coloursFor(wantsColour(env, stdout)), width: reportWidth(stdout) }));
      break;
  }
  return 0;
}
