import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeBucket } from '../../../../src/s3/checks/judge.ts';
import { ABSENT, type BucketFacts, type Fact, known } from '../../../../src/s3/facts.ts';
import { postureFinding } from '../../../../src/s3/postureFinding.ts';
import { denied, newAccount, newBucket, OWNER } from '../../../support/s3Facts.ts';

const OPEN = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};
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

  it('never turn a verdict around when a fact cannot be read', () => {
    const flags = fc.record({
      blockPublicAcls: fc.boolean(),
      ignorePublicAcls: fc.boolean(),
      blockPublicPolicy: fc.boolean(),
      restrictPublicBuckets: fc.boolean(),
    });
    const policy = fc.constantFrom<Fact<string>>(
      ABSENT,
      allow({}),
      allow({ Action: 's3:*' }),
      allow({ Principal: { AWS: '222233334444' } }),
      known('{'),
    );
    const lifecycle = fc.constantFrom(ABSENT, known([]));
    const grants = fc.constantFrom('AllUsers', 'AuthenticatedUsers').chain((group) =>
      fc.subarray(['READ', 'WRITE', 'READ_ACP', 'FULL_CONTROL'] as const).map((given) =>
        given.map((permission) => ({
          grantee: { kind: 'group' as const, uri: `http://acs.amazonaws.com/groups/global/${group}` },
          permission,
        })),
      ),
    );
    const bucket = fc
      .record({
        own: flags,
        policy,
        lifecycle,
        grants,
        ownership: fc.constantFrom('BucketOwnerEnforced' as const, 'ObjectWriter' as const),
        versioning: fc.constantFrom('Enabled' as const, 'Suspended' as const, undefined),
      })
      .map((one) =>
        newBucket({
          publicAccessBlock: known(one.own),
          policy: one.policy,
          policyStatus: { kind: 'not-read' },
          lifecycle: one.lifecycle,
          acl: known({ owner: 'o', grants: one.grants }),
          ownership: known(one.ownership),
          versioning: known({ status: one.versioning, mfaDelete: false }),
        }),
      );
    fc.assert(
      fc.property(bucket, flags, fc.constantFrom(...FACTS, 'account' as const), (facts, block, taken) => {
        const account = newAccount({ publicAccessBlock: known(block) });
        const before = kinds(facts, account);
        const after =
          taken === 'account'
            ? kinds(facts, { ...account, publicAccessBlock: denied('x') })
            : kinds({ ...facts, [taken]: denied(taken) }, account);
        for (const [id, kind] of after)
          assert.ok(
            kind === 'unknown' || kind === before.get(id),
            `${id}: ${before.get(id) ?? ''} became ${kind} without ${taken}`,
          );
      }),
      { numRuns: 500 },
    );
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
