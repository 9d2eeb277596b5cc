// CloudTrail's other place for events. A store is listed only in the region that it is in.
import {
  GetEventDataStoreCommand,
  ListEventDataStoresCommand,
  type EventDataStore as SdkStore,
} from '@aws-sdk/client-cloudtrail';
import type { Clients } from '../account/clients.ts';
import { malformed } from '../errors.ts';
import { known, unreadable, type EventDataStore, type Fact } from '../facts.ts';
import { taken, type Caller } from './caller.ts';
import { advancedSelectors } from './trailAnswers.ts';

const MOST_PAGES = 100;

export async function eventDataStoresIn(
  clients: Clients,
  caller: Caller,
  regions: Iterable<string>,
): Promise<(readonly [string, Fact<readonly EventDataStore[]>])[]> {
  return await Promise.all(
    [...regions].map(async (region) => [region, await readStores(clients, caller, region)] as const),
  );
}

async function readStores(clients: Clients, caller: Caller, region: string): Promise<Fact<readonly EventDataStore[]>> {
  const client = clients.cloudTrail(region);
  const listed: SdkStore[] = [];
  let token: string | undefined;
  for (let page = 0; page === 0 || token !== undefined; page += 1) {
    if (page >= MOST_PAGES) return unreadable(malformed('ListEventDataStores', 'the list does not end'));
    const input = token === undefined ? {} : { NextToken: token };
    const answer = await caller.call('ListEventDataStores', (options) =>
      client.send(new ListEventDataStoresCommand(input), options),
    );
    if (answer.kind !== 'known') return answer;
    const { EventDataStores: stores, NextToken: next } = answer.value;
    if (stores === undefined) return unreadable(malformed('ListEventDataStores', 'the answer is no list of stores'));
    listed.push(...stores);
    token = next === '' ? undefined : next;
  }
  const arns = listed.flatMap(({ EventDataStoreArn: arn }) => arn ?? []);
  const stores = await Promise.all(arns.map((arn) => readStore(clients, caller, region, arn)));
  return known(stores.filter((store) => store.settings.kind !== 'absent'));
}

/** The list does not say what a store takes in. Absent: it was deleted since it was listed. */
async function readStore(clients: Clients, caller: Caller, region: string, arn: string): Promise<EventDataStore> {
  const answer = await caller.call('GetEventDataStore', (options) =>
    clients.cloudTrail(region).send(new GetEventDataStoreCommand({ EventDataStore: arn }), options),
  );
  const settings = taken(answer, 'GetEventDataStore', (store) =>
    store.Status === undefined
      ? undefined
      : known({
          multiRegion: store.MultiRegionEnabled === true,
          enabled: store.Status === 'ENABLED',
          selectors: advancedSelectors(store.AdvancedEventSelectors ?? []),
        }),
  );
  return { arn, settings };
}
