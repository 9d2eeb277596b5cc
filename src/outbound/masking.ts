import type { TextRange } from '../findings/finding.ts';
import { rangesOfValues } from './repeatedValues.ts';
import { maskValue } from './secrets.ts';

/** A text without its secrets. Every offset, line and column is that of the original. */
export interface MaskedText {
  readonly text: string;
  /** How many secrets were given; overlapping ones share a range. */
  readonly count: number;
  /** What is masked, in order, without overlaps. */
  readonly ranges: readonly TextRange[];
}

/**
 * Puts a mask of the same length over every range, and over every other place of the text that shows the
 * value of one, as told in `rangesOfValues`. Ranges are clamped to the text.
 *
 * @param matches anything with a range, e.g. what `detectSecrets` found in `text`
 */
export function maskSecrets(text: string, matches: readonly { readonly range: TextRange }[]): MaskedText {
  const given = joined(
    text,
    matches.map(({ range }) => range),
  );
  const values = given.map(({ start, end }) => text.slice(start, end));
  const ranges = joined(text, [...given, ...rangesOfValues(text, values)]);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    parts.push(text.slice(at, start), maskValue(text.slice(start, end)));
    at = end;
  }
  parts.push(text.slice(at));
  return { text: parts.join(''), count: matches.length, ranges };
}

function joined(text: string, all: readonly TextRange[]): TextRange[] {
  const result: TextRange[] = [];
  const sorted = all
    .map((range) => ({ start: Math.max(0, range.start), end: Math.min(text.length, range.end) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start);
  for (const range of sorted) {
    const last = result.at(-1);
    if (last && range.start < last.end)
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else result.push(range);
  }
  return result;
}
