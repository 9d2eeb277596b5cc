// What a list of runs shows of reports, made where the reports are: they are too large to be handed around.
import { baselineIn } from '../../monitor/difference/baseline.ts';
import { LaterReports } from '../../monitor/difference/difference.ts';
import type { MonitorFailure, Outcome } from '../../monitor/monitorBundle.ts';
import type { MonitorReport } from '../../monitor/report/reportShape.ts';
import type { ReportDigest, Since, SinceQuestion } from './monitorProtocol.ts';

/** Reads the report of a stream. Never rejects. */
export type ReadOneReport = (stream: string) => Promise<Outcome<{ readonly report: MonitorReport }>>;

export function digestOf(report: MonitorReport): ReportDigest {
  const left = new Set(['accountLook', 'buckets', 'checks']);
  return Object.fromEntries(Object.entries(report).filter(([key]) => !left.has(key))) as unknown as ReportDigest;
}

/**
 * Failures that are of a single report leave that one out; every other one ends it. What a later report does not tell
 * is as it was: a change is of one bucket.
 */
export async function sinceSeen({ seen, later }: SinceQuestion, read: ReadOneReport): Promise<Outcome<Since>> {
  const seenReports: MonitorReport[] = [];
  for (const stream of seen) {
    const outcome = await read(stream);
    if (outcome.kind === 'done') seenReports.push(outcome.value.report);
    else if (!isOfOneReport(outcome.failure)) return outcome;
  }
  const { baseline, watched } = baselineIn(seenReports.map((report) => ({ kind: 'report', report })));
  const isKnown = baseline.kind !== 'none' && seenReports.length === seen.length;
  const reports = isKnown ? new LaterReports(watched) : undefined;
  const digests = new Map<string, ReportDigest>();
  const unreadable: string[] = [];
  for (const stream of later) {
    const outcome = await read(stream);
    if (outcome.kind === 'done') {
      digests.set(stream, digestOf(outcome.value.report));
      reports?.add(outcome.value.report);
    } else if (isOfOneReport(outcome.failure)) unreadable.push(stream);
    else return outcome;
  }
  return { kind: 'done', value: { changes: reports?.changes, digests, unreadable } };
}

function isOfOneReport({ kind }: MonitorFailure): boolean {
  return kind === 'not-found' || kind === 'damaged' || kind === 'other-version';
}
