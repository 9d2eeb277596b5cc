// What a text that matches a regular expression can be made of.

/** What a text is known to be made of. */
export interface TextShape {
  /** Whether the ASCII character can occur in it. */
  readonly allows: (character: string) => boolean;
  /** How many dots it can hold. */
  readonly dots: number;
}

/** The ends at which the matching function anchors by itself. */
export interface GivenAnchors {
  readonly start: boolean;
  readonly end: boolean;
}

/**
 * Whether what matches is free of characters that mean something to a shell or to SQL: anchored at
 * both ends, no wild card, no negated class, no sign that could end a string or start a command.
 *
 * @param given the ends at which the matching function anchors by itself
 */
export function isStrictPattern(pattern: string, flags: string, given: GivenAnchors): boolean {
  const core = anchoredCore(pattern, flags, given);
  if (core === undefined) return false;
  if (/\[\^|\\[SWDP]/.test(core)) return false;
  const plain = core.replace(/\\[wdAbBzZ]/g, '').replace(/\\([-./_@:+])/g, '$1');
  if (/\\s/.test(plain) || /(?:^|[^\\])\.(?![^[]*\])/.test(core)) return false;
  return !/['"`;&<>\\]/.test(plain) && !/\$/.test(plain) && !/\[[^\]]*[|!#*(~ ][^\]]*\]/.test(plain);
}

/** What a text that matches is made of; undefined when the pattern does not speak of the whole text. */
export function shapeOfMatch(pattern: string, flags: string, given: GivenAnchors): TextShape | undefined {
  const core = anchoredCore(pattern, flags, given);
  const parts = core === undefined ? undefined : parse(core);
  return parts === undefined ? undefined : shapeOf(parts);
}

/**
 * What is left of any text when everything that the pattern matches is replaced; undefined when that
 * cannot be told, which is the case for all patterns that match more than one character at a time.
 */
export function shapeAfterReplacing(pattern: string, replacement: string): TextShape | undefined {
  const removed = parse(pattern.replace(REPEATED_CLASS, '$1$2$3'));
  if (removed?.longest !== 1 || removed.canBeEmpty || removed.somewhere || /[$\\]/.test(replacement)) return undefined;
  const left = new Set([...EVERYTHING].filter((one) => !removed.characters.has(one)));
  for (const one of replacement) left.add(one);
  return shapeOf({
    characters: left,
    dots: left.has('.') ? Infinity : 0,
    longest: Infinity,
    canBeEmpty: true,
    somewhere: false,
  });
}

/** `[^a-z]+` and `[^a-z]` find the same characters. */
const REPEATED_CLASS = /^(\((?:\?:)?)?(\[(?:\\.|[^\]\\])+\]|\\?.)\+(\)?)$/;

/** What the pieces are made of when any text is split where the separator stands. */
export function shapeWithout(separators: string): TextShape {
  const left = new Set([...EVERYTHING].filter((one) => !separators.includes(one)));
  return shapeOf({ characters: left, dots: Infinity, longest: Infinity, canBeEmpty: true, somewhere: false });
}

/** Only letters, digits and a few signs that mean nothing to a shell, to SQL or to markup. */
export function isPlain(shape: TextShape): boolean {
  for (const one of EVERYTHING) if (shape.allows(one) && !/^[\w.\-/:@+,=%]$/.test(one)) return false;
  return true;
}

/** The pattern without its anchors; undefined when it is not anchored at both ends, on every line. */
function anchoredCore(pattern: string, flags: string, given: GivenAnchors): string | undefined {
  if (flags.includes('m') || flags === 'number') return undefined;
  const start = given.start || /^(\\A|\^)/.test(pattern);
  const end = given.end || /(?:^|[^\\])(?:\$|\\[zZ])$/.test(pattern);
  if (!start || !end) return undefined;
  const core = pattern.replace(/^(\\A|\^)/, '').replace(/(\$|\\[zZ])$/, '');
  // An alternative outside a group has only one of the anchors.
  return hasOpenAlternative(core) ? undefined : core;
}

function hasOpenAlternative(pattern: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') at++;
    else if (inClass) inClass = sign !== ']';
    else if (sign === '[') inClass = true;
    else if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (sign === '|' && depth === 0) return true;
  }
  return false;
}

interface Parts {
  readonly characters: ReadonlySet<string>;
  readonly dots: number;
  readonly longest: number;
  readonly canBeEmpty: boolean;
  /** Only at certain places of the text: `^`, `\\b`, a look around. */
  readonly somewhere: boolean;
}

/** ASCII; everything above it means nothing to anybody. */
const EVERYTHING: ReadonlySet<string> = new Set(
  Array.from({ length: 128 }, (_unused, code) => String.fromCharCode(code)),
);
const EMPTY: Parts = { characters: new Set(), dots: 0, longest: 0, canBeEmpty: true, somewhere: false };
const PLACE: Parts = { ...EMPTY, somewhere: true };

const CLASSES: Readonly<Record<string, RegExp>> = {
  w: /\w/,
  W: /\W/,
  d: /\d/,
  D: /\D/,
  s: /\s/,
  S: /\S/,
};

function shapeOf(parts: Parts): TextShape {
  return {
    allows: (character) => parts.characters.has(character),
    dots: parts.dots,
  };
}

function oneOf(characters: ReadonlySet<string>): Parts {
  return { characters, dots: characters.has('.') ? 1 : 0, longest: 1, canBeEmpty: false, somewhere: false };
}

/** Thrown at what is not understood, caught below. */
class NotUnderstood extends Error {}

