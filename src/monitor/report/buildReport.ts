// From a run of the posture core to what is reported of it.
import { cleanModelText } from '../../findings/modelText.ts';
import { SEVERITIES, type Severity } from '../../findings/severity.ts';
import { isDirectoryBucket } from '../../s3/bucketNames.ts';
import type { AccountFacts, BucketFacts, Identity, Unreadable } from '../../s3/facts.ts';
import type { BucketPosture, CheckResult, PostureReport } from '../../s3/posture.ts';
import { postureFingerprint } from '../../s3/postureFingerprint.ts';
import type { ReportBefore } from '../difference/difference.ts';
import { isSeenByScanOnly } from '../events/changeEvents.ts';
import { REPORT_VERSION, type Look, type MonitorReport, type ReportFinding, type Trigger } from './reportShape.ts';

/** A part of the account that was looked at, for a report of its own. */
export interface RunRead {
  readonly posture: PostureReport;
  /** Undefined when the run did not get to judge the account. */
  readonly facts: AccountFacts | undefined;
  /** The run was ended because the time of the function was nearly over. */
  readonly outOfTime: boolean;
}

export interface ReportHead {
  readonly runId: string;
  readonly kind: MonitorReport['kind'];
  readonly trigger: Trigger;
  /** Milliseconds since the epoch. */
  readonly finishedAt: number;
  /** Ids of all checks of the profile. */
  readonly checks: readonly string[];
  readonly toolVersion: string;
}

const LONGEST_EVIDENCE = 1_000;
const LONGEST_WORDS = 300;

/** All but what rests on earlier reports, the analysis and the cost. */
export function buildReport(read: RunRead, head: ReportHead): Omit<ReportBefore, 'analysis' | 'cost'> {
  const { posture, facts, outOfTime } = read;
  const { identity, failure } = posture;
  const { runId, kind, trigger, checks, toolVersion, finishedAt } = head;
  const settled = posture.buckets.map((bucket) => asGone(bucket, facts));
  const gone = settled.flatMap((one) => (one.kind === 'gone' ? [one.name] : []));
  const buckets = settled.flatMap((one) => (one.kind === 'read' ? [one] : []));
  const whole = kind === 'scan' && facts?.buckets.kind === 'known';
  const everythingRead = whole && !outOfTime && failure === undefined && posture.notRead.length === 0;
  const looks = buckets.map(({ facts: { name, region }, results }) => ({
    name,
    region: region ?? null,
    ...lookOf(results, identity, everythingRead),
    doesNotApply: notApplicableTo(results),
  }));
  const isElsewhere = ({ region }: { readonly region: string | null }): boolean =>
    region !== null && region !== identity?.region;
  const accountLook =
    kind === 'scan' && facts !== undefined
      ? { ...lookOf(posture.account, identity, everythingRead), passedAt: passedAt(posture.account) }
      : null;
  const findings = [...(accountLook?.findings ?? []), ...looks.flatMap((one) => one.findings)];
  const unknown = findings.filter(({ outcome }) => outcome === 'unknown');
  const eventAt = trigger.events.map(({ at }) => at).reduce((a, b) => (a < b ? a : b));
  return {
    schemaVersion: REPORT_VERSION,
    tool: { name: 'palisade', version: toolVersion },
    runId,
    kind,
    trigger,
    account: identity === undefined ? null : { ...identity },
    eventAt,
    startedAt: iso(posture.startedAt),
    finishedAt: iso(finishedAt),
    lagMs: Math.max(0, Math.round(finishedAt - Date.parse(eventAt))),
    status: statusOf(read, buckets.length + gone.length, unknown.length),
    failure: failureOf(read),
    checks,
    scanOnly: {
      checks: checks.filter(isSeenByScanOnly),
      // Of a bucket that a change was told of, changes are told of.
      buckets: kind === 'scan' ? looks.filter(isElsewhere).map(({ name }) => name) : [],
    },
    coverage: {
      account: accountLook !== null,
      everythingRead,
      listWhole: whole,
      directoryRegions: whole ? directoryRegions(facts) : [],
      listed: settled.length + posture.notRead.length,
      read: buckets.length,
      gone: gone.length,
      notRead: posture.notRead,
      unknown: unknown.length,
      unknownBy: unknownBy(unknown),
    },
    summary: bySeverity(findings),
    accountLook,
    buckets: looks,
    gone,
    calls: posture.calls,
  };
}

/** A bucket that is not the account's any more and of which nothing can be read: somebody else may have the name now. */
function asGone(bucket: BucketPosture, account: AccountFacts | undefined): BucketPosture {
  if (bucket.kind === 'gone' || account?.buckets.kind !== 'known') return bucket;
  const { name, region } = bucket.facts;
  if (isDirectoryBucket(name) || account.buckets.value.has(name) || isAnythingKnown(bucket.facts)) return bucket;
  return { kind: 'gone', name, region };
}

function isAnythingKnown({ publicAccessBlock, ownership, policy, acl, encryption, versioning }: BucketFacts): boolean {
  return [publicAccessBlock, ownership, policy, acl, encryption, versioning].some(
    ({ kind }) => kind === 'known' || kind === 'absent',
  );
}

/**
 * @param whole every bucket was read. Else what cannot be told although nothing could not be read needs the others: the
 *   check was not made
 */
