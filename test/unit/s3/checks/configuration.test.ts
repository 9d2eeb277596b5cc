import { ABSENT, type BucketFacts, type CorsRule, known, type LifecycleRule } from '../../../../src/s3/facts.ts';
import { denied, newAccount, newBucket, policyOf } from '../../../support/s3Facts.ts';
import { checkTable } from './checkTable.ts';

const directory = newBucket({ kind: 'directory' });
const NOT_APPLICABLE = ['does not apply to directory buckets', directory, 'not-applicable'] as const;

const BOTH = ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'];
const deny = (Condition: Record<string, unknown>, more: Record<string, unknown> = {}): BucketFacts =>
  newBucket({
    policy: policyOf({ Effect: 'Deny', Action: 's3:*', Resource: BOTH, Condition, ...more }),
    policyStatus: known(false),
  });
const HTTP = { Bool: { 'aws:SecureTransport': 'false' } };

checkTable('s3-bucket-tls-only', [
  ['passes with a Deny for everyone and everything', deny(HTTP), 'pass'],
  ['fails without a policy', newBucket(), 'fail medium'],
  ['fails where only objects are covered', deny(HTTP, { Resource: 'arn:aws:s3:::b/*' }), 'fail medium'],
  ['fails where only some actions are', deny(HTTP, { Action: 's3:GetObject' }), 'fail medium'],
  [
    'fails where another condition has to hold, too',
    deny({ ...HTTP, StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
    'fail medium',
  ],
  ['fails where it is the other way round', deny({ Bool: { 'aws:SecureTransport': 'true' } }), 'fail medium'],
  [
    'is unknown when the policy cannot be read',
    newBucket({ policy: denied('GetBucketPolicy') }),
    'unknown GetBucketPolicy',
  ],
  ['is unknown for what is no policy', newBucket({ policy: known('{') }), 'unknown GetBucketPolicy'],
  NOT_APPLICABLE,
]);

const OLD = { NumericLessThan: { 's3:TlsVersion': '1.2' } };
checkTable('s3-bucket-min-tls-version', [
  ['passes with a Deny of less than 1.2', deny(OLD), 'pass'],
  ['fails without a policy', newBucket(), 'fail informational'],
  ['fails where 1.1 is let in', deny({ NumericLessThan: { 's3:TlsVersion': '1.1' } }), 'fail informational'],
  ['fails where only objects are covered', deny(OLD, { Resource: 'arn:aws:s3:::b/*' }), 'fail informational'],
  [
    'is unknown when the policy cannot be read',
    newBucket({ policy: denied('GetBucketPolicy') }),
    'unknown GetBucketPolicy',
  ],
  NOT_APPLICABLE,
]);

checkTable('s3-bucket-access-logging', [
  ['passes when it is on', newBucket({ logging: known({ targetBucket: 'logs', targetPrefix: '' }) }), 'pass'],
  ['fails when it is off', newBucket(), 'fail low'],
  ['is unknown when it cannot be read', newBucket({ logging: denied('GetBucketLogging') }), 'unknown GetBucketLogging'],
  NOT_APPLICABLE,
]);

const versioned = (status: 'Enabled' | 'Suspended' | undefined, more: Partial<BucketFacts> = {}): BucketFacts =>
  newBucket({ versioning: known({ status, mfaDelete: false }), ...more });
const LOST = newBucket({ versioning: denied('GetBucketVersioning') });
const RULE: LifecycleRule = {
  id: 'r',
  enabled: true,
  wholeBucket: true,
  noncurrentExpiration: false,
  noncurrentTransition: false,
  abortsMultipart: false,
};
const rules = (...changes: readonly Partial<LifecycleRule>[]): Partial<BucketFacts> => ({
  lifecycle: known(changes.map((one) => ({ ...RULE, ...one }))),
});
const NO_RULES = { lifecycle: denied('GetBucketLifecycleConfiguration') };
const RULES_UNKNOWN = 'unknown GetBucketLifecycleConfiguration';

checkTable('s3-bucket-versioning', [
  ['passes when it is enabled', versioned('Enabled'), 'pass'],
  ['fails when it is suspended', versioned('Suspended'), 'fail medium'],
  ['fails when it never was', versioned(undefined), 'fail medium'],
  ['is unknown when it cannot be read', LOST, 'unknown GetBucketVersioning'],
  NOT_APPLICABLE,
]);

checkTable('s3-bucket-mfa-delete', [
  ['passes when it is enabled', newBucket({ versioning: known({ status: 'Enabled', mfaDelete: true }) }), 'pass'],
  ['fails when it is not', versioned('Enabled'), 'fail informational'],
  ['does not apply beside a lifecycle', versioned('Enabled', rules({})), 'not-applicable'],
  ['does not apply without versioning', newBucket(), 'not-applicable'],
  ['is unknown when the lifecycle cannot be read', versioned('Enabled', NO_RULES), RULES_UNKNOWN],
  ['is unknown when versioning cannot be read', LOST, 'unknown GetBucketVersioning'],
  NOT_APPLICABLE,
]);

checkTable('s3-bucket-lifecycle', [
  NOT_APPLICABLE,
  ['passes with a rule that is enabled', newBucket(rules({})), 'pass'],
  ['fails with none that is', newBucket(rules({ enabled: false })), 'fail informational'],
  ['fails without rules', newBucket(), 'fail informational'],
  ['is unknown when it cannot be read', newBucket(NO_RULES), RULES_UNKNOWN],
]);

checkTable('s3-bucket-versioned-lifecycle', [
  ['passes when old versions expire', versioned('Enabled', rules({ noncurrentExpiration: true })), 'pass'],
  ['passes when they move', versioned('Enabled', rules({ noncurrentTransition: true })), 'pass'],
  [
    'fails when the rule is off',
    versioned('Enabled', rules({ noncurrentExpiration: true, enabled: false })),
    'fail low',
  ],
  ['fails without such a rule', versioned('Enabled', rules({})), 'fail low'],
  ['fails without rules', versioned('Enabled'), 'fail low'],
  ['does not apply without versioning', newBucket(), 'not-applicable'],
  ['is unknown when the rules cannot be read', versioned('Enabled', NO_RULES), RULES_UNKNOWN],
  ['is unknown when versioning cannot be read', LOST, 'unknown GetBucketVersioning'],
  NOT_APPLICABLE,
]);

checkTable('s3-bucket-abort-multipart', [
  ['passes with a rule for the whole bucket', newBucket(rules({ abortsMultipart: true })), 'pass'],
  ['fails with one for a part', newBucket(rules({ abortsMultipart: true, wholeBucket: false })), 'fail informational'],
  ['fails with one that is off', newBucket(rules({ abortsMultipart: true, enabled: false })), 'fail informational'],
  ['fails without rules', newBucket(), 'fail informational'],
  ['is unknown when the rules cannot be read', newBucket(NO_RULES), RULES_UNKNOWN],
]);

checkTable('s3-bucket-object-lock', [
  [
    'passes when it is enabled',
    newBucket({ objectLock: known({ enabled: true, defaultRetention: undefined }) }),
    'pass',
  ],
  [
    'fails when it is not',
    newBucket({ objectLock: known({ enabled: false, defaultRetention: undefined }) }),
    'fail informational',
  ],
  ['fails without', newBucket(), 'fail informational'],
  [
    'is unknown when it cannot be read',
    newBucket({ objectLock: denied('GetObjectLockConfiguration') }),
    'unknown GetObjectLockConfiguration',
  ],
  NOT_APPLICABLE,
]);

const to = (destination: string, account?: string, enabled = true): BucketFacts =>
  newBucket({ replication: known([{ enabled, destination, account }]) });
checkTable(
  's3-bucket-replication',
  [
    ['passes to another region', to('far'), 'pass'],
    ['passes to another account', to('theirs', '999988887777'), 'pass'],
    ['fails within the region', to('near'), 'fail informational'],
    ['fails when the rule is off', to('far', undefined, false), 'fail informational'],
    ['fails without', newBucket(), 'fail informational'],
    [
      'is unknown when it cannot be read',
      newBucket({ replication: denied('GetBucketReplication') }),
      'unknown GetBucketReplication',
    ],
    NOT_APPLICABLE,
  ],
  newAccount({
    buckets: known(
      new Map([
        ['b', 'eu-west-1'],
        ['near', 'eu-west-1'],
        ['far', 'us-east-1'],
      ]),
    ),
  }),
);

const cors = (change: Partial<CorsRule>): BucketFacts =>
  newBucket({ cors: known([{ origins: ['*'], methods: ['GET'], headers: [], ...change }]) });
checkTable('s3-bucket-cors-wildcard', [
  ['passes without rules', newBucket(), 'pass'],
  ['passes for named origins', cors({ origins: ['https://shop.example'], methods: ['PUT'] }), 'pass'],
  ['fails for writing from anywhere', cors({ methods: ['PUT'] }), 'fail low write'],
  ['fails milder for reading from anywhere', cors({}), 'fail informational read'],
  ['is unknown when it cannot be read', newBucket({ cors: denied('GetBucketCors') }), 'unknown GetBucketCors'],
  NOT_APPLICABLE,
]);

checkTable('s3-bucket-event-notifications', [
  [
    'passes with a queue',
    newBucket({ notifications: known({ topics: 0, queues: 1, functions: 0, eventBridge: false }) }),
    'pass',
  ],
  [
    'passes with EventBridge',
    newBucket({ notifications: known({ topics: 0, queues: 0, functions: 0, eventBridge: true }) }),
    'pass',
  ],
  [
    'fails with none',
    newBucket({ notifications: known({ topics: 0, queues: 0, functions: 0, eventBridge: false }) }),
    'fail informational',
  ],
  ['fails without', newBucket(), 'fail informational'],
  [
    'is unknown when it cannot be read',
    newBucket({ notifications: denied('GetBucketNotificationConfiguration') }),
    'unknown GetBucketNotificationConfiguration',
  ],
  NOT_APPLICABLE,
]);

checkTable('s3-bucket-tags', [
  ['passes with one', newBucket({ tags: known([{ key: 'owner', value: 'me' }]) }), 'pass'],
  ['fails with none', newBucket({ tags: known([]) }), 'fail informational'],
  ['fails without', newBucket({ tags: ABSENT }), 'fail informational'],
  ['is unknown when it cannot be read', newBucket({ tags: denied('GetBucketTagging') }), 'unknown GetBucketTagging'],
  NOT_APPLICABLE,
]);

checkTable('s3-bucket-name-dns', [
  ['passes without dots', newBucket(), 'pass'],
  ['fails with dots', newBucket({ name: 'a.b' }), 'fail informational'],
]);

checkTable('s3-bucket-requester-pays', [
  ['passes where the owner pays', newBucket(), 'pass'],
  ['fails where whoever asks does', newBucket({ requesterPays: known(true) }), 'fail informational'],
  [
    'is unknown when it cannot be read',
    newBucket({ requesterPays: denied('GetBucketRequestPayment') }),
    'unknown GetBucketRequestPayment',
  ],
  NOT_APPLICABLE,
]);
