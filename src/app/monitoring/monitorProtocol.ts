// What the editor and the thread that holds the watcher's side of AWS say to each other. Plain data, copied from one to
// the other.
import type { CredentialPorts } from '../../s3/account/credentials.ts';
import type { Environment } from '../../s3/account/environment.ts';
import type { MonthlyEstimate, MonthlyUse } from '../../monitor/cost/monthlyEstimate.ts';
import type { Monitor, MonitorAround, MonitorTarget, Outcome } from '../../monitor/monitorBundle.ts';
import type { Difference, MonitorReport } from '../../monitor/report/reportShape.ts';

/** Given once, when the thread starts. */
export interface MonitorThreadSetting {
  /** Absolute path of the folder that holds the bundles. */
  readonly directory: string;
  /** Of Palisade. */
  readonly version: string;
  readonly environment: Environment;
}

/** A report without what was found in each place: that may be 36 MB, and a list of runs shows none of it. */
export type ReportDigest = Omit<MonitorReport, 'accountLook' | 'buckets' | 'checks'>;

/** What is another between two moments, whatever happened in between. */
export type NetChanges = Omit<Difference, 'baseline' | 'carried' | 'superseded' | 'stillOpen'>;

/** What has come to pass since a person looked last. */
export interface Since {
  /** Undefined: what was known then is not known any more, so that there is nothing to compare with. */
  readonly changes: NetChanges | undefined;
  /** Reports that came since, by stream. */
  readonly digests: ReadonlyMap<string, ReportDigest>;
  /** Streams of those that could not be read. */
  readonly unreadable: readonly string[];
}

/** Names of streams. */
export interface SinceQuestion {
  /** Of the reports that say what was known then: the last whole scan, and all that came after it. */
  readonly seen: readonly string[];
  /** Of those that came since, in any order. */
  readonly later: readonly string[];
}

/** The {@link Monitor}, and what is better done beside it than here since it takes whole reports. No method rejects. */
export interface MonitorService extends Monitor {
  readonly digest: (target: MonitorTarget, stream: string, around: MonitorAround) => Promise<Outcome<ReportDigest>>;
  readonly since: (target: MonitorTarget, question: SinceQuestion, around: MonitorAround) => Promise<Outcome<Since>>;
  readonly estimate: (use: MonthlyUse, around: MonitorAround) => Promise<Outcome<MonthlyEstimate>>;
}

export type MonitorMethod = keyof MonitorService;

type BeforeAround<All extends readonly unknown[]> = All extends readonly [...infer Head, MonitorAround] ? Head : never;

/** What a method takes, but for who answers what only a person knows. */
export type ArgumentsOf<Method extends MonitorMethod> = BeforeAround<Parameters<MonitorService[Method]>>;

/** A method with what it takes. */
export type MonitorCall = {
  [Method in MonitorMethod]: { readonly method: Method; readonly given: ArgumentsOf<Method> };
}[MonitorMethod];

export type ToMonitor =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly call: MonitorCall;
      readonly awsExecutable: CredentialPorts['awsExecutable'];
      /** Whether a person may be asked for the code of a device. */
      readonly mayAskCode: boolean;
    }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Undefined: the person does not want to give the code. */
  | { readonly kind: 'code'; readonly id: number; readonly code: string | undefined };

export type FromMonitor =
  | { readonly kind: 'tell'; readonly id: number; readonly line: string }
  | { readonly kind: 'ask-code'; readonly id: number; readonly serial: string }
  /** The wait for the code is over without one: the call was cancelled, or it took too long. */
  | { readonly kind: 'code-not-needed'; readonly id: number }
  | { readonly kind: 'end'; readonly id: number; readonly outcome: Outcome<unknown> }
  /** What nobody expected, in words. */
  | { readonly kind: 'crashed'; readonly id: number; readonly message: string };
