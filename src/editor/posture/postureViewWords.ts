// What stands around the posture tree: beside its title, above it, and which welcome text an empty one has.
import type { AccountState, ReportSource } from '../../app/posture/accountState.ts';
import { sourceInWords, type Totals } from './accountNodes.ts';
import { ago, count, dotted, figure, oneLine, timeInWords } from './postureWords.ts';

/** The `when` clauses of the manifest name these. `rows`: there is a tree. */
export type PostureViewState =
  | 'no-profile'
  | 'no-files'
  | 'untrusted'
  | 'unread'
  | 'reading'
  | 'empty'
  | 'list-denied'
  | 'offline'
  | 'sign-in'
  | 'profile-missing'
  | 'failed'
  | 'report'
  | 'rows';

/** What the view depends on that is no part of any account. */
export interface Surroundings {
  /** Nothing is read from AWS in a workspace that is not trusted. */
  readonly trusted: boolean;
  /** There are AWS files, or keys in the environment. */
  readonly hasFiles: boolean;
}

export function postureViewState(state: AccountState, { trusted, hasFiles }: Surroundings): PostureViewState {
  const { source, rows, reading, outcome } = state;
  if (rows.size > 0) return 'rows';
  if (source?.kind === 'report') return 'report';
  if (!trusted && source?.kind !== 'sample') return 'untrusted';
  if (source === undefined) return hasFiles ? 'no-profile' : 'no-files';
  if (reading !== undefined) return 'reading';
  switch (outcome?.status) {
    case undefined:
    case 'cancelled':
      return 'unread';
    case 'complete':
    case 'partial':
      return 'empty';
    case 'failed':
      break;
  }
  switch (outcome.failure?.kind) {
    case 'list-denied':
      return 'list-denied';
    case 'network':
    case 'timeout':
      return 'offline';
    case 'expired':
    case 'wrong-credentials':
    case 'no-credentials':
      return 'sign-in';
    case 'profile-missing':
      return 'profile-missing';
    default:
      return 'failed';
  }
}

/** Beside the title: whose account this is. */
export function postureDescription(state: AccountState, isFiltered: boolean): string {
  const { source, identity } = state;
  const whose =
    source?.kind === 'sample'
      ? [sourceInWords(state)]
      : [
          source?.kind === 'profile' ? oneLine(source.name, 80) : sourceInWords(state),
          identity === undefined ? undefined : oneLine(identity.accountId, 40),
          identity === undefined ? undefined : oneLine(identity.region, 40),
        ];
  return dotted(...whose, isFiltered && source !== undefined ? 'filtered' : undefined);
}

/**
 * The line above the tree: how far a reading is, else what the last one means.
 *
 * @param totals of the tree
 * @param now milliseconds since the epoch
 */
export function postureMessage(state: AccountState, totals: Totals, now: number): string {
  const { reading, source } = state;
  if (source === undefined) return '';
  if (source.kind === 'sample') return 'These buckets are invented. Nothing was read from AWS.';
  if (source.kind === 'report') return reportInWords(state, source);
  const sentences = [
    ...(state.profileGone ? [goneInWords(state, totals)] : []),
    reading === undefined ? outcomeInWords(state, totals, now) : progressInWords(state),
    ...(reading === undefined && state.bucketFailure !== undefined
      ? [
          `Bucket ${oneLine(state.bucketFailure.bucket, 80)} could not be read again: ${sentence(state.bucketFailure.failure.message)}`,
        ]
      : []),
  ];
  return sentences.filter((one) => one !== '').join(' ');
}

