import assert from 'node:assert/strict';
import type { CheckOutcome } from '../../../../src/s3/checks/check.ts';
import type { PostureReport } from '../../../../src/s3/posture.ts';
import { failingOf, resultInWords, summarisePosture } from '../../../../src/s3/reports/postureSummary.ts';
import {
  bucketNamed,
  DENIED,
  FAIL,
  NOT_APPLICABLE,
  PASS,
  reportOf,
  resultOf,
  UNKNOWN,
} from '../../cli/postureSamples.ts';

const of = (rest: Partial<PostureReport>, ...outcomes: readonly CheckOutcome[]): PostureReport =>
  reportOf({ status: 'complete', buckets: [bucketNamed('b', ...outcomes)], ...rest });
const words = (report: PostureReport): string => resultInWords(report, summarisePosture(report, 'informational'));

describe('what a run over an account comes to', () => {
  it('counts each kind of result, of the account too', () => {
    const report = of({ account: [resultOf('a', FAIL)] }, PASS, PASS, NOT_APPLICABLE, FAIL, UNKNOWN(DENIED));
    const { findings, passed, notApplicable, unknown } = summarisePosture(report, 'low');
    assert.deepEqual([findings.high, findings.critical, passed, notApplicable, unknown], [2, 0, 2, 1, 1]);
  });

  it('counts as failing what is at or above the level', () => {
    const report = of({}, FAIL, { ...FAIL, severity: 'low' });
    const failing = (['critical', 'high', 'medium', 'low'] as const).map(
      (level) => summarisePosture(report, level).failing,
    );
    assert.deepEqual(failing, [0, 1, 1, 2]);
  });

  it('is clean only when everything was looked at, everything could be told, and nothing is wrong', () => {
    const clean = (report: PostureReport): boolean => summarisePosture(report, 'critical').clean;
    assert.equal(clean(of({}, PASS, NOT_APPLICABLE)), true);
    assert.equal(clean(of({}, PASS, { ...FAIL, severity: 'informational' })), false);
    assert.equal(clean(of({}, PASS, UNKNOWN(DENIED))), false);
    assert.equal(clean(of({ notRead: ['late'] }, PASS)), false);
    for (const status of ['partial', 'failed', 'cancelled'] as const) assert.equal(clean(of({ status }, PASS)), false);
  });

  it('never says clean in words of what is not', () => {
    assert.equal(words(of({}, PASS)), 'Clean: everything was looked at, and nothing is wrong.');
    assert.equal(words(of({}, FAIL)), '1 finding; everything was looked at.');
    assert.equal(
      words(of({ notRead: ['x', 'y'] }, UNKNOWN(DENIED))),
      'Nothing found, but not everything could be looked at (1 check could not be told and 2 buckets not read): this is no clean result.',
    );
    assert.equal(
      words(of({ status: 'partial' }, PASS)),
      'Nothing found, but not everything could be looked at: this is no clean result.',
    );
    assert.match(words(of({ status: 'failed' }, PASS)), /^Failed: the account was not judged/);
    assert.match(
      words(of({ status: 'cancelled' }, FAIL)),
      /^Interrupted: 1 finding until then; this is no clean result/,
    );
  });

  it('puts the worst first', () => {
    const results = (['low', 'critical', 'medium'] as const).map((severity) => resultOf('b', { ...FAIL, severity }));
    assert.deepEqual(
      failingOf(results).map(({ outcome }) => outcome.severity),
      ['critical', 'medium', 'low'],
    );
  });
});
