// All that is read of one bucket: nine calls at once, and the two that only some buckets need.
import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { ABSENT, NOT_READ, type BucketFacts, type Fact } from '../facts.ts';
import type { ListedBucket } from '../inventory.ts';
import { evaluatePolicy } from '../policy/evaluatePolicy.ts';
import { parsePolicy } from '../policy/policyDocument.ts';
import { principalsOf } from '../policy/principals.ts';
import {
  aclOf,
  corsOf,
  encryptionOf,
  lifecycleOf,
  loggingOf,
  notificationsOf,
  objectLockOf,
  ownershipOf,
  policyOf,
  policyStatusOf,
  publicAccessBlockOf,
  replicationOf,
  requesterPaysOf,
  tagsOf,
  versioningOf,
  websiteOf,
} from './bucketAnswers.ts';
import { BucketCalls, type BucketSetting } from './bucketCalls.ts';
import { readObjectAcls } from './objectAcls.ts';
import { tellOtherOwner } from './otherOwner.ts';

export type BucketRead =
  | { readonly kind: 'read'; readonly facts: BucketFacts; readonly calls: number }
  | { readonly kind: 'gone'; readonly name: string; readonly region: string | undefined; readonly calls: number };

/** What is read of each bucket. `tags`: they are asked for, though no check of the core needs them. */
export interface Wanted {
  readonly checks: 'core' | 'all';
  readonly tags: boolean;
}

/** Never rejects for what is wrong with this bucket alone. */
export async function readBucket(bucket: ListedBucket, setting: BucketSetting, wanted: Wanted): Promise<BucketRead> {
  const calls = new BucketCalls(bucket.name, bucket.region, setting);
  await calls.findRegion();
  const read =
    bucket.kind === 'directory' ? await readDirectoryBucket(calls) : await readGeneral(calls, setting, wanted);
  const { region } = calls;
  const wantsKey = wanted.checks === 'all' && setting.wants('DescribeKey');
  const kmsKey = wantsKey && !calls.gone ? await setting.keys.of(read.encryption, region) : NOT_READ;
  if (calls.gone) return { kind: 'gone', name: bucket.name, region, calls: calls.calls };
  const { name, kind, createdAt } = bucket;
  const facts = tellOtherOwner({ name, kind, region, createdAt, ...read, kmsKey }, setting.accountId);
  return { kind: 'read', facts, calls: calls.calls };
}

type ReadFacts = Omit<BucketFacts, 'name' | 'kind' | 'region' | 'createdAt' | 'kmsKey'>;

async function readGeneral(
  calls: BucketCalls,
  { accountId }: BucketSetting,
  { checks, tags }: Wanted,
): Promise<ReadFacts> {
  const ownership = readOwnership(calls);
  const policy = readPolicy(calls);
  const [core, acl, policyStatus, more, objectAcls] = await Promise.all([
    readCore(calls),
    readAclIfNeeded(calls, ownership, policy),
    policy.then((fact) => readStatusIfNeeded(calls, fact, accountId)),
    checks === 'all'
      ? readMore(calls)
      : tags
        ? readTags(calls).then((read) => ({ ...NOTHING_MORE, tags: read }))
        : NOTHING_MORE,
    checks === 'all' ? ownership.then((fact) => readObjectAcls(calls, fact)) : NOT_READ,
  ]);
  return { ...core, ownership: await ownership, policy: await policy, acl, policyStatus, ...more, objectAcls };
}

async function readCore(calls: BucketCalls) {
  const [publicAccessBlock, encryption, versioning, logging, lifecycle, objectLock, website] = await Promise.all([
    calls.read(
      'GetPublicAccessBlock',
      (client, input, options) => client.send(new GetPublicAccessBlockCommand(input), options),
      (output) => publicAccessBlockOf(output.PublicAccessBlockConfiguration),
    ),
    readEncryption(calls),
    calls.read(
      'GetBucketVersioning',
      (client, input, options) => client.send(new GetBucketVersioningCommand(input), options),
      versioningOf,
    ),
    calls.read(
      'GetBucketLogging',
      (client, input, options) => client.send(new GetBucketLoggingCommand(input), options),
      loggingOf,
    ),
    readLifecycle(calls),
    calls.read(
      'GetObjectLockConfiguration',
      (client, input, options) => client.send(new GetObjectLockConfigurationCommand(input), options),
      objectLockOf,
    ),
    calls.read(
      'GetBucketWebsite',
      (client, input, options) => client.send(new GetBucketWebsiteCommand(input), options),
      websiteOf,
    ),
  ]);
  return { publicAccessBlock, encryption, versioning, logging, lifecycle, objectLock, website };
}

