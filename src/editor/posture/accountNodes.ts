// The lines above the buckets: which account this is, and what it comes to.
import type { AccountState } from '../../app/posture/accountState.ts';
import { accountPlace } from '../../findings/bucketFindings.ts';
import { SEVERITIES, type Severity } from '../../findings/severity.ts';
import { type BucketItem, isOld } from './bucketNodes.ts';
import type { Digest, PlaceData } from './placeDigest.ts';
import { keyOf, leaf, type PostureIcon, type PostureNode } from './postureNode.ts';
import {
  ago,
  count,
  dotted,
  figure,
  lines,
  oneLine,
  severitiesInWords,
  spokenList,
  timeInWords,
} from './postureWords.ts';
import { entriesOf, figureNodes, groupNodes } from './resultNodes.ts';
import type { TreeContext } from './treeModel.ts';

/** What was read of the account as such; undefined as long as nothing was. */
export interface AccountItem {
  readonly data: PlaceData;
  readonly whole: Digest;
  readonly digest: Digest;
}

export function accountNode(state: AccountState, item: AccountItem | undefined, context: TreeContext): PostureNode {
  const { identity, outcome } = state;
  const key = keyOf('account');
  const { isSample } = context;
  const label = isSample
    ? 'Sample account (invented)'
    : `Account ${identity === undefined ? 'not known yet' : oneLine(identity.accountId, 40)}`;
  const parts = [
    isSample ? 'nothing is read from AWS' : sourceInWords(state),
    identity === undefined ? undefined : oneLine(identity.region, 40),
    context.isReport ? undefined : `${context.checks} checks`,
    isSample ? undefined : readInWords(state, context),
  ];
  const worst = item?.digest.worst?.finding.severity;
  const counts = item === undefined ? [] : problemsInWords(item.digest);
  const place = identity === undefined ? undefined : accountPlace(identity.accountId);
  const subject = {
    key,
    bucket: undefined,
    place: place ?? '',
    resource: identity?.accountId ?? '',
    read:
      outcome === undefined
        ? 'Not read to its end yet'
        : `${context.isReport ? 'Of the report of' : 'Read at'} ${timeInWords(outcome.endedAt)}`,
    suffix: context.suffix,
  };
  return {
    kind: 'account',
    key,
    icon: isSample ? 'sample' : 'account',
    label,
    description: dotted(...parts),
    tooltip: lines(
      label,
      identity === undefined || isSample ? undefined : oneLine(identity.arn),
      identity === undefined
        ? undefined
        : `Partition ${oneLine(identity.partition, 40)}, region ${oneLine(identity.region, 40)}`,
      ...counts.map((words) => `The account itself: ${words}`),
      isSample ? 'Invented buckets: nothing of this exists' : subject.read,
    ),
    spoken: spokenList(
      label,
      ...parts,
      worst === undefined ? undefined : `${worst} at worst`,
      ...counts.map((words) => `the account itself: ${words}`),
    ),
    contextValue: `account${isSample ? ' sample' : ''}`,
    folding: 'folded',
    ref: place === undefined ? {} : { place },
    basis: [item?.data.results, item && context.records(item.data), context.matcher],
    children: () => {
      const groups = item && groupNodes(entriesOf(item.data, context.records(item.data), context.matcher), subject);
      const figures = state.account?.figures === undefined ? [] : figureNodes(state.account.figures, key, {});
      if (groups !== undefined && groups.length + figures.length > 0) return [...groups, ...figures];
      const words =
        item === undefined
          ? context.isReport
            ? 'This run did not look at what belongs to the account itself'
            : 'What belongs to the account itself was not read yet'
          : 'The filter leaves nothing of the account itself';
      return [
        leaf({ key: keyOf(key, 'nothing'), icon: item === undefined ? 'not-read' : 'note', label: words, ref: {} }),
      ];
    },
  };
}

/** `profile prod`; of data, so cleaned. */
export function sourceInWords({ source }: AccountState): string | undefined {
  switch (source?.kind) {
    case 'profile':
      return `profile ${oneLine(source.name, 80)}`;
    case 'environment':
      return 'keys of the environment';
    case 'sample':
      return 'sample account (invented)';
    case 'report':
      return `report of a past ${source.run}`;
    case undefined:
      return undefined;
  }
}

