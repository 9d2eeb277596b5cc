import assert from 'node:assert/strict';
import { failingAtLeast, shownReport } from '../../../../src/app/monitoring/shownReport.ts';
import { type IgnoreEntry, type IgnoreList, NO_IGNORES } from '../../../../src/findings/ignores.ts';
import type { MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import { resultInWords } from '../../../../src/app/monitoring/reportText.ts';
import { aBucket, aFinding, aLook, aReport, at, written } from '../../monitor/reports.ts';
import { CLEAN_REPORT, OPEN_REPORT, UNSURE_REPORT } from './monitorSamples.ts';

type Ignored = Pick<IgnoreEntry, 'rule' | 'file' | 'fingerprint'>;

function ignoring(...entries: readonly Ignored[]): IgnoreList {
  return { entries: entries.map((entry) => ({ ...entry, reason: 'known', date: '2026-01-31' })), problems: [] };
}

function isComplete(report: MonitorReport, list = NO_IGNORES): boolean {
  return shownReport('s', report, list).complete;
}

describe('a report as it is shown', () => {
  it('has the worst first, and knows how many are so bad', () => {
    const shown = shownReport('s', OPEN_REPORT, NO_IGNORES);
    assert.deepEqual(
      shown.failing.map(({ severity, resource }) => [severity, resource]),
      [
        ['critical', 'site'],
        ['low', 'logs'],
      ],
    );
    assert.deepEqual(
      (['critical', 'low', 'informational'] as const).map((level) => failingAtLeast(shown, level)),
      [1, 2, 2],
    );
    assert.deepEqual([shown.ignored, shown.complete], [0, true]);
  });

  it('leaves out what is ignored in a bucket, in the findings and in the difference', () => {
    const shown = shownReport('s', OPEN_REPORT, ignoring({ rule: 'public', file: 's3://site' }));
    assert.deepEqual(
      [
        shown.failing.map(({ resource }) => resource),
        shown.difference.new.map(({ resource }) => resource),
        shown.ignored,
      ],
      [['logs'], ['logs'], 1],
    );
    assert.deepEqual(shown.report, OPEN_REPORT);
  });

  it('leaves out what is ignored of the account, and that finding alone where an entry names one', () => {
    const report = written(
      aReport({ accountLook: aLook([aFinding('eu/one', 'points'), aFinding('eu/two', 'points')]) }),
    );
    const [one] = report.accountLook?.findings ?? [];
    assert.ok(one);
    const file = 'aws://111122223333';
    const by = (entry: Ignored): number => shownReport('s', report, ignoring(entry)).failing.length;
    assert.equal(by({ rule: 'points', file, fingerprint: one.fingerprint }), 1);
    assert.equal(by({ rule: 'points', file }), 0);
    assert.equal(by({ rule: 'points', file: 'aws://444455556666' }), 2);
    assert.equal(by({ rule: 'public', file }), 2);
  });

  it('says so instead of calling it clean', () => {
    const list = ignoring({ rule: 'public', file: 's3://site' }, { rule: 'encrypted', file: 's3://logs' });
    assert.match(resultInWords(shownReport('s', OPEN_REPORT, list)), /besides what is ignored/);
    assert.match(resultInWords(shownReport('s', CLEAN_REPORT, list)), /^Clean/);
  });

  it('is complete where all that could not be told is ignored, and for no other partial report', () => {
    const list = ignoring({ rule: 'public', file: 's3://site' });
    assert.deepEqual([isComplete(UNSURE_REPORT), isComplete(UNSURE_REPORT, list)], [false, true]);
    assert.equal(isComplete({ ...CLEAN_REPORT, status: 'partial' }, list), false);
  });

  it('is complete only if everything was read', () => {
    const { coverage, difference } = CLEAN_REPORT;
    const changes: readonly Partial<MonitorReport>[] = [
      { status: 'failed' },
      { failure: { kind: 'time-limit', message: 'm' } },
      { coverage: { ...coverage, notRead: ['late'] } },
      { coverage: { ...coverage, everythingRead: false } },
      { coverage: { ...coverage, account: false } },
      { difference: { ...difference, carried: { account: true, buckets: [], findings: 0 } } },
      { difference: { ...difference, carried: { account: false, buckets: ['b'], findings: 0 } } },
    ];
    assert.equal(isComplete(CLEAN_REPORT), true);
    for (const change of changes) {
      const report = { ...CLEAN_REPORT, ...change };
      assert.equal(isComplete(report), false, JSON.stringify(change));
      assert.doesNotMatch(resultInWords(shownReport('s', report, NO_IGNORES)), /[Cc]lean:|everything was looked at/);
    }
  });

  it('of a change does not need the whole account', () => {
    const change = written(aReport({ kind: 'change', buckets: [aBucket('site', [], { notMade: ['encrypted'] })] }));
    const shown = shownReport('s', change, NO_IGNORES);
    assert.equal(shown.complete, true);
    assert.match(resultInWords(shown), /as far as one bucket tells/);
  });

  it('is not complete with an earlier failure that is not verified, unless that is ignored', () => {
    const { fingerprint } = aFinding('site');
    const notVerified = [
      {
        fingerprint,
        checkId: 'public',
        resource: 'site',
        severity: 'high',
        evidence: 'e',
        foundAt: at(-9),
        foundIn: 'r',
      },
    ] as const;
    const report = { ...CLEAN_REPORT, buckets: [aBucket('site', [], { notVerified })] };
    assert.equal(isComplete(report), false);
    assert.match(resultInWords(shownReport('s', report, NO_IGNORES)), /1 earlier failure not verified/);
    assert.equal(isComplete(report, ignoring({ rule: 'public', file: 's3://site' })), true);
  });
});
