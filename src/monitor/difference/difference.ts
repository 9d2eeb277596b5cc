// What a report says that was not known before.
import { compareSeverity } from '../../findings/severity.ts';
import type { Baseline, Difference, Look, MonitorReport, NotVerified, Reference } from '../report/reportShape.ts';
import {
  openFailures,
  stampOf,
  unknowns,
  withReport,
  type OpenFailure,
  type Stamp,
  type Watched,
  type WatchedPlace,
} from './watched.ts';

export type ReportBefore = Omit<MonitorReport, 'difference'>;

/** Place of the account itself. */
const ACCOUNT = '';

/**
 * Fixed is only what a read of its place could tell and did not find; all that was not read stays as it is. What the
 * check does not apply to any more, such as an access point that was deleted, is neither.
 *
 * @param report its looks may have no `notVerified` yet: see {@link withNotVerified}
 */
export function differenceOf(watched: Watched, report: ReportBefore, baseline: Baseline): Difference {
  const after = withReport(watched, report as MonitorReport);
  const changes = changesBetween(watched, after, report as MonitorReport);
  const { superseded, carried } = untouched(watched, after, report);
  return { baseline, ...changes, superseded, carried, stillOpen: countOpen(after) - changes.new.length };
}

/** What is another with this report. Of several see {@link LaterReports}. */
function changesBetween(before: Watched, after: Watched, report: MonitorReport): Changes {
  const looks = looksIn(report);
  return changesWhere(before, after, (name, failure) => {
    const look = looks.get(name);
    return look !== undefined && isJudged(failure, look);
  });
}

/** @param isFixed of what is not there any more: a report says that it passes now */
function changesWhere(
  before: Watched,
  after: Watched,
  isFixed: (name: string, failure: OpenFailure) => boolean,
): Changes {
  const changes = emptyChanges();
  for (const [name, then, now] of changedPlaces(before, after)) {
    compare(name, then, now, (failure) => isFixed(name, failure), changes);
  }
  return changes;
}

/** Reports that came one after the other. None of them is kept: they are large, and a person may be away for long. */
export class LaterReports {
  readonly #before: Watched;
  #now: Watched;
  /** Fingerprints of what one of them says that it passes. */
  readonly #fixed = new Set<string>();

  /** @param before what was known when they began to come */
  constructor(before: Watched) {
    this.#before = before;
    this.#now = before;
  }

