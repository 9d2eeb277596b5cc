import type { CodeFinding, TextRange } from '../findings/finding.ts';
import type { QuoteFinder } from './anchor.ts';
import type { CandidateVerdict } from './review.ts';
import type { AnswerVerdict } from './reviewAnswer.ts';

/** An embedded finding under the short name that it has in the prompt. */
export interface NamedCandidate {
  readonly id: string;
  readonly finding: CodeFinding;
}

/**
 * What the model says of each candidate. It can hide nothing by its word alone: a refutation counts
 * only against a flow (facts stay), and only with a guard that stands in the file as code. Silence and
 * contradiction are `cannot-tell`.
 *
 * @param text what the guards are quoted from: secrets masked
 */
export function verdictsOn(
  candidates: readonly NamedCandidate[],
  answers: readonly AnswerVerdict[],
  text: string,
  quotes: QuoteFinder,
): CandidateVerdict[] {
  return candidates.map(({ id, finding }): CandidateVerdict => {
    const { fingerprint, basis } = finding;
    const given = answers.filter((answer) => answer.id === id);
    const [first] = given;
    if (!first || given.some((answer) => answer.verdict !== first.verdict))
      return { fingerprint, verdict: 'cannot-tell' };
    if (first.verdict !== 'refuted') return { fingerprint, verdict: first.verdict };
    const range = basis === 'taint' && first.guard !== '' ? quotes.find(first.guard, first.guardLine) : undefined;
    if (!range || isOnlyComment(text, range)) return { fingerprint, verdict: 'cannot-tell' };
    return { fingerprint, verdict: 'refuted', guard: { quote: text.slice(range.start, range.end), range } };
  });
}

const COMMENT_LINE = /^\s*(?:#|\/\/|\/\*|\*|--|<!--|"""|''')/;
const COMMENT_BEFORE = /(?:^|\s)(?:#|\/\/|\/\*|--|<!--)/;

/**
 * A comment that says "this is safe" guards nothing, whoever wrote it. Languages differ, so whatever
 * may be a comment counts as one: the price of a mistake is a finding that stays.
 */
function isOnlyComment(text: string, { start, end }: TextRange): boolean {
  const before = text.slice(0, start);
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  if (COMMENT_BEFORE.test(line) || isInsideBlock(before)) return true;
  return text
    .slice(start, end)
    .split(/\r\n|\r|\n/)
    .every((part) => part.trim() === '' || COMMENT_LINE.test(part));
}

/** In a block comment or in a string of several lines, such as a docstring. */
function isInsideBlock(before: string): boolean {
  return (
    before.lastIndexOf('/*') > before.lastIndexOf('*/') ||
    before.lastIndexOf('<!--') > before.lastIndexOf('-->') ||
    ['"""', "'''"].some((quotes) => before.split(quotes).length % 2 === 0)
  );
}
