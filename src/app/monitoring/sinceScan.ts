// What came after a scan: its report alone would be an old picture of the account.
import { isAtLeast, type Severity, SEVERITIES } from '../../findings/severity.ts';
import type { RunEntry, RunList } from '../../monitor/monitorBundle.ts';
import type { MonitorReport } from '../../monitor/report/reportShape.ts';
import { entriesIn, type Entry, type Section } from './page.ts';
import { runEntry } from './runsText.ts';
import { timeInWords } from './words.ts';

export interface SinceScan {
  /** Of each bucket the newest run for a change of it that came after the scan began; the newest first. */
  readonly changes: readonly RunEntry[];
  /** Scans after this one that have no report, and those that should have been. */
  readonly unreported: readonly RunEntry[];
  readonly missed: readonly string[];
}

/** @param runs undefined: they could not be asked for */
export function sinceScan({ startedAt, eventAt }: MonitorReport, stream: string, runs: RunList): SinceScan {
  const changes = new Map<string, RunEntry>();
  for (const run of runs.runs) {
    if (run.kind !== 'change' || endOf(run) < startedAt) continue;
    const key = run.bucket ?? run.stream;
    const known = changes.get(key);
    if (known === undefined || run.eventAt > known.eventAt) changes.set(key, run);
  }
  return {
    changes: [...changes.values()],
    unreported: runs.runs.filter(
      (run) => run.kind === 'scan' && run.stream !== stream && run.state.kind !== 'reported' && run.eventAt > eventAt,
    ),
    missed: runs.missed.filter((at) => at > eventAt),
  };
}

function endOf({ state, eventAt }: RunEntry): string {
  return state.kind === 'reported' ? state.summary.finishedAt : eventAt;
}

/** Changes with failures that are so bad, ignored ones among them. */
export function failingChanges({ changes }: SinceScan, failOn: Severity): readonly RunEntry[] {
  return changes.filter(
    ({ state }) =>
      state.kind === 'reported' && SEVERITIES.some((one) => state.summary.summary[one] > 0 && isAtLeast(one, failOn)),
  );
}

/** Nothing is missing, and each change was read in full. Else the report is not how the account is. */
export function isWholeSince({ changes, unreported, missed }: SinceScan): boolean {
  const isRead = ({ state }: RunEntry): boolean => state.kind === 'reported' && state.summary.status === 'complete';
  return missed.length === 0 && unreported.every(({ state }) => state.kind === 'running') && changes.every(isRead);
}

/** Nothing where nothing came after. */
export function sinceSections({ changes, unreported, missed }: SinceScan): readonly Section[] {
  const late: readonly Entry[] = missed.map((at) => ({
    label: 'MISSED',
    text: `a scan should have been at ${timeInWords(at)}, and was not`,
    tone: 'alarm',
  }));
  return entriesIn('Since this scan', [...late, ...unreported.map(runEntry), ...changes.map(runEntry)]);
}
