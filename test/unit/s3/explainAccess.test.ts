import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeAccount, judgeBucket } from '../../../src/s3/checks/judge.ts';
import type { AccessStep } from '../../../src/s3/accessSteps.ts';
import { type AccessConclusion, explainAccess } from '../../../src/s3/explainAccess.ts';
import { ABSENT, type AccountFacts, type BucketFacts, known, NOT_READ } from '../../../src/s3/facts.ts';
import type { CheckResult } from '../../../src/s3/posture.ts';
import { sampleAccount } from '../../../src/s3/sampleAccount.ts';
import { BLOCKED, denied, newAccount, newBucket, newPoint, OPEN, policyOf } from '../../support/s3Facts.ts';
import { ACCOUNT, BUCKET } from './checks/generatedFacts.ts';

const OPTIONS = { trustedAccounts: new Set<string>() };
const NO_POINTS = new Map([['eu-west-1', known([])]]);

function conclusion(bucket: BucketFacts, account: AccountFacts, id: AccessConclusion['id']): AccessConclusion {
  const found = explainAccess(bucket, account).conclusions.find((one) => one.id === id);
  assert.ok(found);
  return found;
}

function step(bucket: BucketFacts, account: AccountFacts, id: AccessStep['id']): AccessStep {
  const found = explainAccess(bucket, account).steps.find((one) => one.id === id);
  assert.ok(found);
  return found;
}

/** What a check says: it fails, else it cannot be told, else no. */
function answerOf(results: readonly CheckResult[], id: string, aspect?: string): AccessConclusion['answer'] {
  const ones = results.filter(({ checkId }) => checkId === id).map(({ outcome }) => outcome);
  assert.ok(ones.length > 0, id);
  if (ones.some((one) => one.kind === 'fail' && (aspect === undefined || one.aspect === aspect))) return 'yes';
  return ones.some(({ kind }) => kind === 'unknown') ? 'unknown' : 'no';
}

const BY_CHECK = [
  ['read', 's3-bucket-public-read'],
  ['list', 's3-bucket-public-list'],
  ['write', 's3-bucket-public-write'],
  ['objects', 's3-object-acl-exposure'],
] as const;

/** Asserts that what is concluded is what the checks say. */
function agrees(bucket: BucketFacts, account: AccountFacts): void {
  const { steps, conclusions } = explainAccess(bucket, account);
  const results = judgeBucket(bucket, account, OPTIONS, 'all');
  const answers = new Map(conclusions.map((one) => [one.id, one]));
  for (const [id, check] of BY_CHECK) assert.equal(answers.get(id)?.answer, answerOf(results, check), check);

  const change = answers.get('change-permissions')?.answer;
  const see = answers.get('see-permissions')?.answer;
  const admin = results.filter(({ checkId }) => checkId === 's3-bucket-public-acl-admin');
  const aspects = admin.flatMap(({ outcome }) => (outcome.kind === 'fail' ? [outcome.aspect] : []));
  assert.equal(change === 'yes', aspects.includes('change'));
  assert.equal(see === 'yes', aspects.includes('read'));
  const doubt = change === 'unknown' || see === 'unknown';
  assert.equal(
    doubt,
    admin.some(({ outcome }) => outcome.kind === 'unknown'),
  );

  const points = judgeAccount(account, new Map([[bucket.name, bucket]]), OPTIONS, 'all');
  assert.equal(answers.get('access-points')?.answer, answerOf(points, 's3-access-point-public-policy'));

  const policy = steps.find(({ id }) => id === 'policy');
  assert.equal(
    policy?.says === 'It is public, and held back by RestrictPublicBuckets alone.',
    answerOf(results, 's3-bucket-latent-public-policy') === 'yes',
  );
  for (const one of conclusions) {
    assert.notEqual(one.because, '', one.id);
    if (one.answer !== 'unknown') assert.deepEqual(one.missing, []);
  }
  for (const id of ['read', 'list', 'write'] as const) {
    const outcome = results.find(({ checkId }) => checkId === `s3-bucket-public-${id}`)?.outcome;
    if (outcome?.kind === 'unknown') assert.deepEqual(answers.get(id)?.missing, outcome.missing);
  }
}

const LOSABLE = ['publicAccessBlock', 'ownership', 'policy', 'policyStatus', 'acl'] as const;

