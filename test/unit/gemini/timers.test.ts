import assert from 'node:assert/strict';
import { systemTimers } from '../../../src/gemini/timers.ts';
import { sendWithSdk } from '../../../src/gemini/transport.ts';
import { startFakeGemini } from '../../support/fakeGemini.ts';

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

describe('sendWithSdk', () => {
  const call = { apiKey: 'k', model: 'gemini-3.8-flash', content: 'x', maxOutputTokens: 10, json: false };

  it('sends nothing when the signal is already aborted', async () => {
    const fake = await startFakeGemini();
    const result = await sendWithSdk({ ...call, endpoint: fake.url }, AbortSignal.abort());
    assert.deepEqual([result.kind, fake.requests.length], ['aborted', 0]);
    await fake.stop();
  });

  it('keeps what the SDK would hide: finish reason and unknown fields', async () => {
    const fake = await startFakeGemini({ modes: 'prohibited-content' });
    const result = await sendWithSdk({ ...call, endpoint: fake.url }, new AbortController().signal);
    assert.match(JSON.stringify(result), /"finishReason":"PROHIBITED_CONTENT".*"modelVersion":"gemini-3.8-flash"/);
    await fake.stop();
  });
});
