import assert from 'node:assert/strict';
import { namedTag, tagProblem } from '../../../src/s3/bucketTags.ts';

describe('tags that the owner names', () => {
  const tags = [
    { key: 'team', value: 'web' },
    { key: 'a=b', value: 'c=d' },
    { key: 'empty', value: '' },
  ];
  for (const [name, names, expected] of [
    ['by key, whatever the value', ['team'], 'team=web'],
    ['by key and value', ['team=web'], 'team=web'],
    ['not with another value', ['team=app'], undefined],
    ['not with another case', ['Team', 'team=Web'], undefined],
    ['not by a part', ['tea', 'team=we', 'web'], undefined],
    ['with equals signs in key and value', ['a=b=c=d'], 'a=b=c=d'],
    ['by a key with an equals sign', ['a=b'], 'a=b=c=d'],
    ['with an empty value', ['empty='], 'empty='],
    ['none where none is named', [], undefined],
  ] as const) {
    it(`are found ${name}`, () => assert.equal(namedTag(tags, names), expected));
  }

  it('are told when no bucket can have them', () => {
    for (const good of ['a', 'a=', 'a=b', 'ключ=значение', ' a', `${'k'.repeat(128)}=${'v'.repeat(256)}`])
      assert.equal(tagProblem(good), undefined, good);
    for (const bad of ['', ' ', '=', '=b', 'a\nb', 'x'.repeat(386)]) assert.match(tagProblem(bad) ?? '', /\.$/, bad);
    assert.doesNotMatch(tagProblem('a\u001b[31m') ?? '', /\p{Cc}/u);
  });
});
