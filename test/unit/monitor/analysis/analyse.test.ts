import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAnalyser, type AnalyserOptions } from '../../../../src/monitor/analysis/analyse.ts';
import { toldOf } from '../../../../src/monitor/analysis/pseudonyms.ts';
import type { Analysed } from '../../../../src/monitor/run/ports.ts';
import { systemTimers } from '../../../../src/gemini/timers.ts';
import { type FakeGemini, startFakeGemini } from '../../../support/fakeGemini.ts';
import type { FakeMode } from '../../../support/fakeGeminiModes.ts';
import { repository } from '../../../support/repository.ts';
import { aBucket, aFinding, aLook } from '../reports.ts';

const KEY = 'AIza-not-a-real-key';

/** All that must not leave, wherever it stands. */
const PRIVATE = ['acme-payroll', '111122223333', 'arn:aws:iam', '192.0.2.7', 'admin@example.com', 'acme-trail'];

function aReport(): Analysed {
  const evidence = `arn:aws:iam::111122223333:role/admin from 192.0.2.7 for admin@example.com`;
  const finding = (resource: string, checkId: string) => ({
    ...aFinding(resource, checkId),
    evidence,
    aspect: evidence,
  });
  return {
    account: {
      partition: 'aws',
      accountId: '111122223333',
      arn: 'arn:aws:iam::111122223333:role/x',
      region: 'us-east-1',
    },
    accountLook: aLook([
      finding('us-east-1/acme-trail', 's3-trail-bucket'),
      finding('111122223333', 's3-account-public-access-block'),
    ]),
    buckets: [
      {
        ...aBucket('acme-payroll', [
          finding('acme-payroll', 's3-bucket-public-read'),
          finding('acme-payroll', 'acme-payroll'),
        ]),
      },
      { ...aBucket('acme-logs', [aFinding('acme-logs', 's3-bucket-public-read', 'unknown')]) },
    ],
  };
}

describe('the analysis of a scan', () => {
  let gemini: FakeGemini;
  let lines: string[];
  let promptText: string;
  before(async () => {
    promptText = await readFile(join(repository, 'prompts', 'monitor.md'), 'utf8');
  });
  beforeEach(async () => {
    gemini = await startFakeGemini();
    lines = [];
  });
  afterEach(() => gemini.stop());

  async function analyse(mode: FakeMode, report = aReport(), given: Partial<AnalyserOptions> = {}) {
    gemini.setMode(mode);
    const analyser = createAnalyser({
      apiKey: () => Promise.resolve(KEY),
      endpoint: gemini.url,
      model: 'gemini-3.8-flash',
      promptText,
      nonce: () => 'nonce12345678',
      now: () => Date.UTC(2026, 10, 1),
      timers: systemTimers(),
      log: (line) => lines.push(line),
      ...given,
    });
    return await analyser(report, new AbortController().signal);
  }

  const ANSWER = {
    answer: {
      summary: 'bucket-3 is open.\u202E <b>bucket-99</b>',
      steps: [
        { line: 3, why: 'bucket-3 can be read', step: 'Block public access of bucket-3.' },
        { line: 99, why: 'x', step: 'about nothing' },
        { line: -1, why: 'x', step: 'about nothing' },
        { line: 1, why: 'x', step: ' ' },
      ],
    },
  };

  it('is asked for with made-up names alone, and answered with the real ones', async () => {
    const { analysis, usd, requests } = await analyse(ANSWER);
    const [sent, ...more] = gemini.requests;
    assert.equal(more.length, 0);
    for (const one of PRIVATE) assert.ok(!sent?.body.includes(one), one);
    assert.match(sent?.body ?? '', /3\|bucket-3 \| high \| s3-bucket-public-read/);
    assert.ok(analysis.kind === 'answer');
    assert.equal(analysis.summary, 'acme-payroll is open. <b>bucket-99</b>');
    assert.deepEqual(analysis.steps, [
      {
        fingerprint: aReport().buckets[0]?.findings[0]?.fingerprint,
        why: 'acme-payroll can be read',
        step: 'Block public access of acme-payroll.',
      },
    ]);
    assert.equal(requests, 1);
    assert.ok(usd > 0);
  });

  it('is bounded: the worst two hundred failures, ten steps', async () => {
    const many = Array.from({ length: 1_000 }, (_, n) =>
      aFinding(`b${n}`, 's3-bucket-public-read', 'fail', { severity: n < 50 ? 'low' : 'high' }),
    );
    const report = { ...aReport(), accountLook: null, buckets: [aBucket('b', many)] };
    const told = toldOf(report);
    assert.deepEqual([told.findings.length, told.left, told.text.split('\n').length], [200, 800, 200]);
    assert.ok(told.findings.every(({ severity }) => severity === 'high'));
    const steps = Array.from({ length: 100 }, (_, n) => ({ line: n + 1, why: 'w'.repeat(9_000), step: 's' }));
    const { analysis } = await analyse({ answer: { summary: 's', steps } }, report);
    assert.ok(analysis.kind === 'answer' && analysis.steps.length === 10 && analysis.left === 800);
    assert.ok(JSON.stringify(analysis).length < 15_000);
  });

  it('fails alone, in our own words', async () => {
    for (const [mode, reason] of [
      ['prose', 'malformed'],
      ['400-invalid-key', 'key-refused'],
      ['404-model', 'model-gone'],
      ['max-tokens-truncated', 'truncated'],
      [{ answer: { summary: 1, steps: [] } }, 'malformed'],
    ] as const) {
      const { analysis } = await analyse(mode);
      assert.ok(analysis.kind === 'failed' && analysis.reason === reason, JSON.stringify(analysis));
    }
  });

  it('is not asked for without a key, and says nothing of the key', async () => {
    const denied = () => Promise.reject(new Error(`cannot decrypt ${KEY}`));
    for (const apiKey of [denied, () => Promise.resolve(undefined), () => Promise.resolve(' ')]) {
      const { analysis } = await analyse(ANSWER, aReport(), { apiKey });
      assert.deepEqual(analysis, { kind: 'failed', reason: 'no-key' });
    }
    assert.equal(gemini.requests.length, 0);
    const answered = await analyse('400-invalid-key');
    assert.ok(!JSON.stringify([answered, lines]).includes(KEY));
  });
});
