// The `scan` function: the whole account, by the clock, by hand, or because a setting of the account was changed.
import { changeEvents } from '../events/changeEvents.ts';
import { readScanInput } from '../events/readEvent.ts';
import { buildReport } from '../report/buildReport.ts';
import type { MonitorReport, Trigger } from '../report/reportShape.ts';
import type { AnalysisDone, MonitorPorts } from './ports.ts';
import { readInTime } from './readInTime.ts';
import { checkIds, comparedWith, endOf, publishReport, say, type Draft } from './reporting.ts';
import { scanStream, type ReportStore } from './reportStore.ts';

/** To build the report, compare it and write it: a hundred parts in some twenty calls. */
const KEPT_FOR_REPORT_MS = 60_000;
/** For Gemini, on top of that. */
const KEPT_FOR_ANALYSIS_MS = 35_000;
/** A change may not be seen yet by a read that starts right after it. */
export const SETTLING_MS = 60_000;

export type ScanOutcome =
  | {
      readonly kind: 'reported';
      readonly stream: string;
      readonly status: MonitorReport['status'];
    }
  /** The event came a second time. */
  | { readonly kind: 'already-reported'; readonly stream: string }
  /** A scan that began after the change of the account has answered it. */
  | { readonly kind: 'covered'; readonly by: string }
  /** To try again would change nothing. */
  | { readonly kind: 'refused'; readonly reason: string };

/** @throws WatchStopped when no report can be written: the platform tries again */
export async function scan(input: unknown, store: ReportStore, ports: MonitorPorts): Promise<ScanOutcome> {
  const begun = ports.now();
  const { accountId, checks } = ports.setting;
  const event = readScanInput(input, { accountId, events: changeEvents(checks), now: begun });
  if (event.kind === 'refused') {
    say(ports, 'refused', event.reason);
    return event;
  }
  const { runId, trigger, askedAt = 0 } = event;
  const answered = trigger.kind === 'account-change' ? await coveredBy(trigger, askedAt, store, ports) : undefined;
  if (answered !== undefined) return { kind: 'covered', by: answered };
  const stream = scanStream(trigger.events, runId);
  // Before anything is read: without a place for the report the rest would cost and be lost.
  if ((await store.claim(stream)) === 'done') return { kind: 'already-reported', stream };

  const read = await readInTime([], KEPT_FOR_REPORT_MS, ports);
  const report = buildReport(read, {
    runId,
    kind: 'scan',
    trigger,
    finishedAt: ports.now(),
    checks: checkIds(ports.setting),
    toolVersion: ports.setting.version,
  });
  const done = await analysed(report, ports);
  const compared = await comparedWith(store, ports);
  const finished = { ...report, ...endOf(report, ports.now()) };
  const draft = { report: finished, done, elapsedMs: ports.now() - begun };
  const { status } = await publishReport(stream, draft, compared, store, ports);
  return { kind: 'reported', stream, status };
}

/** The scan that began after all of these changes, if there is one already: a burst of them is one scan, or two. */
async function coveredBy(
  { events }: Trigger,
  askedAt: number,
  store: ReportStore,
  ports: MonitorPorts,
): Promise<string | undefined> {
  const { baseline } = await comparedWith(store, ports, new Set());
  if (baseline.kind === 'none') return undefined;
  const newest = Math.max(...events.map(({ at }) => Date.parse(at)));
  return Date.parse(baseline.startedAt) >= Math.max(newest + SETTLING_MS, askedAt) ? baseline.runId : undefined;
}

/** At most one call, over what failed in a scan that read everything. */
async function analysed(report: Draft['report'], ports: MonitorPorts): Promise<AnalysisDone> {
  const notAsked = (why: 'off' | 'nothing-failed' | 'not-complete' | 'no-time'): AnalysisDone => ({
    analysis: { kind: 'not-asked', why },
    usd: 0,
    requests: 0,
  });
  if (ports.analyse === undefined) return notAsked('off');
  if (!report.coverage.everythingRead) return notAsked('not-complete');
  const looks = [...(report.accountLook === null ? [] : [report.accountLook]), ...report.buckets];
  if (!looks.some(({ findings }) => findings.some(({ outcome }) => outcome === 'fail')))
    return notAsked('nothing-failed');
  const left = ports.remainingMs() - KEPT_FOR_REPORT_MS / 2;
  if (left < KEPT_FOR_ANALYSIS_MS) return notAsked('no-time');
  const end = new AbortController();
  const stopTimer = ports.timers.startTimer(KEPT_FOR_ANALYSIS_MS, () => end.abort());
  try {
    return await ports.analyse(report, end.signal);
  } finally {
    stopTimer();
  }
}
