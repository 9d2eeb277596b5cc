import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SEVERITIES } from '../../../src/findings/severity.ts';
import { CHECKS } from '../../../src/s3/checks/catalogue.ts';
import type { CheckOutcome } from '../../../src/s3/checks/check.ts';
import { judgeBucket } from '../../../src/s3/checks/judge.ts';
import { type BucketFacts, type Identity, known, type Unreadable } from '../../../src/s3/facts.ts';
import type { CheckResult } from '../../../src/s3/posture.ts';
import { postureFinding } from '../../../src/s3/postureFinding.ts';
import { newAccount, newBucket, OPEN, OWNER, policyOf } from '../../support/s3Facts.ts';

const IDENTITY: Identity = {
  partition: 'aws',
  accountId: OWNER,
  arn: `arn:aws:iam::${OWNER}:user/reader`,
  region: 'eu-west-1',
};
const PUBLIC_READ = 's3-bucket-public-read';
const DENIED: Unreadable = {
  cause: 'access-denied',
  api: 'GetBucketPolicy',
  action: 's3:GetBucketPolicy',
  error: 'AccessDenied',
  httpStatus: 403,
};
const FAIL = { kind: 'fail', severity: 'high', evidence: 'e' } as const;
const UNKNOWN: CheckOutcome = { kind: 'unknown', severity: 'high', evidence: 'e', missing: [DENIED] };

function result(outcome: CheckOutcome, change: Partial<CheckResult> = {}): CheckResult {
  return { checkId: PUBLIC_READ, resource: 'b', outcome, ...change };
}

function printOf(given: CheckResult, identity: Identity = IDENTITY): string {
  const finding = postureFinding(given, identity);
  assert.ok(finding);
  return finding.fingerprint;
}

