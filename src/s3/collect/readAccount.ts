// What is read of the account as such.
import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type Trail as SdkTrail,
} from '@aws-sdk/client-cloudtrail';
import {
  GetAccessPointCommand,
  GetAccessPointPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  ListAccessPointsCommand,
  ListMultiRegionAccessPointsCommand,
  type AccessPoint as SdkAccessPoint,
  type MultiRegionAccessPointReport,
} from '@aws-sdk/client-s3-control';
import type { Clients } from '../account/clients.ts';
import { malformed } from '../errors.ts';
import {
  ABSENT,
  known,
  NOT_READ,
  unreadable,
  type AccessPoint,
  type AccountFacts,
  type Fact,
  type Identity,
  type MultiRegionAccessPoint,
  type Trail,
} from '../facts.ts';
import type { ListedBucket } from '../inventory.ts';
import type { ApiName } from '../apis.ts';
import { publicAccessBlockOf } from './bucketAnswers.ts';
import { taken, type Caller } from './caller.ts';
import { eventDataStoresIn } from './eventDataStores.ts';
import { readDistributions } from './distributions.ts';
import { readShadowNames } from './shadowNames.ts';
import { advancedSelectors, basicSelectors } from './trailAnswers.ts';

export interface AccountScope {
  readonly checks: 'core' | 'all';
  /** By region, as far as they were asked for. */
  readonly directoryBuckets: ReadonlyMap<string, Fact<readonly ListedBucket[]>>;
  /** Whether an API may be called. Default: all of them may. */
  readonly wants?: (api: ApiName) => boolean;
}

/**
 * @param buckets the account's own list, as far as it could be read
 * @param regions where access points and event data stores are looked for
 */
export async function readAccount(
  clients: Clients,
  caller: Caller,
  identity: Identity,
  buckets: Fact<readonly ListedBucket[]>,
  regions: ReadonlySet<string>,
  { checks, directoryBuckets, wants = () => true }: AccountScope,
): Promise<AccountFacts> {
  const names =
    buckets.kind === 'known' ? known(new Map(buckets.value.map(({ name, region }) => [name, region]))) : buckets;
  const [
    publicAccessBlock,
    trails,
    accessPoints,
    eventDataStores,
    multiRegionAccessPoints,
    distributions,
    shadowNames,
  ] = await Promise.all([
    wants('GetAccountPublicAccessBlock') ? readAccountBlock(clients, caller, identity) : NOT_READ,
    wants('DescribeTrails') ? readTrails(clients, caller, identity) : NOT_READ,
    wants('ListAccessPoints') ? accessPointsIn(clients, caller, identity, regions) : [],
    wants('ListEventDataStores') ? eventDataStoresIn(clients, caller, regions) : [],
    checks === 'all' && wants('ListMultiRegionAccessPoints')
      ? readMultiRegionAccessPoints(clients, caller, identity)
      : NOT_READ,
    checks === 'all' && wants('ListDistributions') ? readDistributions(clients, caller, identity) : NOT_READ,
    checks === 'all' && wants('HeadBucket')
      ? readShadowNames(clients, caller, { identity, buckets: names }, regions)
      : [],
  ]);
  return {
    identity,
    publicAccessBlock,
    trails,
    accessPoints: new Map(accessPoints),
    eventDataStores: new Map(eventDataStores),
    distributions,
    shadowNames,
    multiRegionAccessPoints,
    directoryBuckets: new Map(
      [...directoryBuckets].map(([region, fact]) => [
        region,
        fact.kind === 'known' ? known(fact.value.map(({ name }) => name)) : fact,
      ]),
    ),
    buckets: names,
  };
}

