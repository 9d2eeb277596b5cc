/** The engines that can look at code. */
export type CodeEngine = 'embedded' | 'gemini';

/**
 * Why a look was not complete. A closed list: the words for a person are in app/reasons.ts, so that
 * every kind has a sentence and a next step.
 */
export type ReasonKind =
  // the embedded engine
  | 'no-adapter' // no offline engine for this language; secrets are still looked for
  | 'generated' // minified or generated: secrets only
  | 'time-limit'
  | 'syntax-errors' // so much of the file could not be parsed that flows may be missed
  | 'engine-crashed'
  | 'analysis-limit' // a bound inside the analysis (depth, number of states) was reached
  // the file
  | 'too-large'
  | 'unreadable'
  | 'not-text'
  | 'encoding' // not UTF-8: read on a guess
  // what may leave the machine
  | 'excluded'
  | 'no-consent'
  | 'untrusted-workspace'
  | 'daily-limit'
  | 'limit-unknown' // what was used today cannot be read
  // Gemini
  | 'no-key'
  | 'key-refused'
  | 'quota'
  | 'rate-limited'
  | 'overloaded'
  | 'model-gone'
  | 'blocked'
  | 'truncated'
  | 'malformed'
  | 'timed-out'
  | 'network'
  | 'ungrounded'; // some answers quoted text that is not in the file and were dropped

export interface Reason {
  readonly kind: ReasonKind;
  readonly engine: CodeEngine;
  /** More about it, never a secret, a key, or text of the file: for the log and for the sentence. */
  readonly detail?: string;
  /** Milliseconds since the epoch: when trying again makes sense. */
  readonly retryAt?: number;
}

/** What a scan looked at, with what, and what it cost. */
export interface Receipt {
  readonly engines: readonly CodeEngine[];
  /** Lines of the file that some engine looked at in full, and lines in the file. */
  readonly coveredLines: number;
  readonly totalLines: number;
  readonly model?: string;
  readonly promptVersion?: string;
  /** Units answered from the cache instead of being looked at again. */
  readonly cachedUnits: number;
  readonly maskedSecrets: number;
  /** Findings of the model that could not be anchored in the file and were dropped. */
  readonly dropped: number;
  /** Embedded findings that the model refuted with a guard quoted from the file: hidden, reversible. */
  readonly refuted: number;
  /** Requests made to the model, retries included. */
  readonly requests: number;
  readonly inputTokens: number;
  /** Thinking included. */
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly elapsedMs: number;
}

/**
 * `complete`: everything asked for was looked at. `partial`: something was, something was not.
 * `failed`: nothing was. Only `complete` may ever be called clean.
 */
export interface ScanOutcome {
  readonly status: 'complete' | 'partial' | 'failed' | 'cancelled';
  readonly reasons: readonly Reason[];
  readonly receipt: Receipt;
}

export const EMPTY_RECEIPT: Receipt = {
  engines: [],
  coveredLines: 0,
  totalLines: 0,
  cachedUnits: 0,
  maskedSecrets: 0,
  dropped: 0,
  refuted: 0,
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  elapsedMs: 0,
};
