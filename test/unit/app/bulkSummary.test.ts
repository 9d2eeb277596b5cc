import assert from 'node:assert/strict';
import type { BulkResult, Looked, ReviewWishes, SkipKind } from '../../../src/app/bulkScan.ts';
import { type BulkSummary, summarise } from '../../../src/app/bulkSummary.ts';
import { EMPTY_RECEIPT, type ReasonKind, type Receipt, type ScanOutcome } from '../../../src/findings/outcome.ts';

type Look = BulkResult['look'];

const looked = (
  status: ScanOutcome['status'],
  kinds: readonly ReasonKind[] = [],
  receipt: Partial<Receipt> = {},
  isNew = true,
): Looked => ({
  kind: 'looked',
  outcome: {
    status,
    reasons: kinds.map((kind) => ({ kind, engine: kind === 'daily-limit' ? 'gemini' : 'embedded' })),
    receipt: { ...EMPTY_RECEIPT, ...receipt },
  },
  isNew,
  findings: 0,
});
const skipped = (why: SkipKind): Look => ({ kind: 'skipped', why });
const left: Look = { kind: 'left' };

function summaryOf(looks: readonly Look[], review: ReviewWishes = new Map()): BulkSummary {
  return summarise(
    looks.map((look, index) => ({ file: { id: String(index), path: `${index}.py` }, look })),
    review,
  );
}

describe('what a scan of many files amounts to', () => {
  it('counts every file once', () => {
    const {
      complete,
      partial,
      failed,
      left: notReached,
      skipped: out,
    } = summaryOf([
      looked('complete'),
      looked('complete'),
      looked('partial', ['no-adapter']),
      looked('failed', ['unreadable']),
      looked('cancelled'),
      left,
      skipped('ignored'),
      skipped('not-text'),
      skipped('ignored'),
    ]);
    assert.deepEqual([complete, partial, failed, notReached], [2, 1, 1, 2]);
    assert.deepEqual(
      [...out],
      [
        ['ignored', 2],
        ['not-text', 1],
      ],
    );
  });

  it('counts why, a reason once per file, the commonest first', () => {
    const { reasons } = summaryOf([
      looked('partial', ['syntax-errors', 'syntax-errors']),
      looked('partial', ['no-adapter']),
      looked('partial', ['no-adapter', 'daily-limit']),
      looked('failed', ['unreadable']),
    ]);
    assert.deepEqual(
      [...reasons.partial],
      [
        ['no-adapter', 2],
        ['syntax-errors', 1],
        ['daily-limit', 1],
      ],
    );
  });

  it('counts why files failed apart from why they are partial', () => {
    const { reasons } = summaryOf([looked('failed', ['unreadable']), looked('partial', ['no-adapter'])]);
    assert.deepEqual([...reasons.failed], [['unreadable', 1]]);
  });

  const whole: readonly (readonly [string, Look, boolean])[] = [
    ['complete', looked('complete'), true],
    ['ignored', skipped('ignored'), true],
    ['a picture', skipped('not-text'), true],
    ['empty', skipped('empty'), true],
    ['partial', looked('partial', ['no-adapter']), false],
    ['failed', looked('failed', ['unreadable']), false],
    ['not reached before the cancel', left, false],
    ['too large', skipped('too-large'), false],
    ['a device', skipped('no-file'), true],
  ];
  for (const [title, look, expected] of whole) {
    it(`is ${expected ? 'whole' : 'not whole'} when one of the files is ${title}`, () => {
      assert.equal(summaryOf([looked('complete'), look]).isWhole, expected);
    });
  }

  it('adds up what Gemini cost now, and not again what it had cost before', () => {
    const receipt = {
      engines: ['embedded', 'gemini'],
      requests: 1,
      inputTokens: 10,
      outputTokens: 5,
      costUsd: 0.5,
    } as const;
    const { gemini, unchanged } = summaryOf(
      [
        looked('complete', [], receipt),
        looked('complete', [], receipt),
        looked('complete', [], receipt, false),
        looked('partial', ['daily-limit']),
        looked('complete'),
      ],
      new Map(['0', '1', '2', '3'].map((id) => [id, 'yes'])),
    );
    assert.deepEqual(gemini, {
      reviewed: 2,
      known: 1,
      missed: new Map([['daily-limit', 1]]),
      requests: 2,
      inputTokens: 20,
      outputTokens: 10,
      costUsd: 1,
    });
    assert.equal(unchanged, 1);
  });
});
