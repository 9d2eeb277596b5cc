import assert from 'node:assert/strict';
import {
  createGeminiClient,
  type GeminiAnswer,
  type GeminiClientOptions,
  type GeminiFailure,
  type GeminiRequest,
} from '../../../src/gemini/client.ts';
import { PromptFile } from '../../../src/gemini/promptFile.ts';
import { CONNECTION_TEST_PROMPT } from '../../../src/outbound/outboundText.ts';
import { type FakeGemini, startFakeGemini } from '../../support/fakeGemini.ts';
import type { FakeMode } from '../../support/fakeGeminiModes.ts';
import { ManualTimers } from '../../support/manualTimers.ts';

const KEY = ['AI', 'zaSy', 'test-key-of-the-unit-tests-0000000'].join('');

const PROMPT = PromptFile.parse(
  '---\nversion: 7\n---\n<!-- system -->\nYou review code.\n<!-- request -->\n{{code}}\n',
);

const REQUEST: GeminiRequest = {
  content: CONNECTION_TEST_PROMPT,
  prompt: PROMPT,
  model: 'gemini-3.8-flash',
  fallbackModel: 'gemini-3.5-flash-lite',
  thinking: 'LOW',
  maxOutputTokens: 16_384,
  responseSchema: {
    type: 'object',
    properties: { evidence: { type: 'string' }, answer: { type: 'string' } },
    required: ['evidence', 'answer'],
    propertyOrdering: ['evidence', 'answer'],
  },
};

interface SentBody {
  contents: { role: string; parts: { text: string }[] }[];
  systemInstruction: { parts: { text: string }[] };
  safetySettings: { category: string; threshold: string }[];
  generationConfig: Record<string, unknown>;
}

