import assert from 'node:assert/strict';
import { systemTimers } from '../../../src/gemini/timers.ts';

function timersRunning(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe('systemTimers', () => {
  it('waits and fires', async () => {
    const timers = systemTimers();
    await timers.delay(0, new AbortController().signal);
    await new Promise<void>((resolve) => timers.startTimer(0, resolve));
  });

  it('ends a wait when the signal aborts, before or while it runs, and leaves no timer', async () => {
    const timers = systemTimers();
    // The test runner's own timer starts once the test has returned a promise.
    await timers.delay(3_600_000, AbortSignal.abort());
    const before = timersRunning();
    const controller = new AbortController();
    const wait = timers.delay(3_600_000, controller.signal);
    controller.abort();
    await wait;
    assert.equal(timersRunning(), before);
  });

  it('does not fire once stopped', () => {
    const before = timersRunning();
    systemTimers().startTimer(3_600_000, () => assert.fail())();
    assert.equal(timersRunning(), before);
  });
});
