import type { CodeFinding, TextRange } from '../findings/finding.ts';
import type { Answer } from '../findings/reconcile.ts';
import type { QuoteFinder } from './anchor.ts';
import { canGuard } from './guardCode.ts';
import type { CandidateVerdict } from './review.ts';
import type { AnswerVerdict } from './reviewAnswer.ts';

/** A finding under the short name that it has in the prompt. */
export interface NamedCandidate {
  readonly id: string;
  readonly finding: CodeFinding;
}

/**
 * What the model says of each candidate. It can hide nothing by its word alone: a refutation counts
 * only against a flow or a reading (facts stay), and only with a guard that stands in the file as code. Silence and
 * contradiction are `cannot-tell`.
 *
 * @param text what the guards are quoted from: secrets masked
 */
export function verdictsOn(
  candidates: readonly NamedCandidate[],
  answers: readonly AnswerVerdict[],
  text: string,
  quotes: QuoteFinder,
  notCode?: readonly TextRange[],
): CandidateVerdict[] {
  return candidates.map(({ id, finding }): CandidateVerdict => {
    const { fingerprint, basis } = finding;
    const given = answers.filter((answer) => answer.id === id);
    const [first] = given;
    if (!first || given.some((answer) => answer.verdict !== first.verdict))
      return { fingerprint, verdict: 'cannot-tell' };
    if (first.verdict !== 'refuted') return { fingerprint, verdict: first.verdict };
    const range = basis !== 'fact' && first.guard !== '' ? quotes.find(first.guard, first.guardLine) : undefined;
    if (!range || !isOnTheWay(range, finding) || !canGuard(text, range, notCode))
      return { fingerprint, verdict: 'cannot-tell' };
    return { fingerprint, verdict: 'refuted', guard: { quote: text.slice(range.start, range.end), range } };
  });
}

/** Before the sink, or around it: in the function that holds it the order of lines need not be that of time. */
function isOnTheWay(guard: TextRange, { subject: { range, symbol } }: CodeFinding): boolean {
  if (guard.start < range.end) return true;
  return symbol.name !== '' && symbol.range.start <= guard.start && guard.end <= symbol.range.end;
}

/**
 * What the model answered about findings that it was asked about by themselves. `unproven`: it takes the problem for
 * solved, and nothing in the file shows by what; where the code at fault is gone, there is nothing left to quote.
 */
export function answersTo(
  asked: readonly CodeFinding[],
  candidates: readonly NamedCandidate[],
  verdicts: readonly CandidateVerdict[],
  given: readonly AnswerVerdict[],
): ReadonlyMap<string, Answer> {
  return new Map(
    asked.map(({ fingerprint }) => {
      const { verdict = 'cannot-tell' } = verdicts.find((one) => one.fingerprint === fingerprint) ?? {};
      if (verdict !== 'cannot-tell') return [fingerprint, verdict];
      const id = candidates.find(({ finding }) => finding.fingerprint === fingerprint)?.id;
      const words = given.filter((one) => one.id === id).map((one) => one.verdict);
      const isRefuted = words.length > 0 && words.every((word) => word === 'refuted');
      return [fingerprint, isRefuted ? 'unproven' : 'cannot-tell'];
    }),
  );
}
