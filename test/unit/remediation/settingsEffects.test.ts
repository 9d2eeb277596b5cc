// What the changes of the other settings of a bucket do to the outcomes of all checks, as playbookEffects.test.ts has it
// for what is public: statements that are added, encryption, logs, versions, rules.
import assert from 'node:assert/strict';
import {
  ABSENT,
  type BucketFacts,
  type Encryption,
  type Fact,
  known,
  type KmsKey,
  type LifecycleRule,
} from '../../../src/s3/facts.ts';
import { evaluatePolicy } from '../../../src/s3/policy/evaluatePolicy.ts';
import { commandFilesOf, type S3PlaybookFile, s3PlaybookFinder } from '../../support/playbooks/playbookFiles.ts';
import { withSamples } from '../../support/playbooks/sampleValues.ts';
import { type Facts, hasFailed, type JudgedFacts, judgedFacts, outcomesOf } from './judgedFacts.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const RULE: LifecycleRule = {
  id: 'new',
  enabled: true,
  wholeBucket: true,
  noncurrentExpiration: false,
  noncurrentTransition: false,
  abortsMultipart: false,
};

function keyIn(state: string): Fact<KmsKey> {
  return known({ arn: KEY, account: '111122223333', managedByAws: false, state, deletedAt: undefined });
}

function encryptionOf({ encryption }: BucketFacts): Encryption {
  const none: Encryption = { algorithm: 'AES256', kmsKey: undefined, bucketKey: false, blockedTypes: undefined };
  return encryption.kind === 'known' ? encryption.value : none;
}

function withRule(bucket: BucketFacts, rule: Partial<LifecycleRule>): BucketFacts {
  const rules = bucket.lifecycle.kind === 'known' ? bucket.lifecycle.value : [];
  return { ...bucket, lifecycle: known([...rules, { ...RULE, ...rule }]) };
}

interface Setting {
  /** Makes the bucket one of those that fail, where chance makes none. */
  readonly prepare?: (bucket: BucketFacts) => BucketFacts;
  readonly change: (bucket: BucketFacts) => BucketFacts;
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  's3-bucket-default-encryption': {
    prepare: (bucket) => ({ ...bucket, encryption: ABSENT }),
    change: (bucket) => ({ ...bucket, encryption: known(encryptionOf(bucket)) }),
  },
  's3-bucket-kms-encryption': {
    prepare: (bucket) => ({ ...bucket, encryption: known({ ...encryptionOf(bucket), algorithm: 'AES256' }) }),
    change: (bucket) => ({
      ...bucket,
      encryption: known({ ...encryptionOf(bucket), algorithm: 'aws:kms', kmsKey: KEY, bucketKey: true }),
      kmsKey: keyIn('Enabled'),
    }),
  },
  's3-bucket-key-enabled': {
    change: (bucket) => ({ ...bucket, encryption: known({ ...encryptionOf(bucket), bucketKey: true }) }),
  },
  's3-bucket-ssec-blocked': {
    change: (bucket) => ({ ...bucket, encryption: known({ ...encryptionOf(bucket), blockedTypes: ['SSE-C'] }) }),
  },
  's3-bucket-kms-key-usable': {
    prepare: (bucket) => ({
      ...bucket,
      encryption: known({ ...encryptionOf(bucket), algorithm: 'aws:kms', kmsKey: KEY }),
      kmsKey: keyIn('PendingDeletion'),
    }),
    change: (bucket) => ({ ...bucket, kmsKey: keyIn('Enabled') }),
  },
  's3-bucket-access-logging': {
    change: (bucket) => ({ ...bucket, logging: known({ targetBucket: 'logs', targetPrefix: 'b/' }) }),
  },
  's3-bucket-versioning': {
    change: (bucket) => ({ ...bucket, versioning: known({ status: 'Enabled', mfaDelete: false }) }),
  },
  's3-bucket-object-lock': {
    prepare: (bucket) => ({ ...bucket, versioning: known({ status: 'Enabled', mfaDelete: false }) }),
    change: (bucket) => ({
      ...bucket,
      objectLock: known({ enabled: true, defaultRetention: { mode: 'GOVERNANCE', days: 30, years: undefined } }),
    }),
  },
  's3-bucket-replication': {
    prepare: (bucket) => ({ ...bucket, replication: ABSENT }),
    change: (bucket) => ({
      ...bucket,
      replication: known([{ enabled: true, destination: 'far', account: '999988887777' }]),
    }),
  },
  's3-bucket-lifecycle': { change: (bucket) => withRule(bucket, { abortsMultipart: true }) },
  's3-bucket-abort-multipart': { change: (bucket) => withRule(bucket, { abortsMultipart: true }) },
  's3-bucket-versioned-lifecycle': { change: (bucket) => withRule(bucket, { noncurrentExpiration: true }) },
  's3-bucket-cors-wildcard': {
    prepare: (bucket) => ({ ...bucket, cors: known([{ origins: ['*'], methods: ['PUT'], headers: [] }]) }),
    change: (bucket) => ({ ...bucket, cors: known([{ origins: ['https://a'], methods: ['PUT'], headers: [] }]) }),
  },
  's3-bucket-event-notifications': {
    prepare: (bucket) => ({ ...bucket, notifications: ABSENT }),
    change: (bucket) => ({
      ...bucket,
      notifications: known({ topics: 0, queues: 0, functions: 0, eventBridge: true }),
    }),
  },
  's3-bucket-tags': {
    prepare: (bucket) => ({ ...bucket, tags: ABSENT }),
    change: (bucket) => ({ ...bucket, tags: known([{ key: 'owner', value: 'data' }]) }),
  },
  's3-bucket-requester-pays': {
    prepare: (bucket) => ({ ...bucket, requesterPays: known(true) }),
    change: (bucket) => ({ ...bucket, requesterPays: known(false) }),
  },
};

