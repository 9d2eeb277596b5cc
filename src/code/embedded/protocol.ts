import type { CodeFinding, EnclosingSymbol, TextRange } from '../../findings/finding.ts';
import type { Reason } from '../../findings/outcome.ts';

/** What goes into the engine. Plain data: it is posted to a worker thread. */
export interface AnalysisRequest {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  /** The text is wanted with its secrets masked, for a prompt that a person sees before anybody else does. */
  readonly forPrompt?: boolean;
}

/** What comes out. Plain data. */
export interface AnalysisResponse {
  /** `failed` when nothing at all could be looked at. */
  readonly status: 'complete' | 'partial' | 'failed';
  readonly reasons: readonly Reason[];
  /** In the order of their place in the file; fingerprints assigned. */
  readonly findings: readonly CodeFinding[];
  /** Functions, methods and classes, outermost first: what fingerprints and re-checks use as enclosing symbols. Empty without an adapter. */
  readonly outline: readonly EnclosingSymbol[];
  /** Comments and strings, in file order. Only with flows, for what a model says of them; absent without an adapter. */
  readonly notCode?: readonly TextRange[];
  /** Comments, docstrings, and what the parser did not understand, in file order; absent without an adapter. */
  readonly comments?: readonly TextRange[];
  /** The text with secrets masked at the same length. Only where it was asked for, and searched whole. */
  readonly masked?: string;
  /** Lines that were looked at in full by more than the secret rules. */
  readonly coveredLines: number;
  readonly totalLines: number;
}