/** What controls a terminal, turns the direction of text or is not seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const HOSTILE = '\u001b[2J\u202e\u200b\u{e0041}\u2028\n[x](https://evil.example)';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });
const anyFail: fc.Arbitrary<CheckOutcome & { readonly kind: 'fail' }> = fc.record({
  kind: fc.constant('fail' as const),
  severity: fc.constantFrom(...SEVERITIES),
  evidence: anyText,
});

describe('a finding of the posture', () => {
  it('is made of what fails and of what is unknown, and of nothing else', () => {
    assert.equal(postureFinding(result({ kind: 'pass', evidence: 'e' }), IDENTITY), undefined);
    assert.equal(postureFinding(result({ kind: 'not-applicable', evidence: 'e' }), IDENTITY), undefined);
    assert.equal(postureFinding(result(FAIL, { checkId: 's3-no-such-check' }), IDENTITY), undefined);
    for (const { id } of CHECKS) {
      assert.equal(postureFinding(result(FAIL, { checkId: id }), IDENTITY)?.ruleId, id);
      assert.equal(postureFinding(result(UNKNOWN, { checkId: id }), IDENTITY)?.ruleId, id);
    }
  });

  it('keeps its identity whatever becomes of evidence, severity and confidence', () => {
    fc.assert(
      fc.property(anyFail, anyFail, (one, other) => {
        assert.equal(printOf(result(one)), printOf(result({ ...other, confidence: 'medium' })));
      }),
    );
    fc.assert(
      fc.property(anyText, anyText, (evidence, error) => {
        assert.equal(
          printOf(result(UNKNOWN)),
          printOf(result({ kind: 'unknown', severity: 'low', evidence, missing: [{ ...DENIED, error }] })),
        );
      }),
    );
  });

  it('has another identity with each part of it', () => {
    const prints = [
      printOf(result(FAIL)),
      printOf(result(UNKNOWN)),
      printOf(result({ ...FAIL, aspect: '444455556666' })),
      printOf(result({ ...FAIL, aspect: '777788889999' })),
      printOf(result(FAIL, { resource: 'c' })),
      printOf(result(FAIL, { checkId: 's3-bucket-public-write' })),
      printOf(result(FAIL), { ...IDENTITY, partition: 'aws-cn' }),
      printOf(result(FAIL), { ...IDENTITY, accountId: '999988887777' }),
    ];
    assert.equal(new Set(prints).size, prints.length);
    assert.equal(printOf(result(FAIL), { ...IDENTITY, arn: 'another', region: 'eu-west-3' }), prints[0]);
  });

  it('cannot be taken for another by names that run into each other', () => {
    fc.assert(
      fc.property(fc.tuple(anyText, anyText), fc.tuple(anyText, anyText), ([a, b], [c, d]) => {
        fc.pre(a !== c || b !== d);
        const print = (resource: string, aspect: string): string => printOf(result({ ...FAIL, aspect }, { resource }));
        assert.notEqual(print(a, b), print(c, d));
      }),
    );
  });

  it('is one for each foreign account that a policy lets in', () => {
    const bucket = newBucket({
      policy: policyOf({ Principal: { AWS: ['444455556666', '777788889999'] } }),
      policyStatus: known(false),
    });
    const found = judge(bucket).filter(({ checkId }) => checkId === 's3-bucket-policy-cross-account');
    assert.deepEqual(
      found.map(({ outcome }) => outcome.kind),
      ['fail', 'fail'],
    );
    assert.equal(new Set(found.map((one) => printOf(one))).size, 2);
  });

  it('says of what is unknown what is missing, and asks for the permission first', () => {
    const finding = postureFinding(result(UNKNOWN), IDENTITY);
    assert.match(finding?.title ?? '', /^Cannot be told: /);
    assert.equal(finding?.evidence.quote, 'e; missing: GetBucketPolicy (s3:GetBucketPolicy): AccessDenied');
    assert.match(finding.remediation, /^Let the reader have s3:GetBucketPolicy\. /);
    assert.equal(finding.confidence, 'low');
    assert.equal(postureFinding(result(FAIL), IDENTITY)?.confidence, 'high');
    assert.equal(postureFinding(result({ ...FAIL, confidence: 'medium' }), IDENTITY)?.confidence, 'medium');
  });

  it('shows nothing of an account that cannot be seen, and no more than a person reads', () => {
    const long = `${HOSTILE}${'x'.repeat(100_000)}`;
    for (const outcome of [
      { ...FAIL, evidence: long, aspect: long },
      { ...UNKNOWN, evidence: HOSTILE, missing: [{ ...DENIED, error: long, message: long }] },
    ]) {
      const finding = postureFinding(result(outcome), IDENTITY);
      assert.ok(finding);
      const { subject, ...words } = finding;
      assert.equal(subject.bucket, 'b');
      assert.doesNotMatch(JSON.stringify(words), /\\u|\\n/);
      assert.doesNotMatch(JSON.stringify(words), UNSEEN);
      assert.ok(finding.evidence.quote.length <= 2_000);
    }
  });

  it('shows nothing unseen of facts that somebody else wrote, whichever check speaks of them', () => {
    const policy = policyOf(
      { Sid: HOSTILE, Principal: '*', Action: `s3:Put${HOSTILE}` },
      { Principal: { AWS: [HOSTILE, '444455556666'], Service: HOSTILE, Federated: HOSTILE, CanonicalUser: HOSTILE } },
      { Principal: '*', Condition: { [HOSTILE]: { [HOSTILE]: HOSTILE } }, Resource: HOSTILE },
    );
    const bucket = newBucket({
      publicAccessBlock: known(OPEN),
      ownership: known('ObjectWriter'),
      policy,
      policyStatus: known(true),
      acl: known({
        owner: HOSTILE,
        grants: [
          { grantee: { kind: 'canonical', id: HOSTILE }, permission: 'FULL_CONTROL' },
          { grantee: { kind: 'group', uri: HOSTILE }, permission: 'WRITE' },
          { grantee: { kind: 'email', address: HOSTILE }, permission: 'READ' },
        ],
      }),
      encryption: known({ algorithm: 'aws:kms', kmsKey: HOSTILE, bucketKey: false, blockedTypes: [HOSTILE] }),
      logging: known({ targetBucket: HOSTILE, targetPrefix: HOSTILE }),
      objectLock: known({ enabled: true, defaultRetention: { mode: HOSTILE, days: 1, years: undefined } }),
      replication: known([{ enabled: true, destination: HOSTILE, account: HOSTILE }]),
      cors: known([{ origins: ['*', HOSTILE], methods: ['PUT', HOSTILE], headers: [HOSTILE] }]),
      tags: known([{ key: HOSTILE, value: HOSTILE }]),
      objectAcls: known({ looked: 3, publicKeys: [HOSTILE] }),
    });
    const results = judge(bucket);
    assert.ok(results.length >= CHECKS.filter(({ subject }) => subject === 'bucket').length);
    for (const one of results) {
      assert.doesNotMatch(one.outcome.evidence, UNSEEN, one.checkId);
      assert.ok(one.outcome.evidence.length < 2_000, one.checkId);
    }
  });
});

function judge(bucket: BucketFacts): readonly CheckResult[] {
  return judgeBucket(bucket, newAccount(), { trustedAccounts: new Set() }, 'all', {
    buckets: new Map([[bucket.name, bucket]]),
    complete: true,
  });
}
