import { describeReason, type NextAction } from '../app/reasons.ts';
import type { ScanStatus } from '../app/scanJobs.ts';
import type { BucketTally } from '../findings/bucketFindings.ts';
import type { ScanOutcome } from '../findings/outcome.ts';
import { SEVERITIES } from '../findings/severity.ts';
import type { CommandId } from './commandIds.ts';
import { withoutIcons } from './plainWords.ts';
import { agoInWords, capitalised, receiptLines, REVIEW_OFF_WORDS } from './receiptWords.ts';
import { findingsInWords, hiddenInWords, severitiesInWords, type Tally } from './tally.ts';

/** The AWS account that is looked at, apart from the sample. */
export interface AccountStatus {
  /** Twelve digits; undefined until AWS has said it. */
  readonly accountId: string | undefined;
  readonly tally: BucketTally;
  readonly reading: boolean;
  /** Of the last reading of the whole account; undefined: none has ended. */
  readonly outcome:
    { readonly status: 'complete' | 'partial' | 'failed' | 'cancelled'; readonly endedAt: number } | undefined;
}

/** What is in front of the person. */
export interface StatusInput {
  /** Name of the file; undefined when nothing that can be scanned is open. */
  readonly name: string | undefined;
  readonly status: ScanStatus | undefined;
  readonly tally: Tally;
  /** The text is not the one that was scanned last. */
  readonly changed: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Undefined when none is looked at. */
  readonly account?: AccountStatus | undefined;
}

/** One item of the status bar, in plain text but for the icon in front. */
export interface StatusView {
  readonly text: string;
  readonly tooltip: string;
  /** For screen readers: the same without icons. */
  readonly label: string;
  readonly command: CommandId | 'workbench.trust.manage' | 'workbench.action.openSettings';
}

const ACTION_COMMANDS: Readonly<Record<NextAction, StatusView['command']>> = {
  'set-key': 'palisade.setGeminiKey',
  'review-consent': 'palisade.reviewConsent',
  'trust-workspace': 'workbench.trust.manage',
  'open-settings': 'workbench.action.openSettings',
  'show-log': 'palisade.showLog',
  retry: 'palisade.scanFile',
};

/** The command behind a next step of reasons.ts. */
export function commandOf(action: NextAction): StatusView['command'] {
  return ACTION_COMMANDS[action];
}

type Done = Extract<ScanStatus, { phase: 'done' }>;

/** Words for the state of the file in front: idle, scanning, waiting, n findings, partial, failed. */
export function statusView(input: StatusInput): StatusView {
  const { account, now } = input;
  const ofFile = fileView(input);
  if (account === undefined) return ofFile;
  const words = accountInWords(account, now);
  if (input.name !== undefined) {
    const tooltip = `${ofFile.tooltip}\n\n${words.sentence}`;
    return { ...ofFile, tooltip, label: `${ofFile.label} ${words.sentence}` };
  }
  return view(
    words.icon,
    `Palisade: ${words.short}`,
    [words.sentence, 'Click to see the buckets.'],
    'palisade.showPosture',
  );
}

function accountInWords(
  { accountId, tally, reading, outcome }: AccountStatus,
  now: number,
): { readonly icon: string; readonly short: string; readonly sentence: string } {
  const failing = SEVERITIES.filter((severity) => tally.bySeverity[severity] > 0).map(
    (severity) => `${tally.bySeverity[severity]} ${severity}`,
  );
  const counts = [
    failing.length === 0 ? 'nothing fails' : failing.join(', '),
    ...(tally.unknown > 0 ? [`${tally.unknown} unknown`] : []),
    ...(tally.ignored > 0 ? [`${tally.ignored} ignored`] : []),
  ].join('; ');
  // The status bar has room for the worst of it.
  const worst = failing.length === 0 ? 'nothing fails' : failing.slice(0, 2).join(', ');
  const whose = `S3${accountId === undefined ? '' : ` of account ${accountId}`}`;
  if (reading) return { icon: 'sync~spin', short: 'reading S3', sentence: `${whose} is being read: ${counts} so far.` };
  if (outcome === undefined) return { icon: 'shield', short: 'S3 not read', sentence: `${whose} was not read yet.` };
  const when = agoInWords(now - outcome.endedAt);
  // A bucket that was looked at again may have something unknown, however the reading of the account ended.
  const status = outcome.status === 'complete' && tally.unknown > 0 ? 'partial' : outcome.status;
  if (status === 'complete') {
    return { icon: 'shield', short: `S3: ${worst}`, sentence: `${whose}, read ${when}: ${counts}.` };
  }
  const why = status === 'partial' ? 'not everything was looked at' : status;
  const short = `S3: ${failing.length === 0 ? 'nothing seen to fail' : worst} · ${status}`;
  return { icon: 'warning', short, sentence: `${whose}, read ${when}, ${why}: ${counts}.` };
}

function fileView({ name, status, tally, changed, now }: StatusInput): StatusView {
  if (name === undefined) return view('shield', 'Palisade', ['Open a file to scan it.'], 'palisade.showFindings');
  switch (status?.phase) {
    case undefined:
      if (tally.shown > 0) return unfinished(name, tally);
      return view('shield', 'Palisade', [`${name} was not scanned yet.`, 'Click to scan it.'], 'palisade.scanFile');
    case 'scanning':
      return scanning(name, status.stage);
    case 'done':
      return done(name, status, tally, changed, now);
  }
}

