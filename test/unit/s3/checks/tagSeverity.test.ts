import assert from 'node:assert/strict';
import { judgeBucket } from '../../../../src/s3/checks/judge.ts';
import type { CheckResult } from '../../../../src/s3/posture.ts';
import { ABSENT, type BucketFacts, known, NOT_READ, type PostureOptions } from '../../../../src/s3/facts.ts';
import { ALL_USERS } from '../../../../src/s3/checks/publicAccess.ts';
import { denied, newAccount, newBucket, OPEN, policyOf } from '../../../support/s3Facts.ts';

const NAMED = { trustedAccounts: new Set<string>(), publicTags: ['open=yes'], sensitiveTags: ['pii'] };
const OPENLY = known([{ key: 'open', value: 'yes' }]);
const SENSITIVE = known([{ key: 'pii', value: 'names' }]);
const BOTH = known([...(OPENLY.kind === 'known' ? OPENLY.value : []), { key: 'pii', value: 'names' }]);

/** Readable, listable and writable by everyone; a website; ACLs on; nothing logged, locked or kept. */
const WIDE_OPEN = newBucket({
  publicAccessBlock: known(OPEN),
  ownership: known('ObjectWriter'),
  policy: policyOf(
    {},
    { Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b' },
    { Action: ['s3:PutObject', 's3:PutBucketPolicy'], Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] },
    { Principal: { AWS: 'arn:aws:iam::444455556666:root' } },
  ),
  policyStatus: known(true),
  acl: known({
    owner: 'me',
    grants: [{ grantee: { kind: 'group', uri: ALL_USERS }, permission: 'READ_ACP' }],
  }),
  website: known({ indexDocument: true, redirectsAll: false }),
  objectAcls: known({ looked: 1, publicKeys: ['k'] }),
});
const HELD_BACK = newBucket({ policy: policyOf({}), policyStatus: known(true) });

const judged = (bucket: BucketFacts, options: PostureOptions = NAMED): readonly CheckResult[] =>
  judgeBucket(bucket, newAccount(), options, 'all', { buckets: new Map(), complete: true });
const one = (id: string, bucket: BucketFacts, options?: PostureOptions) => {
  const found = judged(bucket, options).find(({ checkId }) => checkId === id)?.outcome;
  assert.ok(found?.kind === 'fail' || found?.kind === 'unknown', `${id} is ${found?.kind ?? 'missing'}`);
  return found;
};

