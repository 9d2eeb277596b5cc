// The tree grouped by check: checks at the top, and under each the buckets with what it says of them.
import { SEVERITIES, type Severity } from '../../findings/severity.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';
import { ageOf, type BucketItem, bucketSubject, moreNode } from './bucketNodes.ts';
import { ofCode } from './placeDigest.ts';
import { keyOf, type PostureIcon, type PostureNode, type ResultKind } from './postureNode.ts';
import { dotted, figure, lines, oneLine, severitiesInWords, spokenList } from './postureWords.ts';
import {
  controlsOf,
  entriesOf,
  identityOf,
  resultNode,
  saidOf,
  severityRank,
  titleOf,
  UniqueKeys,
} from './resultNodes.ts';
import type { TreeContext } from './treeModel.ts';

interface CheckTally {
  readonly failing: Record<Severity, number>;
  readonly counts: Record<ResultKind, number>;
  /** Ranks of the worst: see {@link severityRank}. */
  worst: number;
  worstUnknown: number;
}

const NONE = severityRank(undefined);
const KINDS: readonly { readonly kind: ResultKind; readonly words: string }[] = [
  { kind: 'fail', words: 'fail' },
  { kind: 'unknown', words: 'unknown' },
  { kind: 'pass', words: 'passed' },
  { kind: 'fixed', words: 'fixed' },
  { kind: 'not-applicable', words: 'not applicable' },
  { kind: 'ignored', words: 'ignored' },
];

/** @param stamp another object as soon as any bucket may have other results */
export function checkNodes(items: readonly BucketItem[], stamp: object, context: TreeContext): PostureNode[] {
  const tallies = talliesOf(items);
  const notRead = items.filter(({ row }) => row.posture === undefined).length;
  return [...tallies]
    .sort(
      ([a, one], [b, other]) =>
        one.worst - other.worst || one.worstUnknown - other.worstUnknown || (titleOf(a) < titleOf(b) ? -1 : 1),
    )
    .map(([checkId, tally]) => checkNode(checkId, tally, { items, stamp, notRead, context }));
}

function talliesOf(items: readonly BucketItem[]): Map<string, CheckTally> {
  const counts = new Uint32Array(1 << 16);
  for (const { digest } of items) {
    for (const code of digest.codes) counts[code] = (counts[code] ?? 0) + 1;
  }
  const tallies = new Map<string, CheckTally>();
  for (const [code, count] of counts.entries()) {
    const said = count === 0 ? undefined : ofCode(code);
    if (said === undefined) continue;
    const tally = tallies.get(said.checkId) ?? newTally();
    tallies.set(said.checkId, tally);
    tally.counts[said.kind] += count;
    if (said.kind === 'fail') {
      tally.worst = Math.min(tally.worst, said.rank);
      const severity = SEVERITIES[said.rank];
      if (severity !== undefined) tally.failing[severity] += count;
    } else if (said.kind === 'unknown') tally.worstUnknown = Math.min(tally.worstUnknown, said.rank);
  }
  return tallies;
}

function newTally(): CheckTally {
  return {
    failing: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 },
    counts: { fail: 0, unknown: 0, pass: 0, fixed: 0, 'not-applicable': 0, ignored: 0 },
    worst: NONE,
    worstUnknown: NONE,
  };
}

interface CheckParts {
  readonly items: readonly BucketItem[];
  readonly stamp: object;
  readonly notRead: number;
  readonly context: TreeContext;
}

function checkNode(checkId: string, tally: CheckTally, { items, stamp, notRead, context }: CheckParts): PostureNode {
  const key = keyOf('check', checkId);
  const title = titleOf(checkId);
  const rule = checkOf(checkId);
  const worst = SEVERITIES[tally.worst];
  const counts = KINDS.filter(({ kind }) => tally.counts[kind] > 0)
    .map(({ kind, words }) => `${figure(tally.counts[kind])} ${words}`)
    .join(', ');
  const unread = notRead === 0 ? undefined : `${figure(notRead)} not read`;
  const first =
    worst !== undefined
      ? SEVERITY_WORDS[worst]
      : tally.counts.unknown > 0
        ? 'Unknown'
        : unread === undefined
          ? 'Passed'
          : 'Not read in full';
  return {
    kind: 'check',
    key,
    icon: iconOf(tally, worst, notRead),
    label: title,
    description: dotted(worst, counts, unread),
    tooltip: lines(
      `${title} (${oneLine(checkId, 80)})`,
      tally.counts.fail === 0 ? undefined : `Fails: ${severitiesInWords(tally.failing)}`,
      counts,
      unread,
      rule === undefined ? undefined : `Risk: ${rule.risk}`,
      rule === undefined ? undefined : `What to do: ${rule.remediation}`,
      ...controlsOf(checkId),
    ),
    spoken: spokenList(`${first}: ${title}`, counts, unread),
    contextValue: `check${context.suffix}`,
    folding: 'folded',
    ref: { checkId },
    basis: [stamp, context.matcher, context.limit],
    children: () => bucketsUnder(checkId, key, items, context),
  };
}

function iconOf({ counts }: CheckTally, worst: Severity | undefined, notRead: number): PostureIcon {
  if (worst !== undefined) return worst;
  if (counts.unknown > 0) return 'unknown';
  if (notRead > 0) return 'not-read';
  if (counts.pass > 0) return 'pass';
  return counts.ignored > 0 ? 'ignored' : 'not-applicable';
}

/** Only those buckets are looked at closely that are shown. */
function bucketsUnder(checkId: string, key: string, items: readonly BucketItem[], context: TreeContext): PostureNode[] {
  const { matcher, limit } = context;
  const ranked: { readonly item: BucketItem; readonly rank: number }[] = [];
  for (const item of items) {
    const rank = rankUnder(checkId, item);
    if (rank !== undefined) ranked.push({ item, rank });
  }
  ranked.sort((a, b) => a.rank - b.rank || (a.item.row.name < b.item.row.name ? -1 : 1));
  const keys = new UniqueKeys();
  const nodes = ranked.slice(0, limit).flatMap(({ item: { row, data } }) => {
    const records = [...context.records(data)].filter(([, { finding }]) => finding.ruleId === checkId);
    const ofCheck = { ...data, results: data.results.filter((result) => result.checkId === checkId) };
    const name = oneLine(row.name, 120);
    const region = row.region === undefined ? undefined : oneLine(row.region, 40);
    return entriesOf(ofCheck, new Map(records), matcher).map((entry) => {
      const subject = bucketSubject(row, key, context);
      const words = entry.severity === undefined ? KINDS.find(({ kind }) => kind === entry.kind)?.words : undefined;
      const age = ageOf(row, context);
      const description = dotted(...saidOf(entry), words, oneLine(entry.evidence, 100), region, age);
      const named = [`bucket ${name}`, region, age];
      return resultNode(
        entry,
        subject,
        keys.of(key, row.name, entry.kind, identityOf(entry)),
        name,
        description,
        named,
      );
    });
  });
  const left = ranked.length - limit;
  return left > 0 ? [...nodes, moreNode(key, left, context)] : nodes;
}

/** Undefined: nothing of the check is shown of this bucket. */
function rankUnder(checkId: string, { digest }: BucketItem): number | undefined {
  let least: number | undefined;
  for (const code of digest.codes) {
    const said = ofCode(code);
    if (said?.checkId !== checkId) continue;
    const rank = KINDS.findIndex(({ kind }) => kind === said.kind) * 10 + said.rank;
    if (least === undefined || rank < least) least = rank;
  }
  return least;
}
