// Over generated histories of an account, watched by runs that come late, twice, out of order and side by side, that
// read what is not true any more, cannot ask for what was before them, or are of another version: what the differences
// add up to, and that they never call fixed what nobody read.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { baselineIn } from '../../../../src/monitor/difference/baseline.ts';
import { differenceOf } from '../../../../src/monitor/difference/difference.ts';
import {
  NOTHING_WATCHED,
  openFailures,
  unknowns,
  watchedIn,
  withReport,
  type Watched,
} from '../../../../src/monitor/difference/watched.ts';
import type { Baseline, Difference, MonitorReport, Reference } from '../../../../src/monitor/report/reportShape.ts';
import { aBucket, aFinding, aLook, aReport, at, NO_BASELINE, written } from '../reports.ts';

const END = 1_000;
/** How long a read may still see what was before a change. */
const STALE = 4;

/** Two buckets as any other, and a directory bucket. */
const BUCKETS = ['one', 'two', 'three--use1-az4--x-s3'] as const;
const PARTS = ['us-east-1/one', 'us-east-1/two'] as const;
/** What can be wrong with a bucket: `public` in two ways at once. `logged` does not apply to some. */
const THINGS = ['public by policy', 'public by list', 'encrypted', 'logged'] as const;
type Thing = (typeof THINGS)[number];
/** In its second version a check has another name. */
const VERSIONS: readonly (readonly string[])[] = [
  ['public', 'encrypted', 'logged'],
  ['public', 'sealed', 'logged'],
];

interface Change {
  readonly minute: number;
  readonly place: number;
  readonly what: Thing | 'exempt' | 'delete' | 'create' | 'part' | 'part-gone';
}

interface Run {
  readonly kind: 'scan' | 'change';
  readonly start: number;
  readonly lasts: number;
  readonly stale: boolean;
  readonly version: number;
  /** Of a change: which one. */
  readonly bucket: number;
  /** Bits by bucket and check, and one for the parts: what the run may not read. */
  readonly denied: number;
  /** Bits by bucket: what a scan that is cut off does not get to. */
  readonly notRead: number;
  /** A change leaves out `encrypted`, which needs the other buckets. */
  readonly notMade: boolean;
  /** Directory buckets are not listed. */
  readonly unlisted: boolean;
  /** It cannot ask for the earlier reports. */
  readonly blind: boolean;
  /** Runs that end while it is under way: bits by their place. */
  readonly unseen: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  minute: fc.integer({ min: 1, max: 100 }),
  place: fc.nat(BUCKETS.length - 1),
  what: fc.constantFrom(...THINGS, ...THINGS, 'exempt', 'delete', 'create', 'part', 'part-gone'),
});

const rarely = (bits: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2 ** bits - 1) });
const seldom = fc.nat(3).map((one) => one === 0);

const run: fc.Arbitrary<Run> = fc.record({
  kind: fc.constantFrom('scan', 'change', 'change'),
  start: fc.integer({ min: 1, max: 110 }),
  lasts: fc.nat(15),
  stale: fc.boolean(),
  version: seldom.map(Number),
  bucket: fc.nat(BUCKETS.length - 1),
  denied: rarely(10),
  notRead: rarely(3),
  notMade: seldom,
  unlisted: seldom,
  blind: seldom,
  unseen: fc.nat(2 ** 14 - 1),
});

interface BucketTruth {
  readonly wrong: ReadonlySet<Thing>;
  /** `logged` has nothing to judge. */
  readonly exempt: boolean;
}

interface Truth {
  /** Undefined: there is no such bucket. */
  readonly buckets: readonly (BucketTruth | undefined)[];
  /** Whether something is wrong with it; undefined: there is no such part. */
  readonly parts: readonly (boolean | undefined)[];
}

function toggled<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  return set.has(one) ? new Set([...set].filter((other) => other !== one)) : new Set([...set, one]);
}

