import assert from 'node:assert/strict';
import { CHECKS, checkOf, checksOf } from '../../../../src/s3/checks/catalogue.ts';
import { catalogueTable } from '../../../../src/s3/checks/catalogueTable.ts';

describe('the catalogue of checks', () => {
  it('has every id once, and finds each by it', () => {
    assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
    for (const rule of CHECKS) assert.equal(checkOf(rule.id), rule);
    assert.equal(checkOf('s3-no-such-check'), undefined);
  });

  it('has less in the core than in all', () => {
    const core = checksOf('core');
    assert.ok(core.length > 0 && core.length < CHECKS.length);
    assert.ok(core.every(({ profile }) => profile === 'core'));
    assert.deepEqual(checksOf('all'), CHECKS);
  });

  it('is written as a table and as JSON, a row for each', () => {
    const ids = CHECKS.map(({ id }) => id);
    const rows = catalogueTable('markdown').trim().split('\n').slice(2);
    assert.deepEqual(
      rows.map((row) => /^\| `([^`]+)` \|/.exec(row)?.[1]),
      ids,
    );
    assert.ok(rows.every((row) => row.split(' | ').length === 7));
    const json = JSON.parse(catalogueTable('json')) as { id: string }[];
    assert.deepEqual(
      json.map(({ id }) => id),
      ids,
    );
  });
});
