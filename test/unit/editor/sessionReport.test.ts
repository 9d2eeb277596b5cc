import assert from 'node:assert/strict';
import type { ScanStatus } from '../../../src/app/scanJobs.ts';
import { exportInWords, type SessionDocument, sessionReport } from '../../../src/editor/sessionReport.ts';
import { EMPTY_RECEIPT, type ScanOutcome } from '../../../src/findings/outcome.ts';
import { summarise } from '../../../src/findings/reports/scanReport.ts';
import { IGNORED, recordAt, REFUTATION, TEXT } from './records.ts';

const AT = { toolVersion: '1.2.3', now: Date.UTC(2026, 0, 15) };
const RECEIPT = { ...EMPTY_RECEIPT, engines: ['embedded' as const], coveredLines: 5, totalLines: 5 };

function done(status: ScanOutcome['status'] = 'complete'): ScanStatus {
  const reasons = status === 'complete' ? [] : [{ kind: 'no-adapter', engine: 'embedded' } as const];
  return { phase: 'done', outcome: { status, reasons, receipt: RECEIPT }, finishedAt: 0 };
}

function document(overrides: Partial<SessionDocument> = {}): SessionDocument {
  return {
    path: 'app.py',
    languageId: 'python',
    text: TEXT,
    records: [recordAt('db.execute(query)')],
    status: done(),
    changed: false,
    ...overrides,
  };
}

const fileOf = (overrides: Partial<SessionDocument>) => sessionReport([document(overrides)], [], AT).files[0];

describe('the report of a session', () => {
  it('has every finding once, whatever its state, and no fixed one', () => {
    const file = fileOf({
      records: [
        recordAt('db.execute(query)'),
        recordAt('verify=False', {}, { state: IGNORED }),
        recordAt('os.system("ls " + name)', {}, { refutation: REFUTATION }),
        recordAt('query = ', {}, { refutation: { ...REFUTATION, overruled: true } }),
        recordAt('name):', {}, { state: { lifecycle: 'cannot-tell', freshness: 'stale' } }),
        recordAt('def find', {}, { state: { lifecycle: 'fixed', freshness: 'stale' } }),
        recordAt('SELECT', {}, { state: IGNORED, refutation: REFUTATION }),
      ],
    });
    const quotes = (findings: readonly { readonly evidence: { readonly quote: string } }[] = []) =>
      findings.map(({ evidence }) => evidence.quote);
    assert.deepEqual(quotes(file?.findings), ['db.execute(query)', 'query = ']);
    assert.deepEqual(quotes(file?.ignored.map(({ finding }) => finding)), ['verify=False', 'SELECT']);
    assert.deepEqual(quotes(file?.refuted.map(({ finding }) => finding)), ['os.system("ls " + name)']);
    assert.deepEqual(quotes(file?.unconfirmed), ['name):']);
    assert.equal(file?.ignored[0]?.by.reason, 'Known.');
  });

  it('keeps how a finding stands', () => {
    const record = recordAt('verify=False', {}, { state: { lifecycle: 'moved', freshness: 'stale' } });
    const report = sessionReport([document({ records: [record] })], [], AT);
    assert.deepEqual(report.files[0]?.states?.get(record.finding.fingerprint), {
      lifecycle: 'moved',
      freshness: 'stale',
    });
    assert.equal(summarise(report).stale, 1);
  });

  it('is complete only when every file was looked at as it is', () => {
    const isComplete = (overrides: Partial<SessionDocument>) =>
      summarise(sessionReport([document(), document({ path: 'b.py', ...overrides })], [], AT)).complete;
    assert.equal(isComplete({}), true);
    for (const overrides of [
      { status: done('partial') },
      { status: done('failed') },
      { status: undefined },
      { status: { phase: 'scanning', stage: 'review', startedAt: 0 } as const },
      { changed: true },
    ]) {
      assert.equal(isComplete(overrides), false, JSON.stringify(overrides));
    }
  });

  it('says of a file that was not scanned in this window that nobody has looked here', () => {
    const restored = fileOf({ status: undefined });
    assert.deepEqual([restored?.outcome.status, restored?.provisos], ['partial', ['not-scanned-here']]);
    const cancelled = fileOf({ status: undefined, records: [] });
    assert.equal(cancelled?.outcome.status, 'cancelled');
    const running = fileOf({ status: { phase: 'scanning', stage: 'offline', startedAt: 0 }, changed: true });
    assert.deepEqual(running?.provisos, ['scan-running', 'text-changed']);
  });

  it('tells of a look of another window how old it is, and believes only one of the same engines', () => {
    const earlier = (by: 'same-engines' | 'by-others') =>
      sessionReport([document({ status: { ...done(), finishedAt: 86_400_000, earlier: by } as ScanStatus })], [], AT);
    const same = earlier('same-engines');
    assert.deepEqual([same.files[0]?.provisos, same.files[0]?.lookedAt], [['earlier-window'], 86_400_000]);
    assert.equal(summarise(same).complete, true);
    assert.equal(exportInWords(same), '1 finding in 1 file; 1 file looked at before the window was opened');
    const others = earlier('by-others');
    assert.deepEqual(others.files[0]?.provisos, ['other-version']);
    assert.equal(summarise(others).complete, false);
    assert.match(exportInWords(others), /1 file not looked at in full/);
  });

  it('names the engines that have looked, and those whose word is kept', () => {
    assert.deepEqual(sessionReport([document()], [], AT).engines, ['embedded']);
    const provenance = { engine: 'gemini', model: 'm', promptVersion: '1' } as const;
    const kept = document({ status: undefined, records: [recordAt('verify=False', { provenance })] });
    assert.deepEqual(sessionReport([kept], [], AT).engines, ['gemini']);
  });

  it('has the files in the order of their paths, and the warnings', () => {
    const report = sessionReport([document({ path: 'b.py' }), document({ path: 'a.py' })], ['careful'], AT);
    assert.deepEqual(
      report.files.map(({ path }) => path),
      ['a.py', 'b.py'],
    );
    assert.deepEqual([report.warnings, report.origin, report.startedAt], [['careful'], 'editor', AT.now]);
  });
});

describe('a session in words', () => {
  const words = (...documents: readonly SessionDocument[]): string => exportInWords(sessionReport(documents, [], AT));

  it('counts findings and files', () => {
    assert.equal(words(document()), '1 finding in 1 file');
    assert.equal(words(document(), document({ path: 'b.py', records: [] })), '1 finding in 2 files');
    assert.equal(words(document({ records: [] })), 'no findings in 1 file');
  });

  it('leaves out nothing that is hidden, partial or old', () => {
    const stale = recordAt('verify=False', {}, { state: { lifecycle: 'open', freshness: 'stale' } });
    const ignored = recordAt('query = ', {}, { state: IGNORED });
    const refuted = recordAt('SELECT', {}, { refutation: REFUTATION });
    assert.equal(
      words(
        document({ records: [stale, ignored, refuted], changed: true }),
        document({ path: 'b', status: done('failed') }),
      ),
      '2 findings in 2 files, 1 ignored, 1 refuted by Gemini; 2 files not looked at in full; the text of 1 finding changed since',
    );
  });
});
