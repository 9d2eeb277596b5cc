import assert from 'node:assert/strict';
import { bucketPlace } from '../../../../src/findings/bucketFindings.ts';
import type { CheckResult } from '../../../../src/s3/posture.ts';
import { CHECKS } from '../../../../src/s3/checks/catalogue.ts';
import { ALL_USERS_URI, fakeBucket, oldBucket, policyOf } from '../../../support/fakeAws/account.ts';
import { sampleAccount } from '../../../support/fakeAws/sampleAccount.ts';
import { AccountBench, SETTINGS } from '../fixes/bucketFixtures.ts';

/** What is said of everything, and asked for it, when each check is looked at by itself. */
describe('a look at what a check needs alone', function () {
  this.timeout(120_000);
  let bench: AccountBench;

  before(async () => {
    bench = await AccountBench.start(sampleAccount());
    bench.settings = { ...SETTINGS, checks: 'all' };
    await bench.read();
  });

  after(() => bench.close());

  /** What a whole reading says. */
  function wholeOf(bucket: string | undefined, id: string): readonly CheckResult[] {
    const { rows, account } = bench.session.state;
    const results = bucket === undefined ? account?.results : rows.get(bucket)?.posture?.results;
    return (results ?? []).filter(({ checkId }) => checkId === id);
  }

  it('says the same as a whole one, whatever the check and the bucket, with few calls', async () => {
    const { accountId, partition } = bench.session.state.identity ?? assert.fail('the account is known');
    const names = [...bench.session.state.rows.keys()];
    assert.ok(names.length > 8);
    const abort = new AbortController();
    let looks = 0;
    let most = 0;
    for (const [turn, { id, subject }] of CHECKS.entries()) {
      if (subject !== 'bucket') continue;
      // Every check of a third of the buckets: all of them take long, and say no more.
      for (const bucket of names.filter((_, index) => (index + turn) % 3 === 0)) {
        bench.takeCalls();
        const request = { partition, accountId, bucket, resources: [bucket], checkIds: [id] };
        const end = await bench.rechecks.poll(request, abort.signal);
        const calls = bench.takeCalls();
        assert.ok(end.kind === 'read', `${id} of ${bucket}: ${JSON.stringify(end)}`);
        const whole = wholeOf(bucket, id);
        assert.deepEqual(
          end.said.map(({ kind, evidence }) => [kind, evidence]),
          whole.map(({ outcome }) => [outcome.kind, outcome.evidence]),
          `${id} of ${bucket}`,
        );
        const others = calls.filter((call) => !call.endsWith(` ${bucket}`));
        assert.equal(others[0], 'sts:GetCallerIdentity');
        assert.ok(!calls.includes('ListBuckets') && !calls.includes(`HeadBucket ${bucket}`), calls.join(', '));
        looks++;
        most = Math.max(most, calls.length);
      }
    }
    assert.ok(looks > 100, `${looks} looks`);
    assert.ok(most <= 24, `${most} calls at the most`);
  });

  it('says the same of the account', async () => {
    const { identity } = bench.session.state;
    assert.ok(identity);
    const { accountId, partition } = identity;
    for (const { id, subject } of CHECKS) {
      if (subject !== 'account') continue;
      const whole = wholeOf(undefined, id);
      const resources = whole.map(({ resource }) => resource);
      const request = { partition, accountId, bucket: undefined, resources, checkIds: [id] };
      const end = await bench.rechecks.poll(request, new AbortController().signal);
      assert.ok(end.kind === 'read', `${id}: ${JSON.stringify(end)}`);
      assert.deepEqual(
        end.said.map(({ kind, resource, evidence }) => [kind, resource, evidence]),
        whole.map(({ outcome, resource }) => [outcome.kind, resource, outcome.evidence]),
        id,
      );
    }
  });

  it('changes nothing of what is shown', async () => {
    const { rows, account, identity } = bench.session.state;
    assert.ok(identity);
    const [name] = rows.keys();
    assert.ok(name !== undefined);
    const before = bench.store.buckets.records(bucketPlace(name));
    const { accountId, partition } = identity;
    await bench.rechecks.poll(
      { partition, accountId, bucket: name, resources: [name], checkIds: ['s3-bucket-tls-only'] },
      new AbortController().signal,
    );
    assert.equal(bench.session.state.rows, rows);
    assert.equal(bench.session.state.account, account);
    assert.equal(bench.store.buckets.records(bucketPlace(name)), before);
  });
});

/** What was changed after the account was read, in other buckets than the one that is named. */
describe('a look at what a check needs, after a change', () => {
  const abort = new AbortController();
  const logs = (name: string): string =>
    policyOf({
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${name}/*`,
    });

  it('asks about the bucket that logs go to now, not only about the one that they went to', async () => {
    const bench = await AccountBench.start({
      buckets: [
        fakeBucket('app', { logging: { bucket: 'app', prefix: '' }, policy: logs('app') }),
        fakeBucket('app-logs'),
      ],
    });
    try {
      await bench.read();
      await bench.handOff('s3-bucket-logging-target-valid', 'app');
      bench.bucket('app-logs').policy = logs('app-logs');
      bench.bucket('app').logging = { bucket: 'app-logs', prefix: '' };
      await bench.pass(60, () => bench.fix.status === 'fixed');
      assert.equal(bench.fix.status, 'fixed', bench.fix.check?.why);
    } finally {
      await bench.close();
    }
  });

  it('asks about the bucket of the trail that is meant', async () => {
    const bench = await AccountBench.start({
      buckets: [
        oldBucket('audit', { grants: [{ to: { uri: ALL_USERS_URI }, permission: 'READ' }] }),
        fakeBucket('audit-logs', { policy: logs('audit-logs') }),
      ],
      trails: [{ name: 'main', homeRegion: 'us-east-1', multiRegion: true, bucket: 'audit', logging: true }],
    });
    try {
      await bench.read();
      const { identity } = bench.session.state;
      assert.ok(identity);
      const { accountId, partition } = identity;
      bench.bucket('audit').grants = [];
      bench.bucket('audit').logging = { bucket: 'audit-logs', prefix: '' };
      const request = {
        partition,
        accountId,
        bucket: undefined,
        resources: ['us-east-1/main'],
        checkIds: ['s3-cloudtrail-bucket-protected'],
      };
      for (const look of ['poll', 'confirm'] as const) {
        const end = await bench.rechecks[look](request, abort.signal);
        assert.ok(end.kind === 'read', JSON.stringify(end));
        assert.deepEqual([...new Set(end.said.map(({ kind }) => kind))], ['pass'], look);
      }
    } finally {
      await bench.close();
    }
  });
});
