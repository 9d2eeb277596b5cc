import assert from 'node:assert/strict';
import { CHECKS, checksOf } from '../../../../src/s3/checks/catalogue.ts';
import { judgeAccount, judgeBucket } from '../../../../src/s3/checks/judge.ts';
import { JUDGES } from '../../../../src/s3/checks/judges.ts';
import { ALL_USERS } from '../../../../src/s3/checks/publicAccess.ts';
import { known } from '../../../../src/s3/facts.ts';
import type { PostureRunOptions } from '../../../../src/s3/posture.ts';
import { denied, newAccount, newBucket, newPoint, OPEN, policyOf, sayOf } from '../../../support/s3Facts.ts';

const TRUSTING_NOBODY = { trustedAccounts: new Set<string>() };
const SHARED = newBucket({
  policy: policyOf({ Principal: { AWS: ['444455556666', '777788889999'] } }),
  policyStatus: known(false),
});

function idsOf(subject: 'bucket' | 'account', profile: 'core' | 'all'): readonly string[] {
  return checksOf(profile).flatMap((rule) => (rule.subject === subject ? [rule.id] : []));
}

describe('judging', () => {
  for (const profile of ['core', 'all'] as const) {
    it(`asks every check of a bucket in ${profile}, in the order of the catalogue, and no other`, () => {
      const results = judgeBucket(newBucket(), newAccount(), TRUSTING_NOBODY, profile);
      assert.deepEqual([...new Set(results.map(({ checkId }) => checkId))], idsOf('bucket', profile));
      assert.ok(results.every(({ resource }) => resource === 'b'));
    });

    it(`asks only checks of the account in ${profile}`, () => {
      const point = newPoint({ publicAccessBlock: known(OPEN) });
      const account = newAccount({ accessPoints: new Map([['eu-west-1', known([point])]]) });
      const results = judgeAccount(account, new Map([['b', newBucket()]]), TRUSTING_NOBODY, profile);
      const ids = idsOf('account', profile);
      assert.ok(results.every(({ checkId }) => ids.includes(checkId)));
      assert.ok(results.some(({ checkId }) => checkId === 's3-account-public-access-block'));
    });
  }

  it('gives as many results as things fail, each with what tells it from the others', () => {
    const results = judgeBucket(SHARED, newAccount(), TRUSTING_NOBODY, 'core').filter(
      ({ checkId }) => checkId === 's3-bucket-policy-cross-account',
    );
    assert.deepEqual(
      results.map(({ outcome }) => (outcome.kind === 'fail' ? outcome.aspect : outcome.kind)),
      ['444455556666', '777788889999'],
    );
  });

  it('hands on who is trusted', () => {
    const trustedAccounts = new Set(['444455556666', '777788889999']);
    const [only] = judgeBucket(SHARED, newAccount(), { trustedAccounts }, 'core').filter(
      ({ checkId }) => checkId === 's3-bucket-policy-cross-account',
    );
    assert.equal(only?.outcome.kind, 'pass');
  });

  it('leaves open what rests on the other buckets while they are not all read', () => {
    const target = newBucket({
      policy: policyOf({ Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' }),
      policyStatus: known(false),
    });
    const logging = (siblings?: Parameters<typeof judgeBucket>[4]): string | undefined =>
      judgeBucket(target, newAccount(), TRUSTING_NOBODY, 'core', siblings).find(
        ({ checkId }) => checkId === 's3-bucket-access-logging',
      )?.outcome.kind;
    const other = newBucket({ name: 'c', logging: known({ targetBucket: 'b', targetPrefix: '' }) });
    assert.equal(logging(), 'unknown');
    assert.equal(logging({ buckets: new Map(), complete: true }), 'fail');
    assert.equal(logging({ buckets: new Map([['c', other]]), complete: false }), 'not-applicable');
  });

  it('says what else may be open where one thing is open for certain', () => {
    const account = newAccount();
    const open = newBucket({
      publicAccessBlock: known(OPEN),
      policy: policyOf({ Action: 's3:PutBucketAcl', Resource: 'arn:aws:s3:::b' }),
      policyStatus: known(true),
      ownership: denied('GetBucketOwnershipControls'),
      acl: known({
        owner: 'me',
        grants: [{ grantee: { kind: 'group', uri: ALL_USERS }, permission: 'READ_ACP' }],
      }),
    });
    assert.deepEqual(sayOf('s3-bucket-public-acl-admin', open, account), [
      'fail critical change',
      'unknown GetBucketOwnershipControls',
    ]);
    assert.deepEqual(sayOf('s3-bucket-public-acl-admin', { ...open, ownership: known('ObjectWriter') }, account), [
      'fail critical change',
      'fail medium read',
    ]);
  });

  it('takes the profile from the run', () => {
    const options: PostureRunOptions = {
      profile: undefined,
      region: undefined,
      buckets: [],
      checks: 'core',
      ...TRUSTING_NOBODY,
    };
    const siblings = { buckets: new Map(), complete: true };
    const judged = (checks: 'core' | 'all'): readonly string[] => [
      ...JUDGES.judgeBucket(newBucket(), newAccount(), { ...options, checks }, siblings).map(({ checkId }) => checkId),
      ...JUDGES.judgeAccount(newAccount(), new Map(), { ...options, checks }).map(({ checkId }) => checkId),
    ];
    const inAllOnly = CHECKS.filter(({ profile }) => profile === 'all').map(({ id }) => id);
    assert.ok(inAllOnly.length > 0);
    assert.ok(!judged('core').some((id) => inAllOnly.includes(id)));
    assert.ok(judged('all').some((id) => inAllOnly.includes(id)));
  });
});
