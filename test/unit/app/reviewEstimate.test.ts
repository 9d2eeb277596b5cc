import assert from 'node:assert/strict';
import { estimateReviews } from '../../../src/app/reviewEstimate.ts';

const NOW = Date.UTC(2026, 10, 20);
const NONE = { requests: 0, tokens: 0 };
const LIMITS = { model: 'gemini-3.8-flash', dailyRequests: 200, dailyTokens: 400_000 };

const all = (lengths: readonly number[], limits = LIMITS, now = NOW) => estimateReviews(lengths, NONE, limits, now).all;

describe('the estimate before many files are sent', () => {
  it('grows with the number and the length of the files', () => {
    const one = all([17_500]);
    const two = all([17_500, 17_500]);
    // 500 lines: about 9,000 tokens in, which cost 0.75 USD a million, and the answer 3.75.
    assert.equal(one.inputTokens, 9_000);
    assert.equal(one.costUsd.toFixed(6), ((9_000 * 0.75 + one.outputTokens * 3.75) / 1e6).toFixed(6));
    assert.deepEqual([two.files, two.inputTokens, two.outputTokens], [2, 18_000, 2 * one.outputTokens]);
    assert.equal(two.costUsd, 2 * one.costUsd);
    assert.ok(all([35_000]).inputTokens > one.inputTokens);
  });

  it('uses the price of the day, and the dearest for a model that it does not know', () => {
    const cost = (model: string, now: number): number => all([1_000], { ...LIMITS, model }, now).costUsd;
    assert.ok(cost(LIMITS.model, Date.UTC(2027, 1, 1)) > cost(LIMITS.model, NOW));
    assert.ok(cost('gemini-of-tomorrow', NOW) > cost(LIMITS.model, NOW));
  });

  it('says how many of them the requests of today allow, and what those would take', () => {
    const { left, withinLimits } = estimateReviews([100, 100, 100], { requests: 198, tokens: 0 }, LIMITS, NOW);
    assert.equal(left.requests, 2);
    assert.deepEqual(withinLimits, all([100, 100]));
  });

  it('says how many of them the tokens of today allow, in their order', () => {
    const { withinLimits, left } = estimateReviews(
      [17_500, 17_500, 100, 100],
      { requests: 0, tokens: 385_000 },
      LIMITS,
      NOW,
    );
    assert.equal(left.tokens, 15_000);
    // The second one may begin, since there is something left.
    assert.equal(withinLimits.files, 2);
  });

  it('has nothing left when more was used than allowed', () => {
    const { left, withinLimits } = estimateReviews([100], { requests: 500, tokens: 9e9 }, LIMITS, NOW);
    assert.deepEqual([left, withinLimits.files], [NONE, 0]);
  });

  it('takes two at a time for the time', () => {
    const seconds = (count: number): number => all(Array<number>(count).fill(1)).seconds;
    assert.deepEqual([seconds(1), seconds(2), seconds(3)], [10, 10, 20]);
  });
});
