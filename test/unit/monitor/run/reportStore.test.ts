import assert from 'node:assert/strict';
import { baselineIn } from '../../../../src/monitor/difference/baseline.ts';
import { changeStream, ReportStore, scanStream } from '../../../../src/monitor/run/reportStore.ts';
import { NOW } from '../events/sampleEvents.ts';
import { aBucket, aFinding, aReport, at, written } from '../reports.ts';
import { MemoryLog } from './memoryLog.ts';

describe('the store of reports', () => {
  let now = NOW;
  let log: MemoryLog;
  beforeEach(() => {
    now = NOW;
    log = new MemoryLog(() => now);
  });

  const events = (minute: number) => [{ id: 'e', name: null, at: at(minute) }];

  async function put(stream: string, report: Parameters<typeof written>[0]): Promise<void> {
    const store = new ReportStore(log);
    assert.equal(await store.claim(stream), 'ours');
    await store.write(stream, written(report), 'a1');
  }

  async function putScan(minute: number, everythingRead: boolean): Promise<void> {
    now = Date.parse(at(minute));
    const { coverage } = aReport();
    const times = { startedAt: at(minute), finishedAt: at(minute) };
    await put(scanStream(events(minute), 'r'), {
      ...aReport({ runId: `scan-${minute}`, ...times }),
      coverage: { ...coverage, everythingRead },
    });
  }

  async function putChange(minute: number, bucket: string): Promise<void> {
    now = Date.parse(at(minute));
    const times = { startedAt: at(minute), finishedAt: at(minute) };
    const runId = `change-${bucket}-${minute}`;
    await put(
      changeStream(events(minute), bucket, runId),
      aReport({ kind: 'change', runId, ...times, buckets: [aBucket(bucket, [])] }),
    );
  }

  it('writes a report of thousands of buckets in calls that the log takes, and closes it last', async () => {
    const buckets = Array.from({ length: 6_000 }, (_, n) => aBucket(`bucket-${n}`, [aFinding(`bucket-${n}`)]));
    await put('scan/x/big', aReport({ buckets }));
    const puts = log.calls.filter((call) => call.startsWith('put'));
    const messages = log.group.get('scan/x/big')?.messages ?? [];
    assert.ok(puts.length > 2 && puts.length < messages.length, `${puts.length} calls for ${messages.length} events`);
    assert.match(messages.at(-1) ?? '', /^{"palisade":"report-end"/);
    assert.equal(log.assembled('scan/x/big').kind, 'report');
  });

  it('gives a run to whoever comes while it is not closed, and to nobody after', async () => {
    const store = new ReportStore(log);
    assert.equal(await store.claim('scan/x/r'), 'ours');
    assert.equal(await store.claim('scan/x/r'), 'ours');
    await store.write('scan/x/r', written(aReport()), 'a1');
    assert.equal(await store.claim('scan/x/r'), 'done');
    log.group.get('scan/x/r')?.messages.shift();
    assert.equal(await new ReportStore(log).claim('scan/x/r'), 'ours', 'what was cut off is written again');
  });

  it('looks back to the last scan that read everything, and to changes since, of the buckets that are asked for', async () => {
    await putScan(0, true);
    await putScan(3_000, true);
    await putChange(100, 'old-bucket');
    await putChange(3_010, 'one-bucket');
    await putChange(3_020, 'two-bucket');
    await putScan(3_030, false);
    const idsOf = async (buckets?: ReadonlySet<string>) =>
      (await new ReportStore(log).earlier(buckets)).map((one) => (one.kind === 'report' ? one.report.runId : one.kind));
    assert.deepEqual(await idsOf(), ['scan-3030', 'scan-3000', 'change-two-bucket-3020', 'change-one-bucket-3010']);
    assert.deepEqual(await idsOf(new Set(['one-bucket'])), ['scan-3030', 'scan-3000', 'change-one-bucket-3010']);
    assert.deepEqual(await idsOf(new Set()), ['scan-3030', 'scan-3000']);
  });

  it('finds the scan that ran last, though its event was the older one', async () => {
    await putScan(0, true);
    // The schedule at 700 begins at once; a change of the account at 698 is told of at 705.
    await putScan(700, true);
    now = Date.parse(at(705));
    const times = { startedAt: at(705), finishedAt: at(715) };
    await put(scanStream(events(698), 'late'), aReport({ runId: 'late', ...times }));
    const found = await new ReportStore(log).earlier();
    const { baseline } = baselineIn(found);
    assert.deepEqual(baseline.kind === 'scan' && [baseline.runId, baseline.later], ['late', 0]);
    assert.equal(found.length, 2, 'what ended long before is not read');
  });

  it('looks further back than a scan that did not know what was before it', async () => {
    await putScan(0, true);
    now = Date.parse(at(10));
    const blind = aReport({ runId: 'blind', startedAt: at(10), finishedAt: at(10) });
    const store = new ReportStore(log);
    await store.claim('scan/20261101T001000Z/blind');
    await store.write(
      'scan/20261101T001000Z/blind',
      written(blind, undefined, { kind: 'none', why: 'unreadable' }),
      'a',
    );
    const { baseline } = baselineIn(await new ReportStore(log).earlier());
    assert.deepEqual(baseline.kind === 'scan' && [baseline.runId, baseline.later], ['blind', 0]);
    assert.equal((await new ReportStore(log).earlier()).length, 2);
  });

  it('reads a report that is closed once', async () => {
    await putScan(0, true);
    const store = new ReportStore(log);
    await store.earlier();
    const calls = log.calls.length;
    await store.earlier();
    assert.deepEqual(
      log.calls.slice(calls).filter((call) => call.startsWith('read')),
      [],
    );
  });

  it('stops looking for a whole scan at some time', async () => {
    for (let minute = 0; minute < 30; minute += 1) await putScan(minute, false);
    assert.equal((await new ReportStore(log).earlier()).length, 14);
  });
});
