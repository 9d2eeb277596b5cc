// What the change of a playbook does to the outcomes of all checks: its own is put right, and no other turns that the
// playbook does not name. Without AWS: the facts are changed as AWS would change them, and judged again.
import assert from 'node:assert/strict';
import { AUTHENTICATED_USERS, isPublicGroup, LOG_DELIVERY } from '../../../src/s3/checks/publicAccess.ts';
import { ABSENT, type BucketFacts, type Grant, known } from '../../../src/s3/facts.ts';
import { type Facts, hasFailed, type JudgedFacts, judgedFacts, outcomesOf } from './judgedFacts.ts';
import { commandFilesOf, type S3PlaybookFile, s3PlaybookFinder } from '../../support/playbooks/playbookFiles.ts';
import { withSamples } from '../../support/playbooks/sampleValues.ts';
import { BLOCKED, newAccount, newBucket, OPEN, sayOf } from '../../support/s3Facts.ts';

/** The ACL without the grants that are not to be kept, where it was read. */
function keeping(bucket: BucketFacts, isKept: (grant: Grant, owner: string | undefined) => boolean): BucketFacts {
  if (bucket.acl.kind !== 'known') return bucket;
  const { owner, grants } = bucket.acl.value;
  return { ...bucket, acl: known({ owner, grants: grants.filter((grant) => isKept(grant, owner)) }) };
}

/** S3 does not show public grants while they are ignored. */
function blocked({ bucket, account }: Facts): Facts {
  const hidden = keeping(bucket, (grant) => !isPublicGroup(grant));
  return { account, bucket: { ...hidden, publicAccessBlock: known(BLOCKED) } };
}

const BLOCKING = [
  's3-bucket-public-access-block',
  's3-bucket-level-public-access-block',
  's3-bucket-public-read',
  's3-bucket-public-list',
  's3-bucket-public-write',
  's3-bucket-public-acl-admin',
  's3-bucket-latent-public-acl',
  's3-object-acl-exposure',
  's3-access-point-public-access-block',
];

const CHANGES: Readonly<Record<string, (facts: Facts) => Facts>> = {
  ...Object.fromEntries(BLOCKING.map((id) => [id, blocked])),
  's3-account-public-access-block': ({ bucket, account }) => ({
    bucket: keeping(bucket, (grant) => !isPublicGroup(grant)),
    account: { ...account, publicAccessBlock: known(BLOCKED) },
  }),
  's3-bucket-authenticated-users-grant': ({ bucket, account }) => ({
    account,
    bucket: keeping(bucket, ({ grantee }) => grantee.kind !== 'group' || grantee.uri !== AUTHENTICATED_USERS),
  }),
  's3-bucket-acl-grants': ({ bucket, account }) => ({
    account,
    bucket: keeping(
      bucket,
      ({ grantee }, owner) =>
        (grantee.kind === 'canonical' && grantee.id === owner) ||
        (grantee.kind === 'group' && grantee.uri === LOG_DELIVERY),
    ),
  }),
  's3-bucket-acls-disabled': ({ bucket, account }) => ({
    account,
    bucket: { ...keeping(bucket, () => false), ownership: known('BucketOwnerEnforced') },
  }),
  's3-cloudtrail-bucket-protected': (facts) => {
    const { bucket, account } = blocked(facts);
    const logging = known({ targetBucket: 'logs', targetPrefix: 'b/' });
    return { account, bucket: bucket.logging.kind === 'absent' ? { ...bucket, logging } : bucket };
  },
  's3-bucket-website': ({ bucket, account }) => ({ account, bucket: { ...bucket, website: ABSENT } }),
};

/** The policies that the files give in full, for a bucket whose every other way in is open. */
const POLICIES = [
  's3-bucket-latent-public-policy',
  's3-bucket-policy-cross-account',
  's3-bucket-policy-sensitive-cross-account',
  's3-bucket-policy-wildcard-actions',
  's3-bucket-policy-confused-deputy',
  's3-bucket-policy-valid',
];

describe('Effects of playbooks', function () {
  // Judging hundreds of accounts takes a second, and ten on a machine that is busy.
  this.timeout(30_000);
  let fileOf: (checkId: string) => S3PlaybookFile;
  let cases: readonly JudgedFacts[];

  before(async () => {
    cases = judgedFacts();
    fileOf = await s3PlaybookFinder();
  });

  for (const [id, change] of Object.entries(CHANGES)) {
    it(`are those that it names: ${id}`, () => {
      const { alsoChanges, leaves } = fileOf(id).playbook;
      const named = new Set([id, ...alsoChanges, ...leaves]);
      // Nobody is given the playbook of a check that does not fail.
      const failing = cases.filter(({ outcomes }) => hasFailed(outcomes, id));
      assert.ok(failing.length >= 20, `only ${failing.length} cases`);
      for (const { facts, outcomes } of failing) {
        const after = outcomesOf(change(facts));
        assert.ok(!hasFailed(after, id), `${id} still fails: ${after.get(id) ?? ''}`);
        const all = new Set([...outcomes.keys(), ...after.keys()]);
        const turned = [...all].filter((one) => outcomes.get(one) !== after.get(one) && !named.has(one));
        assert.deepEqual(turned, [], JSON.stringify(facts));
      }
    });
  }

  for (const id of POLICIES) {
    it(`put right what it is for, with the policy that it gives: ${id}`, () => {
      const policy = commandFilesOf(fileOf(id)).get('policy.json') ?? '';
      const bucket = newBucket({
        name: 'sample-bucket',
        publicAccessBlock: known(id === 's3-bucket-latent-public-policy' ? BLOCKED : OPEN),
        policy: known(withSamples(policy)),
        policyStatus: known(false),
      });
      assert.deepEqual(sayOf(id, bucket, newAccount()), ['pass']);
    });
  }
});