describe('the explanation of what everybody can do with a bucket', () => {
  it('concludes what the checks conclude, whatever is known', function () {
    this.timeout(30_000);
    const lost = fc.subarray([...LOSABLE]);
    fc.assert(
      fc.property(BUCKET, ACCOUNT, lost, fc.boolean(), (bucket, account, names, accountLost) => {
        const facts = { ...bucket, ...Object.fromEntries(names.map((name) => [name, denied(name)])) };
        agrees(facts, accountLost ? { ...account, publicAccessBlock: denied('GetAccountPublicAccessBlock') } : account);
      }),
      { numRuns: 1500 },
    );
  });

  it('concludes it for every bucket of the sample', () => {
    const { account, buckets } = sampleAccount();
    for (const bucket of buckets) agrees(bucket, { ...account, accessPoints: noPointsIn(bucket) });
    const exchange = buckets.find(({ name }) => name === 'sample-partner-exchange');
    assert.ok(exchange);
    assert.equal(conclusion(exchange, account, 'access-points').answer, 'yes');
  });

  it('says which level sets a flag', () => {
    const bucket = newBucket({ publicAccessBlock: known({ ...OPEN, blockPublicAcls: true }) });
    const account = newAccount({
      publicAccessBlock: known({ ...OPEN, blockPublicAcls: true, ignorePublicAcls: true }),
    });
    assert.deepEqual(step(bucket, account, 'effective-block').details, [
      'BlockPublicAcls: on, by the account and the bucket',
      'IgnorePublicAcls: on, by the account',
      'BlockPublicPolicy: off',
      'RestrictPublicBuckets: off',
    ]);
    const unknown = { ...bucket, publicAccessBlock: denied('GetPublicAccessBlock') };
    const effective = step(unknown, account, 'effective-block');
    assert.equal(effective.standing, 'unknown');
    assert.deepEqual(effective.details.slice(1, 3), [
      'IgnorePublicAcls: on, by the account',
      'BlockPublicPolicy: cannot be told: that of the bucket is not known',
    ]);
    assert.deepEqual(
      effective.missing.map(({ api }) => api),
      ['GetPublicAccessBlock'],
    );
  });

  it('says that public grants cannot be seen while they are ignored', () => {
    const bucket = newBucket({ ownership: known('ObjectWriter'), acl: NOT_READ });
    const { standing, says } = step(bucket, newAccount(), 'acl');
    assert.equal(standing, 'closed');
    assert.match(says, /cannot be seen while they are ignored/);
  });

  it('names the statement that decides, what it lets everyone do, and where the service disagrees', () => {
    const bucket = newBucket({
      publicAccessBlock: known(OPEN),
      policy: policyOf({ Sid: 'Open', Action: ['s3:GetObject', 's3:PutBucketAcl'], Resource: '*' }),
      policyStatus: known(true),
    });
    const account = newAccount({ publicAccessBlock: known(OPEN) });
    const [first, status] = step(bucket, account, 'policy').details;
    assert.match(first ?? '', /^statement "Open": public; lets read objects, .*change permissions; allows everyone/);
    assert.equal(status, 'GetBucketPolicyStatus says public');
    assert.match(conclusion(bucket, account, 'read').because, /statement "Open"/);
    const other = step({ ...bucket, policyStatus: known(false) }, account, 'policy');
    assert.match(other.details.join('\n'), /our reading of the statements says the opposite/);
    assert.equal(other.standing, 'unknown');
  });

  it('says what is missing where it cannot be told', () => {
    const bucket = newBucket({
      publicAccessBlock: ABSENT,
      policy: denied('GetBucketPolicy'),
      policyStatus: denied('GetBucketPolicyStatus'),
    });
    const { answer, because, missing } = conclusion(bucket, newAccount(), 'read');
    assert.equal(answer, 'unknown');
    assert.match(because, /could not be read/);
    assert.deepEqual(
      missing.map(({ action }) => action),
      ['s3:GetBucketPolicy'],
    );
    assert.equal(step(bucket, newAccount(), 'policy').standing, 'unknown');
    const blocked = { ...bucket, publicAccessBlock: known(BLOCKED) };
    assert.equal(conclusion(blocked, newAccount(), 'read').answer, 'no');
    assert.match(step(blocked, newAccount(), 'policy').says, /RestrictPublicBuckets holds back/);
  });

  it('looks at the access points of the bucket alone', () => {
    const open = newPoint({ publicAccessBlock: known(OPEN), policyIsPublic: known(true) });
    const points = [open, { ...open, name: 'theirs', bucket: 'other' }, newPoint({ name: 'vpc', vpcOnly: true })];
    const account = newAccount({ accessPoints: new Map([['eu-west-1', known(points)]]) });
    const bucket = newBucket({ publicAccessBlock: ABSENT });
    assert.equal(conclusion(bucket, account, 'access-points').answer, 'yes');
    assert.deepEqual(step(bucket, account, 'access-points').details, [
      'ap: its policy is public, and RestrictPublicBuckets is off',
      'vpc: answers in a VPC only',
    ]);
    assert.equal(conclusion(newBucket(), account, 'access-points').answer, 'no');
    const unlisted = newAccount({ accessPoints: new Map([['eu-west-1', denied('ListAccessPoints')]]) });
    assert.equal(conclusion(bucket, unlisted, 'access-points').answer, 'unknown');
    assert.equal(conclusion(bucket, newAccount(), 'access-points').answer, 'unknown');
  });

  it('calls nothing public in a directory bucket', () => {
    const bucket = newBucket({ kind: 'directory', acl: NOT_READ, publicAccessBlock: NOT_READ, ownership: NOT_READ });
    const account = newAccount({ accessPoints: NO_POINTS });
    for (const { answer, id } of explainAccess(bucket, account).conclusions) assert.equal(answer, 'no', id);
  });
});

function noPointsIn({ region = 'eu-west-1' }: BucketFacts): AccountFacts['accessPoints'] {
  return new Map([[region, known([])]]);
}
