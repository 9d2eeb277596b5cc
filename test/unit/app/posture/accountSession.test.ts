import assert from 'node:assert/strict';
import type { PostureSettings } from '../../../../src/app/posture/accountReading.ts';
import { AccountSession } from '../../../../src/app/posture/accountSession.ts';
import type { AccountReader, ReadingRequest } from '../../../../src/app/posture/readerThread.ts';
import type { ReadingEnd } from '../../../../src/app/posture/readerProtocol.ts';
import { BucketFindings, bucketPlace, isBucketRecordShown } from '../../../../src/findings/bucketFindings.ts';
import { JUDGES } from '../../../../src/s3/checks/judges.ts';
import {
  type AccountFacts,
  type BucketFacts,
  type Identity,
  known,
  NOT_READ,
  unreadable,
} from '../../../../src/s3/facts.ts';
import type { PostureEvent, RunFailure } from '../../../../src/s3/posture.ts';
import { sampleAccount } from '../../../../src/s3/sampleAccount.ts';
import { newAccount, newBucket, OPEN, policyOf } from '../../../support/s3Facts.ts';

const SETTINGS: PostureSettings = {
  checks: 'core',
  trustedAccounts: [],
  pinned: [],
  publicTags: [],
  sensitiveTags: [],
  awsExecutable: undefined,
};

/** One reading, as the test wants it to go. */
interface Asked {
  readonly request: ReadingRequest;
  readonly signal: AbortSignal;
  tell(...events: readonly PostureEvent[]): void;
  end(end?: Partial<ReadingEnd>): Promise<void>;
}

class ScriptedReader implements AccountReader {
  readonly asked: Asked[] = [];

