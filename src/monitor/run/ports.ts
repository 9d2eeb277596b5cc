// What the functions need of the world around them.
import type { Timers } from '../../gemini/timers.ts';
import type { PostureEvent, PostureReport, PostureRunOptions } from '../../s3/posture.ts';
import type { Notification } from '../report/notification.ts';
import type { Analysis, MonitorReport } from '../report/reportShape.ts';

export interface StreamEntry {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** The log group of the reports. Its methods reject with a WatchStopped, and with nothing else. */
export interface ReportLog {
  /** @returns false: there is one of this name */
  createStream(name: string): Promise<boolean>;
  /** In one call: at most a megabyte. */
  put(stream: string, messages: readonly string[]): Promise<void>;
  /** In the order of their names, the last one first; asked for as they are taken. */
  streams(prefix: string): AsyncIterable<StreamEntry>;
  /** All messages of a stream; none where there is no such stream. */
  read(stream: string): Promise<readonly string[]>;
}

export interface MonitorSetting {
  readonly accountId: string;
  readonly region: string;
  /** Name of the stack, for metrics. */
  readonly stack: string;
  readonly version: string;
  readonly memoryMb: number;
  readonly checks: PostureRunOptions['checks'];
  readonly trustedAccounts: ReadonlySet<string>;
  readonly publicTags: readonly string[];
  readonly sensitiveTags: readonly string[];
}

export interface MonitorPorts {
  readonly setting: MonitorSetting;
  readonly log: ReportLog;
  /** Runs the posture core with the rights of the function. Does not reject. */
  readonly readAccount: (
    options: PostureRunOptions,
    onEvent: (event: PostureEvent) => void,
    signal: AbortSignal,
  ) => Promise<PostureReport>;
  /** Undefined: nobody is to be told. */
  readonly notify: ((notification: Notification) => Promise<void>) | undefined;
  /** Asks Gemini about the failures of a scan; undefined: it is off. Does not reject. */
  readonly analyse: ((report: Analysed, signal: AbortSignal) => Promise<AnalysisDone>) | undefined;
  /** Starts the `scan` function with this input, and does not wait for it. */
  readonly startScan: (input: AccountChange) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timers: Timers;
  /** Milliseconds until the platform ends the function. */
  readonly remainingMs: () => number;
  /** A line of the function's own log, where metrics are read from. */
  readonly print: (line: string) => void;
  /** Letters and digits; another one each time. */
  readonly attempt: () => string;
}

/** What `change` tells `scan`; see `readScanInput`. */
export interface AccountChange {
  readonly palisade: 'account-change';
  /** ISO 8601. With it only a scan that begins no earlier answers these changes. */
  readonly askedAt?: string;
  readonly events: readonly { readonly id: string; readonly name: string; readonly at: string }[];
}

export type Analysed = Pick<MonitorReport, 'accountLook' | 'buckets' | 'account'>;

export interface AnalysisDone {
  readonly analysis: Analysis;
  readonly usd: number;
  readonly requests: number;
}

/** What keeps a run from being reported. The platform tries again, and then puts the event where a person finds it. */
export interface WatchFailure {
  readonly kind: 'report-group-missing' | 'denied' | 'throttled' | 'network' | 'input' | 'other';
  /** For a person: what happened, and what to do. */
  readonly message: string;
}

/** Thrown to the platform, which knows no other way to be told. */
export class WatchStopped extends Error {
  readonly failure: WatchFailure;

  constructor(failure: WatchFailure) {
    super(failure.message);
    this.name = 'WatchStopped';
    this.failure = failure;
  }
}

/** By its name, as for every error of ours: the class is another one in each bundle. */
export function isWatchStopped(error: unknown): error is WatchStopped {
  return error instanceof Error && error.name === 'WatchStopped' && 'failure' in error;
}
