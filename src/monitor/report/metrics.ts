// Metrics as a line of the function's own log: CloudWatch reads them out of it (Embedded Metric Format), so that the
// function needs no permission to put them.
import { SEVERITIES, type Severity } from '../../findings/severity.ts';
import type { MonitorReport } from './reportShape.ts';

export const METRICS_NAMESPACE = 'Palisade';

const FINDINGS: Readonly<Record<Severity, string>> = {
  critical: 'FindingsCritical',
  high: 'FindingsHigh',
  medium: 'FindingsMedium',
  low: 'FindingsLow',
  informational: 'FindingsInformational',
};

interface Metric {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds' | 'None';
  readonly value: number;
}

/**
 * Numbers of findings only where everything was read: the sum over a part would look like an improvement.
 *
 * @param stack name of the stack, by which several of them in one account are told apart
 * @returns one line of JSON
 */
export function metricLine(report: MonitorReport, stack: string): string {
  const metrics = metricsOf(report);
  return JSON.stringify({
    _aws: {
      Timestamp: Date.parse(report.finishedAt),
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [['Stack', 'Kind']],
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    Stack: stack,
    Kind: report.kind,
    run: report.runId,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  });
}

function metricsOf({ kind, trigger, coverage, summary, cost, ...report }: MonitorReport): readonly Metric[] {
  const counted = kind === 'scan' && coverage.everythingRead;
  return [
    ...(counted ? SEVERITIES.map((one) => ({ name: FINDINGS[one], unit: 'Count' as const, value: summary[one] })) : []),
    { name: 'Unknowns', unit: 'Count', value: coverage.unknown + coverage.notRead.length },
    {
      name: 'Duration',
      unit: 'Milliseconds',
      value: Math.max(0, Date.parse(report.finishedAt) - Date.parse(report.startedAt)),
    },
    { name: 'Cost', unit: 'None', value: cost.usd },
    ...(trigger.kind === 'schedule'
      ? [{ name: 'ScheduledRunCompleted', unit: 'Count' as const, value: coverage.everythingRead ? 1 : 0 }]
      : []),
  ];
}
