// Whether CloudTrail records what is done with the objects of one bucket.
import type { AccountFacts, BucketFacts, EventDataStore, EventSelector, Trail } from '../facts.ts';
import { and, FALSE, ofFact, or, type Truth } from './threeValued.ts';

/** Some trail or event data store that is on records reads, or writes, of all objects of the bucket. */
export function recordsObjects(bucket: BucketFacts, account: AccountFacts, kind: 'read' | 'write'): Truth {
  return or(byTrails(bucket, account, kind), byStores(bucket, account, kind));
}

function byTrails(bucket: BucketFacts, { trails }: AccountFacts, kind: 'read' | 'write'): Truth {
  if (trails.kind !== 'known') return ofFact(trails, () => false, false);
  return or(
    FALSE,
    ...trails.value.map((trail) =>
      and(reaches(trail, bucket), isOn(trail), ofFact(trail.selectors, selects(bucket, kind), false)),
    ),
  );
}

function byStores(bucket: BucketFacts, { eventDataStores }: AccountFacts, kind: 'read' | 'write'): Truth {
  const inRegions = [...eventDataStores].map(([region, stores]) => {
    if (stores.kind !== 'known') return ofFact(stores, () => false, false);
    return or(FALSE, ...stores.value.map((store) => inStore(store, region, bucket, kind)));
  });
  return or(FALSE, ...inRegions);
}

function inStore({ settings }: EventDataStore, homeRegion: string, bucket: BucketFacts, kind: 'read' | 'write'): Truth {
  if (settings.kind !== 'known') return ofFact(settings, () => false, false);
  const { multiRegion, enabled, selectors } = settings.value;
  return and({ is: enabled }, reaches({ multiRegion, homeRegion }, bucket), { is: selects(bucket, kind)(selectors) });
}

/** A trail of one region sees what happens there only. */
function reaches(
  { multiRegion, homeRegion }: Pick<Trail, 'multiRegion' | 'homeRegion'>,
  { region }: BucketFacts,
): Truth {
  if (multiRegion) return { is: true };
  return region === undefined ? { is: 'unknown', missing: [] } : { is: region === homeRegion };
}

function isOn({ logging }: Trail): Truth {
  return ofFact(logging, (on) => on, false);
}

function selects({ name }: BucketFacts, kind: 'read' | 'write'): (selectors: readonly EventSelector[]) => boolean {
  return (selectors) =>
    selectors.some(
      ({ records, buckets, partial }) =>
        !partial && (records === 'all' || records === kind) && (buckets === '*' || buckets.includes(name)),
    );
}
