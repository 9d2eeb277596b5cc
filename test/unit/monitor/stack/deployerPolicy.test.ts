import assert from 'node:assert/strict';
import { deployerPolicy } from '../../../../src/monitor/stack/deployerPolicy.ts';
import { resourcesIn, type StackPlace } from '../../../../src/monitor/stack/explain.ts';
import { keyPolicyStatements } from '../../../../src/monitor/stack/keyPolicy.ts';
import { DEFAULT_STACK, DEFAULT_SETTING, type StackSetting } from '../../../../src/monitor/stack/stackSetting.ts';
import { defaultReportGroup, stackNameProblem } from '../../../../src/monitor/stack/names.ts';
import { stackTemplate } from '../../../../src/monitor/stack/template.ts';
import { EVERYTHING, KEY, parametersOf, PLACE } from './stacks.ts';

function policyFor(setting: Partial<StackSetting> = {}, place: Partial<StackPlace> = {}) {
  return deployerPolicy({ ...PLACE, ...place, setting: { ...DEFAULT_SETTING, ...setting } });
}

describe('the policy of whoever deploys', () => {
  it('has no wildcard in an action, and one as a resource only where the action knows none', () => {
    const open = policyFor({ email: 'a@example.org' }).Statement.filter(({ Resource }) =>
      (Resource as string[]).includes('*'),
    );
    assert.deepEqual(
      open.map(({ Sid }) => Sid),
      ['MappingsOfTheseFunctions', 'Subscriptions', 'ReadsThatKnowNoResource'],
    );
    const reads = open.find(({ Sid }) => Sid === 'ReadsThatKnowNoResource');
    assert.ok(reads?.Action.every((one) => /:(Get|Describe|List)/.test(one)));
    for (const { Action } of policyFor(EVERYTHING).Statement) assert.ok(!Action.some((one) => one.includes('*')));
  });

  it('knows an action for making and for removing each type of the template', () => {
    const made = new Set(
      resourcesIn(stackTemplate({ checks: 'all', keepReports: false }), parametersOf({ email: 'a@example.org' })).map(
        ({ type }) => type,
      ),
    );
    const actions = new Set(policyFor({ email: 'a@example.org' }).Statement.flatMap(({ Action }) => Action));
    const needed: Readonly<Record<string, readonly string[]>> = {
      'AWS::IAM::Role': [
        'iam:CreateRole',
        'iam:DeleteRole',
        'iam:PutRolePolicy',
        'iam:DeleteRolePolicy',
        'iam:PassRole',
        'iam:TagRole',
      ],
      'AWS::Lambda::Function': [
        'lambda:CreateFunction',
        'lambda:DeleteFunction',
        'lambda:UpdateFunctionCode',
        'lambda:PutFunctionConcurrency',
        'lambda:TagResource',
      ],
      'AWS::Lambda::Permission': ['lambda:AddPermission', 'lambda:RemovePermission'],
      'AWS::Lambda::EventInvokeConfig': [
        'lambda:PutFunctionEventInvokeConfig',
        'lambda:DeleteFunctionEventInvokeConfig',
      ],
      'AWS::Lambda::EventSourceMapping': [
        'lambda:CreateEventSourceMapping',
        'lambda:DeleteEventSourceMapping',
        'lambda:UpdateEventSourceMapping',
      ],
      'AWS::Events::Rule': [
        'events:PutRule',
        'events:DeleteRule',
        'events:PutTargets',
        'events:RemoveTargets',
        'events:TagResource',
      ],
      'AWS::SQS::Queue': ['sqs:CreateQueue', 'sqs:DeleteQueue', 'sqs:TagQueue'],
      'AWS::SQS::QueuePolicy': ['sqs:SetQueueAttributes'],
      'AWS::Logs::LogGroup': [
        'logs:CreateLogGroup',
        'logs:DeleteLogGroup',
        'logs:PutRetentionPolicy',
        'logs:TagResource',
      ],
      'AWS::CloudWatch::Alarm': ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms', 'cloudwatch:TagResource'],
      'AWS::SNS::Topic': ['sns:CreateTopic', 'sns:DeleteTopic', 'sns:TagResource'],
      'AWS::SNS::TopicPolicy': ['sns:SetTopicAttributes'],
      'AWS::SNS::Subscription': ['sns:Subscribe', 'sns:Unsubscribe'],
      'AWS::Budgets::Budget': ['budgets:ModifyBudget', 'budgets:ViewBudget', 'budgets:TagResource'],
    };
    assert.deepEqual([...made].sort(), Object.keys(needed).sort());
    assert.deepEqual(
      Object.values(needed)
        .flat()
        .filter((one) => !actions.has(one)),
      [],
    );
  });

  it('gives roles to Lambda only, and makes them within the boundary where there is one', () => {
    const { Statement } = policyFor(EVERYTHING);
    const withAction = (action: string) => Statement.filter(({ Action }) => Action.includes(action));
    assert.deepEqual(
      withAction('iam:PassRole').map(({ Condition }) => Condition),
      [{ StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }],
    );
    assert.deepEqual(
      withAction('iam:CreateRole').map(({ Condition }) => Condition),
      [{ StringEquals: { 'iam:PermissionsBoundary': EVERYTHING.permissionsBoundaryArn } }],
    );
    assert.equal(withAction('iam:DeleteRolePermissionsBoundary').length, 0, 'nor takes it away');
    for (const { Action, Resource } of Statement) {
      if (Action.some((one) => one.startsWith('iam:')))
        assert.deepEqual(Resource, ['arn:aws:iam::111122223333:role/watcher-*']);
    }
  });

  it('has nothing of topics, budgets and keys that are not there', () => {
    const services = (
      setting: Partial<StackSetting>,
      place: Partial<StackPlace> = {},
    ): ReadonlySet<string | undefined> =>
      new Set(policyFor(setting, place).Statement.flatMap(({ Action }) => Action.map((one) => one.split(':')[0])));
    const email = 'a@example.org';
    assert.ok(!services({}).has('sns') && !services({}).has('budgets') && !services({}).has('kms'));
    assert.ok(services({ email }).has('sns') && services({ email }).has('budgets'));
    assert.ok(!services({ email, topicArn: EVERYTHING.topicArn }).has('sns'));
    assert.ok(!services({ email }, { partition: 'aws-us-gov', region: 'us-gov-west-1' }).has('budgets'));
    assert.ok(services({ keyArn: KEY }).has('kms'));
    assert.ok(!JSON.stringify(policyFor({ email }, { partition: 'aws-cn' })).includes('arn:aws:'));
  });

  it('fits into a policy of IAM', () => {
    const setting = { ...EVERYTHING, topicArn: undefined };
    const longest = deployerPolicy({ ...PLACE, region: 'ap-southeast-5', stack: 'a'.repeat(32), setting });
    // A managed one; spaces do not count.
    const { length } = JSON.stringify(longest);
    assert.ok(length <= 6_144, `${length}`);
  });
});

