// The roles of the template and what the functions call, with the environment that the template gives them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openReader } from '../../../../src/s3/openBundle.ts';
import { createFunctions } from '../../../../src/monitor/functions.ts';
import { permissionsIn, worldOf } from '../../../../src/monitor/stack/explain.ts';
import { stackTemplate } from '../../../../src/monitor/stack/template.ts';
import type { StackSetting } from '../../../../src/monitor/stack/stackSetting.ts';
import { iamPolicy } from '../../../../src/s3/iamPolicy.ts';
import { fakeAccount, fakeBucket, policyOf } from '../../../support/fakeAws/account.ts';
import { startFakeAws, type FakeAws } from '../../../support/fakeAws/fakeAws.ts';
import { startFakeGemini, type FakeGemini } from '../../../support/fakeGemini.ts';
import { repository } from '../../../support/repository.ts';
import { GROUP, Services, type Asked } from '../aws/services.ts';
import { aBatch, aChange, aSchedule, OWN } from '../events/sampleEvents.ts';
import { EVERYTHING, KEY, parametersOf, PLACE, resource, TOPIC } from './stacks.ts';

const SCAN_ARN = `arn:aws:lambda:us-east-1:${OWN}:function:watcher-ScanFunction-1`;
const GROUP_ARN = '(ARN of ReportGroup)';

/** What the platform does with the role, for which there is no call in our code; each with the one resource. */
const BY_THE_PLATFORM: Readonly<Record<string, readonly string[]>> = {
  ScanRole: [
    'logs:CreateLogStream (ARN of ScanLog)',
    'logs:PutLogEvents (ARN of ScanLog)',
    'sqs:SendMessage (ARN of ScanFailures)',
  ],
  ChangeRole: [
    'logs:CreateLogStream (ARN of ChangeLog)',
    'logs:PutLogEvents (ARN of ChangeLog)',
    'sqs:DeleteMessage (ARN of ChangeQueue)',
    'sqs:GetQueueAttributes (ARN of ChangeQueue)',
    'sqs:ReceiveMessage (ARN of ChangeQueue)',
  ],
};

const template = stackTemplate({ checks: 'all', keepReports: false });

/** Action and resource, without those that read the account. */
function granted(role: string, setting: Partial<StackSetting>): readonly string[] {
  const readers = new Set(iamPolicy('all').Statement.map(({ Sid }) => Sid));
  const found = permissionsIn(template, parametersOf(setting), PLACE).find((one) => one.role === role);
  return (found?.statements ?? [])
    .filter(({ Sid = '' }) => !readers.has(Sid))
    .flatMap(({ Action, Resource }) => Action.map((action) => `${action} ${String(Resource)}`));
}

