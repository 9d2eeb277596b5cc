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

/**
 * Masks every literal in a line of code that is said to hold a secret, when nothing says which of them
 * it is: what stands in quotes, and in a line without quotes what is assigned.
 */
export function maskLiterals(code: string): MaskedLiterals {
  const spans = valuesIn(code);
  let text = code;
  for (const { start, value } of spans) {
    text = text.slice(0, start) + maskValue(value) + text.slice(start + value.length);
  }
  const values = spans.map(({ value }) => value).sort((a, b) => b.length - a.length);
  return {
    text,
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
