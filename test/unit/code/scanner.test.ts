import assert from 'node:assert/strict';
import type { AnalysisResponse } from '../../../src/code/embedded/protocol.ts';
import type { Reviewer, ReviewResult } from '../../../src/code/review.ts';
import { type ScanPlan, Scanner, type ScanResult } from '../../../src/code/scanner.ts';
import { findingAt } from '../findings/samples.ts';

const TEXT = 'def find(name):\n    run("SELECT a" + name)\n';
const DOCUMENT = { id: 'file:///a.py', path: 'a.py', languageId: 'python', text: TEXT, version: 1 };
const FINDING = findingAt(TEXT, 'run("SELECT a" + name)');
const BY_MODEL = findingAt(TEXT, 'def find(name)', {
  problemClass: 'access-control',
  provenance: { engine: 'gemini', model: 'm', promptVersion: '1' },
  basis: 'review',
});

const analysed: AnalysisResponse = {
  status: 'complete',
  reasons: [],
  findings: [FINDING],
  outline: [],
  coveredLines: 3,
  totalLines: 3,
};
const reviewed: ReviewResult = {
  status: 'complete',
  reasons: [],
  findings: [BY_MODEL],
  verdicts: [],
  droppedTitles: [],
  usage: {
    model: 'm',
    promptVersion: '1',
    requests: 1,
    inputTokens: 10,
    outputTokens: 5,
    costUsd: 0.01,
    maskedSecrets: 2,
  },
};

function reviewer(result: ReviewResult): Reviewer {
  return { review: () => Promise.resolve(result), testConnection: () => Promise.resolve(undefined) };
}

function plan(result: ReviewResult, overrides: Partial<ScanPlan> = {}): ScanPlan {
  return {
    reportEmbedded: true,
    review: { reviewer: reviewer(result), depth: 'quick', admit: () => Promise.resolve(undefined) },
    ...overrides,
  };
}

async function scan(
  analysis: Partial<AnalysisResponse>,
  scanPlan: ScanPlan,
  signal = new AbortController().signal,
  onStage?: (stage: ScanResult) => void,
): Promise<ScanResult> {
  const scanner = new Scanner({ analyse: () => Promise.resolve({ ...analysed, ...analysis }) }, () => 1000);
  return scanner.scan(DOCUMENT, scanPlan, signal, onStage);
}

describe('Scanner', () => {
  it('is complete when every engine that was asked is complete', async () => {
    const offline = await scan({}, { reportEmbedded: true });
    assert.equal(offline.outcome.status, 'complete');
    assert.deepEqual(offline.coverage, { embedded: 'complete' });
    const both = await scan({}, plan(reviewed));
    assert.equal(both.outcome.status, 'complete');
    assert.deepEqual(both.coverage, { embedded: 'complete', gemini: 'complete' });
    assert.deepEqual(both.outcome.receipt.engines, ['embedded', 'gemini']);
    assert.equal(both.outcome.receipt.maskedSecrets, 2);
    assert.equal(both.findings.length, 2);
  });

  it('delivers the offline findings before the model has answered', async () => {
    const stages: ScanResult[] = [];
    await scan({}, plan(reviewed), undefined, (stage) => stages.push(stage));
    assert.deepEqual(
      stages.map((stage) => [stage.findings.length, stage.coverage]),
      [[1, { embedded: 'complete' }]],
    );
  });

  for (const [analysis, review, expected] of [
    ['partial', 'complete', 'partial'],
    ['complete', 'partial', 'partial'],
    ['complete', 'failed', 'partial'],
    ['failed', 'complete', 'partial'],
    ['partial', 'failed', 'partial'],
    ['failed', 'failed', 'failed'],
    ['complete', 'cancelled', 'cancelled'],
  ] as const) {
    it(`is ${expected} when the offline engine is ${analysis} and the review ${review}`, async () => {
      const { outcome } = await scan({ status: analysis }, plan({ ...reviewed, status: review }));
      assert.equal(outcome.status, expected);
    });
  }

  it('keeps the offline findings and is partial when the text may not be sent', async () => {
    const refused = { kind: 'excluded', engine: 'gemini', detail: '.gitignore' } as const;
    let sent = false;
    const { outcome, findings, coverage } = await scan(
      {},
      {
        reportEmbedded: true,
        review: {
          reviewer: {
            review: () => {
              sent = true;
              return Promise.resolve(reviewed);
            },
          },
          depth: 'quick',
          admit: () => Promise.resolve(refused),
        },
      },
    );
    assert.equal(sent, false);
    assert.equal(outcome.status, 'partial');
    assert.deepEqual(outcome.reasons, [refused]);
    assert.deepEqual(findings, [FINDING]);
    assert.deepEqual(coverage, { embedded: 'complete' });
  });

  it('reports the model alone when it alone was asked, and fails when it may not look', async () => {
    const alone = await scan(
      { status: 'partial', reasons: [{ kind: 'no-adapter', engine: 'embedded' }] },
      plan(reviewed, { reportEmbedded: false }),
    );
    assert.equal(alone.outcome.status, 'complete');
    assert.deepEqual(alone.findings, [BY_MODEL]);
    assert.deepEqual(alone.coverage, { gemini: 'complete' });
    const refused = await scan({}, { reportEmbedded: false, reviewRefused: { kind: 'no-key', engine: 'gemini' } });
    assert.equal(refused.outcome.status, 'failed');
    assert.deepEqual(refused.findings, []);
  });

  it('does not count lines as covered by an answer that was cut off', async () => {
    const partly = { coveredLines: 1, status: 'partial' } as const;
    const cutOff = await scan(
      partly,
      plan({ ...reviewed, status: 'partial', reasons: [{ kind: 'truncated', engine: 'gemini' }] }),
    );
    assert.equal(cutOff.outcome.receipt.coveredLines, 1);
    const dropped = await scan(
      partly,
      plan({ ...reviewed, status: 'partial', reasons: [{ kind: 'ungrounded', engine: 'gemini' }] }),
    );
    assert.equal(dropped.outcome.receipt.coveredLines, 3);
  });

  it('is cancelled by its signal before, during and after the wait', async () => {
    const aborted = AbortSignal.abort();
    assert.equal((await scan({}, plan(reviewed), aborted)).outcome.status, 'cancelled');
    const controller = new AbortController();
    const { outcome, coverage } = await scan(
      {},
      plan(reviewed, {
        review: {
          reviewer: reviewer(reviewed),
          depth: 'quick',
          admit: () => {
            controller.abort();
            return Promise.resolve(undefined);
          },
        },
      }),
      controller.signal,
    );
    assert.equal(outcome.status, 'cancelled');
    assert.deepEqual(coverage, {});
  });
});
