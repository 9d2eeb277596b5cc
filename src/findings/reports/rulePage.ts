import { cwePage } from '../cwe.ts';
import { IGNORES_PATH } from '../ignores.ts';
import { isRuleId, type RuleEntry, type RuleLanguage } from '../ruleEntry.ts';
import type { Severity } from '../severity.ts';
import { codeMarkdown, inlineMarkdown, proseMarkdown } from './markdownText.ts';

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 4_000;

/**
 * All that is to be said of a rule, as Markdown: what it is, how bad, what to do, what makes it harmless, how to
 * ignore it. The only links are to the CWE.
 *
 * @param level of its heading; its sections are one deeper
 * @returns ends in a line end
 */
export function rulePage(rule: RuleEntry, level = 1): string {
  const heading = (deeper: number, words: string): string => `${'#'.repeat(level + deeper)} ${words}`;
  return `${[
    heading(0, inlineMarkdown(rule.title, LONGEST_TITLE)),
    factsOf(rule),
    heading(1, 'What it is, and why it matters'),
    proseMarkdown(rule.explanation, LONGEST_TEXT),
    heading(1, 'How bad it is'),
    ...severityOf(rule),
    heading(1, 'What to do'),
    proseMarkdown(rule.remediation, LONGEST_TEXT),
    heading(1, 'What makes it harmless'),
    ...harmlessness(rule),
    heading(1, 'Who reports it'),
    reporterOf(rule),
    heading(1, 'How to ignore it'),
    ...ignoring(rule),
  ].join('\n\n')}\n`;
}

/** `[CWE-89](…), [CWE-564](…)`; empty when there are none. */
export function cweLinks(cwe: readonly number[]): string {
  return cwe
    .flatMap((number) => {
      const address = cwePage(number);
      return address === undefined ? [] : [`[CWE-${number}](${address})`];
    })
    .join(', ');
}

/** `Python, JavaScript`; for a rule that looks at any text, that. */
export function languagesInWords(languages: readonly RuleLanguage[]): string {
  return languages.length === 0 ? 'any language' : languages.map(({ name }) => name).join(', ');
}

/** A finding that was kept by another version may name anything. */
function idOf({ id }: RuleEntry): string {
  return isRuleId(id) ? id : 'unknown';
}

function factsOf(rule: RuleEntry): string {
  const cwe = cweLinks(rule.cwe);
  return [
    `Rule: \`${idOf(rule)}\``,
    ...(cwe === '' ? [] : [`Weakness: ${cwe}`]),
    `Looks at: ${inlineMarkdown(languagesInWords(rule.languages), LONGEST_TITLE)}`,
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

function severityOf({ kind, severity, severities, unprovenTitle, languages }: RuleEntry): string[] {
  const inTests = 'In files of tests, samples and fixtures it is one step lower.';
  if (severity === undefined) {
    const listed =
      severities.length === 0 ? 'Each finding says how bad it is.' : `${oneOf(severities)}: each finding says which.`;
    if (kind === 'review') return ['The model decides for each finding, by a written rubric of five levels.'];
    return [languages.length === 0 ? listed : `${listed} ${inTests}`];
  }
  const others = severities.filter((one) => one !== severity.proven && one !== severity.unproven);
  const unproven = unprovenTitle === undefined ? '' : ` (*${inlineMarkdown(unprovenTitle, LONGEST_TITLE)}*)`;
  return [
    [
      '| What is seen in the file | Severity |',
      '| --- | --- |',
      `| Input of an attacker gets there | ${strong(severity.proven)} |`,
      `| The value is not constant; where it comes from is not seen${unproven} | ${strong(severity.unproven)} |`,
    ].join('\n'),
    `${others.length === 0 ? '' : `For some uses it is ${oneOf(others).toLowerCase()}. `}${inTests}`,
  ];
}

function harmlessness({ kind, sanitizers }: RuleEntry): string[] {
  switch (kind) {
    case 'fact':
      return [
        'It rests on what the code says, not on where data comes from. Where that does no harm, ignore it with the reason.',
      ];
    case 'review':
      return [
        'The model is asked to report only what nothing in the file prevents, and to name the check that it saw. What it cannot see is in other files.',
      ];
    case 'taint': {
      const general =
        'Values that the program fixes itself, numbers, and values that were checked before: against a fixed list, for equality with a constant, or by a strict pattern.';
      if (sanitizers.length === 0) return [general];
      const lists = sanitizers.map(
        ({ languages, functions }) => `- ${languagesInWords(languages)}: ${functions.map(functionName).join(', ')}`,
      );
      return [`${general} Also what these functions return:`, lists.join('\n')];
    }
  }
}

function functionName(path: string): string {
  return path.startsWith('*.') ? `\`${path.slice(1)}\` of any object` : `\`${path}\``;
}

function reporterOf({ kind }: RuleEntry): string {
  switch (kind) {
    case 'fact':
      return 'The offline engine. Gemini may report the same, and cannot argue it away.';
    case 'taint':
      return 'The offline engine. Gemini may report the same, or refute it with a check that it quotes from the file. What is refuted is kept apart and can be restored.';
    case 'review':
      return [
        'Gemini alone, by reading the file. There is no rule behind it: title, explanation, severity and advice of a finding are words of the model.',
        'Palisade keeps such a finding only when the code that it quotes is in the file, and works out the confidence itself. A model can be wrong all the same: judge it by its evidence.',
        'What the offline engine reports as well is found under the rule of that engine.',
      ].join(' ');
  }
}

function ignoring(rule: RuleEntry): string[] {
  return [
    `In the editor, *Ignore This Finding…* and *Ignore This Rule in This File…* ask for the reason and write it into \`${IGNORES_PATH}\`. By hand, an entry without a fingerprint covers the rule in one file:`,
    codeMarkdown(
      [
        'version: 1',
        'ignores:',
        `  - rule: ${idOf(rule)}`,
        '    file: path/of/the/file',
        '    reason: why it does no harm there',
        '    date: 2026-01-31',
      ].join('\n'),
      'yaml',
    ),
    'What is ignored is still counted, and listed in reports with the reason.',
  ];
}

function oneOf(severities: readonly Severity[]): string {
  const words = severities.map((severity, index) => (index === 0 ? capital(severity) : severity));
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function strong(severity: Severity): string {
  return `**${capital(severity)}**`;
}

function capital(severity: Severity): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}
