import assert from 'node:assert/strict';
import { missedRuns } from '../../../../src/monitor/reader/missedRuns.ts';
import { fakeAccount } from '../../../support/fakeAws/account.ts';
import type { FakeAws } from '../../../support/fakeAws/fakeAws.ts';
import { sampleAccount } from '../../../support/fakeAws/sampleAccount.ts';
import type { FakeMonitor, MonitorFault } from '../../../support/fakeMonitor/fakeMonitor.ts';
import { SampleClock, SampleWatcher } from '../../../support/fakeMonitor/sampleWatcher.ts';
import { startSampleHistory } from '../../../support/fakeMonitor/sampleHistory.ts';
import { startMonitoredAws } from '../../../support/fakeMonitor/startFakeMonitor.ts';
import { around, done, failed, monitorFor, TARGET } from '../monitorSetting.ts';

const HOUR = 3_600_000;

describe('the runs of a watcher', () => {
  let aws: FakeAws;
  let monitor: FakeMonitor;
  let clock: SampleClock;
  let watcher: SampleWatcher;
  let ask: ReturnType<typeof monitorFor>;

  beforeEach(async () => {
    clock = new SampleClock();
    ({ aws, monitor } = await startMonitoredAws({ accounts: [sampleAccount()] }, { now: clock.now }));
    watcher = new SampleWatcher(aws, monitor, clock);
    ask = monitorFor(aws, clock.now);
  });

  afterEach(() => aws.close());

  const runs = async (most = 10) => done(await ask.runs(TARGET, most, around()));

  it('are none where it is not deployed', async () => {
    const failure = failed(await ask.runs(TARGET, 10, around()));
    assert.equal(failure.kind, 'not-deployed');
    assert.equal(failure.command, 'palisade monitor deploy');
    assert.match(failure.message, /palisade-monitor in us-east-1 of account 111122223333/);
  });

  it('are none where it is deployed in another region', async () => {
    watcher.deploy();
    const failure = failed(await ask.runs({ ...TARGET, region: 'eu-west-1' }, 10, around()));
    assert.equal(failure.kind, 'not-deployed');
  });

  it('are none yet, and none is missed, right after the deploy', async () => {
    watcher.deploy();
    clock.pass(12.5);
    const list = await runs();
    assert.deepEqual([list.runs, list.missed], [[], []]);
    assert.equal(list.deployedAt, '2026-11-20T12:00:00.000Z');
    assert.equal(list.identity.accountId, '111122223333');
  });

  it('are told by what closes them, the newest first', async () => {
    watcher.deploy();
    clock.pass(12);
    const first = await watcher.scan();
    clock.pass(1);
    await watcher.open('acme-new');
    clock.pass(1);
    const second = await watcher.partialScan();
    const third = await watcher.failedScan();
    const list = await runs();
    assert.deepEqual(
      list.runs.map(({ kind, bucket, state }) => [
        kind,
        bucket,
        state.kind === 'reported' ? state.summary.status : state.kind,
      ]),
      [
        ['scan', undefined, 'failed'],
        ['scan', undefined, 'partial'],
        ['change', 'acme-new', 'complete'],
        ['scan', undefined, 'partial'],
      ],
    );
    assert.deepEqual(
      list.runs.filter(({ kind }) => kind === 'scan').map(({ stream }) => stream),
      [third, second, first],
    );
    const [, , change] = list.runs;
    assert.ok(change?.state.kind === 'reported');
    assert.equal(change.eventAt, '2026-11-21T01:00:02.000Z');
    assert.ok(change.state.summary.new > 0);
    assert.deepEqual(list.missed, []);
  });

  it('are asked for once each, when they are reported', async () => {
    watcher.deploy();
    await watcher.scan();
    await watcher.claimed();
    await runs();
    const before = monitor.count('logs:GetLogEvents');
    await runs();
    // Only the one that may still be running: its end, and a page before it.
    assert.equal(monitor.count('logs:GetLogEvents') - before, 2);
  });

  it('are as many as are asked for, of each kind', async () => {
    watcher.deploy();
    for (let at = 0; at < 6; at += 1) {
      clock.pass(1);
      await watcher.claimed('scan');
      await watcher.claimed('change');
    }
    const list = await runs(2);
    assert.deepEqual(list.runs.map(({ kind }) => kind).sort(), ['change', 'change', 'scan', 'scan']);
    assert.deepEqual((await runs(0)).runs, []);
  });

  it('run as long as a function can be at it, and are unfinished after that', async () => {
    watcher.deploy();
    clock.pass(12);
    await watcher.claimed();
    clock.pass(0.9);
    const running = await runs();
    assert.deepEqual([running.runs[0]?.state.kind, running.missed], ['running', []]);
    clock.pass(0.2);
    assert.equal((await runs()).runs[0]?.state.kind, 'unfinished');
    clock.pass(31 * 24);
    assert.deepEqual((await runs()).runs, [], 'nothing but its name is left');
  });

  it('are found where a second attempt put parts behind the end of the first', async () => {
    watcher.deploy();
    const stream = await watcher.scan();
    const events = monitor.logs.groups.get('/palisade/palisade-monitor/reports')?.streams.get(stream)?.events;
    assert.ok(events?.[0] !== undefined);
    events.push(events[0]);
    assert.equal((await runs()).runs[0]?.state.kind, 'reported');
  });

  it('are unreadable when what closes them is of nobody we know', async () => {
    watcher.deploy();
    const stream = await watcher.scan();
    const events = monitor.logs.groups.get('/palisade/palisade-monitor/reports')?.streams.get(stream)?.events;
    const last = events?.pop();
    assert.ok(events !== undefined && last !== undefined);
    const closing = JSON.parse(last.message) as { summary: object };
    events.push({ ...last, message: JSON.stringify({ ...closing, summary: { ...closing.summary, new: '<b>' } }) });
    monitor.logs.groups
      .get('/palisade/palisade-monitor/reports')
      ?.streams.set('scan/somebody', { createdAt: clock.time, events: [] });
    assert.deepEqual(
      (await runs()).runs.map(({ state }) => state.kind),
      ['unreadable', 'unreadable'],
    );
  });

  const FAULTS: readonly (readonly [MonitorFault, string, string | undefined])[] = [
    [{ action: 'cloudformation:DescribeStacks', kind: 'denied' }, 'denied', 'cloudformation:DescribeStacks'],
    [{ action: 'logs:DescribeLogStreams', kind: 'denied' }, 'denied', 'logs:DescribeLogStreams'],
    [{ action: 'logs:GetLogEvents', kind: 'denied' }, 'denied', 'logs:GetLogEvents'],
    [{ action: 'logs:*', kind: 'throttled' }, 'throttled', undefined],
    [{ action: 'logs:*', kind: 'dead' }, 'network', undefined],
    [{ action: 'logs:*', kind: 'error', code: 'ExpiredTokenException' }, 'expired', undefined],
    [{ action: 'logs:*', kind: 'error', code: 'InvalidParameterException' }, 'other', undefined],
  ];
  for (const [fault, kind, action] of FAULTS) {
    it(`are not told where ${fault.action} is ${fault.code ?? fault.kind}`, async () => {
      watcher.deploy();
      await watcher.scan();
      monitor.fail(fault);
      const failure = failed(await ask.runs(TARGET, 10, around()));
      assert.deepEqual([failure.kind, failure.action], [kind, action]);
    });
  }

  it('are gone with their group', async () => {
    watcher.deploy();
    monitor.logs.groups.clear();
    const failure = failed(await ask.runs(TARGET, 10, around()));
    assert.deepEqual([failure.kind, failure.command], ['report-group-missing', 'palisade monitor deploy']);
  });

  it('cannot be told of a stack that is rolled back', async () => {
    monitor.cloudFormation.put(TARGET.stack, 'ROLLBACK_COMPLETE', { tags: { 'palisade-stack': TARGET.stack } });
    const failure = failed(await ask.runs(TARGET, 10, around()));
    assert.equal(failure.kind, 'stack-state');
    assert.match(failure.message, /cannot be used: it is ROLLBACK_COMPLETE/);
  });

  it('are cancelled', async () => {
    watcher.deploy();
    await watcher.scan();
    const told = around();
    monitor.onAsked = (action) => {
      if (action === 'logs:DescribeLogStreams') told.cancel();
    };
    assert.equal(failed(await ask.runs(TARGET, 10, told)).kind, 'cancelled');
  });

  describe('and their reports', () => {
    it('are read whole', async () => {
      watcher.deploy();
      const stream = await watcher.scan();
      const { report } = done(await ask.report(TARGET, stream, around()));
      assert.equal(report.buckets.length, 12);
      assert.equal(report.trigger.kind, 'schedule');
    });

    it('are, where none is named, that of the newest scan that has one', async () => {
      watcher.deploy();
      const first = await watcher.scan();
      clock.pass(12);
      await watcher.open('acme-new');
      await watcher.claimed();
      assert.equal(done(await ask.report(TARGET, undefined, around())).stream, first);
    });

    it('are none yet', async () => {
      watcher.deploy();
      const failure = failed(await ask.report(TARGET, undefined, around()));
      assert.deepEqual([failure.kind, failure.command], ['not-found', 'palisade monitor run']);
    });

    it('are damaged, not ended, not there, or no name at all', async () => {
      watcher.deploy();
      const stream = await watcher.scan();
      watcher.cut(stream);
      const kind = async (name: string | undefined) => failed(await ask.report(TARGET, name, around())).kind;
      assert.equal(await kind(stream), 'damaged');
      assert.equal(await kind(undefined), 'damaged');
      assert.equal(await kind(await watcher.claimed()), 'not-found');
      assert.equal(await kind('scan/20261101T003000Z/nobody'), 'not-found');
      assert.equal(await kind('../else'), 'input');
    });
  });

  describe('by hand', () => {
    it("start nothing of a stack that is somebody else's", async () => {
      watcher.deploy();
      const stack = monitor.cloudFormation.find(TARGET.stack);
      assert.ok(stack);
      stack.tags = {};
      for (const outcome of [await ask.run(TARGET, around()), await ask.runs(TARGET, 10, around())]) {
        assert.match(failed(outcome).message, /not Palisade's/);
      }
      assert.equal(monitor.count('lambda:InvokeFunction'), 0);
    });

    it('start nothing while there may be no code yet', async () => {
      watcher.deploy();
      const stack = monitor.cloudFormation.find(TARGET.stack);
      assert.ok(stack);
      stack.parameters = { ...stack.parameters, RulesEnabled: 'false' };
      const failure = failed(await ask.run(TARGET, around()));
      assert.deepEqual([failure.kind, failure.command], ['stack-state', 'palisade monitor deploy']);
      assert.equal(monitor.count('lambda:InvokeFunction'), 0);
    });

    it('start the function, and say where the report will be', async () => {
      watcher.deploy();
      const { runId, stream, identity } = done(await ask.run(TARGET, around()));
      assert.equal(stream, `scan/20261120T120000Z/${runId}`);
      assert.equal(identity.accountId, aws.account.id);
      const [scan] = monitor.resources.functions.values();
      assert.deepEqual(scan?.invoked, [{ palisade: 'run', id: runId, at: '2026-11-20T12:00:00.000Z' }]);
    });

    it('are denied', async () => {
      watcher.deploy();
      monitor.fail({ action: 'lambda:InvokeFunction', kind: 'denied' });
      const failure = failed(await ask.run(TARGET, around()));
      assert.deepEqual([failure.kind, failure.action], ['denied', 'lambda:InvokeFunction']);
    });

    it('need the function', async () => {
      watcher.deploy();
      monitor.resources.functions.clear();
      assert.equal(failed(await ask.run(TARGET, around())).kind, 'stack-state');
    });
  });

  it('say whose credentials are not taken', async () => {
    const other = monitorFor({ url: aws.url, user: { ...aws.user, accessKeyId: 'AKIANOBODY' } }, clock.now);
    assert.equal(failed(await other.runs(TARGET, 1, around())).kind, 'wrong-credentials');
  });

  it('are not asked for under a name that is none', async () => {
    const failure = failed(await ask.runs({ ...TARGET, stack: 'a b' }, 1, around()));
    assert.equal(failure.kind, 'input');
    assert.deepEqual(monitor.asked, []);
  });
});

describe('scheduled runs', () => {
  const at = (hours: number): number => hours * HOUR;
  const missed = (now: number, ...starts: readonly number[]): readonly number[] =>
    missedRuns({ since: 0, now: at(now), starts: starts.map(at) }).map((one) => one / HOUR);

  it('are missed a period after the one before, and an hour', () => {
    assert.deepEqual(missed(12.9), []);
    assert.deepEqual(missed(13.1), [12]);
    assert.deepEqual(missed(25.1), [24, 12]);
    assert.deepEqual(missed(24.5, 12), []);
    assert.deepEqual(missed(40, 12, 36), [24]);
    assert.deepEqual(missed(50, 12.4, 36.4), [48.4, 24.4]);
  });

  it('may be those of which nobody knows what started them, where one was due', () => {
    const seen = { since: 0, now: at(30), starts: [] };
    assert.deepEqual(missedRuns({ ...seen, doubtful: [at(12.5), at(18)] }), [at(24)]);
  });

  it('that were before the deploy are none of its own', () => {
    assert.deepEqual(missedRuns({ since: at(30), now: at(42), starts: [at(1)] }), []);
  });

  it('are named up to a month of them', () => {
    assert.equal(missed(12 * 1_000).length, 60);
  });
});

it('an account without buckets has a watcher all the same', async () => {
  const clock = new SampleClock();
  const { aws, monitor } = await startMonitoredAws({ accounts: [fakeAccount()] }, { now: clock.now });
  try {
    const watcher = new SampleWatcher(aws, monitor, clock);
    watcher.deploy();
    await watcher.scan();
    const { runs } = done(await monitorFor(aws, clock.now).runs(TARGET, 5, around()));
    assert.ok(runs[0]?.state.kind === 'reported');
    assert.equal(runs[0].state.summary.listed, 0);
  } finally {
    await aws.close();
  }
});

it('the sample of a watcher has a run of every kind', async () => {
  const { aws, clock } = await startSampleHistory();
  try {
    const { runs, missed } = done(await monitorFor(aws, clock.now).runs(TARGET, 20, around()));
    const kinds = runs.map(({ kind, state }) =>
      state.kind === 'reported' ? `${kind} ${state.summary.trigger} ${state.summary.status}` : `${kind} ${state.kind}`,
    );
    assert.deepEqual(kinds, [
      'scan running',
      'scan manual partial',
      'scan schedule partial',
      'change change complete',
      'scan unfinished',
      'scan schedule failed',
      'change change complete',
      'scan schedule partial',
    ]);
    const due = clock.time - 24 * HOUR;
    assert.deepEqual(
      missed.map((at) => Math.abs(Date.parse(at) - due) < HOUR),
      [true],
    );
  } finally {
    await aws.close();
  }
});
