import assert from 'node:assert/strict';
import type { AccountFacts, BucketFacts } from '../../../../src/s3/facts.ts';
import { newAccount, sayOf } from '../../../support/s3Facts.ts';

export type Case = readonly [name: string, bucket: BucketFacts, ...expected: string[]];

/** A test for each case of a check: what it says of the bucket. */
export function checkTable(id: string, cases: readonly Case[], account: AccountFacts = newAccount()): void {
  describe(id, () => {
    for (const [name, bucket, ...expected] of cases)
      it(name, () => {
        assert.deepEqual(sayOf(id, bucket, account), expected);
      });
  });
}
