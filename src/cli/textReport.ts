import type { CodeFinding, Provenance } from '../findings/finding.ts';
import { LineIndex } from '../findings/lineIndex.ts';
import { type FileReport, worstFirst } from '../findings/reports/scanReport.ts';
import { codeFrame } from './codeFrame.ts';
import type { Colours } from './colours.ts';
import type { Output } from './ports.ts';
import { printable, wrapped } from './printable.ts';

export interface TextStyle {
  readonly colours: Colours;
  /** In terminal columns. */
  readonly width: number;
}

/** A report that goes into a file or a pipe is not wider than what people read with ease. */
const WIDTH = 100;
const NARROWEST = 40;

/** In terminal columns. */
export function reportWidth({ columns }: Pick<Output, 'columns'>): number {
  return Math.max(NARROWEST, Math.min(columns ?? WIDTH, WIDTH));
}

/** Labels stand in a column of their own. */
const LABEL_WIDTH = 7;

/**
 * The findings of one file for a person at a terminal, worst first. Nothing that comes from the file, its
 * path or a model can drive the terminal.
 *
 * @param shownText what may be shown of the file, see maskedView.ts
 * @returns empty when there is nothing to say
 */
export function findingsAsText(file: FileReport, shownText: string, style: TextStyle): string {
  const lines = new LineIndex(shownText);
  const blocks = worstFirst(file.findings).map((finding) => findingBlock(finding, file.path, shownText, lines, style));
  const refuted = file.refuted.map(({ finding, refutation }) => {
    const guard = placeOf(refutation.guardRange.start, lines);
    return wrapped(
      `Not counted: ${finding.title} at ${file.path}:${placeOf(finding.subject.range.start, lines)}. ` +
        `${refutation.model} says that the guard at ${guard} prevents it.`,
      style.width,
    ).map((line) => style.colours.dim(line));
  });
  return [...blocks, ...refuted].map((block) => `${block.join('\n')}\n\n`).join('');
}

function findingBlock(
  finding: CodeFinding,
  path: string,
  text: string,
  lines: LineIndex,
  style: TextStyle,
): readonly string[] {
  const { bold, dim, severity } = style.colours;
  const colour = severity[finding.severity];
  const cwe = finding.cwe.map((number) => `CWE-${number}`).join(', ');
  const { range, symbol } = finding.subject;
  const place = `${printable(path)}:${placeOf(range.start, lines)}`;
  return [
    `${bold(colour(finding.severity.toUpperCase()))}  ${bold(printable(finding.title))}${cwe === '' ? '' : `  ${cwe}`}`,
    `${dim('-->')} ${place}${symbol.name === '' ? '' : dim(` in ${printable(symbol.name)}`)}`,
    ...codeFrame(text, lines, range, { width: style.width, gutter: dim, evidence: colour }),
    ...pathLines(finding, lines, style),
    ...paragraph('Why', finding.explanation, style),
    ...paragraph('Fix', finding.remediation, style),
    ...paragraph(
      'By',
      `${wordsFor(finding.provenance)}, confidence ${finding.confidence}, ${finding.ruleId}`,
      style,
    ).map((line) => dim(line)),
  ];
}

/** The way of attacker-controlled data, from source to sink. */
function pathLines(finding: CodeFinding, lines: LineIndex, style: TextStyle): readonly string[] {
  return finding.trace.flatMap((step, index) => {
    const place = placeOf(step.range.start, lines);
    return paragraph(index === 0 ? 'Path' : '', `${index + 1}. ${place}  ${step.message}`, style);
  });
}

function paragraph(label: string, prose: string, style: TextStyle): readonly string[] {
  if (prose.trim() === '') return [];
  return wrapped(prose, style.width - LABEL_WIDTH).map((line, index) => {
    const start = (index === 0 ? label : '').padEnd(LABEL_WIDTH);
    return `${index === 0 ? style.colours.bold(start) : start}${line}`.trimEnd();
  });
}

function wordsFor({ engine, model, promptVersion }: Provenance): string {
  const gemini = `Gemini (${model ?? 'unknown model'}, prompt ${promptVersion ?? '?'})`;
  switch (engine) {
    case 'embedded':
      return 'Offline engine';
    case 'gemini':
      return gemini;
    case 'both':
      return `Offline engine and ${gemini}`;
    case 'posture':
      return 'Posture check';
  }
}

/** One-based line and column, in UTF-16 units as editors count. */
function placeOf(offset: number, lines: LineIndex): string {
  const { line, character } = lines.positionAt(offset);
  return `${line + 1}:${character + 1}`;
}
