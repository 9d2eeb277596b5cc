import { ABSENT, type Acl, type BucketFacts, type Grant, known } from '../../../../src/s3/facts.ts';
import { ALL_USERS, AUTHENTICATED_USERS } from '../../../../src/s3/checks/publicAccess.ts';
import { BLOCKED, denied, newAccount, newBucket, OPEN, OWNER, policyOf } from '../../../support/s3Facts.ts';
import { checkTable } from './checkTable.ts';

const STATUS = 'unknown GetBucketPolicyStatus';
const open = (more: Partial<BucketFacts> = {}): BucketFacts => newBucket({ publicAccessBlock: ABSENT, ...more });
const withPolicy = (statement: Record<string, unknown>, more: Partial<BucketFacts> = {}): BucketFacts =>
  open({ policy: policyOf(statement), policyStatus: known(true), ...more });
const granting = (
  permission: Grant['permission'],
  uri = ALL_USERS,
): { readonly acl: ReturnType<typeof known<Acl>> } => ({
  acl: known({ owner: 'me', grants: [{ grantee: { kind: 'group', uri }, permission }] }),
});
const withAcl = (permission: Grant['permission'], more: Partial<BucketFacts> = {}): BucketFacts =>
  open({ ownership: known('ObjectWriter'), ...granting(permission), ...more });
const directory = newBucket({ kind: 'directory' });
const VPCE = { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } } };
const NO_IGNORE = known({ ...BLOCKED, ignorePublicAcls: false });

