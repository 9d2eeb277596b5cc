// Buckets as nodes of the posture tree.
import type { BucketRow } from '../../app/posture/accountState.ts';
import { bucketPlace } from '../../findings/bucketFindings.ts';
import type { RunFailure } from '../../s3/posture.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';
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
import { figureNodes, groupNodes, entriesOf, severityRank, type Subject, titleOf } from './resultNodes.ts';
import type { TreeContext } from './treeModel.ts';

/** One bucket, as the tree sees it. */
export interface BucketItem {
  readonly row: BucketRow;
  readonly data: PlaceData;
  /** What the filter leaves of it. */
  readonly digest: Digest;
  readonly whole: Digest;
}

const NOT_READ_RANK = 6;
const CLEAN_RANK = 7;

/** By the worst failure that is shown, then by what is unknown at worst, then by what was not read; then by name. */
export function compareBuckets(a: BucketItem, b: BucketItem): number {
  return rankOf(a) - rankOf(b) || (a.row.name < b.row.name ? -1 : 1);
}

function rankOf({ row, digest }: BucketItem): number {
  const failing = severityRank(digest.worst?.finding.severity);
  if (digest.worstUnknown !== undefined) return failing * 10 + severityRank(digest.worstUnknown);
  return failing * 10 + (row.posture === undefined ? NOT_READ_RANK : CLEAN_RANK);
}

/** What is said of it may not be so any more. */
export function isOld({ old, readAt }: BucketRow, { now, oldAfterMs }: { now: number; oldAfterMs: number }): boolean {
  return readAt !== undefined && (old || now - readAt > oldAfterMs);
}

/** `old: read 2 hours ago`; undefined for what is not old. */
export function ageOf(row: BucketRow, context: TreeContext): string | undefined {
  if (row.readAt === undefined || !isOld(row, context)) return undefined;
  return `old: read ${ago(row.readAt, context.now)}`;
}

export function bucketSubject(row: BucketRow, key: string, { suffix, isReport }: TreeContext): Subject {
  return {
    key,
    bucket: row.name,
    place: bucketPlace(row.name),
    resource: row.name,
    read: readInWords(row, isReport),
    suffix,
  };
}

function readInWords({ readAt }: BucketRow, isReport: boolean): string {
  if (readAt === undefined) return isReport ? 'Not read in this run' : 'Not read yet';
  return isReport ? `Of the report of ${timeInWords(readAt)}` : `Read at ${timeInWords(readAt)}`;
}

/** The key of a bucket that stands at the top. */
export function bucketKey(name: string): string {
  return keyOf('bucket', name);
}

export function bucketNode(item: BucketItem, context: TreeContext): PostureNode {
  const { row, data, digest, whole } = item;
  const key = bucketKey(row.name);
  const name = oneLine(row.name, 120);
  const region = row.region === undefined ? undefined : oneLine(row.region, 40);
  const failure = context.bucketFailure?.bucket === row.name ? context.bucketFailure.failure : undefined;
  const state = [
    ageOf(row, context),
    context.reading === row.name ? 'being read' : undefined,
    failure === undefined ? undefined : 'could not be read again',
  ];
  const said = saidOf(item);
  const leftOut = leftOutOf(digest, whole);
  const subject = bucketSubject(row, key, context);
  return {
    kind: 'bucket',
    key,
    icon: iconOf(item, context),
    label: name,
    description: dotted(...said.shown, region, ...state, leftOut),
    tooltip: lines(name, region, ...saidOfAll(row, whole), ...tagsOf(row), subject.read, ...state),
    spoken: spokenList(`${said.first}: bucket ${name}`, said.spoken, region, ...state, leftOut),
    contextValue: `bucket:${row.posture === undefined ? 'not-read' : 'read'}${context.suffix}`,
    folding: 'folded',
    ref: { bucket: row.name, place: data.place },
    basis: [data.results, context.records(data), context.matcher, failure],
    children: () => [
      ...(failure === undefined ? [] : [failureLine(key, failure, subject)]),
      ...(row.posture === undefined
        ? [leaf({ key: keyOf(key, 'not read'), icon: 'not-read', label: subject.read, ref: { bucket: row.name } })]
        : groupNodes(entriesOf(data, context.records(data), context.matcher), subject)),
      ...(row.figures === undefined ? [] : figureNodes(row.figures, key, { bucket: row.name, place: data.place })),
    ],
  };
}

function failureLine(key: string, { message }: RunFailure, { bucket = '' }: Subject): PostureNode {
  return leaf({
    key: keyOf(key, 'failure'),
    icon: 'missing',
    label: 'Could not be read again',
    description: oneLine(message),
    ref: { bucket },
  });
}

