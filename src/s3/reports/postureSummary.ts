// What a run over an account comes to. The one place that says when it is clean.
import { isAtLeast, compareSeverity, type Severity, SEVERITIES } from '../../findings/severity.ts';
import type { CheckOutcome } from '../checks/check.ts';
import type { Unreadable } from '../facts.ts';
import type { BucketPosture, CheckResult, PostureReport } from '../posture.ts';

export type Failing = CheckResult & { readonly outcome: CheckOutcome & { readonly kind: 'fail' } };
export type Unknown = CheckResult & { readonly outcome: CheckOutcome & { readonly kind: 'unknown' } };
export type ReadBucket = BucketPosture & { readonly kind: 'read' };

export interface PostureSummary {
  readonly findings: Readonly<Record<Severity, number>>;
  readonly passed: number;
  readonly notApplicable: number;
  readonly unknown: number;
  /** Findings at or above the level that was asked for. */
  readonly failing: number;
  /** Everything was looked at, and everything could be told. */
  readonly complete: boolean;
  /** Complete, and nothing is wrong. */
  readonly clean: boolean;
}

/** @param failOn the mildest severity that counts as failing */
export function summarisePosture(report: PostureReport, failOn: Severity): PostureSummary {
  const results = allResults(report);
  const fails = failingOf(results);
  const unknown = unknownOf(results).length;
  const complete = report.status === 'complete' && unknown === 0 && report.notRead.length === 0;
  return {
    findings: Object.fromEntries(
      SEVERITIES.map((severity) => [severity, fails.filter(({ outcome }) => outcome.severity === severity).length]),
    ) as Record<Severity, number>,
    passed: results.filter(({ outcome }) => outcome.kind === 'pass').length,
    notApplicable: results.filter(({ outcome }) => outcome.kind === 'not-applicable').length,
    unknown,
    failing: fails.filter(({ outcome }) => isAtLeast(outcome.severity, failOn)).length,
    complete,
    clean: complete && fails.length === 0,
  };
}

export function allResults({ account, buckets }: PostureReport): readonly CheckResult[] {
  return [...account, ...readBuckets(buckets).flatMap(({ results }) => results)];
}

export function readBuckets(buckets: readonly BucketPosture[]): readonly ReadBucket[] {
  return buckets.filter((bucket) => bucket.kind === 'read');
}

/** Worst first. */
export function failingOf(results: readonly CheckResult[]): readonly Failing[] {
  return results
    .filter((result): result is Failing => result.outcome.kind === 'fail')
    .sort((a, b) => compareSeverity(a.outcome.severity, b.outcome.severity));
}

/** What may be worst first. */
export function unknownOf(results: readonly CheckResult[]): readonly Unknown[] {
  return results
    .filter((result): result is Unknown => result.outcome.kind === 'unknown')
    .sort((a, b) => compareSeverity(a.outcome.severity, b.outcome.severity));
}

/** E.g. `GetBucketPolicy (s3:GetBucketPolicy): AccessDenied, HTTP 403`. */
export function missingInWords({ api, action, error, httpStatus }: Unreadable): string {
  return `${api} (${action}): ${error}${httpStatus === undefined ? '' : `, HTTP ${httpStatus}`}`;
}

/** The result in a sentence. Clean is said only when everything was looked at and could be told. */
export function resultInWords(report: PostureReport, summary: PostureSummary): string {
  const total = SEVERITIES.reduce((sum, severity) => sum + summary.findings[severity], 0);
  const found = total === 0 ? 'Nothing found' : plural(total, 'finding');
  if (report.status === 'failed') return `Failed: the account was not judged. ${found} until then.`;
  if (report.status === 'cancelled') return `Interrupted: ${found.toLowerCase()} until then; this is no clean result.`;
  if (summary.clean) return 'Clean: everything was looked at, and nothing is wrong.';
  if (summary.complete) return `${found}; everything was looked at.`;
  const limits = [
    ...(summary.unknown > 0 ? [`${plural(summary.unknown, 'check')} could not be told`] : []),
    ...(report.notRead.length > 0 ? [`${plural(report.notRead.length, 'bucket')} not read`] : []),
  ].join(' and ');
  return `${found}, but not everything could be looked at${limits === '' ? '' : ` (${limits})`}: this is no clean result.`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
