// Which buckets there are, and where.
import {
  ListBucketsCommand,
  ListDirectoryBucketsCommand,
  type Bucket,
  type ListBucketsCommandInput,
} from '@aws-sdk/client-s3';
import type { Clients } from './account/clients.ts';
import type { Caller } from './collect/caller.ts';
import { isDirectoryBucket } from './bucketNames.ts';
import { malformed } from './errors.ts';
import { ABSENT, known, unreadable, type BucketFacts, type Fact, type Unreadable } from './facts.ts';

export interface ListedBucket {
  readonly name: string;
  readonly kind: BucketFacts['kind'];
  /** Undefined when nothing has told it yet. */
  readonly region: string | undefined;
  readonly createdAt: string | undefined;
}

/** Only a list that is asked for in pages says where each bucket is. */
const PAGE = 1_000;
const MOST_PAGES = 1_000;

/** All buckets of the account; a list that breaks off in the middle is unreadable as a whole. */
export async function listBuckets(
  clients: Clients,
  caller: Caller,
  region: string,
): Promise<Fact<readonly ListedBucket[]>> {
  const buckets = new Map<string, ListedBucket>();
  const tokens = new Set<string>();
  let token: string | undefined;
  do {
    const page = await askPage(clients, caller, region, {
      MaxBuckets: PAGE,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    if (page.kind !== 'known') return page;
    for (const bucket of page.value.buckets) buckets.set(bucket.name, bucket);
    token = page.value.next;
    if (token === undefined) break;
    if (tokens.has(token) || tokens.size >= MOST_PAGES) {
      return unreadable(malformed('ListBuckets', 'the pages of the list go round in a circle'));
    }
    tokens.add(token);
  } while (token !== '');

  // Some servers cut the list off and do not say so; they are those that know nothing of regions either.
  const cutOff =
    tokens.size === 0 && buckets.size >= PAGE && [...buckets.values()].every((one) => one.region === undefined);
  if (cutOff) {
    const whole = await askPage(clients, caller, region, {});
    if (whole.kind !== 'known') return whole;
    for (const bucket of whole.value.buckets) buckets.set(bucket.name, buckets.get(bucket.name) ?? bucket);
  }
  return known([...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

async function askPage(
  clients: Clients,
  caller: Caller,
  region: string,
  input: ListBucketsCommandInput,
): Promise<Fact<{ readonly buckets: readonly ListedBucket[]; readonly next: string | undefined }>> {
  const answer = await caller.call('ListBuckets', (options) =>
    clients.s3(region).send(new ListBucketsCommand(input), options),
  );
  if (answer.kind !== 'known') return answer;
  const { Buckets: buckets, ContinuationToken: next, Owner: owner } = answer.value;
  // An empty account still has an owner: an answer with neither is none.
  if (buckets === undefined && owner === undefined) {
    return unreadable(malformed('ListBuckets', 'the answer is no list of buckets'));
  }
  return known({ buckets: (buckets ?? []).flatMap(listed), next: next === '' ? undefined : next });
}

function listed({ Name: name, BucketRegion: region, CreationDate: created }: Bucket): ListedBucket[] {
  if (name === undefined) return [];
  const createdAt = created === undefined || Number.isNaN(created.getTime()) ? undefined : created.toISOString();
  return [{ name, kind: kindOf(name), region: region === undefined || region === '' ? undefined : region, createdAt }];
}

/**
 * The directory buckets of each region. A region that has none of the service says so, and so has no such bucket;
 * one that does not answer at all may have some.
 */
export async function listDirectoryBuckets(
  clients: Clients,
  caller: Caller,
  regions: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Fact<readonly ListedBucket[]>>> {
  return new Map(
    await Promise.all(
      [...regions].map(async (region) => [region, await directoryBucketsIn(clients, caller, region)] as const),
    ),
  );
}

async function directoryBucketsIn(
  clients: Clients,
  caller: Caller,
  region: string,
): Promise<Fact<readonly ListedBucket[]>> {
  const buckets = new Map<string, ListedBucket>();
  let token: string | undefined;
  for (let page = 0; page === 0 || token !== undefined; page += 1) {
    if (page >= MOST_PAGES) return unreadable(malformed('ListDirectoryBuckets', 'the list does not end'));
    const input = { MaxDirectoryBuckets: PAGE, ...(token === undefined ? {} : { ContinuationToken: token }) };
    const answer = await caller.call('ListDirectoryBuckets', (options) =>
      clients.s3(region).send(new ListDirectoryBucketsCommand(input), options),
    );
    if (
      answer.kind === 'unreadable' &&
      (answer.reason.cause === 'unsupported' || hasNoService(answer.reason, region))
    ) {
      return ABSENT;
    }
    if (answer.kind !== 'known') return answer;
    // Some servers answer with the other buckets; the answer of AWS does not say the region, which is the one asked.
    const found = (answer.value.Buckets ?? []).flatMap(listed).filter(({ kind }) => kind === 'directory');
    for (const bucket of found) buckets.set(bucket.name, { ...bucket, region });
    token = answer.value.ContinuationToken === '' ? undefined : answer.value.ContinuationToken;
  }
  return known([...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** Regions with S3 Express One Zone (AWS's list of its endpoints, 2025). */
const EXPRESS_REGIONS: ReadonlySet<string> = new Set([
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ap-south-1',
  'ap-northeast-1',
  'eu-west-1',
  'eu-north-1',
]);

/** A region without the service has no host of it; where the service is known to be, its host is just not found. */
function hasNoService({ error }: Unreadable, region: string): boolean {
  return error === 'ENOTFOUND' && !EXPRESS_REGIONS.has(region);
}

/** A bucket that somebody named, listed or not. */
export function named(name: string, known: ReadonlyMap<string, ListedBucket>): ListedBucket {
  return known.get(name) ?? { name, kind: kindOf(name), region: undefined, createdAt: undefined };
}

function kindOf(name: string): ListedBucket['kind'] {
  return isDirectoryBucket(name) ? 'directory' : 'general';
}