function iconOf({ row, digest, whole }: BucketItem, context: TreeContext): PostureIcon {
  if (digest.worst !== undefined) return digest.worst.finding.severity;
  if (digest.unknown > 0) return 'unknown';
  if (row.posture === undefined) return 'not-read';
  // Nothing is wrong with what the filter shows, which is not all.
  if (whole.failures > 0 || whole.unknown > 0 || hasNotMade(row)) return 'note';
  return isOld(row, context) ? 'old' : 'pass';
}

function hasNotMade({ figures }: BucketRow): boolean {
  return figures !== undefined && figures.notMade.length > 0;
}

/** The words for its worst: to be seen, and to be heard. */
function saidOf({ row, digest }: BucketItem): {
  readonly first: string;
  readonly shown: readonly string[];
  readonly spoken: string;
} {
  const { worst, failures, unknown, worstUnknown, ignored } = digest;
  const unknowns = unknown === 0 ? undefined : `${figure(unknown)} unknown`;
  if (worst !== undefined) {
    const { severity, ruleId } = worst.finding;
    const title = titleOf(ruleId);
    const unverified = worst.state.freshness === 'stale' ? 'not verified' : undefined;
    const more = failures === 1 ? '' : `, +${figure(failures - 1)}`;
    return {
      first: SEVERITY_WORDS[severity],
      shown: [severity, `fails: ${title}${more}`, ...present(unverified), ...present(unknowns)],
      spoken: spokenList(
        `fails: ${title}`,
        failures === 1 ? undefined : `and ${count(failures - 1, 'more failure')}`,
        unverified,
        unknowns,
      ),
    };
  }
  if (worstUnknown !== undefined) {
    const words = `${count(unknown, 'check')} unknown, ${worstUnknown} at worst`;
    return { first: 'Unknown', shown: [words], spoken: words };
  }
  if (row.posture === undefined) return { first: 'Not read', shown: ['not read yet'], spoken: 'not read yet' };
  const words = ignored === 0 ? 'no failures' : `no failures but ${figure(ignored)} ignored`;
  const notMade = row.figures?.notMade.length ?? 0;
  if (notMade === 0) return { first: 'Passed', shown: [words], spoken: words };
  const rest = `${count(notMade, 'check')} not made`;
  return { first: 'Passed in part', shown: [words, rest], spoken: `${words}, ${rest}` };
}

function present(words: string | undefined): string[] {
  return words === undefined ? [] : [words];
}

function leftOutOf(digest: Digest, whole: Digest): string | undefined {
  const failures = whole.failures - digest.failures;
  const unknown = whole.unknown - digest.unknown;
  const words = [
    ...(failures > 0 ? [count(failures, 'failure')] : []),
    ...(unknown > 0 ? [`${figure(unknown)} unknown`] : []),
  ].join(' and ');
  return words === '' ? undefined : `filter leaves out ${words}`;
}

function saidOfAll(row: BucketRow, { failing, failures, unknown, ignored }: Digest): readonly (string | undefined)[] {
  if (row.posture === undefined) return [];
  return [
    failures === 0 ? 'No failures' : `Fails: ${severitiesInWords(failing)}`,
    unknown === 0 ? undefined : `Unknown: ${count(unknown, 'check')}`,
    ignored === 0 ? undefined : `Ignored: ${figure(ignored)}`,
  ];
}

function tagsOf({ posture }: BucketRow): readonly string[] {
  const tags = posture?.facts.tags;
  if (tags?.kind !== 'known' || tags.value.length === 0) return [];
  const shown = tags.value.slice(0, 10).map(({ key, value }) => oneLine(value === '' ? key : `${key}=${value}`, 80));
  const rest = tags.value.length - shown.length;
  return [`Tags: ${shown.join(', ')}${rest > 0 ? ` and ${figure(rest)} more` : ''}`];
}

/** @param under key of the node that it stands in */
export function moreNode(under: string, left: number, { suffix }: Pick<TreeContext, 'suffix'>): PostureNode {
  const label = `Show more (${figure(left)} left)`;
  return leaf({
    kind: 'more',
    key: keyOf(under, 'more'),
    icon: 'more',
    label,
    tooltip: `${count(left, 'bucket')} not shown, with nothing worse than what is above`,
    spoken: `${label}: ${count(left, 'bucket')} not shown, with nothing worse than what is above`,
    contextValue: `more${suffix}`,
    ref: {},
  });
}
