import assert from 'node:assert/strict';
import { apisOf, withNewAccount, withNewFacts } from '../../../../src/app/posture/narrowReading.ts';
import { ABSENT, known, NOT_READ } from '../../../../src/s3/facts.ts';
import { CHECKS } from '../../../../src/s3/checks/catalogue.ts';
import { APIS } from '../../../../src/s3/apis.ts';
import { newAccount, newBucket, OPEN } from '../../../support/s3Facts.ts';

describe('what a reading of a few APIs learns', () => {
  it('takes the place of what was asked for, and of nothing else', () => {
    const before = newBucket({ name: 'a', region: 'eu-west-1', createdAt: '2020-01-01T00:00:00.000Z' });
    const now = newBucket({
      name: 'a',
      region: undefined,
      createdAt: undefined,
      publicAccessBlock: known(OPEN),
      policy: ABSENT,
      versioning: NOT_READ,
      tags: NOT_READ,
    });
    const after = withNewFacts(before, now, new Set(['GetPublicAccessBlock']));
    assert.deepEqual(after, { ...before, publicAccessBlock: known(OPEN) });
    const more = withNewFacts(before, now, new Set(['GetBucketPolicy', 'GetAccountPublicAccessBlock']));
    assert.deepEqual(more, { ...before, policy: ABSENT }, "the account's block is not the bucket's");
  });

  it('is put into the account region by region', () => {
    const before = newAccount({
      publicAccessBlock: known(OPEN),
      accessPoints: new Map([
        ['eu-west-1', known([])],
        ['us-east-1', ABSENT],
      ]),
    });
    const now = newAccount({
      publicAccessBlock: NOT_READ,
      trails: NOT_READ,
      buckets: NOT_READ,
      accessPoints: new Map([['us-east-1', known([])]]),
    });
    const after = withNewAccount(before, now, new Set(['ListAccessPoints']));
    assert.deepEqual(after, {
      ...before,
      accessPoints: new Map([
        ['eu-west-1', known([])],
        ['us-east-1', known([])],
      ]),
    });
  });

  it('comes from APIs that are known, whatever the check', () => {
    for (const { id, subject } of CHECKS) {
      const apis = apisOf([id], subject);
      assert.ok(
        [...apis].every((api) => Object.hasOwn(APIS, api)),
        id,
      );
      if (subject === 'bucket') assert.ok(!apis.has('ListBuckets'), id);
    }
    assert.deepEqual([...apisOf(['s3-bucket-tls-only'], 'bucket')], ['GetBucketPolicy']);
    assert.ok(apisOf(['s3-access-point-public-policy'], 'account').has('ListAccessPoints'));
  });
});
