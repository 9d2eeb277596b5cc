// What a reading of a few APIs learns, put into what is known already.
import { APIS, type ApiName, apiRow } from '../../s3/apis.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import type { AccountFacts, BucketFacts } from '../../s3/facts.ts';

/** Answers of these are read only together with those of others. */
const NEEDS: Readonly<Partial<Record<ApiName, readonly ApiName[]>>> = {
  GetAccessPoint: ['ListAccessPoints'],
  GetAccessPointPolicyStatus: ['ListAccessPoints', 'GetAccessPoint'],
  GetTrailStatus: ['DescribeTrails'],
  GetEventSelectors: ['DescribeTrails'],
  GetEventDataStore: ['ListEventDataStores'],
  DescribeKey: ['GetBucketEncryption'],
  GetObjectAcl: ['ListObjectsV2'],
};

/** What these checks look at. An account's list of buckets is known well enough: it is not read again for one bucket. */
export function apisOf(checkIds: readonly string[], subject: 'bucket' | 'account'): ReadonlySet<ApiName> {
  const asked = checkIds.flatMap((id) => checkOf(id)?.apis ?? []).filter(isApi);
  const all = new Set(asked.flatMap((api) => [api, ...(NEEDS[api] ?? [])]));
  if (subject === 'bucket') all.delete('ListBuckets');
  return all;
}

function isApi(name: string): name is ApiName {
  return Object.hasOwn(APIS, name);
}

/** The bucket with what was read now; what was not asked for is as it was. */
export function withNewFacts(before: BucketFacts, now: BucketFacts, apis: ReadonlySet<ApiName>): BucketFacts {
  const asked = factsOf(apis, (scope) => scope !== 'account');
  const entries = Object.entries(now).filter(([name]) => asked.has(name));
  return { ...before, region: now.region ?? before.region, ...(Object.fromEntries(entries) as Partial<BucketFacts>) };
}

/** The same of the account; of regions, those that were looked at count anew. */
export function withNewAccount(before: AccountFacts, now: AccountFacts, apis: ReadonlySet<ApiName>): AccountFacts {
  const asked = factsOf(apis, (scope) => scope === 'account');
  const names = new Set(now.shadowNames.map(({ name }) => name));
  return {
    ...before,
    ...(asked.has('publicAccessBlock') ? { publicAccessBlock: now.publicAccessBlock } : {}),
    ...(asked.has('trails') ? { trails: now.trails } : {}),
    ...(now.buckets.kind === 'not-read' ? {} : { buckets: now.buckets }),
    ...(now.multiRegionAccessPoints.kind === 'not-read'
      ? {}
      : { multiRegionAccessPoints: now.multiRegionAccessPoints }),
    ...(now.distributions.kind === 'not-read' ? {} : { distributions: now.distributions }),
    accessPoints: new Map([...before.accessPoints, ...now.accessPoints]),
    eventDataStores: new Map([...before.eventDataStores, ...now.eventDataStores]),
    directoryBuckets: new Map([...before.directoryBuckets, ...now.directoryBuckets]),
    shadowNames: [...now.shadowNames, ...before.shadowNames.filter(({ name }) => !names.has(name))],
  };
}

function factsOf(apis: ReadonlySet<ApiName>, scopes: (scope: 'bucket' | 'account' | 'key') => boolean): Set<string> {
  return new Set([...apis].map(apiRow).flatMap(({ scope, fact }) => (scopes(scope) ? [fact] : [])));
}
