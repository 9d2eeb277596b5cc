// Which buckets are the account's own.
import type { AccountFacts, BucketFacts, Fact } from '../facts.ts';
import { ofFact, type Truth } from './threeValued.ts';

/** @param read what was read of the bucket of this name, if anything */
export function isOwnBucket(name: string, { buckets }: AccountFacts, read: BucketFacts | undefined): Truth {
  // Each call says whose the bucket must be: one that was answered is the account's, whatever the list says.
  if (read !== undefined && Object.values(read).some(isAnswer)) return { is: true };
  return ofFact(buckets, (names) => names.has(name), false);
}

function isAnswer(value: unknown): boolean {
  const fact = value as Fact<unknown> | undefined;
  return typeof fact === 'object' && (fact.kind === 'known' || fact.kind === 'absent');
}
