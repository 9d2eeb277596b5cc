import assert from 'node:assert/strict';
import { HARDCODED_SECRETS } from '../../../../src/code/embedded/rules/hardcodedSecrets.ts';
import { RULES } from '../../../../src/code/embedded/rules/rules.ts';
import { adapterFor } from '../../../../src/code/embedded/adapters/adapter.ts';
import { reportFigure } from '../../../support/figures.ts';
import { analyse, lineOf } from './engineForTests.ts';
import { FAMILIES } from './samples/families.ts';
import { SAMPLE_LANGUAGES } from './samples/sample.ts';

const SAMPLES = FAMILIES.flatMap((family) => family.samples);

describe('rules on their samples', function () {
  // Some tests go over all samples.
  this.timeout(60_000);

  before(() => {
    reportFigure('rules', RULES.length + 1);
    for (const language of [...SAMPLE_LANGUAGES, 'typescriptreact']) {
      const own = SAMPLES.filter((sample) => sample.language === language);
      const positive = own.filter(({ severity }) => severity !== undefined).length;
      reportFigure(`samples with a finding, ${language}`, positive);
      reportFigure(`samples without, ${language}`, own.length - positive);
    }
  });

  for (const { ruleId, samples: all, languages = SAMPLE_LANGUAGES } of FAMILIES) {
    const samples = all.filter((sample) => adapterFor(sample.language) !== undefined);
    describe(ruleId, () => {
      for (const language of languages.filter((one) => adapterFor(one) !== undefined)) {
        it(`has at least three positive and three negative samples in ${language}`, () => {
          const own = samples.filter((sample) => sample.language === language);
          assert.ok(own.filter((sample) => sample.severity !== undefined).length >= 3);
          assert.ok(own.filter((sample) => sample.severity === undefined).length >= 3);
        });
      }

      for (const sample of samples) {
        const { severity } = sample;
        if (severity === undefined) {
          it(`is silent on ${sample.language}: ${sample.name}`, async () => {
            const response = await analyse(sample.language, sample.code);
            assert.equal(response.status, 'complete');
            assert.deepEqual(
              response.findings.filter((finding) => finding.ruleId === ruleId).map((finding) => finding.evidence.quote),
              [],
            );
          });
          continue;
        }
        it(`finds ${sample.language}: ${sample.name}`, async () => {
          const response = await analyse(sample.language, sample.code);
          assert.equal(response.status, 'complete');
          const marked = sample.code.split('\n').findIndex((line) => line.endsWith('FINDING')) + 1;
          assert.ok(marked > 0, 'the sample marks its line');
          const own = response.findings.filter((finding) => finding.ruleId === ruleId);
          assert.deepEqual(
            own.map((finding) => ({ line: lineOf(sample.code, finding), severity: finding.severity })),
            [{ line: marked, severity }],
          );
        });
      }
    });
  }

  it('has samples of every rule', () => {
    const sampled = new Set(FAMILIES.map((family) => family.ruleId));
    assert.deepEqual(
      [...RULES.map((rule) => rule.id), HARDCODED_SECRETS.id].filter((id) => !sampled.has(id)),
      [],
    );
  });

  it('leaves the samples of the other rules alone', async () => {
    const crossed: string[] = [];
    for (const family of FAMILIES) {
      for (const sample of family.samples) {
        const { findings } = await analyse(sample.language, sample.code);
        for (const { ruleId, evidence } of findings)
          if (ruleId !== family.ruleId) crossed.push(`${ruleId} on ${sample.name}: ${evidence.quote}`);
      }
    }
    assert.deepEqual(crossed, []);
    reportFigure('cross-fire: rules on samples of other rules', SAMPLES.length * RULES.length);
  });

  it('quotes what stands in the file at the place of the finding', async () => {
    for (const family of FAMILIES.filter((one) => one.ruleId !== 'hardcoded-secret')) {
      for (const sample of family.samples) {
        const { findings } = await analyse(sample.language, sample.code);
        for (const finding of findings) {
          const { start, end } = finding.subject.range;
          assert.equal(finding.evidence.quote, sample.code.slice(start, end));
          assert.equal(finding.evidence.masked, false);
        }
      }
    }
  });

  it('leads from a source to the sink in every proven flow', async () => {
    for (const family of FAMILIES) {
      for (const sample of family.samples) {
        if (sample.severity !== 'critical' || family.ruleId === 'hardcoded-secret') continue;
        const { findings } = await analyse(sample.language, sample.code);
        const [finding] = findings.filter((one) => one.ruleId === family.ruleId);
        if (finding?.basis === 'fact') continue;
        assert.ok(finding !== undefined && finding.trace.length >= 2, sample.name);
        const last = finding.trace.at(-1);
        assert.ok(
          last !== undefined &&
            last.range.start >= finding.subject.range.start &&
            last.range.end <= finding.subject.range.end,
          sample.name,
        );
        assert.match(finding.trace[0]?.message ?? '', /client|Lambda|link/);
      }
    }
  });
});
