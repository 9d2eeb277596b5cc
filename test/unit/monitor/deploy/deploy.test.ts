import assert from 'node:assert/strict';
import { sampleAccount } from '../../../support/fakeAws/sampleAccount.ts';
import { fakeAccount } from '../../../support/fakeAws/account.ts';
import type { FakeAws } from '../../../support/fakeAws/fakeAws.ts';
import type { FakeMonitor } from '../../../support/fakeMonitor/fakeMonitor.ts';
import { startMonitoredAws } from '../../../support/fakeMonitor/startFakeMonitor.ts';
import { ManualTimers } from '../../../support/manualTimers.ts';
import { around, CODE_SHA256, done, failed, monitorFor, TARGET, type Told } from '../monitorSetting.ts';

const ACCOUNT = '111122223333';
const OURS = { tags: { 'palisade-stack': TARGET.stack } };

describe('a deploy', () => {
  let aws: FakeAws;
  let monitor: FakeMonitor;
  let timers: ManualTimers;
  let ask: ReturnType<typeof monitorFor>;

  beforeEach(async () => {
    timers = new ManualTimers();
    ({ aws, monitor } = await startMonitoredAws(
      { accounts: [fakeAccount(), fakeAccount({ id: '444455556666' })] },
      { now: timers.now },
    ));
    ask = monitorFor(aws, timers.now, timers);
  });

  afterEach(() => aws.close());

  const deploy = (setting = {}, told: Told = around(), confirmed = ACCOUNT) =>
    ask.deploy(TARGET, setting, confirmed, told);
  const stack = () => monitor.cloudFormation.find(TARGET.stack);
  const rules = () => [...monitor.resources.rules.values()].map(({ properties }) => properties['State']);
  const hashes = () => [...monitor.resources.functions.values()].map(({ codeSha256 }) => codeSha256);
  const isWhole = (): void => {
    assert.equal(stack()?.parameters['RulesEnabled'], 'true');
    assert.deepEqual(rules(), ['ENABLED', 'ENABLED']);
    assert.deepEqual(hashes(), [CODE_SHA256, CODE_SHA256]);
  };
  const isEmpty = (): void => {
    assert.equal(stack(), undefined);
    const { functions, rules: left, queues, alarms, others } = monitor.resources;
    assert.deepEqual(
      [functions.size, left.size, queues.size, alarms.size, others.size, monitor.logs.groups.size],
      [0, 0, 0, 0, 0, 0],
    );
  };

  it('makes the stack with its rules off, uploads the code, and switches them on', async () => {
    const seen: string[] = [];
    monitor.onAsked = (action) => {
      if (/CreateStack|UpdateStack|UpdateFunctionCode/.test(action)) seen.push(`${action} ${rules().join()}`);
    };
    const told = around();
    const { did, codeSha256, identity } = done(await deploy({}, told));
    assert.deepEqual([did, codeSha256, identity.accountId], ['created', CODE_SHA256, ACCOUNT]);
    assert.deepEqual(seen, [
      'cloudformation:CreateStack ',
      'lambda:UpdateFunctionCode DISABLED,DISABLED',
      'lambda:UpdateFunctionCode DISABLED,DISABLED',
      'cloudformation:UpdateStack DISABLED,DISABLED',
    ]);
    isWhole();
    assert.equal(stack()?.tags['palisade-stack'], TARGET.stack);
    assert.ok(told.lines.length >= 4, told.lines.join('\n'));
  });

  it('has nothing to do the second time, and updates what is chosen anew', async () => {
    await deploy({ trustedAccounts: ['444455556666'] });
    assert.equal(done(await deploy()).did, 'nothing-to-do');
    assert.equal(done(await deploy({ retentionDays: 30 })).did, 'updated');
    assert.equal(stack()?.parameters['RetentionDays'], '30');
    assert.equal(stack()?.parameters['TrustedAccounts'], '444455556666', 'what is not said anew stays');
    isWhole();
  });

  it('brings new code to a stack that is as it should be', async () => {
    await deploy();
    for (const one of monitor.resources.functions.values()) one.codeSha256 = 'older';
    assert.equal(done(await deploy()).did, 'updated');
    isWhole();
  });

  describe('does nothing without the right account id:', () => {
    for (const typed of ['', 'yes', '11112222333', '1111222233334']) {
      it(`"${typed}"`, async () => {
        assert.equal(failed(await deploy({}, around(), typed)).kind, 'not-confirmed');
        assert.deepEqual(monitor.asked, []);
      });
    }

    it('that of another account', async () => {
      assert.equal(failed(await deploy({}, around(), '444455556666')).kind, 'other-account');
      assert.deepEqual(monitor.asked, []);
    });

    it('one that is another by the time that something would be made', async () => {
      monitor.onAsked = (action) => {
        if (action === 'lambda:GetAccountSettings')
          Object.assign(aws.user, { accountId: '444455556666', arn: 'arn:aws:iam::444455556666:user/dev' });
      };
      const failure = failed(await deploy());
      assert.equal(failure.kind, 'other-account');
      assert.match(failure.message, /444455556666/);
      assert.equal(monitor.count('cloudformation:CreateStack'), 0);
    });
  });

  describe('leaves nothing half-made', () => {
    it('when something of the stack cannot be made', async () => {
      monitor.cloudFormation.troubles.push({
        at: 'create',
        resource: 'ChangeQueue',
        reason: 'You have too many queues.',
      });
      const failure = failed(await deploy());
      assert.equal(failure.kind, 'stack-state');
      assert.match(failure.message, /ChangeQueue: You have too many queues\..*|deleted again/);
      isEmpty();
      assert.equal(done(await deploy()).did, 'created');
    });

    it('when the stack may not make its roles, and says which action is missing', async () => {
      const reason = 'User: arn:aws:iam::1:user/dev is not authorized to perform: iam:CreateRole on resource: x';
      monitor.cloudFormation.troubles.push({ at: 'create', resource: 'ScanRole', reason });
      const failure = failed(await deploy());
      assert.deepEqual([failure.kind, failure.action], ['denied', 'iam:CreateRole']);
      isEmpty();
    });

    const DENIED = [
      'cloudformation:DescribeStacks',
      'cloudformation:CreateStack',
      'lambda:GetFunctionConfiguration',
      'lambda:UpdateFunctionCode',
      'cloudformation:UpdateStack',
    ];
    for (const action of DENIED) {
      it(`when ${action} is denied`, async () => {
        const end = monitor.fail({ action, kind: 'denied' });
        const failure = failed(await deploy());
        assert.deepEqual([failure.kind, failure.action], ['denied', action]);
        isEmpty();
        end();
        assert.equal(done(await deploy()).did, 'created');
        isWhole();
      });
    }

    it('when the code that arrived is other code', async () => {
      monitor.lambda.saidHash = 'bm90IG91cnM=';
      const failure = failed(await deploy());
      assert.equal(failure.kind, 'damaged');
      assert.match(failure.message, /bm90IG91cnM=/);
      isEmpty();
    });

    it('when Lambda cannot use the code', async () => {
      monitor.lambda.updateEnds = 'Failed';
      assert.match(failed(await deploy()).message, /The code cannot be used\./);
      isEmpty();
    });

    it('when the rules cannot be switched on', async () => {
      monitor.cloudFormation.troubles.push({ at: 'update', resource: 'ScanRule', reason: 'Too many rules.' });
      const failure = failed(await deploy());
      assert.match(failure.message, /ScanRule: Too many rules\. What was made is deleted again\./);
      isEmpty();
    });

    const STEPS = ['cloudformation:CreateStack', 'lambda:UpdateFunctionCode', 'cloudformation:UpdateStack'];
    for (const step of STEPS) {
      it(`when it is cancelled at ${step}`, async () => {
        const told = around();
        monitor.onAsked = (action) => {
          if (action === step) told.cancel();
        };
        assert.equal(failed(await deploy({}, told)).kind, 'cancelled');
        monitor.onAsked = () => undefined;
        isEmpty();
      });
    }

    it('when it is cancelled while it waits', async () => {
      const told = around();
      timers.onWait = () => {
        if (stack()?.status === 'CREATE_IN_PROGRESS') told.cancel();
      };
      const failure = failed(await deploy({}, told));
      assert.deepEqual([failure.kind, failure.message], ['cancelled', 'Cancelled. What was made is deleted again.']);
      isEmpty();
    });

    it('when the answer to its request is lost for good', async () => {
      monitor.fail({ action: 'cloudformation:CreateStack', kind: 'lost' });
      const failure = failed(await deploy());
      assert.equal(failure.kind, 'network');
      isEmpty();
    });

    it('but says that its rules may be on when they were being switched on', async () => {
      const told = around();
      monitor.onAsked = (action) => {
        if (action === 'cloudformation:UpdateStack') told.cancel();
      };
      monitor.fail({ action: 'cloudformation:DeleteStack', kind: 'denied' });
      const { message } = failed(await deploy({}, told));
      assert.match(message, /could not be deleted again .* Its rules may be on\./);
      assert.doesNotMatch(message, /It does nothing/);
    });

    it('but says so when it may not delete, and is continued', async () => {
      monitor.fail({ action: 'cloudformation:DeleteStack', kind: 'denied' });
      const end = monitor.fail({ action: 'lambda:UpdateFunctionCode', kind: 'denied' });
      const failure = failed(await deploy());
      assert.match(failure.message, /could not be deleted again .* Deploy again to continue/);
      assert.deepEqual(rules(), ['DISABLED', 'DISABLED']);
      end();
      assert.equal(done(await deploy()).did, 'continued');
      isWhole();
    });
  });

  it('takes its own request for what it is when the answer is lost once', async () => {
    monitor.fail({ action: 'cloudformation:CreateStack', kind: 'lost', times: 1 });
    assert.equal(done(await deploy()).did, 'created');
    isWhole();
  });

  it('never deletes what somebody else made at the same time', async () => {
    monitor.onAsked = (action) => {
      if (action === 'cloudformation:CreateStack') monitor.cloudFormation.put(TARGET.stack, 'CREATE_COMPLETE', OURS);
    };
    failed(await deploy());
    assert.equal(stack()?.status, 'CREATE_COMPLETE');
    assert.equal(monitor.count('cloudformation:DeleteStack'), 0);
  });

  it('nor does so when its own request never arrived', async () => {
    monitor.fail({ action: 'cloudformation:CreateStack', kind: 'dead' });
    monitor.onAsked = (action) => {
      if (action === 'cloudformation:CreateStack' && stack() === undefined) {
        monitor.cloudFormation.put(TARGET.stack, 'CREATE_COMPLETE', OURS);
      }
    };
    assert.equal(failed(await deploy()).kind, 'network');
    assert.equal(stack()?.status, 'CREATE_COMPLETE');
  });

  it('goes on when the line is down for a moment', async () => {
    let waits = 0;
    timers.onWait = () => {
      waits += 1;
      if (waits === 1) monitor.fail({ action: 'cloudformation:DescribeStacks', kind: 'dead', times: 6 });
    };
    assert.equal(done(await deploy()).did, 'created');
  });

  it('does not wait for ever', async () => {
    monitor.cloudFormation.takes = Infinity;
    timers.onWait = () => {
      timers.time += 60_000;
    };
    const failure = failed(await deploy());
    assert.equal(failure.kind, 'timeout');
    assert.match(failure.message, /longer than 30 minutes/);
  });

  it('says that what runs may be of before when the code cannot follow the stack', async () => {
    await deploy();
    for (const one of monitor.resources.functions.values()) one.codeSha256 = 'older';
    const end = monitor.fail({ action: 'lambda:UpdateFunctionCode', kind: 'denied' });
    const failure = failed(await deploy({ retentionDays: 30 }));
    assert.match(failure.message, /It is updated, but its functions may still run the code that they had before\./);
    end();
    assert.equal(done(await deploy()).did, 'updated');
    isWhole();
  });

  it('shows nothing of a reason that could drive a terminal', async () => {
    monitor.cloudFormation.put(TARGET.stack, 'DELETE_FAILED', { ...OURS, reason: 'A\u001b[2J\u202e queue\nstays.' });
    const { message } = failed(await deploy());
    // eslint-disable-next-line no-control-regex -- that there are none is what this shows
    assert.doesNotMatch(message, /[\u0000-\u001f\u202e]/);
    assert.match(message, /queue stays/);
  });

  it('keeps what was there when an update fails', async () => {
    await deploy();
    monitor.cloudFormation.troubles.push({ at: 'update', resource: 'ReportGroup', reason: 'No.' });
    const failure = failed(await deploy({ retentionDays: 30 }));
    assert.match(failure.message, /AWS has put it back as it was\. ReportGroup: No\./);
    assert.equal(stack()?.status, 'UPDATE_ROLLBACK_COMPLETE');
    assert.equal(stack()?.parameters['RetentionDays'], '90');
    isWhole();
    assert.equal(done(await deploy({ retentionDays: 30 })).did, 'updated');
  });

  describe('finds a stack that is', () => {
    for (const status of ['ROLLBACK_COMPLETE', 'CREATE_FAILED', 'REVIEW_IN_PROGRESS', 'ROLLBACK_FAILED']) {
      it(`${status}: it is replaced`, async () => {
        const { id } = monitor.cloudFormation.put(TARGET.stack, status, OURS);
        const plan = done(await ask.plan(TARGET, {}, around()));
        assert.deepEqual(plan.present, { kind: 'half-made', status, willBe: 'replaced' });
        assert.equal(done(await deploy()).did, 'continued');
        assert.notEqual(stack()?.id, id);
        isWhole();
      });
    }

    it('being made: it waits and continues', async () => {
      monitor.cloudFormation.takes = 5;
      await deploy({}, around());
      const made = stack();
      assert.ok(made);
      made.parameters = { ...made.parameters, RulesEnabled: 'false' };
      made.status = 'CREATE_IN_PROGRESS';
      made.work = { left: 4, end: () => (made.status = 'CREATE_COMPLETE') };
      const told = around();
      assert.equal(done(await deploy({}, told)).did, 'continued');
      assert.match(told.lines.join('\n'), /CREATE_IN_PROGRESS: waiting/);
      isWhole();
    });

    it('being deleted: it waits and makes a new one', async () => {
      const old = monitor.cloudFormation.put(TARGET.stack, 'DELETE_IN_PROGRESS', OURS);
      old.work = { left: 4, end: () => (old.status = 'DELETE_COMPLETE') };
      done(await deploy());
      isWhole();
    });

    it('DELETE_FAILED, or cannot be put back: it says what to do', async () => {
      const made = monitor.cloudFormation.put(TARGET.stack, 'DELETE_FAILED', { ...OURS, reason: 'A queue stays.' });
      const failure = failed(await deploy());
      assert.deepEqual([failure.kind, failure.command], ['stack-state', 'palisade monitor remove']);
      assert.match(failure.message, /A queue stays/);
      made.status = 'UPDATE_ROLLBACK_FAILED';
      assert.match(failed(await deploy()).command ?? '', /continue-update-rollback --stack-name palisade-monitor/);
    });

    for (const status of ['CREATE_COMPLETE', 'ROLLBACK_COMPLETE', 'CREATE_IN_PROGRESS']) {
      it(`${status} and not ours: nothing is done with it`, async () => {
        monitor.cloudFormation.put(TARGET.stack, status);
        const failure = failed(await deploy());
        assert.equal(failure.kind, 'stack-state');
        assert.match(failure.message, /not Palisade's/);
        assert.equal(failed(await ask.remove(TARGET, false, ACCOUNT, around())).kind, 'stack-state');
        assert.equal(stack()?.status, status);
      });
    }
  });

  it('reserves an instance only where the account keeps enough', async () => {
    monitor.lambda.concurrency = { limit: 100, unreserved: 100 };
    const plan = done(await ask.plan(TARGET, {}, around()));
    assert.equal(plan.concurrency.reserved, false);
    assert.match(plan.concurrency.why, /has 100 free instances/);
    monitor.lambda.concurrency = { limit: 101, unreserved: 101 };
    assert.equal(done(await ask.plan(TARGET, {}, around())).concurrency.reserved, true);
    await deploy();
    assert.equal(stack()?.parameters['ReserveConcurrency'], 'true');
    // Its own one counts no more as free.
    monitor.lambda.concurrency = { limit: 101, unreserved: 100 };
    assert.equal(done(await deploy()).did, 'nothing-to-do');
    monitor.fail({ action: 'lambda:GetAccountSettings', kind: 'denied' });
    assert.equal(done(await ask.plan({ ...TARGET, stack: 'other' }, {}, around())).concurrency.reserved, false);
  });

  describe('and what is left of it', () => {
    const remove = (keep: boolean | undefined, told: Told = around(), confirmed = ACCOUNT) =>
      ask.remove(TARGET, keep, confirmed, told);

    it('is nothing', async () => {
      await deploy();
      assert.deepEqual(done(await remove(false)).kept, []);
      isEmpty();
    });

    it('are the reports, if they are to be kept, and the next deploy has another group', async () => {
      await deploy();
      const group = '/palisade/palisade-monitor/reports';
      assert.deepEqual(done(await remove(true)).kept, [group]);
      assert.deepEqual([...monitor.logs.groups.keys()], [group]);
      const plan = done(await ask.plan(TARGET, {}, around()));
      assert.match(plan.notes.join('\n'), /\/reports of an earlier stack stays .* go to .*\/reports-2/);
      done(await deploy());
      assert.equal(stack()?.outputs['ReportGroup'], `${group}-2`);
      assert.equal(done(await deploy()).did, 'nothing-to-do', 'and it stays with that');
    });

    it('is nothing, where the stack would have kept them, and they are not wanted', async () => {
      await deploy({ keepReports: true });
      assert.deepEqual(done(await remove(false)).kept, []);
      isEmpty();
    });

    it('is what was chosen when it was deployed, where nobody says more', async () => {
      await deploy({ keepReports: true });
      const group = '/palisade/palisade-monitor/reports';
      assert.deepEqual(done(await remove(undefined)).kept, [group]);
      assert.deepEqual([...monitor.logs.groups.keys()], [group]);
      await deploy({ keepReports: false });
      assert.deepEqual(done(await remove(undefined)).kept, []);
      assert.deepEqual([...monitor.logs.groups.keys()], [group], 'that of before');
    });

    it('is all of it where the reports are wanted and the stack cannot be told any more', async () => {
      await deploy();
      monitor.cloudFormation.troubles.push({ at: 'delete', resource: 'ReportGroup', reason: 'No.' });
      failed(await remove(false));
      const failure = failed(await remove(true));
      assert.match(failure.message, /^Nothing was removed.*DELETE_FAILED.*\/palisade\/palisade-monitor\/reports/);
      assert.equal(stack()?.status, 'DELETE_FAILED');
      assert.equal(monitor.logs.groups.size, 1);
      assert.deepEqual(done(await remove(false)).kept, []);
      isEmpty();
    });

    it('is all of it without the right account id, and where there is none', async () => {
      assert.equal(failed(await remove(false)).kind, 'not-deployed');
      await deploy();
      assert.equal(failed(await remove(false, around(), 'yes')).kind, 'not-confirmed');
      assert.equal(failed(await remove(false, around(), '444455556666')).kind, 'other-account');
      isWhole();
    });

    it('is all of it when the reports cannot be kept', async () => {
      await deploy();
      monitor.cloudFormation.troubles.push({ at: 'update', resource: 'ReportGroup', reason: 'No.' });
      assert.match(failed(await remove(true)).message, /^Nothing was removed/);
      isWhole();
    });

    it('is told when something cannot be deleted, and removed the next time', async () => {
      await deploy();
      monitor.cloudFormation.troubles.push({ at: 'delete', resource: 'ChangeQueue', reason: 'It is in use.' });
      assert.match(failed(await remove(false)).message, /could not be deleted whole\. ChangeQueue: It is in use\./);
      assert.equal(stack()?.status, 'DELETE_FAILED');
      assert.deepEqual(done(await remove(false)).kept, []);
      isEmpty();
    });

    for (const action of ['cloudformation:GetTemplate', 'cloudformation:DeleteStack', 'cloudformation:UpdateStack']) {
      it(`is all of it when ${action} is denied`, async () => {
        await deploy();
        monitor.fail({ action, kind: 'denied' });
        const failure = failed(await remove(true));
        assert.deepEqual([failure.kind, failure.action], ['denied', action]);
        isWhole();
      });
    }
  });
});

describe('a plan', () => {
  let aws: FakeAws;
  let monitor: FakeMonitor;
  let ask: ReturnType<typeof monitorFor>;

  beforeEach(async () => {
    ({ aws, monitor } = await startMonitoredAws({ accounts: [sampleAccount()] }));
    ask = monitorFor(aws, Date.now);
  });

  afterEach(() => aws.close());

  it('says what would be made, what that may do, and what it costs, and makes nothing', async () => {
    const plan = done(await ask.plan(TARGET, { email: 'ops@example.com' }, around()));
    assert.deepEqual(plan.present, { kind: 'nothing' });
    assert.equal(plan.identity.accountId, ACCOUNT);
    assert.ok(plan.resources.some(({ type }) => type === 'AWS::Budgets::Budget'));
    assert.deepEqual(plan.permissions.map(({ role }) => role).sort(), ['ChangeRole', 'ScanRole']);
    const shown = JSON.stringify([plan.permissions, plan.resources]);
    assert.ok(!shown.includes('${'), 'nothing is left for the stack to fill in');
    assert.match(shown, /log-group:|:parameter|arn:aws:s3:::/);
    assert.ok(plan.estimate.usd > 0 && plan.estimate.usd < 15);
    assert.deepEqual(plan.trail, { kind: 'found', trail: 'main' });
    assert.match(plan.notes.join('\n'), /for the 12 buckets/);
    assert.match(plan.notes.join('\n'), /subscription of ops@example\.com has to be confirmed/);
    assert.match(plan.notes.join('\n'), /cost allocation tag/);
    assert.match(plan.notes.join('\n'), /within 5 minutes/);
    assert.ok('Resources' in (JSON.parse(plan.template) as object));
    assert.ok(
      monitor.asked.every((action) => /:(Describe|Get|List)/.test(action)),
      monitor.asked.join(),
    );
  });

  it('does without what it may not ask', async () => {
    aws.account.denied.add('s3:ListAllMyBuckets').add('cloudtrail:DescribeTrails');
    monitor.fail({ action: 'logs:DescribeLogGroups', kind: 'denied' });
    monitor.fail({ action: 'lambda:GetAccountSettings', kind: 'denied' });
    const plan = done(await ask.plan(TARGET, {}, around()));
    assert.equal(plan.trail.kind, 'unknown');
    assert.equal(plan.concurrency.reserved, false);
    assert.match(plan.notes.join('\n'), /the estimate is for 200/);
  });

  it('is refused for what cannot be meant', async () => {
    assert.equal(failed(await ask.plan(TARGET, { memoryMb: 1 }, around())).kind, 'input');
    assert.equal(failed(await ask.plan({ ...TARGET, stack: 'x'.repeat(40) }, {}, around())).kind, 'input');
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    assert.equal(failed(await ask.plan(TARGET, { keyArn }, around())).kind, 'input', 'a key of another region');
  });

  it('holds what the policy of a key has to say', async () => {
    const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const plan = done(await ask.plan(TARGET, { keyArn }, around()));
    assert.match(plan.notes.join('\n'), /The policy of the key .*PalisadeLogGroups/);
  });
});
