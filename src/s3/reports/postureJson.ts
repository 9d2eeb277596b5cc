import { printableJson } from '../../findings/reports/printableJson.ts';
import { exitStatusOf } from '../../findings/reports/scanReport.ts';
import type { Severity } from '../../findings/severity.ts';
import type { CheckResult, PostureReport } from '../posture.ts';
import { readBuckets, summarisePosture } from './postureSummary.ts';

/** Of the form of the report; grows when something that was there is gone or means something else. */
const SCHEMA_VERSION = 1;

/** The report for programs. What was read of a bucket is in it only as the evidence of a check. */
export function postureJson(report: PostureReport, failOn: Severity, toolVersion: string): string {
  const summary = summarisePosture(report, failOn);
  return printableJson({
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'Palisade', version: toolVersion },
    status: report.status,
    exitStatus: exitStatusOf(summary, report.status === 'cancelled'),
    failOn,
    summary,
    identity: report.identity ?? null,
    failure: report.failure ?? null,
    account: report.account.map(resultAsJson),
    buckets: readBuckets(report.buckets).map(({ facts, results, calls }) => ({
      name: facts.name,
      kind: facts.kind,
      region: facts.region ?? null,
      createdAt: facts.createdAt ?? null,
      calls,
      results: results.map(resultAsJson),
    })),
    gone: report.buckets.flatMap((bucket) => (bucket.kind === 'gone' ? [bucket.name] : [])),
    notRead: report.notRead,
    calls: report.calls,
    startedAt: new Date(report.startedAt).toISOString(),
    elapsedMs: report.elapsedMs,
  });
}

function resultAsJson({ checkId, resource, outcome }: CheckResult): unknown {
  const { kind, ...rest } = outcome;
  return { checkId, resource, outcome: kind, ...rest };
}
