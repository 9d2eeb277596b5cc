// Whether CloudTrail records what is done with the objects of one bucket.
import type { AccountFacts, BucketFacts, Trail } from '../facts.ts';
import { and, FALSE, ofFact, or, type Truth } from './threeValued.ts';

/** Some trail that is on records reads, or writes, of all objects of the bucket. */
export function recordsObjects(bucket: BucketFacts, { trails }: AccountFacts, kind: 'read' | 'write'): Truth {
  if (trails.kind !== 'known') return ofFact(trails, () => false, false);
  return or(
    FALSE,
    ...trails.value.map((trail) => and(reaches(trail, bucket), isOn(trail), selects(trail, bucket, kind))),
  );
}

/** A trail of one region sees what happens there only. */
function reaches({ multiRegion, homeRegion }: Trail, { region }: BucketFacts): Truth {
  if (multiRegion) return { is: true };
  return region === undefined ? { is: 'unknown', missing: [] } : { is: region === homeRegion };
}

function isOn({ logging }: Trail): Truth {
  return ofFact(logging, (on) => on, false);
}

function selects({ selectors }: Trail, { name }: BucketFacts, kind: 'read' | 'write'): Truth {
  return ofFact(
    selectors,
    (all) =>
      all.some(
        ({ records, buckets, partial }) =>
          !partial && (records === 'all' || records === kind) && (buckets === '*' || buckets.includes(name)),
      ),
    false,
  );
}
