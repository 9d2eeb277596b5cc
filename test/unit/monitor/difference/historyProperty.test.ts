// Over generated histories of an account, watched by runs that come late, twice, out of order and side by side, and
// that read what is not true any more: what the differences add up to, and that they never call fixed what nobody read.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { baselineIn } from '../../../../src/monitor/difference/baseline.ts';
import { differenceOf } from '../../../../src/monitor/difference/difference.ts';
import {
  NOTHING_WATCHED,
  openFailures,
  watchedIn,
  withReport,
  type Watched,
} from '../../../../src/monitor/difference/watched.ts';
import type { Difference, MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import { aBucket, aFinding, aLook, aReport, at, NO_BASELINE, written } from '../reports.ts';

const BUCKETS = ['one', 'two', 'three'] as const;
const CHECKS = ['public', 'encrypted'] as const;
const END = 1_000;
/** How long a read may still see what was before a change. */
const STALE = 4;

interface Change {
  readonly minute: number;
  readonly bucket: number;
  readonly what: 'flip-public' | 'flip-encrypted' | 'delete' | 'create';
}

interface Run {
  readonly kind: 'scan' | 'change';
  readonly start: number;
  readonly lasts: number;
  readonly stale: boolean;
  /** Of a change: which one. */
  readonly bucket: number;
  /** Bits by bucket and check: what the run may not read. */
  readonly denied: number;
  /** Bits by bucket: what a scan that is cut off does not get to. */
  readonly notRead: number;
  /** Runs that end while it is under way: bits by their place. */
  readonly unseen: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  minute: fc.integer({ min: 1, max: 100 }),
  bucket: fc.nat(BUCKETS.length - 1),
  what: fc.constantFrom('flip-public', 'flip-encrypted', 'flip-public', 'flip-encrypted', 'delete', 'create'),
});

const rarely = (bits: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2 ** bits - 1) });

const run: fc.Arbitrary<Run> = fc.record({
  kind: fc.constantFrom('scan', 'change', 'change'),
  start: fc.integer({ min: 1, max: 110 }),
  lasts: fc.nat(15),
  stale: fc.boolean(),
  bucket: fc.nat(BUCKETS.length - 1),
  denied: rarely(6),
  notRead: rarely(3),
  unseen: fc.nat(2 ** 14 - 1),
});

/** Which checks fail; undefined: there is no such bucket. */
type Truth = ReadonlySet<string> | undefined;

function truthAt(changes: readonly Change[], minute: number): readonly Truth[] {
  const truth: Truth[] = [new Set<string>(), new Set(['public']), undefined];
  const past = changes.filter((one) => one.minute <= minute).sort((a, b) => a.minute - b.minute);
  for (const { bucket, what } of past) {
    const now = truth[bucket];
    if (what === 'delete') truth[bucket] = undefined;
    else if (what === 'create') truth[bucket] = now ?? new Set(['encrypted']);
    else if (now !== undefined) {
      const check = what === 'flip-public' ? 'public' : 'encrypted';
      truth[bucket] = now.has(check) ? new Set([...now].filter((one) => one !== check)) : new Set([...now, check]);
    }
  }
  return truth;
}

function seenBy({ start, stale }: Run): number {
  return stale ? start - STALE : start;
}

function lookAt(name: string, index: number, truth: ReadonlySet<string>, { denied }: Run) {
  const findings = CHECKS.flatMap((check, place) => {
    if ((denied >> (index * CHECKS.length + place)) & 1) return [aFinding(name, check, 'unknown')];
    return truth.has(check) ? [aFinding(name, check)] : [];
  });
  return aBucket(name, findings);
}

/** What the run writes, of which the others are told when it ends. */
function reportOf(one: Run, runId: string, changes: readonly Change[], watched: Watched): MonitorReport {
  const truth = truthAt(changes, seenBy(one));
  const wanted = one.kind === 'scan' ? BUCKETS.map((_, index) => index) : [one.bucket];
  const there = wanted.filter((index) => truth[index] !== undefined);
  const cut = (index: number): boolean => one.kind === 'scan' && ((one.notRead >> index) & 1) === 1;
  const notRead = there.filter(cut).map((index) => BUCKETS[index] ?? '');
  const everythingRead = one.kind === 'scan' && notRead.length === 0;
  const report = aReport({
    runId,
    kind: one.kind,
    startedAt: at(one.start),
    finishedAt: at(one.start + one.lasts),
    accountLook: everythingRead ? aLook([]) : null,
    gone: one.kind === 'change' && there.length === 0 ? [BUCKETS[one.bucket] ?? ''] : [],
    buckets: there
      .filter((index) => !cut(index))
      .map((index) => lookAt(BUCKETS[index] ?? '', index, truth[index] ?? new Set(), one)),
  });
  const coverage = { ...report.coverage, everythingRead, listWhole: one.kind === 'scan', notRead };
  return written({ ...report, coverage }, watched);
}

/** In the order in which the runs end; each knows what ended before it, but for what ended while it ran. */
function watch(changes: readonly Change[], runs: readonly Run[]): readonly MonitorReport[] {
  const reports: MonitorReport[] = [];
  const inOrder = [...runs].sort((a, b) => a.start + a.lasts - (b.start + b.lasts));
  inOrder.forEach((one, index) => {
    const seen = reports.filter(({ finishedAt }, place) => finishedAt < at(one.start) || !((one.unseen >> place) & 1));
    const { watched } = baselineIn(seen.map((report) => ({ kind: 'report', report })));
    reports.push(reportOf(one, `run-${index}`, changes, watched));
  });
  return reports;
}

