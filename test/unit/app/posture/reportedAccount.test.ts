import assert from 'node:assert/strict';
import { reportedAccount } from '../../../../src/app/posture/reportedAccount.ts';
import { BucketFindings, bucketPlace } from '../../../../src/findings/bucketFindings.ts';
import type { MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import { aBucket, aFinding, aReport, at, written } from '../../monitor/reports.ts';

const PUBLIC = 's3-bucket-public-read';

describe('a report as an account', () => {
  function findingsOf(report: MonitorReport): BucketFindings {
    const findings = new BucketFindings();
    for (const look of reportedAccount(report).looks) findings.apply(look);
    return findings;
  }

  it('has what fails and what could not be told, with figures of what passed', () => {
    const report = written(
      aReport({
        buckets: [
          aBucket('site', [aFinding('site', PUBLIC, 'fail', { severity: 'critical' })], { passed: 12, notMade: ['x'] }),
        ],
      }),
    );
    const { rows, outcome } = reportedAccount(report);
    const row = rows.get('site');
    assert.deepEqual(row?.figures, { passed: 12, notApplicable: 0, notMade: ['x'] });
    assert.deepEqual(
      row.posture?.results.map(({ outcome: { kind } }) => kind),
      ['fail'],
    );
    assert.equal(row.readAt, Date.parse(report.finishedAt));
    assert.equal(outcome?.status, 'complete');
    assert.equal(findingsOf(report).tally.bySeverity.critical, 1);
  });

  it('knows what an earlier run found, and this one could not tell, as not verified', () => {
    const unknown = aFinding('site', PUBLIC, 'unknown');
    const report = written(aReport({ status: 'partial', buckets: [aBucket('site', [unknown])] }));
    const { evidence, severity, fingerprint } = aFinding('site', PUBLIC, 'fail', { severity: 'critical' });
    const earlier = {
      fingerprint,
      checkId: PUBLIC,
      resource: 'site',
      severity,
      evidence,
      foundAt: at(-9),
      foundIn: 'run0',
    };
    const [bucket] = report.buckets;
    assert.ok(bucket);
    const found = findingsOf({ ...report, buckets: [{ ...bucket, notVerified: [earlier] }] });
    const stale = [...found.records(bucketPlace('site')).values()].filter(({ state }) => state.freshness === 'stale');
    assert.deepEqual(
      stale.map(({ says, finding }) => [says, finding.severity]),
      [['fail', 'critical']],
    );
  });

  it('shows a bucket that was not read as that, and not at all one that is gone', () => {
    const base = aReport();
    const report = written(
      aReport({
        status: 'partial',
        failure: { kind: 'time-limit', message: 'The time was over.' },
        gone: ['old'],
        coverage: { ...base.coverage, everythingRead: false, listed: 2, notRead: ['late'] },
      }),
    );
    const { rows, outcome } = reportedAccount(report);
    assert.deepEqual([...rows.keys()], ['late']);
    assert.equal(rows.get('late')?.posture, undefined);
    assert.deepEqual([outcome?.gone, outcome?.notRead], [['old'], ['late']]);
    assert.deepEqual(outcome?.failure, { kind: 'other', message: 'The time was over.' });
  });

  it('says nothing of the account where the run did not look at it, or did not get to know whose it is', () => {
    const change = written(aReport({ kind: 'change', buckets: [aBucket('site', [])] }));
    assert.equal(reportedAccount(change).account, undefined);
    const failed = written(
      aReport({
        account: null,
        status: 'failed',
        failure: { kind: 'expired', message: 'Expired.' },
        accountLook: null,
      }),
    );
    const { identity, account, outcome } = reportedAccount(failed);
    assert.deepEqual([identity, account, outcome?.failure?.kind], [undefined, undefined, 'expired']);
  });
});
