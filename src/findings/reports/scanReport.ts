import type { CodeFinding } from '../finding.ts';
import type { CodeEngine, ScanOutcome } from '../outcome.ts';
import { compareSeverity, isAtLeast, SEVERITIES, type Severity } from '../severity.ts';
import type { FindingState, IgnoredBy, Refutation } from '../state.ts';

/**
 * What has to be known of what is said of a file, besides the outcome of its scan. Closed: each has words below.
 * `text-changed`: after the scan. `not-scanned-here`: nobody knows of a scan that ended. `scan-running`: what is
 * said is about to change. `other-version`: the look was that of other engines. `earlier-window`: the look was of
 * the same engines and the same text, and is none the worse for its age.
 */
export type Proviso = 'text-changed' | 'not-scanned-here' | 'scan-running' | 'other-version' | 'earlier-window';

export const PROVISO_WORDS: Readonly<Record<Proviso, string>> = {
  'text-changed': 'The text was changed after the scan: what was written since was not looked at.',
  'not-scanned-here': 'No scan of this file has ended in this window: its findings are from an earlier one.',
  'scan-running': 'A scan of this file was under way when the report was made.',
  'other-version': 'Another version of Palisade or its rules looked at this file: this one has not.',
  'earlier-window': 'This file was looked at before the window was opened: what is known is from then.',
};

/** What became of a finding since it was found. */
export type Standing = Pick<FindingState, 'lifecycle' | 'freshness'>;

/** What a scan has to say of one file. Every finding is in exactly one of the lists. */
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
  /** Not found again, though another of the same class was: it may be the same hole, rewritten. Default: none. */
  readonly unconfirmed?: readonly CodeFinding[];
  /** By fingerprint, of findings in any list. Default: as right after a scan, open and current. */
  readonly states?: ReadonlyMap<string, Standing>;
  /** Default: none. */
  readonly provisos?: readonly Proviso[];
  /** When the scan ended, in milliseconds since the epoch; where it is not that of the report. */
  readonly lookedAt?: number;
}

/** A name that was given to be scanned and is no file. */
export interface SkippedName {
  readonly path: string;
  readonly why: 'directory';
}

/** One run over several files, or what an editor knew of several files at one moment. */
export interface ScanReport {
  /** Default: `run`. */
  readonly origin?: 'run' | 'editor';
  readonly toolVersion: string;
  /** Milliseconds since the epoch; of an editor, when the report was made. */
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
  readonly unconfirmed: number;
  /** Of `findings`, those whose text was changed since they were found. */
  readonly stale: number;
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
  const unconfirmed = sum((file) => file.unconfirmed?.length ?? 0);
  // Nothing named is nothing looked at.
  const complete = !interrupted && skipped.length === 0 && files.length > 0 && files.every((file) => isLookedAt(file));
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
    unconfirmed,
    stale: sum((file) => file.findings.filter((finding) => isStale(file, finding)).length),
    dropped: sum((file) => file.outcome.receipt.dropped),
    coveredLines: sum((file) => file.outcome.receipt.coveredLines),
    totalLines: sum((file) => file.outcome.receipt.totalLines),
    maskedSecrets: sum((file) => file.outcome.receipt.maskedSecrets),
    requests: sum((file) => file.outcome.receipt.requests),
    inputTokens: sum((file) => file.outcome.receipt.inputTokens),
    outputTokens: sum((file) => file.outcome.receipt.outputTokens),
    costUsd: sum((file) => file.outcome.receipt.costUsd),
    complete,
    clean: complete && found.length + ignored + refuted + unconfirmed === 0,
  };
}

/** Whether all of the file's text, as it is, was looked at by every engine that was asked. */
export function isLookedAt({ outcome, provisos = [] }: FileReport): boolean {
  return outcome.status === 'complete' && provisos.every((proviso) => proviso === 'earlier-window');
}

export function isStale({ states }: FileReport, { fingerprint }: CodeFinding): boolean {
  return states?.get(fingerprint)?.freshness === 'stale';
}

/** Worst first, then in the order of place. */
export function worstFirst(findings: readonly CodeFinding[]): CodeFinding[] {
  return [...findings].sort(
    (a, b) => compareSeverity(a.severity, b.severity) || a.subject.range.start - b.subject.range.start,
  );
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
