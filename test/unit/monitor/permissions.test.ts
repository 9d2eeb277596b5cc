import assert from 'node:assert/strict';
import { iamPolicy } from '../../../src/s3/iamPolicy.ts';
import { directoryBucket, fakeAccount, fakeBucket, oldBucket, policyOf } from '../../support/fakeAws/account.ts';
import { iamActionOf } from '../../support/fakeAws/apis.ts';
import { startFakeAws, type FakeAws, type RecordedCall } from '../../support/fakeAws/fakeAws.ts';
import { aSchedule, OWN } from './events/sampleEvents.ts';
import { World } from './run/world.ts';

describe('what the function may do, and what it does', function () {
  this.timeout(60_000);
  const key = `arn:aws:kms:us-east-1:${OWN}:key/k1`;
  let aws: FakeAws;
  let calls: readonly RecordedCall[];

  /** An account with something for every API. */
  before(async () => {
    const policy = policyOf({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::open/*',
    });
    aws = await startFakeAws({
      accounts: [
        fakeAccount({
          buckets: [
            oldBucket('open', { policy, policyIsPublic: true, objects: [{ key: 'a' }] }),
            fakeBucket('keyed', { encryption: { algorithm: 'aws:kms', key } }),
            directoryBucket('quick', 'use1-az4'),
          ],
          keys: [{ region: 'us-east-1', id: 'k1', state: 'Enabled' }],
          accessPoints: [{ name: 'point', bucket: 'open', region: 'us-east-1', policyIsPublic: false }],
          trails: [{ name: 'trail', homeRegion: 'us-east-1', multiRegion: true, logging: true, bucket: 'open' }],
          eventDataStores: [{ name: 'store', region: 'us-east-1', multiRegion: true, status: 'ENABLED' }],
          // What the role does not have.
          denied: new Set(['s3:ListBucket', 's3:GetObjectAcl']),
        }),
      ],
    });
    const world = new World(aws);
    await world.scan(aSchedule());
    calls = aws.calls;
    const [report] = world.log.reports();
    assert.equal(report?.coverage.read, 3, JSON.stringify(report?.coverage));
  });
  after(() => aws.close());

  it('is the same: no action is granted that is not used, and none is used that is not granted', () => {
    const granted = new Set(iamPolicy('all').Statement.flatMap(({ Action }) => Action));
    const used = new Set(calls.flatMap(({ api, bucket }) => iamActionOf(api, bucket?.endsWith('--x-s3')) ?? []));
    assert.deepEqual(
      [...granted].filter((action) => !used.has(action)),
      [],
      'granted and not used',
    );
    // They are refused, and the checks say so: to grant them would let the function list the keys of objects.
    const leftOut = ['s3:ListBucket', 's3:GetObjectAcl'];
    assert.deepEqual(
      [...used].filter((action) => !granted.has(action) && !leftOut.includes(action)),
      [],
      'used and not granted',
    );
  });

  it('says of every call about a bucket whose it has to be', () => {
    const ofBuckets = calls.filter(({ bucket, api }) => bucket !== undefined && !api.includes(':'));
    assert.ok(ofBuckets.length > 20);
    for (const { api, bucket, expectedOwner } of ofBuckets) {
      // Asked of names that somebody else may have, which is what it is asked for.
      if (api === 'HeadBucket' && !['open', 'keyed'].includes(bucket ?? '')) continue;
      if (bucket?.endsWith('--x-s3')) continue;
      assert.equal(expectedOwner, OWN, `${api} ${bucket ?? ''}`);
    }
  });
});