/** The account with what there is in further regions; those that are known are not asked again. */
export async function withRegions(
  clients: Clients,
  caller: Caller,
  account: AccountFacts,
  regions: ReadonlySet<string>,
): Promise<AccountFacts> {
  const others = new Set([...regions].filter((region) => !account.accessPoints.has(region)));
  if (others.size === 0) return account;
  const before = account.shadowNames;
  const [found, stores, shadowNames] = await Promise.all([
    accessPointsIn(clients, caller, account.identity, others),
    eventDataStoresIn(clients, caller, others),
    before.length > 0 ? readShadowNames(clients, caller, account, others, before.length) : [],
  ]);
  return {
    ...account,
    accessPoints: new Map([...account.accessPoints, ...found]),
    eventDataStores: new Map([...account.eventDataStores, ...stores]),
    shadowNames: [...before, ...shadowNames],
  };
}

function accessPointsIn(
  clients: Clients,
  caller: Caller,
  identity: Identity,
  regions: ReadonlySet<string>,
): Promise<(readonly [string, Awaited<ReturnType<typeof readAccessPoints>>])[]> {
  return Promise.all(
    [...regions].map(async (region) => [region, await readAccessPoints(clients, caller, identity, region)] as const),
  );
}

async function readAccountBlock(
  clients: Clients,
  caller: Caller,
  { accountId, region }: Identity,
): Promise<AccountFacts['publicAccessBlock']> {
  const answer = await caller.call('GetAccountPublicAccessBlock', (options) =>
    clients.s3Control(region).send(new GetPublicAccessBlockCommand({ AccountId: accountId }), options),
  );
  return taken(answer, 'GetAccountPublicAccessBlock', (output) =>
    publicAccessBlockOf(output.PublicAccessBlockConfiguration),
  );
}

const MOST_PAGES = 100;

async function readAccessPoints(
  clients: Clients,
  caller: Caller,
  { accountId }: Identity,
  region: string,
): Promise<Fact<readonly AccessPoint[]>> {
  const client = clients.s3Control(region);
  const listed: SdkAccessPoint[] = [];
  let token: string | undefined;
  for (let page = 0; page === 0 || token !== undefined; page += 1) {
    if (page >= MOST_PAGES) return unreadable(malformed('ListAccessPoints', 'the list does not end'));
    const input = { AccountId: accountId, ...(token === undefined ? {} : { NextToken: token }) };
    const answer = await caller.call('ListAccessPoints', (options) =>
      client.send(new ListAccessPointsCommand(input), options),
    );
    if (answer.kind !== 'known') return answer;
    listed.push(...(answer.value.AccessPointList ?? []));
    token = answer.value.NextToken === '' ? undefined : answer.value.NextToken;
  }
  const points = await Promise.all(
    listed.flatMap((point) => {
      const { Name: name, Bucket: bucket } = point;
      // One on a file system has no bucket.
      if (name === undefined || bucket === undefined) return [];
      return [
        readAccessPoint(clients, caller, accountId, { name, bucket, region, vpcOnly: point.NetworkOrigin === 'VPC' }),
      ];
    }),
  );
  return known(points.filter((point) => point !== undefined));
}

/** Undefined for one that was deleted since it was listed. */
async function readAccessPoint(
  clients: Clients,
  caller: Caller,
  accountId: string,
  point: Pick<AccessPoint, 'name' | 'bucket' | 'region' | 'vpcOnly'>,
): Promise<AccessPoint | undefined> {
  const client = clients.s3Control(point.region);
  const input = { AccountId: accountId, Name: point.name };
  const [block, policyIsPublic] = await Promise.all([
    caller.call('GetAccessPoint', (options) => client.send(new GetAccessPointCommand(input), options)),
    point.vpcOnly ? NEVER_PUBLIC : readPolicyStatus(clients, caller, point.region, input),
  ]);
  if (block.kind === 'unreadable' && block.reason.error === 'NoSuchAccessPoint') return undefined;
  const publicAccessBlock = taken(block, 'GetAccessPoint', ({ PublicAccessBlockConfiguration: flags }) =>
    flags === undefined ? ABSENT : publicAccessBlockOf(flags),
  );
  return { ...point, publicAccessBlock, policyIsPublic };
}

/** AWS takes whatever is only reached from a VPC for not public. */
const NEVER_PUBLIC: Fact<boolean> = known(false);

