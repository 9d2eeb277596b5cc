import { printableJson } from '../../findings/reports/printableJson.ts';
import { exitStatusOf } from '../../findings/reports/scanReport.ts';
import type { Severity } from '../../findings/severity.ts';
import type { Identity } from '../facts.ts';
import type { CheckResult, PostureReport } from '../posture.ts';
import { postureFingerprint } from '../postureFingerprint.ts';
import { readBuckets, summarisePosture } from './postureSummary.ts';

/** Rises when a field changes its meaning or goes away; new fields do not raise it. */
const SCHEMA_VERSION = 1;

/**
 * The report for programs, as described by posture.schema.json beside this file. What was read of a bucket is in it
 * only as the evidence of a check.
 *
 * @returns one JSON object and a line end
 */
export function postureJson(report: PostureReport, failOn: Severity, toolVersion: string): string {
  const summary = summarisePosture(report, failOn);
  const asJson = (result: CheckResult): unknown => resultAsJson(result, report.identity);
  return printableJson({
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'palisade', version: toolVersion },
    status: report.status,
    exitStatus: exitStatusOf(summary, report.status === 'cancelled'),
    failOn,
    summary,
    identity: report.identity ?? null,
    failure: report.failure ?? null,
    account: report.account.map(asJson),
    buckets: readBuckets(report.buckets).map(({ facts, results, calls }) => ({
      name: facts.name,
      kind: facts.kind,
      region: facts.region ?? null,
      createdAt: facts.createdAt ?? null,
      calls,
      results: results.map(asJson),
    })),
    gone: report.buckets.flatMap((bucket) => (bucket.kind === 'gone' ? [bucket.name] : [])),
    notRead: report.notRead,
    calls: report.calls,
    startedAt: new Date(report.startedAt).toISOString(),
    elapsedMs: report.elapsedMs,
  });
}

/** What is as it should be has no fingerprint: there is nothing to find again. */
function resultAsJson(result: CheckResult, identity: Identity | undefined): unknown {
  const { checkId, resource, outcome } = result;
  const { kind, ...rest } = outcome;
  const isFinding = kind === 'fail' || kind === 'unknown';
  return {
    checkId,
    resource,
    outcome: kind,
    ...(isFinding ? { fingerprint: postureFingerprint(result, identity) } : {}),
    ...rest,
  };
}
