import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { markdownReport } from '../../../../src/findings/reports/markdown.ts';
import type { FileReport, ScanReport } from '../../../../src/findings/reports/scanReport.ts';
import { HOSTILE } from '../hostileText.ts';
import { findingAt } from '../samples.ts';
import { FACT, FILE, FLOW, FULL, outcome, REPORT, REVIEW, TEXT } from './sampleReports.ts';

function markdown(overrides: Partial<ScanReport> = {}): string {
  return markdownReport({ ...REPORT, ...overrides }, ({ kind }) => ({
    sentence: `${kind} happened.`,
    nextStep: 'Wait.',
  }));
}

function withFile(overrides: Partial<FileReport>): string {
  return markdown({ files: [{ ...FILE, ...overrides }] });
}

/** Fails unless the parts are there, in this order. */
function assertInOrder(text: string, parts: readonly string[]): void {
  let at = -1;
  for (const part of parts) {
    const next = text.indexOf(part, at + 1);
    assert.ok(next > at, `missing, or not in its place: ${part}\n${text}`);
    at = next;
  }
}

/** The second paragraph: what is to be said in one sentence. */
function resultOf(text: string): string {
  return text.split('\n\n')[2] ?? '';
}

describe('markdownReport', () => {
  it('has the counts, then each finding with evidence, path and what to do, worst first', () => {
    const text = markdown({ files: [{ ...FILE, findings: [FACT, FLOW] }] });
    assertInOrder(text, [
      '# Palisade report',
      'A scan of these files, 2026-01-15 12:00 UTC. Palisade 1\\.2\\.3.',
      '**2 findings in 1 file. Everything was looked at.**',
      '| Severity | Findings |',
      '| Critical | 1 |',
      '| High | 0 |',
      '| Medium | 1 |',
      '## src/a\\.py',
      '### Critical: SQL injection (line 2)',
      'Rule sql-injection · [CWE-89](https://cwe.mitre.org/data/definitions/89.html) · in find',
      'Text of the request becomes part of the statement.',
      '```python\nrun("SELECT a" + name)\n```',
      '**Path**',
      '1. line 1: name is controlled by the client\n2. line 2: it becomes part of the statement',
      '**What to do**',
      'Pass the value as a parameter.',
      '*Found by the offline engine. Confidence: high; rests on a flow of data.*',
      '### Medium: TLS certificate verification is switched off (line 3)',
      '## What was looked at',
      '| src/a\\.py | in full | offline engine | 4 of 4 | 2 |',
    ]);
    assert.doesNotMatch(text, /not looked at|Not counted|undefined|\n{3}/);
  });

  it('calls clean only what was looked at in full and has nothing', () => {
    assert.match(resultOf(withFile({ findings: [] })), /^\*\*Clean: /);
    const by = { scope: 'finding', reason: 'r', date: '2026-01-31' } as const;
    for (const other of [
      withFile({ findings: [], outcome: outcome('partial') }),
      withFile({ findings: [], outcome: outcome('failed') }),
      withFile({ findings: [], outcome: outcome('cancelled') }),
      withFile({ findings: [], provisos: ['text-changed'] }),
      withFile({ findings: [], ignored: [{ finding: FACT, by }] }),
      withFile({ findings: [], unconfirmed: [FACT] }),
      markdown({ files: [{ ...FILE, findings: [] }], interrupted: true }),
      markdown({ files: [{ ...FILE, findings: [] }], skipped: [{ path: 'lib', why: 'directory' }] }),
      markdown({ files: [] }),
    ]) {
      assert.doesNotMatch(resultOf(other), /[Cc]lean:/);
      assert.match(resultOf(other), /no clean result|set apart below/);
    }
  });

  it('says what was not looked at, and why', () => {
    const text = markdown({
      files: [
        { ...FILE, outcome: outcome('partial', [{ kind: 'syntax-errors', engine: 'embedded', detail: 'line 3' }]) },
        {
          ...FILE,
          path: 'b.py',
          findings: [],
          outcome: outcome('failed', [{ kind: 'unreadable', engine: 'embedded' }]),
        },
        { ...FILE, path: 'c.py', findings: [], outcome: outcome('cancelled') },
        { ...FILE, path: 'd.py', findings: [], provisos: ['not-scanned-here', 'text-changed'] },
      ],
      skipped: [{ path: 'lib', why: 'directory' }],
      warnings: ['.palisade/ignores.yaml: broken'],
    });
    assertInOrder(text, [
      '| src/a\\.py | in part |',
      '| b\\.py | not at all |',
      '**What was not looked at, and why**',
      '- src/a\\.py: syntax-errors happened (line 3). Wait.',
      '- b\\.py: unreadable happened. Wait.',
      '- c\\.py: The file was not scanned to its end.',
      '- d\\.py: No scan of this file has ended in this window',
      '- d\\.py: The text was changed after the scan',
      '- lib: a directory; name the files in it',
      '**Warnings**',
      '- \\.palisade/ignores\\.yaml: broken',
    ]);
  });

  it('says how old a look of another window is', () => {
    const text = withFile({ provisos: ['earlier-window'], lookedAt: Date.UTC(2026, 0, 14, 9, 30) });
    assert.match(text, /\*\*Looked at before the window was opened\*\*\n\n- src\/a\\\.py: 2026-01-14 09:30 UTC/);
    assert.match(resultOf(text), /Everything was looked at/);
    assert.doesNotMatch(text, /What was not looked at/);
  });

  it('lists apart what is not counted, with the reason', () => {
    const text = markdown(FULL);
    assertInOrder(text, [
      'What an editor knew of these files',
      'Not counted, and listed at the end: 1 ignored, 1 refuted by Gemini, 1 not confirmed any more.',
      'The text of 1 of them was changed since they were found.',
      '*still present after a fix; text changed since the scan*',
      '## Ignored by .palisade/ignores.yaml',
      '- Medium: TLS certificate verification is switched off (tls-verification-off) in src/a\\.py, line 3: ignored (the rule in this file) on 2026-01-31: Only in tests.',
      '## Refuted by Gemini',
      'gemini-3\\.8-flash says that line 1 prevents it: def find(name)',
      '## Not confirmed any more',
    ]);
  });

  it('says what Gemini took part with', () => {
    const receipt = { ...outcome('complete').receipt, requests: 2, inputTokens: 10, outputTokens: 5, costUsd: 0.01 };
    const reviewed = withFile({ findings: [REVIEW], outcome: { ...outcome('complete'), receipt } });
    assert.match(reviewed, /Gemini: 2 requests, 10 tokens in and 5 out, about \$0\.0100; 0 secrets masked/);
    assert.match(reviewed, /Found by Gemini \(gemini-3\\\.8-flash, prompt 1\)/);
    assert.doesNotMatch(markdown(), /Gemini/);
  });

  it('makes nothing of what a file or a model says, wherever it stands', () => {
    const hostile = HOSTILE.join(' ');
    const lines = HOSTILE.join('\n\n');
    const finding = {
      ...findingAt(TEXT, 'verify=False', {
        title: `# ${hostile}`,
        explanation: `${lines}\n\n# heading\n\n- item\n\n    code\n\n---\n\n===`,
        remediation: `> ${lines}`,
        evidence: { quote: `\`\`\`\n\`\`\`\`\n${lines}\n\u202e`, masked: false },
        provenance: { engine: 'gemini', model: hostile, promptVersion: hostile },
      }),
      ruleId: hostile,
      subject: { kind: 'code', range: { start: 0, end: 3 }, symbol: { name: hostile, range: { start: 0, end: 3 } } },
      trace: [{ range: { start: 0, end: 3 }, message: lines }],
    } as const;
    const text = markdown({
      toolVersion: hostile,
      files: [
        {
          ...FILE,
          path: `a|b\n# ${hostile}`,
          languageId: 'x`y',
          findings: [finding],
          ignored: [{ finding, by: { scope: 'finding', reason: lines, date: hostile } }],
          refuted: [
            {
              finding,
              refutation: { guard: lines, guardRange: { start: 0, end: 3 }, model: hostile, overruled: false },
            },
          ],
          unconfirmed: [finding],
          outcome: outcome('partial', [{ kind: 'syntax-errors', engine: 'embedded', detail: hostile }]),
        },
      ],
      skipped: [{ path: hostile, why: 'directory' }],
      warnings: [hostile],
    });
    const html = new MarkdownIt({ html: true, linkify: true }).render(text);
    const links = [...html.matchAll(/<a href="([^"]*)"/g)].map(([, target]) => target);
    assert.deepEqual([...new Set(links)], ['https://cwe.mitre.org/data/definitions/89.html']);
    assert.doesNotMatch(html, /<(?:img|script|b|blockquote|hr|del|s)\b/);
    const headings = [...html.matchAll(/<h(\d)>/g)].map(([, level]) => level);
    assert.deepEqual(headings, ['1', '2', '3', '2', '2', '2', '2']);
    assert.equal([...html.matchAll(/<pre>/g)].length, 1, 'one block of code: the evidence');
    assert.equal([...html.matchAll(/<table>/g)].length, 2);
    const cells = [...html.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) => row?.match(/<t[dh]/g)?.length);
    assert.deepEqual([...new Set(cells)], [2, 5], 'no cell is split');
    assert.doesNotMatch(text, /\u202e/);
  });

  it('keeps evidence with other line ends on its lines, and cuts what is too long', () => {
    const evidence = { quote: `one\r\ntwo\rthree${'x'.repeat(3_000)}`, masked: false };
    assert.match(withFile({ findings: [{ ...FACT, evidence }] }), /```python\none\ntwo\nthreex+…\n```/);
  });
});
