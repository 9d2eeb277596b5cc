// The posture tree: all that is known of the one account, as nodes that are made when they are looked at.
import type { AccountState, BucketRow } from '../../app/posture/accountState.ts';
import { accountPlace, type BucketFindings, type BucketRecord, bucketPlace } from '../../findings/bucketFindings.ts';
import type { RunFailure } from '../../s3/posture.ts';
import { type AccountItem, accountNode, summaryNode, type Totals, totalsOf } from './accountNodes.ts';
import { type BucketItem, bucketNode, compareBuckets, moreNode } from './bucketNodes.ts';
import { checkNodes } from './checkNodes.ts';
import { Digests, type PlaceData } from './placeDigest.ts';
import type { Matcher } from './postureFilter.ts';
import { keyOf, leaf, type PostureNode, type Suffix } from './postureNode.ts';

export type PostureGroupBy = 'bucket' | 'check';

/** Shown before there is a node for more. */
export const BUCKET_LIMIT = 250;
const BUCKETS_AT_ONCE = 200;

export interface TreeOptions {
  readonly groupBy: PostureGroupBy;
  /** The same object as long as the filter is the same: what is known of thousands of buckets hangs on it. */
  readonly matcher: Matcher;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long what was read counts as fresh. */
  readonly oldAfterMs: number;
  /** How many buckets are shown at once. */
  readonly limit: number;
  /** Which checks are made. */
  readonly checks: 'core' | 'all';
}

/** What every node is made with. */
export interface TreeContext extends TreeOptions {
  readonly isSample: boolean;
  readonly isReport: boolean;
  readonly suffix: Suffix;
  /** The one bucket that is being read. */
  readonly reading: string | undefined;
  readonly bucketFailure: { readonly bucket: string; readonly failure: RunFailure } | undefined;
  readonly records: (data: PlaceData) => ReadonlyMap<string, BucketRecord>;
}

export interface PostureRoots {
  readonly nodes: readonly PostureNode[];
  readonly totals: Totals;
  /** The buckets in the order in which they are, or would be, shown; those beyond the limit too. */
  readonly names: readonly string[];
}

/** Makes one tree after the other of the same account, and keeps what is the same. */
export class PostureTree {
  readonly #digests = new Digests();
  #stamp: { readonly of: readonly unknown[] } = { of: [] };

