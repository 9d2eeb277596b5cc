import assert from 'node:assert/strict';
import vm from 'node:vm';
import { changeEventPattern } from '../../../../src/monitor/events/changeEvents.ts';
import { metricLine, METRICS_NAMESPACE } from '../../../../src/monitor/report/metrics.ts';
import { MOST_TRIES } from '../../../../src/monitor/run/change.ts';
import { MISSED_RUN_HOURS } from '../../../../src/monitor/stack/alarmsPart.ts';
import { PLACEHOLDER_CODE } from '../../../../src/monitor/stack/functionsPart.ts';
import { ALARMS, KEPT_TAG_KEY, OUTPUTS, TAG_KEY } from '../../../../src/monitor/stack/names.ts';
import { LONGEST_TEMPLATE, stackTemplate } from '../../../../src/monitor/stack/template.ts';
import { APIS } from '../../../../src/s3/apis.ts';
import { aReport, written } from '../reports.ts';
import { parts, resource, SHAPES, statements, TEMPLATES } from './stacks.ts';

const template = stackTemplate({ checks: 'all', keepReports: false });

function number(id: string, name: string): number {
  const value = resource(template, id).Properties[name];
  assert.ok(typeof value === 'number', `${name} of ${id}`);
  return value;
}

describe('the template of the stack', () => {
  it('is short enough to be sent as it is', () => {
    for (const one of TEMPLATES) assert.ok(Buffer.byteLength(JSON.stringify(one)) < LONGEST_TEMPLATE);
  });

  it('names nothing that is not there, and has nothing that nothing names', () => {
    for (const one of TEMPLATES) {
      const pseudo = ['AccountId', 'NoValue', 'Partition', 'Region', 'StackName', 'URLSuffix'].map((p) => `AWS::${p}`);
      const known = new Set([...pseudo, ...Object.keys(one.Parameters), ...Object.keys(one.Resources)]);
      const named = new Set<string>();
      const conditions = new Set<string>();
      for (const part of parts(one)) {
        if (typeof part !== 'object' || part === null) continue;
        const { Ref, Condition } = part as Record<string, unknown>;
        const { 'Fn::GetAtt': att, 'Fn::Sub': text, 'Fn::If': choice } = part as Record<string, unknown>;
        if (typeof Ref === 'string') named.add(Ref);
        if (Array.isArray(att)) named.add(String(att[0]));
        if (typeof text === 'string') for (const [, name = ''] of text.matchAll(/\$\{([^}]+)\}/g)) named.add(name);
        if (typeof Condition === 'string') conditions.add(Condition);
        if (Array.isArray(choice)) conditions.add(String(choice[0]));
      }
      assert.deepEqual(
        [...named].filter((name) => !known.has(name)),
        [],
      );
      assert.deepEqual([...conditions].sort(), Object.keys(one.Conditions).sort());
      assert.deepEqual(
        Object.keys(one.Parameters).filter((name) => !named.has(name)),
        [],
      );
    }
  });

  it('has the tag of the stack on everything that takes tags', () => {
    const without = new Set([
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Permission',
      'AWS::SNS::Subscription',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::QueuePolicy',
    ]);
    for (const one of TEMPLATES) {
      for (const [id, { Type, Properties }] of Object.entries(one.Resources)) {
        const tags = Properties['Tags'] ?? Properties['ResourceTags'];
        if (without.has(Type)) assert.equal(tags, undefined, id);
        else assert.deepEqual((tags as unknown[])[0], { Key: TAG_KEY, Value: { Ref: 'AWS::StackName' } }, id);
      }
    }
  });

  it('tells the outputs that others rely on', () => {
    for (const [index, one] of TEMPLATES.entries()) {
      const missing = Object.values(OUTPUTS).filter((name) => !(name in one.Outputs));
      assert.deepEqual(missing, SHAPES[index]?.budgets === true ? [] : [OUTPUTS.budget]);
    }
  });

  it('removes everything with the stack, but the reports where they are to be kept', () => {
    for (const [index, one] of TEMPLATES.entries()) {
      const kept = Object.entries(one.Resources)
        .filter(([, { DeletionPolicy, UpdateReplacePolicy }]) =>
          [DeletionPolicy, UpdateReplacePolicy].includes('Retain'),
        )
        .map(([id]) => id);
      assert.deepEqual(kept, SHAPES[index]?.keepReports === true ? ['ReportGroup'] : []);
    }
    // A new deletion policy alone is no change to CloudFormation: the tag comes with it.
    const tags = resource(template, 'ReportGroup').Properties['Tags'] as unknown[];
    assert.deepEqual(tags[1], { Key: KEPT_TAG_KEY, Value: { Ref: 'KeepReports' } });
    assert.notDeepEqual(
      stackTemplate({ checks: 'all', keepReports: true }).Parameters['KeepReports'],
      template.Parameters['KeepReports'],
    );
  });

  it('runs code that says that it is not there yet, until it is', async () => {
    const exports: Record<string, () => Promise<unknown>> = {};
    vm.runInNewContext(PLACEHOLDER_CODE, { exports });
    for (const id of ['ScanFunction', 'ChangeFunction']) {
      const { Code, Handler, Runtime, Architectures } = resource(template, id).Properties;
      assert.deepEqual([Code, Runtime, Architectures], [{ ZipFile: PLACEHOLDER_CODE }, 'nodejs24.x', ['arm64']]);
      const entry = exports[(Handler as string).replace('index.', '')];
      assert.ok(entry !== undefined, id);
      await assert.rejects(entry(), /not uploaded/);
    }
  });

  it('has nothing running before the code is there', () => {
    const State = { 'Fn::If': ['RulesAreEnabled', 'ENABLED', 'DISABLED'] };
    assert.deepEqual(resource(template, 'ScanRule').Properties['State'], State);
    assert.deepEqual(resource(template, 'ChangeRule').Properties['State'], State);
    assert.deepEqual(resource(template, 'ChangeMapping').Properties['Enabled'], {
      'Fn::If': ['RulesAreEnabled', true, false],
    });
    assert.equal(template.Parameters['RulesEnabled']?.Default, 'false');
  });
});

