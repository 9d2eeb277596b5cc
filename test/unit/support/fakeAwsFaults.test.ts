// Each fault of the fake, as it arrives at the real SDK.
import assert from 'node:assert/strict';
import {
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
} from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand as GetAccountBlockCommand } from '@aws-sdk/client-s3-control';
import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { fakeAccount, fakeBucket } from '../../support/fakeAws/account.ts';
import type { Denial } from '../../support/fakeAws/answer.ts';
import { realClients, type RealClients } from '../../support/fakeAws/clients.ts';
import { type FakeAws, startFakeAws } from '../../support/fakeAws/fakeAws.ts';
import {
  EXPIRED_TOKEN,
  type Fault,
  INVALID_ACCESS_KEY,
  SIGNATURE_DOES_NOT_MATCH,
  SLOW_DOWN,
  TIME_TOO_SKEWED,
} from '../../support/fakeAws/faults.ts';

interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers: Readonly<Record<string, string>> };
}

describe('The faults of the fake of AWS', () => {
  const Bucket = 'a';
  let fake: FakeAws;
  let clients: RealClients;

  beforeEach(async () => {
    fake = await startFakeAws({
      accounts: [
        fakeAccount({ buckets: [fakeBucket('a'), fakeBucket('b'), fakeBucket('far', { region: 'eu-west-1' })] }),
      ],
    });
    clients = realClients(fake);
  });
  afterEach(async () => {
    clients.destroy();
    await fake.close();
  });

  async function errorOf(sent: Promise<unknown>): Promise<SdkError> {
    return await sent.then(
      () => assert.fail('It was answered.'),
      (error: unknown) => error as SdkError,
    );
  }
  const versioning = (bucket = Bucket) => clients.s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));

  it('deny in the words of each kind of policy', async () => {
    const cases: [Denial, RegExp][] = [
      [{ how: 'implicit', by: 'identity-based policy' }, /because no identity-based policy allows the s3:GetBucketV/],
      [{ how: 'explicit', by: 'identity-based policy' }, /with an explicit deny in an identity-based policy$/],
      [{ how: 'explicit', by: 'resource-based policy' }, /with an explicit deny in a resource-based policy$/],
      [{ how: 'explicit', by: 'service control policy' }, /with an explicit deny in a service control policy$/],
      [{ how: 'explicit', by: 'resource control policy' }, /with an explicit deny in a resource control policy$/],
      [{ how: 'explicit', by: 'VPC endpoint policy' }, /with an explicit deny in a VPC endpoint policy$/],
      ['unexplained', /^Access Denied$/],
    ];
    for (const [denial, expected] of cases) {
      const fault = fake.fail({ kind: 'denied', denial });
      const { name, message, $metadata } = await errorOf(versioning());
      assert.deepEqual([name, $metadata?.httpStatusCode], ['AccessDenied', 403]);
      assert.match(message, expected);
      fault.end();
    }
    await versioning();
  });

  it('deny an IAM action to the whole account, in every service', async () => {
    for (const action of ['s3:ListAllMyBuckets', 's3:GetBucketVersioning', 's3:GetAccountPublicAccessBlock']) {
      fake.account.denied.add(action);
    }
    fake.account.denied.add('cloudtrail:DescribeTrails');
    assert.equal((await errorOf(clients.s3.send(new ListBucketsCommand({})))).name, 'AccessDenied');
    assert.equal((await errorOf(versioning())).name, 'AccessDenied');
    const AccountId = fake.account.id;
    assert.equal((await errorOf(clients.control.send(new GetAccountBlockCommand({ AccountId })))).name, 'AccessDenied');
    const trails = await errorOf(clients.trail.send(new DescribeTrailsCommand({})));
    assert.equal(trails.name, 'AccessDeniedException');
    await clients.s3.send(new GetBucketLoggingCommand({ Bucket }));
  });

  it('refuse another owner than the expected one', async () => {
    const sent = clients.s3.send(new GetBucketLoggingCommand({ Bucket, ExpectedBucketOwner: '999999999999' }));
    assert.equal((await errorOf(sent)).$metadata?.httpStatusCode, 403);
  });

  it('send elsewhere, with and without saying where to', async () => {
    const far = fake.account.buckets.find(({ name }) => name === 'far');
    assert.ok(far);
    const seen: unknown[] = [];
    for (const way of ['redirect', 'redirect-without-header', 'malformed-authorization', 'illegal-location'] as const) {
      far.wrongRegion = way;
      const { name, $metadata, $response } = await errorOf(versioning('far'));
      seen.push([name, $metadata?.httpStatusCode, $response?.headers['x-amz-bucket-region']]);
    }
    assert.deepEqual(seen, [
      ['PermanentRedirect', 301, 'eu-west-1'],
      ['PermanentRedirect', 301, undefined],
      ['AuthorizationHeaderMalformed', 400, undefined],
      ['IllegalLocationConstraintException', 400, undefined],
    ]);
    far.wrongRegion = 'redirect';
    fake.account.denied.add('s3:ListBucket');
    const head = await errorOf(clients.s3.send(new HeadBucketCommand({ Bucket: 'far' })));
    assert.deepEqual(
      [head.$metadata?.httpStatusCode, head.$response?.headers['x-amz-bucket-region']],
      [301, 'eu-west-1'],
    );
    const own = await errorOf(clients.s3.send(new HeadBucketCommand({ Bucket })));
    assert.deepEqual([own.name, own.$metadata?.httpStatusCode], ['Unknown', 403]);
    assert.equal(own.$response?.headers['x-amz-bucket-region'], 'us-east-1');
  });

  it('slow down as often as they are told to', async () => {
    const patient = realClients(fake, { maxAttempts: 3 });
    const fault = fake.fail(SLOW_DOWN, { api: 'GetBucketVersioning', bucket: 'a', times: 2 });
    await patient.s3.send(new GetBucketVersioningCommand({ Bucket }));
    assert.deepEqual([fault.struck, fake.count()], [2, 3]);
    patient.destroy();
    // The SDK waits as long as it likes before it tries again.
  }).timeout(20_000);

  it('say what is wrong with the credentials', async () => {
    const cases: [Fault, string, number][] = [
      [EXPIRED_TOKEN, 'ExpiredToken', 400],
      [INVALID_ACCESS_KEY, 'InvalidAccessKeyId', 403],
      [SIGNATURE_DOES_NOT_MATCH, 'SignatureDoesNotMatch', 403],
      [TIME_TOO_SKEWED, 'RequestTimeTooSkewed', 403],
    ];
    for (const [fault, expected, status] of cases) {
      const active = fake.fail(fault, { after: 1 });
      await versioning();
      const { name, $metadata } = await errorOf(versioning());
      assert.deepEqual([name, $metadata?.httpStatusCode], [expected, status]);
      active.end();
    }
    fake.user.expired = true;
    assert.equal((await errorOf(versioning())).name, 'ExpiredToken');
    assert.equal((await errorOf(clients.sts.send(new GetCallerIdentityCommand({})))).name, 'ExpiredToken');
  });

  it('delete a bucket in the middle', async () => {
    await versioning();
    fake.fail({ kind: 'bucket-deleted' }, { api: 'GetBucketPolicy', bucket: 'a' });
    assert.equal((await errorOf(clients.s3.send(new GetBucketPolicyCommand({ Bucket })))).name, 'NoSuchBucket');
    assert.equal((await errorOf(clients.s3.send(new HeadBucketCommand({ Bucket })))).name, 'NotFound');
    await versioning('b');
  });

  it('break what is answered', async () => {
    for (const status of [200, 403, 407]) {
      const html = fake.fail({ kind: 'html', status });
      const error = await errorOf(versioning());
      assert.equal(error.$metadata?.httpStatusCode, status);
      html.end();
    }
    for (const kind of ['truncated', 'cut-connection', 'reset'] as const) {
      const fault = fake.fail({ kind });
      const error = await errorOf(versioning());
      if (kind === 'reset') assert.equal(error.code, 'ECONNRESET');
      fault.end();
    }
    await versioning();
  });

  for (const kind of ['hang', 'hang-in-body'] as const) {
    it(`${kind}, until the client gives up or the fake is closed`, async () => {
      fake.fail({ kind });
      const stop = new AbortController();
      const sent = clients.s3.send(new GetBucketVersioningCommand({ Bucket }), { abortSignal: stop.signal });
      const failed = errorOf(sent);
      await fake.received(1);
      const other = errorOf(versioning('b'));
      await fake.received(2);
      stop.abort();
      if (kind === 'hang') await failed;
      await fake.close();
      await failed;
      await other;
    });
  }
});
