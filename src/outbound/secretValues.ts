import { readComparedTo, readElse, readFallbacks } from './expressionLiterals.ts';
import { readList, readQuoted, skip } from './stringLiterals.ts';
import type { LiteralValue } from './stringLiterals.ts';
import { readYamlValue } from './yamlValues.ts';

export interface ValueContext {
  readonly isYaml: boolean;
  /** The file's format needs no quotes around values. */
  readonly bareValues: boolean;
  /** The name is a command line flag, `--password`. */
  readonly isFlag: boolean;
  /** Whether the name itself stands inside a quoted string. */
  readonly insideString: () => boolean;
}

/** What may end a name: its quote (escaped in nested text), a bracket, a pointer or array mark. */
const AFTER_NAME = /(?:\\{0,4}["'])?(?:\[\d{0,6}\])?[\])]{0,2}[?!]?/y;

/** `: str = `, `: string | undefined = `, ` string = `, `: &'static str = `. */
const TYPE =
  /\s{0,8}(?::\s{0,8}(?:&(?:'\w{1,20}\s)?)?[A-Za-z_][\w.]{0,40}(?:[<[][\w\s,.|]{0,60}[>\]])?(?:\s{0,4}\|\s{0,4}\w{1,20}){0,3}|\s(?:string|String|\[\]byte))\s{0,8}(?==(?![=>]))/y;

/** Assignment, comparison, mapping, a fallback after a look-up. */
const CONNECTOR =
  /[ \t]{0,80}(?::=|=>|={1,3}|!={1,2}|:-(?=[^\s])|:(?![:=])|\|\|=?|\?\?=?|\?:|\bor\b|\b(?:is|was)(?=\s)|\.equals\(|\.?\beq\b)(?!=)\s{0,80}/y;

/** After these an unquoted value is an expression, or prose. */
const QUOTED_ONLY = /\bor\b|\||\?|eq|==|!=/;

/** `the password was …` */
const PROSE = /^(?:is|was)$/;

/** Wrappers that keep the literal a secret. */
const WRAPPER =
  /(?:new\s{1,4})?(?:Buffer\.from|bytes(?:\.fromhex)?|bytearray|Uint8Array|str|String|SecretStr|SecretBytes|SecretString|(?:base64\.)?b64decode|(?:base64\.)?b64encode|atob|btoa|\[\]byte|SecretKeySpec|toBytes|createSecretKey)?\(\s{0,8}/y;

const STRING_PREFIX = /(?:[rRbBuUfFL@$]{1,2}|\b[rR][bB])?(?=\\{0,4}["'`])/y;

/** `name(` of a setter, and `get("NAME", ` of a look-up with a fallback. */
const SETTER = /^(?:set|with)/i;
const LOOK_UP =
  /(?:(?:[sg]etattr|setProperty|putValue|defineProperty|Reflect\.set)\(\s{0,4}[\w.$]{1,60}\s{0,4},\s{0,4}|(?:get|getenv|getOrDefault|getProperty|setProperty|env|config|define|put|set|setenv|putenv|setdefault|append|header|addHeader|setHeader|Setenv|setItem|Set|Add)\(\s{0,4})\\{0,4}["'`]$/;

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
  const before = readComparedTo(text, start);
  if (before) return [before];
  if (context.isYaml && text[typed] === ':') {
    const values = readYamlValue(text, start, typed + 1);
    if (values) return values;
  }
  // `def login(password):` is followed by a block.
  if (text[at - 1] === ')' && text.slice(typed, connected).trimStart().startsWith(':')) return [];
  if (connected > typed) at = connected;
  else if (isCallWithFallback(text, start, end))
    at = skip(/\\{0,4}["'`]\s{0,4},\s{0,40}(?:default(?:_value)?\s{0,4}=\s{0,4})?/y, text, end);
  else if (SETTER.test(text.slice(start, start + 4))) at = skip(/\(\s{0,40}/y, text, end);
  else if (context.bareValues && isDockerVariable(text, start)) at = skip(/[ \t]{1,40}/y, text, end);
  else return [];
  if (at === end) return [];
  if (text[at] === '[' && /\s{0,8}\\{0,4}["'`]/y.test(text.slice(at + 1, at + 20))) return readList(text, at + 1);
  const joined = skip(/(?:""|'')\.join\(\s{0,20}[[(]/y, text, at);
  if (joined > at) return readList(text, joined);
  const connector = text.slice(typed, connected).trim();
  const expression = at;
  for (let depth = 0; depth < 2; depth++) at = skip(WRAPPER, text, at);
  const quoted = readQuoted(text, skip(STRING_PREFIX, text, at));
  if (quoted && PROSE.test(connector)) return [{ ...quoted, place: 'choice' }];
  if (quoted) return [inTuple(text, start, quoted), ...readElse(text, quoted.end + 1)];
  if (!context.bareValues && /^(?::?=|:|\|\|=|\?\?=)$/.test(connector)) {
    const fallbacks = readFallbacks(text, expression);
    if (fallbacks.length > 0) return fallbacks;
  }
  if (at === end || (connected > typed && QUOTED_ONLY.test(connector))) return [];
  if (connected === typed && !isDockerVariable(text, start)) return [];
  // A value on the line after its name is a block, not a value.
  if (/[\r\n]/.test(text.slice(typed, at))) return [];
  const bare = readBare(text, start, at, context);
  if (!bare || (PROSE.test(connector) && bare.place !== 'bare-in-comment')) return [];
  return [bare];
}

function isCallWithFallback(text: string, start: number, end: number): boolean {
  const after = text.charCodeAt(end);
  const isQuoted = after === 34 || after === 39 || after === 96 || after === 92;
  return isQuoted && LOOK_UP.test(text.slice(Math.max(0, start - 100), start));
}

/** `ENV NAME value` of a Dockerfile. */
function isDockerVariable(text: string, start: number): boolean {
  return /(?:^|[\r\n])[ \t]*ENV[ \t]+$/i.test(text.slice(Math.max(0, start - 20), start));
}

/** In `user, password = 'a', 'b'` the value is the one with the same number as the name. */
function inTuple(text: string, start: number, first: LiteralValue): LiteralValue {
  const before = /(?:[\w.]{1,40}\s{0,4},\s{0,4}){1,5}$/.exec(text.slice(Math.max(0, start - 100), start))?.[0];
  if (before === undefined) return first;
  const values = readList(text, first.start - 1);
  return values[before.split(',').length - 1] ?? first;
}

/** An ampersand belongs to the value unless another parameter follows it. */
const BARE_IN_CODE = /(?:[^\s"'`;,&<>)\]}]|&(?!&|amp;|[\w.-]{1,40}=)){1,256}/y;
const BARE_IN_CONFIG = /[^\r\n]{1,256}/y;

/** A comment mark with a space after it, earlier on the line. */
const IN_COMMENT = /(?:^|[\s;{}(])(?:#+|\/\/+|\/\*+|\*|--|<!--)[ \t][^\r\n]*$/;

/** `NAME=value` alone on its line, as in a text that holds the lines of a `.env` file. */
const ENVIRONMENT_LINE = /(?:^|[\r\n])[ \t]*(?:export[ \t]+)?$/;

/** Ends or goes on where no expression can: a line of a configuration in a template or a text over several lines. */
const NO_CODE = /[#@%^&*+~-]\d{1,20}[A-Za-z]|\w[#@]\w|\w[@#%^&]$/;

function placeOf(text: string, start: number, at: number, end: number): LiteralValue['place'] {
  const before = text.slice(Math.max(0, start - 120), start);
  if (IN_COMMENT.test(before)) return 'bare-in-comment';
  const isLine = ENVIRONMENT_LINE.test(before) && (end === text.length || /[\r\n]/.test(text.charAt(end)));
  if (isLine && NO_CODE.test(text.slice(at, end))) return 'bare-in-string';
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
