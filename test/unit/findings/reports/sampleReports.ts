import { ruleCatalogue, ruleEntry } from '../../../../src/code/ruleCatalogue.ts';
import type { CodeFinding } from '../../../../src/findings/finding.ts';
import { EMPTY_RECEIPT, type Reason, type ScanOutcome } from '../../../../src/findings/outcome.ts';
import type { FileReport, ScanReport } from '../../../../src/findings/reports/scanReport.ts';
import { findingAt } from '../samples.ts';

/** CRLF, a lone CR, and a character of two UTF-16 units before the place of the finding. */
export const TEXT = 'def find(name):\r\n    s = "🍵"; run("SELECT a" + name)\r    verify=False\n';

export const FLOW: CodeFinding = {
  ...findingAt(TEXT, 'run("SELECT a" + name)'),
  trace: [
    { range: { start: 9, end: 13 }, message: 'name is controlled by the client' },
    { range: { start: 31, end: 53 }, message: 'it becomes part of the statement' },
  ],
};

export const FACT: CodeFinding = findingAt(TEXT, 'verify=False', {
  ruleId: 'tls-verification-off',
  problemClass: 'transport-security',
  cwe: [295],
  title: 'TLS certificate verification is switched off',
  severity: 'medium',
  basis: 'fact',
});

export const REVIEW: CodeFinding = findingAt(TEXT, 'def find(name)', {
  ruleId: 'gemini.cwe-1007',
  problemClass: 'cwe-1007',
  cwe: [1007],
  title: 'Names that look alike',
  severity: 'low',
  confidence: 'low',
  basis: 'review',
  provenance: { engine: 'gemini', model: 'gemini-3.8-flash', promptVersion: '1' },
});

export function outcome(status: ScanOutcome['status'], reasons: readonly Reason[] = []): ScanOutcome {
  const receipt = { ...EMPTY_RECEIPT, engines: ['embedded' as const], coveredLines: 4, totalLines: 4 };
  return { status, reasons, receipt };
}

export const FILE: FileReport = {
  path: 'src/a.py',
  languageId: 'python',
  text: TEXT,
  findings: [FLOW, FACT],
  ignored: [],
  refuted: [],
  outcome: outcome('complete'),
};

export const REPORT: ScanReport = {
  toolVersion: '1.2.3',
  startedAt: Date.UTC(2026, 0, 15, 12),
  elapsedMs: 1_500,
  engines: ['embedded'],
  failOn: 'high',
  files: [FILE],
  skipped: [],
  warnings: [],
  interrupted: false,
};

/** With something of everything that a report can hold. */
export const FULL: ScanReport = {
  ...REPORT,
  origin: 'editor',
  engines: ['embedded', 'gemini'],
  interrupted: true,
  skipped: [{ path: 'src', why: 'directory' }],
  warnings: ['.palisade/ignores.yaml: not valid YAML'],
  files: [
    {
      ...FILE,
      findings: [FLOW, REVIEW],
      ignored: [{ finding: FACT, by: { scope: 'rule-in-file', reason: 'Only in tests.', date: '2026-01-31' } }],
      refuted: [
        {
          finding: { ...FLOW, fingerprint: 'refuted', severity: 'high' },
          refutation: {
            guard: 'def find(name)',
            guardRange: { start: 0, end: 14 },
            model: 'gemini-3.8-flash',
            overruled: false,
          },
        },
      ],
      unconfirmed: [{ ...FACT, fingerprint: 'unconfirmed' }],
      states: new Map([[FLOW.fingerprint, { lifecycle: 'still-present', freshness: 'stale' }]]),
      provisos: ['text-changed', 'scan-running'],
      outcome: outcome('partial', [
        { kind: 'rate-limited', engine: 'gemini', detail: 'per minute', retryAt: Date.UTC(2026, 0, 15, 13) },
      ]),
    },
    {
      ...FILE,
      path: 'b.rb',
      languageId: 'ruby',
      text: '',
      findings: [],
      outcome: outcome('failed', [{ kind: 'unreadable', engine: 'embedded' }]),
    },
    { ...FILE, path: 'c.py', text: '', findings: [], outcome: outcome('cancelled') },
    {
      ...FILE,
      path: 'd.py',
      text: '',
      findings: [],
      outcome: outcome('complete'),
      provisos: ['not-scanned-here', 'earlier-window'],
      lookedAt: Date.UTC(2026, 0, 14),
    },
  ],
};

export const CATALOGUE = { rules: ruleCatalogue(), entry: ruleEntry };
