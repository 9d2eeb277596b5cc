import type { Block, Entry, Page, Tone } from '../app/monitoring/page.ts';
import { LONGEST_TEXT } from '../app/monitoring/page.ts';
import { printableJson } from '../findings/reports/printableJson.ts';
import { printable, widthOf, wrapped } from './printable.ts';
import type { TextStyle } from './textReport.ts';

/** Labels stand in a column of their own. */
const LABEL_WIDTH = 15;

/** Between the columns of a table. */
const GAP = '  ';

/** A page for a person at a terminal. Nothing in its texts can drive it, or look like a line of ours. */
export function pageAsText({ title, sections }: Page, style: TextStyle): string {
  const { bold } = style.colours;
  const blocks = sections.map((section) => [
    ...(section.title === undefined ? [] : wrapped(oneLine(section.title), style.width).map(bold)),
    ...section.blocks.flatMap((block) => blockLines(block, style)),
  ]);
  return [wrapped(oneLine(title), style.width).map(bold), ...blocks].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

export function entriesAsText(entries: readonly Entry[], style: TextStyle): string {
  return entries
    .flatMap((entry) => entryLines(entry, style))
    .map((line) => `${line}\n`)
    .join('');
}

function blockLines(block: Block, style: TextStyle): readonly string[] {
  switch (block.kind) {
    case 'entries':
      return block.entries.flatMap((entry) => entryLines(entry, style));
    case 'table':
      return tableLines(block, style);
    case 'json':
      return printableJson(block.value).trimEnd().split('\n');
  }
}

function entryLines({ label, text, tone = 'plain', more = [] }: Entry, style: TextStyle): readonly string[] {
  const lines = [text, ...more].flatMap((one) => wrapped(oneLine(one), style.width - LABEL_WIDTH));
  const shown = printable(isSeverity(tone) ? label.toUpperCase() : label);
  const start = shown + ' '.repeat(Math.max(1, LABEL_WIDTH - widthOf(shown)));
  return lines.map((line, index) => (index === 0 ? paintFor(tone, style)(start) : ' '.repeat(LABEL_WIDTH)) + line);
}

function isSeverity(tone: Tone): boolean {
  return tone !== 'plain' && tone !== 'good' && tone !== 'alarm';
}

function paintFor(tone: Tone, { colours }: TextStyle): (text: string) => string {
  switch (tone) {
    case 'plain':
      return colours.bold;
    case 'good':
      return colours.good;
    case 'alarm':
      return colours.alarm;
    default:
      return colours.severity[tone];
  }
}

/** Where a line is too narrow for the columns each row is a few lines. */
function tableLines({ head, rows, numbers = [] }: Block & { kind: 'table' }, style: TextStyle): readonly string[] {
  const { bold } = style.colours;
  const cells = [head, ...rows].map((row) => row.map((cell) => printable(oneLine(cell))));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))));
  const [titles = [], ...shown] = cells;
  if (widths.reduce((sum, width) => sum + width, GAP.length * (head.length - 1)) > style.width) {
    return shown.flatMap(([first = '', ...others]) => [
      ...wrapped(first, style.width),
      ...others.flatMap((cell, index) =>
        wrapped(`${titles[index + 1] ?? ''}: ${cell}`, style.width - GAP.length).map((line) => `${GAP}${line}`),
      ),
    ]);
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const blanks = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return numbers.includes(column) ? `${blanks}${cell}` : `${cell}${blanks}`;
      })
      .join(GAP)
      .trimEnd();
  return [bold(line(titles)), ...shown.map(line)];
}

/** A line end from an account must not begin a line that looks like ours. */
function oneLine(text: string): string {
  const cut =
    text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…`;
  return cut.replace(/[\r\n]+/g, ' ');
}
