import assert from 'node:assert/strict';
import { type AccountState, NO_ACCOUNT, type ReadingOutcome } from '../../../../src/app/posture/accountState.ts';
import {
  postureDescription,
  postureMessage,
  postureViewState,
  type PostureViewState,
} from '../../../../src/editor/posture/postureViewWords.ts';
import type { RunFailure } from '../../../../src/s3/posture.ts';
import { closedBucket, MINUTE, NOW, readState, rootsOf, unreadRow } from './states.ts';

const AROUND = { trusted: true, hasFiles: true };
const CHOSEN: AccountState = { ...NO_ACCOUNT, source: { kind: 'profile', name: 'prod' } };
const READING = { bucket: undefined, startedAt: NOW, total: 5000, read: 120, unknown: 3 };

function outcome(part: Partial<ReadingOutcome> = {}): ReadingOutcome {
  const nothing = { failure: undefined, notRead: [], gone: [], calls: 0 };
  return { status: 'complete', startedAt: NOW - 4 * MINUTE, endedAt: NOW - 3 * MINUTE, ...nothing, ...part };
}

function failed(kind: RunFailure['kind'], command?: string): ReadingOutcome {
  const failure = { kind, message: `it is ${kind}`, ...(command === undefined ? {} : { command }) };
  return outcome({ status: 'failed', failure });
}

function messageOf(state: AccountState): string {
  const { findings } = readState([]);
  return postureMessage(state, rootsOf({ state, findings }).totals, NOW);
}

describe('around the posture tree', () => {
  const rows = new Map([['u', unreadRow('u')]]);
  const CASES: readonly (readonly [PostureViewState, AccountState, Partial<typeof AROUND>?])[] = [
    ['no-profile', NO_ACCOUNT],
    ['no-files', NO_ACCOUNT, { hasFiles: false }],
    ['untrusted', NO_ACCOUNT, { trusted: false }],
    ['untrusted', CHOSEN, { trusted: false }],
    ['unread', CHOSEN],
    ['unread', { ...CHOSEN, outcome: outcome({ status: 'cancelled' }) }],
    ['reading', { ...CHOSEN, reading: READING }],
    ['reading', { ...CHOSEN, reading: READING, outcome: failed('network') }],
    ['empty', { ...CHOSEN, outcome: outcome() }],
    ['empty', { ...CHOSEN, outcome: outcome({ status: 'partial' }) }],
    ['list-denied', { ...CHOSEN, outcome: failed('list-denied') }],
    ['offline', { ...CHOSEN, outcome: failed('network') }],
    ['offline', { ...CHOSEN, outcome: failed('timeout') }],
    ['sign-in', { ...CHOSEN, outcome: failed('expired') }],
    ['sign-in', { ...CHOSEN, outcome: failed('no-credentials') }],
    ['profile-missing', { ...CHOSEN, outcome: failed('profile-missing') }],
    ['failed', { ...CHOSEN, outcome: failed('crashed') }],
    ['rows', { ...CHOSEN, rows, reading: READING }],
    ['rows', { ...CHOSEN, rows, outcome: failed('network') }],
    ['rows', { ...CHOSEN, rows }, { trusted: false }],
  ];
  for (const [expected, state, around] of CASES) {
    const about = [state.outcome?.status, state.outcome?.failure?.kind].filter(Boolean).join(' ');
    it(`is ${expected} ${about}`.trim(), () => {
      assert.equal(postureViewState(state, { ...AROUND, ...around }), expected);
    });
  }

  it('says beside the title whose account it is, and that something is left out', () => {
    const { state } = readState([]);
    assert.equal(postureDescription(state, false), 'prod · 111122223333 · eu-west-1');
    assert.equal(postureDescription(state, true), 'prod · 111122223333 · eu-west-1 · filtered');
    assert.equal(postureDescription({ ...state, source: { kind: 'sample' } }, false), 'sample account (invented)');
    assert.equal(
      postureDescription({ ...NO_ACCOUNT, source: { kind: 'environment' } }, false),
      'keys of the environment',
    );
    assert.equal(postureDescription(NO_ACCOUNT, true), '');
  });

  it('says how far a reading is', () => {
    assert.equal(messageOf({ ...CHOSEN, rows, reading: READING }), 'Reading: 120 of 5,000 buckets; 3 with unknowns');
    assert.equal(messageOf({ ...CHOSEN, reading: { ...READING, total: undefined } }), 'Reading: listing the buckets.');
    assert.equal(messageOf({ ...CHOSEN, rows, reading: { ...READING, bucket: 'a' } }), 'Reading bucket a again.');
  });

  it('calls nothing clean that was not looked at', () => {
    assert.equal(
      messageOf({ ...CHOSEN, rows, outcome: outcome() }),
      'Read 3 minutes ago: not everything could be looked at (1 bucket not read): this is no clean result.',
    );
    assert.equal(
      messageOf({ ...CHOSEN, outcome: outcome() }),
      'Read 3 minutes ago: everything was looked at. The account has no buckets.',
    );
    assert.match(messageOf({ ...CHOSEN, rows }), /^No reading has ended yet: not everything/);
    assert.match(
      messageOf({ ...CHOSEN, rows, outcome: outcome({ gone: ['x', 'y'] }) }),
      /2 buckets did not exist any more\.$/,
    );
  });

  it('says what is missing of a reading that was cancelled, and what is kept', () => {
    const made = readState([closedBucket('b')], { unread: ['u'] });
    const row = made.state.rows.get('b');
    assert.ok(row);
    const both = new Map([...made.state.rows, ['b', { ...row, old: true }]]);
    assert.equal(
      messageOf({ ...made.state, rows: both, outcome: outcome({ status: 'cancelled', notRead: ['u', 'b'] }) }),
      'Cancelled 3 minutes ago: this is no clean result. 1 bucket not read. 1 bucket of an earlier reading kept, marked old.',
    );
    assert.equal(
      messageOf({ ...made.state, rows: both, outcome: failed('expired', 'aws sso login --profile prod') }),
      'Expired credentials stopped the reading 3 minutes ago: it is expired. 1 bucket not read. 1 bucket of an earlier reading kept, marked old. Run: aws sso login --profile prod',
    );
  });

  it('says that the profile is gone, and that a bucket could not be read again', () => {
    assert.match(
      messageOf({ ...CHOSEN, rows, outcome: outcome(), profileGone: true }),
      /^Profile prod is not in the AWS files any more\. What is shown was read before\. Read 3 minutes ago/,
    );
    const failure = { kind: 'network' as const, message: 'see [x](command:y) $(bug)\nnow' };
    assert.match(
      messageOf({ ...CHOSEN, rows, outcome: outcome(), bucketFailure: { bucket: 'u', failure } }),
      /Bucket u could not be read again: see \[x\] \(command:y\) \$ \(bug\) now\.$/,
    );
  });

  it('says nothing of an account that was not looked at, and that the sample is invented', () => {
    assert.equal(messageOf(NO_ACCOUNT), '');
    assert.equal(messageOf(CHOSEN), '');
    assert.match(messageOf({ ...CHOSEN, source: { kind: 'sample' } }), /invented/);
  });
});
