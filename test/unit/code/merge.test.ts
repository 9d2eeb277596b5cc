import assert from 'node:assert/strict';
import { mergeReview } from '../../../src/code/merge.ts';
import type { CandidateVerdict, ReviewResult } from '../../../src/code/review.ts';
import type { CodeFinding } from '../../../src/findings/finding.ts';
import { findingAt } from '../findings/samples.ts';

const TEXT = 'def find(name):\n    run("SELECT a" + name)\n    hash = md5(name)\n    other(name)\n';
const embedded = findingAt(TEXT, 'run("SELECT a" + name)', { severity: 'medium', confidence: 'medium' });
const fact = findingAt(TEXT, 'md5(name)', {
  ruleId: 'weak-hash',
  problemClass: 'weak-hash',
  basis: 'fact',
  severity: 'low',
});

const byModel = { provenance: { engine: 'gemini', model: 'm', promptVersion: '3' }, basis: 'review' } as const;

function review(findings: readonly CodeFinding[], verdicts: readonly CandidateVerdict[] = []): ReviewResult {
  return {
    status: 'complete',
    reasons: [],
    findings,
    verdicts,
    droppedTitles: [],
    usage: {
      model: 'm',
      promptVersion: '3',
      requests: 1,
      inputTokens: 1,
      outputTokens: 1,
      costUsd: 0,
      maskedSecrets: 0,
    },
  };
}

const guard = { quote: 'def find(name):', range: { start: 0, end: 15 } };

describe('mergeReview', () => {
  it('makes one finding of the same class on the same lines, with the worse severity', () => {
    const twin = findingAt(TEXT, '"SELECT a" + name', { ...byModel, severity: 'critical', title: 'Injection' });
    const { findings } = mergeReview(TEXT, [embedded], review([twin]));
    assert.equal(findings.length, 1);
    assert.equal(findings[0]?.title, embedded.title);
    assert.equal(findings[0].severity, 'critical');
    assert.equal(findings[0].confidence, 'high');
    assert.deepEqual(findings[0].provenance, { engine: 'both', model: 'm', promptVersion: '3' });
    assert.deepEqual(findings[0].subject.range, embedded.subject.range);
  });

  it('keeps another class on the same line, and the same class on another line, apart', () => {
    const otherClass = findingAt(TEXT, 'run("SELECT a" + name)', { ...byModel, problemClass: 'path-traversal' });
    const otherLine = findingAt(TEXT, 'other(name)', byModel);
    assert.equal(mergeReview(TEXT, [embedded], review([otherClass, otherLine])).findings.length, 3);
  });

  it('takes a confirmation as the word of both', () => {
    const { findings } = mergeReview(
      TEXT,
      [embedded],
      review([], [{ fingerprint: embedded.fingerprint, verdict: 'confirmed' }]),
    );
    assert.equal(findings[0]?.provenance.engine, 'both');
    assert.equal(findings[0].severity, 'medium');
  });

  it('records a refutation that has its guard, and removes nothing', () => {
    const { findings, refutations } = mergeReview(
      TEXT,
      [embedded],
      review([], [{ fingerprint: embedded.fingerprint, verdict: 'refuted', guard }]),
    );
    assert.deepEqual(findings, [embedded]);
    assert.deepEqual(
      [...refutations],
      [[embedded.fingerprint, { guard: guard.quote, guardRange: guard.range, model: 'm', overruled: false }]],
    );
  });

  it('does not let a fact, or a claim without a guard, be refuted', () => {
    const { refutations } = mergeReview(
      TEXT,
      [embedded, fact],
      review(
        [],
        [
          { fingerprint: embedded.fingerprint, verdict: 'refuted' },
          { fingerprint: fact.fingerprint, verdict: 'refuted', guard },
        ],
      ),
    );
    assert.equal(refutations.size, 0);
  });

  it('does not believe a model that refutes what it reports itself', () => {
    const twin = findingAt(TEXT, 'run("SELECT a" + name)', byModel);
    const { refutations } = mergeReview(
      TEXT,
      [embedded],
      review([twin], [{ fingerprint: embedded.fingerprint, verdict: 'refuted', guard }]),
    );
    assert.equal(refutations.size, 0);
  });
});
