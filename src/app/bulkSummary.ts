import type { ReasonKind } from '../findings/outcome.ts';
import type { BulkResult, ReviewWishes, SkipKind } from './bulkScan.ts';

/** What a scan of many files amounts to. Every file is counted once in complete, partial, failed, skipped or left. */
export interface BulkSummary {
  readonly complete: number;
  readonly partial: number;
  readonly failed: number;
  /** Of those: the same text was scanned before, and nothing new was to be expected. */
  readonly unchanged: number;
  /** Not looked at, or not to the end, since it was cancelled. */
  readonly left: number;
  readonly skipped: ReadonlyMap<SkipKind, number>;
  /** Why files are partial or failed, with the number of files; the commonest first. */
  readonly reasons: Readonly<Record<'partial' | 'failed', ReadonlyMap<ReasonKind, number>>>;
  readonly gemini: {
    /** Files that it looked at in this scan, and those whose unchanged text it had looked at before. */
    readonly reviewed: number;
    readonly known: number;
    /** Files that it was to look at and did not, by the reason. */
    readonly missed: ReadonlyMap<ReasonKind, number>;
    readonly requests: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly costUsd: number;
  };
  /** Nothing that holds text, and is meant to be looked at, was left out. Only then may "no findings" be said. */
  readonly isWhole: boolean;
}

/** What may well be text that somebody wants to be looked at. The others are left out on purpose, or hold none. */
const GAP: SkipKind = 'too-large';

export function summarise(results: readonly BulkResult[], review: ReviewWishes): BulkSummary {
  const count = { complete: 0, partial: 0, failed: 0, unchanged: 0, left: 0 };
  const gemini = { reviewed: 0, known: 0, requests: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
  const missed = new Map<ReasonKind, number>();
  const skipped = new Map<SkipKind, number>();
  const reasons = { partial: new Map<ReasonKind, number>(), failed: new Map<ReasonKind, number>() };
  for (const { file, look } of results) {
    if (look.kind === 'skipped') add(skipped, look.why);
    else if (look.kind === 'left' || look.outcome.status === 'cancelled') count.left++;
    else {
      const { outcome, isNew } = look;
      const { status } = look.outcome;
      count[status]++;
      const kinds = new Set(outcome.reasons.map((reason) => reason.kind));
      if (status !== 'complete') for (const kind of kinds) add(reasons[status], kind);
      const { engines, requests, inputTokens, outputTokens, costUsd } = outcome.receipt;
      if (!isNew) count.unchanged++;
      if (engines.includes('gemini')) gemini[isNew ? 'reviewed' : 'known']++;
      else if (review.has(file.id)) add(missed, outcome.reasons.find(({ engine }) => engine === 'gemini')?.kind);
      // What an earlier scan has cost is not spent again.
      if (!isNew) continue;
      gemini.requests += requests;
      gemini.inputTokens += inputTokens;
      gemini.outputTokens += outputTokens;
      gemini.costUsd += costUsd;
    }
  }
  return {
    ...count,
    skipped: commonestFirst(skipped),
    reasons: { partial: commonestFirst(reasons.partial), failed: commonestFirst(reasons.failed) },
    gemini: { ...gemini, missed: commonestFirst(missed) },
    isWhole: count.partial + count.failed + count.left === 0 && !skipped.has(GAP),
  };
}

function add<Key>(counts: Map<Key, number>, key: Key | undefined): void {
  if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
}

function commonestFirst<Key>(counts: ReadonlyMap<Key, number>): ReadonlyMap<Key, number> {
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}
