import assert from 'node:assert/strict';
import type { BulkResult, Looked, ReviewWishes, SkipKind } from '../../../src/app/bulkScan.ts';
import { summarise } from '../../../src/app/bulkSummary.ts';
import { estimateReviews } from '../../../src/app/reviewEstimate.ts';
import { bulkReport } from '../../../src/editor/bulkReport.ts';
import { bulkMessage, type BulkOutcome, isWhole, offerInWords } from '../../../src/editor/bulkWords.ts';
import { tallyOf } from '../../../src/editor/tally.ts';
import { EMPTY_RECEIPT, type Reason, type ReasonKind, type Receipt } from '../../../src/findings/outcome.ts';
import { IGNORED, recordAt } from './records.ts';

const REVIEWED: Partial<Receipt> = {
  engines: ['embedded', 'gemini'],
  requests: 1,
  inputTokens: 8_000,
  outputTokens: 2_000,
  costUsd: 0.1,
};

function looked(
  status: 'complete' | 'partial' | 'failed',
  reasons: readonly Reason[] = [],
  rest: Partial<Receipt> = {},
): Looked {
  return {
    kind: 'looked',
    outcome: { status, reasons, receipt: { ...EMPTY_RECEIPT, engines: ['embedded'], ...rest } },
    isNew: true,
    findings: 0,
  };
}
const because = (kind: ReasonKind, detail?: string): Reason => ({
  kind,
  engine: kind === 'daily-limit' ? 'gemini' : 'embedded',
  ...(detail === undefined ? {} : { detail }),
});
const skipped = (why: SkipKind, detail?: string): BulkResult['look'] => ({
  kind: 'skipped',
  why,
  ...(detail === undefined ? {} : { detail }),
});

const resultsOf = (looks: readonly BulkResult['look'][]): BulkResult[] =>
  looks.map((look, index) => ({ file: { id: String(index), path: `src/${index}.py` }, look }));

function outcomeOf(
  looks: readonly BulkResult['look'][],
  rest: Partial<BulkOutcome> = {},
  review: ReviewWishes = new Map(),
): BulkOutcome {
  return {
    kind: 'workspace',
    summary: summarise(resultsOf(looks), review),
    tally: tallyOf([]),
    isCancelled: false,
    gaps: [],
    geminiOff: undefined,
    elapsedMs: 3_100,
    ...rest,
  };
}

describe('what a person is told after many files', () => {
  it('counts findings by severity, and files by how far they were looked at', () => {
    const tally = tallyOf([
      recordAt('db.execute(query)'),
      recordAt('verify=False', { severity: 'high' }),
      recordAt('query =', {}, { state: IGNORED }),
    ]);
    const outcome = outcomeOf(
      [
        looked('complete'),
        looked('partial', [because('no-adapter')]),
        looked('partial', [because('syntax-errors', 'line 3'), because('no-adapter')]),
        looked('failed', [because('unreadable')]),
        skipped('ignored', '.gitignore: dist/'),
        skipped('not-text'),
      ],
      { tally },
    );
    assert.equal(
      bulkMessage(outcome),
      'Palisade: 2 findings in 4 files: 1 critical, 1 high (1 ignored). Files: 1 complete, 2 partial (no offline engine, syntax errors), 1 failed (unreadable), 2 skipped (ignored, not text). Not everything was looked at. 3.1 s.',
    );
  });

  it('names three reasons at most', () => {
    const kinds: ReasonKind[] = ['no-adapter', 'syntax-errors', 'time-limit', 'generated'];
    const message = bulkMessage(outcomeOf(kinds.map((kind) => looked('partial', [because(kind)]))));
    assert.match(message, /4 partial \(no offline engine, syntax errors, time limit and others\)/);
  });

  it('says that there is nothing only when everything was looked at, and by whom', () => {
    assert.match(
      bulkMessage(outcomeOf([looked('complete')])),
      /^Palisade: The offline engine has no findings in 1 file\./,
    );
    assert.match(bulkMessage(outcomeOf([looked('complete', [], REVIEWED)])), /^Palisade: No findings in 1 file\./);
    const notWhole: BulkOutcome[] = [
      outcomeOf([looked('complete'), looked('partial', [because('no-adapter')])]),
      outcomeOf([looked('complete'), { kind: 'left' }], { isCancelled: true }),
      outcomeOf([looked('complete')], { isCancelled: true }),
      outcomeOf([looked('complete'), skipped('too-large')]),
      outcomeOf([looked('complete')], { gaps: ['There are more.'] }),
    ];
    for (const outcome of notWhole) {
      assert.equal(isWhole(outcome), false);
      assert.match(bulkMessage(outcome), /Nothing found so far in .*Not everything was looked at\./);
      assert.doesNotMatch(bulkMessage(outcome), /no findings/i);
    }
  });

  it('says so when no file was looked at', () => {
    assert.match(
      bulkMessage(outcomeOf([{ kind: 'left' }], { isCancelled: true })),
      /^Palisade: Scan Workspace was cancelled\. No file was looked at\. Files: 1 not reached\. Not everything/,
    );
  });

  it('says what Gemini did, what it did not and why, and what that cost', () => {
    const outcome = outcomeOf(
      [
        looked('complete', [], REVIEWED),
        { ...looked('complete', [], REVIEWED), isNew: false },
        looked('partial', [because('daily-limit')]),
      ],
      {},
      new Map(['0', '1', '2'].map((id) => [id, 'yes'])),
    );
    assert.match(
      bulkMessage(outcome),
      /Gemini reviewed 1 file \(10,000 tokens, about 0\.10 USD\), and not 1 \(daily limit\)\. It had reviewed 1 unchanged file before\./,
    );
  });

  it('says why Gemini took no part where that is news', () => {
    const geminiOff: Reason = { kind: 'limit-unknown', engine: 'gemini' };
    assert.match(bulkMessage(outcomeOf([looked('complete')], { geminiOff })), /Gemini took no part: limit unknown\./);
    assert.doesNotMatch(bulkMessage(outcomeOf([looked('complete')])), /Gemini/);
  });

  it('shows what others have named as one line of text', () => {
    const gap = 'Untracked files of a\u202eb\n[x](command:y) are not known.';
    assert.match(bulkMessage(outcomeOf([looked('complete')], { gaps: [gap] })), /of a b \[x\]/);
  });
});

