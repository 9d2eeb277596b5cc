import assert from 'node:assert/strict';
import { sendWithSdk } from '../../../src/gemini/transport.ts';
import { type FakeGemini, startFakeGemini } from '../../support/fakeGemini.ts';
import type { FakeMode } from '../../support/fakeGeminiModes.ts';

describe('sendWithSdk', () => {
  let fake: FakeGemini;

  beforeEach(async () => {
    fake = await startFakeGemini();
  });

  afterEach(() => fake.stop());

  function send(mode: FakeMode, signal = new AbortController().signal) {
    fake.setMode(mode);
    const call = {
      apiKey: 'k',
      endpoint: fake.url,
      model: 'gemini-3.8-flash',
      content: 'x',
      maxOutputTokens: 9,
      json: false,
    };
    return sendWithSdk(call, signal);
  }

  it('sends nothing when the signal is already aborted', async () => {
    const result = await send('ok-empty', AbortSignal.abort());
    assert.deepEqual([result.kind, fake.requests.length], ['aborted', 0]);
  });

  it('keeps what the SDK would hide: finish reason and unknown fields', async () => {
    const result = await send('prohibited-content');
    assert.match(JSON.stringify(result), /"finishReason":"PROHIBITED_CONTENT".*"modelVersion":"gemini-3.8-flash"/);
  });

  it('tells a body that is no JSON from a connection that was cut', async () => {
    assert.equal((await send('bad-json')).kind, 'not-json');
    assert.equal((await send('null-body')).kind, 'not-json');
    assert.equal((await send('cut-body')).kind, 'no-connection');
    assert.equal((await send('cut-connection')).kind, 'no-connection');
  });

  it('has no message where the error page is not from the API', async () => {
    const result = await send('html-502');
    assert.deepEqual(result, { kind: 'http-error', status: 502, message: '', details: [] });
  });
});
