import assert from 'node:assert/strict';
import { CHECKS, checkOf, checksOf } from '../../../../src/s3/checks/catalogue.ts';
import { catalogueTable } from '../../../../src/s3/checks/catalogueTable.ts';
import { LEFT_OUT } from '../../../../src/s3/checks/leftOut.ts';

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

  it('is written as a table and as JSON, a row for each, and what is left out below', () => {
    const ids = CHECKS.map(({ id }) => id);
    const [table = '', count, left = ''] = catalogueTable('markdown').trim().split('\n\n');
    const rows = table.split('\n').slice(2);
    assert.deepEqual(
      rows.map((row) => /^\| `([^`]+)` \|/.exec(row)?.[1]),
      ids,
    );
    assert.ok(rows.every((row) => row.split(' | ').length === 7));
    assert.equal(count, `${ids.length} checks. Left out:`);
    assert.deepEqual(
      left.split('\n'),
      LEFT_OUT.map(({ id, why }) => `- \`${id}\`: ${why}`),
    );
    const json = JSON.parse(catalogueTable('json')) as { schemaVersion: number; checks: { id: string }[] };
    assert.deepEqual(
      json.checks.map(({ id }) => id),
      ids,
    );
    assert.deepEqual(json, { schemaVersion: 1, checks: json.checks, leftOut: LEFT_OUT });
  });

  it('has each row of the table that it was made from, or says why it is left out; never both', () => {
    const made = CHECKS.map(({ id }) => id);
    const left = LEFT_OUT.map(({ id }) => id);
    assert.deepEqual(
      left.filter((id) => made.includes(id)),
      [],
      'made, and still called left out',
    );
    assert.deepEqual([...made, ...left].sort(), [...ROWS].sort());
    assert.ok(LEFT_OUT.every(({ why }) => /^[A-Z].+\.$/.test(why)));
  });

  it('leaves out on purpose what is no question of security', () => {
    assert.ok(LEFT_OUT.some(({ id }) => id === 's3-bucket-transfer-acceleration'));
  });
});

/** The 53 rows of the table that the checks were made from, section by section. */
const ROWS: readonly string[] = `
  s3-account-public-access-block s3-bucket-public-access-block s3-bucket-level-public-access-block
  s3-bucket-public-read s3-bucket-public-list s3-bucket-public-write s3-bucket-public-acl-admin
  s3-bucket-authenticated-users-grant s3-bucket-latent-public-policy s3-bucket-latent-public-acl
  s3-object-acl-exposure s3-bucket-website s3-bucket-cors-wildcard s3-access-point-public-access-block
  s3-access-point-public-policy s3-mrap-public-access-block
  s3-bucket-acls-disabled s3-bucket-acl-grants s3-bucket-policy-cross-account
  s3-bucket-policy-sensitive-cross-account s3-bucket-policy-wildcard-actions s3-bucket-policy-confused-deputy
  s3-bucket-policy-valid s3-bucket-shadow-resource s3-bucket-cloudfront-oac
  s3-bucket-tls-only s3-bucket-min-tls-version s3-bucket-default-encryption s3-bucket-kms-encryption
  s3-bucket-key-enabled s3-bucket-ssec-blocked s3-bucket-policy-enforces-encryption s3-bucket-kms-key-usable
  s3-bucket-access-logging s3-bucket-logging-target-valid s3-cloudtrail-object-write-events
  s3-cloudtrail-object-read-events s3-bucket-event-notifications s3-cloudtrail-bucket-protected
  s3-policy-change-alarm s3-macie-coverage
  s3-bucket-versioning s3-bucket-mfa-delete s3-bucket-object-lock s3-bucket-replication s3-bucket-lifecycle
  s3-bucket-versioned-lifecycle s3-bucket-abort-multipart s3-directory-bucket-lifecycle
  s3-bucket-tags s3-bucket-name-dns s3-bucket-transfer-acceleration s3-bucket-requester-pays
`
  .trim()
  .split(/\s+/);
