import { PROBLEM_CLASSES, problemClassOf, UNCLASSIFIED } from '../findings/problemClass.ts';
import { isRuleId, REVIEW_PREFIX, type RuleEntry, type RuleLanguage } from '../findings/ruleEntry.ts';
import { compareSeverity, type Severity } from '../findings/severity.ts';
import { adapterFor, type LanguageFamily } from './embedded/adapters/adapter.ts';
import { HARDCODED_SECRETS } from './embedded/rules/hardcodedSecrets.ts';
import type { Rule, RuleText } from './embedded/rules/rule.ts';
import { RULES } from './embedded/rules/rules.ts';
import { SCANNED_ON_SAVE } from './languages.ts';
import { CLASS_TEXTS, type ClassText } from './reviewClasses.ts';

/** Where a language is not called what its id says. */
const LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  python: 'Python',
  javascript: 'JavaScript',
  javascriptreact: 'JSX',
  typescript: 'TypeScript',
  typescriptreact: 'TSX',
};

/**
 * Everything that can be reported: the rules of the offline engine in the order of their ids, then the
 * classes of what only Gemini reports. Built from the rules themselves, so that none can be missing.
 */
export function ruleCatalogue(): readonly RuleEntry[] {
  const embedded = [...RULES.map(entryOfRule), entryOfText(HARDCODED_SECRETS, [])];
  const classes = Object.keys(CLASS_TEXTS).map((problemClass) => REVIEW_PREFIX + problemClass);
  return [...embedded.sort((a, b) => (a.id < b.id ? -1 : 1)), ...classes.sort().flatMap((id) => reviewEntry(id) ?? [])];
}

/**
 * Also knows what is not listed: a weakness whose CWE is in no class of its own (`gemini.cwe-1007`).
 *
 * @param id anything; undefined is returned for what is no rule
 */
export function ruleEntry(id: string): RuleEntry | undefined {
  if (!isRuleId(id)) return undefined;
  return id.startsWith(REVIEW_PREFIX) ? reviewEntry(id) : ruleCatalogue().find((entry) => entry.id === id);
}

function entryOfRule(rule: Rule): RuleEntry {
  const entry = entryOfText(rule, languagesOf(rule.families));
  if (rule.kind === 'fact') return entry;
  const { severity, unprovenTitle } = rule;
  const families = Object.entries(rule.sanitizers) as [LanguageFamily, readonly string[]][];
  return {
    ...entry,
    kind: 'taint',
    unprovenTitle,
    severity: { proven: severity.proven, unproven: severity.unproven },
    severities: worstFirst([severity.proven, severity.unproven, ...entry.severities]),
    sanitizers: families
      .filter(([family, functions]) => functions.length > 0 && (rule.families ?? [family]).includes(family))
      .map(([family, functions]) => ({ languages: languagesOf([family]), functions })),
  };
}

function entryOfText(text: RuleText, languages: readonly RuleLanguage[]): RuleEntry {
  const { id, cwe, title, explanation, remediation, severities = [] } = text;
  return {
    id,
    kind: 'fact',
    problemClass: problemClassOf(cwe[0] ?? 0),
    cwe,
    title,
    severities: worstFirst(severities),
    languages,
    explanation,
    remediation,
    sanitizers: [],
  };
}

function reviewEntry(id: string): RuleEntry | undefined {
  const problemClass = id.slice(REVIEW_PREFIX.length);
  const known = Object.entries(CLASS_TEXTS).find(([name]) => name === problemClass)?.[1];
  const cwe = /^cwe-([1-9]\d{0,4})$/.exec(problemClass)?.[1];
  const text = known ?? (cwe === undefined ? undefined : weaknessText(cwe));
  if (text === undefined) return undefined;
  return {
    id,
    kind: 'review',
    problemClass,
    cwe: cwe === undefined ? cwesOf(problemClass) : [Number(cwe)],
    severities: [],
    languages: [],
    sanitizers: [],
    ...text,
  };
}

function weaknessText(cwe: string): ClassText {
  return {
    title: `Weakness CWE-${cwe}`,
    explanation: `Gemini reported a weakness of the kind CWE-${cwe}, for which Palisade has no words of its own.`,
    remediation: CLASS_TEXTS[UNCLASSIFIED].remediation,
  };
}

function cwesOf(problemClass: string): readonly number[] {
  return Object.entries(PROBLEM_CLASSES).find(([name]) => name === problemClass)?.[1] ?? [];
}

/** @param families undefined: every language that has an adapter */
function languagesOf(families: readonly LanguageFamily[] | undefined): readonly RuleLanguage[] {
  return SCANNED_ON_SAVE.flatMap((id) => {
    const family = adapterFor(id)?.family;
    if (family === undefined || families?.includes(family) === false) return [];
    return [{ id, name: LANGUAGE_NAMES[id] ?? id }];
  });
}

function worstFirst(severities: readonly Severity[]): readonly Severity[] {
  return [...new Set(severities)].sort(compareSeverity);
}
