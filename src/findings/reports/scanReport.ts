import type { CodeFinding } from '../finding.ts';
import type { CodeEngine, ScanOutcome } from '../outcome.ts';
import { isAtLeast, SEVERITIES, type Severity } from '../severity.ts';
import type { IgnoredBy, Refutation } from '../state.ts';

/** What a scan has to say of one file. Every finding is in exactly one of the three lists. */
export interface FileReport {
  /** As it is shown to people, with forward slashes. */
  readonly path: string;
  readonly languageId: string;
  /** What the offsets of the findings refer to: without a byte order mark. Empty when the file was not read. */
  readonly text: string;
  readonly outcome: ScanOutcome;
  /** In the order of their place. */
  readonly findings: readonly CodeFinding[];
  readonly ignored: readonly { readonly finding: CodeFinding; readonly by: IgnoredBy }[];
  readonly refuted: readonly { readonly finding: CodeFinding; readonly refutation: Refutation }[];
}

/** A name that was given to be scanned and is no file. */
export interface SkippedName {
  readonly path: string;
  readonly why: 'directory';
}

/** One run over several files. */
export interface ScanReport {
  readonly toolVersion: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  /** The engines that were asked for. */
  readonly engines: readonly CodeEngine[];
  readonly failOn: Severity;
  /** In the order in which they were named; files that an interruption left out are `cancelled`. */
  readonly files: readonly FileReport[];
  readonly skipped: readonly SkippedName[];
  /** In words, e.g. about an ignore file that could not be understood. */
  readonly warnings: readonly string[];
  readonly interrupted: boolean;
}

export interface ScanSummary {
  readonly files: Readonly<Record<ScanOutcome['status'], number>>;
  readonly findings: Readonly<Record<Severity, number>>;
  /** Findings at or above the level that makes a run fail. */
  readonly failing: number;
  readonly ignored: number;
  readonly refuted: number;
  /** Answers of the model that quoted what is not in the file. */
  readonly dropped: number;
  readonly coveredLines: number;
  readonly totalLines: number;
  readonly maskedSecrets: number;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Everything that was named was looked at in full by every engine that was asked for. */
  readonly complete: boolean;
  /** Complete, and nothing was found: not even something ignored or refuted. */
  readonly clean: boolean;
}

export function summarise(report: Pick<ScanReport, 'files' | 'skipped' | 'failOn' | 'interrupted'>): ScanSummary {
  const { files, skipped, failOn, interrupted } = report;
  const found = files.flatMap((file) => file.findings);
  const sum = (value: (file: FileReport) => number): number => files.reduce((total, file) => total + value(file), 0);
  const withStatus = (status: ScanOutcome['status']): number => sum((file) => (file.outcome.status === status ? 1 : 0));
  const ignored = sum((file) => file.ignored.length);
  const refuted = sum((file) => file.refuted.length);
  // Nothing named is nothing looked at.
  const complete = !interrupted && skipped.length === 0 && files.length > 0 && withStatus('complete') === files.length;
  return {
    files: {
      complete: withStatus('complete'),
      partial: withStatus('partial'),
      failed: withStatus('failed'),
      cancelled: withStatus('cancelled'),
    },
    findings: countBySeverity(found),
    failing: found.filter((finding) => isAtLeast(finding.severity, failOn)).length,
    ignored,
    refuted,
    dropped: sum((file) => file.outcome.receipt.dropped),
    coveredLines: sum((file) => file.outcome.receipt.coveredLines),
    totalLines: sum((file) => file.outcome.receipt.totalLines),
    maskedSecrets: sum((file) => file.outcome.receipt.maskedSecrets),
    requests: sum((file) => file.outcome.receipt.requests),
    inputTokens: sum((file) => file.outcome.receipt.inputTokens),
    outputTokens: sum((file) => file.outcome.receipt.outputTokens),
    costUsd: sum((file) => file.outcome.receipt.costUsd),
    complete,
    clean: complete && found.length + ignored + refuted === 0,
  };
}

/**
 * The exit status of a run: 130 interrupted; 1 findings at or above the level, whether or not everything
 * was looked at; 2 no such finding, but not everything was looked at; 0 everything was looked at, with no
 * such finding. 1 goes before 2 because a file in a language without an engine makes a run incomplete:
 * scripts learn to live with a 2, and must not overlook findings when they do.
 */
export function exitStatusOf(
  summary: Pick<ScanSummary, 'failing' | 'complete'>,
  interrupted: boolean,
): 0 | 1 | 2 | 130 {
  if (interrupted) return 130;
  if (summary.failing > 0) return 1;
  return summary.complete ? 0 : 2;
}

function countBySeverity(findings: readonly CodeFinding[]): Record<Severity, number> {
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
