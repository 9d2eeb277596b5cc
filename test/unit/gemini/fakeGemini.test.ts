import assert from 'node:assert/strict';
import { PromptFile } from '../../../src/gemini/promptFile.ts';
import { sendWithSdk } from '../../../src/gemini/transport.ts';
import { prepareReview } from '../../../src/outbound/outboundText.ts';
import { type FakeGemini, isFakeMode, startFakeGemini } from '../../support/fakeGemini.ts';
import { listedCandidates, numberedLines } from '../../support/fakeGeminiReview.ts';

const TEMPLATE = PromptFile.parse(
  '---\nversion: 1\n---\n<!-- system -->\nS\n<!-- request -->\n{{candidates}}\n{{code}}\n',
).template;

describe('the fake Gemini', () => {
  let fake: FakeGemini;
  let prompt: string;

  before(async () => {
    const document = { path: 'a.py', languageId: 'python', text: 'import os\r\n\r\n    run(x)  # 7|no line' };
    const candidates = [{ id: 'c1', rule: 'r', cwe: 78, line: 3, title: 'Command <built>' }];
    const prepared = await prepareReview(TEMPLATE, document, candidates, { nonce: () => 'nonce12345' });
    prompt = prepared.kind === 'ready' ? prepared.prompt.toString() : '';
  });

  beforeEach(async () => {
    fake = await startFakeGemini();
  });

  afterEach(() => fake.stop());

  async function ask(): Promise<string> {
    const call = {
      apiKey: 'k',
      endpoint: fake.url,
      model: 'gemini-3.8-flash',
      content: prompt,
      maxOutputTokens: 9,
      json: true,
    };
    return JSON.stringify(await sendWithSdk(call, new AbortController().signal));
  }

  it('reads lines and candidates as the real prompt has them', () => {
    assert.deepEqual(numberedLines(prompt), [
      { number: 1, text: 'import os' },
      { number: 2, text: '' },
      { number: 3, text: '    run(x)  # 7|no line' },
    ]);
    assert.deepEqual(
      listedCandidates(prompt).map(({ id }) => id),
      ['c1'],
    );
  });

  it('is steered from another process, and shows what it received', async () => {
    const patterns = [{ contains: 'run(', cwe: '78', title: 'Runs x', severity: 'high' }];
    const candidateRules = [{ contains: '"rule":"r"', verdict: 'refuted', guardContains: 'import' }];
    await fetch(`${fake.url}/__script`, { method: 'POST', body: JSON.stringify({ patterns, candidateRules }) });
    const answer = await ask();
    assert.match(answer, /Runs x/);
    assert.match(answer, /\\"guard\\":\\"import os\\",\\"guard_line\\":1,.*\\"verdict\\":\\"refuted\\"/);

    await fetch(`${fake.url}/__mode`, { method: 'POST', body: JSON.stringify(['401', '503']) });
    assert.match(await ask(), /"status":401/);
    assert.match(await ask(), /"status":503/);
    assert.match(await ask(), /"status":503/);

    const received = (await (await fetch(`${fake.url}/__requests`)).json()) as { headers: Record<string, string> }[];
    assert.equal(received.length, 4);
    assert.equal(received[0]?.headers['x-goog-api-key'], 'k');
    await fetch(`${fake.url}/__requests`, { method: 'DELETE' });
    assert.equal(fake.requests.length, 0);
  });

  it('answers another path as Google does, with a page', async () => {
    assert.equal((await fetch(`${fake.url}/v1beta/models/x:countTokens`, { method: 'POST' })).status, 404);
  });

  it('knows its modes by name', () => {
    assert.ok(isFakeMode('hang') && !isFakeMode('sleep'));
  });
});
