// The policy of whoever deploys, and what is called with it over the whole life of a watcher.
import assert from 'node:assert/strict';
import { deployerPolicy } from '../../../../src/monitor/stack/deployerPolicy.ts';
import { DEFAULT_SETTING } from '../../../../src/monitor/stack/stackSetting.ts';
import { APIS } from '../../../../src/s3/apis.ts';
import { fakeAccount, fakeBucket } from '../../../support/fakeAws/account.ts';
import type { FakeAws } from '../../../support/fakeAws/fakeAws.ts';
import type { FakeMonitor } from '../../../support/fakeMonitor/fakeMonitor.ts';
import { SampleClock, SampleWatcher } from '../../../support/fakeMonitor/sampleWatcher.ts';
import { startMonitoredAws } from '../../../support/fakeMonitor/startFakeMonitor.ts';
import { ManualTimers } from '../../../support/manualTimers.ts';
import { around, done, failed, monitorFor, TARGET } from '../monitorSetting.ts';

const ACCOUNT = '111122223333';
const EMAIL = 'ops@example.com';

/**
 * What CloudFormation calls in the name of whoever deploys, and nothing of ours does: what the handlers of the types of
 * the template need to make, to read, to change and to delete.
 */
const BY_CLOUDFORMATION: Readonly<Record<string, string>> = {
  budgets: 'ListTagsForResource ModifyBudget TagResource UntagResource',
  // Tags of the stack; what a console or an `aws cloudformation` asks to see it.
  cloudformation: 'DescribeStackResources ListStackResources TagResource UntagResource',
  cloudwatch: 'DeleteAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource',
  events:
    'DeleteRule DisableRule EnableRule ListTagsForResource PutRule PutTargets RemoveTargets TagResource UntagResource',
  iam: 'CreateRole DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies PassRole PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole',
  lambda:
    'AddPermission CreateEventSourceMapping CreateFunction DeleteEventSourceMapping DeleteFunction DeleteFunctionConcurrency DeleteFunctionEventInvokeConfig GetFunction GetFunctionCodeSigningConfig GetFunctionConcurrency GetFunctionRecursionConfig GetRuntimeManagementConfig ListEventSourceMappings ListTags PutFunctionConcurrency PutFunctionEventInvokeConfig RemovePermission TagResource UntagResource UpdateEventSourceMapping UpdateFunctionConfiguration UpdateFunctionEventInvokeConfig',
  logs: 'AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DescribeIndexPolicies DisassociateKmsKey GetDataProtectionPolicy ListTagsForResource PutRetentionPolicy TagResource UntagResource',
  sns: 'CreateTopic DeleteTopic GetDataProtectionPolicy GetSubscriptionAttributes GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource',
  sqs: 'CreateQueue DeleteQueue GetQueueUrl ListQueueTags SetQueueAttributes TagQueue UntagQueue',
};

describe('the policy of whoever deploys, and what is called', () => {
  let aws: FakeAws;
  let monitor: FakeMonitor;
  let timers: ManualTimers;
  let ask: ReturnType<typeof monitorFor>;
  let clock: SampleClock;

  beforeEach(async () => {
    timers = new ManualTimers();
    clock = new SampleClock(timers.time);
    const trails = [{ name: 'main', homeRegion: 'us-east-1', multiRegion: true, bucket: 'logs', logging: true }];
    const account = fakeAccount({ buckets: [fakeBucket('one')], trails });
    ({ aws, monitor } = await startMonitoredAws({ accounts: [account] }, { now: timers.now }));
    ask = monitorFor(aws, timers.now, timers);
  });
  afterEach(() => aws.close());

  /** Every thing that can be done, each also in the way that needs most. */
  async function wholeLife(): Promise<ReadonlySet<string>> {
    const calls: string[] = [];
    /** Work that is the functions' own is not done by whoever deploys. */
    const counted = async (work: () => Promise<unknown>): Promise<void> => {
      const before = [monitor.asked.length, aws.calls.length] as const;
      await work();
      calls.push(...monitor.asked.slice(before[0]));
      for (const { api: asked } of aws.calls.slice(before[1])) {
        const api = asked.replace(/^\w+:/, '');
        assert.ok(Object.hasOwn(APIS, api), api);
        const { action } = APIS[api as keyof typeof APIS];
        if (action !== undefined) calls.push(action);
      }
    };
    const setting = { email: EMAIL };
    await counted(async () => done(await ask.plan(TARGET, setting, around())));
    // Fails first, so that it has to look why, and to delete.
    monitor.cloudFormation.troubles.push({ at: 'create', resource: 'ChangeQueue', reason: 'No.' });
    await counted(async () => failed(await ask.deploy(TARGET, setting, ACCOUNT, around())));
    const end = monitor.fail({ action: 'lambda:UpdateFunctionCode', kind: 'error', times: 1, code: 'Bad' });
    await counted(async () => failed(await ask.deploy(TARGET, setting, ACCOUNT, around())));
    end();
    await counted(async () => done(await ask.deploy(TARGET, setting, ACCOUNT, around())));
    await counted(async () => done(await ask.deploy(TARGET, { retentionDays: 30 }, ACCOUNT, around())));
    clock.time = timers.time;
    await new SampleWatcher(aws, monitor, clock).scan();
    timers.time = clock.time;
    await counted(async () => done(await ask.run(TARGET, around())));
    await counted(async () => done(await ask.runs(TARGET, 10, around())));
    await counted(async () => done(await ask.report(TARGET, undefined, around())));
    await counted(async () => {
      const { items } = done(await ask.status(TARGET, around()));
      assert.deepEqual(
        items.filter(({ state }) => state === 'unknown'),
        [],
        'all of it was asked',
      );
    });
    await counted(async () => done(await ask.remove(TARGET, true, ACCOUNT, around())));
    return new Set(calls);
  }

  it('are the same, but for what CloudFormation does with it', async () => {
    const policy = deployerPolicy({
      ...{ partition: 'aws', accountId: ACCOUNT, region: 'us-east-1', stack: TARGET.stack },
      setting: { ...DEFAULT_SETTING, email: EMAIL },
    });
    const granted = [...new Set(policy.Statement.flatMap(({ Action }) => Action))].sort();
    const ofHandlers = Object.entries(BY_CLOUDFORMATION).flatMap(([service, names]) =>
      names.split(' ').map((name) => `${service}:${name}`),
    );
    const called = await wholeLife();
    assert.deepEqual(
      [...called].filter((one) => !granted.includes(one)),
      [],
      'called, and not granted',
    );
    assert.deepEqual(
      granted.filter((one) => !called.has(one) && !ofHandlers.includes(one)),
      [],
      'granted, and used by nobody',
    );
    assert.deepEqual(
      ofHandlers.filter((one) => !granted.includes(one)),
      [],
    );
  });

  it('allow a status that knows everything and finds nothing wrong right after the first deploy', async () => {
    done(await ask.deploy(TARGET, { email: EMAIL }, ACCOUNT, around()));
    const { items } = done(await ask.status(TARGET, around()));
    assert.deepEqual(
      items.filter(({ state }) => state !== 'ok'),
      [],
    );
  });
});
