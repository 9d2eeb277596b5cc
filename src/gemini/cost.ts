import type { TokenUsage } from './response.ts';

/** US dollars per million tokens, paid tier. Output includes thinking. */
interface Price {
  readonly input: number;
  readonly output: number;
  /** Input that the service took from its cache; the input price where none is known. */
  readonly cached?: number;
}

/** A price that holds until `until` (milliseconds since the epoch, exclusive); the last one of a model has no end. */
interface DatedPrice extends Price {
  readonly until?: number;
}

const NEW_YEAR_2027 = Date.UTC(2027, 0, 1);
const DECEMBER_2026 = Date.UTC(2026, 11, 1);

/** Read in October and November 2026 (facts/gemini.md §1). The promotional prices of 3.6 to 3.8 Flash end with 2026. */
const PRICES: Readonly<Record<string, readonly DatedPrice[]>> = {
  'gemini-3.8-flash': promotional(),
  'gemini-3.7-flash': promotional(),
  'gemini-3.6-flash': promotional(),
  'gemini-3.5-flash': [{ input: 1.5, output: 9 }],
  'gemini-3.5-flash-lite': [{ input: 0.3, output: 2.5 }],
  'gemini-3.1-flash-lite': [{ input: 0.25, output: 1.5 }],
  'gemini-2.5-flash-lite': [{ input: 0.1, output: 0.4 }],
  'gemini-4-argon': newGeneration(),
  'gemini-4-carbon': newGeneration(),
};

/** Doubles above 200,000 tokens of input, so its price depends on the request. */
const TIERED_MODEL = 'gemini-3.1-pro-preview';
const TIER_LIMIT = 200_000;

/** The dearest price known at any time: a budget kept with it is never overspent unnoticed. */
const DEAREST: Price = { input: 4, output: 20 };

function promotional(): readonly DatedPrice[] {
  return [
    { input: 0.75, output: 3.75, cached: 0.075, until: NEW_YEAR_2027 },
    { input: 1.5, output: 7.5 },
  ];
}

function newGeneration(): readonly DatedPrice[] {
  return [
    { input: 2, output: 10, until: DECEMBER_2026 },
    { input: 4, output: 20 },
  ];
}

/**
 * What one request cost on the paid tier; an estimate, as the free tier costs nothing and prices
 * change. A model without a known price is taken to be as dear as the dearest.
 *
 * @param model with or without a version number at its end (`gemini-3.8-flash-001`)
 * @param now milliseconds since the epoch
 * @returns US dollars
 */
export function costUsd(model: string, tokens: TokenUsage, now: number): number {
  const price = priceOf(model.replace(/-\d{3}$/, ''), tokens.input, now) ?? DEAREST;
  const fresh = tokens.input - tokens.cached;
  return (fresh * price.input + tokens.cached * (price.cached ?? price.input) + tokens.output * price.output) / 1e6;
}

/** False for a model whose cost can only be estimated from above. */
export function hasKnownPrice(model: string): boolean {
  return priceOf(model.replace(/-\d{3}$/, ''), 0, 0) !== undefined;
}

function priceOf(model: string, inputTokens: number, now: number): Price | undefined {
  if (model === TIERED_MODEL) return inputTokens > TIER_LIMIT ? { input: 4, output: 18 } : { input: 2, output: 12 };
  const prices = Object.hasOwn(PRICES, model) ? PRICES[model] : undefined;
  return prices?.find(({ until }) => until === undefined || now < until);
}
