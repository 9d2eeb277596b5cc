import type { LineIndex } from '../findings/lineIndex.ts';
import { type FindingRecord, isShown } from '../findings/reconcile.ts';
import { compareSeverity, SEVERITIES, type Severity } from '../findings/severity.ts';
import { type LineColumnRange, positionsOf } from './diagnosticModel.ts';
import { SEVERITY_WORDS, titleOf } from './severityWords.ts';

/** The mark of one line: its gutter icon and, if wanted, the words at its end. */
export interface LineMark {
  /** Zero-based. */
  readonly line: number;
  readonly label: string | undefined;
}

/** What is drawn for one severity. Always of all severities, so that what is gone is taken away. */
export interface SeverityDecorations {
  readonly ranges: readonly LineColumnRange[];
  readonly lines: readonly LineMark[];
}

export type DecorationView = Readonly<Record<Severity, SeverityDecorations>>;

/** Where findings start on the same line, the line has one mark: that of the worst, and how many more there are. */
export function decorationView(
  records: readonly FindingRecord[],
  lines: LineIndex,
  show: { readonly enabled: boolean; readonly labels: boolean },
): DecorationView {
  const shown = show.enabled ? records.filter(isShown) : [];
  const byLine = new Map<number, FindingRecord[]>();
  for (const record of shown) {
    const { line } = lines.positionAt(record.finding.subject.range.start);
    byLine.set(line, [...(byLine.get(line) ?? []), record]);
  }
  const marks = [...byLine].map(([line, onLine]) => markOf(line, onLine, show.labels));
  const entries = SEVERITIES.map((severity): [Severity, SeverityDecorations] => [
    severity,
    {
      ranges: shown
        .filter(({ finding }) => finding.severity === severity)
        .map(({ finding }) => positionsOf(finding.subject.range, lines)),
      lines: marks.filter((mark) => mark.severity === severity).map(({ mark }) => mark),
    },
  ]);
  return Object.fromEntries(entries) as Record<Severity, SeverityDecorations>;
}

function markOf(
  line: number,
  records: readonly FindingRecord[],
  labels: boolean,
): { severity: Severity; mark: LineMark } {
  const [worst, ...others] = [...records].sort((a, b) => compareSeverity(a.finding.severity, b.finding.severity));
  if (!worst) throw new RangeError('a line without findings has no mark');
  const { finding, state } = worst;
  const stale = state.freshness === 'stale' ? ' (text changed)' : '';
  const more = others.length === 0 ? '' : ` +${others.length}`;
  const label = `${SEVERITY_WORDS[finding.severity]}: ${titleOf(finding)}${stale}${more}`;
  return { severity: finding.severity, mark: { line, label: labels ? label : undefined } };
}
