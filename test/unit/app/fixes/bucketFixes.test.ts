import assert from 'node:assert/strict';
import { timeToFix } from '../../../../src/app/fixes/fix.ts';
import { bucketPlace } from '../../../../src/findings/bucketFindings.ts';
import { fakeAccount, fakeBucket, oldBucket, policyOf } from '../../../support/fakeAws/account.ts';
import { EXPIRED_TOKEN } from '../../../support/fakeAws/faults.ts';
import { AccountBench } from './bucketFixtures.ts';

const TLS = 's3-bucket-tls-only';
const tlsOnly = (name: string): object => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const everyone = (name: string): object => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${name}/*`,
});
const ALL_ON = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

describe('what becomes of a bucket that was handed to the agent', function () {
  this.timeout(60_000);
  let bench: AccountBench | undefined;

  afterEach(async () => {
    await bench?.close();
    bench = undefined;
  });

  async function start(...args: Parameters<typeof AccountBench.start>): Promise<AccountBench> {
    bench = await AccountBench.start(...args);
    await bench.read();
    return bench;
  }

  const lifecycle = (one: AccountBench, name: string, fingerprint: string): string | undefined =>
    one.store.buckets.record(bucketPlace(name), fingerprint)?.state.lifecycle;

  it('is asked for what the check needs alone, again and again with longer waits', async () => {
    const one = await start({ buckets: [fakeBucket('logs'), fakeBucket('data')] });
    const { subject } = await one.handOff(TLS, 'data');
    assert.equal(lifecycle(one, 'data', subject.fingerprint), 'handed-off');
    await one.pass(4);
    assert.deepEqual(one.takeCalls(), [], 'not at once: the agent has not even begun');
    const asked: number[] = [];
    for (let second = 5; second <= 130; second++) {
      await one.pass(1);
      const calls = one.takeCalls();
      if (calls.length === 0) continue;
      asked.push(second);
      assert.deepEqual(calls, ['sts:GetCallerIdentity', 'GetBucketPolicy data']);
    }
    assert.deepEqual(asked, [5, 15, 35, 65, 95, 125]);
    assert.equal(one.fix.status, 'still-present');
    assert.equal(one.fix.check?.checksDone, 6);
    assert.equal(lifecycle(one, 'data', subject.fingerprint), 'still-present');
    assert.equal(one.session.state.rows.get('data')?.readAt, one.fix.handedOffAt, 'what is shown is what was read');
  });

  it('is fixed when the check passes and one whole look confirms it, and how long that took is known', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    const { subject } = await one.handOff(TLS, 'data');
    await one.pass(12);
    one.takeCalls();
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    await one.pass(60, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed');
    assert.equal(timeToFix(one.fix), 15_000);
    assert.deepEqual(one.fix.check?.by, 'deterministic');
    assert.deepEqual(one.fix.check.opened, []);
    assert.equal(lifecycle(one, 'data', subject.fingerprint), 'fixed');
    const calls = one.takeCalls();
    assert.deepEqual(calls.slice(0, 2), ['sts:GetCallerIdentity', 'GetBucketPolicy data']);
    assert.equal(calls.filter((call) => call === 'GetBucketAcl data' || call === 'GetBucketVersioning data').length, 1);
    assert.equal(calls.filter((call) => call === 'sts:GetCallerIdentity').length, 2, 'one whole look');
    await one.pass(100);
    assert.deepEqual(one.takeCalls(), [], 'then nobody asks any more');
  });

  it('says so when the check does not apply any more, and calls that no pass', async () => {
    const one = await start({
      buckets: [fakeBucket('data', { encryption: { algorithm: 'aws:kms', bucketKey: false } })],
    });
    await one.handOff('s3-bucket-key-enabled', 'data');
    one.bucket('data').encryption = { algorithm: 'AES256', bucketKey: false };
    await one.pass(60, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed');
    assert.match(one.fix.check?.why ?? '', /^A complete look says that the check does not apply any more: ./);
  });

  it('is left out, and not counted, when it is not known any more', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    const subject = one.subject(TLS, 'data');
    assert.equal(await one.watch.handOff([{ ...subject, fingerprint: 'another' }]), 0);
    assert.equal(await one.watch.handOff([subject]), 1);
  });

  it('is not fixed while the bucket only looks so in part', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    await one.handOff(TLS, 'data');
    one.bucket('data').denied.add('s3:GetBucketPolicy');
    await one.pass(6);
    assert.equal(one.fix.status, 'cannot-tell');
    assert.match(one.fix.check?.why ?? '', /GetBucketPolicy \(s3:GetBucketPolicy\): AccessDenied/);
    assert.equal(one.fix.fixedAt, undefined);
    one.bucket('data').denied.clear();
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    await one.pass(60, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed');
  });

  it('is not fixed by a failure of the same check that is ignored, and fixed beside one that was there before', async () => {
    const check = 's3-bucket-policy-cross-account';
    const foreign = (account: string): object => ({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::data/*',
    });
    const one = await start({ buckets: [fakeBucket('data', { policy: policyOf(foreign('999988887777')) })] });
    await one.handOff(check, 'data');
    const entry = { rule: check, file: bucketPlace('data'), reason: 'r', date: '2026-11-01' };
    one.store.buckets.setIgnores({ entries: [entry], problems: [] });
    one.bucket('data').policy = policyOf(foreign('555566667777'));
    await one.session.readAll();
    assert.equal(one.fix.status, 'still-present');
    assert.match(one.fix.check?.why ?? '', /another way/);
    one.watch.stop();
    const before = new Set(one.store.buckets.records(bucketPlace('data')).keys());
    one.bucket('data').policy = policyOf(foreign('555566667777'), foreign('333344445555'));
    await one.session.readAll();
    const added = [...one.store.buckets.records(bucketPlace('data')).keys()].find((key) => !before.has(key));
    assert.ok(added !== undefined);
    await one.watch.handOff([{ ...one.subject(check, 'data'), fingerprint: added }]);
    one.bucket('data').policy = policyOf(foreign('555566667777'));
    const fixed = (): boolean => one.watch.fixes().some(({ status }) => status === 'fixed');
    await one.pass(30, fixed);
    assert.ok(fixed(), 'an ignored one that was there at the hand-off is none of its business');
  });

  it('is not still there by what was read before, when the whole look is given up', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    await one.handOff(TLS, 'data');
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    let cancelled = 0;
    const subscription = one.session.onDidChange(() => {
      if (one.session.state.reading?.bucket === undefined || cancelled > 0) return;
      cancelled++;
      one.session.cancel();
    });
    await one.pass(6);
    subscription.dispose();
    assert.equal(cancelled, 1);
    assert.notEqual(one.fix.status, 'still-present', one.fix.check?.why);
    await one.pass(60, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed');
  });

  it('says in the same breath what got worse', async () => {
    const one = await start({ buckets: [fakeBucket('data', { publicAccessBlock: ALL_ON })] });
    await one.handOff(TLS, 'data');
    const bucket = one.bucket('data');
    bucket.policy = policyOf(tlsOnly('data'), everyone('data'));
    bucket.policyIsPublic = true;
    delete bucket.publicAccessBlock;
    await one.pass(10, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed');
    const opened = one.fix.check?.opened ?? [];
    assert.ok(opened.some(({ ruleId, where }) => ruleId === 's3-bucket-public-read' && where === 'data'));
    assert.ok(opened.every(({ title }) => !title.startsWith('Does not hold')));
    assert.ok(!opened.some(({ ruleId }) => ruleId === 's3-bucket-access-logging'), 'that failed before');
  });

  it('asks once for several findings of one bucket, and goes on for what is left', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    await one.watch.handOff([one.subject(TLS, 'data'), one.subject('s3-bucket-versioning', 'data')]);
    await one.pass(5);
    assert.deepEqual(one.takeCalls().sort(), [
      'GetBucketPolicy data',
      'GetBucketVersioning data',
      'sts:GetCallerIdentity',
    ]);
    one.bucket('data').versioning = { status: 'Enabled' };
    await one.pass(10);
    assert.deepEqual(
      one.watch
        .fixes()
        .map(({ ruleId, status }) => [ruleId, status])
        .sort(),
      [
        [TLS, 'still-present'],
        ['s3-bucket-versioning', 'fixed'],
      ].sort(),
    );
    one.takeCalls();
    await one.pass(20);
    assert.deepEqual(one.takeCalls(), ['sts:GetCallerIdentity', 'GetBucketPolicy data']);
  });

  it('takes a reading of the whole account for a look, too', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    await one.handOff(TLS, 'data');
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    await one.session.readAll();
    assert.equal(one.fix.status, 'fixed');
    one.takeCalls();
    await one.pass(30);
    assert.deepEqual(one.takeCalls(), []);
  });

  it('reopens when a later reading finds it again', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    await one.handOff(TLS, 'data');
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    await one.pass(10, () => one.fix.status === 'fixed');
    await one.pass(40);
    delete one.bucket('data').policy;
    await one.session.readAll();
    assert.equal(one.fix.status, 'still-present');
    assert.ok(one.fix.reopenedAt);
    assert.equal(one.fix.fixedAt, undefined);
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    await one.pass(60, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed', 'it is asked for again');
  });

  it('cannot be told when the bucket is deleted, and what is known is kept', async () => {
    const one = await start({ buckets: [fakeBucket('data'), fakeBucket('other')] });
    await one.handOff(TLS, 'data');
    one.fake.account.buckets = one.fake.account.buckets.filter(({ name }) => name !== 'data');
    await one.pass(6);
    assert.equal(one.fix.status, 'cannot-tell');
    assert.equal(one.fix.check?.why, 'The bucket is gone.');
    assert.equal(one.fix.ruleId, TLS);
    assert.equal(one.session.state.rows.has('data'), false);
  });

  it('waits while the sign-in is over, says why, and goes on after it', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    await one.handOff(TLS, 'data');
    const fault = one.fake.fail(EXPIRED_TOKEN);
    await one.pass(6);
    assert.match(one.fix.paused?.why ?? '', /expired/i);
    assert.equal(one.fix.status, 'watching', 'nothing is known of the bucket');
    one.takeCalls();
    await one.pass(50);
    assert.deepEqual(one.takeCalls(), [], 'no use in asking often');
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    fault.end();
    await one.session.readAll();
    await one.pass(1);
    assert.equal(one.fix.paused, undefined);
    assert.equal(one.fix.status, 'fixed');
  });

  it('notices a sign-in that nobody told it of', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    await one.handOff(TLS, 'data');
    const fault = one.fake.fail(EXPIRED_TOKEN);
    await one.pass(6);
    fault.end();
    await one.pass(60);
    assert.equal(one.fix.paused, undefined);
    assert.equal(one.fix.status, 'still-present');
  });

  it('waits while another account is looked at, and asks nothing of that one', async () => {
    const one = await start({ buckets: [fakeBucket('data')] }, fakeAccount({ id: '222233334444', buckets: [] }));
    await one.handOff(TLS, 'data');
    const { variables } = one.reader;
    const {
      accessKeyId,
      secretAccessKey,
      sessionToken = '',
    } = one.fake.newSession('222233334444', 'arn:aws:sts::222233334444:assumed-role/dev/me');
    one.reader.variables = {
      ...variables,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
    await one.session.readAll();
    one.takeCalls();
    await one.pass(70);
    assert.match(one.fix.paused?.why ?? '', /Waiting until account \d{12} is looked at again/);
    assert.deepEqual(one.takeCalls(), []);
    one.reader.variables = variables;
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    await one.session.readAll();
    await one.pass(2);
    assert.equal(one.fix.status, 'fixed');
    assert.equal(one.fix.paused, undefined);
  });

  it('says nothing when the same profile leads to another account in the middle', async () => {
    const one = await start({ buckets: [fakeBucket('data')] }, fakeAccount({ id: '222233334444', buckets: [] }));
    await one.handOff(TLS, 'data');
    const {
      accessKeyId,
      secretAccessKey,
      sessionToken = '',
    } = one.fake.newSession('222233334444', 'arn:aws:sts::222233334444:assumed-role/dev/me');
    one.reader.variables = {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
    await one.pass(6);
    assert.equal(one.fix.status, 'watching');
    assert.match(one.fix.paused?.why ?? '', /Waiting/);
  });

  it('gives way to a reading, and begins none beside it', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    await one.handOff(TLS, 'data');
    let go!: () => void;
    const gate = new Promise<void>((resolve) => (go = resolve));
    one.fake.fail({ kind: 'wait', until: gate }, { api: 'ListBuckets', times: 1 });
    const reading = one.session.readAll();
    await one.fake.received(1, { api: 'ListBuckets' });
    const { readings } = one.reader;
    await one.pass(12);
    assert.equal(one.reader.readings, readings);
    assert.equal(one.fix.status, 'watching');
    go();
    await reading;
    assert.equal(one.fix.status, 'still-present', 'the reading has told it');
  });

  it('looks at the bucket that logs go to, too, where it is that one that has to change', async () => {
    const one = await start({
      buckets: [
        fakeBucket('data', { logging: { bucket: 'logs', prefix: 'data/' } }),
        fakeBucket('logs'),
        fakeBucket('x'),
      ],
    });
    await one.handOff('s3-bucket-logging-target-valid', 'data');
    await one.pass(5);
    assert.equal(one.fix.status, 'still-present');
    const buckets = new Set(one.takeCalls().map((call) => call.split(' ')[1]));
    assert.deepEqual([...buckets].sort(), ['data', 'logs', undefined]);
    one.bucket('logs').policy = policyOf({
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::logs/*',
    });
    await one.pass(12, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed');
  });

  it('watches what belongs to the account as such', async () => {
    const one = await start({ buckets: [oldBucket('data')] });
    const { id } = one.fake.account;
    const check = 's3-account-public-access-block';
    await one.handOff(check, id, 'account');
    await one.pass(5);
    assert.deepEqual(one.takeCalls().sort(), ['s3control:GetPublicAccessBlock', 'sts:GetCallerIdentity']);
    one.fake.account.publicAccessBlock = ALL_ON;
    await one.pass(10, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed');
  });

  it('watches an access point in its own region alone', async () => {
    const one = await start({
      buckets: [oldBucket('data', { region: 'eu-west-1' }), oldBucket('more', { region: 'us-west-2' })],
      accessPoints: [
        { name: 'door', bucket: 'data', region: 'eu-west-1', publicAccessBlock: {}, policyIsPublic: true },
        { name: 'gate', bucket: 'more', region: 'us-west-2', publicAccessBlock: {}, policyIsPublic: true },
      ],
    });
    const check = 's3-access-point-public-policy';
    await one.handOff(check, 'eu-west-1/door', 'account');
    await one.pass(5);
    assert.deepEqual(one.takeCalls().sort(), [
      'GetPublicAccessBlock data',
      's3control:GetAccessPoint',
      's3control:GetAccessPointPolicyStatus',
      's3control:ListAccessPoints',
      'sts:GetCallerIdentity',
    ]);
    const [door] = one.fake.account.accessPoints;
    assert.ok(door);
    door.policyIsPublic = false;
    await one.pass(10, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed');
  });

  it('survives a restart: what is not over goes on, once the account is read again', async () => {
    const first = await start({ buckets: [fakeBucket('data')] });
    await first.handOff(TLS, 'data');
    await first.pass(6);
    const one = (bench = first.reopened());
    await one.watch.restore();
    assert.equal(one.fix.status, 'still-present');
    await one.pass(6);
    assert.match(one.fix.paused?.why ?? '', /Waiting/);
    await one.read();
    await one.pass(1);
    assert.equal(one.fix.paused, undefined);
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    await one.pass(60, () => one.fix.status === 'fixed');
    assert.equal(one.fix.status, 'fixed');
    assert.ok((timeToFix(one.fix) ?? 0) > 6_000, 'from the first hand-off');
  });

  it('is over when its time is, and asks nothing any more', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    one.watchMs = 40_000;
    const { subject } = await one.handOff(TLS, 'data');
    await one.pass(41);
    one.takeCalls();
    await one.pass(100);
    assert.deepEqual(one.takeCalls(), []);
    assert.equal(one.fix.status, 'still-present');
    assert.equal(lifecycle(one, 'data', subject.fingerprint), 'still-present');
  });

  it('is not looked at any more when it is stopped', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    await one.handOff(TLS, 'data');
    one.watch.stop();
    await one.pass(60);
    assert.equal(one.fix.status, 'stopped');
    assert.deepEqual(one.takeCalls(), []);
  });

  it('is told at once to a person who asks, with why it cannot be told', async () => {
    const one = await start({ buckets: [fakeBucket('data')] });
    const subject = one.subject(TLS, 'data');
    assert.equal((await one.watch.verifyNow(subject))?.outcome, 'still-present');
    assert.deepEqual(one.watch.fixes(), []);
    one.bucket('data').policy = policyOf(tlsOnly('data'));
    assert.equal((await one.watch.verifyNow(subject))?.outcome, 'fixed');
    one.session.choose(undefined);
    await one.watch.handOff([subject]);
    assert.deepEqual(one.watch.fixes(), [], 'it is not known any more');
  });
});