  read(request: ReadingRequest, signal: AbortSignal): Promise<ReadingEnd> {
    return new Promise((resolve) => {
      this.asked.push({
        request,
        signal,
        tell: (...events) => request.onEvents(events),
        end: async (end = {}) => {
          const { failure, notRead = [] } = end;
          const status = end.status ?? (failure === undefined ? 'complete' : 'failed');
          resolve({ identity: undefined, calls: 1, startedAt: 0, elapsedMs: 1, ...end, status, failure, notRead });
          await new Promise((settled) => setImmediate(settled));
        },
      });
    });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  get last(): Asked {
    const last = this.asked.at(-1);
    assert.ok(last, 'something was asked');
    return last;
  }
}

const IDENTITY = newAccount().identity;
const OTHER: Identity = { ...IDENTITY, accountId: '222233334444' };
const open = (name: string, more: Partial<BucketFacts> = {}): BucketFacts =>
  newBucket({
    name,
    publicAccessBlock: known(OPEN),
    policy: policyOf({ Resource: `arn:aws:s3:::${name}/*` }),
    policyStatus: known(true),
    ...more,
  });

function accountOf(...names: readonly string[]): AccountFacts {
  return newAccount({ buckets: known(new Map(names.map((name) => [name, 'eu-west-1']))) });
}

const identity = (who: Identity = IDENTITY): PostureEvent => ({ kind: 'identity', identity: who });
const listed = (...names: readonly string[]): PostureEvent => ({
  kind: 'listed',
  buckets: names.map((name) => ({ name, region: 'eu-west-1' })),
});
const judged = (facts: BucketFacts, account = accountOf(facts.name)): PostureEvent => ({
  kind: 'bucket',
  posture: {
    kind: 'read',
    facts,
    calls: 9,
    results: JUDGES.judgeBucket(
      facts,
      account,
      { profile: undefined, region: undefined, buckets: [], checks: 'core', trustedAccounts: new Set() },
      { buckets: new Map(), complete: false },
    ),
  },
});
const accountRead = (facts: AccountFacts): PostureEvent => ({ kind: 'account', facts, results: [] });

describe('the account that is looked at', () => {
  let reader: ScriptedReader;
  let findings: BucketFindings;
  let session: AccountSession;
  let now: number;
  let settings: PostureSettings;

  beforeEach(() => {
    reader = new ScriptedReader();
    findings = new BucketFindings();
    now = 1_000;
    settings = SETTINGS;
    session = new AccountSession({
      reader,
      judges: JUDGES,
      findings,
      sample: sampleAccount,
      settings: () => settings,
      askCode: () => Promise.resolve(undefined),
      now: () => now,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
  });

  const names = (): string[] => [...session.state.rows.keys()].sort();
  const shown = (name: string): string[] =>
    [...findings.records(bucketPlace(name)).values()].filter(isBucketRecordShown).map(({ finding }) => finding.ruleId);

  /** An account that was read to its end. */
  async function readWhole(...buckets: readonly BucketFacts[]): Promise<void> {
    session.choose({ kind: 'profile', name: 'prod' });
    const done = session.readAll();
    const all = accountOf(...buckets.map(({ name }) => name));
    reader.last.tell(identity(), listed(...buckets.map(({ name }) => name)));
    reader.last.tell(...buckets.map((bucket) => judged(bucket, all)), accountRead(all));
    await reader.last.end();
    await done;
  }

  it('reads nothing by being chosen', () => {
    session.choose({ kind: 'profile', name: 'prod' });
    assert.equal(reader.asked.length, 0);
    assert.equal(session.state.source?.kind, 'profile');
  });

  it('shows rows as they come, with what they say in the findings', async () => {
    session.choose({ kind: 'profile', name: 'prod' });
    const done = session.readAll();
    reader.last.tell(identity(), listed('a', 'b'));
    assert.deepEqual(names(), ['a', 'b']);
    assert.equal(session.state.rows.get('a')?.posture, undefined);
    assert.deepEqual(session.state.reading, { bucket: undefined, startedAt: 1_000, total: 2, read: 0, unknown: 0 });
    now = 2_000;
    reader.last.tell(judged(open('a')));
    assert.equal(session.state.rows.get('a')?.readAt, 2_000);
    assert.ok(shown('a').includes('s3-bucket-public-read'));
    assert.equal(session.state.reading.read, 1);
    await reader.last.end({ status: 'partial', notRead: ['b'] });
    await done;
    assert.equal(session.state.reading, undefined);
    assert.deepEqual(session.state.outcome?.notRead, ['b']);
    assert.equal(session.state.rows.get('b')?.posture, undefined, 'it stays, as not read');
  });

  it('passes on what is set, and the named buckets for the case that the list is denied', async () => {
    settings = { ...SETTINGS, pinned: ['named'], trustedAccounts: ['444455556666'], awsExecutable: '/usr/bin/aws' };
    session.choose({ kind: 'environment' });
    void session.readAll();
    const { options, awsExecutable } = reader.last.request;
    assert.deepEqual(options.pinned, ['named']);
    assert.deepEqual(options.buckets, []);
    assert.equal(options.profile, undefined);
    assert.ok(options.trustedAccounts.has('444455556666'));
    assert.equal(awsExecutable, '/usr/bin/aws');
    await reader.last.end();
  });

  it('shows nothing of the account before when another is chosen, and drops what comes late', async () => {
    session.choose({ kind: 'profile', name: 'prod' });
    const done = session.readAll();
    const late = reader.last;
    late.tell(identity(), listed('a'), judged(open('a')));
    session.choose({ kind: 'profile', name: 'dev' });
    assert.deepEqual(names(), []);
    assert.deepEqual([...findings.allRecords()], []);
    assert.equal(session.state.identity, undefined);
    assert.ok(late.signal.aborted);
    late.tell(listed('a', 'b'), judged(open('b')), accountRead(accountOf('a')));
    await late.end();
    await done;
    assert.deepEqual(names(), []);
    assert.deepEqual([...findings.allRecords()], []);
    assert.equal(session.state.outcome, undefined);
  });

  it('clears the rows when the same profile leads to another account', async () => {
    await readWhole(open('a'));
    const done = session.readAll();
    assert.deepEqual(names(), ['a'], 'until then what was read stays');
    reader.last.tell(identity(OTHER));
    assert.deepEqual(names(), []);
    assert.deepEqual([...findings.allRecords()], []);
    assert.equal(session.state.identity?.accountId, OTHER.accountId);
    reader.last.tell(listed('z'));
    assert.deepEqual(names(), ['z']);
    await reader.last.end();
    await done;
  });

  it('reads the whole account when a look at one bucket finds another account', async () => {
    await readWhole(open('a'));
    const done = session.readBucket('a');
    await new Promise((settled) => setImmediate(settled));
    reader.last.tell(identity(OTHER));
    assert.deepEqual(names(), []);
    await reader.last.end({ status: 'cancelled' });
    assert.deepEqual(reader.last.request.options.buckets, [], 'all of it is read');
    reader.last.tell(identity(OTHER), listed('z'));
    await reader.last.end();
    await done;
    assert.deepEqual(names(), ['z']);
  });

  it('keeps what was read when the sign-in expires in the middle, and calls the rest old', async () => {
    await readWhole(open('a'), open('b'));
    now = 9_000;
    const done = session.readAll();
    reader.last.tell(identity(), listed('a', 'b'), judged(open('a')));
    const failure: RunFailure = { kind: 'expired', message: 'Expired.', command: 'aws sso login --profile prod' };
    await reader.last.end({ failure, notRead: ['b'] });
    await done;
    assert.equal(session.state.outcome?.failure?.command, 'aws sso login --profile prod');
    assert.deepEqual(
      [...session.state.rows.values()].map(({ name, old, readAt }) => [name, old, readAt]),
      [
        ['a', false, 9_000],
        ['b', true, 1_000],
      ],
    );
  });

  it('drops buckets that are not in the list any more, or are gone when they are read', async () => {
    await readWhole(open('a'), open('b'), open('c'));
    const done = session.readAll();
    reader.last.tell(identity(), listed('a', 'b'));
    assert.deepEqual(names(), ['a', 'b']);
    assert.deepEqual(shown('c'), []);
    reader.last.tell({ kind: 'bucket', posture: { kind: 'gone', name: 'b', region: undefined } });
    await reader.last.end();
    await done;
    assert.deepEqual(names(), ['a']);
    assert.deepEqual(session.state.outcome?.gone, ['b']);
  });

  it('reads one bucket again, and says of it and of others what is true now', async () => {
    const logs = newBucket({
      name: 'logs',
      policy: policyOf({
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::logs/*',
      }),
      policyStatus: known(false),
    });
    const before = newBucket({ name: 'a' });
    await readWhole(before, logs);
    // Judged alone by the script, the target of logs is not known as one; a look at another bucket tells.
    const after = newBucket({ name: 'a', logging: known({ targetBucket: 'logs', targetPrefix: '' }) });
    now = 5_000;
    const done = session.readBucket('a');
    await new Promise((settled) => setImmediate(settled));
    assert.deepEqual(reader.last.request.options.buckets, ['a']);
    const all = accountOf('a', 'logs');
    reader.last.tell(identity(), listed('a'), judged(after, all), accountRead(all));
    await reader.last.end();
    await done;
    const row = session.state.rows.get('a');
    assert.equal(row?.readAt, 5_000);
    assert.deepEqual(row.before, { facts: before, readAt: 1_000 });
    assert.equal(session.state.rows.get('logs')?.readAt, 1_000, 'the others were not read');
    const kind = (name: string): string | undefined =>
      session.state.rows.get(name)?.posture?.results.find(({ checkId }) => checkId === 's3-bucket-access-logging')
        ?.outcome.kind;
    assert.equal(kind('a'), 'pass');
    assert.equal(kind('logs'), 'not-applicable', 'logs arrive there now');
  });

  it('keeps what a look at one bucket does not go to', async () => {
    await readWhole(open('a'));
    const { account } = session.state;
    assert.ok(account);
    // As a whole reading that saw other regions left it.
    const stores = known([]);
    const doubt = unreadable({
      cause: 'access-denied',
      api: 'ListDirectoryBuckets',
      action: 'x',
      error: 'AccessDenied',
    });
    const whole = {
      ...accountOf('a'),
      eventDataStores: new Map([['eu-central-1', stores]]),
      directoryBuckets: new Map([['eu-central-1', doubt]]),
      multiRegionAccessPoints: doubt,
      shadowNames: [{ service: 's', name: 'n', region: 'eu-central-1', found: doubt }],
    };
    const again = session.readAll();
    reader.last.tell(identity(), listed('a'), judged(open('a')), accountRead(whole));
    await reader.last.end();
    await again;
    const done = session.readBucket('a');
    await new Promise((settled) => setImmediate(settled));
    const narrow = {
      ...accountOf('a'),
      multiRegionAccessPoints: NOT_READ,
      eventDataStores: new Map([['eu-west-1', stores]]),
    };
    reader.last.tell(identity(), judged(open('a')), accountRead(narrow));
    await reader.last.end();
    await done;
    const facts = session.state.account?.facts;
    assert.deepEqual([...(facts?.eventDataStores.keys() ?? [])], ['eu-central-1', 'eu-west-1']);
    assert.ok(facts);
    assert.equal(facts.directoryBuckets.get('eu-central-1'), doubt);
    assert.equal(facts.multiRegionAccessPoints, doubt);
    assert.deepEqual(
      facts.shadowNames.map(({ name }) => name),
      ['n'],
    );
  });

  it('leaves a bucket that waits for its turn to the reading of all that was asked for meanwhile', async () => {
    await readWhole(open('a'), open('b'));
    void session.readBucket('a');
    const waiting = session.readBucket('b');
    await new Promise((settled) => setImmediate(settled));
    const first = reader.last;
    const all = session.readAll();
    await first.end({ status: 'cancelled' });
    await waiting;
    assert.deepEqual(
      reader.asked.map(({ request }) => request.options.buckets),
      [[], ['a'], []],
    );
    reader.last.tell(
      identity(),
      listed('a', 'b'),
      judged(open('a')),
      judged(open('b')),
      accountRead(accountOf('a', 'b')),
    );
    await reader.last.end();
    await all;
    assert.equal(session.state.reading, undefined);
    assert.ok(
      [...session.state.rows.values()].every(({ old }) => !old),
      'what it told was taken',
    );
  });

  it('says when a bucket that is read again is fixed', async () => {
    await readWhole(open('a'));
    assert.ok(shown('a').includes('s3-bucket-public-read'));
    const done = session.readBucket('a');
    await new Promise((settled) => setImmediate(settled));
    reader.last.tell(identity(), judged(newBucket({ name: 'a' })), accountRead(accountOf('a')));
    await reader.last.end();
    await done;
    const record = [...findings.records(bucketPlace('a')).values()].find(
      ({ finding }) => finding.ruleId === 's3-bucket-public-read',
    );
    assert.equal(record?.state.lifecycle, 'fixed');
  });

  it('keeps the row when a look at one bucket fails', async () => {
    await readWhole(open('a'));
    const done = session.readBucket('a');
    await new Promise((settled) => setImmediate(settled));
    const failure: RunFailure = { kind: 'network', message: 'No network.' };
    await reader.last.end({ failure });
    await done;
    assert.deepEqual(session.state.bucketFailure, { bucket: 'a', failure });
    assert.equal(session.state.rows.get('a')?.readAt, 1_000);
    assert.equal(session.state.outcome?.status, 'complete', 'of the account the last reading counts');
  });

  it('does not start the same reading twice, and takes a bucket for part of it', async () => {
    session.choose({ kind: 'profile', name: 'prod' });
    const first = session.readAll();
    const second = session.readAll();
    reader.last.tell(identity(), listed('a'));
    const third = session.readBucket('a');
    assert.equal(reader.asked.length, 1);
    await reader.last.end();
    await Promise.all([first, second, third]);
    assert.equal(reader.asked.length, 1);
  });

  it('ends what is under way when it is cancelled, and keeps what was read', async () => {
    session.choose({ kind: 'profile', name: 'prod' });
    const done = session.readAll();
    reader.last.tell(identity(), listed('a', 'b'), judged(open('a')));
    session.cancel();
    assert.ok(reader.last.signal.aborted);
    await reader.last.end({ status: 'cancelled', notRead: ['b'] });
    await done;
    assert.equal(session.state.outcome?.status, 'cancelled');
    assert.ok(session.state.rows.get('a')?.posture);
  });

  it('tells of single rows only what changed', async () => {
    const changes: (readonly string[] | 'all')[] = [];
    session.choose({ kind: 'profile', name: 'prod' });
    session.onDidChange(({ rows }) => changes.push(rows === undefined ? 'all' : [...rows]));
    const done = session.readAll();
    reader.last.tell(identity(), listed('a', 'b'));
    reader.last.tell(judged(open('a')));
    reader.last.tell(judged(open('b')));
    await reader.last.end();
    await done;
    assert.deepEqual(changes, ['all', 'all', ['a'], ['b'], 'all']);
  });

  it('shows the sample account through the same checks, without any reading', () => {
    session.choose({ kind: 'sample' });
    assert.equal(reader.asked.length, 0);
    assert.ok(session.state.rows.size >= 10);
    assert.equal(session.state.outcome?.status, 'partial', 'something of it cannot be told');
    assert.ok([...findings.allRecords()].length > 10);
    session.choose(undefined);
    assert.deepEqual([...findings.allRecords()], []);
  });
});
