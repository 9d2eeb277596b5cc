import assert from 'node:assert/strict';
import { maskLiterals } from '../../../src/code/literalMasking.ts';

describe('maskLiterals', () => {
  it('masks what stands in quotes, at the same length', () => {
    const { text } = maskLiterals('connect("db.internal", password=\'hunter-two\', n=10)');
    assert.equal(text, 'connect("***********", password=\'**********\', n=10)');
  });

  it('masks what is assigned where there are no quotes', () => {
    assert.equal(maskLiterals('password: hunter-two').text, 'password: **********');
    assert.equal(maskLiterals('TOKEN=abcd1234').text, 'TOKEN=********');
  });

  it('takes the values out of other texts, where they mean nothing special', () => {
    assert.equal(
      maskLiterals('x = "a$&b(c"').hide('The value a$&b(c is in the file.'),
      'The value ****** is in the file.',
    );
  });

  it('masks all of what is too long to be looked at', () => {
    for (const line of ['"'.repeat(100_001), '"\\'.repeat(50_000), 'x = y '.repeat(20_000)]) {
      assert.equal(maskLiterals(line).text, '*'.repeat(line.length));
    }
  });
});