function lookOf(results: readonly CheckResult[], identity: Identity | undefined, whole: boolean): Look {
  const needsOthers = ({ outcome }: CheckResult): boolean =>
    !whole && outcome.kind === 'unknown' && outcome.missing.length === 0;
  const notMade = new Set(results.filter(needsOthers).map(({ checkId }) => checkId));
  const made = results.filter(({ checkId }) => !notMade.has(checkId));
  return {
    passed: made.filter(({ outcome }) => outcome.kind === 'pass').length,
    notApplicable: made.filter(({ outcome }) => outcome.kind === 'not-applicable').length,
    notMade: [...notMade],
    findings: made.flatMap((result) => findingOf(result, identity)),
    notVerified: [],
  };
}

/** Checks that say nothing else of this bucket. */
function notApplicableTo(results: readonly CheckResult[]): readonly string[] {
  const judged = new Set(
    results.flatMap(({ checkId, outcome: { kind } }) => (kind === 'not-applicable' ? [] : [checkId])),
  );
  return [...new Set(results.map(({ checkId }) => checkId).filter((checkId) => !judged.has(checkId)))];
}

function passedAt(results: readonly CheckResult[]): NonNullable<Look['passedAt']> {
  const byCheck = new Map<string, string[]>();
  for (const { checkId, resource, outcome } of results) {
    if (outcome.kind !== 'pass') continue;
    const resources = byCheck.get(checkId) ?? [];
    resources.push(resource);
    byCheck.set(checkId, resources);
  }
  return [...byCheck].map(([checkId, resources]) => ({ checkId, resources }));
}

function findingOf(result: CheckResult, identity: Identity | undefined): readonly ReportFinding[] {
  const { checkId, resource, outcome } = result;
  if (outcome.kind !== 'fail' && outcome.kind !== 'unknown') return [];
  const common = {
    fingerprint: postureFingerprint(result, identity),
    checkId,
    resource,
    outcome: outcome.kind,
    severity: outcome.severity,
    evidence: cleanModelText(outcome.evidence, LONGEST_EVIDENCE, 'one-line'),
  };
  if (outcome.kind === 'unknown') return [{ ...common, missing: withoutRepeats(outcome.missing.map(reasonOf)) }];
  const { aspect, confidence } = outcome;
  return [
    {
      ...common,
      ...(aspect === undefined ? {} : { aspect: cleanModelText(aspect, LONGEST_WORDS, 'one-line') }),
      ...(confidence === undefined ? {} : { confidence }),
    },
  ];
}

type Missing = NonNullable<ReportFinding['missing']>[number];

/** Without the id of the request, which is another one each time. */
function reasonOf({ cause, api, action, error, httpStatus, message }: Unreadable): Missing {
  return {
    cause,
    api,
    action,
    // A reader refuses a report with a name that is empty.
    error: cleanModelText(error, LONGEST_WORDS, 'one-line') || 'Unknown',
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(message === undefined ? {} : { message: cleanModelText(message, LONGEST_WORDS, 'one-line') }),
  };
}

function withoutRepeats(missing: readonly Missing[]): readonly Missing[] {
  return [...new Map(missing.map((one) => [JSON.stringify(one), one])).values()];
}

/** Every unknown by what was in the way, the most frequent first. */
function unknownBy(unknown: readonly ReportFinding[]): MonitorReport['coverage']['unknownBy'] {
  const groups = new Map<string, { reason: Missing; results: Set<string>; places: Set<string> }>();
  for (const { fingerprint, resource, missing = [] } of unknown) {
    for (const reason of missing) {
      const key = JSON.stringify([reason.cause, reason.api, reason.action, reason.error]);
      const group = groups.get(key) ?? { reason, results: new Set(), places: new Set() };
      group.results.add(fingerprint);
      group.places.add(resource);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .map(({ reason: { cause, api, action, error }, results, places }) => {
      return { cause, api, action, error, results: results.size, places: places.size };
    })
    .sort((a, b) => b.results - a.results || (a.api < b.api ? -1 : 1));
}

function bySeverity(findings: readonly ReportFinding[]): Readonly<Record<Severity, number>> {
  const count = (severity: Severity): number =>
    findings.filter((one) => one.outcome === 'fail' && one.severity === severity).length;
  return Object.fromEntries(SEVERITIES.map((one) => [one, count(one)])) as Record<Severity, number>;
}

function directoryRegions({ directoryBuckets }: AccountFacts): readonly string[] {
  return [...directoryBuckets].flatMap(([region, { kind }]) => (kind === 'known' || kind === 'absent' ? [region] : []));
}

function statusOf({ posture, outOfTime }: RunRead, seen: number, unknown: number): MonitorReport['status'] {
  if (posture.failure !== undefined) return 'failed';
  if (outOfTime || posture.status === 'cancelled') return seen > 0 ? 'partial' : 'failed';
  if (posture.notRead.length > 0 || unknown > 0) return 'partial';
  return 'complete';
}

function failureOf({ posture, outOfTime }: RunRead): MonitorReport['failure'] {
  const { failure, notRead, buckets } = posture;
  if (failure !== undefined) {
    return { kind: failure.kind, message: cleanModelText(failure.message, LONGEST_EVIDENCE, 'one-line') };
  }
  if (!outOfTime) return null;
  return {
    kind: 'time-limit',
    message: `The time of the function was nearly over: ${buckets.length} of ${buckets.length + notRead.length} buckets were read.`,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