function truthAt(changes: readonly Change[], minute: number): Truth {
  const buckets: (BucketTruth | undefined)[] = [
    { wrong: new Set(), exempt: false },
    { wrong: new Set(['public by list', 'logged']), exempt: false },
    undefined,
  ];
  const parts: (boolean | undefined)[] = [false, true];
  const past = changes.filter((one) => one.minute <= minute).sort((a, b) => a.minute - b.minute);
  for (const { place, what } of past) {
    const now = buckets[place];
    const part = place % PARTS.length;
    if (what === 'delete') buckets[place] = undefined;
    else if (what === 'create') buckets[place] = now ?? { wrong: new Set(['encrypted']), exempt: false };
    else if (what === 'part') parts[part] = parts[part] !== true;
    else if (what === 'part-gone') parts[part] = undefined;
    else if (now !== undefined) {
      buckets[place] =
        what === 'exempt' ? { ...now, exempt: !now.exempt } : { ...now, wrong: toggled(now.wrong, what) };
    }
  }
  return { buckets, parts };
}

/** Failures as a run of this version finds them that may read everything. */
function failuresOf(name: string, { wrong, exempt }: BucketTruth, version: number) {
  return [...wrong]
    .filter((thing) => thing !== 'logged' || !exempt)
    .map((thing) => {
      const [check = '', aspect] = thing.split(' by ');
      const checkId = check === 'encrypted' ? (VERSIONS[version]?.[1] ?? '') : check;
      return aFinding(name, checkId, 'fail', aspect === undefined ? {} : { aspect });
    });
}

function lookAt(index: number, truth: BucketTruth, { kind, version, denied, notMade }: Run) {
  const name = BUCKETS[index] ?? '';
  const checks = VERSIONS[version] ?? [];
  const left = kind === 'change' && notMade ? checks.slice(1, 2) : [];
  const findings = failuresOf(name, truth, version);
  const hidden = checks.filter((_, place) => (denied >> (index * checks.length + place)) & 1);
  const seen = findings.filter(
    // One way to be public is seen all the same.
    ({ checkId, aspect }) => !left.includes(checkId) && (!hidden.includes(checkId) || aspect === 'list'),
  );
  const unknown = hidden.filter((check) => !left.includes(check)).map((check) => aFinding(name, check, 'unknown'));
  return aBucket(name, [...seen, ...unknown], {
    notMade: left,
    doesNotApply: truth.exempt && !hidden.includes('logged') ? ['logged'] : [],
  });
}

function lookAtParts({ parts }: Truth, { denied }: Run) {
  if (denied >> 9) return aLook([aFinding('us-east-1', 'public', 'unknown')], { passedAt: [] });
  const resources = PARTS.filter((_, index) => parts[index] === false);
  const wrong = PARTS.filter((_, index) => parts[index] === true);
  return aLook(
    wrong.map((one) => aFinding(one)),
    { passedAt: [{ checkId: 'public', resources }] },
  );
}

/** What the run writes, of which the others are told when it ends. */
function reportOf(one: Run, runId: string, changes: readonly Change[], watched: Watched): MonitorReport {
  const truth = truthAt(changes, one.stale ? one.start - STALE : one.start);
  const isScan = one.kind === 'scan';
  const isListed = (index: number): boolean => truth.buckets[index] !== undefined && !(one.unlisted && index === 2);
  const there = isScan
    ? BUCKETS.map((_, index) => index).filter(isListed)
    : [one.bucket].filter((index) => truth.buckets[index] !== undefined);
  const cut = (index: number): boolean => isScan && ((one.notRead >> index) & 1) === 1;
  const notRead = there.filter(cut).map((index) => BUCKETS[index] ?? '');
  const everythingRead = isScan && notRead.length === 0;
  const report = aReport({
    runId,
    kind: one.kind,
    startedAt: at(one.start),
    finishedAt: at(one.start + one.lasts),
    checks: VERSIONS[one.version] ?? [],
    accountLook: everythingRead ? lookAtParts(truth, one) : null,
    gone: !isScan && there.length === 0 ? [BUCKETS[one.bucket] ?? ''] : [],
    buckets: there
      .filter((index) => !cut(index))
      .flatMap((index) => {
        const bucket = truth.buckets[index];
        return bucket === undefined ? [] : [lookAt(index, bucket, one)];
      }),
  });
  const directoryRegions = one.unlisted ? [] : ['us-east-1'];
  const coverage = { ...report.coverage, everythingRead, listWhole: isScan, directoryRegions, notRead };
  const blind: Baseline = { kind: 'none', why: 'unreadable' };
  return one.blind
    ? written({ ...report, coverage }, NOTHING_WATCHED, blind)
    : written({ ...report, coverage }, watched);
}

