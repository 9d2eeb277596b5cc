import type { ReportingConfiguration, ReportingDescriptor, ToolComponent } from 'sarif';
import { cwePage } from '../cwe.ts';
import type { RuleEntry } from '../ruleEntry.ts';
import { compareSeverity, type Severity } from '../severity.ts';
import { rulePage } from './rulePage.ts';

/** The name by which results refer to the CWE list. */
export const CWE_TAXONOMY = 'CWE';

type Level = NonNullable<ReportingConfiguration['level']>;

export const LEVELS: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  informational: 'note',
};

/**
 * What GitHub calls `security-severity`: the middle of the CVSS band of each level (9.0, 7.0, 4.0 and 0.1 are
 * their lower bounds); no security severity at all for what is merely worth knowing.
 */
export const SECURITY_SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  informational: '0.0',
};

/** How often a rule of a kind is right, in the words that GitHub sorts by. */
const PRECISION: Readonly<Record<RuleEntry['kind'], string>> = { fact: 'high', taint: 'medium', review: 'low' };

/**
 * A rule as SARIF describes it.
 *
 * @param found severities of its findings in this report: all that is known of a rule that promises none
 */
export function reportingDescriptor(rule: RuleEntry, found: readonly Severity[]): ReportingDescriptor {
  const worst = [...(rule.severities.length > 0 ? rule.severities : found)].sort(compareSeverity)[0];
  const page = cwePage(rule.cwe[0] ?? 0);
  return {
    id: rule.id,
    name: nameOf(rule.id),
    shortDescription: { text: sentence(rule.title) },
    fullDescription: { text: rule.explanation },
    help: { text: `${rule.explanation}\n\nWhat to do: ${rule.remediation}`, markdown: rulePage(rule) },
    ...(page === undefined ? {} : { helpUri: page }),
    defaultConfiguration: { level: worst === undefined ? 'warning' : LEVELS[worst] },
    relationships: rule.cwe.map((cwe) => ({ target: weakness(cwe), kinds: ['superset'] })),
    properties: {
      tags: ['security', ...rule.cwe.map((cwe) => `external/cwe/cwe-${String(cwe).padStart(3, '0')}`)],
      precision: PRECISION[rule.kind],
      ...(worst === undefined ? {} : { 'security-severity': SECURITY_SEVERITIES[worst] }),
      kind: rule.kind,
      problemClass: rule.problemClass,
    },
  };
}

/** A reference to an entry of the CWE list. */
export function weakness(cwe: number): { id: string; toolComponent: { name: string; index: number } } {
  return { id: String(cwe), toolComponent: { name: CWE_TAXONOMY, index: 0 } };
}

/** The entries of the CWE list that a report speaks of. */
export function cweTaxonomy(cwe: readonly number[]): ToolComponent {
  const numbers = [...new Set(cwe)].sort((a, b) => a - b);
  return {
    name: CWE_TAXONOMY,
    fullName: 'Common Weakness Enumeration',
    organization: 'MITRE',
    informationUri: 'https://cwe.mitre.org/',
    isComprehensive: false,
    taxa: numbers.map((number) => {
      const page = cwePage(number);
      return { id: String(number), ...(page === undefined ? {} : { helpUri: page }) };
    }),
  };
}

/** SARIF wants the first sentence of a text to end like one. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** `SqlInjection`, as SARIF likes names; the id itself stays as it is. */
function nameOf(id: string): string {
  return id
    .split(/[.-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
