import assert from 'node:assert/strict';
import { type AccountState, type BucketRow, NO_ACCOUNT } from '../../../../src/app/posture/accountState.ts';
import { type BucketPageSubject, bucketPageHtml } from '../../../../src/editor/posture/bucketPage.ts';
import { subjectOf } from '../../../../src/editor/posture/bucketPageSubject.ts';
import { judgeBucket } from '../../../../src/s3/checks/judge.ts';
import { type AccountFacts, type BucketFacts, known, unreadable } from '../../../../src/s3/facts.ts';
import { sampleAccount } from '../../../../src/s3/sampleAccount.ts';
import { newAccount, newBucket, newPoint, OPEN, policyOf } from '../../../support/s3Facts.ts';
import { HOSTILE } from '../../findings/hostileText.ts';

const READ_AT = Date.UTC(2026, 10, 27, 4, 5, 6);
const SAMPLE = { kind: 'sample' } as const;

function rowOf(facts: BucketFacts, account: AccountFacts, more: Partial<BucketRow> = {}): BucketRow {
  const results = judgeBucket(facts, account, { trustedAccounts: new Set() }, 'all');
  const posture = { kind: 'read' as const, facts, results, calls: 0 };
  return { name: facts.name, region: facts.region, posture, readAt: READ_AT, before: undefined, old: false, ...more };
}

function stateOf(row: BucketRow, account: AccountFacts, more: Partial<AccountState> = {}): AccountState {
  const { identity } = account;
  const rows = new Map([[row.name, row]]);
  return { ...NO_ACCOUNT, source: SAMPLE, identity, rows, account: { facts: account, results: [] }, ...more };
}

function page(subject: BucketPageSubject, bucket = 'b'): string {
  return bucketPageHtml({ nonce: 'n1', bucket, subject });
}

function pageOf(facts: BucketFacts, account = newAccount(), more: Partial<BucketRow> = {}): string {
  const state = stateOf(rowOf(facts, account, more), account);
  return page(subjectOf(state, { source: SAMPLE, accountId: undefined, bucket: facts.name }), facts.name);
}

/** Every tag with its attributes, in order. */
const tagsIn = (text: string): readonly string[] => text.match(/<[^>]*>/g) ?? [];
/** As the browser shows it. */
const words = (text: string): string => text.replace(/<style[^]*<\/style>/, '').replace(/<[^>]*>/g, ' ');

/** A bucket in which all that others can choose is this text. */
function filledWith(text: string): { readonly facts: BucketFacts; readonly account: AccountFacts } {
  const reason = {
    cause: 'access-denied' as const,
    api: 'GetBucketAcl',
    action: 's3:GetBucketAcl',
    error: text,
    message: text,
  };
  const facts = newBucket({
    region: 'eu-west-1',
    publicAccessBlock: known(OPEN),
    ownership: known('ObjectWriter'),
    acl: unreadable(reason),
    policy: policyOf({ Sid: text, Condition: { StringEquals: { [`k${text}`]: text } } }),
    policyStatus: known(true),
    tags: known([{ key: text, value: text }]),
    objectAcls: known({ looked: 1, publicKeys: [text] }),
    logging: known({ targetBucket: text, targetPrefix: text }),
    cors: known([{ origins: [text], methods: [text], headers: [text] }]),
  });
  const point = newPoint({ name: text, policyIsPublic: known(true), publicAccessBlock: known(OPEN) });
  const account = newAccount({ accessPoints: new Map([['eu-west-1', known([point])]]) });
  return { facts, account };
}