/** In the order in which the runs end; each knows what ended before it, but for what ended while it ran. */
function watch(changes: readonly Change[], runs: readonly Run[]): readonly MonitorReport[] {
  const reports: MonitorReport[] = [];
  const inOrder = [...runs].sort((a, b) => a.start + a.lasts - (b.start + b.lasts));
  inOrder.forEach((one, index) => {
    const seen = reports.filter(({ finishedAt }, place) => finishedAt < at(one.start) || !((one.unseen >> place) & 1));
    reports.push(reportOf(one, `run-${index}`, changes, baselineOf(seen)));
  });
  return reports;
}

function baselineOf(reports: readonly MonitorReport[]): Watched {
  return baselineIn(reports.map((report) => ({ kind: 'report', report }))).watched;
}

const LAST: Run = {
  ...{ kind: 'scan', start: END, lasts: 1, stale: false, version: 0, bucket: 0, denied: 0, notRead: 0, unseen: 0 },
  ...{ notMade: false, unlisted: false, blind: false },
};

/** It is deployed once and not taken back: else a change that leaves a check out hides that the check came back. */
function deployed(one: Run): Run {
  return { ...one, version: Number(one.start > 55) };
}

function openIn({ account, buckets }: Watched): readonly string[] {
  return [account, ...buckets.values()].flatMap((place) => [...openFailures(place).keys()]).sort();
}

