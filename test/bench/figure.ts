/** Where the editor's part puts its figures. */
export const REPORT_VARIABLE = 'PALISADE_BENCH_REPORT';

/** One thing that was measured, with what the issue asks of it. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | 'KB' | 'MB' | 'ms/s' | 'calls' | 'calls/s' | 'sockets' | 'buckets' | 'buckets/s';
  readonly samples: readonly number[];
  /** Absent for figures that only explain others. */
  readonly target?: Target;
}

export interface Target {
  readonly atMost: number;
  /** Which of the statistics it is about. */
  readonly of: 'median' | 'max';
}

export interface Statistics {
  readonly n: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

export function statisticsOf({ samples }: Figure): Statistics {
  const sorted = [...samples].sort((a, b) => a - b);
  /** The nearest rank. */
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
  return { n: sorted.length, median: at(0.5), p95: at(0.95), max: at(1) };
}

/** One line: n, median, p95 and the target beside it. */
export function lineOf(figure: Figure): string {
  const { name, unit, target } = figure;
  const { n, median, p95, max } = statisticsOf(figure);
  const spread = n === 1 ? '' : `, p95 ${rounded(p95)}, max ${rounded(max)}`;
  const value = `${n === 1 ? '' : 'median '}${rounded(median)}${spread} ${unit}${n === 1 ? '' : ` (n = ${n})`}`;
  if (target === undefined) return `${name}: ${value}`;
  return `${name}: ${value}; target: ${n === 1 ? '' : `${target.of} `}at most ${target.atMost} ${unit}`;
}

const COLUMNS = ['', 'n', 'median', 'p95', 'max', 'target', ''] as const;

/** All figures below each other. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { n, median, p95, max } = statisticsOf(figure);
    const { name, unit, target } = figure;
    const wanted = target === undefined ? '' : `${n === 1 ? '' : `${target.of} `}≤ ${target.atMost} ${unit}`;
    const cells = n === 1 ? [rounded(median), '', ''] : [median, p95, max].map(rounded);
    return [name, String(n), ...cells, wanted, wordOf(figure)];
  });
  const all: readonly (readonly string[])[] = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_unused, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))),
    )
    .map((row) => row.join('  ').trimEnd())
    .join('\n');
}

/** Said, never asserted: a figure is about a machine, too. */
function wordOf(figure: Figure): string {
  const { target } = figure;
  if (target === undefined) return '';
  return statisticsOf(figure)[target.of] <= target.atMost ? 'met' : 'MISSED';
}

function rounded(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}
