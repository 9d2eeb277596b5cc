import assert from 'node:assert/strict';
import { baselineIn } from '../../../../src/monitor/difference/baseline.ts';
import { LaterReports, type ReportBefore } from '../../../../src/monitor/difference/difference.ts';
import { openFailures, watchedIn, type Watched } from '../../../../src/monitor/difference/watched.ts';
import type { Difference, MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import { aBucket, aFinding, aLook, aReport, at, written } from '../reports.ts';

describe('the difference', () => {
  const open = aFinding('b');
  const cannotTell = aFinding('b', 'public', 'unknown');
  let reports: MonitorReport[];
  beforeEach(() => {
    reports = [];
  });

  /** Each run knows all that were written before it. */
  function run(minute: number, given: Partial<ReportBefore>): Difference {
    const runId = `run-${reports.length}`;
    const report = written(
      aReport({ runId, startedAt: at(minute), finishedAt: at(minute), ...given }),
      watchedIn(reports),
    );
    reports.push(report);
    return report.difference;
  }

  function scan(minute: number, ...findings: readonly (typeof open)[]): Difference {
    return run(minute, { buckets: [aBucket('b', findings)] });
  }

  function idsOf(difference: Difference): Readonly<Record<string, number>> {
    const { new: found, fixed, notVerified, verifiedAgain, worsened, retired } = difference;
    const counts = { new: found, fixed, notVerified, verifiedAgain, worsened, retired };
    const filled = Object.entries(counts).filter(([, all]) => all.length > 0);
    return Object.fromEntries(filled.map(([name, all]) => [name, all.length]));
  }

  it('is what is new, then nothing, then what is fixed', () => {
    assert.deepEqual(idsOf(scan(0, open)), { new: 1 });
    const same = scan(1, open);
    assert.deepEqual([idsOf(same), same.stillOpen], [{}, 1]);
    assert.deepEqual(idsOf(scan(2)), { fixed: 1 });
    assert.deepEqual(idsOf(scan(3, open)), { new: 1 }, 'it came back');
  });

  it('calls what cannot be told any more not verified, keeps it, and fixed only what passes then', () => {
    scan(0, open);
    const lost = scan(1, cannotTell);
    assert.deepEqual([idsOf(lost), lost.unknown.new.length, lost.stillOpen], [{ notVerified: 1 }, 1, 1]);
    assert.deepEqual(idsOf(scan(2, cannotTell)), {}, 'it is told once');
    assert.equal(reports[2]?.buckets[0]?.notVerified[0]?.foundIn, 'run-0');
    const again = scan(3, open);
    assert.deepEqual([idsOf(again), again.unknown.resolved.length], [{ verifiedAgain: 1 }, 1]);
    scan(4, cannotTell);
    assert.deepEqual(idsOf(scan(5)), { fixed: 1 });
  });

  it('knows what is not verified from the last scan alone', () => {
    scan(0, open);
    scan(1, cannotTell);
    reports = reports.slice(1);
    assert.deepEqual(idsOf(scan(2)), { fixed: 1 });
  });

  it('keeps one failure of a check when another of it is there and the rest cannot be told', () => {
    const one = aFinding('b', 'public', 'fail', { aspect: 'one' });
    const two = aFinding('b', 'public', 'fail', { aspect: 'two' });
    scan(0, one, two);
    assert.deepEqual(idsOf(scan(1, one, cannotTell)), { notVerified: 1 });
    assert.deepEqual(idsOf(scan(2, one)), { fixed: 1 });
  });

  it('carries a bucket that was not read', () => {
    scan(0, open);
    const { coverage } = aReport();
    const difference = run(1, { coverage: { ...coverage, everythingRead: false, notRead: ['b'] }, accountLook: null });
    assert.deepEqual(idsOf(difference), {});
    assert.deepEqual(difference.carried, { account: true, buckets: ['b'], findings: 1 });
    assert.equal(difference.stillOpen, 1);
  });

  it('carries everything when the run failed', () => {
    scan(0, open);
    const { coverage } = aReport();
    const nothing = { ...coverage, everythingRead: false, listWhole: false };
    const difference = run(1, { status: 'failed', coverage: nothing, accountLook: null });
    assert.deepEqual([idsOf(difference), difference.gone, difference.stillOpen], [{}, [], 1]);
  });

  it('calls a bucket that was deleted gone, and its findings not fixed', () => {
    scan(0, open);
    const difference = run(1, { kind: 'change', gone: ['b'] });
    assert.deepEqual(idsOf(difference), {});
    assert.deepEqual(difference.gone, [
      {
        bucket: 'b',
        findings: [{ fingerprint: open.fingerprint, checkId: 'public', resource: 'b', severity: 'high' }],
      },
    ]);
    assert.deepEqual(idsOf(scan(2, open)), { new: 1 }, 'it was made again');
  });

  it('does not bring back with an older read what was deleted since', () => {
    run(5, { kind: 'change', gone: ['b'] });
    assert.deepEqual(idsOf(run(3, { kind: 'change', buckets: [aBucket('b', [open])] })), {});
    assert.deepEqual(idsOf(run(4, { buckets: [aBucket('b', [open])] })), {});
  });

  it('calls gone, not fixed, what was deleted and made again while it could not be told', () => {
    scan(0, open);
    run(5, { kind: 'change', buckets: [aBucket('b', [cannotTell])] });
    const late = run(3, { kind: 'change', gone: ['b'] });
    assert.deepEqual([idsOf(late), late.gone.length, late.stillOpen], [{}, 1, 0]);
  });

  it('takes a check that the first look left out for unknown, not for passed', () => {
    run(5, { kind: 'change', buckets: [aBucket('b', [], { notMade: ['public'] })] });
    assert.deepEqual(idsOf(run(3, { buckets: [aBucket('b', [open])] })), { new: 1 });
  });

  it('takes a bucket for gone that a whole list leaves out, and only then', () => {
    scan(0, open);
    const { coverage } = aReport();
    assert.deepEqual(run(1, { coverage: { ...coverage, listWhole: false } }).gone, []);
    assert.equal(run(2, {}).gone.length, 1);
    assert.deepEqual(run(3, {}).gone, [], 'it is told once');
  });

  it('takes a directory bucket for gone only where its region was listed', () => {
    const name = 'quick--use1-az4--x-s3';
    run(0, { buckets: [aBucket(name, [aFinding(name)])] });
    assert.deepEqual(run(1, {}).gone, []);
    const { coverage } = aReport();
    assert.deepEqual(run(2, { coverage: { ...coverage, directoryRegions: ['eu-west-1'] } }).gone, []);
    assert.equal(run(3, { coverage: { ...coverage, directoryRegions: ['us-east-1'] } }).gone.length, 1);
  });

  it('lets no older read overwrite a newer one', () => {
    scan(0, open);
    run(5, { kind: 'change', buckets: [aBucket('b', [])] });
    const late = run(3, { buckets: [aBucket('b', [open])] });
    assert.deepEqual([idsOf(late), late.superseded], [{}, ['b']]);
    const lateList = run(4, {});
    assert.deepEqual([lateList.gone, lateList.carried.buckets], [[], ['b']], 'it is not in a list older than its read');
  });

  it('learns from an older read what a newer one could not tell', () => {
    run(5, { kind: 'change', buckets: [aBucket('b', [cannotTell])] });
    const late = run(3, { kind: 'change', buckets: [aBucket('b', [open])] });
    assert.deepEqual([idsOf(late), late.superseded], [{ new: 1 }, ['b']]);
    assert.deepEqual(verified(watchedIn(reports)), [false]);
  });

  it('tells when something becomes worse', () => {
    const mild = aFinding('b', 'public', 'fail', { severity: 'medium' });
    scan(0, mild);
    const worse = scan(1, { ...mild, severity: 'critical' });
    assert.deepEqual(
      worse.worsened.map(({ before, severity }) => [before, severity]),
      [['medium', 'critical']],
    );
    assert.deepEqual(idsOf(scan(2, mild)), {});
  });

  it('calls what no check looks for any more retired, not fixed', () => {
    scan(0, open);
    assert.deepEqual(idsOf(run(1, { checks: ['encrypted'], buckets: [aBucket('b', [])] })), { retired: 1 });
  });

  it('leaves alone what a look at one bucket could not judge', () => {
    scan(0, open);
    const difference = run(1, { kind: 'change', buckets: [aBucket('b', [], { notMade: ['public'] })] });
    assert.deepEqual([idsOf(difference), difference.stillOpen], [{}, 1]);
    assert.deepEqual(verified(watchedIn(reports)), [true], 'as the last read said that made the check');
    assert.deepEqual(idsOf(scan(2)), { fixed: 1 });
  });

  it('speaks of the account itself as of a bucket', () => {
    const trail = aFinding('us-east-1/trail');
    run(0, { accountLook: aLook([trail]) });
    assert.deepEqual(idsOf(run(1, { accountLook: aLook([aFinding('us-east-1', 'public', 'unknown')]) })), {
      notVerified: 1,
    });
    assert.deepEqual(idsOf(run(2, { accountLook: aLook([]) })), { fixed: 1 });
  });

  it('calls retired, not fixed, what the check does not apply to any more', () => {
    scan(0, open);
    const exempt = run(1, { buckets: [aBucket('b', [], { doesNotApply: ['public'] })] });
    assert.deepEqual([idsOf(exempt), exempt.stillOpen], [{ retired: 1 }, 0]);
    assert.deepEqual(idsOf(scan(2, open)), { new: 1 });
  });

  describe('of several reports together', () => {
    /** Of all reports but the first. */
    function together(): Readonly<Record<string, number>> {
      const [first, ...others] = reports;
      assert.ok(first !== undefined);
      const later = new LaterReports(watchedIn([first]));
      for (const report of others) later.add(report);
      return idsOf({ ...first.difference, ...later.changes });
    }
    const exempt = { buckets: [aBucket('b', [], { doesNotApply: ['public'] })] };

    it('is fixed where one of them says so, whatever those after it do not tell', () => {
      scan(0, open);
      scan(1);
      scan(2, cannotTell);
      assert.deepEqual(together(), { fixed: 1 });
    });

    it('is nothing where what was fixed is there again', () => {
      scan(0, open);
      scan(1);
      scan(2, open);
      assert.deepEqual(together(), {});
    });

    it('is retired, not fixed, where it was broken again before the check did not apply any more', () => {
      scan(0, open);
      scan(1);
      scan(2, open);
      run(3, exempt);
      assert.deepEqual(together(), { retired: 1 });
    });

    it('is retired where none of them says that it passes', () => {
      scan(0, open);
      run(1, exempt);
      assert.deepEqual(together(), { retired: 1 });
    });
  });

  it('calls retired, not fixed, what was wrong with a part of the account that is not there any more', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => aFinding(`us-east-1/${name}`));
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    run(0, { accountLook: aLook([one, two, three, aFinding('us-east-1/two', 'public', 'fail', { aspect: 'more' })]) });
    const passedAt = [{ checkId: 'public', resources: ['us-east-1/one'] }];
    const { fixed, retired } = run(1, { accountLook: aLook([two], { passedAt }) });
    assert.deepEqual(fixed.map(({ resource }) => resource).sort(), ['us-east-1/one', 'us-east-1/two']);
    assert.deepEqual(
      retired.map(({ resource }) => resource),
      ['us-east-1/three'],
    );
  });

  it('keeps what a newer look could not tell and did not know, when the older one ends later and knows it', () => {
    scan(0, open);
    // It could not ask for the earlier reports.
    const blind = written(
      aReport({
        runId: 'blind',
        kind: 'change',
        startedAt: at(5),
        finishedAt: at(6),
        buckets: [aBucket('b', [cannotTell])],
      }),
    );
    reports.push(blind);
    const slow = run(2, { finishedAt: at(9), buckets: [aBucket('b', [cannotTell])] });
    assert.deepEqual(slow.superseded, ['b']);
    const { watched } = baselineIn(reports.map((report) => ({ kind: 'report', report })));
    assert.deepEqual(verified(watched), [false], 'the scan at 2 is the baseline, and the one at 0 forgotten');
  });

  function verified({ account, buckets }: Watched): readonly boolean[] {
    return [account, ...buckets.values()].flatMap((place) =>
      [...openFailures(place).values()].map((one) => one.verified),
    );
  }
});

