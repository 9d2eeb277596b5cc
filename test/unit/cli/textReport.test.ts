import assert from 'node:assert/strict';
import { coloursFor } from '../../../src/cli/colours.ts';
import { findingsAsText } from '../../../src/cli/textReport.ts';
import { summaryAsText } from '../../../src/cli/textSummary.ts';
import { EMPTY_RECEIPT, type ScanOutcome } from '../../../src/findings/outcome.ts';
import type { FileReport, ScanReport } from '../../../src/findings/reports/scanReport.ts';
import { findingAt } from '../findings/samples.ts';

const STYLE = { colours: coloursFor(false), width: 80 };
const TEXT = 'def find(name):\n    rows = run("SELECT a" + name)\n    return rows\n';
const FINDING = findingAt(TEXT, 'run("SELECT a" + name)');
const COMPLETE: ScanOutcome = {
  status: 'complete',
  reasons: [],
  receipt: { ...EMPTY_RECEIPT, engines: ['embedded'], coveredLines: 4, totalLines: 4 },
};

function file(overrides: Partial<FileReport> = {}): FileReport {
  return {
    path: 'a.py',
    languageId: 'python',
    text: TEXT,
    outcome: COMPLETE,
    findings: [FINDING],
    ignored: [],
    refuted: [],
    ...overrides,
  };
}

function summary(overrides: Partial<ScanReport>): string {
  return summaryAsText(
    {
      toolVersion: '1.2.3',
      startedAt: 0,
      elapsedMs: 1234,
      engines: ['embedded'],
      failOn: 'informational',
      files: [file()],
      skipped: [],
      warnings: [],
      interrupted: false,
      ...overrides,
    },
    { ...STYLE, width: 400 },
  );
}

