// Accounts by chance, and what all checks say of them.
import fc from 'fast-check';
import { judgeAccount, judgeBucket } from '../../../src/s3/checks/judge.ts';
import { type AccountFacts, type BucketFacts, known } from '../../../src/s3/facts.ts';
import { ACCOUNT, BUCKET, ORIGINS } from '../s3/checks/generatedFacts.ts';
import { OPEN } from '../../support/s3Facts.ts';

export interface Facts {
  readonly bucket: BucketFacts;
  readonly account: AccountFacts;
}

const FACTS = fc
  .record({ bucket: BUCKET, account: ACCOUNT, distributions: ORIGINS, isOpen: fc.boolean(), keys: fc.boolean() })
  .map(({ bucket, account, distributions, isOpen, keys }): Facts => {
    // Chance alone leaves few buckets that anything public gets through to.
    const open = isOpen ? { publicAccessBlock: known(OPEN), ownership: known('ObjectWriter' as const) } : {};
    const objectAcls = known({ looked: 1, publicKeys: keys ? ['k'] : [] });
    return {
      bucket: { ...bucket, ...open, objectAcls },
      account: { ...account, distributions, ...(isOpen ? { publicAccessBlock: known(OPEN) } : {}) },
    };
  });
const SEED = 6;
const CASES = 200;

export interface JudgedFacts {
  readonly facts: Facts;
  readonly outcomes: ReadonlyMap<string, string>;
}

export function judgedFacts(cases = CASES): readonly JudgedFacts[] {
  return fc.sample(FACTS, { seed: SEED, numRuns: cases }).map((facts) => ({ facts, outcomes: outcomesOf(facts) }));
}

export function hasFailed(outcomes: ReadonlyMap<string, string>, id: string): boolean {
  return outcomes.get(id)?.includes(' fail ') === true;
}

/** By the check: of each result what it is about, its kind, and its severity. */
export function outcomesOf({ bucket, account }: Facts): ReadonlyMap<string, string> {
  const options = { trustedAccounts: new Set<string>() };
  const buckets = new Map([[bucket.name, bucket]]);
  const found = new Map<string, string[]>();
  for (const { checkId, resource, outcome } of [
    ...judgeBucket(bucket, account, options, 'all', { buckets, complete: true }),
    ...judgeAccount(account, buckets, options, 'all'),
  ]) {
    const severity = 'severity' in outcome ? outcome.severity : '';
    const aspect = outcome.kind === 'fail' ? outcome.aspect : '';
    found.set(checkId, [...(found.get(checkId) ?? []), `${resource} ${outcome.kind} ${severity} ${aspect ?? ''}`]);
  }
  return new Map([...found].map(([id, all]) => [id, all.sort().join('; ')]));
}
