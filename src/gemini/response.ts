import { type GeminiReason, geminiReason } from './failure.ts';
import { count, field, list, text } from './jsonValue.ts';

export interface TokenUsage {
  /** Includes `cached`. */
  readonly input: number;
  readonly cached: number;
  /** Thinking included: it is billed as output. */
  readonly output: number;
}

/** What a response with HTTP 200 amounts to. */
export interface ReadResponse {
  readonly tokens: TokenUsage;
  /** As the server names it, e.g. `gemini-3.8-flash`; absent when it does not or writes something else than a name. */
  readonly modelVersion?: string;
  /** Without thoughts. Whole when `problem` is absent, cut off when the problem is `truncated`, else empty. */
  readonly text: string;
  readonly problem?: GeminiReason;
}

const BLOCKED = new Set([
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
  'IMAGE_OTHER',
]);

/**
 * Reads the raw body of a response, finish reason first: only STOP with text is an answer, everything
 * else is a problem with a name (facts/gemini.md §4). Takes any value and never throws.
 */
export function readResponse(body: unknown): ReadResponse {
  const modelVersion = /^[\w.-]{1,80}$/.exec(text(field(body, 'modelVersion')))?.[0];
  const common = {
    tokens: tokensOf(field(body, 'usageMetadata')),
    ...(modelVersion === undefined ? {} : { modelVersion }),
  };
  const problem = (reason: GeminiReason, partial = ''): ReadResponse => ({ ...common, text: partial, problem: reason });

  const blockReason = field(field(body, 'promptFeedback'), 'blockReason');
  if (blockReason !== undefined)
    return problem(geminiReason('blocked', `the request was blocked (${nameOf(blockReason)})`));
  const candidate = list(field(body, 'candidates'))[0];
  if (candidate === undefined) return problem(geminiReason('malformed', 'the response holds no answer'));

  const answer = textOf(candidate);
  const finish = nameOf(field(candidate, 'finishReason'));
  if (finish === 'MAX_TOKENS')
    return problem(geminiReason('truncated', 'the limit of output tokens was reached'), answer);
  if (BLOCKED.has(finish)) return problem(geminiReason('blocked', `the answer was withheld (${finish})`));
  if (finish !== 'STOP') return problem(geminiReason('malformed', `the answer ended in an unknown way (${finish})`));
  if (answer.trim() === '') return problem(geminiReason('malformed', 'the answer is empty'));
  return { ...common, text: answer };
}

function textOf(candidate: unknown): string {
  return list(field(field(candidate, 'content'), 'parts'))
    .filter((part) => field(part, 'thought') !== true)
    .map((part) => text(field(part, 'text')))
    .join('');
}

function tokensOf(metadata: unknown): TokenUsage {
  const input = count(field(metadata, 'promptTokenCount'));
  const visible = count(field(metadata, 'candidatesTokenCount'));
  const thoughts = count(field(metadata, 'thoughtsTokenCount'));
  const total = count(field(metadata, 'totalTokenCount'));
  // Thoughts are missing from the metadata at times, but not from the total.
  return {
    input,
    cached: Math.min(input, count(field(metadata, 'cachedContentTokenCount'))),
    output: Math.max(visible + thoughts, total - input),
  };
}

/** The name of an enum value, made safe to print. */
function nameOf(value: unknown): string {
  return /^[A-Z][A-Z_0-9]{0,60}$/.exec(text(value))?.[0] ?? 'no reason given';
}
