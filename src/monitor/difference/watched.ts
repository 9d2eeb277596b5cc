// What is known of an account from all reports together. Reports come late, twice and out of order, and two runs may
// be under way at once: the same reports give the same knowledge, in whatever order they are taken in.
import { isDirectoryBucket } from '../../s3/bucketNames.ts';
import type { Look, MonitorReport, ReportFinding } from '../report/reportShape.ts';

/**
 * Of which moment a read is: the start of its run, since all that it says was read after. Sorts as text. A change that
 * comes after the start has an event of its own, and that one's read is newer.
 */
export type Stamp = string;

/** A failure, as long as no newer read says that it is gone. */
export interface OpenFailure {
  readonly finding: Omit<ReportFinding, 'outcome' | 'missing' | 'confidence'>;
  /** Of the newest read that found it. */
  readonly found: Stamp;
  /** False: the newest read that made the check could not tell. */
  readonly verified: boolean;
}

interface Register {
  /** Of the newest read that made the check. */
  readonly looked: Stamp;
  /** Of the newest read that could tell. */
  readonly decided: Stamp | undefined;
  /** What the newest read could not tell. */
  readonly unknown: readonly ReportFinding[];
  readonly fails: ReadonlyMap<string, { readonly found: Stamp; readonly finding: OpenFailure['finding'] }>;
}

/** The account itself, or a bucket. */
export interface WatchedPlace {
  /** Of the newest read; undefined where only its end is known. */
  readonly looked: Stamp | undefined;
  readonly gone: Stamp | undefined;
  /** That the newest read would make; failures of others are kept, and not shown. */
  readonly checks: ReadonlySet<string>;
  /** A check of the newest read without an entry was decided by it, and nothing was wrong. */
  readonly registers: ReadonlyMap<string, Register>;
  readonly region: string | null;
}

/** The newest list of the account's buckets that is whole. */
interface Listing {
  readonly stamp: Stamp;
  readonly names: ReadonlySet<string>;
  /** Regions whose directory buckets are in it. */
  readonly directoryRegions: ReadonlySet<string>;
}

export interface Watched {
  readonly account: WatchedPlace;
  readonly buckets: ReadonlyMap<string, WatchedPlace>;
  readonly listing: Listing | undefined;
}

const NOWHERE: WatchedPlace = {
  looked: undefined,
  gone: undefined,
  checks: new Set(),
  registers: new Map(),
  region: null,
};

export const NOTHING_WATCHED: Watched = { account: NOWHERE, buckets: new Map(), listing: undefined };

/** Of a check that no read has made yet. */
const NEVER: Register = { looked: '', decided: undefined, unknown: [], fails: new Map() };

export function stampOf({ startedAt, runId }: Pick<MonitorReport, 'startedAt' | 'runId'>): Stamp {
  return `${startedAt} ${runId}`;
}

/** What is known when this report is known as well. An older read never overwrites a newer one. */
export function withReport(watched: Watched, report: MonitorReport): Watched {
  const stamp = stampOf(report);
  const buckets = new Map(watched.buckets);
  for (const { name, region, ...look } of report.buckets) {
    buckets.set(name, withLook(buckets.get(name) ?? NOWHERE, look, region, report.checks, stamp));
  }
  for (const name of report.gone) buckets.set(name, withEnd(buckets.get(name) ?? NOWHERE, stamp));
  const listing = newerListing(watched.listing, listingOf(report));
  const affected = listing === watched.listing ? report.buckets.map(({ name }) => name) : [...buckets.keys()];
  for (const name of affected) {
    const place = buckets.get(name);
    if (listing === undefined || place === undefined || !isLeftOut(name, place, listing)) continue;
    buckets.set(name, withEnd(place, listing.stamp));
  }
  const account =
    report.accountLook === null
      ? watched.account
      : withLook(watched.account, report.accountLook, null, report.checks, stamp);
  return { account, buckets, listing };
}

/** All reports, in any order and as often as they come. */
export function watchedIn(reports: Iterable<MonitorReport>): Watched {
  let watched = NOTHING_WATCHED;
  for (const report of reports) watched = watched === NOTHING_WATCHED ? alone(report) : withReport(watched, report);
  return watched;
}

/** A function that is used again starts with the same scan each time: of a large account that is most of the work. */
const known = new WeakMap<MonitorReport, Watched>();

function alone(report: MonitorReport): Watched {
  const before = known.get(report);
  if (before !== undefined) return before;
  const watched = withReport(NOTHING_WATCHED, report);
  known.set(report, watched);
  return watched;
}

/** By fingerprint. */
export function openFailures({ registers, checks }: WatchedPlace): ReadonlyMap<string, OpenFailure> {
  const open = new Map<string, OpenFailure>();
  for (const [check, { looked, fails }] of registers) {
    if (!checks.has(check)) continue;
    for (const [key, { found, finding }] of fails) open.set(key, { found, finding, verified: found >= looked });
  }
  return open;
}

/** By fingerprint: what the newest read of each check could not tell. */
export function unknowns({ registers, checks }: WatchedPlace): ReadonlyMap<string, ReportFinding> {
  const found = new Map<string, ReportFinding>();
  for (const [check, { unknown }] of registers) {
    if (checks.has(check)) for (const one of unknown) found.set(one.fingerprint, one);
  }
  return found;
}

