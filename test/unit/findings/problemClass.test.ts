import assert from 'node:assert/strict';
import { problemClassOf } from '../../../src/findings/problemClass.ts';

describe('problemClassOf', () => {
  it('folds CWEs that two engines may choose for the same hole', () => {
    for (const [name, cwes] of [
      ['sql-injection', [89, 564]],
      ['command-injection', [78, 77, 88]],
      ['hardcoded-secret', [798, 259]],
      ['transport-security', [295, 297, 319]],
      ['weak-hash', [328, 916]],
      ['path-traversal', [22, 23, 36]],
    ] as const) {
      for (const cwe of cwes) assert.equal(problemClassOf(cwe), name, `CWE-${cwe}`);
    }
  });

  it('keeps apart what is fixed in different ways', () => {
    const classes = [89, 78, 79, 22, 502, 611, 918, 798, 295, 328, 327, 347].map(problemClassOf);
    assert.equal(new Set(classes).size, classes.length);
  });

  it('makes a class of its own of a CWE that it does not know', () => {
    assert.equal(problemClassOf(1), 'cwe-1');
    assert.notEqual(problemClassOf(9_999), problemClassOf(9_998));
  });
});
