import type {
  CodeFinding,
  Confidence,
  EnclosingSymbol,
  Provenance,
  TextRange,
  TraceStep,
} from '../findings/finding.ts';
import { type FindingDraft, withFingerprints } from '../findings/fingerprint.ts';
import { LineIndex } from '../findings/lineIndex.ts';
import { HARDCODED_SECRET, problemClassOf, UNCLASSIFIED } from '../findings/problemClass.ts';
import { compareSeverity } from '../findings/severity.ts';
import type { QuoteFinder } from './anchor.ts';
import type { AnswerFinding } from './reviewAnswer.ts';
import { type HiddenSecrets, hideSecretsOf, mayNameSecret } from './secretsByModel.ts';

/** The text that the model saw and what is known about it. */
export interface ReviewedText {
  /** Secrets masked; the offsets are those of the document. */
  readonly text: string;
  readonly maskedRanges: readonly TextRange[];
  readonly quotes: QuoteFinder;
  readonly candidates: readonly CodeFinding[];
  readonly outline: readonly EnclosingSymbol[];
}

export interface GroundedFindings {
  readonly findings: readonly CodeFinding[];
  /** Titles of the findings whose quote is not in the text, or our words for those that may name a secret. */
  readonly ungrounded: readonly string[];
  /** How many were left out because the embedded engine reports the same secret. */
  readonly knownSecrets: number;
  /** What may be quoted: besides what was masked before, what only the model knows for a secret is masked. */
  readonly shownText: string;
}

/**
 * Turns what the model reports into findings of ours: anchored by their quote, classified by CWE,
 * with a confidence that rests on what can be checked and never on the model's own word.
 */
export function groundFindings(
  answers: readonly AnswerFinding[],
  reviewed: ReviewedText,
  provenance: Provenance,
): GroundedFindings {
  const lines = new LineIndex(reviewed.text);
  const placed = answers.map((answer) => ({ answer, range: reviewed.quotes.find(answer.code, answer.line) }));
  const secrets = hideSecretsOf(placed, reviewed, lines);
  const ungrounded: string[] = [];
  const drafts = new Map<string, FindingDraft>();
  let knownSecrets = 0;
  for (const { answer, range } of placed) {
    if (!range) {
      ungrounded.push(mayNameSecret(answer) ? withheld(answer) : secrets.hide(answer.title));
      continue;
    }
    const draft = draftOf(answer, range, reviewed, secrets, lines, provenance);
    if (isReportedSecret(draft, reviewed, lines)) {
      knownSecrets++;
      continue;
    }
    // A model that repeats itself has not found two things.
    const key = `${draft.problemClass} ${range.start} ${range.end}`;
    const twin = drafts.get(key);
    if (!twin || compareSeverity(draft.severity, twin.severity) < 0) drafts.set(key, draft);
  }
  const findings = withFingerprints(secrets.text, [...drafts.values()]);
  return { findings, ungrounded, knownSecrets, shownText: secrets.text };
}

/** Masked for the model, and reported by the embedded engine: one that it does not report must not get lost. */
function isReportedSecret(
  { problemClass, subject }: FindingDraft,
  { maskedRanges, candidates }: ReviewedText,
  lines: LineIndex,
): boolean {
  return (
    problemClass === HARDCODED_SECRET &&
    overlapsAny(subject.range, maskedRanges) &&
    agrees(HARDCODED_SECRET, subject.range, candidates, lines)
  );
}

function withheld({ cwe }: AnswerFinding): string {
  const kind = cwe === undefined ? 'a finding without a CWE' : `a finding of CWE-${cwe}`;
  return `${kind}, its words left out as they may hold a secret`;
}

function draftOf(
  answer: AnswerFinding,
  range: TextRange,
  reviewed: ReviewedText,
  secrets: HiddenSecrets,
  lines: LineIndex,
  provenance: Provenance,
): FindingDraft {
  const problemClass = answer.cwe === undefined ? UNCLASSIFIED : problemClassOf(answer.cwe);
  const source = answer.sourceCode === '' ? undefined : reviewed.quotes.find(answer.sourceCode, answer.sourceLine);
  const quote = secrets.text.slice(range.start, range.end);
  const words = (text: string): string => secrets.hide(text);
  return {
    ruleId: `gemini.${problemClass}`,
    problemClass,
    cwe: answer.cwe === undefined ? [] : [answer.cwe],
    title: words(answer.title),
    explanation: words(explanationOf(answer)),
    remediation: words(answer.fix),
    severity: answer.severity,
    confidence: confidenceOf(answer, source, agrees(problemClass, range, reviewed.candidates, lines)),
    provenance,
    basis: 'review',
    subject: { kind: 'code', range, symbol: enclosingSymbol(range, reviewed) },
    evidence: { quote, masked: overlapsAny(range, secrets.ranges) },
    trace: traceOf(answer, source, range, words),
  };
}

function explanationOf({ why, flow }: AnswerFinding): string {
  return flow === '' || why.includes(flow) ? why : `${why}\n\n${flow}`;
}

/** From source to sink, when the source that the model quotes is in the file and elsewhere than the finding. */
function traceOf(
  answer: AnswerFinding,
  source: TextRange | undefined,
  range: TextRange,
  words: (text: string) => string,
): readonly TraceStep[] {
  if (!source || overlaps(source, range)) return [];
  const sink = answer.sink === '' ? 'used here' : `used here: ${answer.sink}`;
  return [
    { range: source, message: 'the value enters here' },
    { range, message: words(sink) },
  ];
}

/**
 * High only when the embedded engine reports the same problem. Medium when what can be checked
 * speaks for it: the source is in this file (or none is needed), no guard was seen, no other file
 * decides (facts/gemini.md §7.4).
 */
function confidenceOf(answer: AnswerFinding, source: TextRange | undefined, embeddedAgrees: boolean): Confidence {
  if (embeddedAgrees) return 'high';
  const sourceIsHere = source !== undefined || answer.attackerControls === 'none';
  return sourceIsHere && answer.unguarded && !answer.otherFileNeeded ? 'medium' : 'low';
}

function agrees(problemClass: string, range: TextRange, candidates: readonly CodeFinding[], lines: LineIndex): boolean {
  const [first, last] = lineSpan(range, lines);
  return candidates.some((candidate) => {
    if (candidate.problemClass !== problemClass) return false;
    const [otherFirst, otherLast] = lineSpan(candidate.subject.range, lines);
    return first <= otherLast && otherFirst <= last;
  });
}

function lineSpan({ start, end }: TextRange, lines: LineIndex): [number, number] {
  return [lines.positionAt(start).line, lines.positionAt(Math.max(start, end - 1)).line];
}

/** The innermost function, method or class around the whole range; the file when there is none. */
function enclosingSymbol(range: TextRange, { outline, text }: ReviewedText): EnclosingSymbol {
  const around = outline.filter((symbol) => symbol.range.start <= range.start && range.end <= symbol.range.end);
  const file: EnclosingSymbol = { name: '', range: { start: 0, end: text.length } };
  return around.reduce((inner, symbol) => (lengthOf(symbol.range) <= lengthOf(inner.range) ? symbol : inner), file);
}

function lengthOf({ start, end }: TextRange): number {
  return end - start;
}

function overlaps(a: TextRange, b: TextRange): boolean {
  return a.start < b.end && b.start < a.end;
}

function overlapsAny(range: TextRange, others: readonly TextRange[]): boolean {
  return others.some((other) => overlaps(range, other));
}
