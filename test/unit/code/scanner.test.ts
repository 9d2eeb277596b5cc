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
    assert.deepEqual(refused.outcome.receipt.engines, []);
  });

  describe('with Gemini alone', () => {
    const SECRET = findingAt(TEXT, '"SELECT a"', {
      problemClass: 'hardcoded-secret',
      ruleId: 'hardcoded-secret',
      evidence: { quote: '"********"', masked: true },
    });
    const withSecret = { findings: [FINDING, SECRET] };
    const alone = { reportEmbedded: false };

    it('still reports what was masked for Gemini, as nobody else could', async () => {
      const { outcome, findings, coverage } = await scan(withSecret, plan({ ...reviewed, findings: [] }, alone));
      assert.deepEqual(findings, [SECRET]);
      assert.equal(outcome.status, 'complete');
      assert.deepEqual(coverage, { gemini: 'complete' });
      const onTheSameLine = { ...FINDING, evidence: { quote: 'run("********" + name)', masked: true } };
      const beside = await scan({ findings: [onTheSameLine] }, plan({ ...reviewed, findings: [] }, alone));
      assert.deepEqual(beside.findings, [onTheSameLine]);
    });

    it('reports it when Gemini fails or may not look, and is then partial', async () => {
      const failed: ReviewResult = {
        ...reviewed,
        status: 'failed',
        findings: [],
        reasons: [{ kind: 'network', engine: 'gemini' }],
      };
      const results = [
        await scan(withSecret, plan(failed, alone)),
        await scan(withSecret, { ...alone, reviewRefused: { kind: 'no-key', engine: 'gemini' } }),
      ];
      for (const { outcome, findings } of results) {
        assert.deepEqual(findings, [SECRET]);
        assert.equal(outcome.status, 'partial');
        assert.deepEqual(outcome.receipt.engines, []);
        assert.equal(outcome.receipt.coveredLines, 0);
      }
      assert.equal((await scan({}, plan(failed, alone))).outcome.status, 'failed');
    });

    it('is partial when secrets could not be looked for', async () => {
      const reasons = [{ kind: 'time-limit', engine: 'embedded' }] as const;
      const { outcome } = await scan({ status: 'failed', reasons, findings: [] }, plan(reviewed, alone));
      assert.equal(outcome.status, 'partial');
      assert.deepEqual(outcome.reasons, reasons);
    });
  });

  it('names in the receipt only the engines that have looked', async () => {
    const engines = async (analysis: AnalysisResponse['status'], review: ReviewResult['status']) =>
      (await scan({ status: analysis }, plan({ ...reviewed, status: review }))).outcome.receipt.engines;
    assert.deepEqual(await engines('complete', 'failed'), ['embedded']);
    assert.deepEqual(await engines('partial', 'partial'), ['embedded', 'gemini']);
    assert.deepEqual(await engines('failed', 'complete'), ['gemini']);
    assert.deepEqual(await engines('failed', 'failed'), []);
    const refused = await scan({}, { reportEmbedded: true, reviewRefused: { kind: 'no-key', engine: 'gemini' } });
    assert.deepEqual(refused.outcome.receipt.engines, ['embedded']);
    const crashed = await scan({ status: 'failed' }, { reportEmbedded: true });
    assert.deepEqual(crashed.outcome.receipt.engines, []);
  });

  it('names a model only when it was asked', async () => {
    const unasked = { ...reviewed, status: 'failed', usage: { ...reviewed.usage, requests: 0 } } as const;
    assert.equal((await scan({}, plan(unasked))).outcome.receipt.model, undefined);
    assert.equal((await scan({}, plan({ ...reviewed, status: 'failed' }))).outcome.receipt.model, 'm');
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

  describe('of a text that may not be that of the file', () => {
    const doubt = { kind: 'encoding', engine: 'embedded' } as const;
    const doubtful = (analysis: Partial<AnalysisResponse>, scanPlan: ScanPlan, onStage?: (stage: ScanResult) => void) =>
      new Scanner({ analyse: () => Promise.resolve({ ...analysed, ...analysis }) }, () => 1000).scan(
        { ...DOCUMENT, doubt },
        scanPlan,
        new AbortController().signal,
        onStage,
      );

    it('is never complete, at no stage, and nothing is fixed by it', async () => {
      const stages: ScanResult[] = [];
      const result = await doubtful({}, plan(reviewed), (stage) => stages.push(stage));
      for (const { outcome, coverage, findings } of [result, ...stages]) {
        assert.equal(outcome.status, 'partial');
        assert.deepEqual(outcome.reasons, [doubt]);
        assert.ok(Object.values(coverage).every((extent) => extent === 'incomplete'));
        assert.ok(findings.length > 0);
      }
      assert.deepEqual([stages.length, Object.keys(result.coverage)], [1, ['embedded', 'gemini']]);
    });

    it('keeps its other reasons, and a failure', async () => {
      const { outcome } = await doubtful(
        { status: 'failed', reasons: [{ kind: 'too-large', engine: 'embedded' }], findings: [] },
        { reportEmbedded: true },
      );
      assert.deepEqual(
        [outcome.status, outcome.reasons.map(({ kind }) => kind)],
        ['failed', ['encoding', 'too-large']],
      );
    });
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
