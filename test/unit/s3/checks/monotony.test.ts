import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeAccount, judgeBucket } from '../../../../src/s3/checks/judge.ts';
import {
  type AccessPoint,
  type AccountFacts,
  type BucketFacts,
  type Fact,
  known,
  type Trail,
} from '../../../../src/s3/facts.ts';
import type { CheckResult } from '../../../../src/s3/posture.ts';
import { postureFinding } from '../../../../src/s3/postureFinding.ts';
import { denied, newAccount, newBucket, OPEN, OWNER } from '../../../support/s3Facts.ts';
import { ACCOUNT, BUCKET, FLAGS, ORIGINS, TRAILS } from './generatedFacts.ts';

const OPTIONS = { trustedAccounts: new Set<string>() };
const allow = (more: Record<string, unknown>): Fact<string> =>
  known(
    JSON.stringify({
      Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', ...more },
    }),
  );
const kinds = (bucket: BucketFacts, account = newAccount()): Map<string, string> =>
  new Map(
    judgeBucket(bucket, account, OPTIONS, 'all', { buckets: new Map(), complete: true }).map(({ checkId, outcome }) => [
      checkId,
      outcome.kind,
    ]),
  );

const FACTS = [
  'publicAccessBlock',
  'ownership',
  'policy',
  'policyStatus',
  'acl',
  'encryption',
  'versioning',
  'logging',
  'lifecycle',
  'objectLock',
  'website',
  'cors',
  'tags',
  'requesterPays',
  'notifications',
  'replication',
] as const;

const trailsOf = ({ trails }: AccountFacts): readonly Trail[] => (trails.kind === 'known' ? trails.value : []);
const pointsWith = ({ accessPoints }: AccountFacts, lost: Partial<AccessPoint>): Partial<AccountFacts> => ({
  accessPoints: new Map(
    [...accessPoints].map(([region, points]) => [
      region,
      points.kind === 'known' ? known(points.value.map((one) => ({ ...one, ...lost }))) : points,
    ]),
  ),
});
const LOSE: Readonly<Record<string, (account: AccountFacts) => Partial<AccountFacts>>> = {
  publicAccessBlock: () => ({ publicAccessBlock: denied('GetAccountPublicAccessBlock') }),
  buckets: () => ({ buckets: denied('ListBuckets') }),
  trails: () => ({ trails: denied('DescribeTrails') }),
  'status of a trail': (account) => ({
    trails: known(trailsOf(account).map((trail, at) => (at === 0 ? { ...trail, logging: denied('x') } : trail))),
  }),
  'selectors of a trail': (account) => ({
    trails: known(trailsOf(account).map((trail, at) => (at === 0 ? { ...trail, selectors: denied('x') } : trail))),
  }),
  'list of event data stores': () => ({ eventDataStores: new Map([['eu-west-1', denied('ListEventDataStores')]]) }),
  'event data stores': ({ eventDataStores }) => ({
    eventDataStores: new Map(
      [...eventDataStores].map(([region, stores]) => [
        region,
        stores.kind === 'known' ? known(stores.value.map(({ arn }) => ({ arn, settings: denied('x') }))) : stores,
      ]),
    ),
  }),
  'list of access points': () => ({ accessPoints: new Map([['eu-west-1', denied('ListAccessPoints')]]) }),
  'block of an access point': (account) => pointsWith(account, { publicAccessBlock: denied('GetAccessPoint') }),
  'status of an access point': (account) =>
    pointsWith(account, { policyIsPublic: denied('GetAccessPointPolicyStatus') }),
};

/**
 * With one fact less a verdict stays, or something is unknown: by check, resource and aspect. Only facts that
 * contradict each other are unknown together, and may each have a verdict of its own.
 */
function holdsUp(before: readonly CheckResult[], after: readonly CheckResult[], lost: string): void {
  const nameOf = ({ checkId, resource, outcome }: CheckResult): string =>
    [checkId, resource, outcome.kind, outcome.kind === 'fail' ? outcome.aspect : ''].join(' ');
  const isUnknown = ({ outcome }: CheckResult): boolean => outcome.kind === 'unknown';
  const contradicted = ({ outcome }: CheckResult): boolean =>
    outcome.kind === 'unknown' && outcome.missing.some(({ error }) => /^(?:Contradicted|Unexplained)$/.test(error));
  const names = { before: new Set(before.map(nameOf)), after: new Set(after.map(nameOf)) };
  for (const one of after) {
    const same = before.filter(({ checkId }) => checkId === one.checkId);
    if (isUnknown(one) || names.before.has(nameOf(one)) || same.some(contradicted)) continue;
    assert.fail(`${same.map(nameOf).join(', ')} became ${nameOf(one)} without ${lost}`);
  }
  for (const one of before) {
    if (isUnknown(one) || names.after.has(nameOf(one))) continue;
    const vague = after.some((other) => other.checkId === one.checkId && isUnknown(other));
    assert.ok(vague, `${nameOf(one)} is gone without ${lost}`);
  }
}

