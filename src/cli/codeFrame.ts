import type { TextRange } from '../findings/finding.ts';
import type { LineIndex } from '../findings/lineIndex.ts';
import { type Cell, cellsOf } from './printable.ts';

export interface FrameStyle {
  /** In terminal columns, gutter included. */
  readonly width: number;
  readonly gutter: (text: string) => string;
  readonly evidence: (text: string) => string;
}

const LINES_BEFORE = 2;
const LINES_AFTER = 1;

/** Of evidence that is longer, the first lines say enough. */
const MOST_EVIDENCE_LINES = 6;

/** How much of a line stays to the left of evidence that is far out on a long line. */
const LEFT_MARGIN = 16;

/** A minified line is cut to this many UTF-16 units before it is looked at. */
const LONGEST_LINE = 2_000;

/**
 * The lines around a range with their numbers, the range underlined with carets. What the text holds
 * cannot drive the terminal.
 *
 * @param text what may be shown, secrets masked
 * @param range UTF-16 offsets
 * @returns lines without line ends
 */
export function codeFrame(text: string, lines: LineIndex, range: TextRange, style: FrameStyle): string[] {
  const first = lines.positionAt(range.start).line;
  const last = Math.max(first, lines.positionAt(Math.max(range.start, range.end - 1)).line);
  const lastShown = Math.min(last, first + MOST_EVIDENCE_LINES - 1);
  const from = Math.max(0, first - LINES_BEFORE);
  const to = last === lastShown ? Math.min(lines.lineCount - 1, last + LINES_AFTER) : lastShown;
  const numberWidth = String(to + 1).length;
  const gutter = (label: string): string => style.gutter(`${label.padStart(numberWidth)} | `);
  const room = Math.max(20, style.width - numberWidth - 3);

  const shown: string[] = [];
  for (let line = from; line <= to; line++) {
    const isEvidence = line >= first && line <= last;
    const own = isEvidence ? evidenceOn(text, lines.lineRange(line), range) : undefined;
    const { code, carets } = layOut(text, lines.lineRange(line), own, room, style);
    shown.push(`${gutter(String(line + 1))}${code}`.trimEnd());
    if (carets !== undefined) shown.push(`${gutter('')}${carets}`);
  }
  if (last > lastShown) shown.push(`${gutter('')}… ${last - lastShown} more lines`);
  return shown;
}

/** The part of the evidence on one line, without the indentation; undefined for a blank line. */
function evidenceOn(text: string, line: TextRange, range: TextRange): TextRange | undefined {
  const start = Math.max(line.start, range.start);
  const end = Math.min(line.end, range.end);
  const part = text.slice(start, end);
  // An empty range still points somewhere.
  if (range.start === range.end) return { start, end: start };
  if (part.trim() === '') return undefined;
  return { start: start + (part.length - part.trimStart().length), end: start + part.trimEnd().length };
}

function layOut(
  text: string,
  line: TextRange,
  evidence: TextRange | undefined,
  room: number,
  style: FrameStyle,
): { code: string; carets: string | undefined } {
  const bounded = boundedLine(line, evidence);
  const cells = cellsOf(text.slice(bounded.start, bounded.end));
  const marked = evidence && cellRange(cells, evidence.start - bounded.start, evidence.end - bounded.start);
  const view = visiblePart(cells, marked?.from ?? 0, marked?.to ?? 0, room);
  const before = view.from > 0 || bounded.start > line.start ? '…' : '';
  const after = view.to < cells.length || bounded.end < line.end ? '…' : '';

  let code = before;
  let carets = ' '.repeat(before.length);
  let inside = '';
  cells.slice(view.from, view.to).forEach((cell, index) => {
    const at = view.from + index;
    const isMarked = marked !== undefined && at >= marked.from && at < marked.to;
    if (isMarked) inside += cell.shown;
    else code += cell.shown;
    if (marked === undefined || at < marked.from) carets += ' '.repeat(cell.width);
    else if (isMarked) carets += '^'.repeat(cell.width);
    if (isMarked && (at + 1 === marked.to || at + 1 === view.to)) code += style.evidence(inside);
  });
  if (marked === undefined) return { code: code + after, carets: undefined };
  return {
    code: code + after,
    carets: carets.includes('^') ? carets.replace(/\^+/, style.evidence) : `${carets}${style.evidence('^')}`,
  };
}

function boundedLine(line: TextRange, evidence: TextRange | undefined): TextRange {
  if (line.end - line.start <= LONGEST_LINE) return line;
  const start = Math.max(
    line.start,
    Math.min((evidence?.start ?? line.start) - LONGEST_LINE / 4, line.end - LONGEST_LINE),
  );
  return { start, end: start + LONGEST_LINE };
}

/** @param start UTF-16 offset within the cells */
function cellRange(cells: readonly Cell[], start: number, end: number): { from: number; to: number } {
  let offset = 0;
  let from: number | undefined;
  let to = cells.length;
  for (const [index, cell] of cells.entries()) {
    if (offset >= end) {
      to = Math.min(to, index);
      break;
    }
    offset += cell.length;
    if (from === undefined && offset > start) from = index;
  }
  return { from: from ?? cells.length, to: Math.max(to, from ?? cells.length) };
}

/** What fits: from the start of the line when the evidence is then in sight, else from a little before it. */
function visiblePart(cells: readonly Cell[], from: number, to: number, room: number): { from: number; to: number } {
  const width = (start: number, end: number): number =>
    cells.slice(start, end).reduce((total, cell) => total + cell.width, 0);
  const total = width(0, cells.length);
  if (total <= room) return { from: 0, to: cells.length };
  const usable = room - 2;
  let start = 0;
  if (width(0, to) > usable) {
    start = from;
    for (let margin = 0; start > 0 && margin < LEFT_MARGIN; start--) margin += cells[start - 1]?.width ?? 0;
    // The end of a line in full says more than blanks.
    while (start > 0 && width(start - 1, cells.length) <= usable) start--;
  }
  let end = start;
  for (let used = 0; end < cells.length; end++) {
    used += cells[end]?.width ?? 0;
    if (used > usable) break;
  }
  return { from: start, to: end };
}
