import assert from 'node:assert/strict';
import { WatchStopped } from '../../../../src/monitor/run/ports.ts';
import {
  ALL_BLOCKED,
  fakeAccount,
  fakeBucket,
  oldBucket,
  policyOf,
  type FakeAccount,
} from '../../../support/fakeAws/account.ts';
import { startFakeAws, type FakeAws } from '../../../support/fakeAws/fakeAws.ts';
import { EXPIRED_TOKEN, SLOW_DOWN } from '../../../support/fakeAws/faults.ts';
import { aBatch, aChange, aSchedule } from '../events/sampleEvents.ts';
import { World } from './world.ts';

const PUBLIC = policyOf({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' });
const NONE = { batchItemFailures: [] };

describe('a change of a bucket', function () {
  this.timeout(60_000);
  let aws: FakeAws | undefined;
  const all: FakeAws[] = [];
  afterEach(async () => {
    for (const one of all.splice(0)) await one.close();
    aws = undefined;
  });

  async function start(
    given: Partial<FakeAccount>,
    ports: ConstructorParameters<typeof World>[1] = {},
  ): Promise<World> {
    aws = await startFakeAws({ accounts: [fakeAccount(given)] });
    all.push(aws);
    return new World(aws, ports);
  }

  const failuresOf = ({ batchItemFailures }: Awaited<ReturnType<World['change']>>) =>
    batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

  it('is read once, however many events there are, and reported with what is new since the scan', async () => {
    const open = fakeBucket('open');
    const world = await start({ buckets: [open, fakeBucket('other')] });
    await world.scan(aSchedule());
    world.pass(5);
    Object.assign(open, { policy: PUBLIC, policyIsPublic: true, publicAccessBlock: undefined });
    const calls = aws?.calls.length ?? 0;
    const changes = ['e1', 'e2', 'e3'].map((id) => aChange({ bucket: 'open', id, at: `2026-11-01T00:3${id[1]}:00Z` }));
    assert.deepEqual(await world.change(aBatch(changes)), NONE);
    assert.equal(
      aws?.count({ bucket: 'other' }),
      aws?.calls.slice(0, calls).filter(({ bucket }) => bucket === 'other').length,
    );
    const [report, ...more] = world.log.reports('change/');
    assert.deepEqual([more.length, report?.runId, report?.trigger.events.length], [0, 'e3', 3]);
    assert.equal(report?.lagMs, 4 * 60_000, 'from the oldest of the events');
    assert.ok(report.difference.new.some(({ checkId }) => checkId === 's3-bucket-public-read'));
    assert.deepEqual([report.accountLook, report.buckets.map(({ name }) => name)], [null, ['open']]);
    assert.match(world.notified.at(-1)?.body ?? '', /"open"/);
    assert.deepEqual(report.difference.baseline.kind, 'scan');
  });

  it('is found by the next scan, which does not tell it again', async () => {
    const open = fakeBucket('open');
    const world = await start({ buckets: [open] });
    await world.scan(aSchedule());
    world.pass(5);
    Object.assign(open, { policy: PUBLIC, policyIsPublic: true, publicAccessBlock: undefined });
    await world.change(aBatch([aChange({ bucket: 'open', at: world.nowIso })]));
    world.pass(600);
    await world.scan({ palisade: 'run', id: 'two', at: world.nowIso }, true);
    const second = world.log.reports('scan/').at(-1);
    assert.deepEqual(second?.difference.new, []);
    assert.deepEqual(second.difference.baseline.kind === 'scan' && second.difference.baseline.later, 1);
    open.publicAccessBlock = { ...ALL_BLOCKED };
    world.pass(1);
    await world.change(aBatch([aChange({ bucket: 'open', id: 'e2', at: world.nowIso })]), true);
    const fixed = world.log.reports('change/').at(-1)?.difference.fixed ?? [];
    assert.ok(fixed.some(({ checkId }) => checkId === 's3-bucket-public-read'));
  });

  it('is reported once when the batch comes again', async () => {
    const world = await start({ buckets: [fakeBucket('mine')] });
    const batch = aBatch([aChange({ bucket: 'mine' })]);
    await world.change(batch);
    const calls = aws?.calls.length;
    assert.deepEqual(await world.change(batch, true), NONE);
    assert.deepEqual([world.log.reports().length, aws?.calls.length], [1, calls]);
  });

  it('is not lost when it comes together with one that is reported already', async () => {
    const world = await start({ buckets: [fakeBucket('mine')] });
    const newer = aChange({ bucket: 'mine', id: 'e2', at: '2026-11-01T00:20:00Z' });
    const older = aChange({ bucket: 'mine', id: 'e1', at: '2026-11-01T00:10:00Z' });
    await world.change(aBatch([newer]));
    assert.deepEqual(await world.change(aBatch([newer, older]), true), NONE);
    const told = world.log.reports().map(({ trigger }) => trigger.events.map(({ id }) => id));
    assert.deepEqual(told.sort(), [['e1'], ['e2']]);
    const calls = aws?.calls.length;
    assert.deepEqual(await world.change(aBatch([older, newer]), true), NONE);
    assert.equal(aws?.calls.length, calls);
  });

  it('of one bucket fails alone, and is tried again while what is in the way may pass', async () => {
    const world = await start({ buckets: [fakeBucket('good'), fakeBucket('slow')] });
    const fault = aws?.fail(SLOW_DOWN, { bucket: 'slow', api: 'GetBucketPolicy' });
    const changes = [aChange({ bucket: 'slow', id: 'e1' }), aChange({ bucket: 'good', id: 'e2' })];
    assert.deepEqual(failuresOf(await world.change(aBatch(changes))), ['m0']);
    assert.deepEqual(
      world.log.reports().map(({ runId }) => runId),
      ['e2'],
    );
    const last = await world.change(aBatch([changes[0]], 3));
    assert.deepEqual(last, NONE, 'the last time it is reported as unknown');
    const slow = world.log.reports().find(({ runId }) => runId === 'e1');
    assert.deepEqual([slow?.status, slow?.coverage.unknownBy[0]?.cause], ['partial', 'throttled']);
    fault?.end();
  });

  it('of a bucket that is gone says so', async () => {
    const account = fakeAccount({ buckets: [oldBucket('mine')] });
    aws = await startFakeAws({ accounts: [account] });
    all.push(aws);
    const world = new World(aws);
    await world.scan(aSchedule());
    world.pass(5);
    account.buckets = [];
    const gone = aChange({ bucket: 'mine', name: 'DeleteBucket', at: world.nowIso });
    assert.deepEqual(await world.change(aBatch([gone])), NONE);
    const [report] = world.log.reports('change/');
    assert.deepEqual([report?.gone, report?.difference.fixed], [['mine'], []]);
    assert.ok((report?.difference.gone[0]?.findings.length ?? 0) > 0);
  });

  it('reads a bucket of another region where it is', async () => {
    const world = await start({ buckets: [fakeBucket('far', { region: 'eu-west-1' })] });
    assert.deepEqual(await world.change(aBatch([aChange({ bucket: 'far' })])), NONE);
    const [bucket] = world.log.reports()[0]?.buckets ?? [];
    assert.equal(bucket?.region, 'eu-west-1');
  });

  it('of the account starts one scan, and is tried again when that cannot be started', async () => {
    const world = await start({});
    const name = 'PutAccountPublicAccessBlock';
    const batch = aBatch([aChange({ name, id: 'a1' }), aChange({ name, id: 'a2' }), aChange({ name, id: 'a1' })]);
    assert.deepEqual(await world.change(batch), NONE);
    const [input, ...more] = world.started;
    assert.equal(more.length, 0);
    const outcome = await world.scan(input);
    assert.ok(outcome.kind === 'reported' && outcome.stream.endsWith('/a2'), JSON.stringify(outcome));
    assert.equal(world.log.reports()[0]?.trigger.kind, 'account-change');
    const broken = await start({}, { startScan: () => Promise.reject(new Error('denied')) });
    assert.deepEqual(failuresOf(await broken.change(batch)), ['m0', 'm1', 'm2']);
  });

  it('that is rubbish goes back, what is not for us does not, and neither keeps the rest', async () => {
    const world = await start({ buckets: [fakeBucket('mine')] });
    const batch = aBatch([
      'rubbish',
      aChange({ bucket: 'mine' }),
      aChange({ outside: { account: '444455556666' } }),
      aChange({ bucket: '../mine' }),
    ]);
    assert.deepEqual(failuresOf(await world.change(batch)), ['m0', 'm3']);
    assert.equal(world.log.reports().length, 1);
    await assert.rejects(world.change({ Records: 'none' }), WatchStopped);
  });

  it('goes back to the queue when nothing can be read, or written', async () => {
    const world = await start({ buckets: [fakeBucket('mine')] });
    const expired = aws?.fail(EXPIRED_TOKEN);
    const batch = aBatch([aChange({ bucket: 'mine' })]);
    assert.deepEqual(failuresOf(await world.change(batch)), ['m0']);
    expired?.end();
    const calls = aws?.calls.length;
    world.log.fault = (method) => (method === 'createStream' ? 'report-group-missing' : undefined);
    assert.deepEqual(failuresOf(await world.change(batch)), ['m0']);
    assert.equal(aws?.calls.length, calls, 'nothing is read for a report that has no place');
    world.log.fault = (method) => (method === 'put' ? 'network' : undefined);
    assert.deepEqual(failuresOf(await world.change(batch)), ['m0']);
    world.log.fault = () => undefined;
    assert.deepEqual(await world.change(batch), NONE);
    assert.equal(world.log.reports().length, 1);
  });

  it('goes back to the queue when the time is nearly over, but for what was read', async () => {
    const world = await start({ buckets: [fakeBucket('done'), fakeBucket('slow')] });
    aws?.fail({ kind: 'hang' }, { bucket: 'slow' });
    const run = world.change(aBatch([aChange({ bucket: 'slow', id: 'e1' }), aChange({ bucket: 'done', id: 'e2' })]));
    await aws?.received(5, { bucket: 'slow' });
    await aws?.received(12, { bucket: 'done' });
    world.timers.fireAll();
    const failed = failuresOf(await run);
    assert.ok(failed.includes('m0'));
    for (const { runId } of world.log.reports()) assert.equal(runId, 'e2');
  });

  it('is one run for a burst of 500 about a few buckets', async () => {
    const names = ['one-bucket', 'two-bucket', 'three-bucket'];
    const world = await start({ buckets: names.map((name) => fakeBucket(name)) });
    const burst = Array.from({ length: 500 }, (_, n) => aChange({ bucket: names[n % 3], id: `e${n}` }));
    assert.deepEqual(await world.change(aBatch(burst)), NONE);
    assert.equal(world.log.reports().length, 3);
    assert.equal(aws?.count({ api: 'ListBuckets' }), 1);
  });
});
