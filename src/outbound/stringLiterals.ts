/** A literal that stands as the value of a name. */
export interface LiteralValue {
  /** UTF-16 offsets of the value alone, without quotes. */
  readonly start: number;
  readonly end: number;
  /** The pieces of a concatenation joined, otherwise the text in the range. */
  readonly content: string;
  /** Where it stands decides how sure it is that it is a literal; `choice`: one of several, or of a list. */
  readonly place: 'quoted' | 'choice' | 'bare-in-config' | 'bare-in-string' | 'bare-in-comment' | 'bare-in-code';
}

const LONGEST_VALUE = 2048;
const MOST_PIECES = 20;

/** Moves over a sticky pattern; stays where it does not match. */
export function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

export interface Piece {
  readonly start: number;
  readonly end: number;
  /** After the closing quote. */
  readonly after: number;
}

/** One string literal. `at` is on its opening quote, or on the backslashes before it in nested text. */
export function readPiece(text: string, at: number): Piece | undefined {
  let open = at;
  while (open < at + 4 && text.charCodeAt(open) === 92) open++;
  const escapes = open - at;
  const quote = text[open];
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  const triple = escapes === 0 && text.startsWith(quote.repeat(3), open);
  const start = open + (triple ? 3 : 1);
  const closing = triple ? quote.repeat(3) : text.slice(at, open + 1);
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  for (let offset = start; offset < limit; offset++) {
    const unit = text.charCodeAt(offset);
    if ((unit === 10 || unit === 13) && !triple && quote !== '`') return undefined;
    if (text.startsWith(closing, offset)) return { start, end: offset, after: offset + closing.length };
    if (unit === 92 && escapes === 0) offset++;
  }
  return undefined;
}

/** A literal and those that are concatenated to it. */
export function readQuoted(text: string, at: number): LiteralValue | undefined {
  const first = readPiece(text, at);
  if (!first) return undefined;
  let content = text.slice(first.start, first.end);
  let last = first;
  for (let pieces = 1; pieces < MOST_PIECES; pieces++) {
    const next = skip(
      /(?:[ \t]{0,20}\\?\s{0,40}[+.&][ \t]{0,20}\\?\s{0,40}|[ \t]{1,20}|\s{0,20}\n\s{0,80})(?=["'`])/y,
      text,
      last.after,
    );
    const piece = next === last.after ? undefined : readPiece(text, next);
    if (!piece) break;
    content += text.slice(piece.start, piece.end);
    last = piece;
  }
  return { start: first.start, end: last.end, content, place: 'quoted' };
}

/** The literals of a list, up to the first element that is none. */
export function readList(text: string, from: number): LiteralValue[] {
  const values: LiteralValue[] = [];
  let at = from;
  for (let count = 0; count < MOST_PIECES; count++) {
    const piece = readPiece(text, skip(/\s{0,40}/y, text, at));
    if (!piece) break;
    values.push({ start: piece.start, end: piece.end, content: text.slice(piece.start, piece.end), place: 'quoted' });
    const next = skip(/\s{0,40},/y, text, piece.after);
    if (next === piece.after) break;
    at = next;
  }
  return values;
}
