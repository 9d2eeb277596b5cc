import { maskValue } from '../outbound/secrets.ts';

export interface MaskedLiterals {
  /** As long as the original. */
  readonly text: string;
  /** Takes the masked values out of another text too. */
  hide(other: string): string;
}

const QUOTED = /(["'`])((?:\\.|(?!\1)[^\\\r\n])*)\1/g;
const ASSIGNED = /[:=]\s*([^\s"'`]+)/g;
const SHORTEST_VALUE = 4;

/** What is longer is masked whole: looking for literals in it could take too long. */
const LONGEST_CODE = 8_000;

/**
 * Masks every literal in a line of code that is said to hold a secret, when nothing says which of them
 * it is: what stands in quotes, and in a line without quotes what is assigned.
 */
export function maskLiterals(code: string): MaskedLiterals {
  const spans = code.length > LONGEST_CODE ? [{ start: 0, value: code }] : valuesIn(code);
  const parts: string[] = [];
  let at = 0;
  for (const { start, value } of spans) {
    parts.push(code.slice(at, start), maskValue(value));
    at = start + value.length;
  }
  parts.push(code.slice(at));
  const values = [...new Set(spans.map(({ value }) => value))].sort((a, b) => b.length - a.length);
  return {
    text: parts.join(''),
    hide: (other) => values.reduce((hidden, value) => hidden.replaceAll(value, () => maskValue(value)), other),
  };
}

function valuesIn(code: string): { start: number; value: string }[] {
  const quoted = [...code.matchAll(QUOTED)].map((match) => ({ start: match.index + 1, value: match[2] ?? '' }));
  const found =
    quoted.length > 0
      ? quoted
      : [...code.matchAll(ASSIGNED)].map((match) => {
          const value = match[1] ?? '';
          return { start: match.index + match[0].length - value.length, value };
        });
  return found.filter(({ value }) => value.length >= SHORTEST_VALUE);
}
