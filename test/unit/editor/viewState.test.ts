import assert from 'node:assert/strict';
import { tallyOf } from '../../../src/editor/tally.ts';
import { type ScannedDocument, viewMessage, viewState } from '../../../src/editor/viewState.ts';
import { EMPTY_RECEIPT, type ScanOutcome } from '../../../src/findings/outcome.ts';
import { IGNORED, recordAt } from './records.ts';

const scanned = (
  status: ScanOutcome['status'],
  engines: ScanOutcome['receipt']['engines'] = ['embedded'],
  changed = false,
): ScannedDocument => ({
  status: { phase: 'done', outcome: { status, reasons: [], receipt: { ...EMPTY_RECEIPT, engines } }, finishedAt: 0 },
  changed,
});
const full = scanned('complete', ['embedded', 'gemini']);
const offline = scanned('complete');
const partial = scanned('partial');
const failed = scanned('failed', []);
const changed = scanned('complete', ['embedded', 'gemini'], true);
const earlier = (by: 'same-engines' | 'by-others'): ScannedDocument =>
  ({ status: { ...full.status, earlier: by }, changed: false }) as ScannedDocument;
const running: ScannedDocument = { status: { phase: 'scanning', stage: 'review', startedAt: 0 }, changed: false };

describe('what an empty Findings view says', () => {
  const cases: readonly (readonly [string, readonly ScannedDocument[], string])[] = [
    ['nothing was scanned', [], 'nothing-scanned'],
    ['a file is known but has no status', [{ status: undefined, changed: false }], 'nothing-scanned'],
    ['a scan is running', [full, running], 'scanning'],
    ['both engines saw everything', [full, full], 'complete-full'],
    ['one file was seen by the offline engine alone', [full, offline], 'complete-offline'],
    ['one file was changed since', [full, changed], 'changed'],
    ['one file was seen in part', [full, partial, changed], 'partial'],
    ['one of two files failed', [full, failed], 'partial'],
    ['the scan of one of two files was cancelled', [full, { status: undefined, changed: false }], 'partial'],
    ['all files failed', [failed, failed], 'failed'],
    ['an earlier window saw everything', [earlier('same-engines')], 'complete-full'],
    ['one file was seen by other engines than those of today', [full, earlier('by-others')], 'partial'],
  ];
  for (const [title, documents, expected] of cases) {
    it(`is ${expected} when ${title}`, () => {
      assert.equal(viewState(documents), expected);
    });
  }
});

describe('the line above the tree', () => {
  const shown = recordAt('verify=False');
  const ignored = recordAt('db.execute(query)', {}, { state: IGNORED });

  it('is absent from an empty view, which has a welcome text instead', () => {
    assert.equal(viewMessage([partial], tallyOf([]), false), undefined);
  });

  it('counts what is ignored, above all where nothing else is left', () => {
    assert.equal(viewMessage([full], tallyOf([shown, ignored]), false), '1 ignored.');
    assert.equal(viewMessage([full], tallyOf([ignored]), false), 'No findings shown, 1 ignored.');
  });

  it('claims nothing of a text that was changed, is being scanned, or was not looked at in full', () => {
    assert.equal(
      viewMessage([changed], tallyOf([ignored]), false),
      '1 ignored. Text was changed since it was scanned.',
    );
    assert.equal(viewMessage([full, running], tallyOf([ignored]), false), '1 ignored. A scan is under way.');
    assert.equal(
      viewMessage([failed], tallyOf([ignored]), false),
      '1 ignored. 1 of 1 scanned files not looked at in full.',
    );
  });

  it('says that an ignore file is not applied, where that hides anything', () => {
    assert.match(viewMessage([full], tallyOf([shown]), true) ?? '', /^The ignore file .* hides nothing/);
    assert.equal(viewMessage([full], tallyOf([]), true), undefined);
  });

  it('says how many files were not looked at in full', () => {
    assert.equal(
      viewMessage([full, partial, failed], tallyOf([shown]), false),
      '2 of 3 scanned files not looked at in full.',
    );
    assert.equal(
      viewMessage([full, earlier('by-others')], tallyOf([shown]), false),
      '1 of 2 scanned files not looked at in full.',
    );
  });
});
