import assert from 'node:assert/strict';
import { Redraws } from '../../../../src/editor/posture/redraws.ts';
import { ManualTimers } from '../../../support/manualTimers.ts';

describe('redraws', () => {
  const INTERVAL = 250;
  let timers: ManualTimers;
  let drawn: number;
  let redraws: Redraws;

  beforeEach(() => {
    timers = new ManualTimers();
    drawn = 0;
    redraws = new Redraws(
      timers,
      () => INTERVAL,
      () => drawn++,
    );
  });

  it('draws the first time at once, and all that comes meanwhile once', () => {
    redraws.request();
    assert.equal(drawn, 1);
    for (let one = 0; one < 100; one++) redraws.request();
    assert.equal(drawn, 1);
    assert.equal(timers.running, 1);
    timers.time += INTERVAL;
    timers.fireAll();
    assert.equal(drawn, 2);
    assert.equal(timers.running, 0);
  });

  it('draws at once after a pause, and after the clock was set back', () => {
    redraws.request();
    timers.time += INTERVAL;
    redraws.request();
    assert.equal(drawn, 2);
    timers.time -= 10 * INTERVAL;
    redraws.request();
    assert.equal(drawn, 3);
  });

  it('draws at once where that is asked for, and not again for what waited', () => {
    redraws.request();
    redraws.request();
    redraws.now();
    assert.equal(drawn, 2);
    assert.equal(timers.running, 0);
  });

  it('draws nothing any more when it is disposed of', () => {
    redraws.request();
    redraws.request();
    redraws.dispose();
    assert.equal(timers.running, 0);
  });
});