function parse(pattern: string): Parts | undefined {
  const reader = { pattern, at: 0, depth: 0 };
  try {
    const parts = alternatives(reader);
    return reader.at < pattern.length ? undefined : parts;
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

interface Reader {
  readonly pattern: string;
  at: number;
  depth: number;
}

function alternatives(reader: Reader): Parts {
  if (++reader.depth > 50) throw new NotUnderstood();
  let parts = sequence(reader);
  while (reader.pattern[reader.at] === '|') {
    reader.at++;
    const other = sequence(reader);
    parts = {
      characters: union(parts.characters, other.characters),
      dots: Math.max(parts.dots, other.dots),
      longest: Math.max(parts.longest, other.longest),
      canBeEmpty: parts.canBeEmpty || other.canBeEmpty,
      somewhere: parts.somewhere || other.somewhere,
    };
  }
  reader.depth--;
  return parts;
}

function sequence(reader: Reader): Parts {
  let parts = EMPTY;
  while (reader.at < reader.pattern.length && reader.pattern[reader.at] !== '|' && reader.pattern[reader.at] !== ')') {
    const next = quantified(reader, atom(reader));
    parts = {
      characters: union(parts.characters, next.characters),
      dots: parts.dots + next.dots,
      longest: parts.longest + next.longest,
      canBeEmpty: parts.canBeEmpty && next.canBeEmpty,
      somewhere: parts.somewhere || next.somewhere,
    };
  }
  return parts;
}

function quantified(reader: Reader, parts: Parts): Parts {
  const match = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(reader.pattern.slice(reader.at, reader.at + 24));
  if (match === null) return parts;
  const [sign, least = '', comma, most = ''] = match;
  reader.at += sign.length;
  if (/^[?+]/.test(reader.pattern.slice(reader.at))) reader.at++;
  const atLeast = sign === '*' || sign === '?' ? 0 : sign === '+' ? 1 : Number(least);
  const atMost =
    sign === '?'
      ? 1
      : sign === '*' || sign === '+'
        ? Infinity
        : comma === ''
          ? atLeast
          : most === ''
            ? Infinity
            : Number(most);
  return {
    ...parts,
    dots: parts.dots === 0 ? 0 : parts.dots * atMost,
    longest: parts.longest === 0 ? 0 : parts.longest * atMost,
    canBeEmpty: parts.canBeEmpty || atLeast === 0,
  };
}

function atom(reader: Reader): Parts {
  const sign = reader.pattern[reader.at++] ?? '';
  switch (sign) {
    case '^':
    case '$':
      return PLACE;
    case '.':
      return oneOf(EVERYTHING);
    case '[':
      return oneOf(characterClass(reader));
    case '(':
      return group(reader);
    case '\\':
      return escaped(reader);
    case '*':
    case '+':
    case '?':
      throw new NotUnderstood();
    default:
      return oneOf(new Set([sign]));
  }
}

function group(reader: Reader): Parts {
  const opening = /^\?(?:[:>]|P?<[A-Za-z_]\w*>|<?[=!])/.exec(reader.pattern.slice(reader.at, reader.at + 80));
  if (opening === null && reader.pattern[reader.at] === '?') throw new NotUnderstood();
  reader.at += opening?.[0].length ?? 0;
  const inner = alternatives(reader);
  if (reader.pattern[reader.at++] !== ')') throw new NotUnderstood();
  // What is only looked at is not part of the text.
  return opening !== null && /[=!]$/.test(opening[0]) ? PLACE : inner;
}

function escaped(reader: Reader): Parts {
  const sign = reader.pattern[reader.at++] ?? '';
  if (/[bBAZz]/.test(sign)) return PLACE;
  return oneOf(escapedCharacters(reader, sign));
}

function escapedCharacters(reader: Reader, sign: string): ReadonlySet<string> {
  const known = CLASSES[sign];
  if (known !== undefined) return new Set([...EVERYTHING].filter((one) => known.test(one)));
  const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(reader.pattern.slice(reader.at - 1, reader.at + 4));
  if (code !== null) {
    reader.at += code[0].length - 1;
    return new Set([String.fromCharCode(parseInt(code[1] ?? code[2] ?? '0', 16))]);
  }
  const plain = CONTROL[sign];
  if (plain !== undefined) return new Set([plain]);
  // Back references, properties of characters, and whatever else a letter or digit can stand for.
  if (sign === '' || /\w/.test(sign)) throw new NotUnderstood();
  return new Set([sign]);
}

const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', '0': '\0' };

function characterClass(reader: Reader): ReadonlySet<string> {
  const negated = reader.pattern[reader.at] === '^';
  if (negated) reader.at++;
  const members = new Set<string>();
  for (let first = true; ; first = false) {
    const sign = reader.pattern[reader.at++];
    if (sign === undefined) throw new NotUnderstood();
    if (sign === ']' && !first) break;
    const start = sign === '\\' ? escapedCharacters(reader, reader.pattern[reader.at++] ?? '') : new Set([sign]);
    const [low] = start;
    const isRange = reader.pattern[reader.at] === '-' && reader.pattern[reader.at + 1] !== ']';
    if (!isRange || start.size !== 1 || low === undefined) {
      for (const one of start) members.add(one);
      continue;
    }
    reader.at++;
    const next = reader.pattern[reader.at++];
    const [high] = next === '\\' ? escapedCharacters(reader, reader.pattern[reader.at++] ?? '') : [next];
    if (high === undefined) throw new NotUnderstood();
    for (const one of EVERYTHING) if (one >= low && one <= high) members.add(one);
  }
  return negated ? new Set([...EVERYTHING].filter((one) => !members.has(one))) : members;
}

function union(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return a.size === 0 ? b : b.size === 0 ? a : new Set([...a, ...b]);
}
