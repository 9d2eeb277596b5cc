import { readPiece, skip } from './stringLiterals.ts';
import type { LiteralValue } from './stringLiterals.ts';

const LONGEST_BLOCK = 4096;
const MOST_ITEMS = 50;

/** Tags that leave a scalar a scalar, and anchors; a vault's or a template's own tags are no values. */
const PROPERTIES = /(?:[ \t]{0,40}(?:!!(?:str|binary)|&[\w.-]{1,64})(?=[ \t\r\n])){1,2}/y;
const BLOCK_HEADER = /[ \t]{0,40}[|>][+\-1-9]{0,2}[ \t]{0,40}(?:#[^\r\n]{0,200})?(?=\r?\n)/y;

interface Line {
  readonly indent: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the value of a key where YAML lets it stand apart from the key: block scalars, the lines below,
 * lists, and after a tag or an anchor (YAML 1.2.2, chapters 6.9 and 8).
 *
 * @param start offset of the key
 * @param at after its colon
 * @returns `undefined` when the value stands right after the colon
 */
export function readYamlValue(text: string, start: number, at: number): LiteralValue[] | undefined {
  const indent = indentOfKey(text, start);
  if (indent === undefined) return undefined;
  const after = skip(PROPERTIES, text, at);
  const header = skip(BLOCK_HEADER, text, after);
  if (header > after) return readBlock(text, linesBelow(text, header, indent + 1));
  const end = skip(/[ \t]{0,40}(?:#[^\r\n]{0,200})?(?=[\r\n])/y, text, after);
  if (end > after || /[\r\n]/.test(text.charAt(after))) return readBelow(text, linesBelow(text, end, indent), indent);
  return after === at ? undefined : scalar(text, skip(/[ \t]{1,40}/y, text, after), 'bare-in-config');
}

/** `undefined` for what is no key of a block mapping: a flow mapping, a comment, a string. */
function indentOfKey(text: string, start: number): number | undefined {
  const before = text.slice(Math.max(0, start - 200), start);
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  const prefix = /^[ \t]*(?:-[ \t]+)*["']?$/.exec(line)?.[0];
  return prefix === undefined ? undefined : prefix.replace(/["']$/, '').length;
}

/** The lines after an offset, as long as they are indented enough; empty ones are passed over. */
function linesBelow(text: string, from: number, indent: number): Line[] {
  const lines: Line[] = [];
  const limit = Math.min(text.length, from + LONGEST_BLOCK);
  let at = skip(/\r?\n/y, text, from);
  while (at < limit && lines.length < MOST_ITEMS) {
    const begin = skip(/[ \t]{1,400}/y, text, at);
    const end = skip(/[^\r\n]{1,2048}/y, text, begin);
    if (end > begin) {
      if (begin - at < indent) break;
      lines.push({ indent: begin - at, start: begin, end });
    }
    const next = skip(/\r?\n|\r/y, text, end);
    if (next === end) break;
    at = next;
  }
  return lines;
}

/** Lines of a key or a certificate are one value; other lines stand for themselves. */
function readBlock(text: string, lines: readonly Line[]): LiteralValue[] {
  const first = lines[0];
  const last = lines.at(-1);
  if (!first || !last) return [];
  const contents = lines.map((line) => text.slice(line.start, line.end).trimEnd());
  if (contents.every((content) => !/\s/.test(content)))
    return [{ start: first.start, end: last.end, content: contents.join(''), place: 'bare-in-config' }];
  return lines.flatMap((line) => scalar(text, line.start, 'choice'));
}

/** A plain or quoted scalar on the next line, or a list. */
function readBelow(text: string, lines: readonly Line[], indent: number): LiteralValue[] {
  const values: LiteralValue[] = [];
  for (const line of lines) {
    const item = skip(/-[ \t]{1,40}/y, text, line.start);
    if (item > line.start) values.push(...scalar(text, item, 'choice'));
    else if (values.length > 0 || line.indent <= indent) break;
    else return scalar(text, line.start, 'bare-in-config');
  }
  return values;
}

/** One scalar up to the end of its line; none for a key with a value, an alias, a flow collection. */
function scalar(text: string, at: number, place: LiteralValue['place']): LiteralValue[] {
  const piece = readPiece(text, at);
  if (piece) {
    const isKey = /^\s{0,8}:/.test(text.slice(piece.after, piece.after + 10));
    return isKey
      ? []
      : [{ start: piece.start, end: piece.end, content: text.slice(piece.start, piece.end), place: 'quoted' }];
  }
  const line = text.slice(at, skip(/[^\r\n]{1,2048}/y, text, at));
  const content = line.replace(/\s#.*$/, '').trimEnd();
  if (content === '' || /^[#*&!|>[{%@`]/.test(content) || /^[^\s:]{1,200}:(?:\s|$)/.test(content)) return [];
  return [{ start: at, end: at + content.length, content, place }];
}