async function readPolicyStatus(
  clients: Clients,
  caller: Caller,
  region: string,
  input: { readonly AccountId: string; readonly Name: string },
): Promise<Fact<boolean>> {
  const answer = await caller.call('GetAccessPointPolicyStatus', (options) =>
    clients.s3Control(region).send(new GetAccessPointPolicyStatusCommand(input), options),
  );
  return taken(answer, 'GetAccessPointPolicyStatus', ({ PolicyStatus: status }) =>
    status?.IsPublic === undefined ? undefined : known(status.IsPublic),
  );
}

/** The only region that knows them, whatever regions they are of. */
const MULTI_REGION_HOME = 'us-west-2';

/** There are none outside the partition `aws`. */
async function readMultiRegionAccessPoints(
  clients: Clients,
  caller: Caller,
  { accountId, partition }: Identity,
): Promise<AccountFacts['multiRegionAccessPoints']> {
  if (partition !== 'aws') return ABSENT;
  const listed: MultiRegionAccessPointReport[] = [];
  let token: string | undefined;
  for (let page = 0; page === 0 || token !== undefined; page += 1) {
    if (page >= MOST_PAGES) return unreadable(malformed('ListMultiRegionAccessPoints', 'the list does not end'));
    const input = { AccountId: accountId, ...(token === undefined ? {} : { NextToken: token }) };
    const answer = await caller.call('ListMultiRegionAccessPoints', (options) =>
      clients.s3Control(MULTI_REGION_HOME).send(new ListMultiRegionAccessPointsCommand(input), options),
    );
    if (answer.kind !== 'known') return answer;
    listed.push(...(answer.value.AccessPoints ?? []));
    token = answer.value.NextToken === '' ? undefined : answer.value.NextToken;
  }
  return known(
    listed
      // The second is not in the SDK's list; AWS has it for a while after the first.
      .filter(({ Status: status }) => !['DELETING', 'DELETED'].includes(status ?? ''))
      .flatMap(({ Name: name, PublicAccessBlock: flags }): MultiRegionAccessPoint[] => {
        if (name === undefined) return [];
        const lacking = malformed('ListMultiRegionAccessPoints', 'the answer lacks Block Public Access');
        return [{ name, publicAccessBlock: publicAccessBlockOf(flags) ?? unreadable(lacking) }];
      }),
  );
}

async function readTrails(clients: Clients, caller: Caller, identity: Identity): Promise<AccountFacts['trails']> {
  const answer = await caller.call('DescribeTrails', (options) =>
    clients.cloudTrail(identity.region).send(new DescribeTrailsCommand({}), options),
  );
  if (answer.kind !== 'known') return answer;
  const { trailList } = answer.value;
  if (trailList === undefined) return unreadable(malformed('DescribeTrails', 'the answer is no list of trails'));
  return known(await Promise.all(trailList.map((trail) => readTrail(clients, caller, identity, trail))));
}

/** A trail is asked of in its own region; elsewhere it is a shadow that knows less. */
async function readTrail(clients: Clients, caller: Caller, identity: Identity, trail: SdkTrail): Promise<Trail> {
  const name = trail.Name ?? '';
  const arn = trail.TrailARN ?? name;
  const homeRegion = trail.HomeRegion ?? identity.region;
  const client = clients.cloudTrail(homeRegion);
  const [status, selectors] = await Promise.all([
    caller.call('GetTrailStatus', (options) => client.send(new GetTrailStatusCommand({ Name: arn }), options)),
    caller.call('GetEventSelectors', (options) =>
      client.send(new GetEventSelectorsCommand({ TrailName: arn }), options),
    ),
  ]);
  return {
    name,
    arn,
    homeRegion,
    multiRegion: trail.IsMultiRegionTrail === true,
    bucket: trail.S3BucketName,
    logging: taken(status, 'GetTrailStatus', ({ IsLogging: logging }) =>
      logging === undefined ? undefined : known(logging),
    ),
    selectors: taken(selectors, 'GetEventSelectors', ({ EventSelectors: basic, AdvancedEventSelectors: advanced }) =>
      known([...basicSelectors(basic ?? []), ...advancedSelectors(advanced ?? [])]),
    ),
  };
}