  add(report: MonitorReport): void {
    const after = withReport(this.#now, report);
    const { fixed, retired, gone, ...changes } = changesBetween(this.#now, after, report);
    // What was fixed and broken again may have gone away otherwise.
    const others = [...changes.new, ...retired, ...gone.flatMap(({ findings }) => findings)];
    for (const { fingerprint } of others) this.#fixed.delete(fingerprint);
    for (const { fingerprint } of fixed) this.#fixed.add(fingerprint);
    this.#now = after;
  }

  /** Of all of them together. */
  get changes(): Changes {
    return changesWhere(this.#before, this.#now, (_name, { finding }) => this.#fixed.has(finding.fingerprint));
  }
}

interface StampedLook {
  readonly stamp: Stamp;
  readonly look: Look;
}

function looksIn(report: MonitorReport): ReadonlyMap<string, StampedLook> {
  const stamp = stampOf(report);
  const looks = new Map<string, StampedLook>(report.buckets.map((look) => [look.name, { stamp, look }]));
  if (report.accountLook !== null) looks.set(ACCOUNT, { stamp, look: report.accountLook });
  return looks;
}

/** The report with what earlier ones found and it cannot tell: whoever reads it alone would miss that. */
export function withNotVerified(watched: Watched, report: ReportBefore): ReportBefore {
  const after = withReport(watched, report as MonitorReport);
  const stamp = stampOf(report);
  // Also where a newer look is known: that one may not have known what this run knows.
  const left = (place: WatchedPlace | undefined, { notMade }: Look): NotVerified[] => {
    if (place === undefined) return [];
    const isMade = ({ finding: { checkId } }: OpenFailure): boolean =>
      report.checks.includes(checkId) && !notMade.includes(checkId);
    return [...openFailures(place).values()]
      .filter((one) => one.found < stamp && (isMade(one) || !one.verified))
      .map(asNotVerified);
  };
  const { accountLook } = report;
  return {
    ...report,
    accountLook: accountLook === null ? null : { ...accountLook, notVerified: left(after.account, accountLook) },
    buckets: report.buckets.map((one) => ({ ...one, notVerified: left(after.buckets.get(one.name), one) })),
  };
}

function asNotVerified({ finding, found }: OpenFailure): NotVerified {
  const [foundAt = '', ...run] = found.split(' ');
  return { ...finding, foundAt, foundIn: run.join(' ') };
}

export interface Changes {
  readonly new: Reference[];
  readonly worsened: (Reference & { readonly before: Reference['severity'] })[];
  readonly fixed: Reference[];
  readonly notVerified: Reference[];
  readonly verifiedAgain: Reference[];
  readonly retired: Reference[];
  readonly gone: { readonly bucket: string; readonly findings: readonly Reference[] }[];
  readonly unknown: { readonly new: Reference[]; readonly resolved: Reference[] };
}

function emptyChanges(): Changes {
  return {
    new: [],
    worsened: [],
    fixed: [],
    notVerified: [],
    verifiedAgain: [],
    retired: [],
    gone: [],
    unknown: { new: [], resolved: [] },
  };
}

function* changedPlaces(before: Watched, after: Watched): Iterable<[string, WatchedPlace | undefined, WatchedPlace]> {
  if (before.account !== after.account) yield [ACCOUNT, before.account, after.account];
  for (const [name, place] of after.buckets) {
    if (before.buckets.get(name) !== place) yield [name, before.buckets.get(name), place];
  }
}

function compare(
  name: string,
  before: WatchedPlace | undefined,
  now: WatchedPlace,
  isFixed: (failure: OpenFailure) => boolean,
  changes: Changes,
): void {
  const earlier = before === undefined ? NO_FAILURES : openFailures(before);
  const open = openFailures(now);
  if (before?.looked !== undefined && now.looked === undefined) {
    changes.gone.push({ bucket: name, findings: [...earlier.values()].map(reference) });
    return;
  }
  for (const [key, failure] of open) {
    const known = earlier.get(key);
    if (known === undefined) changes.new.push(reference(failure));
    else compareFailure(known, failure, changes);
  }
  const gone: Reference[] = [];
  for (const [key, failure] of earlier) {
    if (open.has(key)) continue;
    // A late report tells that the bucket was deleted, and made again, between the reads.
    if (now.gone !== undefined && failure.found <= now.gone) gone.push(reference(failure));
    else if (now.checks.has(failure.finding.checkId) && isFixed(failure)) changes.fixed.push(reference(failure));
    else changes.retired.push(reference(failure));
  }
  if (gone.length > 0) changes.gone.push({ bucket: name, findings: gone });
  const unknownBefore = before === undefined ? NO_FAILURES : unknowns(before);
  const unknownNow = unknowns(now);
  for (const [key, one] of unknownNow) if (!unknownBefore.has(key)) changes.unknown.new.push(referenceTo(one));
  for (const [key, one] of unknownBefore) {
    if (!unknownNow.has(key)) changes.unknown.resolved.push(referenceTo('finding' in one ? one.finding : one));
  }
}

/** The look is newer, and says of this very thing that it passes, or fails in another way: not that nothing is to judge. */
function isJudged({ found, finding: { checkId, resource } }: OpenFailure, { stamp, look }: StampedLook): boolean {
  if (stamp < found) return false;
  if (look.doesNotApply?.includes(checkId) === true) return false;
  if (look.passedAt === undefined) return true;
  const passes = look.passedAt.some((one) => one.checkId === checkId && one.resources.includes(resource));
  return passes || look.findings.some((one) => one.checkId === checkId && one.resource === resource);
}

function compareFailure(known: OpenFailure, now: OpenFailure, changes: Changes): void {
  const { severity } = known.finding;
  if (compareSeverity(now.finding.severity, severity) < 0)
    changes.worsened.push({ ...reference(now), before: severity });
  if (known.verified && !now.verified) changes.notVerified.push(reference(now));
  if (!known.verified && now.verified) changes.verifiedAgain.push(reference(now));
}

const NO_FAILURES: ReadonlyMap<string, OpenFailure> = new Map();

function untouched(watched: Watched, after: Watched, report: ReportBefore): Pick<Difference, 'superseded' | 'carried'> {
  const stamp = stampOf(report);
  const read = new Set(report.buckets.map(({ name }) => name));
  const superseded = [...read].filter((name) => after.buckets.get(name)?.looked !== stamp);
  const carried = [...watched.buckets].filter(
    ([name, place]) => place.looked !== undefined && !read.has(name) && after.buckets.get(name) === place,
  );
  const account = report.accountLook === null && watched.account.looked !== undefined;
  const places = [...carried.map(([, place]) => place), ...(account ? [watched.account] : [])];
  return {
    superseded,
    carried: {
      account,
      // A change is of one bucket: all others are carried, which need not be said by name each time.
      buckets: report.kind === 'scan' ? carried.map(([name]) => name) : [],
      findings: places.reduce((sum, place) => sum + openFailures(place).size, 0),
    },
  };
}

function countOpen({ account, buckets }: Watched): number {
  return [account, ...buckets.values()].reduce((sum, place) => sum + openFailures(place).size, 0);
}

function reference({ finding }: OpenFailure): Reference {
  return referenceTo(finding);
}

function referenceTo({ fingerprint, checkId, resource, severity }: Reference): Reference {
  return { fingerprint, checkId, resource, severity };
}
