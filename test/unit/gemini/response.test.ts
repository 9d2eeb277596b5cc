import assert from 'node:assert/strict';
import { readResponse } from '../../../src/gemini/response.ts';
import { FAKE_MODES, replyFor } from '../../support/fakeGeminiModes.ts';
import { Random } from '../../support/random.ts';

function answered(candidate: object, rest: object = {}): unknown {
  return { candidates: [{ content: { parts: [{ text: 'ready' }] }, ...candidate }], ...rest };
}

describe('readResponse', () => {
  it('takes STOP with text, and nothing else, for an answer', () => {
    assert.deepEqual(readResponse(answered({ finishReason: 'STOP' })), {
      tokens: { input: 0, cached: 0, output: 0 },
      text: 'ready',
    });
    for (const finishReason of [
      'MAX_TOKENS',
      'OTHER',
      'LANGUAGE',
      'BLOCKLIST',
      'IMAGE_SAFETY',
      'MALFORMED_FUNCTION_CALL',
      'stop',
      '',
      7,
      null,
    ]) {
      assert.ok(readResponse(answered({ finishReason })).problem, String(finishReason));
    }
  });

  it('lets a block of the prompt outweigh a candidate', () => {
    const { problem, text } = readResponse(
      answered({ finishReason: 'STOP' }, { promptFeedback: { blockReason: 'JAILBREAK' } }),
    );
    assert.equal(problem?.kind, 'blocked');
    assert.equal(text, '');
  });

  it('never prints what is no name', () => {
    const { problem } = readResponse(answered({ finishReason: 'text of the file' }));
    assert.ok(!JSON.stringify(problem).includes('text of the file'));
    assert.equal(readResponse(answered({ finishReason: 'STOP' }, { modelVersion: 'a b' })).modelVersion, undefined);
  });

  it('counts thoughts as output, also when only the total shows them', () => {
    const tokens = (usageMetadata: object) =>
      readResponse(answered({ finishReason: 'STOP' }, { usageMetadata })).tokens;
    assert.equal(
      tokens({ promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 20, totalTokenCount: 35 }).output,
      25,
    );
    assert.equal(tokens({ promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 35 }).output, 25);
    assert.deepEqual(tokens({ promptTokenCount: -3, candidatesTokenCount: 'many', cachedContentTokenCount: 9 }), {
      input: 0,
      cached: 0,
      output: 0,
    });
  });

  it('joins the parts of an answer and leaves thoughts out', () => {
    const parts = [{ text: 'a' }, { text: 'hidden', thought: true }, { inlineData: {} }, { text: 'b' }];
    assert.equal(readResponse({ candidates: [{ content: { parts }, finishReason: 'STOP' }] }).text, 'ab');
  });

  it('takes any value, and never for an answer unless it says STOP', () => {
    const random = new Random(11);
    const bodies = FAKE_MODES.map((mode) => replyFor(mode, 'gemini-3.8-flash', () => ({ findings: [] })).body);
    for (let round = 0; round < 3000; round++) {
      const body = mutated(JSON.parse(parseable(random.pick(bodies))) as unknown, random);
      const { problem } = readResponse(body);
      if (!problem) assert.match(JSON.stringify(body), /"finishReason":"STOP"/);
    }
  });
});

function parseable(body: string): string {
  return body.startsWith('{') && body.endsWith('}') ? body : '{}';
}

/** Replaces or removes something at a random depth. */
function mutated(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.below(6) === 0) {
    return random.pick<unknown>([null, 0, -1, 'x', [], {}, [null], { text: 5 }, undefined, value]);
  }
  if (Array.isArray(value)) return (value as unknown[]).map((item) => mutated(item, random));
  const entries = Object.entries(value);
  const chosen = random.below(entries.length + 1);
  return Object.fromEntries(
    entries.map(([name, item], index) => [name, index === chosen ? mutated(item, random) : item]),
  );
}
