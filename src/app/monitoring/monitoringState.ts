// What is known of the watcher of one account: plain data, which the Monitoring view renders.
import type { MonitorFailure, MonitorTarget, RunEntry, RunList } from '../../monitor/monitorBundle.ts';
import type { NetChanges, ReportDigest } from './monitorProtocol.ts';

export interface MonitoringState {
  /** Undefined: no account is chosen, or one that has no watcher, such as the sample. */
  readonly target: MonitorTarget | undefined;
  /** The runs are being listed. */
  readonly refreshing: boolean;
  /** Undefined as long as they were not listed for this target. */
  readonly list: RunList | undefined;
  /** When it was asked last, with success or without: milliseconds since the epoch. */
  readonly listedAt: number | undefined;
  /** Of what is in `list`. */
  readonly answeredAt: number | undefined;
  /** Why they could not be listed the last time. What is in `list` was listed before. */
  readonly failure: MonitorFailure | undefined;
  /** By stream: of those runs that somebody looked into. */
  readonly digests: ReadonlyMap<string, ReportDigest>;
  /** What came since this person looked last; undefined where nothing did. */
  readonly since: SinceSeen | undefined;
  /** A run that was started here and has not reported yet. */
  readonly started: StartedRun | undefined;
}

export interface SinceSeen {
  /** ISO 8601, when the newest report that was seen then had ended. */
  readonly seenAt: string;
  readonly reports: number;
  /** Undefined: there is nothing left to compare with. */
  readonly changes: NetChanges | undefined;
  /** Streams of later reports that could not be read: what they say is missing. */
  readonly unreadable: readonly string[];
  /** How many of the later runs did not look at everything that they were to look at. */
  readonly notWhole: number;
  /** More changes came than were asked for: what the older of them say may be missing. */
  readonly isCutOff: boolean;
}

export interface StartedRun {
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export const NOTHING_MONITORED: MonitoringState = {
  target: undefined,
  refreshing: false,
  list: undefined,
  listedAt: undefined,
  answeredAt: undefined,
  failure: undefined,
  digests: new Map(),
  since: undefined,
  started: undefined,
};

export type ReportedRun = RunEntry & { readonly state: Extract<RunEntry['state'], { kind: 'reported' }> };

export function isReported(run: RunEntry): run is ReportedRun {
  return run.state.kind === 'reported';
}

export function isSameTarget(a: MonitorTarget | undefined, b: MonitorTarget | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.profile === b.profile && a.region === b.region && a.stack === b.stack;
}

const SCHEDULE_MS = 12 * 3_600_000;

/** When the rule starts the next scan, as far as the last runs tell: milliseconds since the epoch. */
export function nextScheduled({ runs, missed, deployedAt }: RunList): number {
  const scheduled = runs.filter(
    (run) => run.kind === 'scan' && (run.state.kind !== 'reported' || run.state.summary.trigger === 'schedule'),
  );
  const times = [...scheduled.map(({ eventAt }) => eventAt), ...missed, deployedAt].map((at) => Date.parse(at));
  return Math.max(...times.filter((at) => Number.isFinite(at))) + SCHEDULE_MS;
}
