import { ABSENT, type BucketFacts, known } from '../../../../src/s3/facts.ts';
import { BLOCKED, denied, newAccount, newBucket, OPEN, policyOf } from '../../../support/s3Facts.ts';
import { checkTable } from './checkTable.ts';

const LOST = newBucket({ publicAccessBlock: denied('GetPublicAccessBlock') });
const NONE = newBucket({ publicAccessBlock: ABSENT });
const THREE = newBucket({ publicAccessBlock: known({ ...BLOCKED, restrictPublicBuckets: false }) });
const directory = newBucket({ kind: 'directory' });
const covered = newAccount({ publicAccessBlock: known(BLOCKED) });
const unseen = newAccount({ publicAccessBlock: denied('GetAccountPublicAccessBlock') });

checkTable('s3-bucket-public-access-block', [
  ['passes with all four flags', newBucket(), 'pass'],
  ['fails with three', THREE, 'fail high'],
  ['fails without', NONE, 'fail high'],
  ['is unknown when it cannot be read', LOST, 'unknown GetPublicAccessBlock'],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);
checkTable(
  's3-bucket-public-access-block',
  [
    ['passes where the account has all four', NONE, 'pass'],
    ['passes where it cannot be read, and the account has all four', LOST, 'pass'],
  ],
  covered,
);
checkTable(
  's3-bucket-public-access-block',
  [
    ['passes by itself where the account cannot be read', newBucket(), 'pass'],
    ['is unknown where the account may have what is off', THREE, 'unknown GetAccountPublicAccessBlock'],
  ],
  unseen,
);

checkTable('s3-bucket-level-public-access-block', [
  ['passes with all four flags', newBucket(), 'pass'],
  ['fails without', NONE, 'fail high'],
  ['is unknown when it cannot be read', LOST, 'unknown GetPublicAccessBlock'],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);
checkTable(
  's3-bucket-level-public-access-block',
  [['fails milder where the account has all four', NONE, 'fail informational']],
  covered,
);

const held = (more: Partial<BucketFacts> = {}): BucketFacts =>
  newBucket({ policy: policyOf({}), policyStatus: known(false), ...more });
checkTable('s3-bucket-latent-public-policy', [
  ['passes without a policy', newBucket(), 'pass'],
  ['fails for one that only the block holds back', held(), 'fail medium'],
  ['passes where nothing holds it back: that is another check', held({ publicAccessBlock: known(OPEN) }), 'pass'],
  ['passes for fixed principals', held({ policy: policyOf({ Principal: { AWS: '111122223333' } }) }), 'pass'],
  ['is unknown when the policy cannot be read', held({ policy: denied('GetBucketPolicy') }), 'unknown GetBucketPolicy'],
  [
    'is unknown when the block cannot be read',
    held({ publicAccessBlock: denied('GetPublicAccessBlock') }),
    'unknown GetPublicAccessBlock',
  ],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);

checkTable('s3-bucket-latent-public-acl', [
  ['passes where ACLs are disabled', newBucket({ publicAccessBlock: ABSENT }), 'pass'],
  ['passes where public ones cannot be set', newBucket({ ownership: ABSENT }), 'pass'],
  ['fails where they can', newBucket({ ownership: ABSENT, publicAccessBlock: ABSENT }), 'fail low'],
  [
    'is unknown when ownership cannot be read',
    newBucket({ ownership: denied('GetBucketOwnershipControls'), publicAccessBlock: ABSENT }),
    'unknown GetBucketOwnershipControls',
  ],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);
