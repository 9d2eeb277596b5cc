import assert from 'node:assert/strict';
import {
  compareSeverity,
  isAtLeast,
  isSeverity,
  lowered,
  SEVERITIES,
  worseOf,
} from '../../../src/findings/severity.ts';

describe('severity', () => {
  it('sorts the worst first', () => {
    const shuffled = ['low', 'critical', 'informational', 'high', 'medium'] as const;
    assert.deepEqual([...shuffled].sort(compareSeverity), SEVERITIES);
  });

  it('compares with a threshold that counts itself', () => {
    assert.deepEqual(
      SEVERITIES.filter((severity) => isAtLeast(severity, 'medium')),
      ['critical', 'high', 'medium'],
    );
  });

  it('takes the worse of two, in either order', () => {
    assert.equal(worseOf('low', 'high'), 'high');
    assert.equal(worseOf('high', 'low'), 'high');
    assert.equal(worseOf('low', 'low'), 'low');
  });

  it('goes down one step at a time and stops at the mildest', () => {
    assert.deepEqual(SEVERITIES.map(lowered), ['high', 'medium', 'low', 'informational', 'informational']);
  });

  it('knows its own words and nothing else', () => {
    assert.ok(SEVERITIES.every(isSeverity));
    for (const other of [
      'CRITICAL',
      'severe',
      '',
      undefined,
      null,
      1,
      ['high'],
      { toString: () => 'high' },
      'toString',
    ]) {
      assert.equal(isSeverity(other), false, String(other));
    }
  });
});
