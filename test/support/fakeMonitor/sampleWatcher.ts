// A watcher in the fake account that has run for a while. Its reports are made by the code of the functions.
import assert from 'node:assert/strict';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { systemTimers } from '../../../src/gemini/timers.ts';
import { CloudWatchReportLog } from '../../../src/monitor/aws/reportLog.ts';
import { change } from '../../../src/monitor/run/change.ts';
import type { MonitorPorts } from '../../../src/monitor/run/ports.ts';
import { ReportStore } from '../../../src/monitor/run/reportStore.ts';
import { scan } from '../../../src/monitor/run/scan.ts';
import { stackParameters } from '../../../src/monitor/stack/parameters.ts';
import { DEFAULT_SETTING, type StackSetting } from '../../../src/monitor/stack/stackSetting.ts';
import { stackTemplate } from '../../../src/monitor/stack/template.ts';
import { JUDGES } from '../../../src/s3/checks/judges.ts';
import { runPosture } from '../../../src/s3/runPosture.ts';
import { policyOf } from '../fakeAws/account.ts';
import type { FakeAws } from '../fakeAws/fakeAws.ts';
import { EXPIRED_TOKEN } from '../fakeAws/faults.ts';
import type { FakeMonitor } from './fakeMonitor.ts';
import { sha256 } from './resources.ts';

/** Time as the fake, the functions and whoever reads have it. */
export class SampleClock {
  time: number;

  constructor(time = Date.UTC(2026, 10, 20, 12)) {
    this.time = time;
  }

  readonly now = (): number => this.time;

  pass(hours: number): void {
    this.time += hours * 3_600_000;
  }
}

export const SAMPLE_STACK = 'palisade-monitor';
const REPORTS = `/palisade/${SAMPLE_STACK}/reports`;

export class SampleWatcher {
  readonly clock: SampleClock;
  readonly #aws: FakeAws;
  readonly #monitor: FakeMonitor;
  #ids = 0;

  /** @param clock the one that the fake was started with */
  constructor(aws: FakeAws, monitor: FakeMonitor, clock: SampleClock) {
    this.#aws = aws;
    this.#monitor = monitor;
    this.clock = clock;
  }

  /** The stack as a deploy leaves it; its functions have this code. */
  deploy(given: Partial<StackSetting> = {}, code: Buffer = Buffer.from('the code of the functions')): void {
    const { cloudFormation, resources } = this.#monitor;
    const setting = { ...DEFAULT_SETTING, ...given };
    const template = JSON.stringify(stackTemplate(setting));
    const state = { reserveConcurrency: true, reportGroup: REPORTS, hasBudgets: true, version: '1.2.3' };
    const form = (rulesEnabled: boolean): URLSearchParams => {
      const made = new URLSearchParams({ StackName: SAMPLE_STACK, TemplateBody: template });
      made.set('Capabilities.member.1', 'CAPABILITY_IAM');
      made.set('Tags.member.1.Key', 'palisade-stack');
      made.set('Tags.member.1.Value', SAMPLE_STACK);
      stackParameters(setting, { ...state, rulesEnabled }).forEach(({ ParameterKey, ParameterValue }, at) => {
        made.set(`Parameters.member.${at + 1}.ParameterKey`, ParameterKey);
        made.set(`Parameters.member.${at + 1}.ParameterValue`, ParameterValue);
      });
      return made;
    };
    cloudFormation.answer('CreateStack', form(false));
    cloudFormation.finish(SAMPLE_STACK);
    for (const one of resources.functions.values()) {
      one.zip = code;
      one.codeSha256 = sha256(code);
    }
    cloudFormation.answer('UpdateStack', form(true));
    cloudFormation.finish(SAMPLE_STACK);
  }

