import { cwePage } from '../findings/cwe.ts';
import type { CodeFinding } from '../findings/finding.ts';
import type { FindingRecord } from '../findings/reconcile.ts';
import type { Severity } from '../findings/severity.ts';
import { cleanModelText } from '../findings/modelText.ts';

/** A title is one line, however it came about. */
const LONGEST_TITLE = 120;

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Informational',
};

/** Codicons of five different shapes, so that colour is never the only difference. */
export const SEVERITY_ICONS: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'warning',
  medium: 'primitive-square',
  low: 'circle-filled',
  informational: 'info',
};

/** The title as plain text; titles of Gemini's own findings are text of a model. */
export function titleOf(finding: CodeFinding): string {
  return cleanModelText(finding.title, LONGEST_TITLE, 'one-line');
}

/** `CWE-89`; the rule's name when no CWE is known. */
export function codeOf(finding: CodeFinding): string {
  const [cwe] = finding.cwe;
  return cwe === undefined ? finding.ruleId : `CWE-${cwe}`;
}

/** The page of MITRE about the first CWE. */
export function cweAddress(finding: CodeFinding): string | undefined {
  const [cwe] = finding.cwe;
  return cwe === undefined ? undefined : cwePage(cwe);
}

/** What is special about the state of a finding, in words; empty for an open one that is current. */
export function stateInWords({ state, refutation }: FindingRecord): string[] {
  const lifecycle: Readonly<Record<FindingRecord['state']['lifecycle'], string | undefined>> = {
    open: undefined,
    'handed-off': 'handed to the agent',
    fixed: 'fixed',
    'still-present': 'still present after a fix',
    moved: 'moved by a fix',
    'cannot-tell': 'not confirmed any more',
  };
  const words = lifecycle[state.lifecycle];
  return [
    ...(words === undefined ? [] : [words]),
    ...(state.freshness === 'stale' ? ['text changed since the scan'] : []),
    ...(state.ignored
      ? [`ignored on ${state.ignored.date}: ${cleanModelText(state.ignored.reason, 200, 'one-line')}`]
      : []),
    ...(refutation?.overruled === true ? ['refuted by Gemini, restored by you'] : []),
  ];
}
