import type { CodeFinding } from '../../../src/findings/finding.ts';
import { type FindingDraft, withFingerprints } from '../../../src/findings/fingerprint.ts';

/** A draft whose evidence is the first occurrence of `quote` in `text`; fails loudly when there is none. */
export function draftAt(text: string, quote: string, overrides: Partial<FindingDraft> = {}): FindingDraft {
  const start = text.indexOf(quote);
  if (start < 0) throw new Error(`no ${JSON.stringify(quote)} in the sample`);
  return {
    ruleId: 'sql-injection',
    problemClass: 'sql-injection',
    cwe: [89],
    title: 'SQL injection',
    explanation: 'Text of the request becomes part of the statement.',
    remediation: 'Pass the value as a parameter.',
    severity: 'critical',
    confidence: 'high',
    provenance: { engine: 'embedded' },
    basis: 'taint',
    subject: {
      kind: 'code',
      range: { start, end: start + quote.length },
      symbol: { name: 'find', range: { start: 0, end: text.length } },
    },
    evidence: { quote, masked: false },
    trace: [],
    ...overrides,
  };
}

export function findingAt(text: string, quote: string, overrides: Partial<FindingDraft> = {}): CodeFinding {
  const [finding] = withFingerprints(text, [draftAt(text, quote, overrides)]);
  if (!finding) throw new Error('no finding');
  return finding;
}

/** The text of a finding's range, to compare with its evidence. */
export function textOf(text: string, finding: CodeFinding): string {
  return text.slice(finding.subject.range.start, finding.subject.range.end);
}
