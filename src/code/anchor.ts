import type { TextRange } from '../findings/finding.ts';
import { LineIndex } from '../findings/lineIndex.ts';

/** More than this proves nothing in particular. */
const LONGEST_QUOTE = 4_000;
const MOST_LINES = 40;

/** A lone brace or an `else:` stands anywhere. Counted without white space. */
const SHORTEST_QUOTE = 5;
const FEWEST_WORD_CHARACTERS = 3;

/** Part of a line says less than a whole one. */
const SHORTEST_PART = 8;

/** Would anchor inside a character. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** A line of the text that is not blank. */
interface Line {
  /** Zero-based. */
  readonly number: number;
  /** Its place among the lines that are not blank. */
  readonly index: number;
  /** Without indentation and trailing white space. */
  readonly range: TextRange;
  readonly text: string;
  readonly normalised: string;
}

/**
 * Finds quotes in one text. The quote decides, never the line number that comes with it: the number
 * only chooses between equal places (facts/gemini.md §7.2).
 */
export class QuoteFinder {
  readonly #text: string;
  readonly #lines: readonly Line[];
  readonly #byText: ReadonlyMap<string, readonly Line[]>;
  readonly #byNormalised: ReadonlyMap<string, readonly Line[]>;
  #squeezed: Squeezed | undefined;

  /** @param text the masked text that the model saw: offsets are the same in the original */
  constructor(text: string) {
    this.#text = text;
    const index = new LineIndex(text);
    const lines: Line[] = [];
    for (let number = 0; number < index.lineCount; number++) {
      const line = lineOf(text, number, index.lineRange(number), lines.length);
      if (line.text !== '') lines.push(line);
    }
    this.#lines = lines;
    this.#byText = grouped(lines, ({ text: key }) => key);
    this.#byNormalised = grouped(lines, ({ normalised }) => normalised);
  }

  /**
   * Tries in this order: a whole line, a whole line but for white space, a part of a line that occurs
   * once, whole lines in a row (blank ones do not count, on either side), and anything that occurs
   * once but for white space.
   *
   * @param claimedLine one-based, as the model gives it; undefined or nonsense when it gives none
   * @returns undefined when the quote is not in the text, is too short or too long to prove
   *   anything, or stands in several places and nothing says which is meant
   */
  find(quote: string, claimedLine?: number): TextRange | undefined {
    return this.#findVerbatim(quote, claimedLine) ?? this.#findWithoutGutter(quote, claimedLine);
  }

  #findVerbatim(quote: string, claimedLine: number | undefined): TextRange | undefined {
    if (quote.length > LONGEST_QUOTE || LONE_SURROGATE.test(quote)) return undefined;
    const wanted = quote
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
    if (wanted.length > MOST_LINES || !saysSomething(wanted.join(' '))) return undefined;
    const [first] = wanted;
    if (first !== undefined && wanted.length === 1) {
      return (
        this.#nearest(this.#byText.get(first) ?? [], rangeOfLine, claimedLine) ??
        this.#nearest(this.#byNormalised.get(squeeze(first)) ?? [], rangeOfLine, claimedLine) ??
        this.#findPart(first, claimedLine) ??
        this.#findSqueezed(first)
      );
    }
    return this.#findWindow(wanted.map(squeeze), claimedLine) ?? this.#findSqueezed(wanted.join(' '));
  }

  /** The model sees the code with line numbers in front and may copy them along. */
  #findWithoutGutter(quote: string, claimedLine: number | undefined): TextRange | undefined {
    const lines = quote.slice(0, LONGEST_QUOTE * 2).split(/\r\n|\r|\n/);
    const bare = lines.map((line) => line.replace(/^\s*\d{1,7}\s*[|│:]/, ''));
    if (lines.some((line, index) => line.trim() !== '' && bare[index] === line)) return undefined;
    return this.#findVerbatim(bare.join('\n'), claimedLine);
  }

  /**
   * Of several equal places the one nearest to the claimed line, the earlier one of two; without a claim only
   * an only one. Looks at no more lines than it takes to know.
   *
   * @param candidates in the order of the file
   * @param placeAt the place that begins with this line, if there is one
   */
  #nearest(
    candidates: readonly Line[],
    placeAt: (line: Line) => TextRange | undefined,
    claimedLine: number | undefined,
  ): TextRange | undefined {
    if (claimedLine === undefined || !Number.isSafeInteger(claimedLine) || claimedLine < 1) {
      return onlyPlace(candidates, placeAt);
    }
    const claimed = claimedLine - 1;
    let after = firstFrom(candidates, claimed);
    let before = after - 1;
    for (;;) {
      const lower = candidates[before];
      const upper = candidates[after];
      if (lower === undefined && upper === undefined) return undefined;
      const takesLower =
        upper === undefined || (lower !== undefined && claimed - lower.number <= upper.number - claimed);
      const line = takesLower ? lower : upper;
      const place = line && placeAt(line);
      if (place) return place;
      if (takesLower) before--;
      else after++;
    }
  }

  /** The only occurrence in the text, else the only one on the claimed line. */
  #findPart(part: string, claimedLine: number | undefined): TextRange | undefined {
    if (squeeze(part).length < SHORTEST_PART) return undefined;
    const only = onlyOccurrence(this.#text, part);
    if (only) return only;
    const claimed = this.#lines[firstFrom(this.#lines, (claimedLine ?? 0) - 1)];
    if (claimed?.number !== (claimedLine ?? 0) - 1) return undefined;
    const within = onlyOccurrence(claimed.text, part);
    return within && { start: claimed.range.start + within.start, end: claimed.range.start + within.end };
  }

  /** Whole lines in a row, looked for from the rarest of them. */
  #findWindow(wanted: readonly string[], claimedLine: number | undefined): TextRange | undefined {
    let rarest = 0;
    let candidates: readonly Line[] | undefined;
    for (const [index, line] of wanted.entries()) {
      const places = this.#byNormalised.get(line) ?? [];
      if (candidates && places.length >= candidates.length) continue;
      rarest = index;
      candidates = places;
    }
    const placeAt = ({ index }: Line): TextRange | undefined => {
      const first = index - rarest;
      if (!wanted.every((line, offset) => this.#lines[first + offset]?.normalised === line)) return undefined;
      const start = this.#lines[first]?.range.start;
      const end = this.#lines[first + wanted.length - 1]?.range.end;
      return start === undefined || end === undefined ? undefined : { start, end };
    };
    return this.#nearest(candidates ?? [], placeAt, claimedLine === undefined ? undefined : claimedLine + rarest);
  }

  /** White space aside, the only occurrence: statements that the model joined or broke differently. */
  #findSqueezed(wanted: string): TextRange | undefined {
    const needle = squeeze(wanted);
    if (needle.length < SHORTEST_PART) return undefined;
    this.#squeezed ??= new Squeezed(this.#text);
    return this.#squeezed.onlyOccurrence(needle);
  }
}

