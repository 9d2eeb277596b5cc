import assert from 'node:assert/strict';
import { findingMarkdown } from '../../../src/editor/findingMarkdown.ts';
import { HOSTILE } from '../findings/hostileText.ts';
import { LINES, recordAt, TEXT } from './records.ts';

describe('the hover of a finding', () => {
  it('has the explanation, what to do, the path, the evidence, and who says so', () => {
    const start = TEXT.indexOf('name)');
    const markdown = findingMarkdown(
      recordAt('db.execute(query)', { trace: [{ range: { start, end: start + 4 }, message: 'name is a parameter' }] }),
      LINES,
      { languageId: 'python', path: true },
    );
    const parts = ['**Critical: SQL injection** ([CWE-89](https://cwe.mitre.org/data/definitions/89.html))'];
    parts.push('Text of the request', '**What to do**', 'Pass the value', '**Path**', '1. line 1: name is a parameter');
    parts.push('**Evidence**', '```python\ndb.execute(query)\n```', 'Found by the offline engine. Confidence: high');
    let at = -1;
    for (const part of parts) {
      const next = markdown.indexOf(part, at + 1);
      assert.ok(next > at, `missing, or not in its place: ${part}`);
      at = next;
    }
  });

  it('leaves the path out where the editor lists it above', () => {
    const traced = recordAt('db.execute(query)', { trace: [{ range: { start: 0, end: 3 }, message: 'a source' }] });
    const markdown = findingMarkdown(traced, LINES, { languageId: 'python', path: false });
    assert.doesNotMatch(markdown, /Path|a source/);
    assert.match(markdown, /\*\*Evidence\*\*/);
  });

  it('has two links, both ours, whatever a model writes', () => {
    const text = HOSTILE.join('\n');
    const markdown = findingMarkdown(
      recordAt('verify=False', {
        title: text,
        explanation: text,
        remediation: text,
        trace: [{ range: { start: 0, end: 3 }, message: text }],
        provenance: { engine: 'gemini', model: text, promptVersion: text },
        evidence: { quote: text, masked: false },
      }),
      LINES,
      { languageId: 'python', path: true },
    );
    const [prose = '', , rest = ''] = markdown.split('```');
    const unescaped = `${prose}${rest}`.replace(/\\[!-/:-@[-`{-~]/g, '');
    assert.deepEqual(unescaped.match(/\]\([^)]*\)/g), [
      '](https://cwe.mitre.org/data/definitions/89.html)',
      '](command:palisade.showRule?%5B%22sql-injection%22%5D)',
    ]);
    assert.doesNotMatch(unescaped, /[<!`]|:\/\/(?!cwe\.mitre\.org)/);
  });

  it('has no link to a rule whose name is none', () => {
    for (const ruleId of ['x)[y](command:z', 'a b', '', '../x', `sql-injection"],"x`]) {
      const { finding, ...record } = recordAt('verify=False');
      const markdown = findingMarkdown({ ...record, finding: { ...finding, ruleId } }, LINES, {
        languageId: 'python',
        path: true,
      });
      assert.doesNotMatch(markdown, /command:/, ruleId);
    }
  });

  it('says that the text was changed, and who was overruled', () => {
    const stale = recordAt('verify=False', {}, { state: { lifecycle: 'open', freshness: 'stale' } });
    assert.match(
      findingMarkdown(stale, LINES, { languageId: 'python', path: true }),
      /\*Text changed since the scan\*/,
    );
  });

  it('shows what cannot be seen in code as something that can', () => {
    const bidi = recordAt('verify=False', { evidence: { quote: 'a\u202eb\u200bc', masked: false } });
    assert.ok(findingMarkdown(bidi, LINES, { languageId: 'python', path: true }).includes('a\ufffdb\ufffdc'));
  });
});
