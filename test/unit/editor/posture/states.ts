// Accounts as the session has them, made by hand and judged by the real checks.
import { lookOf } from '../../../../src/app/posture/accountLooks.ts';
import { type AccountState, type BucketRow, NO_ACCOUNT } from '../../../../src/app/posture/accountState.ts';
import { Matcher, NO_FILTER } from '../../../../src/editor/posture/postureFilter.ts';
import type { PostureNode } from '../../../../src/editor/posture/postureNode.ts';
import { type PostureRoots, PostureTree, type TreeOptions } from '../../../../src/editor/posture/treeModel.ts';
import { accountPlace, BucketFindings, bucketPlace } from '../../../../src/findings/bucketFindings.ts';
import { JUDGES } from '../../../../src/s3/checks/judges.ts';
import { type AccountFacts, type BucketFacts, known } from '../../../../src/s3/facts.ts';
import type { PostureRunOptions } from '../../../../src/s3/posture.ts';
import { BLOCKED, newAccount, newBucket, OPEN, policyOf } from '../../../support/s3Facts.ts';

export const NOW = Date.UTC(2026, 10, 27, 12);
export const MINUTE = 60_000;

/** Everyone may read its objects. */
export function publicBucket(name: string, overrides: Partial<BucketFacts> = {}): BucketFacts {
  const resource = { Resource: `arn:aws:s3:::${name}/*` };
  return newBucket({
    name,
    publicAccessBlock: known(OPEN),
    policy: policyOf(resource),
    policyStatus: known(true),
    ...overrides,
  });
}

export function closedBucket(name: string, overrides: Partial<BucketFacts> = {}): BucketFacts {
  return newBucket({ name, ...overrides });
}

export const GUARDED = newAccount({ publicAccessBlock: known(BLOCKED) });

export function optionsOf(checks: 'core' | 'all' = 'core'): PostureRunOptions {
  return { profile: undefined, region: undefined, buckets: [], checks, trustedAccounts: new Set() };
}

export interface MadeAccount {
  readonly state: AccountState;
  readonly findings: BucketFindings;
}

/** A profile whose account was read a minute ago, to its end. */
export function readState(
  buckets: readonly BucketFacts[],
  { account = newAccount(), unread = [], findings = new BucketFindings() }: MadeOptions = {},
): MadeAccount {
  const all = new Map(buckets.map((bucket) => [bucket.name, bucket]));
  const rows = new Map<string, BucketRow>();
  const looks = new Map<string, ReturnType<typeof lookOf>>();
  for (const facts of buckets) {
    const results = JUDGES.judgeBucket(facts, account, optionsOf(), { buckets: all, complete: true });
    const { name, region } = facts;
    const posture = { kind: 'read' as const, facts, results, calls: 1 };
    rows.set(name, { name, region, posture, readAt: NOW - MINUTE, before: undefined, old: false });
    looks.set(bucketPlace(name), lookOf(results, account.identity));
  }
  for (const name of unread) rows.set(name, unreadRow(name));
  const results = JUDGES.judgeAccount(account, all, optionsOf());
  looks.set(accountPlace(account.identity.accountId), lookOf(results, account.identity));
  findings.apply(looks);
  const outcome = {
    status: 'partial' as const,
    failure: undefined,
    notRead: [...unread],
    gone: [],
    startedAt: NOW - 2 * MINUTE,
    endedAt: NOW - MINUTE,
    calls: 9,
  };
  const source = { kind: 'profile' as const, name: 'prod' };
  const { identity } = account;
  return { state: { ...NO_ACCOUNT, source, identity, rows, account: { facts: account, results }, outcome }, findings };
}

export interface MadeOptions {
  readonly account?: AccountFacts;
  /** Buckets that were listed only. */
  readonly unread?: readonly string[];
  readonly findings?: BucketFindings;
}

export function unreadRow(name: string): BucketRow {
  return { name, region: 'eu-west-1', posture: undefined, readAt: undefined, before: undefined, old: false };
}

export function treeOptions(overrides: Partial<TreeOptions> = {}): TreeOptions {
  const matcher = new Matcher(NO_FILTER);
  return { groupBy: 'bucket', matcher, now: NOW, oldAfterMs: 60 * MINUTE, limit: 250, checks: 'core', ...overrides };
}

export function rootsOf({ state, findings }: MadeAccount, overrides: Partial<TreeOptions> = {}): PostureRoots {
  return new PostureTree().roots(state, findings, treeOptions(overrides));
}

/** A node and all below it. */
export function* withAll(node: PostureNode): Generator<PostureNode> {
  yield node;
  for (const child of node.children()) yield* withAll(child);
}

export function bucketsOf({ nodes }: PostureRoots): readonly PostureNode[] {
  return nodes.filter(({ kind }) => kind === 'bucket');
}
