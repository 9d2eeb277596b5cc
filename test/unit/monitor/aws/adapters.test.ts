import assert from 'node:assert/strict';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CloudWatchReportLog } from '../../../../src/monitor/aws/reportLog.ts';
import { notifier, scanStarter, secretParameter } from '../../../../src/monitor/aws/services.ts';
import { WatchStopped } from '../../../../src/monitor/run/ports.ts';
import { ReportStore } from '../../../../src/monitor/run/reportStore.ts';
import { aReport, written } from '../reports.ts';
import { GROUP, refusal, Services } from './services.ts';

describe('the adapters to AWS', function () {
  this.timeout(20_000);
  let services: Services;
  let config: object;
  let log: CloudWatchReportLog;
  beforeEach(async () => {
    services = new Services();
    config = {
      endpoint: await services.start(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' },
      maxAttempts: 1,
    };
    log = reportLog(GROUP);
  });
  afterEach(() => services.stop());

  function reportLog(group: string): CloudWatchReportLog {
    return new CloudWatchReportLog({ client: new CloudWatchLogsClient(config), group, now: () => 1_000 });
  }

  async function kindOf(work: Promise<unknown>): Promise<string> {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof WatchStopped, String(error));
    return error.failure.kind;
  }

  it('keep reports in a log group, page by page, and find them again', async () => {
    const store = new ReportStore(log);
    const report = written(aReport());
    for (const name of ['scan/20261101T000000Z/a', 'scan/20261102T000000Z/b', 'scan/20261103T000000Z/c']) {
      assert.equal(await store.claim(name), 'ours');
      await store.write(name, report, 'one');
      assert.equal(await new ReportStore(log).claim(name), 'done');
    }
    const names: string[] = [];
    for await (const { name, createdAt } of log.streams('scan/')) {
      names.push(name.slice(-1));
      assert.equal(createdAt, 7);
    }
    assert.deepEqual(names, ['c', 'b', 'a']);
    assert.deepEqual(await new ReportStore(log).earlier(), [{ kind: 'report', report }]);
    assert.deepEqual(await log.read('scan/none'), []);
    const put = services.asked.find(({ target }) => target === 'PutLogEvents');
    assert.match(put?.body ?? '', /"timestamp":1000/);
    assert.ok(!services.asked.some(({ target }) => target === 'CreateLogGroup'));
  });

  it('read every page of a stream', async () => {
    await log.createStream('s');
    await log.put('s', ['1', '2', '3', '4', '5']);
    assert.deepEqual(await log.read('s'), ['1', '2', '3', '4', '5']);
  });

  it('say what is in the way, by name, and never with the words of the service', async () => {
    const elsewhere = reportLog('/gone');
    assert.equal(await kindOf(elsewhere.createStream('s')), 'report-group-missing');
    assert.equal(await kindOf(elsewhere.read('s')), 'report-group-missing');
    assert.equal(await kindOf(elsewhere.put('s', ['m'])), 'report-group-missing');
    assert.equal(await kindOf(first(elsewhere.streams('s'))), 'report-group-missing');
    for (const [name, kind] of [
      ['AccessDeniedException', 'denied'],
      ['ThrottlingException', 'throttled'],
      ['InvalidParameterException', 'other'],
    ] as const) {
      services.answer = () => refusal(name, 'arn:aws:secret');
      const stopped = await log.put('s', ['m']).catch((error: unknown) => error);
      assert.ok(stopped instanceof WatchStopped && stopped.failure.kind === kind, name);
      assert.ok(!stopped.message.includes('secret'));
    }
    services.answer = () => ({ body: { rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } } });
    assert.equal(await kindOf(log.put('s', ['m'])), 'other', 'what was thrown away is not written');
    services.stop();
    assert.equal(await kindOf(log.createStream('s')), 'network');
  });

  it('send a message, start a scan, and get a key once, but ask again after a failure', async () => {
    services.answer = () => ({
      body: '<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
    });
    await notifier(new SNSClient(config), 'arn:aws:sns:us-east-1:111122223333:t')({ subject: 'S', body: 'B & C' });
    const sent = new URLSearchParams(services.asked.at(-1)?.body);
    assert.deepEqual([sent.get('Subject'), sent.get('Message')], ['S', 'B & C']);

    services.answer = () => ({ status: 202, body: {} });
    await scanStarter(new LambdaClient(config), 'palisade-scan')({ palisade: 'account-change', events: [] });
    const started = services.asked.at(-1);
    assert.match(started?.path ?? '', /\/functions\/palisade-scan\/invocations/);
    assert.deepEqual(
      [started?.headers['x-amz-invocation-type'], started?.body],
      ['Event', '{"palisade":"account-change","events":[]}'],
    );

    services.answer = () => refusal('ParameterNotFound', '');
    const key = secretParameter(new SSMClient(config), '/palisade/key');
    await assert.rejects(key());
    services.answer = () => ({ body: { Parameter: { Value: 'secret' } } });
    assert.equal(await key(), 'secret');
    const calls = services.asked.length;
    assert.equal(await key(), 'secret');
    assert.equal(services.asked.length, calls);
    assert.match(services.asked.at(-1)?.body ?? '', /"WithDecryption":true/);
  });
});

async function first(entries: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of entries) return;
}
