import assert from 'node:assert/strict';
import { EMPTY_RECEIPT, type ScanOutcome } from '../../../../src/findings/outcome.ts';
import { exitStatusOf, type FileReport, summarise } from '../../../../src/findings/reports/scanReport.ts';
import { findingAt } from '../samples.ts';

const TEXT = 'run("SELECT a" + name)\n';
const FINDING = findingAt(TEXT, TEXT.trim(), { severity: 'medium' });

function file(status: ScanOutcome['status'], overrides: Partial<FileReport> = {}): FileReport {
  return {
    path: 'a.py',
    languageId: 'python',
    text: TEXT,
    outcome: { status, reasons: [], receipt: { ...EMPTY_RECEIPT, totalLines: 2, inputTokens: 10 } },
    findings: [],
    ignored: [],
    refuted: [],
    ...overrides,
  };
}

const RUN = { skipped: [], failOn: 'informational', interrupted: false } as const;

describe('summarise', () => {
  it('is clean only when everything was looked at and nothing was found', () => {
    assert.equal(summarise({ ...RUN, files: [file('complete')] }).clean, true);
    const by = { scope: 'finding', reason: 'r', date: '2026-01-31' } as const;
    const refutation = { guard: 'g', guardRange: { start: 0, end: 1 }, model: 'm', overruled: false };
    for (const run of [
      { ...RUN, files: [] },
      { ...RUN, files: [file('complete'), file('partial')] },
      { ...RUN, files: [file('failed')] },
      { ...RUN, files: [file('cancelled')] },
      { ...RUN, files: [file('complete')], interrupted: true },
      { ...RUN, files: [file('complete')], skipped: [{ path: 'src', why: 'directory' }] as const },
      { ...RUN, files: [file('complete', { findings: [FINDING] })] },
      { ...RUN, files: [file('complete', { ignored: [{ finding: FINDING, by }] })] },
      { ...RUN, files: [file('complete', { refuted: [{ finding: FINDING, refutation }] })] },
      { ...RUN, files: [file('complete', { unconfirmed: [FINDING] })] },
      { ...RUN, files: [file('complete', { provisos: ['text-changed'] })] },
    ]) {
      assert.equal(summarise(run).clean, false, JSON.stringify(run.files));
    }
  });

  it('adds up over all files', () => {
    const summary = summarise({ ...RUN, files: [file('complete', { findings: [FINDING] }), file('partial')] });
    assert.deepEqual(summary.files, { complete: 1, partial: 1, failed: 0, cancelled: 0 });
    assert.deepEqual(summary.findings, { critical: 0, high: 0, medium: 1, low: 0, informational: 0 });
    assert.deepEqual([summary.totalLines, summary.inputTokens], [4, 20]);
  });

  it('is not complete where something limits what is said of a file', () => {
    for (const proviso of ['text-changed', 'not-scanned-here', 'scan-running', 'other-version'] as const) {
      assert.equal(summarise({ ...RUN, files: [file('complete', { provisos: [proviso] })] }).complete, false);
    }
    const earlier = file('complete', { provisos: ['earlier-window'], lookedAt: 0 });
    assert.equal(summarise({ ...RUN, files: [earlier] }).complete, true, 'the same look at the same text');
  });

  it('counts as stale what is reported and was changed since', () => {
    const states = new Map([[FINDING.fingerprint, { lifecycle: 'open', freshness: 'stale' } as const]]);
    assert.equal(summarise({ ...RUN, files: [file('complete', { findings: [FINDING], states })] }).stale, 1);
    assert.equal(summarise({ ...RUN, files: [file('complete', { unconfirmed: [FINDING], states })] }).stale, 0);
    assert.equal(summarise({ ...RUN, files: [file('complete', { findings: [FINDING] })] }).stale, 0);
  });

  it('counts as failing what is at or above the level', () => {
    const files = [file('complete', { findings: [FINDING] })];
    assert.deepEqual(
      (['low', 'medium', 'high'] as const).map((failOn) => summarise({ ...RUN, files, failOn }).failing),
      [1, 1, 0],
    );
  });
});

describe('exitStatusOf', () => {
  for (const [failing, complete, interrupted, expected] of [
    [0, true, false, 0],
    [1, true, false, 1],
    [1, false, false, 1],
    [0, false, false, 2],
    [1, false, true, 130],
  ] as const) {
    it(`is ${expected} with ${failing} failing, ${complete ? 'complete' : 'incomplete'}${interrupted ? ', interrupted' : ''}`, () => {
      assert.equal(exitStatusOf({ failing, complete }, interrupted), expected);
    });
  }
});