/**
 * {@link QuoteFinder.find} for a single quote.
 *
 * @param claimedLine one-based
 */
export function anchorQuote(text: string, quote: string, claimedLine?: number): TextRange | undefined {
  return new QuoteFinder(text).find(quote, claimedLine);
}

/** A text with every run of white space as one blank, and the way back to its offsets. */
class Squeezed {
  readonly #text: string;
  readonly #offsets: Uint32Array;

  constructor(original: string) {
    const kept: string[] = [];
    const offsets = new Uint32Array(original.length + 1);
    let length = 0;
    let afterSpace = true;
    for (let offset = 0; offset < original.length; offset++) {
      const character = original.charAt(offset);
      const space = /\s/.test(character);
      if (space && afterSpace) continue;
      afterSpace = space;
      kept.push(space ? ' ' : character);
      offsets[length++] = offset;
    }
    this.#text = kept.join('');
    this.#offsets = offsets;
  }

  onlyOccurrence(needle: string): TextRange | undefined {
    const found = onlyOccurrence(this.#text, needle);
    if (!found) return undefined;
    return { start: this.#offsets[found.start] ?? 0, end: (this.#offsets[found.end - 1] ?? 0) + 1 };
  }
}

function lineOf(text: string, number: number, whole: TextRange, index: number): Line {
  const content = text.slice(whole.start, whole.end);
  const start = whole.start + (content.length - content.trimStart().length);
  const trimmed = content.trim();
  const range = { start, end: start + trimmed.length };
  return { number, index, range, text: trimmed, normalised: squeeze(trimmed) };
}

/** Map.groupBy came after Node 20. */
function grouped(lines: readonly Line[], keyOf: (line: Line) => string): ReadonlyMap<string, readonly Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const group = groups.get(keyOf(line));
    if (group) group.push(line);
    else groups.set(keyOf(line), [line]);
  }
  return groups;
}

function rangeOfLine({ range }: Line): TextRange {
  return range;
}

function onlyPlace(candidates: readonly Line[], placeAt: (line: Line) => TextRange | undefined): TextRange | undefined {
  let only: TextRange | undefined;
  for (const line of candidates) {
    const place = placeAt(line);
    if (place && only) return undefined;
    only ??= place;
  }
  return only;
}

/** The index of the first line with this number or a higher one, by halving. */
function firstFrom(lines: readonly Line[], number: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.number ?? Infinity) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function saysSomething(quote: string): boolean {
  const words = quote.match(/[\p{L}\p{N}_]/gu)?.length ?? 0;
  return words >= FEWEST_WORD_CHARACTERS && quote.replace(/\s+/g, '').length >= SHORTEST_QUOTE;
}

/** Undefined when `part` does not occur, or more than once. Does not begin or end inside a word. */
function onlyOccurrence(text: string, part: string): TextRange | undefined {
  let found: TextRange | undefined;
  const beginsWithWord = isWordCharacter(part[0]);
  for (let start = text.indexOf(part); start >= 0;) {
    const end = start + part.length;
    if (!splitsWord(text, start) && !splitsWord(text, end)) {
      if (found) return undefined;
      found = { start, end };
    }
    let next = start + 1;
    // No other place can begin inside the same word; a word can be as long as the file.
    while (beginsWithWord && isWordCharacter(text[next])) next++;
    start = text.indexOf(part, next);
  }
  return found;
}

function splitsWord(text: string, offset: number): boolean {
  return isWordCharacter(text[offset - 1]) && isWordCharacter(text[offset]);
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}