function readInWords({ outcome, reading }: AccountState, { now, isReport }: TreeContext): string {
  if (reading !== undefined && reading.bucket === undefined) {
    return outcome === undefined ? 'being read' : `being read again, last time ${ago(outcome.endedAt, now)}`;
  }
  if (outcome === undefined) return 'not read yet';
  if (isReport) return `${outcome.status}, ${timeInWords(outcome.endedAt)}`;
  const words = { complete: 'read', partial: 'read in part', cancelled: 'reading cancelled', failed: 'reading failed' };
  return `${words[outcome.status]} ${ago(outcome.endedAt, now)}`;
}

function problemsInWords({ failing, failures, unknown }: Digest): readonly string[] {
  return [
    ...(failures > 0 ? [`fails: ${severitiesInWords(failing)}`] : []),
    ...(unknown > 0 ? [`${figure(unknown)} unknown`] : []),
  ];
}

/** All of the account in figures, whatever the filter shows. */
export interface Totals {
  readonly buckets: number;
  readonly failing: Readonly<Record<Severity, number>>;
  readonly failures: number;
  readonly unknown: number;
  readonly ignored: number;
  readonly old: number;
  readonly notRead: number;
}

export function totalsOf(items: readonly BucketItem[], account: AccountItem | undefined, context: TreeContext): Totals {
  const failing = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
  const totals = { failures: 0, unknown: 0, ignored: 0, old: 0, notRead: 0 };
  const add = (digest: Digest): void => {
    for (const severity of SEVERITIES) failing[severity] += digest.failing[severity];
    totals.failures += digest.failures;
    totals.unknown += digest.unknown;
    totals.ignored += digest.ignored;
  };
  if (account) add(account.whole);
  for (const { row, whole } of items) {
    add(whole);
    if (row.posture === undefined) totals.notRead++;
    else if (isOld(row, context)) totals.old++;
  }
  return { buckets: items.length, failing, ...totals };
}

/**
 * @param shown how many buckets the filter leaves; undefined without a filter
 */
export function summaryNode(
  totals: Totals,
  state: AccountState,
  shown: number | undefined,
  context: TreeContext,
): PostureNode {
  const { failing, failures, unknown, ignored, old, notRead, buckets } = totals;
  const isWhole =
    state.outcome?.status === 'complete' &&
    state.reading === undefined &&
    // A report of one bucket says nothing of all others.
    !(state.source?.kind === 'report' && state.source.run === 'change') &&
    unknown + old + notRead === 0 &&
    !state.profileGone;
  const label = failures > 0 ? severitiesInWords(failing) : isWhole ? 'No failures' : 'No failures in what was read';
  const parts = [
    count(buckets, 'bucket'),
    unknown > 0 ? `${figure(unknown)} unknown` : undefined,
    old > 0 ? `${figure(old)} old` : undefined,
    notRead > 0 ? `${figure(notRead)} not read` : undefined,
    ignored > 0 ? `${figure(ignored)} ignored` : undefined,
    shown === undefined ? undefined : `filtered: ${figure(shown)} of ${count(buckets, 'bucket')} shown`,
  ];
  return leaf({
    kind: 'summary',
    key: keyOf('summary'),
    icon: iconOf(totals, isWhole),
    label,
    description: dotted(...parts),
    tooltip: lines(
      failures > 0 ? `Fails: ${label}` : label,
      ...parts,
      isWhole ? 'Everything was looked at' : 'Not everything was looked at, or could be told',
    ),
    spoken: spokenList(
      `Summary: ${failures > 0 ? `failures: ${label}` : label}`,
      ...parts,
      isWhole ? undefined : 'not everything was looked at, or could be told',
    ),
    contextValue: `summary${context.suffix}`,
    ref: {},
  });
}

function iconOf({ failing, notRead, unknown, old }: Totals, isWhole: boolean): PostureIcon {
  const worst = SEVERITIES.find((severity) => failing[severity] > 0);
  if (worst !== undefined) return worst;
  if (isWhole) return 'pass';
  if (unknown > 0) return 'unknown';
  return notRead > 0 || old === 0 ? 'not-read' : 'old';
}