function readOwnership(calls: BucketCalls) {
  return calls.read(
    'GetBucketOwnershipControls',
    (client, input, options) => client.send(new GetBucketOwnershipControlsCommand(input), options),
    ownershipOf,
  );
}

function readPolicy(calls: BucketCalls) {
  return calls.read(
    'GetBucketPolicy',
    (client, input, options) => client.send(new GetBucketPolicyCommand(input), options),
    policyOf,
  );
}

function readEncryption(calls: BucketCalls) {
  return calls.read(
    'GetBucketEncryption',
    (client, input, options) => client.send(new GetBucketEncryptionCommand(input), options),
    encryptionOf,
  );
}

function readLifecycle(calls: BucketCalls) {
  return calls.read(
    'GetBucketLifecycleConfiguration',
    (client, input, options) => client.send(new GetBucketLifecycleConfigurationCommand(input), options),
    lifecycleOf,
  );
}

/** Where ACLs are off, the answer is always the owner alone: it matters where the policy names somebody by such an id. */
async function readAclIfNeeded(
  calls: BucketCalls,
  ownership: Promise<BucketFacts['ownership']>,
  policy: Promise<BucketFacts['policy']>,
): Promise<BucketFacts['acl']> {
  const owned = await ownership;
  if (owned.kind === 'known' && owned.value === 'BucketOwnerEnforced' && !namesCanonicalUser(await policy)) {
    return NOT_READ;
  }
  return await calls.read(
    'GetBucketAcl',
    (client, input, options) => client.send(new GetBucketAclCommand(input), options),
    aclOf,
  );
}

/** The service's own word is asked for unless the policy lets nobody do anything, or there is none. */
async function readStatusIfNeeded(
  calls: BucketCalls,
  policy: BucketFacts['policy'],
  accountId: string,
): Promise<BucketFacts['policyStatus']> {
  if (policy.kind === 'absent') return ABSENT;
  if (policy.kind === 'known' && allowsNothing(policy.value, accountId)) return NOT_READ;
  return await calls.read(
    'GetBucketPolicyStatus',
    (client, input, options) => client.send(new GetBucketPolicyStatusCommand(input), options),
    policyStatusOf,
  );
}

function namesCanonicalUser(policy: BucketFacts['policy']): boolean {
  if (policy.kind !== 'known') return false;
  const parsed = parsePolicy(policy.value);
  return (
    parsed.kind !== 'broken' &&
    parsed.document.statements.some(({ principal }) => principalsOf(principal).some(({ kind }) => kind === 'canonical'))
  );
}

function allowsNothing(policy: string, account: string): boolean {
  const { statements, problems } = evaluatePolicy(policy, { account });
  return problems.length === 0 && statements.every(({ effect }) => effect === 'Deny');
}

const NOTHING_MORE = {
  replication: NOT_READ,
  notifications: NOT_READ,
  cors: NOT_READ,
  tags: NOT_READ,
  requesterPays: NOT_READ,
};

async function readMore(calls: BucketCalls) {
  const [replication, notifications, cors, tags, requesterPays] = await Promise.all([
    calls.read(
      'GetBucketReplication',
      (client, input, options) => client.send(new GetBucketReplicationCommand(input), options),
      replicationOf,
    ),
    calls.read(
      'GetBucketNotificationConfiguration',
      (client, input, options) => client.send(new GetBucketNotificationConfigurationCommand(input), options),
      notificationsOf,
    ),
    calls.read(
      'GetBucketCors',
      (client, input, options) => client.send(new GetBucketCorsCommand(input), options),
      corsOf,
    ),
    readTags(calls),
    calls.read(
      'GetBucketRequestPayment',
      (client, input, options) => client.send(new GetBucketRequestPaymentCommand(input), options),
      requesterPaysOf,
    ),
  ]);
  return { replication, notifications, cors, tags, requesterPays };
}

function readTags(calls: BucketCalls) {
  return calls.read(
    'GetBucketTagging',
    (client, input, options) => client.send(new GetBucketTaggingCommand(input), options),
    tagsOf,
  );
}

/** A directory bucket knows only these three. */
async function readDirectoryBucket(calls: BucketCalls): Promise<ReadFacts> {
  const [policy, encryption, lifecycle] = await Promise.all([
    readPolicy(calls),
    readEncryption(calls),
    readLifecycle(calls),
  ]);
  const none: Fact<never> = NOT_READ;
  return {
    policy,
    encryption,
    lifecycle,
    publicAccessBlock: none,
    ownership: none,
    policyStatus: none,
    acl: none,
    versioning: none,
    logging: none,
    objectLock: none,
    website: none,
    objectAcls: none,
    ...NOTHING_MORE,
  };
}
