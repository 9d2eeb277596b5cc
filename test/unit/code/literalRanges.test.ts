import assert from 'node:assert/strict';
import { literalRanges } from '../../../src/code/literalRanges.ts';

function literals(code: string): string[] {
  return literalRanges(code).map(({ start, end }) => code.slice(start, end));
}

describe('literalRanges', () => {
  it('takes what stands in quotes', () => {
    assert.deepEqual(literals('connect("db.internal", password=\'hunter-two\', n=10)'), ['db.internal', 'hunter-two']);
  });

  it('takes what is assigned where there are no quotes', () => {
    assert.deepEqual(literals('password: hunter-two'), ['hunter-two']);
    assert.deepEqual(literals('TOKEN=abcd1234'), ['abcd1234']);
  });

  it('looks at every line by itself', () => {
    assert.deepEqual(literals('user: "somebody"\r\npassword: hunter-two\n'), ['somebody', 'hunter-two']);
  });

  it('takes the words where nothing is quoted or assigned', () => {
    assert.deepEqual(literals('ENV DB_PASSWORD hunter-two'), ['DB_PASSWORD', 'hunter-two']);
    assert.deepEqual(literals('    hunter-two'), ['hunter-two']);
    assert.deepEqual(literals('key("""\nhunter-two\n""")'), ['hunter-two', '""")']);
  });

  it('takes all of what is too long to be looked at', () => {
    for (const line of ['"'.repeat(100_001), '"\\'.repeat(50_000), 'x = y '.repeat(20_000)]) {
      assert.deepEqual(literalRanges(line), [{ start: 0, end: line.length }]);
    }
  });
});
