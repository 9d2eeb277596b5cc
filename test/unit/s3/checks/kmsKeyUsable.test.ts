import assert from 'node:assert/strict';
import { judgeBucket } from '../../../../src/s3/checks/judge.ts';
import { ABSENT, type BucketFacts, type Encryption, known, type KmsKey } from '../../../../src/s3/facts.ts';
import { checkTable } from './checkTable.ts';
import { denied, newAccount, newBucket, OWNER } from '../../../support/s3Facts.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const ARN = `arn:aws:kms:eu-west-1:${OWNER}:key/${ID}`;
const FOREIGN = ARN.replace(OWNER, '444455556666');

const bucketWith = (kmsKey: string | undefined, key: BucketFacts['kmsKey'], more: Partial<Encryption> = {}) =>
  newBucket({
    encryption: known({ algorithm: 'aws:kms', kmsKey, bucketKey: true, blockedTypes: undefined, ...more }),
    kmsKey: key,
  });
const key = (more: Partial<KmsKey> = {}): BucketFacts['kmsKey'] =>
  known({ arn: ARN, account: OWNER, managedByAws: false, state: 'Enabled', deletedAt: undefined, ...more });
const unread: BucketFacts['kmsKey'] = { kind: 'not-read' };

checkTable('s3-bucket-kms-key-usable', [
  ['passes with a key that is enabled', bucketWith(ARN, key()), 'pass'],
  ['passes with two layers', bucketWith(ARN, key(), { algorithm: 'aws:kms:dsse' }), 'pass'],
  ['passes with the key that AWS manages', bucketWith(undefined, unread), 'pass'],
  ['passes with the alias of that key', bucketWith('alias/aws/s3', unread), 'pass'],
  ['passes with the ARN of that alias', bucketWith(`arn:aws:kms:eu-west-1:${OWNER}:alias/aws/s3`, unread), 'pass'],
  ['passes with an id', bucketWith(ID, key()), 'pass'],
  ['passes with an alias', bucketWith('alias/mine', key()), 'pass'],
  ['passes while KMS moves a multi-Region key about', bucketWith(ARN, key({ state: 'Updating' })), 'pass'],
  ['passes with a key of another account', bucketWith(FOREIGN, key({ account: '444455556666' })), 'pass'],
  [
    'fails when deletion is pending',
    bucketWith(ARN, key({ state: 'PendingDeletion', deletedAt: '2026-12-24T00:00:00.000Z' })),
    'fail high PendingDeletion',
  ],
  [
    'fails when deletion of a replica is pending',
    bucketWith(ARN, key({ state: 'PendingReplicaDeletion' })),
    'fail high PendingReplicaDeletion',
  ],
  ['fails when it is disabled', bucketWith('alias/mine', key({ state: 'Disabled' })), 'fail medium Disabled'],
  ['fails when its material is gone', bucketWith(ARN, key({ state: 'PendingImport' })), 'fail medium PendingImport'],
  ['fails when KMS cannot get at it', bucketWith(ARN, key({ state: 'Unavailable' })), 'fail medium Unavailable'],
  ['fails when it does not exist', bucketWith(ARN, ABSENT), 'fail high missing'],
  [
    'fails when it is in another region',
    bucketWith(ARN.replace('eu-west-1', 'us-east-1'), unread),
    'fail medium region',
  ],
  ['is unknown in a state that KMS did not have', bucketWith(ARN, key({ state: 'Asleep' })), 'unknown DescribeKey'],
  ['is unknown when KMS refuses', bucketWith(ARN, denied('DescribeKey')), 'unknown DescribeKey'],
  ['is unknown when KMS refuses of a foreign key', bucketWith(FOREIGN, denied('DescribeKey')), 'unknown DescribeKey'],
  ['is unknown when nobody asked', bucketWith(ARN, unread), 'unknown'],
  ['is unknown when the algorithm is', bucketWith(ARN, key(), { algorithm: 'unclear' }), 'unknown GetBucketEncryption'],
  [
    'is unknown when the configuration is',
    newBucket({ encryption: denied('GetBucketEncryption') }),
    'unknown GetBucketEncryption',
  ],
  ['is not for SSE-S3', newBucket(), 'not-applicable'],
  ['is not for a bucket without encryption', newBucket({ encryption: ABSENT }), 'not-applicable'],
]);

describe('s3-bucket-kms-key-usable in words', () => {
  const evidence = (bucket: BucketFacts): string =>
    judgeBucket(bucket, newAccount(), { trustedAccounts: new Set() }, 'all').find(
      ({ checkId }) => checkId === 's3-bucket-kms-key-usable',
    )?.outcome.evidence ?? '';

  it('names the account that a key belongs to', () => {
    assert.match(evidence(bucketWith(FOREIGN, key({ account: '444455556666' }))), /belongs to account 444455556666/);
    assert.match(evidence(bucketWith(FOREIGN, denied('DescribeKey'))), /belongs to account 444455556666/);
    assert.doesNotMatch(evidence(bucketWith(ARN, key())), /belongs to/);
  });

  it('says when it will be deleted, and how it is named', () => {
    const gone = key({ state: 'PendingDeletion', deletedAt: '2026-12-24T00:00:00.000Z' });
    assert.match(evidence(bucketWith(ARN, gone)), /deleted at 2026-12-24/);
    assert.match(evidence(bucketWith('alias/mine', key())), /by an alias/);
    assert.match(evidence(bucketWith(ID, key())), /by its id/);
  });
});
