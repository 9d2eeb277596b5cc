/** A literal that stands as the value of a name. */
export interface LiteralValue {
  /** UTF-16 offsets of the value alone, without quotes. */
  readonly start: number;
  readonly end: number;
  /** The pieces of a concatenation joined, otherwise the text in the range. */
  readonly content: string;
  /** Where it stands decides how sure it is that it is a literal. */
  readonly place: 'quoted' | 'bare-in-config' | 'bare-in-string' | 'bare-in-comment' | 'bare-in-code';
}

export interface ValueContext {
  /** The file's format needs no quotes around values. */
  readonly bareValues: boolean;
  /** The name is a command line flag, `--password`. */
  readonly isFlag: boolean;
  /** Whether the name itself stands inside a quoted string. */
  readonly insideString: () => boolean;
}

const LONGEST_VALUE = 2048;
const MOST_PIECES = 20;

/** What may end a name: its quote (escaped in nested text), a bracket, a pointer or array mark. */
const AFTER_NAME = /(?:\\{0,4}["'])?(?:\[\d{0,6}\])?[\])]{0,2}[?!]?/y;

/** `: str = `, `: string | undefined = `, ` string = `, `: &'static str = `. */
const TYPE =
  /\s{0,8}(?::\s{0,8}(?:&(?:'\w{1,20}\s)?)?[A-Za-z_][\w.]{0,40}(?:[<[][\w\s,.|]{0,60}[>\]])?(?:\s{0,4}\|\s{0,4}\w{1,20}){0,3}|\s(?:string|String|\[\]byte))\s{0,8}(?==(?![=>]))/y;

/** Assignment, comparison, mapping, a fallback after a look-up. */
const CONNECTOR =
  /[ \t]{0,80}(?::=|=>|={1,3}|!={1,2}|:-(?=[^\s])|:(?![:=])|\|\|=?|\?\?=?|\?:|\bor\b|\.equals\(|\.?\beq\b)(?!=)\s{0,80}/y;

/** After these an unquoted value is an expression, or prose. */
const QUOTED_ONLY = /\bor\b|\||\?|eq|==|!=/;

/** Wrappers that keep the literal a secret. */
const WRAPPER =
  /(?:new\s{1,4})?(?:Buffer\.from|bytes(?:\.fromhex)?|bytearray|Uint8Array|str|String|SecretStr|SecretBytes|SecretString|(?:base64\.)?b64decode|(?:base64\.)?b64encode|atob|btoa|\[\]byte|SecretKeySpec|toBytes|createSecretKey)?\(\s{0,8}/y;

const STRING_PREFIX = /(?:[rRbBuUfFL@$]{1,2}|\b[rR][bB])?(?=\\{0,4}["'`])/y;

/** `name(` of a setter, and `get("NAME", ` of a look-up with a fallback. */
const SETTER = /^(?:set|with)/i;
const LOOK_UP =
  /(?:get|getenv|getOrDefault|getProperty|setProperty|env|config|define|put|set|setenv|putenv|setdefault|append|header|addHeader|setHeader|Setenv|setItem|Set|Add)\(\s{0,4}\\{0,4}["'`]$/;

/**
 * Reads the literals that follow a name. Never looks further than a bounded distance.
 *
 * @param start offset of the name
 * @param end offset after the name
 */
export function readValue(text: string, start: number, end: number, context: ValueContext): LiteralValue[] {
  let at = skip(AFTER_NAME, text, end);
  const typed = skip(TYPE, text, at);
  const connected = skip(CONNECTOR, text, typed);
  // `def login(password):` is followed by a block.
  if (text[at - 1] === ')' && text.slice(typed, connected).trimStart().startsWith(':')) return [];
  if (connected > typed) at = connected;
  else if (isCallWithFallback(text, start, end)) at = skip(/\\{0,4}["'`]\s{0,4},\s{0,40}/y, text, end);
  else if (SETTER.test(text.slice(start, end))) at = skip(/\(\s{0,40}/y, text, end);
  else return [];
  if (at === end) return [];
  if (text[at] === '[' && /\s{0,8}\\{0,4}["'`]/y.test(text.slice(at + 1, at + 20))) return readList(text, at + 1);
  for (let depth = 0; depth < 2; depth++) at = skip(WRAPPER, text, at);
  const quoted = readQuoted(text, skip(STRING_PREFIX, text, at));
  if (quoted) return [inTuple(text, start, quoted)];
  if (connected === typed || QUOTED_ONLY.test(text.slice(typed, connected))) return [];
  // A value on the line after its name is a block, not a value.
  if (/[\r\n]/.test(text.slice(typed, at))) return [];
  const bare = readBare(text, start, at, context);
  return bare ? [bare] : [];
}

/** Moves over a sticky pattern; stays where it does not match. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function isCallWithFallback(text: string, start: number, end: number): boolean {
  const after = text.charCodeAt(end);
  const isQuoted = after === 34 || after === 39 || after === 96 || after === 92;
  return isQuoted && LOOK_UP.test(text.slice(Math.max(0, start - 30), start));
}

interface Piece {
  readonly start: number;
  readonly end: number;
  /** After the closing quote. */
  readonly after: number;
}

/** One string literal. `at` is on its opening quote, or on the backslashes before it in nested text. */
function readPiece(text: string, at: number): Piece | undefined {
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
function readQuoted(text: string, at: number): LiteralValue | undefined {
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

/** In `user, password = 'a', 'b'` the value is the one with the same number as the name. */
function inTuple(text: string, start: number, first: LiteralValue): LiteralValue {
  const before = /(?:[\w.]{1,40}\s{0,4},\s{0,4}){1,5}$/.exec(text.slice(Math.max(0, start - 100), start))?.[0];
  if (before === undefined) return first;
  const values = readList(text, first.start - 1);
  return values[before.split(',').length - 1] ?? first;
}

function readList(text: string, from: number): LiteralValue[] {
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

const BARE_IN_CODE = /[^\s"'`;,&<>)\]}]{1,256}/y;
const BARE_IN_CONFIG = /[^\r\n]{1,256}/y;

/** A comment mark with a space after it, earlier on the line. */
const IN_COMMENT = /(?:^|[\s;{}(])(?:#+|\/\/+|\/\*+|\*|--|<!--)[ \t][^\r\n]*$/;

/** `NAME=value` alone on its line, as in a text that holds the lines of a `.env` file. */
const ENVIRONMENT_LINE = /(?:^|[\r\n])[ \t]*(?:export[ \t]+)?$/;

function placeOf(text: string, start: number, at: number, end: number): LiteralValue['place'] {
  const before = text.slice(Math.max(0, start - 120), start);
  if (IN_COMMENT.test(before)) return 'bare-in-comment';
  const isLine =
    text[at - 1] === '=' && ENVIRONMENT_LINE.test(before) && (end === text.length || /[\r\n]/.test(text.charAt(end)));
  if (!isLine || !/^[A-Z][A-Z0-9_]*=$/.test(text.slice(start, at))) return 'bare-in-code';
  // `SECRET_KEY=settings.SECRET_KEY` is code.
  return /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(text.slice(at, end)) ? 'bare-in-code' : 'bare-in-string';
}

function readBare(text: string, start: number, at: number, context: ValueContext): LiteralValue | undefined {
  const insideString = context.insideString();
  if (context.bareValues && !context.isFlag && !insideString) {
    BARE_IN_CONFIG.lastIndex = at;
    const line = BARE_IN_CONFIG.exec(text)?.[0] ?? '';
    const uncommented = line.replace(/\s{1,200}(?:#|\/\/|;).*$/, '').trimEnd();
    // The end of `${NAME:-value}`.
    const content = uncommented.includes('{') ? uncommented : uncommented.replace(/\}.*$/, '');
    if (content === '' || /^[|>!*&@[{(%]/.test(content)) return undefined;
    return { start: at, end: at + content.length, content, place: 'bare-in-config' };
  }
  BARE_IN_CODE.lastIndex = at;
  const content = BARE_IN_CODE.exec(text)?.[0] ?? '';
  if (content === '') return undefined;
  const end = at + content.length;
  const place = context.isFlag ? 'bare-in-config' : insideString ? 'bare-in-string' : placeOf(text, start, at, end);
  return { start: at, end, content, place };
}