describe('tags that say how much a finding matters', () => {
  for (const [id, before, withPublic, withSensitive] of [
    ['s3-bucket-public-read', 'critical', 'informational', 'critical'],
    ['s3-bucket-public-list', 'high', 'informational', 'critical'],
    ['s3-bucket-website', 'medium', 'informational', 'high'],
    ['s3-bucket-public-access-block', 'high', 'informational', 'critical'],
    ['s3-bucket-level-public-access-block', 'high', 'informational', 'critical'],
    ['s3-bucket-latent-public-acl', 'low', 'informational', 'medium'],
    ['s3-object-acl-exposure', 'medium', 'informational', 'high'],
    ['s3-bucket-public-write', 'critical', 'critical', 'critical'],
    ['s3-bucket-public-acl-admin', 'critical', 'critical', 'critical'],
    ['s3-bucket-policy-cross-account', 'medium', 'medium', 'medium'],
    ['s3-bucket-acls-disabled', 'medium', 'medium', 'medium'],
    ['s3-bucket-tls-only', 'medium', 'medium', 'high'],
    ['s3-bucket-kms-encryption', 'low', 'low', 'medium'],
    ['s3-bucket-access-logging', 'low', 'low', 'medium'],
    ['s3-bucket-versioning', 'medium', 'medium', 'high'],
    ['s3-bucket-object-lock', 'informational', 'informational', 'medium'],
    ['s3-bucket-requester-pays', 'informational', 'informational', 'informational'],
  ] as const) {
    it(`${id} is ${before}, ${withPublic} on purpose, ${withSensitive} with sensitive data`, () => {
      const bucket = { ...WIDE_OPEN, requesterPays: known(true) };
      const severityWith = (tags: BucketFacts['tags']): string => one(id, { ...bucket, tags }).severity;
      assert.equal(severityWith(ABSENT), before);
      assert.equal(severityWith(known([{ key: 'open', value: 'no' }])), before);
      assert.equal(severityWith(OPENLY), withPublic);
      assert.equal(severityWith(SENSITIVE), withSensitive);
      assert.equal(severityWith(BOTH), withSensitive);
    });
  }

  it('lower what is held back, unless it lets everyone write', () => {
    const id = 's3-bucket-latent-public-policy';
    assert.equal(one(id, { ...HELD_BACK, tags: OPENLY }).severity, 'informational');
    const writes = { ...HELD_BACK, policy: policyOf({ Action: 's3:*' }), tags: OPENLY };
    assert.equal(one(id, writes).severity, 'medium');
  });

  it('count for what is unknown, too', () => {
    const lost = newBucket({
      publicAccessBlock: known(OPEN),
      policy: denied('GetBucketPolicy'),
      policyStatus: denied('GetBucketPolicyStatus'),
    });
    assert.equal(one('s3-bucket-public-read', { ...lost, tags: OPENLY }).severity, 'informational');
    assert.equal(one('s3-bucket-public-list', { ...lost, tags: SENSITIVE }).severity, 'critical');
  });

  it('are named in the evidence, with the severity that there was', () => {
    const evidence = (id: string, tags: BucketFacts['tags']): string => one(id, { ...WIDE_OPEN, tags }).evidence;
    assert.match(evidence('s3-bucket-public-list', OPENLY), /lowered from high to informational.*"open=yes"/);
    assert.match(evidence('s3-bucket-public-list', SENSITIVE), /raised from high to critical.*"pii=names"/);
    assert.match(evidence('s3-bucket-public-list', BOTH), /raised from high.*"open=yes".*"pii=names" outweighs/);
    assert.match(evidence('s3-bucket-public-read', BOTH), /"pii=names" outweighs/);
    assert.doesNotMatch(evidence('s3-bucket-public-read', SENSITIVE), /tag/);
    assert.doesNotMatch(evidence('s3-bucket-public-write', OPENLY), /tag/);
  });

  it('change nothing when they cannot be read, and it is said where that may matter', () => {
    for (const tags of [denied('GetBucketTagging'), NOT_READ]) {
      const outcomes = (options: PostureOptions) => judged({ ...WIDE_OPEN, tags }, options);
      const plain = outcomes({ trustedAccounts: new Set() });
      const named = outcomes(NAMED);
      assert.equal(named.length, plain.length);
      named.forEach(({ outcome }, at) => {
        const was = plain[at]?.outcome;
        assert.ok(was);
        const { evidence, ...rest } = outcome;
        const { evidence: before, ...others } = was;
        assert.deepEqual(rest, others);
        assert.ok(evidence.startsWith(before));
      });
    }
    const lost = { ...WIDE_OPEN, tags: denied('GetBucketTagging') };
    assert.match(one('s3-bucket-public-read', lost).evidence, /GetBucketTagging: AccessDenied/);
    const onlySensitive = { trustedAccounts: new Set<string>(), sensitiveTags: ['pii'] };
    assert.doesNotMatch(one('s3-bucket-public-read', lost, onlySensitive).evidence, /tag/);
    assert.doesNotMatch(one('s3-bucket-public-write', lost).evidence, /tag/);
    assert.doesNotMatch(one('s3-bucket-acls-disabled', lost).evidence, /tag/);
  });

  it('never change what passes, fails or is unknown', () => {
    const said = (bucket: BucketFacts) => judged(bucket).map(({ checkId, outcome }) => `${checkId} ${outcome.kind}`);
    for (const bucket of [WIDE_OPEN, HELD_BACK, newBucket(), newBucket({ policy: denied('GetBucketPolicy') })]) {
      const tags = known([{ key: 'other', value: 'x' }]);
      for (const other of [OPENLY, SENSITIVE, BOTH]) {
        assert.deepEqual(said({ ...bucket, tags: other }), said({ ...bucket, tags }));
      }
    }
  });
});
