// The watcher put into the emulator by the deploy itself, read back by calls of our own and compared with the template,
// used, and removed.
import assert from 'node:assert/strict';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { zipSync } from 'fflate';
import { CloudWatchReportLog } from '../../src/monitor/aws/reportLog.ts';
import { createMonitor } from '../../src/monitor/createMonitor.ts';
import type { Monitor, MonitorAround, Outcome } from '../../src/monitor/monitorBundle.ts';
import { codeSha256 } from '../../src/monitor/package/functionZip.ts';
import { ReportStore, scanStream } from '../../src/monitor/run/reportStore.ts';
import { permissionsIn } from '../../src/monitor/stack/explain.ts';
import { stackParameters } from '../../src/monitor/stack/parameters.ts';
import { DEFAULT_SETTING } from '../../src/monitor/stack/stackSetting.ts';
import { stackTemplate } from '../../src/monitor/stack/template.ts';
import { KeptCredentials } from '../../src/s3/account/keptCredentials.ts';
import { ManualTimers } from '../support/manualTimers.ts';
import { aReport, written } from '../unit/monitor/reports.ts';
import { ACCOUNT, motoUrl, REGION, resetMoto } from './moto.ts';

const STACK = 'palisade-monitor';
const TARGET = { profile: undefined, region: REGION, stack: STACK };
const SETTING = { ...DEFAULT_SETTING, email: 'ops@example.com', trustedAccounts: ['444455556666'] };
const TEMPLATE = stackTemplate(SETTING);
const PARAMETERS = stackParameters(SETTING, {
  rulesEnabled: false,
  reserveConcurrency: true,
  reportGroup: `/palisade/${STACK}/reports`,
  hasBudgets: true,
  version: '1.2.3',
});

/** The emulator takes them, and makes nothing of them: the template alone is what is known of these. */
const NOT_MADE = [
  'AWS::Budgets::Budget',
  'AWS::CloudWatch::Alarm',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

async function useDocker(use_docker: boolean): Promise<void> {
  const body = JSON.stringify({ lambda: { use_docker } });
  const answer = await fetch(`${motoUrl()}/moto-api/config`, { method: 'POST', body });
  assert.ok(answer.ok);
}

function done<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'done') return outcome.value;
  throw new Error(`${outcome.failure.kind}: ${outcome.failure.message}`);
}

