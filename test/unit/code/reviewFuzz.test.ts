import assert from 'node:assert/strict';
import { QuoteFinder } from '../../../src/code/anchor.ts';
import { scanObject } from '../../../src/code/looseJson.ts';
import { readReviewAnswer, salvageReviewAnswer } from '../../../src/code/reviewAnswer.ts';
import { groundFindings } from '../../../src/code/reviewFindings.ts';
import { verdictsOn } from '../../../src/code/reviewVerdicts.ts';
import { reportFigure } from '../../support/figures.ts';
import { Random } from '../../support/random.ts';
import { CANDIDATES, modelFinding, modelVerdict, OUTLINE, SOURCE } from './reviewSamples.ts';

const ANSWERS = 5000;

const QUOTES = new QuoteFinder(SOURCE);
const NAMED = CANDIDATES.map((finding, index) => ({ id: `c${index + 1}`, finding }));
const REVIEWED = { text: SOURCE, maskedRanges: [], quotes: QUOTES, candidates: CANDIDATES, outline: OUTLINE };

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  17,
  '',
  ' ',
  'none',
  '}',
  'x',
  '\u202e',
  '\ud800',
  [],
  {},
  [[]],
  'constructor',
  '__proto__',
  'a'.repeat(9000),
  SOURCE.slice(0, 300),
];
const FRAGMENTS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  '"findings"',
  '{"findings":[]}',
  '```',
  '\n',
  '\u0000',
  '\ud83e',
  'null',
];

function answer(random: Random): unknown {
  const findings = Array.from({ length: random.below(4) }, () => {
    const finding = modelFinding({ code: random.pick(SOURCE.split('\n')), line: random.below(25) });
    const changed = random.pick(Object.keys(finding));
    if (random.below(3) === 0) finding[changed] = random.pick(VALUES);
    if (random.below(20) === 0) return Object.fromEntries(Object.entries(finding).filter(([name]) => name !== changed));
    return random.below(30) === 0 ? random.pick(VALUES) : finding;
  });
  const candidates = Array.from({ length: random.below(3) }, () =>
    random.below(10) === 0
      ? random.pick(VALUES)
      : modelVerdict({
          id: random.pick(['c1', 'c2', 'c3', 7]),
          guard: random.pick(SOURCE.split('\n')),
          verdict: random.pick(['refuted', 'confirmed', null]),
        }),
  );
  return random.below(20) === 0 ? random.pick(VALUES) : { findings, candidates };
}

function mutated(text: string, random: Random): string {
  let result = text;
  for (let change = random.below(3); change > 0; change--) {
    const at = random.below(result.length + 1);
    const rest = result.slice(at + random.below(4));
    result = random.below(6) === 0 ? result.slice(0, at) : result.slice(0, at) + random.pick(FRAGMENTS) + rest;
  }
  return result;
}

/** Calls `check` with mutated answers, each from a seed of its own, which is named when it fails. */
function forEachAnswer(firstSeed: number, check: (text: string) => void): void {
  for (let seed = firstSeed; seed < firstSeed + ANSWERS; seed++) {
    const random = new Random(seed);
    const text = mutated(JSON.stringify(answer(random)), random);
    try {
      check(text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`seed ${seed}, answer ${JSON.stringify(text)}: ${why}`, { cause: error });
    }
  }
}

describe('mutated answers of the model', function () {
  this.timeout(60_000);

  it('never make the parser throw, and are whole only when every part is valid', () => {
    let whole = 0;
    let flawed = 0;
    let refused = 0;
    forEachAnswer(20_260_000, (text) => {
      const result = readReviewAnswer(text, true);
      assert.ok(salvageReviewAnswer(text).flaws.length > 0);
      if (!result) {
        refused++;
        return;
      }
      if (result.flaws.length > 0) {
        flawed++;
        return;
      }
      whole++;
      const { start, end } = scanObject(text) ?? { start: 0 };
      const parsed = JSON.parse(text.slice(start, end)) as { findings: unknown[]; candidates: unknown[] };
      assert.equal(result.findings.length, parsed.findings.length);
      assert.equal(result.verdicts.length, parsed.candidates.length);
    });
    reportFigure('fuzz: mutated model answers', ANSWERS);
    // The mutations are worth something only when all three happen often.
    assert.ok(whole > 400 && flawed > 400 && refused > 400, JSON.stringify({ whole, flawed, refused }));
  });

  it('never become findings that are not in the text, nor vanish without being counted', () => {
    forEachAnswer(20_270_000, (text) => {
      const result = readReviewAnswer(text, true);
      if (!result) return;
      const grounded = groundFindings(result.findings, REVIEWED, { engine: 'gemini', model: 'm', promptVersion: '1' });
      for (const { subject, evidence, title, explanation, trace } of grounded.findings) {
        const { start, end } = subject.range;
        assert.ok(start >= 0 && end > start && end <= SOURCE.length);
        assert.ok(evidence.masked || evidence.quote === SOURCE.slice(start, end));
        assert.doesNotMatch(title + explanation, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
        assert.ok(trace.length === 0 || trace.length === 2);
      }
      const ranges = result.findings.map((finding) => QUOTES.find(finding.code, finding.line));
      assert.equal(grounded.ungrounded.length, ranges.filter((range) => !range).length);
      const places = new Set(ranges.filter((range) => range !== undefined).map(({ start, end }) => `${start}-${end}`));
      assert.ok(grounded.findings.length >= places.size);
    });
  });

  it('never refute a fact, nor anything without a guard that is in the text', () => {
    let refuted = 0;
    forEachAnswer(20_280_000, (text) => {
      const result = readReviewAnswer(text, true);
      if (!result) return;
      const verdicts = verdictsOn(NAMED, result.verdicts, SOURCE, QUOTES);
      assert.equal(verdicts.length, NAMED.length);
      assert.notEqual(verdicts[1]?.verdict, 'refuted');
      for (const { verdict, guard } of verdicts) {
        assert.equal(verdict === 'refuted', guard !== undefined);
        if (guard) assert.equal(SOURCE.slice(guard.range.start, guard.range.end), guard.quote);
        if (guard) refuted++;
      }
    });
    assert.ok(refuted > 20);
  });
});
