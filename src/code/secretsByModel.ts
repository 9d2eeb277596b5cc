import type { TextRange } from '../findings/finding.ts';
import type { LineIndex } from '../findings/lineIndex.ts';
import { HARDCODED_SECRET, problemClassOf } from '../findings/problemClass.ts';
import { maskSecrets } from '../outbound/masking.ts';
import { maskValue } from '../outbound/secrets.ts';
import { literalRanges } from './literalRanges.ts';
import type { AnswerFinding } from './reviewAnswer.ts';

/** A finding of the model with its place; without one its quote is not in the text. */
export interface PlacedAnswer {
  readonly answer: AnswerFinding;
  readonly range: TextRange | undefined;
}

/** A text in which also those secrets are masked that only the model has recognised. */
export interface HiddenSecrets {
  /** As long as the text that the model saw. */
  readonly text: string;
  readonly ranges: readonly TextRange[];
  /** Takes the values out of other texts too. */
  hide(words: string): string;
}

/**
 * Weaknesses that are a credential, a key or a salt in the wrong place, besides those of the class of
 * hard-coded secrets: in files, configuration and memory, default ones, keys, initialisation vectors.
 */
const CREDENTIAL_CWES: ReadonlySet<number> = new Set([
  13, 256, 257, 258, 260, 261, 312, 313, 314, 315, 316, 317, 318, 321, 323, 329, 344, 523, 526, 538, 555, 760, 1391,
  1392, 1393, 1394,
]);

const IN_THE_SOURCE = /hard-?\s?coded|embedded|plain-?\s?text|clear-?\s?text|default|leaked|exposed|static|literal/i;
const CREDENTIAL = /passw|passphrase|secret|credential|\bkeys?\b|token|\bpin\b|\bsalt\b/i;

/**
 * Whether the words or the quote of a finding may hold the value of a secret. A finding without a CWE may be
 * of any kind.
 */
export function mayNameSecret({ cwe, title }: AnswerFinding): boolean {
  if (cwe === undefined || CREDENTIAL_CWES.has(cwe) || problemClassOf(cwe) === HARDCODED_SECRET) return true;
  return IN_THE_SOURCE.test(title) && CREDENTIAL.test(title);
}

/**
 * Masks every value that findings about secrets point at, in all of the answer: another finding may quote
 * the same line or speak of the same value.
 *
 * @param masked what the model saw: the secrets that we recognised are masked already
 */
export function hideSecretsOf(
  answers: readonly PlacedAnswer[],
  masked: { readonly text: string; readonly maskedRanges: readonly TextRange[] },
  lines: LineIndex,
): HiddenSecrets {
  const ranges: TextRange[] = [];
  const values = new Set<string>();
  for (const { answer, range } of answers) {
    if (!mayNameSecret(answer)) continue;
    // A quote that is not in the text can hold the value all the same.
    for (const { start, end } of literalRanges(answer.code)) values.add(answer.code.slice(start, end));
    if (!range) continue;
    // The quote may end before the value does.
    const whole = wholeLines(range, lines);
    for (const { start, end } of literalRanges(masked.text.slice(whole.start, whole.end))) {
      ranges.push({ start: whole.start + start, end: whole.start + end });
      values.add(masked.text.slice(whole.start + start, whole.start + end));
    }
  }
  const hidden = maskSecrets(
    masked.text,
    ranges.map((range) => ({ range })),
  );
  const longestFirst = [...values].filter((value) => /[^*\s]/.test(value)).sort((a, b) => b.length - a.length);
  return {
    text: hidden.text,
    ranges: [...masked.maskedRanges, ...hidden.ranges],
    hide: (words) => longestFirst.reduce(withoutValue, words),
  };
}

function wholeLines({ start, end }: TextRange, lines: LineIndex): TextRange {
  const last = lines.positionAt(Math.max(start, end - 1)).line;
  return { start: lines.lineRange(lines.positionAt(start).line).start, end: lines.lineRange(last).end };
}

/** Plain short words are hidden where they stand alone: every literal beside a secret is one of the values. */
function withoutValue(words: string, value: string): string {
  if (!words.includes(value)) return words;
  if (value.length >= 8 || /[^A-Za-z]/.test(value)) return words.replaceAll(value, () => maskValue(value));
  return words.replace(new RegExp(`(?<![\\p{L}\\p{N}_])${value}(?![\\p{L}\\p{N}_])`, 'gu'), () => maskValue(value));
}
