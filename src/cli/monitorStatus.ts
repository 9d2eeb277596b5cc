import { costPage } from '../app/monitoring/costText.ts';
import { statusPage, statusState } from '../app/monitoring/statusText.ts';
import { printableJson } from '../findings/reports/printableJson.ts';
import type { MonthlyUse } from '../monitor/cost/monthlyEstimate.ts';
import type { StatusState } from '../monitor/monitorBundle.ts';
import { isDone, type PageFormat, sayFailure, type TargetOptions, withMonitor, writePage } from './monitorRun.ts';
import type { CliPorts } from './ports.ts';

export interface StatusOptions extends TargetOptions {
  readonly format: PageFormat | 'json';
}

const EXIT: Readonly<Record<StatusState, number>> = { ok: 0, problem: 1, unknown: 2 };

/** @returns the exit status: 0 all is well, 1 something is not, 2 it could not be told, 130 interrupted */
export async function statusCommand(options: StatusOptions, ports: CliPorts): Promise<number> {
  const outcome = await withMonitor(options, 'reading', ports, ({ monitor, target, around }) =>
    monitor.status(target, around),
  );
  if (!isDone(outcome)) return sayFailure(outcome.failure, ports);
  const status = outcome.value;
  const state = statusState(status);
  if (options.format === 'json') {
    const { identity, stack, version, items } = status;
    ports.stdout.write(printableJson({ schemaVersion: 1, identity, stack, version: version ?? null, state, items }));
  } else {
    writePage(statusPage(status), options.format, ports);
  }
  return EXIT[state];
}

export interface CostOptions {
  readonly buckets: number;
  readonly changesPerDay: number;
  readonly gemini?: boolean;
  readonly extraTrails: number;
  readonly guardDuty?: boolean;
  readonly memory?: number;
  readonly retention?: number;
  readonly email?: boolean;
  readonly key?: boolean;
  readonly format: PageFormat | 'json';
}

/** Asks nobody. */
export async function costCommand(options: CostOptions, ports: CliPorts): Promise<number> {
  const { buckets, changesPerDay, gemini = false, extraTrails, guardDuty = false, memory, retention } = options;
  const use: MonthlyUse = {
    ...{ buckets, changesPerDay, gemini, extraTrails, guardDuty },
    ...{ email: options.email === true, customerKey: options.key === true },
    ...(memory === undefined ? {} : { memoryMb: memory }),
    ...(retention === undefined ? {} : { retentionDays: retention }),
  };
  const { monthlyEstimate } = await ports.loadMonitor();
  const estimate = monthlyEstimate(use);
  if (options.format === 'json') ports.stdout.write(printableJson({ schemaVersion: 1, use, ...estimate }));
  else writePage(costPage(estimate, use), options.format, ports);
  return 0;
}
