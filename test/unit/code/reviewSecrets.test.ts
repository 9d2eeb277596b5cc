import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createReviewer, type ReviewRequest } from '../../../src/code/review.ts';
import { type FakeGemini, startFakeGemini } from '../../support/fakeGemini.ts';
import { ManualTimers } from '../../support/manualTimers.ts';
import { CANDIDATES, modelFinding, modelVerdict, rangeOf } from './reviewSamples.ts';

describe('secrets that only the model recognises', () => {
  let fake: FakeGemini;
  let log: string[];
  let promptText: string;

  before(async () => {
    promptText = await readFile(join(import.meta.dirname, '../../../prompts/review.md'), 'utf8');
  });
  beforeEach(async () => {
    log = [];
    fake = await startFakeGemini();
  });
  afterEach(() => fake.stop());

  function review(answer: object, request: Partial<ReviewRequest> = {}) {
    fake.setMode({ answer });
    const timers = new ManualTimers();
    const reviewer = createReviewer({
      apiKey: 'k'.repeat(39),
      model: 'gemini-3.8-flash',
      fallbackModel: 'gemini-3.5-flash-lite',
      promptText,
      endpoint: fake.url,
      now: timers.now,
      timers,
      log: (line) => log.push(line),
    });
    const whole: ReviewRequest = { document, candidates: [], outline: [], depth: 'thorough', ...request };
    return reviewer.review(whole, new AbortController().signal);
  }

  const VALUE = ['correct-horse', '-battery-9'].join('');
  const text = `import x\nM = Cipher("${VALUE}"); run(cmd)\nNOTE = "${VALUE}"\nos.system(folder)\n`;
  const document = { id: 'file:///keys.py', path: 'keys.py', languageId: 'python', text, version: 1 };
  const line = `M = Cipher("${VALUE}"); run(cmd)`;
  const words = {
    title: `Hard-coded key ${VALUE}`,
    why: `The key ${VALUE} is in the file.`,
    flow: `${VALUE} goes into Cipher.`,
    sink: `Cipher("${VALUE}")`,
    fix: `Take ${VALUE} out.`,
  };
  const reviewOf = (...findings: object[]) => review({ findings, candidates: [] });

  for (const cwe of ['798', '321', '13', '260', '555', '1392', '']) {
    it(`are masked in every word of a finding of CWE "${cwe}"`, async () => {
      const result = await reviewOf(modelFinding({ ...words, code: line, line: 2, cwe }));
      assert.equal(result.findings.length, 1);
      assert.ok(!JSON.stringify(result).includes(VALUE));
      assert.equal(result.findings[0]?.evidence.quote, line.replace(VALUE, '*'.repeat(VALUE.length)));
    });
  }

  it('are masked where the title alone tells, and where the quote leaves them out', async () => {
    const result = await reviewOf(modelFinding({ ...words, code: 'M = Cipher(', line: 2, cwe: '287' }));
    assert.equal(result.findings.length, 1);
    assert.ok(!JSON.stringify(result).includes(VALUE));
  });

  it('are masked in other findings of the answer, on the same line and elsewhere', async () => {
    const result = await reviewOf(
      modelFinding({ ...words, code: line, line: 2, cwe: '78', title: 'Command from outside' }),
      modelFinding({ code: `NOTE = "${VALUE}"`, line: 3, cwe: '1188' }),
      modelFinding({ ...words, code: line, line: 2, cwe: '321' }),
    );
    assert.equal(result.findings.length, 3);
    assert.ok(!JSON.stringify(result).includes(VALUE));
  });

  it('are in no title that is dropped and logged', async () => {
    const result = await reviewOf(
      modelFinding({ ...words, code: `Cypher("${VALUE}", 1)`, cwe: '321' }),
      modelFinding({ ...words, code: 'nothing_like_this(1)', cwe: '' }),
      modelFinding({ code: 'nor_like_this(2)', title: `Runs ${VALUE}` }),
    );
    assert.equal(result.droppedTitles.length, 3);
    assert.ok(!JSON.stringify([result, log]).includes(VALUE));
    assert.ok(result.droppedTitles.some((title) => title.includes('CWE-321')));
  });

  it('are in no guard that is quoted', async () => {
    const guarded = `if ok(folder, "${VALUE}"): os.system(folder)`;
    const body = `KEY = "${VALUE}"\n${guarded}\n`;
    const [candidate] = CANDIDATES;
    assert.ok(candidate);
    const range = rangeOf('os.system(folder)', body);
    const result = await review(
      {
        findings: [modelFinding({ ...words, code: `KEY = "${VALUE}"`, line: 1, cwe: '321' })],
        candidates: [modelVerdict({ verdict: 'refuted', guard: guarded, guard_line: 2 })],
      },
      {
        document: { ...document, text: body },
        candidates: [{ ...candidate, subject: { ...candidate.subject, range } }],
      },
    );
    assert.equal(result.verdicts[0]?.verdict, 'refuted');
    assert.ok(!JSON.stringify(result).includes(VALUE));
  });
});
