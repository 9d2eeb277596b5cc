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
  #squeezed: Squeezed | undefined;

  /** @param text the masked text that the model saw: offsets are the same in the original */
  constructor(text: string) {
    this.#text = text;
    const index = new LineIndex(text);
    this.#lines = Array.from({ length: index.lineCount }, (_, number) =>
      lineOf(text, number, index.lineRange(number)),
    ).filter((line) => line.text !== '');
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
        this.#nearest(
          this.#lines.filter((line) => line.text === first).map(({ range }) => range),
          claimedLine,
        ) ??
        this.#nearest(
          this.#lines.filter((line) => line.normalised === squeeze(first)).map(({ range }) => range),
          claimedLine,
        ) ??
        this.#findPart(first, claimedLine) ??
        this.#findSqueezed(first)
      );
    }
    return this.#nearest(this.#windows(wanted.map(squeeze)), claimedLine) ?? this.#findSqueezed(wanted.join(' '));
  }

  /** The model sees the code with line numbers in front and may copy them along. */
  #findWithoutGutter(quote: string, claimedLine: number | undefined): TextRange | undefined {
    const lines = quote.slice(0, LONGEST_QUOTE * 2).split(/\r\n|\r|\n/);
    const bare = lines.map((line) => line.replace(/^\s*\d{1,7}\s*[|│:]/, ''));
    if (lines.some((line, index) => line.trim() !== '' && bare[index] === line)) return undefined;
    return this.#findVerbatim(bare.join('\n'), claimedLine);
  }

  /** Of several equal places the one nearest to the claimed line, the earlier one of two; without a claim only an only one. */
  #nearest(places: readonly TextRange[], claimedLine: number | undefined): TextRange | undefined {
    if (places.length <= 1) return places[0];
    if (claimedLine === undefined || !Number.isSafeInteger(claimedLine) || claimedLine < 1) return undefined;
    const distance = (place: TextRange): number => Math.abs(this.#lineNumberAt(place.start) - (claimedLine - 1));
    return places.reduce((best, place) => (distance(place) < distance(best) ? place : best));
  }

  #lineNumberAt(offset: number): number {
    return this.#lines.findLast((line) => line.range.start <= offset)?.number ?? 0;
  }

  /** The only occurrence in the text, else the only one on the claimed line. */
  #findPart(part: string, claimedLine: number | undefined): TextRange | undefined {
    if (squeeze(part).length < SHORTEST_PART) return undefined;
    const only = onlyOccurrence(this.#text, part);
    if (only) return only;
    const claimed = this.#lines.find((line) => line.number + 1 === claimedLine);
    if (!claimed) return undefined;
    const within = onlyOccurrence(claimed.text, part);
    return within && { start: claimed.range.start + within.start, end: claimed.range.start + within.end };
  }

  #windows(wanted: readonly string[]): TextRange[] {
    const places: TextRange[] = [];
    for (let first = 0; first + wanted.length <= this.#lines.length; first++) {
      if (!wanted.every((line, index) => this.#lines[first + index]?.normalised === line)) continue;
      const start = this.#lines[first]?.range.start;
      const end = this.#lines[first + wanted.length - 1]?.range.end;
      if (start !== undefined && end !== undefined) places.push({ start, end });
    }
    return places;
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

function lineOf(text: string, number: number, whole: TextRange): Line {
  const content = text.slice(whole.start, whole.end);
  const start = whole.start + (content.length - content.trimStart().length);
  const trimmed = content.trim();
  return { number, range: { start, end: start + trimmed.length }, text: trimmed, normalised: squeeze(trimmed) };
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
  for (let start = text.indexOf(part); start >= 0; start = text.indexOf(part, start + 1)) {
    const end = start + part.length;
    if (splitsWord(text, start) || splitsWord(text, end)) continue;
    if (found) return undefined;
    found = { start, end };
  }
  return found;
}

function splitsWord(text: string, offset: number): boolean {
  return isWordCharacter(text[offset - 1]) && isWordCharacter(text[offset]);
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}
