// Contract only for now: the implementation takes its place.
import type { CodeFinding, EnclosingSymbol, TextRange } from '../findings/finding.ts';
import type { Reason } from '../findings/outcome.ts';
import type { SourceDocument } from './document.ts';

export interface ReviewRequest {
  readonly document: SourceDocument;
  /** What the embedded engine found, for the model to confirm or refute. */
  readonly candidates: readonly CodeFinding[];
  readonly outline: readonly EnclosingSymbol[];
  /** `quick` on save, `thorough` on command: how long the model may think. */
  readonly depth: 'quick' | 'thorough';
}

/** What the model says of one embedded finding. Only `refuted` carries a guard, and the guard is in the file. */
export interface CandidateVerdict {
  readonly fingerprint: string;
  readonly verdict: 'confirmed' | 'refuted' | 'cannot-tell';
  readonly guard?: { readonly quote: string; readonly range: TextRange };
}

export interface ReviewUsage {
  readonly model: string;
  readonly promptVersion: string;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly maskedSecrets: number;
}

export interface ReviewResult {
  /** `failed`: no usable answer. `partial`: some of the answer was dropped. Never `complete` with anything left out. */
  readonly status: 'complete' | 'partial' | 'failed' | 'cancelled';
  readonly reasons: readonly Reason[];
  /** Anchored in the document, fingerprints assigned, provenance `gemini`. */
  readonly findings: readonly CodeFinding[];
  readonly verdicts: readonly CandidateVerdict[];
  /** Titles of what could not be anchored, for the log; cleaned, plain text. */
  readonly droppedTitles: readonly string[];
  readonly usage: ReviewUsage;
}

export interface ReviewerOptions {
  readonly apiKey: string;
  readonly model: string;
  readonly fallbackModel: string;
  /** Replaced only by tests. Default: Google's endpoint. */
  readonly endpoint?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** One line about what happened (attempts, waits, dropped titles). Never file text, never a key. */
  readonly log: (line: string) => void;
}

export interface Reviewer {
  review(request: ReviewRequest, signal: AbortSignal): Promise<ReviewResult>;
  /** One tiny request. `undefined` when the key and the model work. */
  testConnection(signal: AbortSignal): Promise<Reason | undefined>;
}