  /** A scan that ends now, and says what it read. @returns its stream */
  async scan(trigger: 'schedule' | 'manual' = 'schedule'): Promise<string> {
    const id = `5a3b1c00-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`;
    const at = new Date(this.clock.time).toISOString();
    const account = this.#aws.account.id;
    const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event', account, id, time: at };
    const input = trigger === 'schedule' ? scheduled : { palisade: 'run', id, at };
    this.clock.time += 2_000;
    const outcome = await scan(input, new ReportStore(this.#log()), this.#ports());
    assert.equal(outcome.kind, 'reported');
    return outcome.stream;
  }

  /** One whose credentials expire in the middle: a report that says so. */
  async failedScan(): Promise<string> {
    const fault = this.#aws.fail(EXPIRED_TOKEN, { api: 'ListBuckets' });
    try {
      return await this.scan();
    } finally {
      fault.end();
    }
  }

  /** One to which nobody lets it read something: partial. */
  async partialScan(): Promise<string> {
    const { denied } = this.#aws.account;
    denied.add('s3:GetBucketVersioning');
    try {
      return await this.scan();
    } finally {
      denied.delete('s3:GetBucketVersioning');
    }
  }

  /** A run that claimed its stream and wrote nothing more. */
  async claimed(kind: 'scan' | 'change' = 'scan'): Promise<string> {
    const time = new Date(this.clock.time).toISOString().replace(/[-:]|\.\d+/g, '');
    const id = `5a3b1c00-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`;
    const stream = kind === 'scan' ? `scan/${time}/${id}` : `change/${time}/acme-new/${id}`;
    await this.#log().createStream(stream);
    return stream;
  }

  /** Somebody opens a bucket, and the watcher hears of it. */
  async open(bucket: string): Promise<void> {
    const found = this.#aws.account.buckets.find(({ name }) => name === bucket);
    assert.ok(found, bucket);
    found.policy = policyOf({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    });
    found.policyIsPublic = true;
    delete found.publicAccessBlock;
    await this.change(bucket, 'PutBucketPolicy');
  }

  async change(bucket: string, eventName: string): Promise<void> {
    const id = `7c4d2e00-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`;
    const time = new Date(this.clock.time).toISOString();
    const account = this.#aws.account.id;
    const body = {
      source: 'aws.s3',
      'detail-type': 'AWS API Call via CloudTrail',
      account,
      id,
      time,
      detail: {
        eventSource: 's3.amazonaws.com',
        eventName,
        eventID: id,
        eventTime: time,
        recipientAccountId: account,
        requestParameters: { bucketName: bucket },
      },
    };
    this.clock.time += 95_000;
    const message = { messageId: id, eventSource: 'aws:sqs', body: JSON.stringify(body), attributes: {} };
    const answer = await change({ Records: [message] }, new ReportStore(this.#log()), this.#ports());
    assert.deepEqual(answer.batchItemFailures, []);
  }

  /** Somebody tampers with a report: its last part is not there any more. */
  cut(stream: string): void {
    const found = this.#monitor.logs.groups.get(REPORTS)?.streams.get(stream);
    assert.ok(found, stream);
    found.events.splice(0, 1);
  }

  #log(): CloudWatchReportLog {
    const { url, user } = this.#aws;
    const { accessKeyId, secretAccessKey } = user;
    const { region } = this.#monitor;
    const client = new CloudWatchLogsClient({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey } });
    return new CloudWatchReportLog({ client, group: REPORTS, now: this.clock.now });
  }

  #ports(): MonitorPorts {
    const { url, user, account } = this.#aws;
    const environment = {
      homeFolder: '/nonexistent',
      variables: {
        AWS_ACCESS_KEY_ID: user.accessKeyId,
        AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
        AWS_ENDPOINT_URL: url,
      },
    };
    return {
      setting: {
        accountId: account.id,
        region: this.#monitor.region,
        stack: SAMPLE_STACK,
        version: '1.2.3',
        memoryMb: 1_024,
        checks: 'all',
        trustedAccounts: new Set(),
        publicTags: [],
        sensitiveTags: [],
      },
      log: this.#log(),
      readAccount: (options, onEvent, signal) =>
        runPosture(
          options,
          {
            environment,
            credentials: {},
            judges: JUDGES,
            now: this.clock.now,
            platform: 'linux',
            version: '1.2.3',
          },
          onEvent,
          signal,
        ),
      notify: undefined,
      analyse: undefined,
      startScan: () => Promise.resolve(),
      now: this.clock.now,
      timers: systemTimers(),
      remainingMs: () => 900_000,
      print: () => undefined,
      attempt: () => `attempt${++this.#ids}`,
    };
  }
}
