import assert from 'node:assert/strict';
import type { MonitorStatus, StatusItem } from '../../../../src/monitor/monitorBundle.ts';
import { fakeBucket } from '../../../support/fakeAws/account.ts';
import { fakeAccount } from '../../../support/fakeAws/account.ts';
import type { FakeAws } from '../../../support/fakeAws/fakeAws.ts';
import type { FakeMonitor, MonitorFault } from '../../../support/fakeMonitor/fakeMonitor.ts';
import type { FakeQueue } from '../../../support/fakeMonitor/resources.ts';
import { SampleClock, SampleWatcher } from '../../../support/fakeMonitor/sampleWatcher.ts';
import { startMonitoredAws } from '../../../support/fakeMonitor/startFakeMonitor.ts';
import { around, done, failed, monitorFor, TARGET } from '../monitorSetting.ts';

type Id = StatusItem['id'];

describe('the status of a watcher', () => {
  let aws: FakeAws;
  let monitor: FakeMonitor;
  let clock: SampleClock;
  let watcher: SampleWatcher;
  let ask: ReturnType<typeof monitorFor>;

  beforeEach(async () => {
    clock = new SampleClock();
    const trails = [{ name: 'main', homeRegion: 'us-east-1', multiRegion: true, bucket: 'logs', logging: true }];
    const account = fakeAccount({ buckets: [fakeBucket('one')], trails });
    ({ aws, monitor } = await startMonitoredAws({ accounts: [account] }, { now: clock.now }));
    watcher = new SampleWatcher(aws, monitor, clock);
    ask = monitorFor(aws, clock.now);
    watcher.deploy({ email: 'ops@example.com' });
    clock.pass(12);
    await watcher.scan();
  });

  afterEach(() => aws.close());

  const status = async (): Promise<MonitorStatus> => done(await ask.status(TARGET, around()));
  const item = async (id: Id): Promise<StatusItem> => {
    const found = (await status()).items.find((one) => one.id === id);
    assert.ok(found, id);
    return found;
  };
  const notWell = async (): Promise<readonly string[]> =>
    (await status()).items.filter(({ state }) => state !== 'ok').map(({ id, state }) => `${id} ${state}`);
  const queue = (logicalId: string): FakeQueue => {
    const found = [...monitor.resources.queues.values()].find(({ url }) => url.includes(`-${logicalId}-`));
    assert.ok(found, logicalId);
    return found;
  };
  const set = (
    kind: 'rules' | 'mappings' | 'permissions' | 'invokeConfigs' | 'alarms',
    part: string,
    change: object,
  ) => {
    const found = [...monitor.resources[kind].values()].find(({ physicalId }) => physicalId.includes(part));
    assert.ok(found, part);
    found.properties = { ...found.properties, ...change };
    return found;
  };

  it('is well, in thirteen things', async () => {
    const { items, version, identity } = await status();
    assert.deepEqual(
      items.filter(({ state }) => state !== 'ok'),
      [],
    );
    assert.equal(items.length, 13);
    assert.deepEqual([version, identity.accountId], ['1.2.3', '111122223333']);
  });

  const function_ = (part: string) => {
    const found = [...monitor.resources.functions.values()].find(({ physicalId }) => physicalId.includes(part));
    assert.ok(found, part);
    return found;
  };
  const alarmOn = (id: string): void => {
    const found = [...monitor.resources.alarms.values()].find(({ physicalId }) => physicalId.includes(id));
    assert.ok(found, id);
    found.state = 'ALARM';
  };
  const errorsOf = (part: string): string => `AWS/Lambda Errors FunctionName=${function_(part).physicalId}`;

  const BROKEN: readonly (readonly [string, Id, () => void])[] = [
    ['other code', 'code', () => (function_('ChangeFunction').codeSha256 = 'other')],
    ['a rule that is off', 'rules', () => set('rules', 'ScanRule', { State: 'DISABLED' })],
    ['another schedule', 'rules', () => set('rules', 'ScanRule', { ScheduleExpression: 'rate(2 days)' })],
    ['another pattern', 'rules', () => set('rules', 'ChangeRule', { EventPattern: { source: ['aws.s3'] } })],
    ['no target', 'targets', () => set('rules', 'ChangeRule', { Targets: [] })],
    ['another target', 'targets', () => set('rules', 'ScanRule', { Targets: [{ Id: 'x', Arn: 'arn:aws:lambda:x' }] })],
    [
      'a target without its dead letters',
      'targets',
      () => {
        const { properties } = set('rules', 'ScanRule', {});
        const [target] = properties['Targets'] as readonly object[];
        set('rules', 'ScanRule', { Targets: [{ ...target, DeadLetterConfig: undefined }] });
      },
    ],
    ['a mapping that is off', 'targets', () => set('mappings', '', { Enabled: false })],
    ['no mapping', 'targets', () => monitor.resources.mappings.clear()],
    ['no place for failed scans', 'targets', () => monitor.resources.invokeConfigs.clear()],
    ['no permission', 'permissions', () => monitor.resources.permissions.clear()],
    ['a permission that is not pinned', 'permissions', () => set('permissions', '', { SourceArn: undefined })],
    [
      'a permission for another account',
      'permissions',
      () => set('permissions', '', { SourceAccount: '444455556666' }),
    ],
    [
      'a queue that anybody may write to',
      'permissions',
      () => {
        const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }];
        queue('ChangeQueue').policy = JSON.stringify({ Statement });
      },
    ],
    ['no trail', 'trail', () => (aws.account.trails = [])],
    ['a trail that does not log', 'trail', () => aws.account.trails.forEach((one) => (one.logging = false))],
    ['no run for a day', 'last-run', () => clock.pass(26)],
    [
      'a queue with an old change',
      'queue',
      () => {
        const changes = queue('ChangeQueue');
        changes.visible = 3;
        const name = changes.url.split('/').at(-1) ?? '';
        monitor.metrics.set(`AWS/SQS ApproximateAgeOfOldestMessage QueueName=${name}`, [30, 1_800]);
      },
    ],
    ['changes that could not be read', 'dead-letters', () => (queue('ChangeDeadLetters').visible = 1)],
    ['events that were not delivered', 'dead-letters', () => (queue('TargetDeadLetters').visible = 1)],
    ['scans that failed', 'dead-letters', () => (queue('ScanFailures').visible = 1)],
    ['errors of scan', 'errors', () => monitor.metrics.set(errorsOf('ScanFunction'), [0, 2])],
    ['errors of change', 'errors', () => monitor.metrics.set(errorsOf('ChangeFunction'), [1])],
    ['an alarm', 'alarms', () => alarmOn('ScanErrorsAlarm')],
    ['an alarm less', 'alarms', () => monitor.resources.alarms.delete([...monitor.resources.alarms.keys()][0] ?? '')],
    ['alarms that tell nobody', 'alarms', () => set('alarms', 'MissedRuns', { ActionsEnabled: false })],
    [
      'another retention',
      'report-group',
      () => {
        for (const group of monitor.logs.groups.values()) group.retentionDays = 1;
      },
    ],
    [
      'no retention',
      'report-group',
      () => {
        for (const group of monitor.logs.groups.values()) group.retentionDays = undefined;
      },
    ],
    ['no budget', 'budget', () => monitor.resources.budgets.clear()],
    [
      'a stack that was put back',
      'stack',
      () => {
        const stack = monitor.cloudFormation.find(TARGET.stack);
        if (stack) stack.status = 'UPDATE_ROLLBACK_COMPLETE';
      },
    ],
  ];
  for (const [what, id, breakIt] of BROKEN) {
    it(`has a problem with ${what}, and with nothing else`, async () => {
      breakIt();
      assert.deepEqual(await notWell(), [`${id} problem`]);
    });
  }

  const DENIED: readonly (readonly [string, readonly Id[]])[] = [
    ['lambda:GetFunctionConfiguration', ['code']],
    ['events:DescribeRule', ['rules']],
    ['events:ListTargetsByRule', ['targets']],
    ['lambda:GetEventSourceMapping', ['targets']],
    ['lambda:GetFunctionEventInvokeConfig', ['targets']],
    ['lambda:GetPolicy', ['permissions']],
    ['sqs:GetQueueAttributes', ['targets', 'permissions', 'queue', 'dead-letters']],
    ['cloudwatch:GetMetricData', ['queue', 'errors']],
    ['cloudwatch:DescribeAlarms', ['alarms']],
    ['logs:DescribeLogStreams', ['last-run']],
    ['logs:GetLogEvents', ['last-run']],
    ['logs:DescribeLogGroups', ['report-group']],
    ['budgets:ViewBudget', ['budget']],
  ];
  for (const [action, ids] of DENIED) {
    it(`does not know of ${ids.join(', ')} without ${action}, and says so`, async () => {
      monitor.fail({ action, kind: 'denied' });
      assert.deepEqual(
        await notWell(),
        ids.map((id) => `${id} unknown`),
      );
      const [id = 'code'] = ids;
      assert.equal((await item(id)).action, `Allow ${action} to whoever asks for the status.`);
    });
  }

  it('does not know of the trail without permission', async () => {
    aws.account.denied.add('cloudtrail:GetTrailStatus');
    assert.deepEqual(await notWell(), ['trail unknown']);
  });

  const FAULTS: readonly MonitorFault['kind'][] = ['throttled', 'dead'];
  for (const kind of FAULTS) {
    it(`does not know what is ${kind}`, async () => {
      monitor.fail({ action: 'events:*', kind });
      assert.deepEqual(await notWell(), ['rules unknown', 'targets unknown']);
    });
  }

  it('does not take a number that is refused inside of an answer for none', async () => {
    monitor.metricStatus = 'Forbidden';
    assert.deepEqual(await notWell(), ['queue unknown', 'errors unknown']);
  });

  it('does not take the schedule for well where others fill the list', async () => {
    clock.pass(30);
    for (let count = 0; count < 20; count += 1) {
      clock.pass(0.01);
      await watcher.scan('manual');
    }
    assert.deepEqual(await notWell(), ['last-run unknown']);
  });

  it('ends where no call would be answered', async () => {
    monitor.fail({ action: 'events:*', kind: 'error', code: 'ExpiredTokenException' });
    assert.equal(failed(await ask.status(TARGET, around())).kind, 'expired');
  });

  it('is that of a failed run, and of one that is not whole', async () => {
    clock.pass(12);
    await watcher.failedScan();
    assert.match((await item('last-run')).detail, /failed/);
  });

  it('is well before the first run is due, whatever the alarm of missed runs says', async () => {
    monitor.logs.groups.forEach(({ streams }) => streams.clear());
    alarmOn('MissedRunsAlarm');
    clock.time -= 3_600_000;
    assert.deepEqual(await notWell(), []);
    clock.pass(3);
    assert.deepEqual(await notWell(), ['last-run problem', 'alarms problem']);
  });

  it('needs no budget where no address is given', async () => {
    const other = await startMonitoredAws({ accounts: [aws.account] }, { now: clock.now });
    try {
      new SampleWatcher(other.aws, other.monitor, clock).deploy();
      const { items } = done(await monitorFor(other.aws, clock.now).status(TARGET, around()));
      assert.equal(items.find(({ id }) => id === 'budget')?.state, 'ok');
    } finally {
      await other.aws.close();
    }
  });

  it('of a stack that was rolled back is one problem, and nothing that is known', async () => {
    const stack = monitor.cloudFormation.find(TARGET.stack);
    assert.ok(stack);
    stack.status = 'ROLLBACK_COMPLETE';
    const { items } = await status();
    assert.deepEqual(
      [...new Set(items.filter(({ id }) => id !== 'trail').map(({ state }) => state))],
      ['problem', 'unknown'],
    );
  });

  it('of a group that is gone is told by what needs it', async () => {
    monitor.logs.groups.clear();
    assert.deepEqual(await notWell(), ['last-run unknown', 'report-group problem']);
  });

  it('is none where nothing is deployed', async () => {
    assert.equal(failed(await ask.status({ ...TARGET, stack: 'other' }, around())).kind, 'not-deployed');
  });
});
