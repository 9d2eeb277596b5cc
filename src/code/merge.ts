import type { CodeFinding } from '../findings/finding.ts';
import { LineIndex } from '../findings/lineIndex.ts';
import { worseOf } from '../findings/severity.ts';
import type { Refutation } from '../findings/state.ts';
import type { CandidateVerdict, ReviewResult } from './review.ts';

export interface MergedFindings {
  /** Of both engines, each problem once, in the order of place. */
  readonly findings: readonly CodeFinding[];
  /** By fingerprint. Only taint findings, each with a guard that stands in the file. */
  readonly refutations: ReadonlyMap<string, Refutation>;
}

/**
 * Joins what two engines say of the same text. The same class of problem on the same lines is one
 * finding: the embedded engine's words, place and path, the worse of the two severities, provenance
 * `both`. The model cannot remove a fact, and cannot refute what it reports itself.
 */
export function mergeReview(text: string, embedded: readonly CodeFinding[], review: ReviewResult): MergedFindings {
  const lines = new LineIndex(text);
  const verdicts = new Map(review.verdicts.map((verdict) => [verdict.fingerprint, verdict]));
  const { model, promptVersion } = review.usage;
  const absorbed = new Set<CodeFinding>();
  const refutations = new Map<string, Refutation>();

  const joined = embedded.map((finding): CodeFinding => {
    const twins = review.findings.filter((other) => isSameProblem(finding, other, lines));
    for (const twin of twins) absorbed.add(twin);
    const verdict = verdicts.get(finding.fingerprint);
    if (twins.length === 0 && verdict?.verdict !== 'confirmed') {
      const refutation = refutationOf(finding, verdict, model);
      if (refutation) refutations.set(finding.fingerprint, refutation);
      return finding;
    }
    return {
      ...finding,
      severity: twins.reduce((worst, twin) => worseOf(worst, twin.severity), finding.severity),
      confidence: 'high',
      provenance: { engine: 'both', model, promptVersion },
    };
  });
  const findings = [...joined, ...review.findings.filter((finding) => !absorbed.has(finding))];
  return { findings: findings.sort((a, b) => a.subject.range.start - b.subject.range.start), refutations };
}

function isSameProblem(a: CodeFinding, b: CodeFinding, lines: LineIndex): boolean {
  if (a.problemClass !== b.problemClass) return false;
  const [first, last] = lineSpan(a, lines);
  const [otherFirst, otherLast] = lineSpan(b, lines);
  return first <= otherLast && otherFirst <= last;
}

function lineSpan(finding: CodeFinding, lines: LineIndex): [number, number] {
  const { start, end } = finding.subject.range;
  return [lines.positionAt(start).line, lines.positionAt(Math.max(start, end - 1)).line];
}

function refutationOf(
  finding: CodeFinding,
  verdict: CandidateVerdict | undefined,
  model: string,
): Refutation | undefined {
  if (finding.basis !== 'taint' || verdict?.verdict !== 'refuted' || !verdict.guard) return undefined;
  return { guard: verdict.guard.quote, guardRange: verdict.guard.range, model, overruled: false };
}