  /**
   * Looks at some buckets that were not looked at yet with this filter, so that thousands never hold up anyone.
   *
   * @returns whether there are no more of them
   */
  prepare({ rows, identity }: AccountState, findings: Pick<BucketFindings, 'records'>, matcher: Matcher): boolean {
    let left = BUCKETS_AT_ONCE;
    for (const row of rows.values()) {
      const results = row.posture?.results;
      if (results === undefined) continue;
      const place = bucketPlace(row.name);
      const data = { place, results, records: findings.records(place), identity, texts: textsOf(row, matcher) };
      if (this.#digests.has(data, matcher)) continue;
      if (left === 0) return false;
      left--;
      this.#digests.filtered(data, matcher);
    }
    return true;
  }

  /**
   * The nodes at the top; none as long as nothing is known of any account.
   *
   * @param findings what is ignored, fixed and remembered
   */
  roots(state: AccountState, findings: Pick<BucketFindings, 'records'>, options: TreeOptions): PostureRoots {
    const context: TreeContext = {
      ...options,
      isSample: state.source?.kind === 'sample',
      isReport: state.source?.kind === 'report',
      suffix: state.source?.kind === 'sample' ? ' sample' : state.source?.kind === 'report' ? ' report' : '',
      // Of a report it is said above all rows that it is of a past moment.
      oldAfterMs: state.source?.kind === 'report' ? Infinity : options.oldAfterMs,
      reading: state.reading?.bucket,
      bucketFailure: state.bucketFailure,
      records: (data) => this.#digests.records(data),
    };
    const items = this.#items(state, findings, context);
    const account = this.#account(state, findings, context);
    const totals = totalsOf(items, account, context);
    const shown = items.filter(({ digest }) => digest.isShown);
    if (state.rows.size === 0 && state.account === undefined) return { nodes: [], totals, names: [] };
    const isByCheck = options.groupBy === 'check';
    if (!isByCheck) shown.sort(compareBuckets);
    const below = isByCheck ? checkNodes(items, this.#stampOf(items), context) : bucketNodes(shown, context);
    const nothing = below.length === 0 && items.length > 0 && context.matcher.isActive ? [nothingNode()] : [];
    return {
      nodes: [
        accountNode(state, account, context),
        summaryNode(totals, state, context.matcher.isActive ? shown.length : undefined, context),
        ...below,
        ...nothing,
      ],
      totals,
      names: shown.map(({ row }) => row.name),
    };
  }

  #items(state: AccountState, findings: Pick<BucketFindings, 'records'>, { matcher }: TreeContext): BucketItem[] {
    const items: BucketItem[] = [];
    for (const row of state.rows.values()) {
      const place = bucketPlace(row.name);
      const texts = textsOf(row, matcher);
      const results = row.posture?.results;
      if (results === undefined) {
        const data = { place, results: NO_RESULTS, records: NO_RECORDS, identity: state.identity, texts };
        const isShown = !matcher.hasSeverities && texts.some((text) => matcher.holds(text));
        items.push({ row, data, digest: isShown ? UNREAD : UNREAD_HIDDEN, whole: UNREAD });
        continue;
      }
      const data = { place, results, records: findings.records(place), identity: state.identity, texts };
      items.push({ row, data, digest: this.#digests.filtered(data, matcher), whole: this.#digests.whole(data) });
    }
    return items;
  }

  #account(
    { account, identity }: AccountState,
    findings: Pick<BucketFindings, 'records'>,
    { matcher }: TreeContext,
  ): AccountItem | undefined {
    if (account === undefined || identity === undefined) return undefined;
    const place = accountPlace(identity.accountId);
    const { results } = account;
    const data = { place, results, records: findings.records(place), identity, texts: [identity.accountId] };
    return { data, digest: this.#digests.filtered(data, matcher), whole: this.#digests.whole(data) };
  }

  #stampOf(items: readonly BucketItem[]): object {
    const now = items.flatMap(({ row, data }) => [row, data.records]);
    const { of } = this.#stamp;
    if (now.length !== of.length || now.some((part, index) => part !== of[index])) this.#stamp = { of: now };
    return this.#stamp;
  }
}

const NO_RESULTS: PlaceData['results'] = [];
const NO_RECORDS: PlaceData['records'] = new Map();
const UNREAD_HIDDEN = {
  failing: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 },
  failures: 0,
  worst: undefined,
  unknown: 0,
  worstUnknown: undefined,
  ignored: 0,
  codes: new Uint16Array(),
  isShown: false,
};
const UNREAD = { ...UNREAD_HIDDEN, isShown: true };

/** Tags only where they are asked for: most buckets have some. */
function textsOf({ name, region, posture }: BucketRow, matcher: Matcher): readonly (string | undefined)[] {
  const tags = matcher.hasText ? posture?.facts.tags : undefined;
  if (tags?.kind !== 'known') return [name, region];
  return [name, region, ...tags.value.map(({ key, value }) => `${key}=${value}`)];
}

function bucketNodes(shown: readonly BucketItem[], context: TreeContext): PostureNode[] {
  const nodes = shown.slice(0, context.limit).map((item) => bucketNode(item, context));
  const left = shown.length - context.limit;
  return left > 0 ? [...nodes, moreNode(keyOf('buckets'), left, context)] : nodes;
}

function nothingNode(): PostureNode {
  const label = 'The filter leaves nothing to be shown';
  return leaf({ key: keyOf('nothing'), icon: 'note', label, ref: {} });
}