describe('findingsAsText', () => {
  it('says what, where, why, what to do and who says so', () => {
    const flow = {
      ...FINDING,
      trace: [
        { range: { start: 9, end: 13 }, message: 'name is controlled by the client' },
        { range: FINDING.subject.range, message: 'it becomes part of the statement' },
      ],
    };
    assert.equal(
      findingsAsText(file({ findings: [flow] }), TEXT, STYLE),
      [
        'CRITICAL  SQL injection  CWE-89',
        '--> a.py:2:12 in find',
        '1 | def find(name):',
        '2 |     rows = run("SELECT a" + name)',
        '  |            ^^^^^^^^^^^^^^^^^^^^^^',
        '3 |     return rows',
        'Path   1. 1:10 name is controlled by the client',
        '       2. 2:12 it becomes part of the statement',
        'Why    Text of the request becomes part of the statement.',
        'Fix    Pass the value as a parameter.',
        'By     Offline engine, confidence high, sql-injection',
        '',
        '',
      ].join('\n'),
    );
  });

  it('names the model when it took part', () => {
    const provenance = { engine: 'both', model: 'gemini-x', promptVersion: '7' } as const;
    const text = findingsAsText(file({ findings: [{ ...FINDING, provenance }] }), TEXT, STYLE);
    assert.match(text, /^By {5}Offline engine and Gemini \(gemini-x, prompt 7\), confidence high/m);
  });

  it('has the worst first', () => {
    const low = findingAt(TEXT, 'def find', { severity: 'low', title: 'Later' });
    const text = findingsAsText(file({ findings: [low, FINDING] }), TEXT, STYLE);
    assert.ok(text.indexOf('CRITICAL') < text.indexOf('LOW  Later'));
  });

  it('says what a model refuted, and by which line', () => {
    const refutation = {
      guard: 'def find(name)',
      guardRange: { start: 0, end: 14 },
      model: 'gemini-x',
      overruled: false,
    };
    const text = findingsAsText(file({ findings: [], refuted: [{ finding: FINDING, refutation }] }), TEXT, STYLE);
    assert.match(text, /^Not counted: SQL injection at a\.py:2:12\. gemini-x says that the guard at 1:1/);
  });

  it('passes on nothing that drives a terminal, wherever it stands', () => {
    const evil = '\u001b]0;x\u0007\u001b[2J\u009b31m\u202e\r\n\u0008';
    const text = `ok\n${evil}bad()${evil}\n`;
    const step = { range: { start: 0, end: 2 }, message: evil };
    const finding = findingAt(text, 'bad()', {
      title: evil,
      explanation: evil,
      remediation: evil,
      ruleId: evil,
      provenance: { engine: 'gemini', model: evil, promptVersion: evil },
      trace: [step],
      subject: { kind: 'code', range: { start: 3, end: text.length }, symbol: { name: evil, range: step.range } },
    });
    const refutation = { guard: evil, guardRange: step.range, model: evil, overruled: false };
    const report = file({ path: evil, text, findings: [finding], refuted: [{ finding, refutation }] });
    const reason = { kind: 'excluded', engine: 'gemini', detail: evil } as const;
    const output = [
      findingsAsText(report, text, STYLE),
      summary({
        files: [{ ...report, outcome: { ...COMPLETE, status: 'partial', reasons: [reason] } }],
        skipped: [{ path: evil, why: 'directory' }],
        warnings: [evil],
        engines: ['gemini'],
      }),
    ].join('');
    // eslint-disable-next-line no-control-regex -- what must not be there
    assert.doesNotMatch(output.replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.match(output, /␛\[2J/);
  });

  it('colours the severity and never says it by colour alone', () => {
    const coloured = findingsAsText(file(), TEXT, { ...STYLE, colours: coloursFor(true) });
    // eslint-disable-next-line no-control-regex -- what colours are made of
    assert.equal(coloured.replace(/\u001b\[[\d;]*m/g, ''), findingsAsText(file(), TEXT, STYLE));
    assert.ok(coloured.includes('\u001b[31mCRITICAL'));
  });
});

describe('summaryAsText', () => {
  const partial: ScanOutcome = {
    ...COMPLETE,
    status: 'partial',
    reasons: [{ kind: 'no-adapter', engine: 'embedded' }],
  };

  it('calls clean only what was looked at in full and has nothing', () => {
    const text = summary({ files: [file({ findings: [] })] });
    assert.match(text, /^clean {5}a\.py: nothing found in 4 lines$/m);
    assert.match(text, /^Result {4}Clean: everything was looked at and nothing was found\.$/m);
  });

  for (const [what, overrides] of [
    ['a file was looked at in part', { files: [file({ findings: [], outcome: partial })] }],
    [
      'a file failed',
      { files: [file({ findings: [] }), file({ findings: [], outcome: { ...partial, status: 'failed' } })] },
    ],
    ['every file failed', { files: [file({ findings: [], outcome: { ...partial, status: 'failed' } })] }],
    ['a directory was skipped', { files: [file({ findings: [] })], skipped: [{ path: 'src', why: 'directory' }] }],
    ['only a directory was named', { files: [], skipped: [{ path: 'src', why: 'directory' }] }],
    ['the run was interrupted', { files: [file({ findings: [] })], interrupted: true }],
  ] as const) {
    it(`does not call a run clean when ${what}`, () => {
      const text = summary(overrides);
      assert.doesNotMatch(text, /^Result +Clean/m);
      assert.match(text, /This is no clean result\./);
    });
  }

  it('does not call clean what is only ignored', () => {
    const by = { scope: 'finding', reason: 'known', date: '2026-01-31' } as const;
    const text = summary({ files: [file({ findings: [], ignored: [{ finding: FINDING, by }] })] });
    assert.match(text, /^complete {2}a\.py: nothing found, 1 ignored in 4 lines$/m);
    assert.match(text, /^Result {4}Nothing found besides what is ignored or refuted\./m);
    assert.match(text, /1 ignored by \.palisade\/ignores\.yaml/);
  });

  it('says why a file was not looked at in full, and what to do', () => {
    const text = summary({ files: [file({ outcome: partial })] });
    assert.match(text, /^PARTIAL {3}a\.py: 1 finding, but not everything was looked at$/m);
    assert.match(text, /^ {10}There is no offline engine for this language: only secrets were looked for\. \S/m);
  });

  it('puts details into the sentence once', () => {
    const outcome: ScanOutcome = {
      ...COMPLETE,
      status: 'partial',
      reasons: [
        { kind: 'excluded', engine: 'gemini', detail: '.gitignore: dist/' },
        { kind: 'ungrounded', engine: 'gemini', detail: '1 of 3' },
      ],
    };
    const text = summary({ files: [file({ outcome })] }).replace(/\s+/g, ' ');
    assert.match(text, /may be sent to Gemini \(\.gitignore: dist\/\)\. If/);
    assert.equal(text.split('1 of 3').length, 2);
  });

  it('counts by severity and by the level that fails', () => {
    const low = findingAt(TEXT, 'def find', { severity: 'low' });
    const text = summary({ files: [file({ findings: [FINDING, low] })], failOn: 'high' });
    assert.match(text, /^Findings {2}1 critical, 0 high, 0 medium, 1 low, 0 informational$/m);
    assert.match(text, /^Result {4}2 findings, 1 of them high or worse\. Everything was looked at\.$/m);
  });

  it('names in the receipt who has looked, not who was asked', () => {
    const looked = (...engines: ScanOutcome['receipt']['engines']): FileReport =>
      file({ outcome: { ...COMPLETE, status: 'partial', receipt: { ...COMPLETE.receipt, engines } } });
    const receipt = (...files: FileReport[]): string =>
      / in full by (.*) in 1\.2 s/.exec(
        summary({ files, engines: ['embedded', 'gemini'] }).replace(/\s+/g, ' '),
      )?.[1] ?? '';
    assert.equal(receipt(looked('embedded')), 'the offline engine');
    assert.equal(receipt(looked('embedded', 'gemini')), 'the offline engine or Gemini');
    assert.equal(
      receipt(looked('embedded'), looked('embedded', 'gemini'), looked('embedded')),
      'the offline engine or Gemini (in 1 of 3 files)',
    );
    assert.equal(receipt(looked()), 'no engine');
  });

  it('has a receipt, with the cost when Gemini took part', () => {
    const receipt: ScanOutcome['receipt'] = {
      ...COMPLETE.receipt,
      engines: ['embedded', 'gemini'],
      model: 'gemini-x',
      requests: 2,
      inputTokens: 900,
      outputTokens: 100,
      costUsd: 0.00123,
      maskedSecrets: 1,
      dropped: 3,
    };
    const text = summary({ files: [file({ outcome: { ...COMPLETE, receipt } })], engines: ['embedded', 'gemini'] });
    assert.match(
      text.replace(/\s+/g, ' '),
      /Receipt 4 of 4 lines looked at in full by the offline engine and Gemini in 1\.2 s; 2 requests to gemini-x, 900 tokens in and 100 out, about \$0\.0012; 1 secret masked before sending; 3 answers dropped/,
    );
    assert.doesNotMatch(summary({}), /\$|token/);
  });
});
