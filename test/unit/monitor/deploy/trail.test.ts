import assert from 'node:assert/strict';
import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import { writesLogged } from '../../../../src/monitor/deploy/trail.ts';

const S3 = 's3.amazonaws.com';
const management = { Field: 'eventCategory', Equals: ['Management'] };

const BASIC: readonly (readonly [string, readonly EventSelector[], string])[] = [
  ['nothing that is chosen', [], 'all'],
  ['all', [{ ReadWriteType: 'All', IncludeManagementEvents: true }], 'all'],
  ['writes', [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }], 'all'],
  ['reads', [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true }], 'none'],
  ['data events', [{ ReadWriteType: 'All', IncludeManagementEvents: false }], 'none'],
  ['all but those of KMS', [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }], 'all'],
  ['all but those of S3', [{ ExcludeManagementEventSources: [S3] }], 'none'],
];

const ADVANCED: readonly (readonly [string, AdvancedEventSelector['FieldSelectors'], string])[] = [
  ['management events', [management], 'all'],
  ['data events', [{ Field: 'eventCategory', Equals: ['Data'] }], 'none'],
  ['reads', [management, { Field: 'readOnly', Equals: ['true'] }], 'none'],
  ['writes', [management, { Field: 'readOnly', Equals: ['false'] }], 'all'],
  ['all but writes', [management, { Field: 'readOnly', NotEquals: ['false'] }], 'none'],
  ['all but those of KMS', [management, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }], 'all'],
  ['all but those of S3', [management, { Field: 'eventSource', NotEquals: [S3] }], 'none'],
  ['those of S3', [management, { Field: 'eventSource', Equals: [S3] }], 'all'],
  ['those of KMS', [management, { Field: 'eventSource', Equals: ['kms.amazonaws.com'] }], 'none'],
  ['those of some names', [management, { Field: 'eventName', Equals: ['PutBucketPolicy'] }], 'unclear'],
];

describe('a trail that logs', () => {
  for (const [what, selectors, logged] of BASIC) {
    it(`${what} logs ${logged} of the changes`, () => {
      assert.equal(writesLogged(selectors, []), logged);
    });
  }
  for (const [what, FieldSelectors, logged] of ADVANCED) {
    it(`${what}, by advanced selectors, logs ${logged} of the changes`, () => {
      assert.equal(writesLogged([], [{ FieldSelectors }]), logged);
    });
  }

  it('does so by any of its selectors', () => {
    const reads = { FieldSelectors: [management, { Field: 'readOnly', Equals: ['true'] }] };
    assert.equal(writesLogged([], [reads, { FieldSelectors: [management] }]), 'all');
    assert.equal(writesLogged([{ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }], []), 'all');
  });
});
