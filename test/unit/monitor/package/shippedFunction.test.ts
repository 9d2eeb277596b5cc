import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeSha256, functionZip } from '../../../../src/monitor/package/functionZip.ts';
import { assemble } from '../../../../src/monitor/report/assemble.ts';
import type { MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import { fakeAccount, fakeBucket, policyOf } from '../../../support/fakeAws/account.ts';
import { startFakeAws, type FakeAws } from '../../../support/fakeAws/fakeAws.ts';
import type { Answered } from '../../../support/lambdaProcess/messages.ts';
import {
  startLambda,
  unpackedExtension,
  unpackedFunction,
  type LambdaProcess,
  type UnpackedFunction,
} from '../../../support/lambdaProcess/lambdaProcess.ts';
import { GROUP, refusal, Services } from '../aws/services.ts';
import { aBatch, aChange, aSchedule, OWN } from '../events/sampleEvents.ts';

const PARTITION_OF_ARNS = `arn:aws:lambda:us-east-1:${OWN}:function`;

describe('the function as it ships', function () {
  this.timeout(30_000);
  let code: UnpackedFunction;
  let aws: FakeAws;
  let services: Services;
  let endpoint: string;
  const running: LambdaProcess[] = [];

  before(async () => {
    code = await unpackedFunction();
    const policy = policyOf({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::open/*',
    });
    const open = fakeBucket('open', { policy, policyIsPublic: true });
    delete open.publicAccessBlock;
    aws = await startFakeAws({
      accounts: [fakeAccount({ buckets: [open, fakeBucket('closed', { region: 'eu-west-1' })] })],
    });
  });
  beforeEach(async () => {
    services = new Services();
    endpoint = await services.start();
    services.answer = (asked) => {
      if (asked.target === 'GetParameter') return refusal('ParameterNotFound', 'hidden');
      if (asked.body.startsWith('Action=Publish'))
        return { body: '<PublishResponse><PublishResult/></PublishResponse>' };
      return asked.path.includes('/invocations') ? { status: 202, body: {} } : services.logs(asked);
    };
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.dispose();
    services.stop();
  });
  after(async () => {
    await aws.close();
    await code.dispose();
  });

  const start = async (name: 'scan' | 'change', given: Readonly<Record<string, string>> = {}) => {
    const session = aws.newSession(OWN, `arn:aws:sts::${OWN}:assumed-role/palisade/${name}`);
    const lambda = await startLambda(code.path, `${PARTITION_OF_ARNS}:palisade-${name}`, {
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken ?? '',
      AWS_ENDPOINT_URL: aws.url,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
      AWS_ENDPOINT_URL_LAMBDA: endpoint,
      AWS_ENDPOINT_URL_SNS: endpoint,
      AWS_ENDPOINT_URL_SSM: endpoint,
      PALISADE_REPORT_GROUP: GROUP,
      PALISADE_STACK: 'watcher',
      PALISADE_TOPIC_ARN: `arn:aws:sns:us-east-1:${OWN}:palisade`,
      PALISADE_SCAN_FUNCTION: `${PARTITION_OF_ARNS}:palisade-scan`,
      ...given,
    });
    running.push(lambda);
    return lambda;
  };

  const reportIn = (prefix: string): MonitorReport => {
    const names = [...services.streams.keys()].filter((name) => name.startsWith(prefix));
    assert.equal(names.length, 1, JSON.stringify([...services.streams.keys()]));
    const whole = assemble(services.streams.get(names[0] ?? '') ?? []);
    assert.ok(whole.kind === 'report', JSON.stringify(whole));
    return whole.report;
  };

  const value = (answered: Answered): unknown => {
    assert.ok(answered.kind === 'value', JSON.stringify(answered));
    return answered.value;
  };

  /** The lines of the function's log are JSON, each for itself: else no metric is found in them. */
  const metricsIn = (lambda: LambdaProcess): readonly Readonly<Record<string, unknown>>[] => {
    const all = lambda.lines().map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const metrics = all.filter((line) => '_aws' in line);
    for (const line of metrics) assertMetrics(line);
    return metrics;
  };

  it('is a zip of a few files, the same each time, of which nothing is missing', async () => {
    const extension = await unpackedExtension();
    try {
      const again = await functionZip(join(extension.path, 'dist'));
      assert.deepEqual(Buffer.from(again), Buffer.from(code.zip));
      assert.equal(codeSha256(again), codeSha256(code.zip));
      assert.match(codeSha256(again), /^[A-Za-z0-9+/]{43}=$/);
    } finally {
      await extension.dispose();
    }
    const names = [...code.entries.keys()];
    assert.deepEqual([...names].sort(), names, 'in order');
    assert.deepEqual(
      names.filter((name) => !name.startsWith('shared/')),
      ['index.js', 'monitor.md', 'package.json', 's3.cjs'],
    );
    for (let folder = code.path; folder !== dirname(folder); folder = dirname(folder)) {
      assert.ok(!existsSync(join(folder, 'node_modules')), `nothing can help out: ${folder}`);
    }
    const kb = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;
    const unpacked = [...code.entries.values()].reduce((sum, { length }) => sum + length, 0);
    console.log(`      zip ${kb(code.zip.length)}, unpacked ${kb(unpacked)} in ${names.length} files`);
    assert.ok(unpacked < 4 * 1024 ** 2, 'a dependency that slipped in whole would be larger');
  });

  it('scan, by the schedule: reads, reports, counts and tells', async () => {
    const lambda = await start('scan', { PALISADE_GEMINI_PARAMETER: '/palisade/key' });
    const answered = await lambda.invoke('scan', aSchedule());
    assert.equal((value(answered) as { readonly kind: string }).kind, 'reported');
    const report = reportIn('scan/');
    assert.equal(report.failure, null);
    assert.deepEqual(
      [report.kind, report.trigger.kind, report.status, report.coverage.read],
      ['scan', 'schedule', 'complete', 2],
    );
    assert.ok(report.summary.critical + report.summary.high > 0);
    // The parameter is not there: that changes this part of the report, and no other.
    assert.deepEqual(report.analysis, { kind: 'failed', reason: 'no-key' });
    assert.ok(services.asked.some(({ body }) => body.startsWith('Action=Publish')));
    const [metrics, ...more] = metricsIn(lambda);
    assert.equal(more.length, 0);
    assert.equal(metrics?.['ScheduledRunCompleted'], 1);
    assert.equal(metrics['Stack'], 'watcher');
    assert.equal(await lambda.end(), 0);
    console.log(
      `      cold start ${lambda.coldStartMs.toFixed(0)} ms, ${lambda.startedMb.toFixed(0)} MB; ` +
        `run ${answered.ms.toFixed(0)} ms, at most ${answered.peakMb.toFixed(0)} MB`,
    );
  });

  it('scan, by hand: the same event a second time reads nothing', async () => {
    const lambda = await start('scan');
    const event = { palisade: 'run', id: 'manual-1', at: new Date().toISOString() };
    assert.equal((value(await lambda.invoke('scan', event)) as { readonly kind: string }).kind, 'reported');
    assert.equal(reportIn('scan/').trigger.kind, 'manual');
    const before = aws.calls.length;
    assert.equal((value(await lambda.invoke('scan', event)) as { readonly kind: string }).kind, 'already-reported');
    assert.equal(aws.calls.length, before);
    assert.equal(metricsIn(lambda).length, 1);
    assert.equal(await lambda.end(), 0);
  });

  it('change: reads the bucket, and starts a scan for a change of the account', async () => {
    const lambda = await start('change');
    const batch = aBatch([
      aChange({ bucket: 'open' }),
      aChange({ bucket: 'open', id: 'e2', name: 'DeleteBucketPolicy' }),
      aChange({ name: 'PutAccountPublicAccessBlock', id: 'a1' }),
    ]);
    assert.deepEqual(value(await lambda.invoke('change', batch, 120_000)), { batchItemFailures: [] });
    const report = reportIn('change/');
    assert.deepEqual([report.trigger.kind, report.coverage.read, report.trigger.events.length], ['change', 1, 2]);
    assert.ok(services.asked.some(({ path }) => path.includes('/invocations')));
    assert.equal(metricsIn(lambda).length, 1);
    assert.equal(await lambda.end(), 0);
  });

  it('says in one line what is wrong with its setting', async () => {
    const lambda = await start('scan', { PALISADE_REPORT_GROUP: '' });
    const answered = await lambda.invoke('scan', aSchedule());
    assert.ok(answered.kind === 'error');
    assert.deepEqual([answered.name, answered.message], ['WatchStopped', 'PALISADE_REPORT_GROUP names no log group.']);
    assert.equal(answered.stack, 'WatchStopped: PALISADE_REPORT_GROUP names no log group.');
    assert.equal(await lambda.end(), 0);
  });

  it('says nothing of what it was told in secret, whatever goes wrong', async () => {
    const secret = 'AIzaSyA-secret-of-the-test';
    services.answer = () => ({ status: 500, body: { message: secret } });
    const lambda = await start('scan', { GEMINI_API_KEY: secret });
    const answered = await lambda.invoke('scan', aSchedule());
    assert.ok(answered.kind === 'error');
    const said = JSON.stringify([answered, lambda.lines()]);
    assert.match(said, /CloudWatch Logs refuses/);
    assert.ok(!said.includes(secret));
    for (const { secretAccessKey, sessionToken } of [aws.user]) {
      assert.ok(!said.includes(secretAccessKey) && !(sessionToken !== undefined && said.includes(sessionToken)));
    }
    assert.equal(await lambda.end(), 0);
  });
});

/** As the specification of the Embedded Metric Format has it. */
function assertMetrics(line: Readonly<Record<string, unknown>>): void {
  const { _aws } = line as {
    readonly _aws: {
      readonly Timestamp: number;
      readonly CloudWatchMetrics: readonly {
        readonly Namespace: string;
        readonly Dimensions: readonly (readonly string[])[];
        readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
      }[];
    };
  };
  assert.ok(Number.isInteger(_aws.Timestamp) && _aws.Timestamp > Date.UTC(2020, 0));
  assert.ok(_aws.CloudWatchMetrics.length > 0);
  for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
    assert.match(Namespace, /^[\w./#:-]{1,255}$/);
    assert.ok(Metrics.length > 0 && Metrics.length <= 100);
    for (const name of Dimensions.flat()) assert.equal(typeof line[name], 'string', name);
    for (const { Name, Unit } of Metrics) {
      assert.equal(typeof line[Name], 'number', Name);
      assert.ok(['Count', 'Milliseconds', 'None'].includes(Unit), Unit);
    }
  }
}