/** Nobody must take it for what is now. */
function reportInWords({ outcome }: AccountState, { run }: ReportSource): string {
  if (outcome === undefined) return '';
  const { status, failure, notRead, gone, endedAt } = outcome;
  const of = run === 'scan' ? 'a scan' : 'a change';
  const coverage = {
    complete: run === 'scan' ? 'Everything was looked at then.' : 'Only the bucket that was changed was looked at.',
    partial: 'Not everything could be looked at: this is no clean result.',
    failed: 'The run failed: this is no clean result.',
    cancelled: 'The run was cancelled: this is no clean result.',
  };
  return [
    `Report of ${of}, ${timeInWords(endedAt)}: what was so then, not what is so now.`,
    coverage[status],
    ...(failure === undefined ? [] : [sentence(failure.message)]),
    ...(notRead.length === 0 ? [] : [`${count(notRead.length, 'bucket')} not read.`]),
    ...(gone.length === 0 ? [] : [`${count(gone.length, 'bucket')} did not exist any more.`]),
  ].join(' ');
}

function goneInWords({ source }: AccountState, totals: Totals): string {
  const name = source?.kind === 'profile' ? ` ${oneLine(source.name, 80)}` : '';
  const kept = totals.buckets > 0 ? ' What is shown was read before.' : '';
  return `Profile${name} is not in the AWS files any more.${kept}`;
}

function progressInWords({ reading }: AccountState): string {
  if (reading === undefined) return '';
  if (reading.bucket !== undefined) return `Reading bucket ${oneLine(reading.bucket, 80)} again.`;
  if (reading.total === undefined) return 'Reading: listing the buckets.';
  const of = `${figure(reading.read)} of ${count(reading.total, 'bucket')}`;
  return reading.unknown === 0 ? `Reading: ${of}` : `Reading: ${of}; ${figure(reading.unknown)} with unknowns`;
}

function outcomeInWords({ outcome, account }: AccountState, totals: Totals, now: number): string {
  if (outcome === undefined)
    return totals.buckets === 0 ? '' : 'No reading has ended yet: not everything was looked at.';
  const { status, failure, endedAt, gone } = outcome;
  const when = ago(endedAt, now);
  const missing = missingInWords(totals);
  const none = totals.buckets === 0 ? ['The account has no buckets.'] : [];
  const deleted = gone.length === 0 ? [] : [`${count(gone.length, 'bucket')} did not exist any more.`];
  const kept = totals.old > 0 ? [`${count(totals.old, 'bucket')} of an earlier reading kept, marked old.`] : [];
  const unread = totals.notRead > 0 ? [`${count(totals.notRead, 'bucket')} not read.`] : [];
  switch (status) {
    case 'complete':
    case 'partial': {
      const whole = status === 'complete' && missing === '';
      const what = whole
        ? 'everything was looked at.'
        : `not everything could be looked at${missing}: this is no clean result.`;
      const named =
        account?.facts.buckets.kind === 'unreadable'
          ? ['The list of buckets is denied: only the buckets that are named in the settings were read.']
          : [];
      return [`Read ${when}: ${what}`, ...named, ...none, ...deleted].join(' ');
    }
    case 'cancelled':
      return [`Cancelled ${when}: this is no clean result.`, ...unread, ...kept, ...deleted].join(' ');
    case 'failed': {
      const why = failure === undefined ? 'the account was not read to its end.' : sentence(failure.message);
      const run = failure?.command === undefined ? [] : [`Run: ${oneLine(failure.command)}`];
      const title = failure?.kind === 'expired' ? 'Expired credentials stopped the reading' : 'Reading failed';
      return [`${title} ${when}: ${why}`, ...unread, ...kept, ...run].join(' ');
    }
  }
}

function missingInWords({ unknown, notRead, old }: Totals): string {
  const parts = [
    ...(unknown > 0 ? [`${count(unknown, 'check')} unknown`] : []),
    ...(notRead > 0 ? [`${count(notRead, 'bucket')} not read`] : []),
    ...(old > 0 ? [`${count(old, 'bucket')} old`] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Text of others, with an end. */
function sentence(text: string): string {
  const clean = oneLine(text, 300);
  return /[.!?…]$/.test(clean) ? clean : `${clean}.`;
}
