import assert from 'node:assert/strict';
import { ABSENT, type BucketFacts, type Encryption, known } from '../../../../src/s3/facts.ts';
import { checkTable } from './checkTable.ts';
import { denied, newBucket, policyOf, sayOf } from '../../../support/s3Facts.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-1111-4111-8111-111111111111';
const OTHER_KEY = KEY.replaceAll('1111-4', '2222-4');
const KEY_ID = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const ALGORITHM = 's3:x-amz-server-side-encryption';
const encrypted = (one: Partial<Encryption>, more: Partial<BucketFacts> = {}): BucketFacts =>
  newBucket({
    encryption: known({ algorithm: 'aws:kms', kmsKey: KEY, bucketKey: true, blockedTypes: undefined, ...one }),
    ...more,
  });
const directory = newBucket({ kind: 'directory' });
const LOST = newBucket({ encryption: denied('GetBucketEncryption') });
const NONE = newBucket({ encryption: ABSENT });

/** A Deny of uploads for everyone with these conditions. */
const deny = (Condition: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  Effect: 'Deny',
  Action: 's3:PutObject',
  Condition,
  ...more,
});
const NOT_KEY = deny({ StringNotEquals: { [KEY_ID]: KEY } });

checkTable('s3-bucket-default-encryption', [
  ['passes with SSE-S3', newBucket(), 'pass'],
  ['fails without', NONE, 'fail informational'],
  ['is unknown when it cannot be read', LOST, 'unknown GetBucketEncryption'],
]);

