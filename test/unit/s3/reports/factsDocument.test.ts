import assert from 'node:assert/strict';
import { known, NOT_READ, unreadable } from '../../../../src/s3/facts.ts';
import { accountFactsDocument, bucketFactsDocument, type FactsHead } from '../../../../src/s3/reports/factsDocument.ts';
import { sampleAccount } from '../../../../src/s3/sampleAccount.ts';
import { denied, newAccount, newBucket, newPoint, newTrail } from '../../../support/s3Facts.ts';

const HEAD: FactsHead = { identity: newAccount().identity, readAt: Date.UTC(2026, 10, 27, 4, 5, 6), sample: false };

interface Document {
  readonly readAt: string | null;
  readonly bucket: unknown;
  readonly facts: Readonly<
    Record<string, { readonly kind: string; readonly value?: unknown; readonly reason?: unknown }>
  >;
}

const read = (text: string): Document => JSON.parse(text) as Document;

describe('the document of all facts', () => {
  it('tells what is known, absent, unreadable with its reason, and not read', () => {
    const reason = { cause: 'throttled' as const, api: 'GetBucketAcl', action: 's3:GetBucketAcl', error: 'SlowDown' };
    const bucket = newBucket({
      acl: unreadable({ ...reason, requestId: 'R1' }),
      tags: known([{ key: 'team', value: 'web' }]),
      kmsKey: NOT_READ,
    });
    const { facts, bucket: head, readAt } = read(bucketFactsDocument(bucket, HEAD));
    assert.equal(readAt, '2026-11-27T04:05:06.000Z');
    assert.deepEqual(head, { name: 'b', kind: 'general', region: 'eu-west-1', createdAt: '2026-10-01T00:00:00.000Z' });
    assert.deepEqual(facts['tags'], { kind: 'known', value: [{ key: 'team', value: 'web' }] });
    assert.deepEqual(facts['policy'], { kind: 'absent' });
    assert.deepEqual(facts['kmsKey'], { kind: 'not-read' });
    assert.deepEqual(facts['acl'], { kind: 'unreadable', reason });
    assert.deepEqual(facts['versioning'], { kind: 'known', value: { mfaDelete: false, status: null } });
  });

  it('has every fact of a bucket and of the account', () => {
    const inHead = ['name', 'kind', 'region', 'createdAt', 'identity'];
    const factsOf = (one: object): readonly string[] =>
      Object.keys(one)
        .filter((key) => !inHead.includes(key))
        .sort();
    const { facts } = read(bucketFactsDocument(newBucket(), HEAD));
    assert.deepEqual(Object.keys(facts).sort(), factsOf(newBucket()));
    const account = read(accountFactsDocument(newAccount(), HEAD));
    assert.deepEqual(Object.keys(account.facts).sort(), factsOf(newAccount()));
  });

  it('shows a policy as JSON where that loses nothing, else as the text that it is', () => {
    const shown = (policy: string): unknown =>
      read(bucketFactsDocument(newBucket({ policy: known(policy) }), HEAD)).facts['policy']?.value;
    assert.deepEqual(shown('{"Statement":[{"Sid":"a"}]}'), { Statement: [{ Sid: 'a' }] });
    for (const text of ['{ no JSON', '{"a":1,"a":2}', `${'['.repeat(5000)}${']'.repeat(5000)}`, '']) {
      assert.equal(shown(text), text);
    }
  });

  it('differs between two readings of the same facts in the time alone', () => {
    const bucket = newBucket({
      acl: unreadable({ cause: 'other', api: 'a', action: 's3:a', error: 'e', requestId: 'one' }),
      encryption: known({ algorithm: 'AES256', kmsKey: undefined, bucketKey: false, blockedTypes: undefined }),
    });
    const again = {
      ...Object.fromEntries(Object.entries(bucket).reverse()),
      acl: unreadable({ requestId: 'two', error: 'e', action: 's3:a', api: 'a', cause: 'other' }),
      encryption: known({ blockedTypes: undefined, bucketKey: false, kmsKey: undefined, algorithm: 'AES256' }),
    } as typeof bucket;
    const lines = bucketFactsDocument(bucket, HEAD).split('\n');
    const later = bucketFactsDocument(again, { ...HEAD, readAt: 0 }).split('\n');
    assert.deepEqual(
      later.filter((line, at) => line !== lines[at]),
      ['  "readAt": "1970-01-01T00:00:00.000Z",'],
    );
    assert.equal(later.length, lines.length);
  });

  it('shows nothing that cannot be seen', () => {
    const bucket = newBucket({ tags: known([{ key: 'a\u202eb', value: '\u0000\u001b[31m\u200b' }]) });
    const text = bucketFactsDocument(bucket, HEAD);
    assert.match(text, /^[\n\x20-\x7e]*$/);
    assert.deepEqual(read(text).facts['tags']?.value, [{ key: 'a\u202eb', value: '\u0000\u001b[31m\u200b' }]);
  });

  it('lists access points by region, trails, and what could not be read of them', () => {
    const account = newAccount({
      accessPoints: new Map([
        ['us-east-1', denied('ListAccessPoints')],
        ['eu-west-1', known([newPoint()])],
      ]),
      trails: known([newTrail()]),
    });
    const { facts } = read(accountFactsDocument(account, HEAD));
    assert.deepEqual(Object.keys(facts['accessPoints'] ?? {}), ['eu-west-1', 'us-east-1']);
    assert.match(JSON.stringify(facts['accessPoints']), /"action":"s3:ListAccessPoints"/);
    assert.match(JSON.stringify(facts['trails']), /"homeRegion":"eu-west-1"/);
  });

  it('says of the sample that it is invented', () => {
    const { account, buckets } = sampleAccount();
    const head = { identity: account.identity, readAt: undefined, sample: true };
    for (const bucket of buckets) assert.match(bucketFactsDocument(bucket, head), /invented/);
    assert.doesNotMatch(bucketFactsDocument(newBucket(), HEAD), /invented/);
  });
});
