import assert from 'node:assert/strict';
import { WatchStopped, type Analysed } from '../../../../src/monitor/run/ports.ts';
import {
  ALL_BLOCKED,
  fakeAccount,
  fakeBucket,
  policyOf,
  type FakeAccount,
  type FakeBucket,
} from '../../../support/fakeAws/account.ts';
import { startFakeAws, type FakeAws } from '../../../support/fakeAws/fakeAws.ts';
import { EXPIRED_TOKEN } from '../../../support/fakeAws/faults.ts';
import { aChange, aSchedule } from '../events/sampleEvents.ts';
import { World } from './world.ts';

const PUBLIC = policyOf({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' });

describe('a scan', function () {
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

  const openBucket = () => {
    const made: FakeBucket = fakeBucket('open', { policy: PUBLIC, policyIsPublic: true });
    delete made.publicAccessBlock;
    return made;
  };
  const byHand = (world: World, id: string) => ({ palisade: 'run', id, at: world.nowIso });

  it('reports, counts, and tells of what is wrong; the next one tells of what was fixed', async () => {
    const open = openBucket();
    const world = await start({ buckets: [open, fakeBucket('closed')] });
    assert.deepEqual(await world.scan(aSchedule()), {
      kind: 'reported',
      stream: 'scan/20261101T002900Z/53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
      status: 'complete',
    });
    const [report] = world.log.reports();
    assert.ok(report !== undefined);
    assert.deepEqual(
      [report.trigger.kind, report.lagMs, report.difference.baseline.kind],
      ['schedule', 60_000, 'none'],
    );
    assert.equal(report.calls, aws?.calls.length);
    assert.ok(report.cost.usd > 0);
    assert.match(world.notified[0]?.body ?? '', /critical: "open"/);
    const [metrics = ''] = world.printed;
    assert.match(metrics, /"ScheduledRunCompleted":1/);

    world.pass(720);
    delete open.policy;
    Object.assign(open, { policyIsPublic: false, publicAccessBlock: { ...ALL_BLOCKED } });
    await world.scan(byHand(world, 'two'));
    const second = world.log.reports()[1];
    assert.deepEqual(second?.difference.new, []);
    assert.ok(
      second.difference.fixed.some(
        ({ checkId, resource }) => checkId === 's3-bucket-public-read' && resource === 'open',
      ),
    );
    assert.deepEqual(second.difference.baseline, {
      kind: 'scan',
      runId: report.runId,
      startedAt: report.startedAt,
      later: 0,
    });
    assert.equal(world.notified.length, 1, 'nothing is newly wrong');
  });

  it('keeps what it cannot tell any more over a scan that knows nothing else of it', async () => {
    const open = openBucket();
    const world = await start({ buckets: [open] });
    await world.scan(aSchedule());
    world.pass(720);
    for (const action of ['s3:GetBucketPolicy', 's3:GetBucketPolicyStatus']) open.denied.add(action);
    await world.scan(byHand(world, 'denied'), true);
    const denied = world.log.reports().at(-1)?.difference;
    const isPublicRead = ({ checkId }: { readonly checkId: string }) => checkId === 's3-bucket-public-read';
    assert.deepEqual([denied?.notVerified.some(isPublicRead), denied?.fixed], [true, []]);
    world.pass(720);
    await world.scan(byHand(world, 'still'), true);
    assert.deepEqual(world.log.reports().at(-1)?.difference.fixed, []);
    world.pass(720);
    open.denied.clear();
    delete open.policy;
    Object.assign(open, { policyIsPublic: false, publicAccessBlock: { ...ALL_BLOCKED } });
    await world.scan(byHand(world, 'fixed'), true);
    assert.ok(
      world.log
        .reports()
        .find(({ runId }) => runId === 'fixed')
        ?.difference.fixed.some(isPublicRead),
    );
  });

  it('answers the same event once', async () => {
    const world = await start({ buckets: [fakeBucket('closed')] });
    await world.scan(aSchedule());
    const calls = aws?.calls.length;
    assert.equal((await world.scan(aSchedule(), true)).kind, 'already-reported');
    assert.deepEqual([aws?.calls.length, world.log.reports().length, world.printed.length], [calls, 1, 1]);
  });

  it('goes on where an attempt ended in the middle, and leaves one report', async () => {
    const world = await start({ buckets: [openBucket()] });
    let puts = 0;
    world.log.fault = (method) => (method === 'put' && ++puts === 2 ? 'network' : undefined);
    await assert.rejects(world.scan(aSchedule()), WatchStopped);
    assert.equal(world.log.reports().length, 0);
    assert.equal((await world.scan(aSchedule(), true)).kind, 'reported');
    assert.equal(world.log.reports().length, 1);
    assert.equal(world.notified.length, 2, 'rather twice than not at all');
  });

  it('reads nothing where there is no place for the report', async () => {
    const world = await start({ buckets: [fakeBucket('closed')] });
    world.log.fault = () => 'report-group-missing';
    await assert.rejects(world.scan(aSchedule()), (error: unknown) => {
      assert.ok(error instanceof WatchStopped && error.failure.kind === 'report-group-missing');
      return true;
    });
    assert.equal(aws?.calls.length, 0);
  });

  it('reports also where the earlier reports cannot be asked for, or are none', async () => {
    const world = await start({ buckets: [fakeBucket('closed')] });
    world.log.fault = (method) => (method === 'streams' ? 'throttled' : undefined);
    await world.scan(aSchedule());
    world.pass(1);
    await world.scan(byHand(world, 'two'));
    const why = (n: number) => {
      const baseline = world.log.reports()[n]?.difference.baseline;
      return baseline?.kind === 'none' ? baseline.why : baseline?.kind;
    };
    assert.equal(why(1), 'unreadable');
    world.log.fault = () => undefined;
    for (const { messages } of world.log.group.values()) messages.splice(0, 1);
    world.pass(1);
    await world.scan(byHand(world, 'three'), true);
    const last = world.log.reports().at(-1);
    assert.deepEqual(last?.difference.baseline, { kind: 'none', why: 'unusable' });
  });

  it('ends with a part when its time is nearly over, and the next one carries nothing but that', async () => {
    const world = await start({ buckets: [openBucket(), fakeBucket('slow'), fakeBucket('zoo')] });
    await world.scan(aSchedule());
    world.pass(720);
    const hang = aws?.fail({ kind: 'hang' }, { bucket: 'slow' });
    const run = world.scan(byHand(world, 'cut'));
    const seen = aws?.count({ bucket: 'slow' }) ?? 0;
    await aws?.received(seen + 5, { bucket: 'slow' });
    world.timers.fireAll();
    const outcome = await run;
    assert.ok(outcome.kind === 'reported' && outcome.status !== 'complete');
    const cut = world.log.reports().find(({ runId }) => runId === 'cut');
    assert.deepEqual([cut?.failure?.kind, cut?.coverage.account], ['time-limit', false]);
    assert.ok(cut !== undefined && cut.coverage.notRead.includes('slow'));
    assert.ok(cut.difference.carried.account && cut.difference.carried.buckets.includes('slow'));
    assert.deepEqual([cut.difference.fixed, cut.difference.gone], [[], []]);
    assert.doesNotMatch(world.printed.at(-1) ?? '', /FindingsHigh/);
    hang?.end();
    world.pass(720);
    await world.scan(byHand(world, 'after'));
    const { difference } = world.log.reports().at(-1) ?? {};
    assert.deepEqual([difference?.new, difference?.fixed, difference?.baseline.kind], [[], [], 'scan']);
  });

  it('reports that it failed, and loses nothing of what was open', async () => {
    const world = await start({ buckets: [openBucket()] });
    await world.scan(aSchedule());
    world.pass(720);
    aws?.fail(EXPIRED_TOKEN);
    assert.deepEqual(await world.scan(byHand(world, 'failed')), {
      kind: 'reported',
      stream: 'scan/20261101T123000Z/failed',
      status: 'failed',
    });
    const failed = world.log.reports().at(-1);
    assert.deepEqual([failed?.failure?.kind, failed?.difference.fixed, failed?.account], ['expired', [], null]);
    assert.ok((failed?.difference.stillOpen ?? 0) > 0);
  });

  it('answers a change of the account, unless a scan that began later has', async () => {
    const world = await start({ buckets: [fakeBucket('closed')] });
    const event = (id: string, at: string) => ({
      palisade: 'account-change',
      events: [{ id, name: 'PutAccountPublicAccessBlock', at }],
    });
    const first = await world.scan(event('a1', '2026-11-01T00:20:00Z'));
    assert.ok(first.kind === 'reported');
    assert.deepEqual(await world.scan(event('a2', '2026-11-01T00:21:00Z')), { kind: 'covered', by: 'a1' });
    const counted = {
      ...event('a4', '2026-11-01T00:20:00Z'),
      askedAt: new Date(world.timers.time + 999).toISOString(),
    };
    world.pass(1);
    assert.equal((await world.scan(counted)).kind, 'reported', 'others rely on one that begins no earlier');
    const soon = new Date(world.timers.time - 30_000).toISOString();
    assert.equal((await world.scan(event('a3', soon))).kind, 'reported', 'a read right after may not see it yet');
  });

  it('does nothing for what it does not understand', async () => {
    const world = await start({});
    for (const input of [undefined, {}, aChange(), aSchedule({ account: '444455556666' })]) {
      assert.equal((await world.scan(input)).kind, 'refused');
    }
    assert.deepEqual([world.log.calls, aws?.calls], [[], []]);
  });

  it('does without the message when it cannot be sent', async () => {
    const world = await start({ buckets: [openBucket()] }, { notify: () => Promise.reject(new Error('no topic')) });
    assert.equal((await world.scan(aSchedule())).kind, 'reported');
    assert.ok(world.printed.some((line) => line.includes('"notification"')));
    assert.ok(!world.printed.join().includes('no topic'), 'what a service says is not printed');
  });

  it('asks for an analysis once, of what failed in a whole scan, while there is time', async () => {
    const asked: Analysed[] = [];
    const world = await start(
      { buckets: [openBucket()] },
      {
        analyse: (report) => {
          asked.push(report);
          const analysis = { kind: 'failed' as const, reason: 'overloaded' };
          return Promise.resolve({ analysis, usd: 0.25, requests: 3 });
        },
      },
    );
    await world.scan(aSchedule());
    const [report] = world.log.reports();
    assert.deepEqual([asked.length, report?.analysis], [1, { kind: 'failed', reason: 'overloaded' }]);
    assert.ok((report?.cost.usd ?? 0) > 0.25);
    world.remainingMs = 50_000;
    world.pass(1);
    await world.scan(byHand(world, 'late'));
    assert.deepEqual(world.log.reports().at(-1)?.analysis, { kind: 'not-asked', why: 'no-time' });
    assert.equal(asked.length, 1);
  });
});