const logs = policyOf({ Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' });
checkTable('s3-bucket-kms-encryption', [
  ['passes with a key', encrypted({}), 'pass'],
  ['passes with the key that AWS manages', encrypted({ kmsKey: undefined }), 'pass'],
  ['passes with two layers', encrypted({ algorithm: 'aws:kms:dsse' }), 'pass'],
  ['fails with SSE-S3', newBucket(), 'fail low'],
  ['fails without', NONE, 'fail low'],
  [
    'is unknown when the algorithm is not understood',
    encrypted({ algorithm: 'unclear' }),
    'unknown GetBucketEncryption',
  ],
  ['is unknown when it cannot be read', LOST, 'unknown GetBucketEncryption'],
]);
describe('s3-bucket-kms-encryption of a place for logs', () => {
  const bucket = newBucket({ policy: logs });
  const source = newBucket({ name: 'a', logging: known({ targetBucket: 'b', targetPrefix: '' }) });
  const say = (other: BucketFacts, complete: boolean): readonly string[] =>
    sayOf('s3-bucket-kms-encryption', bucket, undefined, [], { buckets: new Map([[other.name, other]]), complete });

  it('is not for one that logs arrive in', () => {
    assert.deepEqual(say(source, false), ['not-applicable']);
  });
  it('fails for one that no logs go to', () => {
    assert.deepEqual(say({ ...source, logging: ABSENT }, true), ['fail low']);
  });
  it('is unknown while other buckets are not read, or their logging cannot be', () => {
    assert.deepEqual(say({ ...source, logging: ABSENT }, false), ['unknown']);
    assert.deepEqual(say({ ...source, logging: denied('GetBucketLogging') }, true), ['unknown GetBucketLogging']);
  });
});

checkTable('s3-bucket-key-enabled', [
  ['passes when it is on', encrypted({}), 'pass'],
  ['fails when it is off', encrypted({ bucketKey: false }), 'fail informational'],
  ['is not for SSE-S3', newBucket(), 'not-applicable'],
  ['is not for two layers', encrypted({ algorithm: 'aws:kms:dsse' }), 'not-applicable'],
  ['is not for a bucket without encryption', NONE, 'not-applicable'],
  ['is not for directory buckets', directory, 'not-applicable'],
  [
    'is unknown when the algorithm is not understood',
    encrypted({ algorithm: 'unclear' }),
    'unknown GetBucketEncryption',
  ],
  ['is unknown when it cannot be read', LOST, 'unknown GetBucketEncryption'],
]);

const CUSTOMER = 's3:x-amz-server-side-encryption-customer-algorithm';
const denySseC = policyOf(deny({ Null: { [CUSTOMER]: 'false' } }));
const old = { createdAt: '2020-01-01T00:00:00.000Z' };
checkTable('s3-bucket-ssec-blocked', [
  ['passes when it is blocked', newBucket(), 'pass'],
  ['passes when the policy denies it', encrypted({}, { policy: denySseC }), 'pass'],
  ['fails without', encrypted({}), 'fail informational'],
  ['fails worse in an old bucket that allows it', encrypted({ blockedTypes: ['NONE'] }, old), 'fail medium'],
  [
    'fails when the Deny is the wrong way round',
    encrypted({}, { policy: policyOf(deny({ Null: { [CUSTOMER]: 'true' } })) }),
    'fail informational',
  ],
  [
    'fails when the Deny is narrowed',
    encrypted(
      {},
      { policy: policyOf(deny({ Null: { [CUSTOMER]: 'false' }, Bool: { 'aws:SecureTransport': 'true' } })) },
    ),
    'fail informational',
  ],
  ['passes by the policy when the encryption cannot be read', { ...LOST, policy: denySseC }, 'pass'],
  ['is unknown without the encryption', LOST, 'unknown GetBucketEncryption'],
  ['is unknown without the policy', encrypted({}, { policy: denied('GetBucketPolicy') }), 'unknown GetBucketPolicy'],
  ['passes without the policy when it is blocked', newBucket({ policy: denied('GetBucketPolicy') }), 'pass'],
  ['is not for directory buckets', directory, 'not-applicable'],
]);

const enforced = (...statements: Record<string, unknown>[]): BucketFacts =>
  encrypted({}, { policy: policyOf(...statements) });
const FAIL = 'fail informational';
checkTable('s3-bucket-policy-enforces-encryption', [
  ['passes when all but the key is denied', enforced(NOT_KEY), 'pass'],
  [
    'passes with IfExists, which an absent key meets',
    enforced(deny({ StringNotEqualsIfExists: { [KEY_ID]: KEY } })),
    'pass',
  ],
  ['passes with ArnNotEquals', enforced(deny({ ArnNotEquals: { [KEY_ID]: KEY } })), 'pass'],
  [
    'passes when two statements do it, and an upload that says nothing is let in',
    enforced(
      deny({ StringNotEquals: { [ALGORITHM]: 'aws:kms' }, Null: { [ALGORITHM]: 'false' } }),
      deny({ StringNotEquals: { [KEY_ID]: KEY }, StringEquals: { [ALGORITHM]: 'aws:kms' } }),
    ),
    'pass',
  ],
  [
    'fails when uploads with SSE-S3 are let in',
    enforced(deny({ StringNotEquals: { [KEY_ID]: KEY }, Null: { [KEY_ID]: 'false' } })),
    FAIL,
  ],
  ['fails when only the key itself is denied', enforced(deny({ StringEquals: { [KEY_ID]: KEY } })), FAIL],
  ['fails when any key will do', enforced(deny({ StringNotEquals: { [ALGORITHM]: 'aws:kms' } })), FAIL],
  [
    'fails when any key of the account will do',
    enforced(deny({ StringNotLike: { [KEY_ID]: 'arn:aws:kms:*:111122223333:key/*' } })),
    FAIL,
  ],
  ['fails when a second key is let in', enforced(deny({ StringNotEquals: { [KEY_ID]: [KEY, OTHER_KEY] } })), FAIL],
  ['fails when another key is asked for', enforced(deny({ StringNotEquals: { [KEY_ID]: OTHER_KEY } })), FAIL],
  ['fails when only a missing header is denied', enforced(deny({ Null: { [ALGORITHM]: 'true' } })), FAIL],
  [
    'fails when something else narrows the Deny',
    enforced(deny({ StringNotEquals: { [KEY_ID]: KEY, 'aws:PrincipalTag/x': 'y' } })),
    FAIL,
  ],
  [
    'fails when a variable names the key',
    enforced(deny({ StringNotEquals: { [KEY_ID]: '${aws:PrincipalTag/key}' } })),
    FAIL,
  ],
  ['fails for one prefix', enforced({ ...NOT_KEY, Resource: 'arn:aws:s3:::b/a/*' }), FAIL],
  ['fails for one principal', enforced({ ...NOT_KEY, Principal: { AWS: '111122223333' } }), FAIL],
  ['fails for an Allow', enforced({ ...NOT_KEY, Effect: 'Allow' }), FAIL],
  ['fails without a policy', encrypted({}), FAIL],
  ['knows the key by its id', encrypted({ kmsKey: KEY.split('/')[1] ?? '' }, { policy: policyOf(NOT_KEY) }), 'pass'],
  [
    'is unknown when the default is an alias',
    encrypted({ kmsKey: 'alias/mine' }, { policy: policyOf(NOT_KEY) }),
    'unknown GetBucketEncryption',
  ],
  ['fails for an alias when nothing is enforced', encrypted({ kmsKey: 'alias/mine' }), FAIL],
  ['is unknown without the policy', encrypted({}, { policy: denied('GetBucketPolicy') }), 'unknown GetBucketPolicy'],
  ['is unknown without the encryption', LOST, 'unknown GetBucketEncryption'],
  ['is not for a bucket without a key of its own', newBucket(), 'not-applicable'],
  ['is not for directory buckets', directory, 'not-applicable'],
]);