describe('the name of the stack', () => {
  it('is short enough for all names that are made of it', () => {
    assert.equal(stackNameProblem(DEFAULT_STACK), undefined);
    assert.equal(stackNameProblem('a'.repeat(32)), undefined);
    for (const wrong of ['', '1a', 'a'.repeat(33), 'a_b', 'a b', '-a', 'ä', 'a/b', 'a*'])
      assert.ok(stackNameProblem(wrong), wrong);
    const ids = Object.entries(stackTemplate({ checks: 'all', keepReports: false }).Resources)
      .filter(([, { Type }]) => ['AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Events::Rule'].includes(Type))
      .map(([id]) => id.length);
    assert.ok(32 + 1 + Math.max(...ids) + 1 + 13 <= 64);
    assert.equal(defaultReportGroup('watcher'), '/palisade/watcher/reports');
  });
});

describe('what a customer key has to allow', () => {
  const use = { ...PLACE, logGroups: ['/palisade/watcher/reports', '/aws/lambda/watcher-scan'], topic: true };

  it('is the use by the logs of these groups and by the alarms of this stack', () => {
    const [logs, alarms] = keyPolicyStatements(use);
    assert.equal(logs?.Principal.Service, 'logs.us-east-1.amazonaws.com');
    assert.match(JSON.stringify(logs.Condition), /log-group:\/palisade\/watcher\/reports"/);
    assert.equal(alarms?.Principal.Service, 'cloudwatch.amazonaws.com');
    assert.match(JSON.stringify(alarms.Condition), /aws:SourceAccount.*alarm:watcher-\*/);
    assert.equal(keyPolicyStatements({ ...use, topic: false }).length, 1);
    const [china] = keyPolicyStatements({ ...use, partition: 'aws-cn', region: 'cn-north-1' });
    assert.equal(china?.Principal.Service, 'logs.cn-north-1.amazonaws.com.cn');
    for (const { Action } of keyPolicyStatements(use)) assert.ok(!Action.some((one) => one.includes('*')));
  });
});
