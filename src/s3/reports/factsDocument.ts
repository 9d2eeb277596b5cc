import { printableJson } from '../../findings/reports/printableJson.ts';
import { repeatedKey } from '../policy/repeatedKey.ts';
import type { AccountFacts, BucketFacts, Identity } from '../facts.ts';

/** Of whom, and when. */
export interface FactsHead {
  readonly identity: Identity;
  /** Milliseconds since the epoch; undefined where nothing was read, as with the sample. */
  readonly readAt: number | undefined;
  /** The bucket, or the account, is invented. */
  readonly sample: boolean;
}

/**
 * All that is known of a bucket as JSON: what is absent, could not be read, or was not read says so. The same facts
 * give the same lines, so that two readings can be compared; only `readAt` in the head is of the time.
 *
 * @returns ends in a line end
 */
export function bucketFactsDocument(facts: BucketFacts, head: FactsHead): string {
  const { name, kind, region, createdAt, ...rest } = facts;
  return printableJson({
    ...headOf(head),
    bucket: { name, kind, region: region ?? null, createdAt: createdAt ?? null },
    facts: Object.fromEntries(
      BUCKET_FACTS.map((key) => [key, key === 'policy' ? policyOf(rest.policy) : plain(rest[key])]),
    ),
  });
}

/** All that is known of the account as such. The names of its buckets are listed; what is in them is not. */
export function accountFactsDocument(account: AccountFacts, head: Omit<FactsHead, 'identity'>): string {
  const { identity, ...facts } = account;
  return printableJson({
    ...headOf({ ...head, identity }),
    facts: Object.fromEntries(ACCOUNT_FACTS.map((key) => [key, plain(facts[key])])),
  });
}

/** In the order in which people ask: who gets in, what is kept, the rest. */
const BUCKET_FACTS: readonly Exclude<keyof BucketFacts, 'name' | 'kind' | 'region' | 'createdAt'>[] = everyFact({
  publicAccessBlock: true,
  ownership: true,
  policyStatus: true,
  policy: true,
  acl: true,
  objectAcls: true,
  website: true,
  cors: true,
  encryption: true,
  kmsKey: true,
  versioning: true,
  objectLock: true,
  lifecycle: true,
  replication: true,
  logging: true,
  notifications: true,
  requesterPays: true,
  tags: true,
});

const ACCOUNT_FACTS: readonly Exclude<keyof AccountFacts, 'identity'>[] = everyFact({
  publicAccessBlock: true,
  accessPoints: true,
  multiRegionAccessPoints: true,
  trails: true,
  eventDataStores: true,
  distributions: true,
  shadowNames: true,
  directoryBuckets: true,
  buckets: true,
});

/** Takes a record rather than a list, so that the compiler misses a fact that is left out. */
function everyFact<Key extends string>(all: Readonly<Record<Key, true>>): readonly Key[] {
  return Object.keys(all) as Key[];
}

function headOf({ identity, readAt, sample }: FactsHead): Record<string, unknown> {
  return {
    ...(sample ? { sample: 'invented: this exists in no account' } : {}),
    accountId: identity.accountId,
    partition: identity.partition,
    readBy: identity.arn,
    readAt: readAt === undefined ? null : new Date(readAt).toISOString(),
  };
}

function policyOf(policy: BucketFacts['policy']): unknown {
  if (policy.kind !== 'known') return plain(policy);
  return { kind: 'known', value: policyValue(policy.value) };
}

/** The policy as JSON where it is JSON and nothing is lost by that, else the text. */
export function policyValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // A key that stands twice would be gone, and what is nested without end would be mostly indentation.
    return repeatedKey(text) === undefined && !isDeeper(value, DEEPEST) ? value : text;
  } catch {
    return text;
  }
}

/** More than any policy that means something has. */
const DEEPEST = 20;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}

/**
 * Plain data with the keys of our own objects in an order of their own, and maps by key. What is undefined is null:
 * a line that is not there would look like a change of what follows. What changes with every request is left out.
 */
function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, one]) => [key, plain(one)]));
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'requestId')
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map(([key, one]) => [key, plain(one)]),
  );
}

/** What kind of fact it is comes before what it is. */
function rank(key: string): number {
  return key === 'kind' ? 0 : 1;
}
