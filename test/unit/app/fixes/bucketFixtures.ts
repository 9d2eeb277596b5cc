import assert from 'node:assert/strict';
import type { BucketSubject, Fix } from '../../../../src/app/fixes/fix.ts';
import { FixWatch } from '../../../../src/app/fixes/fixWatch.ts';
import { AccountRechecks } from '../../../../src/app/posture/accountRechecks.ts';
import type { PostureSettings } from '../../../../src/app/posture/accountReading.ts';
import { AccountSession } from '../../../../src/app/posture/accountSession.ts';
import type { AccountReader, ReadingRequest } from '../../../../src/app/posture/readerThread.ts';
import type { ReadingEnd } from '../../../../src/app/posture/readerProtocol.ts';
import { accountPlace, bucketPlace } from '../../../../src/findings/bucketFindings.ts';
import { FindingStore } from '../../../../src/findings/store.ts';
import { JUDGES } from '../../../../src/s3/checks/judges.ts';
import { runPosture } from '../../../../src/s3/runPosture.ts';
import { sampleAccount } from '../../../../src/s3/sampleAccount.ts';
import { type FakeAccount, fakeAccount, type FakeBucket } from '../../../support/fakeAws/account.ts';
import { type FakeAws, startFakeAws } from '../../../support/fakeAws/fakeAws.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { ListLog } from '../../../support/memory.ts';
import { KeptText } from './codeFixtures.ts';

/** Reads in this thread, with the real SDK, from the fake. */
class InlineReader implements AccountReader {
  readonly #fake: FakeAws;
  readings = 0;
  variables: Record<string, string>;

  constructor(fake: FakeAws) {
    this.#fake = fake;
    const { accessKeyId, secretAccessKey } = fake.user;
    this.variables = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: 'us-east-1',
    };
  }

  async read(request: ReadingRequest, signal: AbortSignal): Promise<ReadingEnd> {
    this.readings++;
    return await runPosture(
      request.options,
      {
        environment: { homeFolder: '/nonexistent', variables: { ...this.variables, AWS_ENDPOINT_URL: this.#fake.url } },
        credentials: { mfaCode: (serial, stop) => request.askCode(serial, stop) },
        judges: JUDGES,
        now: () => 0,
        platform: 'linux',
        version: '1.2.3',
      },
      (event) => {
        if (!signal.aborted) request.onEvents([event]);
      },
      signal,
    );
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

export const SETTINGS: PostureSettings = {
  checks: 'core',
  trustedAccounts: [],
  pinned: [],
  publicTags: [],
  sensitiveTags: [],
  awsExecutable: undefined,
};

/** An account behind the real SDK, and everything real but the editor. */
export class AccountBench {
  readonly store = new FindingStore();
  readonly log = new ListLog();
  readonly clock: FakeClock;
  readonly storage: KeptText;
  readonly fake: FakeAws;
  readonly reader: InlineReader;
  readonly session: AccountSession;
  readonly rechecks: AccountRechecks;
  readonly watch: FixWatch;
  watchMs = 600_000;
  settings = SETTINGS;
  #ids = 0;

  private constructor(fake: FakeAws, before?: AccountBench) {
    this.fake = fake;
    this.clock = before?.clock ?? new FakeClock();
    this.storage = before?.storage ?? new KeptText();
    this.reader = new InlineReader(fake);
    this.session = new AccountSession({
      reader: this.reader,
      judges: JUDGES,
      findings: this.store.buckets,
      sample: sampleAccount,
      settings: () => this.settings,
      askCode: () => Promise.reject(new Error('nobody is asked for a code')),
      now: this.clock.now,
      log: this.log,
    });
    this.rechecks = new AccountRechecks({
      session: this.session,
      reader: this.reader,
      judges: JUDGES,
      settings: () => this.settings,
    });
    this.watch = new FixWatch({
      store: this.store,
      code: { look: () => Promise.reject(new Error('there is no code')) },
      storage: this.storage,
      clock: this.clock,
      log: this.log,
      watchMs: () => this.watchMs,
      newId: () => `fix-${++this.#ids}`,
    });
  }

  static async start(account: Partial<FakeAccount>, ...others: readonly FakeAccount[]): Promise<AccountBench> {
    return new AccountBench(await startFakeAws({ accounts: [fakeAccount(account), ...others] }));
  }

  /** Another window on the same account, which knows what this one kept. */
  reopened(): AccountBench {
    this.watch.dispose();
    this.session.dispose();
    return new AccountBench(this.fake, this);
  }

  async close(): Promise<void> {
    this.watch.dispose();
    this.rechecks.dispose();
    this.session.dispose();
    assert.deepEqual(this.fake.unknown, [], 'every request is one that the server knows');
    await this.fake.close();
  }

  /** Opens the account and reads it whole. */
  async read(): Promise<void> {
    this.session.choose({ kind: 'environment' });
    await this.session.readAll();
    this.watch.useAccount(this.rechecks);
    this.fake.calls.length = 0;
  }

  bucket(name: string): FakeBucket {
    const found = this.fake.account.buckets.find((one) => one.name === name);
    assert.ok(found, `there is a bucket ${name}`);
    return found;
  }

  /** Of a check that fails. @param place a bucket, or a part of the account */
  subject(checkId: string, place: string, of: 'bucket' | 'account' = 'bucket'): BucketSubject {
    const bucket = of === 'bucket' ? place : undefined;
    const { id: accountId, partition } = this.fake.account;
    const records = this.store.buckets.records(bucket === undefined ? accountPlace(accountId) : bucketPlace(bucket));
    const record = [...records.values()].find(
      ({ finding, says }) => finding.ruleId === checkId && finding.subject.bucket === place && says === 'fail',
    );
    assert.ok(record, `${checkId} fails for ${place}`);
    return { kind: 'bucket', partition, accountId, place, bucket, fingerprint: record.finding.fingerprint };
  }

  async handOff(checkId: string, place: string, of: 'bucket' | 'account' = 'bucket'): Promise<Fix> {
    await this.watch.handOff([this.subject(checkId, place, of)]);
    return this.fix;
  }

  get fix(): Fix {
    const [fix] = this.watch.fixes();
    assert.ok(fix, 'something was handed off');
    return fix;
  }

  /** Lets virtual time pass, second by second, and everything that is due in it happen. */
  async pass(seconds: number, until: () => boolean = () => false): Promise<void> {
    for (let second = 0; second < seconds && !until(); second++) {
      this.clock.advance(1_000);
      await this.settled();
    }
  }

  /** Everything that is due now is done. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    await this.watch.idle();
  }

  /** What was asked of AWS since it was asked last. */
  takeCalls(): string[] {
    return this.fake.calls.splice(0).map(({ api, bucket }) => (bucket === undefined ? api : `${api} ${bucket}`));
  }
}
