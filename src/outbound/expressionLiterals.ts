import { readPiece, skip } from './stringLiterals.ts';
import type { LiteralValue, Piece } from './stringLiterals.ts';

const LONGEST_EXPRESSION = 300;

/** `a || '…'`, `a ?? '…'`, `a or "…"`, `None if a else "…"`: what is used when nothing else is there. */
const FALLBACK = /(?:\|\||\?\?|\bor|\belse)\s{0,40}[rbuf]?$/i;
/** `getenv("NAME", "…")` and the like, or a parameter that says so. */
const LOOK_UP = /(?:getenv|get_env|environ\.get|getOrDefault|getProperty|ENV\.fetch|\benv(?:\.get|\.str)?|EnvString)$/i;
const DEFAULT = /\bdefault(?:_value|Value)?\s{0,4}[=:]\s{0,4}[rbuf]?$/;
/** An assignment, after which another name's value stands. */
const ASSIGNS = /[^=!<>]=(?![=>])/;

interface Bracket {
  /** What is called, if anything. */
  readonly callee: string;
  readonly separators: number;
}

/**
 * The literals that an expression can evaluate to, for expressions that do not begin with one: fallbacks,
 * branches of a conditional, defaults of a look-up in the environment. Ends with the expression, or after
 * a bounded distance.
 *
 * @param at where the expression begins
 */
export function readFallbacks(text: string, at: number): LiteralValue[] {
  const found: LiteralValue[] = [];
  const open: Bracket[] = [];
  const limit = Math.min(text.length, at + LONGEST_EXPRESSION);
  let asked = false;
  let between = at;
  for (let offset = at; offset < limit; offset++) {
    const unit = text.charAt(offset);
    if (unit === '"' || unit === "'" || unit === '`') {
      const piece = readPiece(text, offset);
      if (!piece) return found;
      const before = text.slice(Math.max(between, offset - 60), offset);
      if (ASSIGNS.test(before) && !DEFAULT.test(before)) return found;
      const place = placeOf(before, open, asked);
      if (place !== undefined) found.push(literal(text, piece, place));
      between = piece.after;
      offset = piece.after - 1;
    } else if (unit === '(' || unit === '[' || unit === '{') {
      open.push({ callee: calleeBefore(text, offset), separators: 0 });
    } else if (unit === ')' || unit === ']' || unit === '}') {
      if (open.pop() === undefined) return found;
    } else if (unit === ',' || unit === ';') {
      const inner = open.pop();
      if (inner === undefined || unit === ';') return found;
      open.push({ callee: inner.callee, separators: inner.separators + 1 });
    } else if (unit === '?' && open.every(isGroup)) {
      const next = text.charAt(offset + 1);
      if (next === '?') offset++;
      else if (next !== '.') asked = true;
    } else if ((unit === '\n' || unit === '\r') && open.length === 0 && endsAt(text, offset)) {
      return found;
    }
  }
  return found;
}

/** The other branch of `"…" if condition else "…"`, when `at` is after the first. */
export function readElse(text: string, at: number): LiteralValue[] {
  const other = skip(/[ \t]{1,8}if\b[^"'`\n;]{1,120}\belse[ \t]{1,8}/y, text, at);
  const piece = other === at ? undefined : readPiece(text, other);
  return piece ? [literal(text, piece, 'choice')] : [];
}

const COMPARED =
  /(["'`])(?:\s{0,4}(?:={2,3}|!={1,2}|\beq\b)\s{0,4}|\.equals(?:IgnoreCase)?\(\s{0,4})(?:[\w$]{1,30}(?:\.|->|::)){0,3}$/;

/** The literal that is compared to a name after it: `"…" == password`. */
export function readComparedTo(text: string, start: number): LiteralValue | undefined {
  const from = Math.max(0, start - 60);
  const match = COMPARED.exec(text.slice(from, start));
  if (!match) return undefined;
  const end = from + match.index;
  for (let offset = end - 1; offset >= Math.max(0, end - 256); offset--) {
    const unit = text.charAt(offset);
    if (unit === '\n' || unit === '\r') return undefined;
    if (unit === match[1] && text.charAt(offset - 1) !== '\\')
      return literal(text, { start: offset + 1, end, after: end + 1 }, 'quoted');
  }
  return undefined;
}

function literal(text: string, { start, end }: Piece, place: LiteralValue['place']): LiteralValue {
  return { start, end, content: text.slice(start, end), place };
}

function placeOf(before: string, open: readonly Bracket[], asked: boolean): LiteralValue['place'] | undefined {
  const inner = open.at(-1);
  if (DEFAULT.test(before)) return 'quoted';
  if (inner !== undefined && LOOK_UP.test(inner.callee) && inner.separators === 1 && /,\s{0,40}$/.test(before))
    return 'quoted';
  if (!open.every(isGroup)) return undefined;
  if (FALLBACK.test(before)) return 'quoted';
  // A conditional also chooses between words for the screen.
  return asked && /(?:[^?]\?|:)\s{0,40}$/.test(before) ? 'choice' : undefined;
}

/** Brackets that only group: no call, no index, no object. */
function isGroup({ callee, separators }: Bracket): boolean {
  return callee === '' && separators === 0;
}

function calleeBefore(text: string, offset: number): string {
  if (text.charAt(offset) !== '(') return text.charAt(offset);
  return /[\w.$]{1,40}$/.exec(text.slice(Math.max(0, offset - 40), offset))?.[0] ?? '';
}

/** Whether a line end ends the expression: no operator before it, none after it. */
function endsAt(text: string, offset: number): boolean {
  if (/(?:\|\||\?\?|[?:(,\\=]|\bor|\belse)[ \t\r]{0,20}$/.test(text.slice(Math.max(0, offset - 24), offset)))
    return false;
  return !/^\s{1,80}(?:\|\||\?\?|[?:)]|or\b|else\b)/.test(text.slice(offset, offset + 90));
}
