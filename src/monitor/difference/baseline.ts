// Which of the earlier reports a run is compared with.
import type { Assembled } from '../report/assemble.ts';
import type { Baseline, MonitorReport } from '../report/reportShape.ts';
import { watchedIn, type Watched } from './watched.ts';

/**
 * The last scan that read everything, and all that ended after it began: changes, and scans that were cut off. That the
 * list goes back no further than this is what lets a log group forget.
 *
 * @param earlier what became of the streams of earlier runs, in any order
 */
export function baselineIn(earlier: readonly Assembled[]): { readonly baseline: Baseline; readonly watched: Watched } {
  const reports = earlier.flatMap((one) => (one.kind === 'report' ? [one.report] : []));
  const scan = lastWholeScan(reports);
  const used = scan === undefined ? reports : reports.filter(({ finishedAt }) => finishedAt >= scan.startedAt);
  const watched = watchedIn(used);
  if (scan === undefined) return { baseline: { kind: 'none', why: whyNone(earlier, reports) }, watched };
  const later = used.filter(({ runId }) => runId !== scan.runId).length;
  return { baseline: { kind: 'scan', runId: scan.runId, startedAt: scan.startedAt, later }, watched };
}

function lastWholeScan(reports: readonly MonitorReport[]): MonitorReport | undefined {
  return reports
    .filter(({ kind, coverage }) => kind === 'scan' && coverage.everythingRead)
    .reduce<MonitorReport | undefined>(
      (last, one) => (last === undefined || one.startedAt > last.startedAt ? one : last),
      undefined,
    );
}

function whyNone(
  earlier: readonly Assembled[],
  reports: readonly MonitorReport[],
): 'first-run' | 'no-complete-scan' | 'unusable' {
  // A stream that nothing closes is that of a run under way: it was not there to be compared with.
  if (earlier.some(({ kind }) => kind === 'cut-off' || kind === 'other-version' || kind === 'damaged'))
    return 'unusable';
  return reports.length > 0 ? 'no-complete-scan' : 'first-run';
}
