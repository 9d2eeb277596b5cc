import assert from 'node:assert/strict';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { PostureEvent, PostureReport } from '../../../../src/s3/posture.ts';
import { postureJson } from '../../../../src/s3/reports/postureJson.ts';
import { runPosture } from '../../../../src/s3/runPosture.ts';
import { fakeAccount, fakeBucket } from '../../../support/fakeAws/account.ts';
import { type FakeAws, startFakeAws } from '../../../support/fakeAws/fakeAws.ts';
import { EXPIRED_TOKEN } from '../../../support/fakeAws/faults.ts';
import { sampleAccount } from '../../../support/fakeAws/sampleAccount.ts';
import { strictValidator } from '../../../support/strictSchema.ts';
import { judges } from '../judges.ts';

interface Missing {
  readonly api: string;
  readonly action: string;
  readonly error: string;
  readonly httpStatus?: number;
  readonly requestId?: string;
}

interface Told {
  readonly schemaVersion: number;
  readonly status: string;
  readonly exitStatus: number;
  readonly failure: { readonly kind: string } | null;
  readonly gone: readonly string[];
  readonly notRead: readonly string[];
  readonly buckets: readonly {
    readonly name: string;
    readonly results: readonly { readonly outcome: string; readonly missing?: readonly Missing[] }[];
  }[];
}

describe('the posture as JSON', function () {
  this.timeout(60_000);
  let aws: FakeAws | undefined;
  let validate: ValidateFunction;
  before(async () => {
    validate = await strictValidator('src', 's3', 'reports', 'posture.schema.json');
  });
  afterEach(async () => {
    await aws?.close();
    aws = undefined;
  });

  async function start(account = fakeAccount({ buckets: [fakeBucket('a'), fakeBucket('b')] })): Promise<FakeAws> {
    aws = await startFakeAws({ accounts: [account] });
    return aws;
  }

  async function run({ url, user }: FakeAws, onEvent: (event: PostureEvent) => void, signal: AbortSignal) {
    return await runPosture(
      { profile: undefined, region: 'us-east-1', buckets: [], checks: 'all', trustedAccounts: new Set() },
      {
        environment: {
          homeFolder: '/nonexistent',
          variables: {
            AWS_ACCESS_KEY_ID: user.accessKeyId,
            AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
            AWS_ENDPOINT_URL: url,
          },
        },
        credentials: {},
        judges,
        now: () => 0,
        platform: 'linux',
        version: '1.2.3',
        limits: { calls: 1, buckets: 1 },
      },
      onEvent,
      signal,
    );
  }

  function told(report: PostureReport): Told {
    const value = JSON.parse(postureJson(report, 'high', '1.2.3')) as Told;
    assert.ok(validate(value), JSON.stringify(validate.errors, undefined, 2));
    assert.equal(value.schemaVersion, 1);
    return value;
  }

  async function toldOf(fake: FakeAws): Promise<Told> {
    return told(await run(fake, () => undefined, new AbortController().signal));
  }

  it('is what its schema says of a run that is complete', async () => {
    const value = await toldOf(await start());
    assert.deepEqual([value.status, value.buckets.length, value.failure], ['complete', 2, null]);
  });

  it('names of all that is unknown the API, the IAM action, the error, the status and the request', async () => {
    const value = await toldOf(await start(sampleAccount()));
    assert.deepEqual([value.status, value.exitStatus], ['partial', 1]);
    const closed = value.buckets.find(({ name }) => name === 'acme-closed');
    const unknown = closed?.results.filter(({ outcome }) => outcome === 'unknown') ?? [];
    assert.ok(unknown.length > 0);
    for (const { missing = [] } of unknown) {
      assert.ok(missing.length > 0);
      for (const { api, action, error, httpStatus, requestId } of missing) {
        assert.match(api, /^Get/);
        assert.match(action, /^s3:Get/);
        assert.deepEqual([error, httpStatus], ['AccessDenied', 403]);
        assert.match(requestId ?? '', /^FAKE\d+$/);
      }
    }
  });

  it('is what its schema says of a run that failed in the middle', async () => {
    const fake = await start();
    fake.fail(EXPIRED_TOKEN, { api: 'GetBucketVersioning' });
    const value = await toldOf(fake);
    assert.deepEqual([value.status, value.failure?.kind, value.exitStatus], ['failed', 'expired', 2]);
    assert.ok(value.notRead.length > 0);
  });

  it('is what its schema says of a run that was cancelled', async () => {
    const cancel = new AbortController();
    const report = await run(
      await start(),
      ({ kind }) => {
        if (kind === 'listed') cancel.abort();
      },
      cancel.signal,
    );
    const value = told(report);
    assert.deepEqual([value.status, value.exitStatus], ['cancelled', 130]);
  });

  it('is what its schema says of a bucket that was deleted in the middle', async () => {
    const fake = await start();
    fake.fail({ kind: 'bucket-deleted' }, { bucket: 'a', api: 'GetBucketWebsite', times: 1 });
    const value = await toldOf(fake);
    assert.deepEqual(value.gone, ['a']);
    assert.deepEqual(
      value.buckets.map(({ name }) => name),
      ['b'],
    );
  });

  it('has a schema that refuses what is not documented, and an unknown that does not say what is missing', async () => {
    const value = await toldOf(await start(sampleAccount()));
    assert.ok(!validate({ ...value, surprise: 1 }));
    const [bucket] = value.buckets;
    const mute = { checkId: 's3-x', resource: 'a', outcome: 'unknown', evidence: 'e', severity: 'low' };
    assert.ok(!validate({ ...value, buckets: [{ ...bucket, results: [mute] }] }));
  });
});
