import { languagesInWords } from '../findings/reports/rulePage.ts';
import type { RuleEntry } from '../findings/ruleEntry.ts';
import { wrapped } from './printable.ts';
import type { TextStyle } from './textReport.ts';

/** Labels stand in a column of their own. */
const LABEL_WIDTH = 11;

const KINDS: Readonly<Record<RuleEntry['kind'], string>> = {
  fact: 'fact: true by itself',
  taint: 'taint: rests on a flow of data that a check may break',
  review: 'review: reported by Gemini alone, under the class of the problem',
};

/** The catalogue for a person at a terminal. */
export function rulesAsText(rules: readonly RuleEntry[], style: TextStyle): string {
  return rules.map((rule) => `${ruleLines(rule, style).join('\n')}\n`).join('\n');
}

function ruleLines(rule: RuleEntry, style: TextStyle): readonly string[] {
  const { bold } = style.colours;
  const { id, cwe, title, unprovenTitle, kind, languages, explanation, remediation, sanitizers } = rule;
  return [
    bold(id),
    ...(cwe.length === 0 ? [] : labelled('Weakness', cwe.map((number) => `CWE-${number}`).join(', '), style)),
    ...labelled('Reports', unprovenTitle === undefined ? title : `${title}; or: ${unprovenTitle}`, style),
    ...labelled('Severity', severityInWords(rule), style),
    ...labelled('Kind', KINDS[kind], style),
    ...labelled('Looks at', languagesInWords(languages), style),
    ...labelled('Why', explanation, style),
    ...labelled('Fix', remediation, style),
    ...sanitizers.flatMap((harmless, index) =>
      labelled(
        index === 0 ? 'Harmless' : '',
        `${languagesInWords(harmless.languages)}: ${harmless.functions.join(', ')}`,
        style,
      ),
    ),
  ];
}

function severityInWords({ severity, severities }: RuleEntry): string {
  if (severities.length === 0) return 'decided for each finding';
  if (severity === undefined) return severities.join(', ');
  const others = severities.filter((one) => one !== severity.proven && one !== severity.unproven);
  const proven = `${severity.proven} where input of an attacker is seen to arrive, else ${severity.unproven}`;
  return others.length === 0 ? proven : `${proven}; for some uses ${others.join(', ')}`;
}

function labelled(label: string, prose: string, style: TextStyle): readonly string[] {
  return wrapped(prose, style.width - LABEL_WIDTH).map((line, index) => {
    const start = `  ${index === 0 ? label : ''}`.padEnd(LABEL_WIDTH);
    return `${index === 0 ? style.colours.dim(start) : start}${line}`;
  });
}
