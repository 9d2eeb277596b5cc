import { type GeminiReason, geminiReason } from './failure.ts';
import { field, list, text } from './jsonValue.ts';
import { nextQuotaReset } from './quotaReset.ts';
import type { TransportResult } from './transport.ts';

export type HttpError = Extract<TransportResult, { kind: 'http-error' }>;

/** What is worth trying after a refusal. */
export type NextStep =
  | { readonly kind: 'stop' }
  /** Once more without responseSchema and thinkingConfig. */
  | { readonly kind: 'simplify' }
  /** The same again after a pause of our own choosing. */
  | { readonly kind: 'back-off' }
  /** The same again after the pause that the service asks for. */
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'other-model' };

export interface Refusal {
  readonly reason: GeminiReason;
  readonly next: NextStep;
}

const STOP: NextStep = { kind: 'stop' };
const MINUTE = 60_000;

/**
 * Judges an HTTP error by its status and its structured details, as the opening sentence of a 429 is
 * the same for a limit per minute and per day (facts/gemini.md §5).
 *
 * @param now milliseconds since the epoch
 */
export function judgeHttpError(error: HttpError, now: number): Refusal {
  const { status } = error;
  if (status === 400) return judgeBadRequest(error);
  if (status === 429) return judgeTooMany(error, now);
  if (status >= 500) {
    return { reason: geminiReason('overloaded', `HTTP ${status}`), next: { kind: 'back-off' } };
  }
  if (status === 407) return { reason: geminiReason('network', 'the proxy asks for a login (HTTP 407)'), next: STOP };
  if (status === 413) return { reason: geminiReason('too-large', 'HTTP 413'), next: STOP };
  if (status === 408) return { reason: geminiReason('timed-out', 'HTTP 408'), next: STOP };
  // Google's own refusals are JSON. Anything else was written by something on the way.
  if (error.message === '') {
    return {
      reason: geminiReason('network', `HTTP ${status} from something that is not the Gemini API, such as a proxy`),
      next: STOP,
    };
  }
  if (status === 401) return { reason: geminiReason('key-refused', 'HTTP 401'), next: STOP };
  if (status === 403) return { reason: geminiReason('key-refused', forbiddenDetail(error)), next: STOP };
  if (status === 404) return { reason: geminiReason('model-gone', 'HTTP 404'), next: { kind: 'other-model' } };
  return { reason: geminiReason('malformed', `the request was refused (HTTP ${status})`), next: STOP };
}

function judgeBadRequest(error: HttpError): Refusal {
  if (hasReason(error, 'API_KEY_INVALID') || /api key (not valid|expired|not found)/i.test(error.message)) {
    return { reason: geminiReason('key-refused', 'the key is not valid (HTTP 400)'), next: STOP };
  }
  if (/location is not supported/i.test(error.message)) {
    return {
      reason: geminiReason('key-refused', 'the Gemini API is not available in this region (HTTP 400)'),
      next: STOP,
    };
  }
  if (/enable billing/i.test(error.message)) {
    return {
      reason: geminiReason('key-refused', 'the project of the key needs billing in this region (HTTP 400)'),
      next: STOP,
    };
  }
  if (/token count/i.test(error.message) && /exceeds/i.test(error.message)) {
    return { reason: geminiReason('too-large', 'more tokens than the model takes (HTTP 400)'), next: STOP };
  }
  return {
    reason: geminiReason('malformed', 'the form of the request was refused (HTTP 400)'),
    next: { kind: 'simplify' },
  };
}

function forbiddenDetail(error: HttpError): string {
  if (hasReason(error, 'SERVICE_DISABLED'))
    return 'the Generative Language API is not enabled for the project of the key (HTTP 403)';
  if (/unrestricted|restrict/i.test(error.message) || hasReason(error, 'API_KEY_SERVICE_BLOCKED')) {
    return 'the key must be restricted to the Generative Language API (HTTP 403)';
  }
  if (/leaked/i.test(error.message)) return 'the key was reported as leaked and is blocked (HTTP 403)';
  return 'the key has no permission for this (HTTP 403)';
}

function judgeTooMany(error: HttpError, now: number): Refusal {
  const violations = error.details.flatMap((detail) => list(field(detail, 'violations')));
  const perDay = violations.some((violation) => text(field(violation, 'quotaId')).includes('PerDay'));
  const notInTier =
    /limit:\s*0(?!\.?\d)/.test(error.message) ||
    violations.some((violation) => text(field(violation, 'quotaValue')) === '0');
  if (notInTier) {
    return { reason: geminiReason('quota', 'the model is not in the tier of this key (limit 0)'), next: STOP };
  }
  if (perDay) {
    return { reason: geminiReason('quota', 'the limit per day is used up', nextQuotaReset(now)), next: STOP };
  }
  const asked = retryDelayMs(error);
  if (asked !== undefined) {
    return {
      reason: geminiReason('rate-limited', `the service asks for a pause of ${Math.ceil(asked / 1000)} s`, now + asked),
      next: { kind: 'wait', ms: asked },
    };
  }
  const perMinute = violations.some((violation) => text(field(violation, 'quotaId')).includes('PerMinute'));
  return {
    reason: geminiReason('rate-limited', 'HTTP 429', perMinute ? now + MINUTE : undefined),
    next: STOP,
  };
}

/** `RetryInfo.retryDelay` ("38s"), else "Please retry in 38.2s" from the message. The Retry-After header is lost in the SDK. */
function retryDelayMs(error: HttpError): number | undefined {
  for (const detail of error.details) {
    const delay = duration(text(field(detail, 'retryDelay')));
    if (delay !== undefined) return delay;
  }
  const stated = /retry in ([\dhms.]+)/i.exec(error.message)?.[1];
  return stated === undefined ? undefined : duration(stated.replace(/\.$/, ''));
}

/** "38s", "0.5s", "850ms", "1m2.5s", "2h" in milliseconds. */
function duration(words: string): number | undefined {
  const millis = /^(\d+(?:\.\d+)?)ms$/.exec(words)?.[1];
  if (millis !== undefined) return Number(millis);
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(words);
  if (!match || words === '') return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

function hasReason(error: HttpError, reason: string): boolean {
  return error.details.some((detail) => field(detail, 'reason') === reason);
}