describe('the Gemini client', () => {
  let fake: FakeGemini;
  let timers: ManualTimers;
  let log: string[];

  beforeEach(async () => {
    fake = await startFakeGemini();
    timers = new ManualTimers();
    log = [];
  });

  const { fetch } = globalThis;

  afterEach(async () => {
    globalThis.fetch = fetch;
    await fake.stop();
  });

  /** Resolves when the client has the status and the headers of an answer, but not its body. */
  function answerBegins(): Promise<void> {
    return new Promise((resolve) => {
      globalThis.fetch = async (...args) => {
        const response = await fetch(...args);
        resolve();
        return response;
      };
    });
  }

  function client(overrides: Partial<GeminiClientOptions> = {}) {
    return createGeminiClient({
      apiKey: KEY,
      endpoint: fake.url,
      now: timers.now,
      timers,
      random: () => 0.5,
      log: (line) => log.push(line),
      ...overrides,
    });
  }

  function generate(modes: FakeMode | FakeMode[], request: Partial<GeminiRequest> = {}) {
    fake.setMode(modes);
    return client().generate({ ...REQUEST, ...request }, new AbortController().signal);
  }

  function sent(index = 0): SentBody {
    return JSON.parse(fake.requests[index]?.body ?? '{}') as SentBody;
  }

  function modelsAsked(): string[] {
    return fake.requests.map(({ path }) => /models\/([^:]+):/.exec(path)?.[1] ?? path);
  }

  describe('what it sends', () => {
    it('has the key in a header and nowhere else', async () => {
      await generate('ok-empty');
      const [request] = fake.requests;
      assert.equal(request?.headers['x-goog-api-key'], KEY);
      assert.ok(!request.path.includes(KEY) && !request.body.includes(KEY));
      assert.equal(request.path, '/v1beta/models/gemini-3.8-flash:generateContent');
    });

    it('has the content as the user, the prompt file as the system instruction', async () => {
      await generate('ok-empty');
      assert.deepEqual(sent().contents, [{ role: 'user', parts: [{ text: CONNECTION_TEST_PROMPT.toString() }] }]);
      assert.equal(sent().systemInstruction.parts[0]?.text, 'You review code.');
    });

    it('asks for JSON in the order of the schema and sets nothing that harms a 3.x model', async () => {
      await generate('ok-empty');
      assert.deepEqual(sent().generationConfig, {
        maxOutputTokens: 16_384,
        responseMimeType: 'application/json',
        responseSchema: REQUEST.responseSchema,
        thinkingConfig: { thinkingLevel: 'LOW' },
      });
    });

    it('switches the four adjustable filters off and leaves the obsolete one out', async () => {
      await generate('ok-empty');
      assert.equal(sent().safetySettings.length, 4);
      assert.ok(sent().safetySettings.every(({ threshold }) => threshold === 'BLOCK_NONE'));
      assert.ok(!JSON.stringify(sent().safetySettings).includes('CIVIC'));
    });

    it('sends no thinking level to the generations before 3', async () => {
      await generate('ok-empty', { model: 'gemini-2.5-flash-lite' });
      assert.ok(!('thinkingConfig' in sent().generationConfig));
    });

    it('refuses content that did not come from outbound', async () => {
      const forged = { toString: () => 'text of a file' } as unknown as GeminiRequest['content'];
      await assert.rejects(() => client().generate({ ...REQUEST, content: forged }, new AbortController().signal));
      assert.equal(fake.requests.length, 0);
    });
  });

  describe('an answer', () => {
    it('is the text, with tokens that include the thinking, and the cost', async () => {
      const result = await generate('ok-empty');
      assert.equal(result.kind, 'answer');
      assert.deepEqual(JSON.parse(result.text), { findings: [], candidates: [] });
      assert.deepEqual(
        { ...result.usage, costUsd: 0 },
        { model: 'gemini-3.8-flash', requests: 1, inputTokens: 1200, outputTokens: 800, costUsd: 0 },
      );
      assert.ok(Math.abs(result.usage.costUsd - (1200 * 0.75 + 800 * 3.75) / 1e6) < 1e-12);
    });

    it('does not hold the thoughts', async () => {
      const result = await generate('thought-part');
      assert.equal(result.kind, 'answer');
      assert.ok(!result.text.includes('I think'));
    });
  });

  describe('failures', () => {
    const single: [FakeMode, string][] = [
      ['prohibited-content', 'blocked'],
      ['safety', 'blocked'],
      ['recitation', 'blocked'],
      ['spii', 'blocked'],
      ['blocked-prompt', 'blocked'],
      ['unknown-finish', 'malformed'],
      ['no-finish-reason', 'malformed'],
      ['empty-object', 'malformed'],
      ['empty-candidates', 'malformed'],
      ['empty-text', 'malformed'],
      ['bad-json', 'malformed'],
      ['null-body', 'malformed'],
      ['max-tokens-truncated', 'truncated'],
      ['max-tokens-all-thoughts', 'truncated'],
      ['400-invalid-key', 'key-refused'],
      ['400-region', 'key-refused'],
      ['400-too-many-tokens', 'too-large'],
      ['401', 'key-refused'],
      ['403-unrestricted-key', 'key-refused'],
      ['html-403', 'network'],
      ['407-proxy', 'network'],
      ['429-per-day', 'quota'],
      ['429-limit-0', 'quota'],
      ['429-long-wait', 'rate-limited'],
      ['cut-connection', 'network'],
      ['cut-body', 'network'],
    ];
    for (const [mode, kind] of single) {
      it(`${JSON.stringify(mode)} is ${kind}, and asked only once`, async () => {
        const result = await generate(mode);
        assert.equal(reasonOf(result), kind);
        assert.equal(fake.requests.filter(({ method }) => method === 'POST').length, 1);
        assert.deepEqual(timers.waits, []);
      });
    }

    it('keeps what there was of a cut-off answer', async () => {
      const result = await generate({ answer: '{"findings": [{"code": "x', finishReason: 'MAX_TOKENS' });
      assert.equal(result.kind === 'failed' && result.partialText, '{"findings": [{"code": "x');
    });

    it('counts the tokens of an answer that cannot be used', async () => {
      const result = await generate('max-tokens-all-thoughts');
      assert.equal(result.usage.outputTokens, 16_384);
      assert.ok(result.usage.costUsd > 0);
    });

    it('says when a limit per day starts anew, although the service asks for seconds', async () => {
      const result = await generate('429-per-day');
      assert.equal(result.kind === 'failed' && result.reason.retryAt, Date.UTC(2026, 10, 21, 8));
    });

    it('says when to try again after a wait that does not fit the deadline', async () => {
      const result = await generate('429-long-wait');
      assert.equal(result.kind === 'failed' && result.reason.retryAt, timers.time + 52_000);
    });

    it('names a refused connection', async () => {
      await fake.stop();
      const result = await client().generate(REQUEST, new AbortController().signal);
      assert.equal(reasonOf(result), 'network');
      assert.match(detailOf(result), /127\.0\.0\.1:\d+ refuses the connection \(ECONNREFUSED\)/);
    });

    it('never passes on the words of the server or the key', async () => {
      const echo = {
        status: 400,
        body: { error: { message: `Invalid value at contents: "secret of the file" with ${KEY}` } },
      };
      const result = await generate([echo, echo]);
      const everything = JSON.stringify([result, log]);
      assert.equal(reasonOf(result), 'malformed');
      assert.ok(!everything.includes('secret of the file') && !everything.includes(KEY));
    });
  });

  describe('what is refused before anything is sent', () => {
    it('an empty key', async () => {
      const result = await client({ apiKey: '  ' }).generate(REQUEST, new AbortController().signal);
      assert.equal(reasonOf(result), 'no-key');
      assert.equal(fake.requests.length, 0);
    });

    it('a key with a line break inside, without quoting it', async () => {
      const result = await client({ apiKey: `${KEY}\nsecond-line` }).generate(REQUEST, new AbortController().signal);
      assert.equal(reasonOf(result), 'key-refused');
      assert.ok(!JSON.stringify([result, log]).includes('second-line'));
      assert.equal(fake.requests.length, 0);
    });

    it('an endpoint that is neither https nor this machine', async () => {
      const result = await client({ endpoint: 'http://gemini.example' }).generate(
        REQUEST,
        new AbortController().signal,
      );
      assert.equal(reasonOf(result), 'network');
    });

    it('a model name that would lead to another path', async () => {
      const result = await generate('ok-empty', { model: '../files/all' });
      assert.equal(reasonOf(result), 'model-gone');
      assert.equal(fake.requests.length, 0);
    });
  });

  describe('retries', () => {
    it('an overloaded service twice, with growing pauses', async () => {
      const result = await generate(['503', '500', 'ok-empty']);
      assert.equal(result.kind, 'answer');
      assert.deepEqual(timers.waits, [1000, 4000]);
      assert.equal(result.usage.requests, 3);
    });

    it('treats a 502 page of a gateway like an overloaded service', async () => {
      assert.equal((await generate(['html-502', 'ok-empty'])).kind, 'answer');
    });

    it('spreads the pauses', async () => {
      fake.setMode(['504', '504', 'ok-empty']);
      await client({ random: () => 0 }).generate(REQUEST, new AbortController().signal);
      assert.deepEqual(timers.waits, [750, 3000]);
    });

    it('asks the fallback model once when the model stays overloaded', async () => {
      const result = await generate('503');
      assert.equal(reasonOf(result), 'overloaded');
      assert.deepEqual(modelsAsked(), [...Array<string>(3).fill('gemini-3.8-flash'), 'gemini-3.5-flash-lite']);
    });

    it('asks the fallback model when the model is gone, and says which one answered', async () => {
      const result = await generate(['404-model', 'ok-empty']);
      assert.equal(result.kind, 'answer');
      assert.equal(result.usage.model, 'gemini-3.5-flash-lite');
      assert.deepEqual(modelsAsked(), ['gemini-3.8-flash', 'gemini-3.5-flash-lite']);
    });

    it('says that the model is gone when the fallback is too', async () => {
      assert.equal(reasonOf(await generate('404-model')), 'model-gone');
      assert.equal(fake.requests.length, 2);
    });

    it('does not ask the same model twice as its own fallback', async () => {
      await generate('404-model', { fallbackModel: REQUEST.model });
      assert.equal(fake.requests.length, 1);
    });

    it('a refused schema once, without schema and thinking level but still for JSON', async () => {
      const result = await generate(['400-schema', 'ok-empty']);
      assert.equal(result.kind, 'answer');
      assert.deepEqual(sent(1).generationConfig, { maxOutputTokens: 16_384, responseMimeType: 'application/json' });
    });

    it('a refused schema only once', async () => {
      assert.equal(reasonOf(await generate('400-schema')), 'malformed');
      assert.equal(fake.requests.length, 2);
    });

    for (const [mode, wait] of [
      ['429-per-minute', 8000],
      ['429-message-only', 7500],
    ] as const) {
      it(`${mode} after the pause that the service asks for`, async () => {
        const result = await generate([mode, 'ok-empty']);
        assert.equal(result.kind, 'answer');
        assert.deepEqual(timers.waits, [wait]);
      });
    }

    it('not for ever when the service keeps asking for pauses', async () => {
      assert.equal(reasonOf(await generate('429-message-only')), 'rate-limited');
      assert.equal(fake.requests.length, 3);
    });

    it('not when too little of the deadline is left for an answer', async () => {
      fake.setMode('503');
      const result = await client({ deadlineMs: 5_500 }).generate(REQUEST, new AbortController().signal);
      assert.equal(reasonOf(result), 'overloaded');
      assert.equal(fake.requests.length, 1);
    });

    it('nothing when a person waits for a yes or no', async () => {
      assert.equal(reasonOf(await generate('503', { retries: false })), 'overloaded');
      assert.equal(reasonOf(await generate('404-model', { retries: false })), 'model-gone');
      assert.equal(fake.requests.length, 2);
    });
  });

  describe('the deadline', () => {
    for (const mode of ['hang', 'slow-body'] as const) {
      it(`ends a request in mode ${mode}`, async () => {
        const result = generate(mode);
        await fake.received(1);
        timers.fireAll();
        assert.equal(reasonOf(await result), 'timed-out');
        await fake.abandoned();
      });
    }

    it('ends a request whose answer has begun', async () => {
      const begun = answerBegins();
      const result = generate('slow-body');
      await begun;
      timers.fireAll();
      assert.equal(reasonOf(await result), 'timed-out');
    });

    it('ends a pause', async () => {
      timers.onWait = () => timers.fireAll();
      assert.equal(reasonOf(await generate(['503', 'ok-empty'])), 'timed-out');
      assert.equal(fake.requests.length, 1);
    });

    it('leaves no timer running', async () => {
      await generate(['503', 'ok-empty']);
      assert.equal(timers.running, 0);
    });
  });

  describe('cancellation', () => {
    it('before the call sends nothing', async () => {
      const result = await client().generate(REQUEST, AbortSignal.abort());
      assert.equal(result.kind, 'cancelled');
      assert.equal(fake.requests.length, 0);
    });

    for (const mode of ['hang', 'slow-body'] as const) {
      it(`in mode ${mode} ends the request`, async () => {
        fake.setMode(mode);
        const cancel = new AbortController();
        const result = client().generate(REQUEST, cancel.signal);
        await fake.received(1);
        cancel.abort();
        assert.equal((await result).kind, 'cancelled');
        await fake.abandoned();
      });
    }

    it('of a request whose answer has begun', async () => {
      const begun = answerBegins();
      fake.setMode('slow-body');
      const cancel = new AbortController();
      const result = client().generate(REQUEST, cancel.signal);
      await begun;
      cancel.abort();
      assert.equal((await result).kind, 'cancelled');
    });

    it('during a pause asks no more', async () => {
      fake.setMode(['503', 'ok-empty']);
      const cancel = new AbortController();
      timers.onWait = () => cancel.abort();
      assert.equal((await client().generate(REQUEST, cancel.signal)).kind, 'cancelled');
      assert.equal(fake.requests.length, 1);
    });

    it('leaves no listener on the signal of the caller', async () => {
      const { signal } = new AbortController();
      let listeners = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        listeners++;
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listeners--;
        remove(...args);
      };
      await client().generate(REQUEST, signal);
      assert.equal(listeners, 0);
    });
  });
});

function reasonOf(result: GeminiAnswer | GeminiFailure): string {
  return result.kind === 'failed' ? result.reason.kind : result.kind;
}

function detailOf(result: GeminiAnswer | GeminiFailure): string {
  return result.kind === 'failed' ? (result.reason.detail ?? '') : '';
}