describe('the roles of the stack and what the functions call', function () {
  this.timeout(30_000);
  let aws: FakeAws;
  let gemini: FakeGemini;
  let services: Services;
  let endpoint: string;

  before(async () => {
    const policy = policyOf({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::open/*',
    });
    const open = fakeBucket('open', { policy, policyIsPublic: true });
    delete open.publicAccessBlock;
    aws = await startFakeAws({ accounts: [fakeAccount({ buckets: [open] })] });
    gemini = await startFakeGemini();
    gemini.setMode({ answer: { summary: 'Close it.', steps: [{ line: 1, why: 'w', step: 's' }] } });
  });
  after(async () => {
    await aws.close();
    await gemini.stop();
  });
  beforeEach(async () => {
    services = new Services();
    endpoint = await services.start();
    services.answer = (asked) => {
      if (asked.target === 'GetParameter') return { body: { Parameter: { Value: 'AIza-secret' } } };
      if (asked.body.startsWith('Action=Publish'))
        return { body: '<PublishResponse><PublishResult/></PublishResponse>' };
      return asked.path.includes('/invocations') ? { status: 202, body: {} } : services.logs(asked);
    };
  });
  afterEach(() => services.stop());

  /** As the template says; names that only the platform knows are those of the servers. */
  function environmentOf(id: string, setting: Partial<StackSetting>): Readonly<Record<string, string>> {
    const { resolved } = worldOf(template, parametersOf(setting, { reportGroup: GROUP }), PLACE);
    const { Variables } = resolved(resource(template, id).Properties['Environment'] ?? '') as {
      readonly Variables: Readonly<Record<string, string>>;
    };
    const names: Readonly<Record<string, string>> = { '(ARN of ScanFunction)': SCAN_ARN };
    return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, names[value] ?? value]));
  }

  async function functionsOf(id: string, setting: Partial<StackSetting>) {
    const { accessKeyId, secretAccessKey } = aws.user;
    const credentials = { accessKeyId, secretAccessKey };
    const environment = {
      homeFolder: '/nonexistent',
      variables: {
        ...environmentOf(id, setting),
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_ENDPOINT_URL: aws.url,
      },
    };
    return createFunctions({
      environment,
      reader: openReader(environment, '1.2.3'),
      version: '1.2.3',
      promptText: await readFile(join(repository, 'prompts', 'monitor.md'), 'utf8'),
      print: () => undefined,
      clientConfig: { endpoint, ...{ credentials } },
      geminiEndpoint: gemini.url,
    });
  }

  const invocation = { invokedFunctionArn: SCAN_ARN, getRemainingTimeInMillis: () => 900_000 };

  async function called(role: string, setting: Partial<StackSetting>): Promise<readonly string[]> {
    if (role === 'ScanRole') {
      const { scan } = await functionsOf('ScanFunction', setting);
      assert.equal((await scan(aSchedule(), invocation)).kind, 'reported');
    } else {
      const { change } = await functionsOf('ChangeFunction', setting);
      // The second time what is there is read.
      for (const id of ['a1', 'a2']) {
        const batch = aBatch([aChange({ bucket: 'open' }), aChange({ name: 'PutAccountPublicAccessBlock', id })]);
        assert.deepEqual((await change(batch, invocation)).batchItemFailures, []);
      }
    }
    return [...new Set(services.asked.map((asked) => permissionFor(asked)))];
  }

  for (const role of ['ScanRole', 'ChangeRole']) {
    for (const [words, setting] of [
      ['as little as can be', {}],
      ['a topic', { topicArn: TOPIC }],
      ['a topic and Gemini', { topicArn: TOPIC, geminiParameter: '/palisade/gemini-key' }],
    ] as const) {
      it(`are the same for ${role} with ${words}`, async () => {
        const used = [...(await called(role, setting)), ...(BY_THE_PLATFORM[role] ?? [])];
        assert.deepEqual([...granted(role, setting)].sort(), used.sort());
      });
    }
  }

  it('have of the key only what goes through the services that it encrypts for', () => {
    for (const role of ['ScanRole', 'ChangeRole']) {
      const { statements = [] } =
        permissionsIn(template, parametersOf(EVERYTHING), PLACE).find((one) => one.role === role) ?? {};
      const ofKey = statements.filter(({ Resource }) => Resource === KEY);
      const services = ofKey.map(({ Condition }) => {
        const { StringEquals } = Condition as { readonly StringEquals: Readonly<Record<string, unknown>> };
        return StringEquals['kms:ViaService'];
      });
      const expected = ['logs', 'sns', ...(role === 'ScanRole' ? ['ssm'] : [])];
      assert.deepEqual(
        services,
        expected.map((service) => `${service}.us-east-1.amazonaws.com`),
      );
      assert.ok(
        ofKey.every(({ Action }) => Action.every((one) => ['kms:Decrypt', 'kms:GenerateDataKey'].includes(one))),
      );
      const without = permissionsIn(template, parametersOf({ ...EVERYTHING, keyArn: undefined }), PLACE);
      assert.ok(!JSON.stringify(without).includes('kms:Decrypt'));
    }
  });

  it('read the account as the table of calls says, in every partition', () => {
    for (const checks of ['core', 'all'] as const) {
      for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
        const roles = permissionsIn(stackTemplate({ checks, keepReports: false }), parametersOf(), {
          ...PLACE,
          partition,
        });
        const wanted = iamPolicy(checks, partition).Statement;
        assert.equal(roles.length, 2);
        for (const { statements } of roles) assert.deepEqual(statements.slice(0, wanted.length), wanted);
      }
    }
  });

  it('do not let anybody list the keys of objects, make log groups, or change anything', () => {
    const actions = permissionsIn(template, parametersOf(EVERYTHING), PLACE).flatMap(({ statements }) =>
      statements.flatMap(({ Action }) => Action),
    );
    assert.deepEqual(
      actions.filter((one) => /^s3:(ListBucket|GetObject|Put|Delete|Create)|CreateLogGroup/.test(one)),
      [],
    );
    const writes = ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:DeleteMessage'];
    assert.deepEqual(
      [...new Set(actions.filter((one) => /:(Put|Create|Delete|Update|Set|Tag)/.test(one)))].sort(),
      writes,
    );
  });

  it('get every variable that the functions read, and no other', async () => {
    const source = await readFile(join(repository, 'src', 'monitor', 'run', 'setting.ts'), 'utf8');
    const read = new Set([...source.matchAll(/get\('(PALISADE_[A-Z_]+)'\)/g)].map(([, name]) => name ?? ''));
    const given = new Set(
      ['ScanFunction', 'ChangeFunction'].flatMap((id) => Object.keys(environmentOf(id, EVERYTHING))),
    );
    assert.deepEqual([...given].sort(), [...read].sort());
    assert.deepEqual(Object.keys(environmentOf('ScanFunction', {})), [
      'PALISADE_STACK',
      'PALISADE_REPORT_GROUP',
      'PALISADE_CHECKS',
    ]);
  });
});

/** IAM action and resource of a call. */
function permissionFor({ target, path, body }: Asked): string {
  if (path.includes('/invocations')) {
    assert.equal(decodeURIComponent(path).split('/')[3], SCAN_ARN);
    return 'lambda:InvokeFunction (ARN of ScanFunction)';
  }
  if (body.startsWith('Action=')) {
    const query = new URLSearchParams(body);
    return `sns:${query.get('Action') ?? ''} ${query.get('TopicArn') ?? ''}`;
  }
  const { Name, logGroupName } = JSON.parse(body) as { readonly Name?: string; readonly logGroupName?: string };
  if (Name !== undefined) return `ssm:${target} arn:aws:ssm:us-east-1:${OWN}:parameter${Name}`;
  assert.equal(logGroupName, GROUP);
  return `logs:${target} ${GROUP_ARN}`;
}