describe('the rules and the queues of the stack', () => {
  it('take the changes that the chosen checks look at, and start a scan every 12 hours', () => {
    for (const [index, one] of TEMPLATES.entries()) {
      const { checks = 'all' } = SHAPES[index] ?? {};
      assert.deepEqual(resource(one, 'ChangeRule').Properties['EventPattern'], changeEventPattern(checks));
      assert.equal(resource(one, 'ScanRule').Properties['ScheduleExpression'], 'rate(12 hours)');
    }
    assert.notDeepEqual(changeEventPattern('core'), changeEventPattern('all'));
  });

  it('hear nothing of what the functions themselves call: no run starts another without end', () => {
    for (const checks of ['core', 'all'] as const) {
      const { source, detail } = changeEventPattern(checks);
      assert.deepEqual(source, ['aws.s3', 'aws.s3express']);
      for (const name of detail.eventName) assert.match(name, /^(Create|Delete|Put)[A-Z]/);
      const actions = [...statements(stackTemplate({ checks, keepReports: false }))].flatMap(({ Action }) =>
        [Action as string | readonly string[]].flat(),
      );
      const ofS3 = actions.filter((one) => /^s3/.test(one));
      assert.ok(ofS3.length > 10);
      for (const action of ofS3) {
        const [, name = ''] = action.split(':');
        assert.match(name, /^(Describe|Get|List)[A-Z]/);
        assert.ok(!detail.eventName.includes(name), action);
      }
    }
    for (const name of Object.keys(APIS)) {
      assert.match(name, /^(Describe|Get|Head|List)[A-Z]/);
      assert.ok(!changeEventPattern('all').detail.eventName.includes(name), name);
    }
  });

  it('lose nothing that could not be delivered, and do not try without end', () => {
    for (const id of ['ScanRule', 'ChangeRule']) {
      const [target, ...more] = resource(template, id).Properties['Targets'] as unknown as {
        readonly DeadLetterConfig: unknown;
        readonly RetryPolicy: { readonly MaximumEventAgeInSeconds: number; readonly MaximumRetryAttempts: number };
      }[];
      assert.ok(target !== undefined && more.length === 0);
      assert.deepEqual(target.DeadLetterConfig, { Arn: { 'Fn::GetAtt': ['TargetDeadLetters', 'Arn'] } });
      const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: attempts } = target.RetryPolicy;
      assert.ok(age >= 60 && age <= 86_400 && attempts >= 1 && attempts <= 185);
    }
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = resource(
      template,
      'ScanInvokes',
    ).Properties;
    assert.equal(MaximumRetryAttempts, 2);
    // Three tries and the time between them, behind another run, are over before that.
    assert.ok(Number(MaximumEventAgeInSeconds) > 4 * number('ScanFunction', 'Timeout') + 180);
    assert.deepEqual(DestinationConfig, { OnFailure: { Destination: { 'Fn::GetAtt': ['ScanFailures', 'Arn'] } } });
  });

  it('hand a change to one function at a time, and to a person after more tries than the function makes', () => {
    const redrive = resource(template, 'ChangeQueue').Properties['RedrivePolicy'] as unknown as {
      readonly deadLetterTargetArn: unknown;
      readonly maxReceiveCount: number;
    };
    assert.deepEqual(redrive.deadLetterTargetArn, { 'Fn::GetAtt': ['ChangeDeadLetters', 'Arn'] });
    assert.ok(
      redrive.maxReceiveCount > MOST_TRIES,
      'the function reports what cannot be read before the queue gives up',
    );
    const visibility = number('ChangeQueue', 'VisibilityTimeout');
    const timeout = number('ChangeFunction', 'Timeout');
    const window = number('ChangeMapping', 'MaximumBatchingWindowInSeconds');
    assert.equal(visibility, 12 * 60);
    assert.ok(visibility >= 6 * timeout && timeout === 120);
    assert.ok(visibility > timeout + window);
    // All tries are over long before the queue forgets, and the age counts on in the next queue.
    const retention = number('ChangeQueue', 'MessageRetentionPeriod');
    assert.ok(retention > 10 * redrive.maxReceiveCount * visibility);
    assert.ok(number('ChangeDeadLetters', 'MessageRetentionPeriod') >= retention + 7 * 86_400);
    assert.deepEqual(resource(template, 'ChangeMapping').Properties['FunctionResponseTypes'], [
      'ReportBatchItemFailures',
    ]);
    assert.deepEqual(resource(template, 'ChangeMapping').Properties['ScalingConfig'], { MaximumConcurrency: 2 });
    // At 10,000 buckets the last scan takes twenty seconds to compare with, and each report up to a second to be written.
    assert.ok(number('ChangeMapping', 'BatchSize') <= 25);
    // Five minutes are promised: what is waited for and the whole time of the function are within them.
    assert.ok(number('ChangeQueue', 'DelaySeconds') + window + timeout <= 300);
  });

  it('are encrypted, and take messages of the rules of this stack and this account only', () => {
    const queues = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::SQS::Queue');
    assert.equal(queues.length, 4);
    for (const [id, { Properties }] of queues) {
      assert.equal(Properties['SqsManagedSseEnabled'], true, id);
      assert.deepEqual(resource(template, `${id}Policy`).Properties['Queues'], [{ Ref: id }]);
    }
    const senders = Object.fromEntries(
      queues.map(([id]) => [
        id,
        [...parts(resource(template, `${id}Policy`))].flatMap((part) => {
          const { Effect, Condition } = (part ?? {}) as { Effect?: string; Condition?: Record<string, unknown> };
          if (Effect !== 'Allow') return [];
          assert.deepEqual(Condition?.['StringEquals'], { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
          const { 'aws:SourceArn': arn } = Condition['ArnEquals'] as { 'aws:SourceArn': { 'Fn::GetAtt': string[] } };
          return [arn['Fn::GetAtt'][0]];
        }),
      ]),
    );
    assert.deepEqual(senders, {
      ChangeQueue: ['ChangeRule'],
      ChangeDeadLetters: [],
      TargetDeadLetters: ['ScanRule', 'ChangeRule'],
      ScanFailures: [],
    });
  });
});

describe('the alarms and the budget of the stack', () => {
  it('watch every queue where something is left, both functions, and runs that are missed', () => {
    const alarms = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    assert.deepEqual(alarms.map(([id]) => id).sort(), Object.keys(ALARMS).sort());
    const watched = alarms.map(([, { Properties }]) => JSON.stringify(Properties['Dimensions']));
    for (const id of [
      'ChangeDeadLetters',
      'TargetDeadLetters',
      'ScanFailures',
      'ChangeQueue',
      'ScanFunction',
      'ChangeFunction',
    ]) {
      assert.ok(
        watched.some((dimensions) => dimensions.includes(`"${id}"`)),
        id,
      );
    }
    for (const [id, { Properties }] of alarms) {
      const [period, periods] = [number(id, 'Period'), number(id, 'EvaluationPeriods')];
      // What CloudWatch takes: a day, and a week where the period is an hour or more.
      assert.ok(period * periods <= (period < 3_600 ? 86_400 : 604_800), id);
      assert.deepEqual(Properties['AlarmActions'], Properties['OKActions']);
      assert.ok((Properties['AlarmDescription'] as string).length <= 1_024);
    }
  });

  it('find two missed runs in what the scan prints, and not one', () => {
    const { Namespace, MetricName, Dimensions, TreatMissingData } = resource(template, 'MissedRunsAlarm').Properties;
    const trigger = { ...aReport().trigger, kind: 'schedule' as const };
    const line = JSON.parse(metricLine(written({ ...aReport(), kind: 'scan', trigger }), 'watcher')) as Record<
      string,
      unknown
    > & {
      readonly _aws: {
        readonly CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
      };
    };
    const [printed] = line._aws.CloudWatchMetrics;
    assert.ok(printed !== undefined);
    assert.deepEqual([Namespace, printed.Namespace], [METRICS_NAMESPACE, METRICS_NAMESPACE]);
    assert.ok(printed.Metrics.some(({ Name }) => Name === MetricName));
    assert.deepEqual(
      (Dimensions as { Name: string }[]).map(({ Name }) => Name),
      printed.Dimensions[0],
    );
    assert.deepEqual(Dimensions, [
      { Name: 'Stack', Value: { Ref: 'AWS::StackName' } },
      { Name: 'Kind', Value: line['Kind'] },
    ]);
    assert.equal(TreatMissingData, 'breaching');
    // One missed run leaves at most 24 hours, a run and its retries between two that were made.
    assert.ok(MISSED_RUN_HOURS > 24 + (3 * number('ScanFunction', 'Timeout')) / 3_600 + 0.1);
    assert.ok(MISSED_RUN_HOURS < 36, 'and before the third is missed');
    assert.deepEqual(
      [number('MissedRunsAlarm', 'Period'), number('MissedRunsAlarm', 'EvaluationPeriods')],
      [3_600, MISSED_RUN_HOURS],
    );
  });

  it('tell at 50, 80 and 100 % of 60 USD of what has the tag of the stack', () => {
    const { Budget, NotificationsWithSubscribers } = resource(template, 'Budget').Properties as unknown as {
      readonly Budget: { readonly BudgetLimit: unknown; readonly CostFilters: unknown };
      readonly NotificationsWithSubscribers: readonly {
        Notification: { Threshold: number; NotificationType: string };
      }[];
    };
    assert.deepEqual(Budget.BudgetLimit, { Amount: 60, Unit: 'USD' });
    assert.deepEqual(Budget.CostFilters, {
      TagKeyValue: [{ 'Fn::Join': ['', [`user:${TAG_KEY}$`, { Ref: 'AWS::StackName' }]] }],
    });
    assert.deepEqual(
      NotificationsWithSubscribers.map(({ Notification }) => [Notification.NotificationType, Notification.Threshold]),
      [50, 80, 100].map((threshold) => ['ACTUAL', threshold]),
    );
  });
});

describe('the policies of the stack', () => {
  it('have no wildcard in an action', () => {
    for (const one of TEMPLATES) {
      let count = 0;
      for (const { Action, NotAction } of statements(one)) {
        count += 1;
        assert.equal(NotAction, undefined);
        assert.ok(!JSON.stringify(Action).includes('*'), JSON.stringify(Action));
      }
      assert.ok(count > 20);
    }
  });

  it('let services of AWS in only for resources of this stack and this account', () => {
    for (const one of TEMPLATES) {
      for (const { Effect, Principal, Action, Condition } of statements(one)) {
        if (Effect !== 'Allow' || Principal === undefined || Action === 'sts:AssumeRole') continue;
        const text = JSON.stringify(Condition);
        assert.ok(
          text.includes('aws:SourceArn') && text.includes('"aws:SourceAccount":{"Ref":"AWS::AccountId"}'),
          text,
        );
      }
      const { SourceArn, SourceAccount } = resource(one, 'ScanPermission').Properties;
      assert.deepEqual([SourceArn, SourceAccount], [{ 'Fn::GetAtt': ['ScanRule', 'Arn'] }, { Ref: 'AWS::AccountId' }]);
    }
  });
});
