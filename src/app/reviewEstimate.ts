import { costUsd } from '../gemini/cost.ts';
import type { Usage } from './dailyLimit.ts';
import { REVIEWS_AT_ONCE, type ReviewSettings } from './reviewGate.ts';

// What a review takes, reckoned from facts/gemini.md §1 (a file of 500 lines: about 9,000 tokens in) and set
// rather too high than too low. Not measured with the live service.
const PROMPT_TOKENS = 2_000;
/** Numbers of lines included. */
const CHARACTERS_PER_TOKEN = 2.5;
/** Thinking included, with little of it. */
const OUTPUT_TOKENS = 3_000;
const SECONDS_PER_REVIEW = 10;

/** What a review of some files would take. */
export interface ReviewAmount {
  readonly files: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** With the first model, on the paid tier. */
  readonly costUsd: number;
  readonly seconds: number;
}

export interface ReviewEstimate {
  readonly all: ReviewAmount;
  /** Of the daily limits: of requests and of tokens. */
  readonly left: Usage;
  /** As many of the files, in their order, as that will do for. The rest is left to the offline engine. */
  readonly withinLimits: ReviewAmount;
}

/**
 * @param lengths of the files, in their order: characters, or bytes where that is all that is known
 * @param now milliseconds since the epoch: prices have dates
 */
export function estimateReviews(
  lengths: readonly number[],
  used: Usage,
  { model, dailyRequests, dailyTokens }: Pick<ReviewSettings, 'model' | 'dailyRequests' | 'dailyTokens'>,
  now: number,
): ReviewEstimate {
  const left = {
    requests: Math.max(0, dailyRequests - used.requests),
    tokens: Math.max(0, dailyTokens - used.tokens),
  };
  const inputs = lengths.map((length) => PROMPT_TOKENS + Math.ceil(length / CHARACTERS_PER_TOKEN));
  // As the gate counts: a review may begin as long as there is something left.
  let tokens = 0;
  let allowed = 0;
  for (const input of inputs) {
    if (allowed >= left.requests || tokens >= left.tokens) break;
    tokens += input + OUTPUT_TOKENS;
    allowed++;
  }
  return {
    all: amountOf(inputs, model, now),
    left,
    withinLimits: amountOf(inputs.slice(0, allowed), model, now),
  };
}

function amountOf(inputs: readonly number[], model: string, now: number): ReviewAmount {
  const sum = (of: (input: number) => number): number => inputs.reduce((total, input) => total + of(input), 0);
  return {
    files: inputs.length,
    inputTokens: sum((input) => input),
    outputTokens: inputs.length * OUTPUT_TOKENS,
    costUsd: sum((input) => costUsd(model, { input, output: OUTPUT_TOKENS, cached: 0 }, now)),
    seconds: Math.ceil(inputs.length / REVIEWS_AT_ONCE) * SECONDS_PER_REVIEW,
  };
}
