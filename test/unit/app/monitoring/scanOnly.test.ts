import assert from 'node:assert/strict';
import { pageMarkdown } from '../../../../src/app/monitoring/pageMarkdown.ts';
import { reportPage } from '../../../../src/app/monitoring/reportText.ts';
import { scanOnlyIn } from '../../../../src/app/monitoring/scanOnly.ts';
import { shownReport } from '../../../../src/app/monitoring/shownReport.ts';
import { NO_IGNORES } from '../../../../src/findings/ignores.ts';
import { aBucket, aFinding, aReport, written } from '../../monitor/reports.ts';

describe('what the 12-hour scan alone sees', () => {
  const scanOnly = { checks: ['c2'], buckets: ['far'] };

  it('is told of a bucket and of a check, and of nothing where a report does not say', () => {
    const words = scanOnlyIn({ scanOnly });
    assert.match(words({ checkId: 'c1', resource: 'far' }) ?? '', /another region.*12-hour scan only/);
    assert.match(words({ checkId: 'c2', resource: 'near' }) ?? '', /rests on.*12-hour scan only/);
    assert.equal(words({ checkId: 'c1', resource: 'near' }), undefined);
    assert.equal(scanOnlyIn({})({ checkId: 'c2', resource: 'far' }), undefined);
  });

  it('stands in the report at each finding that it is about, and once for all', () => {
    const buckets = ['far', 'near'].map((name) => aBucket(name, [aFinding(name, 'c1'), aFinding(name, 'c2')]));
    const report = written(aReport({ buckets, scanOnly }));
    const page = reportPage(shownReport('s', report, NO_IGNORES), { titleOf: () => undefined, most: undefined });
    const text = pageMarkdown(page);
    // Among what is new, and among the findings.
    assert.equal(text.match(/in another region: seen by the 12-hour scan only/g)?.length, 4);
    assert.equal(text.match(/some of what it rests on is seen by the 12-hour scan only/g)?.length, 2);
    assert.match(text, /Scan only.*1 bucket in other regions.*c2/);
  });
});
