import type { Reason, ReasonKind } from '../findings/outcome.ts';

/** The ways in which a look by Gemini can end without an answer. The words for a person are elsewhere. */
export type GeminiFailureKind = Extract<
  ReasonKind,
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
  | 'too-large'
>;

/**
 * Always our own words: what a server wrote is never passed on, as it may quote the request (file
 * text) or the key.
 */
export interface GeminiReason extends Reason {
  readonly kind: GeminiFailureKind;
  readonly engine: 'gemini';
}

export function geminiReason(kind: GeminiFailureKind, detail?: string, retryAt?: number): GeminiReason {
  return {
    kind,
    engine: 'gemini',
    ...(detail === undefined ? {} : { detail }),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}
