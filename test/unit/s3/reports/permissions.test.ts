import assert from 'node:assert/strict';
import { known, type Unreadable, unreadable } from '../../../../src/s3/facts.ts';
import type { PostureReport } from '../../../../src/s3/posture.ts';
import { missingPermissions } from '../../../../src/s3/reports/permissions.ts';
import { newAccount, newBucket, newTrail } from '../../../support/s3Facts.ts';
import { DENIED, reportOf, resultOf, THROTTLED, UNKNOWN } from '../../cli/postureSamples.ts';

function denied(api: string, action: string, message?: string): Unreadable {
  return { ...DENIED, api, action, ...(message === undefined ? {} : { message }) };
}

function read(name: string, overrides: Parameters<typeof newBucket>[0]): PostureReport['buckets'][number] {
  return { kind: 'read', facts: newBucket({ name, ...overrides }), results: [], calls: 1 };
}

describe('the permissions that a run was seen to lack', () => {
  it('are named once each, with the buckets, also where no verdict changed', () => {
    const policy = unreadable(denied('GetBucketPolicy', 's3:GetBucketPolicy', 'with an explicit deny'));
    const report = reportOf({
      buckets: [
        read('b', { policy }),
        read('a', { policy, versioning: unreadable(denied('GetBucketVersioning', 's3:GetBucketVersioning')) }),
        read('fine', {}),
      ],
    });
    assert.deepEqual(missingPermissions(report, undefined), [
      {
        action: 's3:GetBucketPolicy',
        apis: ['GetBucketPolicy'],
        buckets: ['a', 'b'],
        message: 'with an explicit deny',
      },
      { action: 's3:GetBucketVersioning', apis: ['GetBucketVersioning'], buckets: ['a'], message: undefined },
    ]);
  });

  it('are those of the account too, however deep the fact stands', () => {
    const trail = newTrail({ selectors: unreadable(denied('GetEventSelectors', 'cloudtrail:GetEventSelectors')) });
    const account = newAccount({
      trails: known([trail]),
      accessPoints: new Map([['eu-west-1', unreadable(denied('ListAccessPoints', 's3:ListAccessPoints'))]]),
    });
    assert.deepEqual(
      missingPermissions(reportOf({}), account).map(({ action, buckets }) => [action, buckets]),
      [
        ['cloudtrail:GetEventSelectors', []],
        ['s3:ListAccessPoints', []],
      ],
    );
  });

  it('are not what failed for another reason', () => {
    const report = reportOf({
      buckets: [read('b', { policy: unreadable(THROTTLED) })],
      account: [resultOf('a', UNKNOWN(THROTTLED))],
    });
    assert.deepEqual(missingPermissions(report, undefined), []);
  });

  it('are found in what a check says, and in what stopped the run', () => {
    const list = denied('ListBuckets', 's3:ListAllMyBuckets');
    const report = reportOf({
      account: [resultOf('a', UNKNOWN(DENIED))],
      failure: { kind: 'list-denied', message: 'no', reason: list },
    });
    assert.deepEqual(
      missingPermissions(report, undefined).map(({ action }) => action),
      ['s3:GetBucketPolicy', 's3:ListAllMyBuckets'],
    );
  });
});
