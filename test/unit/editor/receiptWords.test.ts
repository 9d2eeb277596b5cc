import assert from 'node:assert/strict';
import { agoInWords, resultMessage, secondsInWords } from '../../../src/editor/receiptWords.ts';
import { tallyOf } from '../../../src/editor/tally.ts';
import { EMPTY_RECEIPT, type Receipt, type ScanOutcome } from '../../../src/findings/outcome.ts';
import { IGNORED, recordAt, REFUTATION } from './records.ts';

const offline: Receipt = { ...EMPTY_RECEIPT, engines: ['embedded'], coveredLines: 4, totalLines: 4, elapsedMs: 80 };
const both: Receipt = { ...offline, engines: ['embedded', 'gemini'], model: 'gemini-3.8-flash', elapsedMs: 2_100 };
const outcome = (status: ScanOutcome['status'], receipt: Receipt, ...reasons: ScanOutcome['reasons']): ScanOutcome => ({
  status,
  receipt,
  reasons,
});
const none = tallyOf([]);

describe('what a person is told after a scan', () => {
  it('counts by severity and says who looked at how much in what time', () => {
    const tally = tallyOf([
      recordAt('db.execute(query)'),
      recordAt('os.system("ls " + name)'),
      recordAt('verify=False', { severity: 'high' }),
    ]);
    assert.equal(
      resultMessage('app.py', outcome('complete', both), tally),
      'Palisade: 3 findings in app.py: 2 critical, 1 high. Offline engine + gemini-3.8-flash, 4 of 4 lines, 2.1 s.',
    );
  });

  it('says "no findings" without qualification only when Gemini has looked too, at everything', () => {
    assert.match(
      resultMessage('app.py', outcome('complete', both), none),
      /^Palisade: no findings in app\.py\. Offline/,
    );
    assert.match(resultMessage('app.py', outcome('complete', offline), none), /the offline engine has no findings in/);
    const quota = { kind: 'quota', engine: 'gemini' } as const;
    const partial = resultMessage('app.py', outcome('partial', offline, quota), none);
    assert.match(partial, /nothing found so far in app\.py, but not everything was looked at/);
    assert.match(partial, /Partial: Google's quota/);
  });

  it('counts what is hidden', () => {
    const tally = tallyOf([
      recordAt('db.execute(query)', {}, { state: IGNORED }),
      recordAt('os.system("ls " + name)', {}, { refutation: REFUTATION }),
    ]);
    assert.match(
      resultMessage('app.py', outcome('complete', both), tally),
      /no findings in app\.py \(1 ignored, 1 refuted by Gemini\)/,
    );
  });

  it('says what happened and what to do when nothing could be looked at', () => {
    const large = { kind: 'too-large', engine: 'embedded' } as const;
    assert.equal(
      resultMessage('app.py', outcome('failed', EMPTY_RECEIPT, large), none),
      'Palisade could not look at app.py. The file is too large for the offline engine. Split the file, or scan its parts.',
    );
  });

  it('does not call a cancelled scan a result', () => {
    assert.match(resultMessage('app.py', outcome('cancelled', EMPTY_RECEIPT), none), /was cancelled/);
  });
});

describe('a time in words', () => {
  for (const [ms, words] of [
    [4.4, '4 ms'],
    [99, '99 ms'],
    [100, '0.1 s'],
    [29_960, '30.0 s'],
  ] as const) {
    it(`${ms} ms is ${words}`, () => {
      assert.equal(secondsInWords(ms), words);
    });
  }
});

describe('how long ago something was', () => {
  const MINUTE = 60_000;
  for (const [ms, words] of [
    [-5_000, 'just now'],
    [59_999, 'just now'],
    [MINUTE, '1 min ago'],
    [59 * MINUTE, '59 min ago'],
    [60 * MINUTE, '1 h ago'],
    [24 * 60 * MINUTE - 1, '23 h ago'],
    [24 * 60 * MINUTE, '1 day ago'],
    [90 * 24 * 60 * MINUTE, '90 days ago'],
  ] as const) {
    it(`${ms} ms are ${words}`, () => {
      assert.equal(agoInWords(ms), words);
    });
  }
});