describe('the report on many files', () => {
  const report = (looks: readonly BulkResult['look'][], notes: readonly string[] = []): Promise<string> =>
    bulkReport(outcomeOf(looks), resultsOf(looks), notes, Date.UTC(2026, 0, 15, 12));

  it('lists every file that was not looked at in full below its reason, the gravest first', async () => {
    const text = await report(
      [
        looked('complete'),
        skipped('ignored', '.gitignore: dist/'),
        looked('partial', [because('syntax-errors', 'line 3')]),
        looked('failed', [because('unreadable')]),
        skipped('ignored', '.gitignore: dist/'),
        { kind: 'left' },
      ],
      ['A note.'],
    );
    const [, ...sections] = text.split('\n\n');
    assert.deepEqual(
      sections.slice(1).map((section) => section.split('\n')[0]),
      [
        'Failed, unreadable: 1 file',
        'Partial, syntax errors: 1 file',
        'Not reached before the cancel: 1 file',
        'Skipped, ignored by .gitignore: dist/: 2 files',
        'A note.',
        '',
      ],
    );
    assert.match(text, /^ {2}Correct the syntax errors and scan again\.\n {4}src\/2\.py \(line 3\)$/m);
    assert.doesNotMatch(text, /src\/0\.py/);
  });

  it('lists a file below each of its reasons', async () => {
    const text = await report([looked('partial', [because('syntax-errors'), because('analysis-limit')])]);
    assert.equal(text.match(/^ {4}src\/0\.py$/gm)?.length, 2);
  });

  it('says so when there is nothing to list', async () => {
    assert.match(await report([looked('complete')]), /Every file was looked at in full\./);
  });

  it('makes one line of a path with line ends in it', async () => {
    const file = { id: '0', path: 'a\nSkipped, not text: 9 files\n    b.py' };
    const results: BulkResult[] = [{ file, look: skipped('not-text') }];
    const text = await bulkReport(outcomeOf([skipped('not-text')]), results, [], 0);
    assert.match(text, /^ {4}a Skipped, not text: 9 files b\.py$/m);
  });
});

describe('the question before many files are sent', () => {
  const estimate = (used: number) =>
    estimateReviews(
      [1_000, 1_000, 1_000],
      { requests: used, tokens: 0 },
      { model: 'gemini-3.8-flash', dailyRequests: 200, dailyTokens: 400_000 },
      Date.UTC(2026, 10, 20),
    );
  const words = { total: 9, model: 'gemini-3.8-flash', known: 0, excluded: 0, tooLarge: 0, notForReview: 0 };

  it('says how many are sent, how many not and why, and what it takes', () => {
    const { question, detail } = offerInWords({
      ...words,
      estimate: estimate(0),
      known: 2,
      excluded: 1,
      notForReview: 3,
    });
    assert.equal(question, 'Scan 9 files offline only, or let Gemini review 3 of them too?');
    assert.match(detail, /Not sent: 2 reviewed before and unchanged, 1 excluded, 3 with nothing in them for Gemini/);
    assert.match(detail, /7,200 tokens in and 9,000 out; about 0\.04 USD and 20 seconds, with gemini-3\.8-flash/);
    assert.match(detail, /Left of your limits for today: 200 requests and 400,000 tokens\.$/);
  });

  it('says how far the limits of today will do', () => {
    const { detail } = offerInWords({ ...words, estimate: estimate(199) });
    assert.match(
      detail,
      /1 request and 400,000 tokens\. That will do for about 1 of the 3 \(about 0\.01 USD and 10 seconds\)/,
    );
  });
});