function failing({ buckets, parts }: Truth, version = 0): readonly string[] {
  return [
    ...buckets.flatMap((one, index) => (one === undefined ? [] : failuresOf(BUCKETS[index] ?? '', one, version))),
    ...PARTS.filter((_, index) => parts[index] === true).map((part) => aFinding(part)),
  ]
    .map(({ fingerprint }) => fingerprint)
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

/** A read of the place made the check, could tell, did not find it, and found something to judge. */
function assertRead({ buckets, accountLook, checks }: MonitorReport, { fixed }: Difference): void {
  for (const { resource, checkId, fingerprint } of fixed) {
    const isPart = resource.includes('/');
    const look = isPart ? accountLook : buckets.find(({ name }) => name === resource);
    assert.ok(look !== undefined && look !== null, `${resource} was not read and is called fixed`);
    assert.ok(checks.includes(checkId) && !look.notMade.includes(checkId), 'what was not checked is called fixed');
    assert.ok(look.doesNotApply?.includes(checkId) !== true, 'what does not apply is called fixed');
    const ofCheck = look.findings.filter((one) => one.checkId === checkId);
    assert.ok(!ofCheck.some(({ outcome }) => outcome === 'unknown'), 'what cannot be told is called fixed');
    assert.ok(!ofCheck.some((one) => one.fingerprint === fingerprint), 'what is there is called fixed');
    if (isPart)
      assert.ok(
        look.passedAt?.some(({ resources }) => resources.includes(resource)),
        'it is not there',
      );
  }
}

/** What is called gone is gone, and not a check that is not made or does not apply. */
function assertGone({ gone, coverage, buckets }: MonitorReport, difference: Difference): void {
  for (const { bucket } of difference.gone) {
    const isListed = [...buckets.map(({ name }) => name), ...coverage.notRead].includes(bucket);
    assert.ok(gone.includes(bucket) || coverage.listWhole || isListed, `${bucket} is called gone`);
  }
}

/** What was looked at is retired only where the check is not made, or has nothing to judge. */
function assertRetired({ buckets, accountLook, checks }: MonitorReport, { retired }: Difference): void {
  for (const { resource, checkId } of retired) {
    const look = buckets.find(({ name }) => name === resource);
    const passes = accountLook?.passedAt?.some(({ resources }) => resources.includes(resource)) ?? false;
    if (resource.includes('/')) assert.ok(!passes, `${resource} passes and is called retired`);
    else assert.ok(!checks.includes(checkId) || look?.doesNotApply?.includes(checkId), `${resource} ${checkId}`);
  }
}

const history = fc.record({
  changes: fc.array(change, { maxLength: 14 }),
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

/** All that can be seen of it, in one order. */
function shownOf({ account, buckets }: Watched): unknown {
  const places = [['', account] as const, ...[...buckets].sort(([a], [b]) => (a < b ? -1 : 1))];
  return places.map(([name, place]) => [
    name,
    place.looked,
    [...openFailures(place)].map(([key, { found, verified }]) => [key, found, verified].join(' ')).sort(),
    [...unknowns(place).keys()].sort(),
  ]);
}

describe('the differences of a history', function () {
  this.timeout(120_000);
  const RUNS = { numRuns: 1_000 };

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
          assertGone(report, difference);
        }
        assert.deepEqual([...open].sort(), failing(truthAt(changes, END)));
      }),
      RUNS,
    );
  });

  it('leave the same knowledge, in whatever order the reports come', () => {
    fc.assert(
      fc.property(history, shuffling, shuffling, ({ changes, runs }, one, other) => {
        // Of lists only the newest counts: what an older one left out and a newer one has again is told by their order.
        const reports = watch(
          changes.filter(({ what }) => what !== 'create'),
          runs.map((each) => ({ ...each, notRead: 0, stale: false })),
        );
        assert.deepEqual(
          shownOf(watchedIn(shuffled([...reports, ...reports], one))),
          shownOf(watchedIn(shuffled(reports, other))),
        );
      }),
      RUNS,
    );
  });

  it('add up as they were written, where each run knew of those before it', () => {
    fc.assert(
      fc.property(history, ({ changes, runs }) => {
        const knowing = runs.map((one) => ({ ...deployed(one), unseen: 0, blind: false }));
        const reports = watch(changes, [...knowing, { ...LAST, version: 1 }]);
        const sum = reports.reduce<ReadonlySet<string>>((open, { difference }) => added(open, difference), new Set());
        assert.deepEqual([...sum].sort(), failing(truthAt(changes, END), 1));
      }),
      RUNS,
    );
  });

  it('never call fixed, as they were written, what was not read or could not be told', () => {
    fc.assert(
      fc.property(history, ({ changes, runs }) => {
        for (const report of watch(changes, runs)) {
          assertRead(report, report.difference);
          assertGone(report, report.difference);
          assertRetired(report, report.difference);
        }
      }),
      RUNS,
    );
  });

  it('are the truth wherever somebody has looked since the last change, and could tell', () => {
    fc.assert(
      fc.property(history, shuffling, ({ changes, runs }, order) => {
        const reports = shuffled(watch(changes, runs), order);
        const watched = watchedIn(reports);
        const open = new Set(openIn(watched));
        const truth = truthAt(changes, END);
        BUCKETS.forEach((name, bucket) => {
          const last = Math.max(0, ...changes.filter(({ place }) => place === bucket).map(({ minute }) => minute));
          const isFresh = ({ startedAt }: MonitorReport): boolean => startedAt > at(last + STALE);
          const now = truth.buckets[bucket];
          const expected = now === undefined ? [] : [0, 1].flatMap((version) => failuresOf(name, now, version));
          const inForce = watched.buckets.get(name)?.checks ?? new Set();
          for (const check of ['public', 'encrypted', 'sealed', 'logged']) {
            const isTold = reports
              .filter(isFresh)
              .some(
                ({ buckets, gone, checks }) =>
                  gone.includes(name) ||
                  buckets.some(
                    (one) =>
                      one.name === name &&
                      checks.includes(check) &&
                      !one.notMade.includes(check) &&
                      !one.findings.some(({ checkId, outcome }) => checkId === check && outcome === 'unknown'),
                  ),
              );
            if (!isTold) continue;
            const ofCheck = ({ checkId }: Pick<Reference, 'checkId'>): boolean => checkId === check;
            const wanted = new Set(inForce.has(check) ? expected.filter(ofCheck).map((one) => one.fingerprint) : []);
            const all = ['policy', 'list', undefined].map(
              (aspect) => aFinding(name, check, 'fail', aspect === undefined ? {} : { aspect }).fingerprint,
            );
            for (const one of all) assert.equal(open.has(one), wanted.has(one), `${name} ${check}`);
          }
        });
      }),
      RUNS,
    );
  });

  it('lose nothing that is open when no more is kept than what a run is compared with', () => {
    fc.assert(
      fc.property(history, ({ changes, runs }) => {
        const reports = watch(changes, runs.map(deployed));
        const kept = new Set(openIn(baselineOf(reports)));
        for (const one of openIn(watchedIn(reports))) assert.ok(kept.has(one), `${one} is lost`);
      }),
      RUNS,
    );
  });
});