describe('the checks of a bucket', () => {
  it('pass a new bucket for public access, and fail what AWS leaves off', () => {
    const result = kinds(newBucket());
    for (const id of [
      's3-bucket-public-read',
      's3-bucket-public-write',
      's3-bucket-public-access-block',
      's3-bucket-ssec-blocked',
    ])
      assert.equal(result.get(id), 'pass', id);
    for (const id of ['s3-bucket-tls-only', 's3-bucket-versioning', 's3-bucket-access-logging'])
      assert.equal(result.get(id), 'fail', id);
  });

  it('say unknown where the block of the account decides and cannot be read', () => {
    const bucket = newBucket({ publicAccessBlock: known(OPEN), policy: allow({}), policyStatus: known(true) });
    assert.equal(kinds(bucket).get('s3-bucket-public-read'), 'fail');
    const account = newAccount({ publicAccessBlock: denied('GetAccountPublicAccessBlock') });
    assert.equal(kinds(bucket, account).get('s3-bucket-public-read'), 'unknown');
  });

  it('never turn a verdict around when a fact cannot be read', function () {
    this.timeout(20_000);
    const taken = fc.constantFrom(...FACTS, 'account' as const, 'distributions' as const);
    fc.assert(
      fc.property(BUCKET, FLAGS, taken, ORIGINS, (facts, block, lost, distributions) => {
        const account = newAccount({ publicAccessBlock: known(block), distributions });
        const judge = (one: BucketFacts, of: AccountFacts): CheckResult[] =>
          judgeBucket(one, of, OPTIONS, 'all', { buckets: new Map(), complete: true });
        const after =
          lost === 'account' || lost === 'distributions'
            ? judge(facts, { ...account, [lost === 'account' ? 'publicAccessBlock' : lost]: denied('x') })
            : judge({ ...facts, [lost]: denied(lost) }, account);
        holdsUp(judge(facts, account), after, lost);
      }),
      { numRuns: 600 },
    );
  });

  it('never turn a verdict around when a fact of another bucket, of the list or of the trails cannot be read', function () {
    this.timeout(20_000);
    const target = BUCKET.map((facts): BucketFacts => ({ ...facts, name: 'logs' }));
    const taken = fc.constantFrom(...FACTS, 'the list' as const, 'the trails' as const);
    fc.assert(
      fc.property(BUCKET, target, TRAILS, taken, (facts, logs, trails, lost) => {
        const buckets = known(new Map(['b', 'logs'].map((name) => [name, 'eu-west-1'] as const)));
        const account = newAccount({ buckets, trails: known(trails) });
        const judge = (of: AccountFacts, other: BucketFacts): CheckResult[] =>
          judgeBucket(facts, of, OPTIONS, 'all', { buckets: new Map([['logs', other]]), complete: true });
        const before = judge(account, logs);
        if (lost === 'the list') holdsUp(before, judge({ ...account, buckets: denied('ListBuckets') }, logs), lost);
        else if (lost === 'the trails')
          holdsUp(before, judge({ ...account, trails: denied('DescribeTrails') }, logs), lost);
        else holdsUp(before, judge(account, { ...logs, [lost]: denied(lost) }), lost);
      }),
      { numRuns: 400 },
    );
  });

  it('never turn a verdict of the account around when a fact cannot be read', function () {
    this.timeout(20_000);
    const lost = fc.constantFrom(...Object.keys(LOSE));
    const buckets = fc.array(BUCKET, { maxLength: 1 }).map((list) => new Map(list.map((one) => [one.name, one])));
    fc.assert(
      fc.property(ACCOUNT, buckets, lost, (account, read, name) => {
        const before = judgeAccount(account, read, OPTIONS, 'all');
        holdsUp(before, judgeAccount({ ...account, ...LOSE[name]?.(account) }, read, OPTIONS, 'all'), name);
        const less = [...read.values()].map((one): [string, BucketFacts] => [
          one.name,
          { ...one, publicAccessBlock: denied('GetPublicAccessBlock') },
        ]);
        holdsUp(before, judgeAccount(account, new Map(less), OPTIONS, 'all'), 'the block of the bucket');
      }),
      { numRuns: 2000 },
    );
  });

  it('believe neither the service nor the statements where these contradict each other', () => {
    const open = { publicAccessBlock: known(OPEN), policy: allow({}) };
    const say = (status: Fact<boolean>, policy = open.policy): string | undefined =>
      kinds(newBucket({ ...open, policy, policyStatus: status })).get('s3-bucket-public-read');
    assert.equal(say(known(true)), 'fail');
    assert.equal(say(denied('s')), 'fail');
    assert.equal(say(known(false)), 'unknown');
    const fixed = allow({ Principal: { AWS: OWNER } });
    assert.deepEqual(
      [say(known(false), fixed), say(denied('s'), fixed), say(known(true), fixed)],
      ['pass', 'pass', 'unknown'],
    );
  });

  it('go by what the service says of a condition, and say unknown without', () => {
    for (const [key, value] of [
      ['aws:PrincipalOrgPaths', 'o-1/r-1/ou-1/'],
      ['aws:Referer', 'https://example.com/'],
    ] as const) {
      const bucket = newBucket({
        publicAccessBlock: known(OPEN),
        policy: allow({ Condition: { StringEquals: { [key]: value } } }),
      });
      const say = (policyStatus: Fact<boolean>): string | undefined =>
        kinds({ ...bucket, policyStatus }).get('s3-bucket-public-read');
      assert.equal(say(known(false)), 'pass', key);
      assert.equal(say(denied('s')), 'unknown', key);
    }
  });

  it('keep the identity of a finding when the policy is edited and still fails', () => {
    const prints = ['s3:GetObject', 's3:Get*'].map((action) => {
      const bucket = newBucket({ publicAccessBlock: known(OPEN), policy: allow({ Action: action }) });
      const bad = judgeBucket({ ...bucket, policyStatus: known(true) }, newAccount(), OPTIONS, 'core').find(
        ({ checkId }) => checkId === 's3-bucket-public-read',
      );
      assert.ok(bad);
      return postureFinding(bad, { partition: 'aws', accountId: OWNER, arn: '', region: '' });
    });
    assert.equal(prints[0]?.fingerprint, prints[1]?.fingerprint);
    assert.notEqual(prints[0]?.fingerprint, undefined);
  });
});
