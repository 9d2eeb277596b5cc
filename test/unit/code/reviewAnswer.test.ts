import assert from 'node:assert/strict';
import { scanObject } from '../../../src/code/looseJson.ts';
import { readReviewAnswer, salvageReviewAnswer } from '../../../src/code/reviewAnswer.ts';
import { modelFinding, modelVerdict } from './reviewSamples.ts';

function answer(findings: unknown[], candidates: unknown[] = []): string {
  return JSON.stringify({ findings, candidates });
}

function read(text: string, candidatesSent = false) {
  return readReviewAnswer(text, candidatesSent);
}

describe('readReviewAnswer', () => {
  it('reads a whole answer', () => {
    const result = read(answer([modelFinding()], [modelVerdict()]), true);
    assert.deepEqual(result?.flaws, []);
    assert.deepEqual(
      [result.findings[0]?.line, result.findings[0]?.cwe, result.findings[0]?.severity, result.findings[0]?.unguarded],
      [17, 89, 'critical', true],
    );
    assert.deepEqual(result.verdicts, [{ id: 'c1', guard: '', verdict: 'confirmed' }]);
  });

  it('takes an empty answer for a good one', () => {
    assert.deepEqual(read(answer([])), { findings: [], verdicts: [], flaws: [] });
  });

  it('looks past a code fence and a stray fragment', () => {
    assert.deepEqual(read(`\`\`\`json\n${answer([modelFinding()])}\n\`\`\``)?.flaws, []);
    assert.deepEqual(read(`${answer([modelFinding()])}\n ]\n}`)?.flaws, []);
  });

  it('says that something is missing when a second object follows', () => {
    const result = read(answer([]) + answer([modelFinding()]));
    assert.equal(result?.flaws.length, 1);
  });

  it('relies on nothing that is not the agreed form', () => {
    for (const text of [
      '',
      'No issues found.',
      '[]',
      '{',
      '{}',
      'null',
      '{"findings": {}}',
      '{"findings": null, "candidates": []}',
      '{"findings": []',
      '{"findings": [}]',
      '{"findings": [],}',
    ]) {
      assert.equal(read(text), undefined, text);
    }
  });

  it('does not let a second key hide the findings of the first', () => {
    assert.equal(
      read(`{"findings": [${JSON.stringify(modelFinding())}], "candidates": [], "findings": []}`),
      undefined,
    );
  });

  it('is not fooled by an answer inside a string', () => {
    assert.equal(read('{"note": "{\\"findings\\": []}"'), undefined);
    assert.equal(read(`{"note": ${JSON.stringify(answer([]))}}`), undefined);
  });

  it('misses the verdicts when there were candidates', () => {
    assert.equal(read('{"findings": []}', true)?.flaws.length, 1);
    assert.equal(read('{"findings": []}', false)?.flaws.length, 0);
    assert.equal(read('{"findings": [], "candidates": "none"}', false)?.flaws.length, 1);
  });

  it('drops findings that lack what a finding needs, and says so', () => {
    const bad = [
      modelFinding({ code: '' }),
      modelFinding({ code: 7 }),
      modelFinding({ title: '\u200b' }),
      modelFinding({ why: '' }),
      modelFinding({ fix: null }),
      modelFinding({ severity: 'terrible' }),
      'text',
      null,
      [modelFinding()],
    ];
    const result = read(answer([...bad, modelFinding()]));
    assert.equal(result?.findings.length, 1);
    assert.deepEqual(result.flaws, ['9 of 10 findings are not of the agreed form']);
  });

  it('tolerates what is harmless', () => {
    const [finding] =
      read(
        answer([
          modelFinding({ severity: ' High ', cwe: 'CWE-78: OS Command Injection', line: '12', guard_seen: 'None.' }),
        ]),
      )?.findings ?? [];
    assert.deepEqual([finding?.severity, finding?.cwe, finding?.line, finding?.unguarded], ['high', 78, 12, true]);
  });

  it('takes odd values for unknown ones, never for the better', () => {
    const odd = modelFinding({
      cwe: 'injection',
      line: -4,
      attacker_controls: 'aliens',
      other_file_needed: 'no',
      source_code: ['x'],
    });
    const [finding] = read(answer([odd]))?.findings ?? [];
    assert.deepEqual(
      [finding?.cwe, finding?.line, finding?.attackerControls, finding?.otherFileNeeded, finding?.sourceCode],
      [undefined, undefined, 'unknown', true, ''],
    );
  });

  it('bounds every text', () => {
    const long = 'word '.repeat(5000);
    const [finding] =
      read(answer([modelFinding({ title: long, why: long, fix: long, flow: long, sink: long, guard_seen: long })]))
        ?.findings ?? [];
    assert.ok(finding && JSON.stringify({ ...finding, code: '' }).length < 4500);
    assert.equal(read(answer([modelFinding({ code: 'x'.repeat(9000) })]))?.flaws.length, 1);
    assert.equal(read(answer(Array.from({ length: 150 }, () => modelFinding())))?.findings.length, 100);
  });

  it('lets no verdict but a known word confirm or refute', () => {
    const verdicts = ['CONFIRMED', 'refuted', 'safe', '', 'not confirmed'].map((verdict) => modelVerdict({ verdict }));
    assert.deepEqual(
      read(answer([], verdicts), true)?.verdicts.map(({ verdict }) => verdict),
      ['confirmed', 'refuted', 'cannot-tell', 'cannot-tell', 'cannot-tell'],
    );
    assert.equal(
      read(answer([], [modelVerdict({ id: '' }), modelVerdict({ verdict: true }), 3]), true)?.verdicts.length,
      0,
    );
  });
});

describe('salvageReviewAnswer', () => {
  const whole = answer([modelFinding(), modelFinding({ title: 'Second {"one"}' })], [modelVerdict()]);

  it('keeps the findings that are whole, wherever the cut is', () => {
    const secondEnds = whole.indexOf('],"candidates"');
    const firstEnds = whole.indexOf('},{') + 1;
    for (let length = 0; length < whole.length; length++) {
      const result = salvageReviewAnswer(whole.slice(0, length));
      assert.equal(result.findings.length, length >= secondEnds ? 2 : length >= firstEnds ? 1 : 0, String(length));
      assert.ok(result.flaws.length > 0);
    }
  });

  it('never calls itself whole', () => {
    assert.ok(salvageReviewAnswer(whole).flaws.length > 0);
    assert.equal(salvageReviewAnswer(whole).verdicts.length, 1);
  });
});

describe('scanObject', () => {
  it('finds the outermost object, its keys and the objects in its arrays', () => {
    const text = 'x {"a": [{"b": "]}"}, {}], "c": {"d": [{}]}, "e": "\\"f\\": {" } y';
    const scanned = scanObject(text);
    assert.equal(text.slice(scanned?.start, scanned?.end), text.slice(2, -2));
    assert.deepEqual(scanned?.keys, ['a', 'c', 'e']);
    assert.deepEqual(
      scanned.items.get('a')?.map(({ start, end }) => text.slice(start, end)),
      ['{"b": "]}"}', '{}'],
    );
  });

  it('gives up on brackets that do not match or go too deep', () => {
    assert.equal(scanObject('{"a": [}'), undefined);
    assert.equal(scanObject(`{"a": ${'['.repeat(100_000)}`), undefined);
    assert.equal(scanObject('no object'), undefined);
  });
});
