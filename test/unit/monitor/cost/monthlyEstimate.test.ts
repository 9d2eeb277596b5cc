import assert from 'node:assert/strict';
import {
  ALARMS,
  METRICS,
  monthlyEstimate,
  type MonthlyEstimate,
  type MonthlyUse,
} from '../../../../src/monitor/cost/monthlyEstimate.ts';
import { metricLine } from '../../../../src/monitor/report/metrics.ts';
import { stackTemplate } from '../../../../src/monitor/stack/template.ts';
import { aReport, written } from '../reports.ts';

const DEFAULTS: MonthlyUse = { buckets: 200, changesPerDay: 20, gemini: false };

describe('the estimate for a month', () => {
  const item = ({ items }: MonthlyEstimate, name: string) => {
    const found = items.find((one) => one.item === name);
    assert.ok(found !== undefined, name);
    return found;
  };

  for (const gemini of [false, true]) {
    it(`is under 15 dollars for 200 buckets, ${gemini ? 'with' : 'without'} Gemini`, () => {
      const { usd, items } = monthlyEstimate({ ...DEFAULTS, gemini });
      assert.ok(usd > 1 && usd < 15, `${usd}`);
      console.log(`      ${usd.toFixed(2)} USD`);
      assert.equal(
        items.some((one) => one.item === 'gemini'),
        gemini,
      );
    });
  }

  it('is the sum of its items', () => {
    const { usd, items } = monthlyEstimate({ ...DEFAULTS, gemini: true, email: true, customerKey: true });
    const own = items.filter(({ isOthers }) => !isOthers);
    assert.ok(Math.abs(usd - own.reduce((sum, one) => sum + one.usd, 0)) < 1e-9);
    for (const one of items) {
      assert.ok(Number.isFinite(one.usd) && one.usd >= 0 && one.quantity > 0, one.item);
      assert.ok(one.title !== '' && one.unit !== '', one.item);
    }
    assert.equal(new Set(items.map((one) => one.item)).size, items.length);
  });

  it('says what further trails and GuardDuty would add, and adds it only where they are on', () => {
    const without = monthlyEstimate(DEFAULTS);
    assert.deepEqual(
      without.items.filter(({ isOthers }) => isOthers).map((one) => one.item),
      ['cloudtrail', 'guardduty'],
    );
    const two = monthlyEstimate({ ...DEFAULTS, extraTrails: 2 });
    assert.ok(Math.abs(item(two, 'cloudtrail').usd - 2 * item(without, 'cloudtrail').usd) < 1e-9);
    assert.ok(Math.abs(two.usd - without.usd - item(two, 'cloudtrail').usd) < 1e-9);
    const guarded = monthlyEstimate({ ...DEFAULTS, guardDuty: true });
    assert.ok(Math.abs(guarded.usd - without.usd - item(guarded, 'guardduty').usd) < 1e-9);
  });

  it('rises with what rises', () => {
    const base = monthlyEstimate(DEFAULTS);
    const more: readonly (readonly [Partial<MonthlyUse>, string])[] = [
      [{ buckets: 400 }, 's3-requests'],
      [{ changesPerDay: 200 }, 'lambda-time'],
      [{ memoryMb: 2_048 }, 'lambda-time'],
      [{ retentionDays: 365 }, 'logs-stored'],
    ];
    for (const [given, name] of more) {
      const other = monthlyEstimate({ ...DEFAULTS, ...given });
      assert.ok(item(other, name).usd > item(base, name).usd, name);
      assert.ok(other.usd > base.usd, name);
    }
  });

  it('is little for an account with nothing in it', () => {
    const { usd } = monthlyEstimate({ buckets: 0, changesPerDay: 0, gemini: false });
    assert.ok(usd > 0 && usd < 10);
  });

  it('is of what the template makes: its alarms, its schedule, and one memory for both functions', () => {
    for (const checks of ['core', 'all'] as const) {
      const { Resources } = stackTemplate({ checks, keepReports: false });
      const ofType = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
      assert.equal(ofType('AWS::CloudWatch::Alarm').length, ALARMS);
      assert.deepEqual(
        ofType('AWS::Lambda::Function').map(({ Properties }) => Properties['MemorySize']),
        [{ Ref: 'MemoryMb' }, { Ref: 'MemoryMb' }],
      );
      const [, hours] = /rate\((\d+) hours\)/.exec(JSON.stringify(Resources['ScanRule'])) ?? [];
      const scans = item(monthlyEstimate({ ...DEFAULTS, gemini: true }), 'gemini').quantity;
      assert.equal(scans, (30 * 24) / Number(hours));
    }
  });

  it('knows all metrics that the runs write', () => {
    const scan = metricLine(written(aReport()), 'stack');
    const change = metricLine(written(aReport({ kind: 'change' })), 'stack');
    const names = [scan, change].map((line) => {
      const { _aws } = JSON.parse(line) as {
        readonly _aws: { readonly CloudWatchMetrics: readonly { readonly Metrics: readonly object[] }[] };
      };
      return _aws.CloudWatchMetrics.reduce((sum, { Metrics }) => sum + Metrics.length, 0);
    });
    assert.equal(
      names.reduce((a, b) => a + b, 0),
      METRICS,
    );
  });
});
