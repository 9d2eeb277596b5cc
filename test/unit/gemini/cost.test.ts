import assert from 'node:assert/strict';
import { costUsd, hasKnownPrice } from '../../../src/gemini/cost.ts';

const IN_2026 = Date.UTC(2026, 11, 31, 23, 59, 59);
const IN_2027 = Date.UTC(2027, 0, 1);
const MILLION = { input: 1_000_000, cached: 0, output: 0 };

describe('costUsd', () => {
  it('follows the promotional price until the end of 2026', () => {
    assert.equal(costUsd('gemini-3.8-flash', MILLION, IN_2026), 0.75);
    assert.equal(costUsd('gemini-3.8-flash', MILLION, IN_2027), 1.5);
  });

  it('adds output, and takes cached input at its own price', () => {
    assert.equal(
      costUsd('gemini-3.8-flash', { input: 1_000_000, cached: 1_000_000, output: 2_000_000 }, IN_2026),
      0.075 + 7.5,
    );
    assert.equal(costUsd('gemini-3.5-flash', { input: 1_000_000, cached: 1_000_000, output: 0 }, IN_2026), 1.5);
  });

  it('follows the two tiers of the Pro model', () => {
    assert.equal(costUsd('gemini-3.1-pro-preview', { input: 200_000, cached: 0, output: 0 }, IN_2026), 0.4);
    assert.equal(costUsd('gemini-3.1-pro-preview', { input: 300_000, cached: 0, output: 0 }, IN_2026), 1.2);
  });

  it('agrees with the worked example of 9,000 tokens in and 5,000 out', () => {
    const scan = { input: 9000, cached: 0, output: 5000 };
    assert.ok(Math.abs(costUsd('gemini-3.8-flash', scan, IN_2026) - 0.026) < 0.001);
    assert.ok(Math.abs(costUsd('gemini-3.5-flash-lite', scan, IN_2026) - 0.015) < 0.001);
  });

  it('takes the dearest price for a model it does not know', () => {
    for (const model of ['gemini-9-ultra', 'constructor', '']) {
      assert.equal(costUsd(model, MILLION, IN_2026), 4);
      assert.ok(!hasKnownPrice(model));
    }
  });

  it('knows a model by its name without the version number', () => {
    assert.equal(costUsd('gemini-3.8-flash-001', MILLION, IN_2026), 0.75);
    assert.ok(hasKnownPrice('gemini-3.8-flash-001'));
  });
});
