import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFunctions, type Functions } from '../../../src/monitor/functions.ts';
import { assemble } from '../../../src/monitor/report/assemble.ts';
import { openReader } from '../../../src/s3/openBundle.ts';
import { fakeAccount, fakeBucket, policyOf } from '../../support/fakeAws/account.ts';
import { startFakeAws, type FakeAws } from '../../support/fakeAws/fakeAws.ts';
import { startFakeGemini, type FakeGemini } from '../../support/fakeGemini.ts';
import { repository } from '../../support/repository.ts';
import { GROUP, Services } from './aws/services.ts';
import { aBatch, aChange, aSchedule, OWN } from './events/sampleEvents.ts';

describe('the functions as the platform calls them', function () {
  this.timeout(30_000);
  let aws: FakeAws;
  let gemini: FakeGemini;
  let services: Services;
  let printed: string[];
  let functions: Functions;
  const invocation = {
    invokedFunctionArn: `arn:aws:lambda:us-east-1:${OWN}:function:palisade`,
    getRemainingTimeInMillis: () => 900_000,
  };

  beforeEach(async () => {
    const policy = policyOf({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::open/*',
    });
    const open = fakeBucket('open', { policy, policyIsPublic: true });
    delete open.publicAccessBlock;
    aws = await startFakeAws({ accounts: [fakeAccount({ buckets: [open, fakeBucket('closed')] })] });
    gemini = await startFakeGemini();
    gemini.setMode({ answer: { summary: 'Close it.', steps: [{ line: 1, why: 'w', step: 's' }] } });
    services = new Services();
    const endpoint = await services.start();
    const { accessKeyId, secretAccessKey } = aws.user;
    services.answer = (asked) => {
      if (asked.target === 'GetParameter') return { body: { Parameter: { Value: 'AIza-secret' } } };
      if (asked.body.startsWith('Action=Publish'))
        return { body: '<PublishResponse><PublishResult/></PublishResponse>' };
      return asked.path.includes('/invocations') ? { status: 202, body: {} } : services.logs(asked);
    };
    printed = [];
    const credentials = { accessKeyId, secretAccessKey };
    const environment = {
      homeFolder: '/nonexistent',
      variables: {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_ENDPOINT_URL: aws.url,
        PALISADE_REPORT_GROUP: GROUP,
        PALISADE_TOPIC_ARN: `arn:aws:sns:us-east-1:${OWN}:palisade`,
        PALISADE_SCAN_FUNCTION: 'palisade-scan',
        PALISADE_GEMINI_PARAMETER: '/palisade/key',
      },
    };
    functions = createFunctions({
      environment,
      version: '1.2.3',
      reader: openReader(environment, '1.2.3'),
      promptText: await readFile(join(repository, 'prompts', 'monitor.md'), 'utf8'),
      print: (line) => printed.push(line),
      clientConfig: { endpoint, ...{ credentials } },
      geminiEndpoint: gemini.url,
    });
  });
  afterEach(async () => {
    services.stop();
    await aws.close();
    await gemini.stop();
  });

  it('scan: reads, asks, reports, counts and tells', async () => {
    const outcome = await functions.scan(aSchedule(), invocation);
    assert.ok(outcome.kind === 'reported', JSON.stringify(outcome));
    const whole = assemble(services.streams.get(outcome.stream) ?? []);
    assert.ok(whole.kind === 'report');
    assert.deepEqual([whole.report.status, whole.report.analysis.kind], ['complete', 'answer']);
    assert.ok(services.asked.some(({ body }) => body.startsWith('Action=Publish')));
    assert.equal(printed.filter((line) => line.includes('"CloudWatchMetrics"')).length, 1);
    const everything = JSON.stringify([
      printed,
      whole,
      services.asked.filter(({ target }) => target !== 'GetParameter'),
    ]);
    assert.ok(!everything.includes('AIza-secret'), 'the key is nowhere');
    assert.equal((await functions.scan(aSchedule(), invocation)).kind, 'already-reported');
  });

  it('change: reads the bucket, and starts a scan for a change of the account', async () => {
    const batch = aBatch([
      aChange({ bucket: 'open' }),
      aChange({ name: 'PutAccountPublicAccessBlock', id: 'a1' }),
      'x',
    ]);
    assert.deepEqual(await functions.change(batch, invocation), { batchItemFailures: [{ itemIdentifier: 'm2' }] });
    assert.equal([...services.streams.keys()].filter((name) => name.startsWith('change/')).length, 1);
    assert.ok(services.asked.some(({ path }) => path.includes('/functions/palisade-scan/invocations')));
    assert.equal(gemini.requests.length, 0, 'no Gemini here');
  });
});