/** Their one statement is added to what is there. */
const STATEMENTS: Readonly<Record<string, Setting['prepare']>> = {
  's3-bucket-tls-only': undefined,
  's3-bucket-min-tls-version': undefined,
  's3-bucket-policy-enforces-encryption': (bucket) => ({
    ...bucket,
    encryption: known({ ...encryptionOf(bucket), algorithm: 'aws:kms', kmsKey: KEY }),
    kmsKey: keyIn('Enabled'),
  }),
};

describe('Effects of playbooks on settings', function () {
  this.timeout(30_000);
  let fileOf: (checkId: string) => S3PlaybookFile;
  let cases: readonly JudgedFacts[];

  before(async () => {
    cases = judgedFacts();
    fileOf = await s3PlaybookFinder();
  });

  /** The policy with the statement of the playbook, or all of that of the playbook where there was none. */
  function withStatement(bucket: BucketFacts, id: string): BucketFacts {
    const sample = withSamples(commandFilesOf(fileOf(id)).get('policy.json') ?? '');
    const added = JSON.parse(sample.replaceAll(':::sample-bucket', `:::${bucket.name}`)) as { Statement: object[] };
    const before =
      bucket.policy.kind === 'known' ? (JSON.parse(bucket.policy.value) as { Statement: object[] }) : added;
    const Statement = before === added ? added.Statement : [...before.Statement, ...added.Statement];
    const policy = known(JSON.stringify({ ...before, Statement }));
    // A Deny makes no policy public.
    const policyStatus = bucket.policy.kind === 'known' ? bucket.policyStatus : known(false);
    return { ...bucket, policy, policyStatus };
  }

  /** By chance the service calls not public what lets everybody in, which S3 does not do. */
  function withStatus(bucket: BucketFacts): BucketFacts {
    if (bucket.policy.kind !== 'known') return bucket;
    const { public: isPublic } = evaluatePolicy(bucket.policy.value, { account: '111122223333', bucket: bucket.name });
    return { ...bucket, policyStatus: known(isPublic === true) };
  }

  function isReadable({ policy }: BucketFacts): boolean {
    return policy.kind === 'absent' || (policy.kind === 'known' && policy.value !== '{');
  }

  function turnsOnlyWhatIsNamed(
    id: string,
    prepare: Setting['prepare'],
    change: (bucket: BucketFacts) => BucketFacts,
    isOne: (bucket: BucketFacts) => boolean = () => true,
  ): void {
    const { alsoChanges, leaves } = fileOf(id).playbook;
    const named = new Set([id, ...alsoChanges, ...leaves]);
    const failing = cases
      .filter(({ facts }) => isOne(facts.bucket))
      .map(({ facts, outcomes }): JudgedFacts => {
        if (prepare === undefined) return { facts, outcomes };
        const prepared: Facts = { ...facts, bucket: prepare(facts.bucket) };
        return { facts: prepared, outcomes: outcomesOf(prepared) };
      })
      .filter(({ outcomes }) => hasFailed(outcomes, id));
    assert.ok(failing.length >= 20, `only ${failing.length} cases`);
    for (const { facts, outcomes } of failing) {
      const after = outcomesOf({ ...facts, bucket: change(facts.bucket) });
      assert.ok(!hasFailed(after, id), `${id} still fails: ${after.get(id) ?? ''}`);
      const all = new Set([...outcomes.keys(), ...after.keys()]);
      const turned = [...all].filter((one) => outcomes.get(one) !== after.get(one) && !named.has(one));
      assert.deepEqual(turned, [], JSON.stringify(facts));
    }
  }

  for (const [id, { prepare, change }] of Object.entries(SETTINGS)) {
    it(`are those that it names: ${id}`, () => turnsOnlyWhatIsNamed(id, prepare, change));
  }

  for (const [id, prepare] of Object.entries(STATEMENTS)) {
    it(`are those that it names: ${id}`, () =>
      turnsOnlyWhatIsNamed(
        id,
        (bucket) => withStatus(prepare?.(bucket) ?? bucket),
        (bucket) => withStatement(bucket, id),
        isReadable,
      ));
  }
});
