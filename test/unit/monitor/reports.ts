// Reports for tests: of made-up looks, and of runs of the posture core against a fake account.
import { createHash } from 'node:crypto';
import type { Severity } from '../../../src/findings/severity.ts';
import { differenceOf, withNotVerified, type ReportBefore } from '../../../src/monitor/difference/difference.ts';
import { NOTHING_WATCHED, type Watched } from '../../../src/monitor/difference/watched.ts';
import { buildReport, type RunRead } from '../../../src/monitor/report/buildReport.ts';
import type { Baseline, Look, MonitorReport, ReportFinding } from '../../../src/monitor/report/reportShape.ts';
import { runCost } from '../../../src/monitor/report/runCost.ts';
import { checksOf } from '../../../src/s3/checks/catalogue.ts';
import { JUDGES } from '../../../src/s3/checks/judges.ts';
import type { AccountFacts } from '../../../src/s3/facts.ts';
import { runPosture } from '../../../src/s3/runPosture.ts';
import type { FakeAws } from '../../support/fakeAws/fakeAws.ts';

export const NO_BASELINE: Baseline = { kind: 'none', why: 'first-run' };

export function at(minute: number): string {
  return new Date(Date.UTC(2026, 10, 1) + minute * 60_000).toISOString();
}

export function aFinding(
  resource: string,
  checkId = 'public',
  outcome: 'fail' | 'unknown' = 'fail',
  more: { readonly severity?: Severity; readonly aspect?: string } = {},
): ReportFinding {
  const identity = JSON.stringify([resource, checkId, outcome, more.aspect]);
  return {
    fingerprint: createHash('sha256').update(identity).digest('hex').slice(0, 20),
    checkId,
    resource,
    outcome,
    severity: 'high',
    evidence: 'because',
    ...more,
    ...(outcome === 'unknown'
      ? { missing: [{ cause: 'access-denied' as const, api: 'A', action: 's3:A', error: 'AccessDenied' }] }
      : {}),
  };
}

export function aLook(findings: readonly ReportFinding[], more: Partial<Look> = {}): Look {
  return { passed: 1, notApplicable: 0, notMade: [], findings, notVerified: [], ...more };
}

/** A scan of nothing at minute 0, but for what is given. */
export function aReport(given: Partial<ReportBefore> = {}): ReportBefore {
  const startedAt = given.startedAt ?? at(0);
  const kind = given.kind ?? 'scan';
  const buckets = given.buckets ?? [];
  return {
    schemaVersion: 1,
    tool: { name: 'palisade', version: '1.2.3' },
    runId: 'run',
    kind,
    trigger: { kind: kind === 'scan' ? 'schedule' : 'change', events: [{ id: 'run', name: null, at: startedAt }] },
    account: {
      partition: 'aws',
      accountId: '111122223333',
      arn: 'arn:aws:sts::111122223333:role',
      region: 'us-east-1',
    },
    eventAt: startedAt,
    startedAt,
    finishedAt: startedAt,
    lagMs: 0,
    status: 'complete',
    failure: null,
    checks: ['public', 'encrypted'],
    coverage: {
      account: kind === 'scan',
      everythingRead: kind === 'scan',
      listWhole: kind === 'scan',
      directoryRegions: [],
      listed: buckets.length,
      read: buckets.length,
      gone: 0,
      notRead: [],
      unknown: 0,
      unknownBy: [],
    },
    summary: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 },
    accountLook: kind === 'scan' ? aLook([]) : null,
    buckets,
    gone: [],
    analysis: { kind: 'not-asked', why: 'off' },
    calls: 0,
    cost: runCost({ elapsedMs: 0, memoryMb: 512, calls: 0, logBytes: 0, geminiUsd: 0, geminiRequests: 0 }),
    ...given,
  };
}

export function aBucket(name: string, findings: readonly ReportFinding[], more: Partial<Look> = {}) {
  return { name, region: 'us-east-1', ...aLook(findings, more) };
}

/** As a run writes it that knows all of `watched`. */
export function written(
  report: ReportBefore,
  watched: Watched = NOTHING_WATCHED,
  baseline: Baseline = NO_BASELINE,
): MonitorReport {
  const whole = withNotVerified(watched, report);
  return { ...whole, difference: differenceOf(watched, whole, baseline) };
}

/** Reads a fake account as the function does. */
export async function readFake(
  { url, user }: FakeAws,
  { buckets = [], signal }: { readonly buckets?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<RunRead> {
  let facts: AccountFacts | undefined;
  const posture = await runPosture(
    { profile: undefined, region: 'us-east-1', buckets, checks: 'all', trustedAccounts: new Set() },
    {
      environment: {
        homeFolder: '/nonexistent',
        variables: {
          AWS_ACCESS_KEY_ID: user.accessKeyId,
          AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
          AWS_ENDPOINT_URL: url,
        },
      },
      credentials: {},
      judges: JUDGES,
      now: () => Date.UTC(2026, 10, 1),
      platform: 'linux',
      version: '1.2.3',
    },
    (event) => {
      if (event.kind === 'account') facts = event.facts;
    },
    signal ?? new AbortController().signal,
  );
  return { posture, facts, outOfTime: signal?.aborted ?? false };
}

export function reportOf(read: RunRead, kind: 'scan' | 'change' = 'scan'): MonitorReport {
  const startedAt = new Date(read.posture.startedAt).toISOString();
  const report = buildReport(read, {
    runId: 'run-1',
    kind,
    trigger: { kind: kind === 'scan' ? 'schedule' : 'change', events: [{ id: 'run-1', name: null, at: startedAt }] },
    finishedAt: read.posture.startedAt + 60_000,
    checks: checksOf('all').map(({ id }) => id),
    toolVersion: '1.2.3',
  });
  const { cost, analysis } = aReport();
  return written({ ...report, cost, analysis });
}
