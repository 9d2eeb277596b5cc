// Which lines of a file go into a prompt, without what is only said to people.
import type { CodeFinding, TextRange } from '../findings/finding.ts';
import { LineIndex } from '../findings/lineIndex.ts';

/** How much of the lines is wanted. */
export interface LineWish {
  /** At most this many around each finding, inside its function. */
  readonly around: number;
  /** The lines that the data goes through. */
  readonly way: boolean;
  readonly evidence: 'whole' | 'first lines' | 'first finding' | 'none';
}

/** Zero-based numbers; no line is in two of them. */
export interface ChosenLines {
  readonly evidence: ReadonlySet<number>;
  readonly way: ReadonlySet<number>;
  readonly around: ReadonlySet<number>;
}

/** A finding that spans more quotes only its beginning. */
const MOST_EVIDENCE = 20;

/** Over all findings: beyond it the agent reads the file. */
const MOST_AROUND = 240;

export class CodeLines {
  readonly #lines: LineIndex;
  readonly #findings: readonly CodeFinding[];
  readonly #length: number;

  /**
   * @param text with secrets masked
   * @param comments in any order; they are blanked, whatever they say
   */
  constructor(text: string, comments: readonly TextRange[], findings: readonly CodeFinding[]) {
    this.#lines = new LineIndex(blanked(text, comments));
    this.#findings = findings;
    this.#length = text.length;
  }

  /** Zero-based, of the first and the last character. */
  linesOf({ start, end }: TextRange): { readonly first: number; readonly last: number } {
    const first = this.#lines.positionAt(start).line;
    return {
      first,
      last: Math.max(first, this.#lines.positionAt(Math.max(start, Math.min(end, this.#length) - 1)).line),
    };
  }

  /** A line that has anything in it. */
  textOf(line: number): string | undefined {
    const text = this.#lines.lineText(line);
    return text.trim() === '' ? undefined : text.trimEnd();
  }

  chosen({ around, way, evidence }: LineWish): ChosenLines {
    const taken = new Set<number>();
    const take = (numbers: Iterable<number>, most: number): ReadonlySet<number> => {
      const fresh = new Set<number>();
      for (const line of numbers) {
        if (fresh.size >= most) break;
        if (!taken.has(line) && this.textOf(line) !== undefined) fresh.add(line);
      }
      for (const line of fresh) taken.add(line);
      return fresh;
    };
    const quoted =
      evidence === 'none' ? [] : evidence === 'first finding' ? this.#findings.slice(0, 1) : this.#findings;
    const ofEvidence = quoted.flatMap(({ subject }) => {
      const { first, last } = this.linesOf(subject.range);
      return evidence === 'whole' ? span(first, Math.min(last, first + MOST_EVIDENCE - 1)) : [first];
    });
    const ofWay = way
      ? this.#findings.flatMap(({ trace }) => trace.map(({ range }) => this.#lines.positionAt(range.start).line))
      : [];
    const ofPlace = this.#findings.flatMap((finding) => this.#around(finding, around));
    return {
      evidence: take(ofEvidence, Infinity),
      way: take(ofWay, Infinity),
      around: take(ofPlace, MOST_AROUND),
    };
  }

  /** The function where it is short enough; else its first line, and a window around the finding. */
  #around({ subject }: CodeFinding, most: number): readonly number[] {
    if (most === 0) return [];
    const symbol = this.linesOf(subject.symbol.range);
    const at = this.linesOf(subject.range).first;
    if (symbol.last - symbol.first < most) return span(symbol.first, symbol.last);
    const from = Math.max(symbol.first, at - Math.floor(most / 2));
    return [symbol.first, ...span(from, Math.min(symbol.last, from + most - 2))];
  }
}

function span(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** A text of which nothing may be shown, as long as it was: places in it have the lines that they had. */
export function withoutWords(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

function blanked(text: string, ranges: readonly TextRange[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    parts.push(text.slice(at, from), withoutWords(text.slice(from, end)));
    at = Math.min(end, text.length);
  }
  parts.push(text.slice(at));
  return parts.join('');
}
