import assert from 'node:assert/strict';
import { PRICES } from '../../../../src/monitor/cost/prices.ts';
import { watchedIn } from '../../../../src/monitor/difference/watched.ts';
import { metricLine, METRICS_NAMESPACE } from '../../../../src/monitor/report/metrics.ts';
import { notificationOf } from '../../../../src/monitor/report/notification.ts';
import { runCost } from '../../../../src/monitor/report/runCost.ts';
import { aBucket, aFinding, aReport, at, written } from '../reports.ts';

interface Line {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

describe('metrics of a run', () => {
  function valuesOf(report = written(aReport())): Readonly<Record<string, unknown>> {
    const line = metricLine(report, 'palisade');
    assert.ok(!line.includes('\n'));
    const value = JSON.parse(line) as Line;
    const [directive] = value._aws.CloudWatchMetrics;
    assert.equal(directive?.Namespace, METRICS_NAMESPACE);
    assert.equal(value._aws.Timestamp, Date.parse(report.finishedAt));
    for (const one of directive.Dimensions.flat()) assert.equal(typeof value[one], 'string', one);
    for (const { Name } of directive.Metrics) assert.equal(typeof value[Name], 'number', Name);
    return Object.fromEntries(directive.Metrics.map(({ Name }) => [Name, value[Name]]));
  }

  it('are findings by severity, unknowns, duration, cost, and that the scheduled run was done', () => {
    const report = written(
      aReport({ finishedAt: at(2), summary: { critical: 1, high: 2, medium: 3, low: 4, informational: 5 } }),
    );
    const { Cost, ...values } = valuesOf(report);
    assert.deepEqual(values, {
      FindingsCritical: 1,
      FindingsHigh: 2,
      FindingsMedium: 3,
      FindingsLow: 4,
      FindingsInformational: 5,
      Unknowns: 0,
      Duration: 120_000,
      ScheduledRunCompleted: 1,
    });
    assert.equal(Cost, report.cost.usd);
  });

  it('count no findings where only a part was read, and call such a run not done', () => {
    const { coverage } = aReport();
    const partial = { ...coverage, everythingRead: false, unknown: 2, notRead: ['a', 'b', 'c'] };
    const values = valuesOf(written(aReport({ coverage: partial })));
    assert.deepEqual(Object.keys(values), ['Unknowns', 'Duration', 'Cost', 'ScheduledRunCompleted']);
    assert.deepEqual([values['Unknowns'], values['ScheduledRunCompleted']], [5, 0]);
    const change = valuesOf(written(aReport({ kind: 'change' })));
    assert.deepEqual(Object.keys(change), ['Unknowns', 'Duration', 'Cost']);
  });
});

describe('the message about what is newly wrong', () => {
  it('is there only for what is new, or has become, critical or high', () => {
    const mild = aBucket('b', [aFinding('b', 'public', 'fail', { severity: 'medium' })]);
    const first = written(aReport({ buckets: [mild] }));
    assert.equal(notificationOf(first), undefined);
    const worse = aReport({ runId: 'two', startedAt: at(1), buckets: [aBucket('b', [aFinding('b')])] });
    const second = written(worse, watchedIn([first]), { kind: 'scan', runId: 'run', startedAt: at(0), later: 0 });
    assert.match(
      notificationOf(second)?.body ?? '',
      /^1 new critical or high finding in AWS account 111122223333\.\n\n- high: "b"/,
    );
    const same = written({ ...worse, runId: 'three', startedAt: at(2) }, watchedIn([first, second]));
    assert.equal(notificationOf(same), undefined);
  });

  it('says when there is nothing to compare with, and when there may be more', () => {
    const { coverage } = aReport();
    const report = aReport({
      buckets: [aBucket('b', [aFinding('b')])],
      coverage: { ...coverage, everythingRead: false },
    });
    const { body = '' } = notificationOf(written(report)) ?? {};
    assert.match(body, /no earlier scan to compare with/);
    assert.match(body, /there may be more/);
    const blind = notificationOf(written(report, undefined, { kind: 'none', why: 'unreadable' }));
    assert.match(blind?.body ?? '', /could not be read: .* may have been told before/);
  });

  it('holds what the account says in ASCII, without markup, and never much of it', () => {
    const evil = `<a href="x">\u202E\nInjected: line\r\n\`code\` é\u0000${'x'.repeat(5_000)}`;
    const many = Array.from({ length: 500 }, (_, n) => aFinding(`${n}${evil}`, `s3-${n}-${evil}`));
    const told = notificationOf(written(aReport({ runId: evil, buckets: [aBucket(evil, many)] })));
    assert.ok(told !== undefined);
    assert.match(told.subject, /^[\x20-\x7e]{1,100}$/);
    assert.match(told.body, /^[\x20-\x7e\n]+$/);
    assert.doesNotMatch(told.body, /[<>`]|^Injected/m);
    assert.ok(told.body.length < 16_000, String(told.body.length));
    assert.match(told.body, /\nand 480 more\n/);
  });
});

describe('the cost of a run', () => {
  it('is the sum of its items, at list prices', () => {
    const cost = runCost({
      elapsedMs: 60_000,
      memoryMb: 1_024,
      calls: 2_600,
      logBytes: 5e8,
      geminiUsd: 0.01,
      geminiRequests: 1,
    });
    assert.deepEqual(
      cost.items.map(({ item }) => item),
      ['lambda-time', 'lambda-request', 's3-requests', 'logs', 'gemini'],
    );
    const expected = 60 * PRICES.lambdaGbSecond + PRICES.lambdaRequest + 2_600 * PRICES.s3Request + 0.25 + 0.01;
    assert.ok(Math.abs(cost.usd - expected) < 1e-12);
  });

  it('has no item of Gemini where it was not asked', () => {
    const cost = runCost({ elapsedMs: 1, memoryMb: 512, calls: 0, logBytes: 0, geminiUsd: 0, geminiRequests: 0 });
    assert.ok(!cost.items.some(({ item }) => item === 'gemini'));
  });
});