checkTable('s3-bucket-public-read', [
  ['passes for a new bucket', newBucket(), 'pass'],
  ['passes without a block, policy or grant', open(), 'pass'],
  ['fails by policy', withPolicy({}), 'fail critical'],
  ['passes where the block restricts it', withPolicy({}, { publicAccessBlock: known(BLOCKED) }), 'pass'],
  [
    'fails where only new policies are blocked',
    withPolicy({}, { publicAccessBlock: known({ ...OPEN, blockPublicPolicy: true }) }),
    'fail critical',
  ],
  ['is no matter of who may list', withPolicy({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b' }), 'pass'],
  ['is no matter of who may read ACLs', withPolicy({ Action: 's3:GetObjectAcl' }), 'pass'],
  [
    'passes where the service says that a condition limits it',
    withPolicy(VPCE, { policyStatus: known(false) }),
    'pass',
  ],
  [
    'is unknown where a condition limits it and the service cannot be asked',
    withPolicy(VPCE, { policyStatus: denied('GetBucketPolicyStatus') }),
    STATUS,
  ],
  [
    'fails where no condition limits it and the service cannot be asked',
    withPolicy({}, { policyStatus: denied('GetBucketPolicyStatus') }),
    'fail critical',
  ],
  ['is unknown where the service does not believe it', withPolicy({}, { policyStatus: known(false) }), STATUS],
  [
    'is unknown where no statement explains the service',
    withPolicy({ Principal: { AWS: `arn:aws:iam::${OWNER}:root` } }, { policyStatus: known(true) }),
    STATUS,
  ],
  ['is unknown where the policy came after the status', withPolicy({}, { policyStatus: ABSENT }), STATUS],
  ['is unknown where the policy went before the status', open({ policyStatus: known(true) }), STATUS],
  [
    'is unknown without the policy, where the service calls it public',
    open({ policy: denied('GetBucketPolicy'), policyStatus: known(true) }),
    'unknown GetBucketPolicy',
  ],
  [
    'passes without the policy, where the service calls it not public',
    open({ policy: denied('GetBucketPolicy'), policyStatus: known(false) }),
    'pass',
  ],
  [
    'passes without the policy, where the block restricts it',
    newBucket({ policy: denied('GetBucketPolicy'), policyStatus: denied('GetBucketPolicyStatus') }),
    'pass',
  ],
  [
    'is unknown without the block',
    withPolicy({}, { publicAccessBlock: denied('GetPublicAccessBlock') }),
    'unknown GetPublicAccessBlock',
  ],
  [
    'is unknown for what is no policy',
    open({ policy: known('{'), policyStatus: known(true) }),
    'unknown GetBucketPolicy',
  ],
  ['is no matter of an ACL that gives reading of the list', withAcl('READ'), 'pass'],
  ['fails by an ACL that gives everything', withAcl('FULL_CONTROL'), 'fail critical'],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);

checkTable(
  's3-bucket-public-read',
  [
    [
      'is unknown where only the block of the account is not read',
      withPolicy({}),
      'unknown GetAccountPublicAccessBlock',
    ],
  ],
  newAccount({ publicAccessBlock: denied('GetAccountPublicAccessBlock') }),
);
checkTable(
  's3-bucket-public-read',
  [['passes where the account restricts it', withPolicy({}), 'pass']],
  newAccount({ publicAccessBlock: known(BLOCKED) }),
);

checkTable('s3-bucket-public-list', [
  ['passes for a new bucket', newBucket(), 'pass'],
  ['fails by policy', withPolicy({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b' }), 'fail high'],
  ['fails by ACL', withAcl('READ'), 'fail high'],
  ['fails for anyone with an account', withAcl('READ', granting('READ', AUTHENTICATED_USERS)), 'fail high'],
  ['passes where ACLs are disabled', withAcl('READ', { ownership: known('BucketOwnerEnforced') }), 'pass'],
  [
    'passes where public ACLs are ignored',
    withAcl('READ', { publicAccessBlock: known({ ...OPEN, ignorePublicAcls: true }) }),
    'pass',
  ],
  [
    'fails where only new public ACLs are blocked',
    withAcl('READ', { publicAccessBlock: known({ ...OPEN, blockPublicAcls: true }) }),
    'fail high',
  ],
  [
    'is unknown where the ACL is not read',
    open({ ownership: ABSENT, acl: denied('GetBucketAcl') }),
    'unknown GetBucketAcl',
  ],
  [
    'is unknown where it is not known whether ACLs are enabled',
    withAcl('READ', { ownership: denied('GetBucketOwnershipControls') }),
    'unknown GetBucketOwnershipControls',
  ],
  [
    'is unknown where a grant is not understood',
    open({
      ownership: ABSENT,
      acl: known({ owner: 'me', grants: [{ grantee: { kind: 'unclear' }, permission: 'READ' }] }),
    }),
    'unknown GetBucketAcl',
  ],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);

checkTable('s3-bucket-public-write', [
  ['passes for a new bucket', newBucket(), 'pass'],
  ['fails by policy', withPolicy({ Action: 's3:PutObject' }), 'fail critical'],
  ['fails for deleting', withPolicy({ Action: 's3:DeleteObject' }), 'fail critical'],
  ['fails by ACL', withAcl('WRITE'), 'fail critical'],
  ['is no matter of reading', withPolicy({}), 'pass'],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);

checkTable('s3-bucket-public-acl-admin', [
  ['passes for a new bucket', newBucket(), 'pass'],
  ['fails by policy', withPolicy({ Action: 's3:PutBucketPolicy', Resource: 'arn:aws:s3:::b' }), 'fail critical change'],
  ['fails by ACL', withAcl('WRITE_ACP'), 'fail critical change'],
  ['fails milder for reading permissions', withAcl('READ_ACP'), 'fail medium read'],
  ['is unknown without the ACL', open({ ownership: ABSENT, acl: denied('GetBucketAcl') }), 'unknown GetBucketAcl'],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);

checkTable('s3-bucket-authenticated-users-grant', [
  ['passes for a new bucket', newBucket(), 'pass'],
  ['fails for writing', withAcl('WRITE', granting('WRITE', AUTHENTICATED_USERS)), 'fail critical'],
  ['fails milder for reading', withAcl('READ', granting('READ', AUTHENTICATED_USERS)), 'fail high'],
  ['is no matter of everyone', withAcl('READ'), 'pass'],
  ['is unknown without the ACL', open({ ownership: ABSENT, acl: denied('GetBucketAcl') }), 'unknown GetBucketAcl'],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);

const sampled = (publicKeys: readonly string[]): BucketFacts =>
  open({ ownership: ABSENT, acl: known({ owner: 'me', grants: [] }), objectAcls: known({ looked: 3, publicKeys }) });
checkTable('s3-object-acl-exposure', [
  ['passes where ACLs are disabled', newBucket(), 'pass'],
  ['fails for an object that is public', sampled(['a']), 'fail medium'],
  ['is unknown where none of some is', sampled([]), 'unknown'],
  ['is unknown where none was looked at', open({ ownership: ABSENT }), 'unknown'],
  [
    'is unknown where none may be looked at',
    open({ ownership: ABSENT, objectAcls: denied('ListObjectsV2') }),
    'unknown ListObjectsV2',
  ],
  ['passes where public ACLs are ignored', newBucket({ ownership: ABSENT }), 'pass'],
  [
    'fails where they are not',
    newBucket({ ownership: ABSENT, publicAccessBlock: NO_IGNORE, objectAcls: known({ looked: 1, publicKeys: ['a'] }) }),
    'fail medium',
  ],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);

const WEBSITE = known({ indexDocument: true, redirectsAll: false });
checkTable('s3-bucket-website', [
  ['passes without one', newBucket(), 'pass'],
  ['fails milder where nobody can read', newBucket({ website: WEBSITE }), 'fail low'],
  ['fails where everyone can', withPolicy({}, { website: WEBSITE }), 'fail medium'],
  ['is unknown when it cannot be read', newBucket({ website: denied('GetBucketWebsite') }), 'unknown GetBucketWebsite'],
  ['does not apply to directory buckets', directory, 'not-applicable'],
]);