function listingOf(report: MonitorReport): Listing | undefined {
  const { coverage, buckets, gone } = report;
  if (report.kind !== 'scan' || !coverage.listWhole) return undefined;
  return {
    stamp: stampOf(report),
    names: new Set([...buckets.map(({ name }) => name), ...coverage.notRead, ...gone]),
    directoryRegions: new Set(coverage.directoryRegions),
  };
}

function newerListing(a: Listing | undefined, b: Listing | undefined): Listing | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.stamp >= b.stamp ? a : b;
}

/** It was there before the list was made, and is not in it. Directory buckets are listed region by region. */
function isLeftOut(name: string, { looked, region }: WatchedPlace, listing: Listing): boolean {
  if (looked === undefined || looked >= listing.stamp || listing.names.has(name)) return false;
  return !isDirectoryBucket(name) || (region !== null && listing.directoryRegions.has(region));
}

function withEnd(place: WatchedPlace, stamp: Stamp): WatchedPlace {
  if (place.gone !== undefined && place.gone >= stamp) return place;
  if (place.looked !== undefined && place.looked > stamp) {
    // It has been made again since: what was found before its end is no more.
    return { ...place, gone: stamp, registers: since(place.registers, stamp) };
  }
  return { ...NOWHERE, gone: stamp };
}

function since(registers: WatchedPlace['registers'], stamp: Stamp): WatchedPlace['registers'] {
  return new Map(
    [...registers].map(([check, register]) => {
      const fails = [...register.fails].filter(([, { found }]) => found > stamp);
      return [check, { ...register, fails: new Map(fails) }];
    }),
  );
}

function withLook(
  place: WatchedPlace,
  look: Look,
  region: string | null,
  made: readonly string[],
  stamp: Stamp,
): WatchedPlace {
  if (place.gone !== undefined && place.gone >= stamp) return place;
  const notMade = new Set(look.notMade);
  // A finding is never lost because its check is not in the list.
  const inForce = new Set([...made, ...look.findings.map(({ checkId }) => checkId)]);
  const isNewest = place.looked === undefined || stamp >= place.looked;
  const registers = new Map(place.registers);
  for (const check of new Set([...inForce, ...place.checks])) {
    const before = registers.get(check) ?? implied(place, check);
    const isMade = inForce.has(check) && !notMade.has(check);
    const after = isMade ? judged(before, check, look, stamp) : (before ?? NEVER);
    // What the newest read decided without a failure goes without saying.
    const saysNothing = after.fails.size === 0 && after.unknown.length === 0;
    const newest = isNewest ? stamp : place.looked;
    if (saysNothing && after.decided === newest && after.looked === newest) registers.delete(check);
    else registers.set(check, after);
  }
  return {
    looked: isNewest ? stamp : place.looked,
    gone: place.gone,
    checks: isNewest ? inForce : place.checks,
    region: isNewest ? region : place.region,
    registers: withNotVerified(registers, look, stamp, place.gone),
  };
}

/** What the newest read says of a check that has no entry. */
function implied({ looked, checks }: WatchedPlace, check: string): Register | undefined {
  if (looked === undefined || !checks.has(check)) return undefined;
  return { looked, decided: looked, unknown: [], fails: new Map() };
}

function judged(before: Register | undefined, check: string, look: Look, stamp: Stamp): Register {
  const own = look.findings.filter(({ checkId }) => checkId === check);
  const unknown = own.filter(({ outcome }) => outcome === 'unknown');
  const decided = newer(before?.decided, unknown.length === 0 ? stamp : undefined);
  const isNewest = before === undefined || stamp >= before.looked;
  const fails = new Map(before?.fails);
  for (const one of own) {
    if (one.outcome !== 'fail') continue;
    const known = fails.get(one.fingerprint);
    if (known === undefined || stamp >= known.found)
      fails.set(one.fingerprint, { found: stamp, finding: failure(one) });
  }
  for (const [key, { found }] of fails) if (decided !== undefined && found < decided) fails.delete(key);
  return {
    looked: isNewest ? stamp : before.looked,
    decided,
    unknown: isNewest ? unknown : before.unknown,
    fails,
  };
}

function failure({
  fingerprint,
  checkId,
  resource,
  severity,
  evidence,
  aspect,
}: ReportFinding): OpenFailure['finding'] {
  return { fingerprint, checkId, resource, severity, evidence, ...(aspect === undefined ? {} : { aspect }) };
}

/** What the writer of the report knew from others before it. */
function withNotVerified(
  registers: ReadonlyMap<string, Register>,
  look: Look,
  stamp: Stamp,
  gone: Stamp | undefined,
): ReadonlyMap<string, Register> {
  if (look.notVerified.length === 0) return registers;
  const after = new Map(registers);
  for (const { foundAt, foundIn, ...finding } of look.notVerified) {
    const found = stampOf({ startedAt: foundAt, runId: foundIn });
    const before = after.get(finding.checkId);
    const known = before?.fails.get(finding.fingerprint);
    // A check without an entry was decided since: nothing was wrong.
    if (before === undefined || found >= stamp || (known !== undefined && known.found >= found)) continue;
    if ((before.decided !== undefined && found < before.decided) || (gone !== undefined && found <= gone)) continue;
    const fails = new Map(before.fails).set(finding.fingerprint, { found, finding });
    after.set(finding.checkId, { ...before, fails });
  }
  return after;
}

function newer(a: Stamp | undefined, b: Stamp | undefined): Stamp | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
