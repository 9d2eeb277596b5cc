import type { TextRange } from './finding.ts';

/** Zero-based, as in VS Code. `character` counts UTF-16 code units. */
export interface LineColumn {
  readonly line: number;
  readonly character: number;
}

const LF = 10;
const CR = 13;

/**
 * The one place where offsets become lines. Agrees with VS Code: CR, LF and CRLF each end a line, a
 * lone CR too (which parsers such as tree-sitter do not count).
 */
export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (let offset = 0; offset < text.length; offset++) {
      const code = text.charCodeAt(offset);
      if (code === CR && text.charCodeAt(offset + 1) === LF) offset++;
      else if (code !== LF && code !== CR) continue;
      starts.push(offset + 1);
    }
    this.#starts = starts;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offsets outside the text are clamped. */
  positionAt(offset: number): LineColumn {
    const clamped = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#start(middle) <= clamped) low = middle;
      else high = middle - 1;
    }
    const end = this.lineRange(low).end;
    // Between the CR and the LF of one line end VS Code stays at the end of the line.
    return { line: low, character: Math.min(clamped, Math.max(end, this.#start(low))) - this.#start(low) };
  }

  /** Lines and characters outside the text are clamped. */
  offsetAt(position: LineColumn): number {
    if (position.line < 0) return 0;
    if (position.line >= this.lineCount) return this.#text.length;
    const { start, end } = this.lineRange(position.line);
    return Math.min(start + Math.max(0, position.character), end);
  }

  /** The line without its line end. `line` is zero-based and must exist. */
  lineRange(line: number): TextRange {
    const start = this.#start(line);
    let end = line + 1 < this.lineCount ? this.#start(line + 1) : this.#text.length;
    if (line + 1 < this.lineCount) {
      end--;
      if (end > start && this.#text.charCodeAt(end) === LF && this.#text.charCodeAt(end - 1) === CR) end--;
    }
    return { start, end };
  }

  lineText(line: number): string {
    const { start, end } = this.lineRange(line);
    return this.#text.slice(start, end);
  }

  #start(line: number): number {
    const start = this.#starts[line];
    if (start === undefined) throw new RangeError(`line ${line} of ${this.lineCount}`);
    return start;
  }
}
