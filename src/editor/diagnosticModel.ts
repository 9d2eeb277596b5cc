import { cleanModelText } from '../findings/modelText.ts';
import type { LineColumn, LineIndex } from '../findings/lineIndex.ts';
import { type FindingRecord, isShown } from '../findings/reconcile.ts';
import type { Severity } from '../findings/severity.ts';
import type { TextRange } from '../findings/finding.ts';
import { codeOf, cweAddress, SEVERITY_WORDS, titleOf } from './severityWords.ts';

export interface LineColumnRange {
  readonly start: LineColumn;
  readonly end: LineColumn;
}

/** A diagnostic without the editor's classes. */
export interface DiagnosticView {
  readonly range: LineColumnRange;
  readonly level: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly code: string;
  /** What the code links to. */
  readonly address: string | undefined;
  readonly related: readonly { readonly range: LineColumnRange; readonly message: string }[];
}

/** Not `hint` for the last two: hints do not appear in the Problems view. */
const LEVELS: Readonly<Record<Severity, DiagnosticView['level']>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'information',
  informational: 'information',
};

/**
 * What goes into the Problems view. Agents read it, so it is short and plain: of what a model wrote, only
 * the title.
 */
export function diagnosticViews(records: readonly FindingRecord[], lines: LineIndex): DiagnosticView[] {
  return records.filter(isShown).map(({ finding, state }) => {
    const marks = [
      ...(finding.provenance.engine === 'gemini' ? ['Gemini'] : []),
      ...(state.freshness === 'stale' ? ['text changed since the scan'] : []),
    ];
    return {
      range: positionsOf(finding.subject.range, lines),
      level: LEVELS[finding.severity],
      message: `${SEVERITY_WORDS[finding.severity]}: ${titleOf(finding)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`,
      code: codeOf(finding),
      address: cweAddress(finding),
      related: finding.trace.map((step) => ({
        range: positionsOf(step.range, lines),
        message: cleanModelText(step.message, 200, 'one-line'),
      })),
    };
  });
}

export function positionsOf(range: TextRange, lines: LineIndex): LineColumnRange {
  return { start: lines.positionAt(range.start), end: lines.positionAt(range.end) };
}
