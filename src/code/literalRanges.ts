import type { TextRange } from '../findings/finding.ts';

const QUOTED = /(["'`])((?:\\.|(?!\1)[^\\\r\n])*)\1/g;
const ASSIGNED = /[:=]\s*([^\s"'`]+)/g;
const LINE = /[^\r\n]+/g;
const WORD = /\S+/g;
const SHORTEST_VALUE = 4;

/** What is longer is taken whole: looking for literals in it could take too long. */
const LONGEST_CODE = 8_000;

/**
 * Where the value can stand in code that is said to hold a secret, when nothing says which part of it that
 * is: what stands in quotes, in a line without quotes what is assigned, and in code without either every
 * word but the first, which then names what the others belong to (`ENV DB_PASSWORD …`).
 */
export function literalRanges(code: string): readonly TextRange[] {
  if (code.length > LONGEST_CODE) return [{ start: 0, end: code.length }];
  const lines = [...code.matchAll(LINE)];
  const literals = lines.flatMap(({ 0: line, index }) => moved(literalsIn(line), index));
  if (literals.length > 0) return literals;
  const words = [...code.matchAll(WORD)].map(({ 0: word, index }) => ({ start: index, end: index + word.length }));
  return words.slice(words.length > 1 ? 1 : 0).filter(isLongEnough);
}

function literalsIn(line: string): readonly TextRange[] {
  const quoted = [...line.matchAll(QUOTED)]
    .map(({ index, 0: all }) => ({ start: index + 1, end: index + all.length - 1 }))
    .filter(isLongEnough);
  if (quoted.length > 0) return quoted;
  return [...line.matchAll(ASSIGNED)]
    .map(({ index, 0: all, 1: value = '' }) => ({
      start: index + all.length - value.length,
      end: index + all.length,
    }))
    .filter(isLongEnough);
}

function moved(ranges: readonly TextRange[], by: number): readonly TextRange[] {
  return ranges.map(({ start, end }) => ({ start: start + by, end: end + by }));
}

function isLongEnough({ start, end }: TextRange): boolean {
  return end - start >= SHORTEST_VALUE;
}
