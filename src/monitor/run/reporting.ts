// From what was read to a report that lies in the log: the same for a scan and for a change.
import { baselineIn } from '../difference/baseline.ts';
import { differenceOf, withNotVerified, type ReportBefore } from '../difference/difference.ts';
import type { Watched } from '../difference/watched.ts';
import { NOTHING_WATCHED } from '../difference/watched.ts';
import { metricLine } from '../report/metrics.ts';
import { notificationOf } from '../report/notification.ts';
import type { Baseline, MonitorReport } from '../report/reportShape.ts';
import { runCost } from '../report/runCost.ts';
import { checksOf } from '../../s3/checks/catalogue.ts';
import type { PostureRunOptions } from '../../s3/posture.ts';
import type { AnalysisDone, MonitorPorts, MonitorSetting } from './ports.ts';
import { isWatchStopped } from './ports.ts';
import type { ReportStore } from './reportStore.ts';

export interface Compared {
  readonly baseline: Baseline;
  readonly watched: Watched;
}

/** Earlier reports that cannot be asked for keep no run from being reported. */
export async function comparedWith(
  store: ReportStore,
  ports: MonitorPorts,
  buckets?: ReadonlySet<string>,
): Promise<Compared> {
  try {
    return baselineIn(await store.earlier(buckets));
  } catch (error) {
    if (!isWatchStopped(error)) throw error;
    say(ports, 'earlier-reports', error.failure.message);
    return { baseline: { kind: 'none', why: 'unreadable' }, watched: NOTHING_WATCHED };
  }
}

export interface Draft {
  readonly report: Omit<ReportBefore, 'analysis' | 'cost'>;
  readonly done: AnalysisDone;
  /** Milliseconds of the function that this report takes. */
  readonly elapsedMs: number;
}

/** Puts the report into its stream, and tells of it. @throws WatchStopped */
export async function publishReport(
  stream: string,
  { report, done, elapsedMs }: Draft,
  { baseline, watched }: Compared,
  store: ReportStore,
  ports: MonitorPorts,
): Promise<MonitorReport> {
  const { analysis, usd, requests } = done;
  const use = {
    elapsedMs,
    memoryMb: ports.setting.memoryMb,
    calls: report.calls,
    geminiUsd: usd,
    geminiRequests: requests,
  };
  const before = withNotVerified(watched, { ...report, analysis, cost: runCost({ ...use, logBytes: 0 }) });
  const uncosted: MonitorReport = { ...before, difference: differenceOf(watched, before, baseline) };
  const whole = { ...uncosted, cost: runCost({ ...use, logBytes: Buffer.byteLength(JSON.stringify(uncosted)) }) };
  await store.write(stream, whole, ports.attempt(), () => tell(whole, ports));
  ports.print(metricLine(whole, ports.setting.stack));
  return whole;
}

async function tell(report: MonitorReport, ports: MonitorPorts): Promise<void> {
  const notification = ports.notify === undefined ? undefined : notificationOf(report);
  if (notification === undefined || ports.notify === undefined) return;
  try {
    await ports.notify(notification);
  } catch (error) {
    // The report is there all the same, and says what is new.
    say(ports, 'notification', error instanceof Error ? error.name : 'failed');
  }
}

/** The report is only made when what it says is known. */
export function endOf({ eventAt }: Draft['report'], now: number): Pick<MonitorReport, 'finishedAt' | 'lagMs'> {
  return { finishedAt: new Date(now).toISOString(), lagMs: Math.max(0, Math.round(now - Date.parse(eventAt))) };
}

/** A line for whoever looks why; of ours, or the name of an error, never what a service says of its input. */
export function say(ports: MonitorPorts, what: string, message: string): void {
  ports.print(JSON.stringify({ palisade: what, message }));
}

export function checkIds({ checks }: MonitorSetting): readonly string[] {
  return checksOf(checks).map(({ id }) => id);
}

export function runOptions(setting: MonitorSetting, buckets: readonly string[]): PostureRunOptions {
  const { region, checks, trustedAccounts, publicTags, sensitiveTags } = setting;
  return { profile: undefined, region, buckets, checks, trustedAccounts, publicTags, sensitiveTags };
}