describe('the watcher', function () {
  this.timeout(60_000);
  const zip = zipSync({ 'index.js': Buffer.from('exports.scan = exports.change = async () => undefined;') });
  const around: MonitorAround = { credentials: {}, tell: () => undefined, signal: new AbortController().signal };
  const config = () => ({
    endpoint: motoUrl(),
    region: REGION,
    credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  });
  let ask: Monitor;
  let outputs: Readonly<Record<string, string>>;
  const output = (name: string): string => {
    const value = outputs[name];
    assert.ok(value !== undefined && value !== '', name);
    return value;
  };
  const propertiesOf = (id: string): Readonly<Record<string, unknown>> => {
    const found = TEMPLATE.Resources[id];
    assert.ok(found, id);
    return found.Properties;
  };

  before(async () => {
    await resetMoto();
    const timers = new ManualTimers(Date.now());
    const variables = {
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_ENDPOINT_URL: motoUrl(),
    };
    ask = createMonitor({
      environment: { homeFolder: '/nonexistent', variables },
      platform: 'linux',
      version: '1.2.3',
      now: timers.now,
      timers,
      kept: new KeptCredentials(),
      code: () => Promise.resolve({ zip, sha256: codeSha256(zip) }),
    });
    const { email, trustedAccounts } = SETTING;
    const { did } = done(await ask.deploy(TARGET, { email, trustedAccounts }, ACCOUNT, around));
    assert.equal(did, 'created');
    const { Stacks } = await new CloudFormationClient(config()).send(new DescribeStacksCommand({ StackName: STACK }));
    const told = Stacks?.[0]?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    outputs = Object.fromEntries(told ?? []) as Record<string, string>;
  });

  after(() => useDocker(true));

  it('is made whole, but for what the emulator leaves out', async () => {
    const { StackResources: made = [] } = await new CloudFormationClient(config()).send(
      new DescribeStackResourcesCommand({ StackName: STACK }),
    );
    const ids = new Set(made.map(({ LogicalResourceId }) => LogicalResourceId));
    const missing = Object.entries(TEMPLATE.Resources).filter(([id]) => !ids.has(id));
    assert.deepEqual([...new Set(missing.map(([, { Type }]) => Type))].sort(), NOT_MADE);
    assert.deepEqual(
      missing.map(([id]) => id),
      Object.entries(TEMPLATE.Resources).flatMap(([id, { Type }]) => (NOT_MADE.includes(Type) ? [id] : [])),
      'all of these types, and no other',
    );
  });

  it('has the permissions that the plan shows', async () => {
    const iam = new IAMClient(config());
    for (const { role, statements } of permissionsIn(TEMPLATE, PARAMETERS)) {
      const RoleName = output(role);
      const { PolicyNames: names = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      const actions: string[] = [];
      for (const PolicyName of names) {
        const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        // What an update wrote is no JSON there, but what Python prints.
        for (const [, list = ''] of decodeURIComponent(PolicyDocument).matchAll(/["']Action["']: ?\[([^\]]*)\]/g)) {
          actions.push(...list.split(',').map((one) => one.trim().slice(1, -1)));
        }
      }
      assert.deepEqual(actions.sort(), statements.flatMap(({ Action }) => Action).sort());
    }
  });

  for (const id of ['ScanFunction', 'ChangeFunction']) {
    it(`has ${id} as the template says, with the code that was uploaded`, async () => {
      const found = await new LambdaClient(config()).send(
        new GetFunctionConfigurationCommand({ FunctionName: output(id) }),
      );
      const { Runtime, Handler, Timeout, Architectures } = propertiesOf(id);
      assert.deepEqual([found.Runtime, found.Handler, found.Timeout], [Runtime, Handler, Timeout]);
      // The emulator's stacks know no architecture.
      assert.deepEqual([Architectures, found.Architectures], [['arm64'], ['x86_64']]);
      assert.equal(found.CodeSha256, codeSha256(zip));
      const variables = found.Environment?.Variables;
      assert.equal(variables?.['PALISADE_REPORT_GROUP'], output('ReportGroup'));
      assert.equal(variables['PALISADE_TRUSTED_ACCOUNTS'], '444455556666');
      assert.equal(variables['PALISADE_GEMINI_PARAMETER'], undefined);
    });
  }

  it('has its queues as the template says', async () => {
    const sqs = new SQSClient(config());
    const attributes = async (name: string) => {
      const input = { QueueUrl: output(name), AttributeNames: ['All' as const] };
      return (await sqs.send(new GetQueueAttributesCommand(input))).Attributes ?? {};
    };
    const changes = await attributes('ChangeQueueUrl');
    const wanted = propertiesOf('ChangeQueue');
    assert.equal(changes['DelaySeconds'], String(wanted['DelaySeconds']));
    assert.equal(changes['VisibilityTimeout'], String(wanted['VisibilityTimeout']));
    const redrive = JSON.parse(changes['RedrivePolicy'] ?? '{}') as Record<string, unknown>;
    const dead = await attributes('ChangeDeadLettersUrl');
    assert.equal(redrive['deadLetterTargetArn'], dead['QueueArn']);
    assert.equal(dead['MessageRetentionPeriod'], String(propertiesOf('ChangeDeadLetters')['MessageRetentionPeriod']));
  });

  it('has its rules, their targets, the permission and the mapping as the template says', async () => {
    const events = new EventBridgeClient(config());
    const lambda = new LambdaClient(config());
    const scan = await events.send(new DescribeRuleCommand({ Name: output('ScanRule') }));
    assert.equal(scan.ScheduleExpression, propertiesOf('ScanRule')['ScheduleExpression']);
    const change = await events.send(new DescribeRuleCommand({ Name: output('ChangeRule') }));
    assert.deepEqual(JSON.parse(change.EventPattern ?? ''), propertiesOf('ChangeRule')['EventPattern']);
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: output('ScanRule') }));
    assert.deepEqual(
      Targets?.map(({ Arn }) => Arn),
      [output('ScanFunctionArn')],
    );
    const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName: output('ScanFunction') }));
    assert.match(Policy, new RegExp(`events\\.amazonaws\\.com.*rule/${output('ScanRule')}`));
    const mapping = await lambda.send(new GetEventSourceMappingCommand({ UUID: output('ChangeMapping') }));
    assert.equal(mapping.BatchSize, propertiesOf('ChangeMapping')['BatchSize']);
    assert.equal(mapping.FunctionArn, output('ChangeFunctionArn'));
  });

  it('has log groups that forget', async () => {
    const { logGroups = [] } = await new CloudWatchLogsClient(config()).send(new DescribeLogGroupsCommand({}));
    assert.deepEqual(
      logGroups.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]).sort(),
      ['ChangeLog', 'ReportGroup', 'ScanLog'].map((name) => [output(name), 90]).sort(),
    );
  });

  it('is looked at thing by thing', async () => {
    const trail = new CloudTrailClient(config());
    await new S3Client({ ...config(), forcePathStyle: true }).send(
      new CreateBucketCommand({ Bucket: 'trail-logs', CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    await trail.send(new CreateTrailCommand({ Name: 'main', S3BucketName: 'trail-logs', IsMultiRegionTrail: true }));
    await trail.send(new StartLoggingCommand({ Name: 'main' }));
    const { items } = done(await ask.status(TARGET, around));
    const problems = items.filter(({ state }) => state !== 'ok').map(({ id, detail }) => `${id}: ${detail}`);
    // What the emulator does not make is missed, each by its name; and it does not decide conditions anew in an update.
    assert.deepEqual(
      problems.map((one) => one.split(':')[0]),
      ['rules', 'targets', 'permissions', 'alarms', 'budget'],
    );
    assert.match(problems.join('\n'), /rules: The rule for the 12-hour scan is switched off/);
    assert.match(problems.join('\n'), /targets: .*The events of failed scans are not kept/);
    assert.match(problems.join('\n'), /permissions: A rule of this stack may not use the queue of changes/);
    assert.match(problems.join('\n'), /Of 7 alarms 7 are not there/);
  });

  it('lists a run, and reads its report, with what the functions themselves write it', async () => {
    const log = new CloudWatchReportLog({
      client: new CloudWatchLogsClient(config()),
      group: output('ReportGroup'),
      now: Date.now,
    });
    const startedAt = new Date().toISOString();
    const report = written(aReport({ startedAt, finishedAt: startedAt, eventAt: startedAt }));
    const stream = scanStream(report.trigger.events, report.runId);
    const store = new ReportStore(log);
    assert.equal(await store.claim(stream), 'ours');
    assert.equal(done(await ask.runs(TARGET, 5, around)).runs[0]?.state.kind, 'running');
    await store.write(stream, report, 'attempt1');
    assert.equal(await store.claim(stream), 'done');
    const { runs } = done(await ask.runs(TARGET, 5, around));
    assert.deepEqual(
      runs.map(({ state }) => state.kind),
      ['reported'],
    );
    assert.deepEqual(done(await ask.report(TARGET, undefined, around)), { stream, report });
  });

  it('is started by hand', async () => {
    // Without containers it answers for functions that it has never seen.
    await useDocker(false);
    const { stream, runId } = done(await ask.run(TARGET, around));
    assert.match(stream, new RegExp(`^scan/\\d{8}T\\d{6}Z/${runId}$`));
    await useDocker(true);
  });

  it('is removed', async () => {
    const kept = output('ReportGroup');
    assert.deepEqual(done(await ask.remove(TARGET, true, ACCOUNT, around)).kept, [kept]);
    const gone = await ask.status(TARGET, around);
    assert.ok(gone.kind === 'failed' && gone.failure.kind === 'not-deployed');
    const { logGroups = [] } = await new CloudWatchLogsClient(config()).send(new DescribeLogGroupsCommand({}));
    assert.deepEqual(
      logGroups.map(({ logGroupName }) => logGroupName),
      [kept],
    );
  });
});
