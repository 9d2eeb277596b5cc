import assert from 'node:assert/strict';
import { Exposures, placeOf } from '../../../../src/app/monitoring/exposures.ts';
import { digestOf } from '../../../../src/app/monitoring/reportDigests.ts';
import type { ReportDigest } from '../../../../src/app/monitoring/monitorProtocol.ts';
import type { Reference } from '../../../../src/monitor/report/reportShape.ts';
import { aReport, at, written } from '../../monitor/reports.ts';

const NONE = (): boolean => false;

function reference(name: string, severity: Reference['severity'] = 'high'): Reference {
  return { fingerprint: name.repeat(20).slice(0, 20), checkId: 'public', resource: 'site', severity };
}

function digest(minute: number, difference: Partial<ReportDigest['difference']>): ReportDigest {
  const runId = `run${minute}`;
  const report = written(aReport({ runId, startedAt: at(minute), finishedAt: at(minute) }));
  return digestOf({ ...report, difference: { ...report.difference, ...difference } });
}

function streams(...digests: readonly ReportDigest[]): ReadonlyMap<string, ReportDigest> {
  return new Map(digests.map((one) => [one.runId, one]));
}

describe('which exposures are news', () => {
  const names = (found: readonly { readonly finding: Reference }[]): string[] =>
    found.map(({ finding }) => finding.fingerprint.slice(0, 1));

  it('are critical and high ones alone, the gravest first, each once, whatever reports say it again', () => {
    const exposures = new Exposures();
    const all = [reference('a'), reference('b', 'critical'), reference('c', 'medium')];
    assert.deepEqual(names(exposures.news(streams(digest(1, { new: all })), NONE)), ['b', 'a']);
    assert.deepEqual(names(exposures.news(streams(digest(1, { new: all }), digest(2, { new: all })), NONE)), []);
  });

  it('are not those that a later report says are over', () => {
    const later = digest(2, { fixed: [reference('a')] });
    assert.deepEqual(names(new Exposures().news(streams(later, digest(1, { new: [reference('a')] })), NONE)), []);
  });

  it('are those that were fixed and came back', () => {
    const exposures = new Exposures();
    exposures.news(streams(digest(1, { new: [reference('a')] })), NONE);
    exposures.news(streams(digest(2, { fixed: [reference('a')] })), NONE);
    assert.deepEqual(names(exposures.news(streams(digest(3, { new: [reference('a')] })), NONE)), ['a']);
  });

  it('are those that became grave, with what they were', () => {
    const worsened = [{ ...reference('a', 'critical'), before: 'low' as const }];
    const [found] = new Exposures().news(streams(digest(1, { worsened })), NONE);
    assert.equal(found?.before, 'low');
    assert.equal(found.stream, 'run1');
  });

  it('are those that were fixed and became as grave once more', () => {
    const exposures = new Exposures();
    const worsened = [{ ...reference('a', 'critical'), before: 'high' as const }];
    exposures.news(streams(digest(1, { worsened })), NONE);
    exposures.news(streams(digest(2, { fixed: [reference('a')] })), NONE);
    exposures.news(streams(digest(3, { new: [reference('a')] })), NONE);
    assert.deepEqual(names(exposures.news(streams(digest(4, { worsened })), NONE)), ['a']);
  });

  it('are nothing that is ignored, where its bucket or its account has it', () => {
    const places: string[] = [];
    const isIgnored = ({ ruleId }: { ruleId: string }, place: string): boolean => {
      places.push(`${ruleId} ${place}`);
      return true;
    };
    assert.deepEqual(new Exposures().news(streams(digest(1, { new: [reference('a')] })), isIgnored), []);
    assert.deepEqual(places, ['public s3://site']);
    const account = { partition: 'aws', accountId: '111122223333', arn: 'a', region: 'r' };
    assert.equal(placeOf('public', '111122223333', account), 'aws://111122223333');
  });
});