const LAST: Run = {
  ...{ kind: 'scan', start: END, lasts: 1, stale: false, bucket: 0, denied: 0, notRead: 0, unseen: 0 },
};

function openIn({ account, buckets }: Watched): readonly string[] {
  return [account, ...buckets.values()].flatMap((place) => [...openFailures(place).keys()]).sort();
}

function failing(truth: readonly Truth[]): readonly string[] {
  return truth
    .flatMap((checks, index) => [...(checks ?? [])].map((check) => aFinding(BUCKETS[index] ?? '', check).fingerprint))
    .sort();
}

/** What is open when this difference is added. */
function added(open: ReadonlySet<string>, { new: found, fixed, retired, gone }: Difference): ReadonlySet<string> {
  const after = new Set([...open, ...found.map(({ fingerprint }) => fingerprint)]);
  for (const { fingerprint } of [...fixed, ...retired, ...gone.flatMap(({ findings }) => findings)]) {
    after.delete(fingerprint);
  }
  return after;
}

/** A read of the place made the check, could tell, and did not find it. */
function assertRead({ buckets }: MonitorReport, { fixed }: Difference): void {
  for (const { resource, checkId, fingerprint } of fixed) {
    const look = buckets.find(({ name }) => name === resource);
    assert.ok(look !== undefined, `${resource} was not read and is called fixed`);
    const ofCheck = look.findings.filter((one) => one.checkId === checkId);
    assert.ok(!ofCheck.some(({ outcome }) => outcome === 'unknown'), 'what cannot be told is called fixed');
    assert.ok(!ofCheck.some((one) => one.fingerprint === fingerprint), 'what is there is called fixed');
  }
}

const history = fc.record({
  changes: fc.array(change, { maxLength: 12 }),
  runs: fc.array(run, { maxLength: 14 }),
});
/** Decides in which order the reports come to a reader. */
const shuffling = fc.array(fc.nat(1_000), { minLength: 40, maxLength: 40 });

function shuffled(reports: readonly MonitorReport[], order: readonly number[]): readonly MonitorReport[] {
  return reports
    .map((report, index) => ({ report, key: order[index % order.length] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ report }) => report);
}

describe('the differences of a history', function () {
  this.timeout(60_000);
  const RUNS = { numRuns: 500 };

  it('add up to the truth, in whatever order and how often the reports come', () => {
    fc.assert(
      fc.property(history, shuffling, ({ changes, runs }, order) => {
        const reports = watch(changes, [...runs, LAST]);
        const delivered = shuffled([...reports, ...reports], order);
        let watched = NOTHING_WATCHED;
        let open: ReadonlySet<string> = new Set();
        for (const report of delivered) {
          const difference = differenceOf(watched, report, NO_BASELINE);
          watched = withReport(watched, report);
          open = added(open, difference);
          assert.deepEqual([...open].sort(), openIn(watched));
          assert.equal(difference.stillOpen + difference.new.length, open.size);
          assertRead(report, difference);
        }
        assert.deepEqual([...open].sort(), failing(truthAt(changes, END)));
      }),
      RUNS,
    );
  });

  it('add up as they were written, where each run knew of those before it', () => {
    fc.assert(
      fc.property(history, ({ changes, runs }) => {
        const reports = watch(changes, [...runs.map((one) => ({ ...one, unseen: 0 })), LAST]);
        const sum = reports.reduce<ReadonlySet<string>>((open, { difference }) => added(open, difference), new Set());
        assert.deepEqual([...sum].sort(), failing(truthAt(changes, END)));
      }),
      RUNS,
    );
  });

  it('never call fixed, as they were written, what was not read or could not be told', () => {
    fc.assert(
      fc.property(history, ({ changes, runs }) => {
        for (const report of watch(changes, runs)) assertRead(report, report.difference);
      }),
      RUNS,
    );
  });

  it('are the truth wherever somebody has looked since the last change, and could tell', () => {
    fc.assert(
      fc.property(history, shuffling, ({ changes, runs }, order) => {
        const reports = shuffled(watch(changes, runs), order);
        const open = new Set(openIn(watchedIn(reports)));
        const truth = truthAt(changes, END);
        BUCKETS.forEach((name, bucket) => {
          const last = Math.max(0, ...changes.filter((one) => one.bucket === bucket).map(({ minute }) => minute));
          CHECKS.forEach((check) => {
            const isFresh = reports.some(
              ({ startedAt, buckets, gone }) =>
                startedAt > at(last + STALE) &&
                (gone.includes(name) ||
                  buckets.some(
                    (one) =>
                      one.name === name &&
                      !one.findings.some(({ checkId, outcome }) => checkId === check && outcome === 'unknown'),
                  )),
            );
            if (!isFresh) return;
            const { fingerprint } = aFinding(name, check);
            assert.equal(open.has(fingerprint), truth[bucket]?.has(check) ?? false, `${name} ${check}`);
          });
        });
      }),
      RUNS,
    );
  });

  it('lose nothing that is open when only the last whole scan and what ended after it is kept', () => {
    fc.assert(
      fc.property(history, ({ changes, runs }) => {
        const reports = watch(changes, runs);
        const kept = new Set(openIn(baselineIn(reports.map((report) => ({ kind: 'report', report }))).watched));
        for (const one of openIn(watchedIn(reports))) assert.ok(kept.has(one), `${one} is lost`);
      }),
      RUNS,
    );
  });
});
