import assert from 'node:assert/strict';
import type { ScanStatus } from '../../../src/app/scanJobs.ts';
import { type AccountStatus, type StatusInput, statusView } from '../../../src/editor/statusModel.ts';
import { tallyOf } from '../../../src/editor/tally.ts';
import { EMPTY_RECEIPT, type Reason, type ScanOutcome } from '../../../src/findings/outcome.ts';
import { recordAt } from './records.ts';

const done = (
  status: ScanOutcome['status'],
  engines: ScanOutcome['receipt']['engines'],
  ...reasons: Reason[]
): ScanStatus => ({
  phase: 'done',
  outcome: { status, reasons, receipt: { ...EMPTY_RECEIPT, engines, coveredLines: 4, totalLines: 4 } },
  finishedAt: 0,
});
const view = (status: ScanStatus | undefined, rest: Partial<StatusInput> = {}) =>
  statusView({ name: 'app.py', status, tally: tallyOf([]), changed: false, now: 0, ...rest });
const one = tallyOf([recordAt('db.execute(query)')]);
const rateLimited: Reason = { kind: 'rate-limited', engine: 'gemini' };

describe('the status bar item', () => {
  it('offers a scan of a file that was not scanned', () => {
    const { text, command } = view(undefined);
    assert.deepEqual([text, command], ['$(shield) Palisade', 'palisade.scanFile']);
  });

  it('does not hide what a cancelled scan has found', () => {
    const { text, command } = view(undefined, { tally: one });
    assert.deepEqual([text, command], ['$(warning) Palisade: 1 finding · no finished scan', 'palisade.scanFile']);
  });

  it('has nothing to scan when nothing is open', () => {
    assert.equal(view(undefined, { name: undefined }).tooltip, 'Open a file to scan it.');
  });

  for (const stage of ['offline', 'waiting', 'review'] as const) {
    it(`cancels on a click while it is in the stage ${stage}`, () => {
      const { text, command, tooltip } = view({ phase: 'scanning', stage, startedAt: 0 });
      assert.match(text, /^\$\((sync~spin|clock)\) Palisade: \S/);
      assert.equal(command, 'palisade.cancelScan');
      assert.match(tooltip, /Click to cancel\.$/);
    });
  }

  it('says how many findings there are', () => {
    const { text, command, tooltip } = view(done('complete', ['embedded']), { tally: one });
    assert.deepEqual([text, command], ['$(shield) Palisade: 1 finding', 'palisade.showFindings']);
    assert.match(tooltip, /^app\.py: 1 finding \(1 critical\)\nEngines: offline engine\nLines: 4 of 4\n/);
  });

  it('names the engine when only one has found nothing', () => {
    assert.equal(view(done('complete', ['embedded'])).text, '$(shield) Palisade: no findings (offline engine)');
    assert.equal(view(done('complete', ['embedded', 'gemini'])).text, '$(shield) Palisade: no findings');
  });

  it('does not say that there is nothing in a text that was changed since', () => {
    const { text, command } = view(done('complete', ['embedded', 'gemini']), { changed: true });
    assert.deepEqual([text, command], ['$(shield) Palisade: changed since the scan', 'palisade.scanFile']);
  });

  it('says that a scan was partial, why, and what to do', () => {
    const { text, tooltip } = view(done('partial', ['embedded'], rateLimited), { tally: one });
    assert.equal(text, '$(warning) Palisade: 1 finding · partial: rate limited');
    assert.match(tooltip, /Not everything was looked at\.\nGoogle asked to wait .*\n→ Scan again later\./);
  });

  const said = (...args: Parameters<typeof view>): string => {
    const { text, tooltip, label } = view(...args);
    return [text, tooltip, label].join('\n');
  };

  it('never says "no findings" of a scan that was not complete, neither in the bar nor on it nor aloud', () => {
    for (const status of ['partial', 'failed', 'cancelled'] as const) {
      for (const changed of [false, true]) {
        const words = said(done(status, ['embedded'], rateLimited), { changed });
        assert.doesNotMatch(words, /no findings/i, `${status}, changed: ${changed}`);
      }
    }
  });

  it('never says "no findings" of a text that is not the one that was scanned', () => {
    assert.doesNotMatch(said(done('complete', ['embedded', 'gemini']), { changed: true }), /no findings/i);
  });

  it('says first what became of the file', () => {
    const first = (...args: Parameters<typeof view>): string => view(...args).tooltip.split('\n')[0] ?? '';
    const crash: Reason = { kind: 'engine-crashed', engine: 'embedded' };
    assert.equal(first(done('failed', [], crash)), 'app.py could not be looked at.');
    assert.equal(
      first(done('failed', [], crash), { tally: one }),
      'app.py could not be looked at. 1 finding of earlier scans (1 critical).',
    );
    assert.equal(first(done('partial', ['embedded'], rateLimited)), 'app.py: nothing found');
    assert.equal(first(done('complete', ['embedded'])), 'app.py: no findings (offline engine)');
    assert.equal(first(done('complete', ['embedded']), { changed: true }), 'app.py: changed since the scan');
    assert.match(view(done('failed', [], crash)).label, /^Palisade: failed: engine stopped\. app\.py could not be/);
  });

  describe('of a look before this window was opened', () => {
    const MINUTE = 60_000;
    const earlier = (by: 'same-engines' | 'by-others', ...engines: ScanOutcome['receipt']['engines']): ScanStatus => {
      return { ...done('complete', engines), earlier: by } as ScanStatus;
    };

    it('says when that was', () => {
      const { text, tooltip } = view(earlier('same-engines', 'embedded', 'gemini'), { now: 125 * MINUTE });
      assert.equal(text, '$(shield) Palisade: no findings');
      assert.match(tooltip, /^app\.py: no findings\nLooked at 2 h ago, before this window was opened\.\nEngines: /);
    });

    it('does not count it as a look when the engines were others', () => {
      const status = earlier('by-others', 'embedded', 'gemini');
      assert.doesNotMatch(said(status), /no findings/i);
      const { text, tooltip, command } = view(status);
      assert.deepEqual([text, command], ['$(shield) Palisade: scanned by another version', 'palisade.scanFile']);
      assert.match(tooltip, /another version of Palisade or its rules: the next save looks at it again/);
      assert.equal(view(status, { tally: one }).text, '$(shield) Palisade: 1 finding');
      const partial = { ...done('partial', ['embedded'], rateLimited), earlier: 'by-others' } as ScanStatus;
      assert.match(view(partial).text, /scanned by another version · partial: rate limited$/);
    });
  });

  it('leads to the remedy where there is one', () => {
    const key: Reason = { kind: 'key-refused', engine: 'gemini' };
    assert.equal(view(done('partial', ['embedded'], key)).command, 'palisade.setGeminiKey');
    const crash: Reason = { kind: 'engine-crashed', engine: 'embedded' };
    assert.equal(view(done('failed', [], crash)).command, 'palisade.showLog');
  });

  it('says why Gemini took no part in a complete offline scan', () => {
    const status = { ...done('complete', ['embedded']), reviewOff: 'no-key' } as ScanStatus;
    assert.match(view(status).tooltip, /Gemini took no part: there is no API key/);
  });

  it('speaks to screen readers without icons', () => {
    assert.match(view(done('partial', ['embedded'], rateLimited)).label, /^Palisade: nothing found · partial/);
  });

  describe('of an AWS account', () => {
    const NONE = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
    const account = (rest: Partial<AccountStatus> = {}): AccountStatus => ({
      accountId: '111122223333',
      tally: { bySeverity: { ...NONE, critical: 3, high: 12, low: 1 }, unknown: 21, ignored: 2 },
      reading: false,
      outcome: { status: 'partial', endedAt: 0 },
      ...rest,
    });
    const bar = (rest: Partial<AccountStatus> = {}) =>
      view(undefined, { name: undefined, account: account(rest), now: 300_000 });

    it('says the worst in the bar and everything on it, where no file is in front', () => {
      const { text, tooltip, command } = bar();
      assert.equal(text, '$(warning) Palisade: S3: 3 critical, 12 high · partial');
      assert.match(
        tooltip,
        /^S3 of account 111122223333, read 5 min ago, not everything was looked at: 3 critical, 12 high, 1 low; 21 unknown; 2 ignored\./,
      );
      assert.equal(command, 'palisade.showPosture');
    });

    it('leaves the bar to the file in front, and speaks of the account on it and aloud', () => {
      const { text, tooltip, label, command } = view(undefined, { account: account() });
      assert.deepEqual([text, command], ['$(shield) Palisade', 'palisade.scanFile']);
      for (const words of [tooltip, label]) assert.match(words, /S3 of account 111122223333, read just now/);
    });

    it('never says that nothing fails of what was not read to its end', () => {
      const clean = { bySeverity: NONE, unknown: 0, ignored: 0 };
      assert.equal(
        bar({ tally: clean, outcome: { status: 'complete', endedAt: 0 } }).text,
        '$(shield) Palisade: S3: nothing fails',
      );
      for (const status of ['partial', 'failed', 'cancelled'] as const) {
        const { text } = bar({ tally: clean, outcome: { status, endedAt: 0 } });
        assert.equal(text, `$(warning) Palisade: S3: nothing seen to fail · ${status}`);
      }
      const doubt = { ...clean, unknown: 1 };
      assert.equal(
        bar({ tally: doubt, outcome: { status: 'complete', endedAt: 0 } }).text,
        '$(warning) Palisade: S3: nothing seen to fail · partial',
      );
      assert.equal(bar({ tally: clean, outcome: undefined }).text, '$(shield) Palisade: S3 not read');
      assert.equal(bar({ tally: clean, reading: true }).text, '$(sync~spin) Palisade: reading S3');
    });
  });
});