/** Findings of a scan that was cancelled on its way, or that came along with a new name of the file. */
function unfinished(name: string, tally: Tally): StatusView {
  return view(
    'warning',
    tally.shown > 0 ? `Palisade: ${findingsInWords(tally.shown)} · no finished scan` : 'Palisade: no finished scan',
    [
      `${name}: ${severitiesInWords(tally) || 'not scanned to the end'}.`,
      'No scan of it has ended: it was cancelled, or the file was renamed since.',
      'Click to scan it.',
    ],
    'palisade.scanFile',
  );
}

function scanning(name: string, stage: Extract<ScanStatus, { phase: 'scanning' }>['stage']): StatusView {
  switch (stage) {
    case 'offline':
      return view('sync~spin', 'Palisade: scanning', [`Scanning ${name}.`, 'Click to cancel.'], 'palisade.cancelScan');
    case 'review':
      return view(
        'sync~spin',
        'Palisade: Gemini is reviewing',
        [`The offline engine is done with ${name}; Gemini is reviewing it.`, 'Click to cancel.'],
        'palisade.cancelScan',
      );
    case 'waiting':
      return view(
        'clock',
        'Palisade: waiting for Gemini',
        [
          `The offline engine is done with ${name}.`,
          'On save, Gemini reviews a file at most once in 15 seconds: its turn comes by itself.',
          'Click to cancel.',
        ],
        'palisade.cancelScan',
      );
  }
}

function done(name: string, status: Done, tally: Tally, changed: boolean, now: number): StatusView {
  const { outcome, reviewOff } = status;
  const outdated = outdatedInWords(status, changed);
  const words = outcome.reasons.map((reason) => describeReason(reason));
  const tooltip = [
    headline(name, outcome, tally, outdated),
    ...earlierInWords(status, now),
    ...(outcome.status === 'partial' ? ['Not everything was looked at.'] : []),
    ...(changed ? ['The text was changed since this scan.'] : []),
    ...words.flatMap(({ sentence, nextStep }) => [sentence, `→ ${nextStep}`]),
    ...outcome.reasons.flatMap(({ detail }) => (detail === undefined ? [] : [`(${detail})`])),
    ...(reviewOff ? [REVIEW_OFF_WORDS[reviewOff]] : []),
    ...receiptLines(outcome.receipt),
  ];
  const next = words.find(({ action }) => action !== undefined)?.action;
  const remedy = next === undefined ? undefined : commandOf(next);
  const why = words.map(({ short }) => short).join(', ');
  switch (outcome.status) {
    case 'failed':
      return view('error', `Palisade: failed: ${why}`, tooltip, remedy ?? 'palisade.showLog');
    case 'partial':
      return view(
        'warning',
        `Palisade: ${partialWords(tally, outdated)} · partial: ${why}`,
        tooltip,
        tally.shown > 0 ? 'palisade.showFindings' : (remedy ?? 'palisade.showFindings'),
      );
    case 'cancelled':
      return unfinished(name, tally);
    case 'complete':
      return view(
        'shield',
        `Palisade: ${completeWords(tally, outcome, outdated)}`,
        tooltip,
        outdated !== undefined && tally.shown === 0 ? 'palisade.scanFile' : 'palisade.showFindings',
      );
  }
}

/** The first line of the tooltip, which screen readers say too: no more than the scan allows to be said. */
function headline(name: string, outcome: ScanOutcome, tally: Tally, outdated: string | undefined): string {
  const hidden = hiddenInWords(tally);
  const counts = [severitiesInWords(tally), hidden].filter((part) => part !== '').join('; ');
  const inBrackets = counts === '' ? '' : ` (${counts})`;
  if (outcome.status === 'failed') {
    const earlier =
      tally.shown > 0 ? ` ${capitalised(findingsInWords(tally.shown))} of earlier scans${inBrackets}.` : '';
    return `${name} could not be looked at.${earlier}`;
  }
  if (tally.shown > 0) return `${name}: ${findingsInWords(tally.shown)}${inBrackets}`;
  if (outcome.status === 'partial') return `${name}: ${partialWords(tally, outdated)}${inBrackets}`;
  return `${name}: ${completeWords(tally, outcome, outdated)}`;
}

/** Why "no findings" would be said of something else than what is there now. */
function outdatedInWords({ earlier }: Done, changed: boolean): string | undefined {
  if (changed) return 'changed since the scan';
  return earlier === 'by-others' ? 'scanned by another version' : undefined;
}

function earlierInWords({ earlier, finishedAt }: Done, now: number): string[] {
  if (earlier === undefined) return [];
  return [
    `Looked at ${agoInWords(now - finishedAt)}, before this window was opened.`,
    ...(earlier === 'by-others'
      ? ['That was another version of Palisade or its rules: the next save looks at it again.']
      : []),
  ];
}

function partialWords(tally: Tally, outdated: string | undefined): string {
  if (tally.shown > 0) return findingsInWords(tally.shown);
  return outdated ?? 'nothing found';
}

/** "No findings" is said of the text that was looked at, by whom it was looked at. */
function completeWords(tally: Tally, { receipt }: ScanOutcome, outdated: string | undefined): string {
  if (tally.shown > 0) return findingsInWords(tally.shown);
  if (outdated !== undefined) return outdated;
  const hidden = hiddenInWords(tally);
  return `no findings${receipt.engines.includes('gemini') ? '' : ' (offline engine)'}${hidden === '' ? '' : `, ${hidden}`}`;
}

function view(icon: string, text: string, tooltip: readonly string[], command: StatusView['command']): StatusView {
  return {
    text: `$(${icon}) ${withoutIcons(text)}`,
    tooltip: tooltip.join('\n'),
    label: `${text}. ${tooltip.join(' ')}`,
    command,
  };
}
