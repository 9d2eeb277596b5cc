// What a run of the watcher said, as the posture tree shows an account. A report holds what does not pass; what passed
// is a figure in it, and the facts themselves are not in it at all.
import { accountPlace, type BucketFinding, type BucketLook, bucketPlace } from '../../findings/bucketFindings.ts';
import { isDirectoryBucket } from '../../s3/bucketNames.ts';
import { type AccountFacts, type BucketFacts, type Identity, NOT_READ, type Unreadable } from '../../s3/facts.ts';
import type { CheckResult, RunFailure } from '../../s3/posture.ts';
import { postureFinding } from '../../s3/postureFinding.ts';
import type { Look, MonitorReport, ReportFinding } from '../../monitor/report/reportShape.ts';
import { lookOf } from './accountLooks.ts';
import type { AccountState, BucketRow, ReportedFigures } from './accountState.ts';

export interface ReportedAccount extends Pick<AccountState, 'identity' | 'account' | 'outcome'> {
  readonly rows: Map<string, BucketRow>;
  /** For the store of findings, one after the other: what earlier runs found, then what this one says. */
  readonly looks: readonly ReadonlyMap<string, BucketLook>[];
}

export function reportedAccount(report: MonitorReport): ReportedAccount {
  const { account: identity, coverage, accountLook, gone, failure, calls } = report;
  const at = Date.parse(report.finishedAt);
  const rows = new Map<string, BucketRow>();
  const earlier = new Map<string, BucketLook>();
  const now = new Map<string, BucketLook>();
  const take = (place: string, look: Look): readonly CheckResult[] => {
    const results = look.findings.map(resultOf);
    if (identity === null) return results;
    if (look.notVerified.length > 0) earlier.set(place, earlierLook(look, identity));
    now.set(place, lookOf(results, identity));
    return results;
  };
  for (const { name, region, ...look } of report.buckets) {
    const results = take(bucketPlace(name), look);
    const facts = unreadBucket(name, region ?? undefined);
    const posture = { kind: 'read' as const, facts, results, calls: 0 };
    const figures = figuresOf(look);
    rows.set(name, { name, region: region ?? undefined, posture, readAt: at, before: undefined, old: false, figures });
  }
  for (const name of coverage.notRead) {
    if (rows.has(name)) continue;
    const nothing = { posture: undefined, readAt: undefined, before: undefined, old: false };
    rows.set(name, { name, region: undefined, ...nothing });
  }
  const account =
    accountLook === null || identity === null
      ? undefined
      : {
          facts: unreadAccount(identity),
          results: take(accountPlace(identity.accountId), accountLook),
          figures: figuresOf(accountLook),
        };
  return {
    identity: identity ?? undefined,
    rows,
    account,
    looks: [earlier, now],
    outcome: {
      status: report.status,
      failure: failure === null ? undefined : failureOf(failure),
      notRead: coverage.notRead,
      gone,
      startedAt: Date.parse(report.startedAt),
      endedAt: at,
      calls,
    },
  };
}

function figuresOf({ passed, notApplicable, notMade }: Look): ReportedFigures {
  return { passed, notApplicable, notMade };
}

function resultOf({
  checkId,
  resource,
  outcome,
  severity,
  evidence,
  aspect,
  confidence,
  missing = [],
}: ReportFinding): CheckResult {
  if (outcome === 'unknown') {
    const reasons: readonly Unreadable[] = missing;
    return { checkId, resource, outcome: { kind: 'unknown', severity, evidence, missing: reasons } };
  }
  return {
    checkId,
    resource,
    outcome: {
      kind: 'fail',
      severity,
      evidence,
      ...(aspect === undefined ? {} : { aspect }),
      ...(confidence === undefined ? {} : { confidence }),
    },
  };
}

/** As if it had been found before, and could not be told since: then the store calls it not verified. */
function earlierLook({ notVerified }: Look, identity: Identity): BucketLook {
  const findings = notVerified.flatMap(({ checkId, resource, severity, evidence, aspect }) => {
    const outcome = { kind: 'fail' as const, severity, evidence, ...(aspect === undefined ? {} : { aspect }) };
    const finding: BucketFinding | undefined = postureFinding({ checkId, resource, outcome }, identity);
    return finding === undefined ? [] : [{ finding, says: 'fail' as const }];
  });
  return { findings, verdicts: new Map() };
}

/** `time-limit` and whatever a later version may say are not among those that stop a reading here. */
function failureOf({ kind, message }: NonNullable<MonitorReport['failure']>): RunFailure {
  return { kind: isRunFailureKind(kind) ? kind : 'other', message };
}

const RUN_FAILURES: Readonly<Record<RunFailure['kind'], true>> = {
  'profile-missing': true,
  'config-unreadable': true,
  expired: true,
  'wrong-credentials': true,
  'no-credentials': true,
  'mfa-refused': true,
  clock: true,
  'list-denied': true,
  network: true,
  timeout: true,
  crashed: true,
  other: true,
};

function isRunFailureKind(kind: string): kind is RunFailure['kind'] {
  return Object.hasOwn(RUN_FAILURES, kind);
}

function unreadBucket(name: string, region: string | undefined): BucketFacts {
  return {
    name,
    kind: isDirectoryBucket(name) ? 'directory' : 'general',
    region,
    createdAt: undefined,
    publicAccessBlock: NOT_READ,
    ownership: NOT_READ,
    policy: NOT_READ,
    policyStatus: NOT_READ,
    acl: NOT_READ,
    encryption: NOT_READ,
    versioning: NOT_READ,
    logging: NOT_READ,
    lifecycle: NOT_READ,
    objectLock: NOT_READ,
    website: NOT_READ,
    replication: NOT_READ,
    notifications: NOT_READ,
    cors: NOT_READ,
    tags: NOT_READ,
    requesterPays: NOT_READ,
    objectAcls: NOT_READ,
    kmsKey: NOT_READ,
  };
}

function unreadAccount(identity: Identity): AccountFacts {
  return {
    identity,
    publicAccessBlock: NOT_READ,
    accessPoints: new Map(),
    trails: NOT_READ,
    eventDataStores: new Map(),
    distributions: NOT_READ,
    shadowNames: [],
    buckets: NOT_READ,
    multiRegionAccessPoints: NOT_READ,
    directoryBuckets: new Map(),
  };
}
