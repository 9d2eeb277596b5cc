// Which of the earlier reports a run is compared with.
import type { Assembled } from '../report/assemble.ts';
import type { Baseline, MonitorReport } from '../report/reportShape.ts';
import { watchedIn, type Watched } from './watched.ts';

/**
 * The last scan that read everything, and all that ended after it began: changes, and scans that were cut off. Where that
 * scan did not know what was before it, what is older is taken in as well. That the list goes back no further than this
 * is what lets a log group forget.
 *
 * @param earlier what became of the streams of earlier runs, in any order
 */
export function baselineIn(earlier: readonly Assembled[]): { readonly baseline: Baseline; readonly watched: Watched } {
  const reports = earlier.flatMap((one) => (one.kind === 'report' ? [one.report] : []));
  const from = last(reports.filter(isEnough));
  const used = from === undefined ? reports : reports.filter(({ finishedAt }) => finishedAt >= from.startedAt);
  const watched = watchedIn(used);
  const scan = last(reports.filter(isWhole));
  if (scan === undefined) return { baseline: { kind: 'none', why: whyNone(earlier, reports) }, watched };
  const { runId, startedAt } = scan;
  const later = used.filter((one) => one.runId !== runId && one.finishedAt >= startedAt).length;
  return { baseline: { kind: 'scan', runId, startedAt, later }, watched };
}

function isWhole({ kind, coverage }: MonitorReport): boolean {
  return kind === 'scan' && coverage.everythingRead;
}

/**
 * Nothing older than this scan need be known: it read everything, could ask for the reports before it, and so says
 * itself what they found and it could not tell. Of a bucket that it carries it says nothing, e.g. of a directory bucket
 * in a region whose list it could not read.
 */
export function isEnough(report: MonitorReport): boolean {
  const { baseline, carried } = report.difference;
  const isBlind = baseline.kind === 'none' && baseline.why === 'unreadable';
  return isWhole(report) && !isBlind && carried.buckets.length === 0;
}

function last(scans: readonly MonitorReport[]): MonitorReport | undefined {
  return scans.reduce<MonitorReport | undefined>(
    (newest, one) => (newest === undefined || one.startedAt > newest.startedAt ? one : newest),
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
