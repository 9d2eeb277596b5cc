import assert from 'node:assert/strict';
import { checkOf } from '../../../src/s3/checks/catalogue.ts';
import { JUDGES } from '../../../src/s3/checks/judges.ts';
import type { PostureRunOptions, CheckResult } from '../../../src/s3/posture.ts';
import { sampleAccount } from '../../../src/s3/sampleAccount.ts';
import { SEVERITIES } from '../../../src/findings/severity.ts';

const OPTIONS: PostureRunOptions = {
  profile: undefined,
  region: undefined,
  buckets: [],
  checks: 'core',
  trustedAccounts: new Set(),
};

function judged(checks: 'core' | 'all'): ReadonlyMap<string, readonly CheckResult[]> {
  const { account, buckets } = sampleAccount();
  const options = { ...OPTIONS, checks };
  const byName = new Map(buckets.map((bucket) => [bucket.name, bucket]));
  return new Map([
    ['account', JUDGES.judgeAccount(account, byName, options)],
    ...buckets.map((bucket): [string, readonly CheckResult[]] => [
      bucket.name,
      JUDGES.judgeBucket(bucket, account, options, { buckets: byName, complete: true }),
    ]),
  ]);
}

const failsOf = (results: readonly CheckResult[] | undefined): readonly string[] =>
  (results ?? []).filter(({ outcome }) => outcome.kind === 'fail').map(({ checkId }) => checkId);

describe('the sample account', () => {
  it('cannot be taken for an own one', () => {
    const { account, buckets } = sampleAccount();
    assert.equal(account.identity.accountId, '111122223333');
    assert.ok(buckets.length >= 12);
    for (const { name } of buckets) assert.match(name, /^sample[-.]/);
    assert.equal(new Set(buckets.map(({ name }) => name)).size, buckets.length);
  });

  for (const checks of ['core', 'all'] as const) {
    it(`has a failure of each severity, and something unknown, with ${checks} checks`, () => {
      const results = [...judged(checks).values()].flat();
      const severities = results.flatMap(({ outcome }) => (outcome.kind === 'fail' ? [outcome.severity] : []));
      for (const severity of SEVERITIES) assert.ok(severities.includes(severity), severity);
      const denied = results.flatMap(({ outcome }) => (outcome.kind === 'unknown' ? outcome.missing : []));
      assert.ok(denied.some(({ cause, message }) => cause === 'access-denied' && message !== undefined));
    });
  }

  it('shows each kind of exposure, each where its name says', () => {
    const results = judged('all');
    const expected: readonly (readonly [string, string])[] = [
      ['sample-public-downloads', 's3-bucket-public-read'],
      ['sample-listed-archive', 's3-bucket-public-list'],
      ['sample-upload-dropbox', 's3-bucket-public-write'],
      ['sample-upload-dropbox', 's3-bucket-authenticated-users-grant'],
      ['sample-static-website', 's3-bucket-website'],
      ['sample-one-switch-away', 's3-bucket-latent-public-policy'],
      ['sample-partner-exchange', 's3-bucket-policy-cross-account'],
      ['sample-legacy-photos', 's3-object-acl-exposure'],
      ['sample-legacy-photos', 's3-bucket-public-acl-admin'],
      ['account', 's3-account-public-access-block'],
      ['account', 's3-access-point-public-policy'],
    ];
    for (const [name, check] of expected) assert.ok(failsOf(results.get(name)).includes(check), `${name} ${check}`);
  });

  it('has buckets that nothing is wrong with', () => {
    const results = judged('all');
    const odd = (name: string): readonly string[] =>
      (results.get(name) ?? [])
        .filter(({ outcome }) => outcome.kind === 'fail' || outcome.kind === 'unknown')
        .map(({ checkId, outcome }) => `${checkId} ${outcome.evidence}`);
    assert.deepEqual(odd('sample-hardened-records'), []);
    const exposed = failsOf(results.get('sample-tls-only')).filter((id) => checkOf(id)?.family === 'exposure');
    assert.deepEqual(exposed, []);
    assert.ok(!failsOf(results.get('sample-tls-only')).includes('s3-bucket-tls-only'));
  });
});
