import type { TextRange } from './finding.ts';

/**
 * Where a finding stands on its way to being fixed. `fixed` can reopen. `moved`: the same kind of
 * problem now stands elsewhere in the enclosing symbol. `cannot-tell`: the finding is not reproduced,
 * but another of its class is still there, so it may be the same hole, rewritten.
 */
export type Lifecycle = 'open' | 'handed-off' | 'fixed' | 'still-present' | 'moved' | 'cannot-tell';

/** `stale`: the evidence text changed since an engine last looked. Never a synonym of fixed. */
export type Freshness = 'current' | 'stale';

/** By which entry of `.palisade/ignores.yaml` a finding is ignored. */
export interface IgnoredBy {
  readonly scope: 'finding' | 'rule-in-file';
  readonly reason: string;
  /** ISO date (YYYY-MM-DD) of the decision. */
  readonly date: string;
}

/** Three independent fields: none is derived from another. */
export interface FindingState {
  readonly lifecycle: Lifecycle;
  readonly freshness: Freshness;
  readonly ignored?: IgnoredBy;
}

/** Gemini's word against a taint finding, with the guard it quoted from the file. Reversible. */
export interface Refutation {
  readonly guard: string;
  readonly guardRange: TextRange;
  readonly model: string;
  /** True once a person has overruled the model: the finding shows again. */
  readonly overruled: boolean;
}