describe('the page of a bucket', () => {
  const odd = [
    '"\'><script>alert(1)</script>',
    '</pre></style><a href="command:x">',
    '\u202e\u200b\u0000\ud800',
    '&amp;lt;',
  ];
  for (const text of [...HOSTILE, ...odd]) {
    it(`makes nothing but text of ${JSON.stringify(text)}`, () => {
      const build = (one: string): string => {
        const { facts, account } = filledWith(one);
        return pageOf(facts, account);
      };
      const hostile = build(text);
      assert.deepEqual(tagsIn(hostile), tagsIn(build('harmless')));
      assert.doesNotMatch(hostile, /<(?:a|img|script|iframe|form|link|svg|object)\b/i);
      // Every ampersand is one of ours.
      assert.doesNotMatch(hostile, /&(?!(?:amp|lt|gt|quot|#39|#96);)/);
      // eslint-disable-next-line no-control-regex -- what must not be there
      assert.doesNotMatch(hostile, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\p{Cf}\p{Cs}]/u);
    });
  }

  it('is a document without script, whose one style is ours', () => {
    const text = pageOf(newBucket());
    assert.match(text, /^<!DOCTYPE html>\s*<html lang="en">/);
    assert.match(text, /content="default-src 'none'; style-src 'nonce-n1'"/);
    assert.equal(text.match(/<style nonce="n1">/g)?.length, 1);
    assert.doesNotMatch(text, /\sstyle=|\son[a-z]+=|javascript:|https?:|<script/i);
    assert.throws(() => bucketPageHtml({ nonce: '"', bucket: 'b', subject: { kind: 'gone' } }), RangeError);
  });

  it('shows what is hidden in a policy or a tag by its number', () => {
    const text = pageOf(
      newBucket({ tags: known([{ key: 'a\u202eb', value: 'x\u200by' }]), policy: known('{\n\u202e') }),
    );
    assert.match(text, /a\[U\+202E\]b/);
    assert.match(text, /x\[U\+200B\]y/);
    assert.match(text, /\{\n\[U\+202E\]/);
  });

  it('has headings, an ordered list of steps, and table heads that say what they are heads of', () => {
    const text = pageOf(newBucket());
    for (const title of ['What everyone can do', 'How that comes about', 'Checks', 'Bucket policy', 'Tags']) {
      assert.match(text, new RegExp(`<h2 id="[a-z]+">${title}</h2>`));
    }
    assert.equal(text.match(/<ol class="steps">/g)?.length, 1);
    assert.equal(text.match(/<li>\s*<h3>/g)?.length, 7);
    for (const tag of tagsIn(text).filter((one) => /^<th\b/.test(one))) assert.match(tag, /scope="(?:row|col)"/);
  });

  it('says of every bucket of the sample what is wrong, in words, and with the ids of others', () => {
    const { account, buckets } = sampleAccount();
    const pages = new Map(buckets.map((facts) => [facts.name, pageOf(facts, account)]));
    for (const [name, text] of pages) assert.match(words(text), /Sample: this bucket is invented/, name);
    const open = words(pages.get('sample-public-downloads') ?? '');
    assert.match(open, /Critical: does not hold: The data of the bucket is not publicly readable/);
    assert.match(open, /s3-bucket-public-read, Security Hub S3\.2, Prowler s3_bucket_public_access/);
    assert.match(open, /Created\s+2017-06-02 14:05:00 UTC/);
    const closed = words(pages.get('sample-cannot-be-read') ?? '');
    assert.match(closed, /Cannot be told, critical at worst/);
    assert.match(
      closed,
      /GetBucketPolicy \(s3:GetBucketPolicy\): AccessDenied, HTTP 403\. What the service says: User:/,
    );
  });

  it('says when it was read, what is old, and that something else was read before', () => {
    const before = { facts: newBucket(), readAt: 0 };
    const text = pageOf(newBucket(), newAccount(), { old: true, before });
    assert.match(text, /<time datetime="2026-11-27T04:05:06.000Z">2026-11-27 04:05:06 UTC<\/time>/);
    assert.match(text, /Old: this is what an earlier reading found/);
    assert.match(words(text), /of\s+1970-01-01 00:00:00 UTC\s+, found something else/);
    assert.doesNotMatch(pageOf(newBucket()), /Old:/);
  });

  it('shows nothing of a bucket of another account, and says that a bucket is gone', () => {
    const account = newAccount();
    const state = stateOf(rowOf(newBucket({ tags: known([{ key: 'secret', value: 's' }]) }), account), account);
    const opened = { source: SAMPLE, accountId: account.identity.accountId, bucket: 'b' };
    assert.equal(subjectOf(state, opened).kind, 'row');
    const others: readonly Partial<AccountState>[] = [
      { source: { kind: 'profile', name: 'p' } },
      { source: undefined },
      { identity: { ...account.identity, accountId: '999999999999' } },
    ];
    for (const other of others) {
      const text = page(subjectOf({ ...state, ...other }, opened));
      assert.match(text, /Another account is chosen/);
      assert.doesNotMatch(text, /secret/);
    }
    const rows = new Map([['c', rowOf(newBucket({ name: 'c' }), account)]]);
    assert.match(page(subjectOf({ ...state, rows }, opened)), /not among those of the account any more/);
    assert.equal(subjectOf({ ...state, rows: new Map() }, opened).kind, 'waiting');
  });

  it('says what is not known yet', () => {
    const account = newAccount();
    const unread = { ...rowOf(newBucket(), account), posture: undefined, readAt: undefined };
    const state = stateOf(unread, account);
    const opened = { source: SAMPLE, accountId: undefined, bucket: 'b' };
    assert.match(page(subjectOf(state, opened)), /was not read yet/);
    const early = stateOf(rowOf(newBucket(), account), account, { account: undefined });
    assert.match(page(subjectOf(early, opened)), /The account as such was not read yet/);
    const failure = { kind: 'network' as const, message: 'no <b>way</b>' };
    const failed = { ...state, bucketFailure: { bucket: 'b', failure } };
    assert.match(page(subjectOf(failed, opened)), /came to nothing: no &lt;b&gt;way/);
  });
});
