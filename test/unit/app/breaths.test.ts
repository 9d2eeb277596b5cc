import assert from 'node:assert/strict';
import { Breaths } from '../../../src/app/breaths.ts';

describe('a long loop that takes breaths', () => {
  it('lets others run in between', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const breaths = new Breaths();
    const until = performance.now() + 120;
    while (performance.now() < until) await breaths.take();
    clearInterval(timer);
    assert.ok(turns > 1, `others ran ${turns} times`);
  });
});