describe('what a run is compared with', () => {
  const found = (report: MonitorReport) => ({ kind: 'report' as const, report });
  const { coverage } = aReport();

  function scanAt(minute: number, runId: string, everythingRead = true, finished = minute): MonitorReport {
    const buckets = [aBucket('b', [aFinding('b', runId)])];
    return written(
      aReport({
        ...{ runId, buckets, checks: [runId] },
        startedAt: at(minute),
        finishedAt: at(finished),
        coverage: { ...coverage, everythingRead },
      }),
    );
  }

  it('is the last scan that read everything, and what ended after it began', () => {
    const { baseline } = baselineIn(
      [
        scanAt(0, 'old'),
        scanAt(5, 'last', true, 8),
        scanAt(9, 'cut', false),
        scanAt(4, 'slow', false, 6),
        scanAt(2, 'older'),
      ].map(found),
    );
    assert.deepEqual(baseline, { kind: 'scan', runId: 'last', startedAt: at(5), later: 2 });
  });

  it('is more than that scan where it did not know what was before it, or carries what it did not read', () => {
    const old = scanAt(0, 'old');
    const last = scanAt(5, 'last');
    const { difference } = last;
    for (const change of [
      { baseline: { kind: 'none', why: 'unreadable' } },
      { carried: { account: false, buckets: ['x'], findings: 1 } },
    ] as const) {
      const { baseline, watched } = baselineIn([old, { ...last, difference: { ...difference, ...change } }].map(found));
      assert.deepEqual(baseline, { kind: 'scan', runId: 'last', startedAt: at(5), later: 0 });
      assert.ok(watched.buckets.get('b')?.registers.has('old'));
    }
    assert.ok(!baselineIn([old, last].map(found)).watched.buckets.get('b')?.registers.has('old'));
  });

  it('is nothing in the first run, and says why in others', () => {
    assert.deepEqual(baselineIn([]).baseline, { kind: 'none', why: 'first-run' });
    assert.deepEqual(baselineIn([{ kind: 'unfinished', parts: 3 }]).baseline, { kind: 'none', why: 'first-run' });
    const partial = baselineIn([found(scanAt(0, 'cut', false))]);
    assert.deepEqual(partial.baseline, { kind: 'none', why: 'no-complete-scan' });
    assert.equal(partial.watched.buckets.size, 1, 'what a part of a scan found is known all the same');
    for (const lost of [
      { kind: 'cut-off' as const, missing: [1], parts: 2 },
      { kind: 'other-version' as const, version: 2 },
      { kind: 'damaged' as const, problem: 'x' },
    ]) {
      assert.deepEqual(baselineIn([lost, found(scanAt(0, 'cut', false))]).baseline, { kind: 'none', why: 'unusable' });
      assert.equal(baselineIn([lost, found(scanAt(0, 'whole'))]).baseline.kind, 'scan');
    }
  });
});
