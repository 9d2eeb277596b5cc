import assert from 'node:assert/strict';
import { advancedSelectors, basicSelectors } from '../../../../src/s3/collect/trailAnswers.ts';

const OBJECTS = 'AWS::S3::Object';

function basic(values: string[], type?: 'ReadOnly' | 'WriteOnly' | 'All') {
  return basicSelectors([
    { ...(type === undefined ? {} : { ReadWriteType: type }), DataResources: [{ Type: OBJECTS, Values: values }] },
  ])[0];
}

function advanced(...fields: { Field: string; [operator: string]: string | string[] }[]) {
  return advancedSelectors([
    {
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: [OBJECTS] },
        ...fields,
      ],
    },
  ])[0];
}

describe('the selectors of a trail', () => {
  it('of the basic kind know all buckets, whole buckets and parts', () => {
    assert.deepEqual(basic(['arn:aws:s3']), { records: 'all', buckets: '*', partial: false });
    assert.deepEqual(basic(['arn:aws:s3:::'], 'ReadOnly'), { records: 'read', buckets: '*', partial: false });
    assert.deepEqual(basic(['arn:aws-cn:s3:::b/', 'arn:aws-cn:s3:::c/x'], 'WriteOnly'), {
      records: 'write',
      buckets: ['b'],
      partial: false,
    });
    assert.deepEqual(basic(['arn:aws:s3:::c/x']), { records: 'all', buckets: ['c'], partial: true });
    assert.deepEqual(
      basicSelectors([{ DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }] }]),
      [],
    );
    assert.deepEqual(basicSelectors([{ ReadWriteType: 'All', IncludeManagementEvents: true }]), []);
  });

  it('of the advanced kind know the same', () => {
    assert.deepEqual(advanced(), { records: 'all', buckets: '*', partial: false });
    assert.deepEqual(advanced({ Field: 'readOnly', Equals: ['false'] }), {
      records: 'write',
      buckets: '*',
      partial: false,
    });
    assert.deepEqual(advanced({ Field: 'readOnly', Equals: ['true'] }), {
      records: 'read',
      buckets: '*',
      partial: false,
    });
    assert.deepEqual(advanced({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::b/'] }), {
      records: 'all',
      buckets: ['b'],
      partial: false,
    });
    assert.deepEqual(advanced({ Field: 'resources.ARN', Equals: ['arn:aws:s3:::b/key'] }), {
      records: 'all',
      buckets: ['b'],
      partial: true,
    });
  });

  it('that take something out are partial', () => {
    assert.equal(advanced({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::b/'] })?.partial, true);
    assert.equal(advanced({ Field: 'eventName', Equals: ['PutObject'] })?.partial, true);
    assert.equal(advanced({ Field: 'userIdentity.arn', NotEquals: ['x'] })?.partial, true);
  });

  it('for other events are none', () => {
    assert.deepEqual(advancedSelectors([{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }]), []);
  });
});
