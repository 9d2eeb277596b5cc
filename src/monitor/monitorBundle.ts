// What the bundle dist/monitor.cjs gives to the command line and the editor. Types only: nothing is loaded here. All
// that goes in and out is plain data, so that it can go to a thread and back.
import type { CredentialPorts } from '../s3/account/credentials.ts';
import type { Environment } from '../s3/account/environment.ts';
import type { RunFailure } from '../s3/posture.ts';
import type { MonthlyEstimate, MonthlyUse } from './cost/monthlyEstimate.ts';
import type { RunSummary } from './report/parts.ts';
import type { MonitorReport } from './report/reportShape.ts';
import type { StackSetting } from './stack/stackSetting.ts';

/** Which watcher is meant. */
export interface MonitorTarget {
  /** Undefined: what the AWS CLI would take. */
  readonly profile: string | undefined;
  /** Undefined: the profile's. The stack is in one region. */
  readonly region: string | undefined;
  /** Name of the stack. */
  readonly stack: string;
}

/** Why something was not done: what happened, and what to do. */
export interface MonitorFailure {
  readonly kind:
    | RunFailure['kind']
    /** There is no such stack in this region of this account. */
    | 'not-deployed'
    /** An action is not allowed; `action` names it. */
    | 'denied'
    /** The stack is in a state in which nothing can be done with it, or only removed. */
    | 'stack-state'
    | 'report-group-missing'
    /** What is asked for is not there, e.g. a run. */
    | 'not-found'
    | 'damaged'
    | 'other-version'
    /** The account is another one than the one that was confirmed. */
    | 'other-account'
    | 'not-confirmed'
    | 'throttled'
    | 'cancelled'
    /** What was given cannot be meant. */
    | 'input';
  readonly message: string;
  /** IAM action that is missing. */
  readonly action?: string;
  /** To type in a terminal. */
  readonly command?: string;
}

export type Outcome<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly failure: MonitorFailure };

/** Who answers for what only a person knows. */
export interface MonitorAround {
  readonly credentials: Pick<CredentialPorts, 'awsExecutable' | 'mfaCode'>;
  /** One line of ours about what is being done, as it is done. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface MonitorIdentity {
  readonly partition: string;
  readonly accountId: string;
  readonly arn: string;
  readonly region: string;
}

/** What would be made, for a person to agree to. */
export interface DeployPlan {
  readonly identity: MonitorIdentity;
  readonly stack: string;
  readonly setting: StackSetting;
  /** As it is deployed; undefined where nothing is. What it has and `setting` has not is taken away. */
  readonly before?: StackSetting;
  /** What is there now, and so what deploy will do. */
  readonly present:
    | { readonly kind: 'nothing' }
    /** Of an earlier deploy that ended in the middle: it is continued, or replaced where the platform allows no more. */
    | { readonly kind: 'half-made'; readonly status: string; readonly willBe: 'continued' | 'replaced' }
    | { readonly kind: 'deployed'; readonly version: string | undefined };
  readonly resources: readonly { readonly type: string; readonly what: string }[];
  /** Of the functions' roles: who may do what, for a person to read. */
  readonly permissions: readonly { readonly role: string; readonly statements: readonly PolicyStatement[] }[];
  /** What whoever deploys needs. */
  readonly deployerPolicy: PolicyDocument;
  readonly estimate: MonthlyEstimate;
  /** Reserved concurrency of `scan`, or why there is none. */
  readonly concurrency: { readonly reserved: boolean; readonly why: string };
  readonly trail: TrailFinding;
  /** What a person should know before he agrees; sentences of ours. */
  readonly notes: readonly string[];
  /** The template, as JSON. */
  readonly template: string;
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Whether changes are told at all: without a trail that logs them EventBridge hears of nothing. */
export type TrailFinding =
  | { readonly kind: 'found'; readonly trail: string }
  | { readonly kind: 'none'; readonly message: string }
  | { readonly kind: 'unknown'; readonly message: string };

export interface DeployDone {
  readonly identity: MonitorIdentity;
  readonly did: 'created' | 'continued' | 'updated' | 'nothing-to-do';
  /** Of the code that now runs; base64, as Lambda says it. */
  readonly codeSha256: string;
}

export type StatusState = 'ok' | 'problem' | 'unknown';

export interface StatusItem {
  readonly id:
    | 'stack'
    | 'code'
    | 'rules'
    | 'targets'
    | 'permissions'
    | 'trail'
    | 'last-run'
    | 'queue'
    | 'dead-letters'
    | 'errors'
    | 'alarms'
    | 'report-group'
    | 'budget';
  readonly title: string;
  readonly state: StatusState;
  readonly detail: string;
  /** What to do, where there is something to do. */
  readonly action?: string;
}

export interface MonitorStatus {
  readonly identity: MonitorIdentity;
  readonly stack: string;
  /** Of Palisade, when it was deployed. */
  readonly version: string | undefined;
  readonly items: readonly StatusItem[];
}

export interface RunEntry {
  /** Name of its stream, which is how a run is asked for. */
  readonly stream: string;
  readonly kind: 'scan' | 'change';
  /** Of a change: the bucket. */
  readonly bucket: string | undefined;
  /** ISO 8601, of the newest event that started it. */
  readonly eventAt: string;
  readonly state:
    | { readonly kind: 'reported'; readonly summary: RunSummary }
    /** Claimed not long ago. */
    | { readonly kind: 'running' }
    /** Claimed so long ago that no function can still be at it. */
    | { readonly kind: 'unfinished' }
    | { readonly kind: 'unreadable'; readonly problem: string };
}

export interface RunList {
  readonly identity: MonitorIdentity;
  /** The newest first. */
  readonly runs: readonly RunEntry[];
  /** When a scheduled run should have been and was not: ISO 8601, the newest first. */
  readonly missed: readonly string[];
  /** When the stack was made: no run can be older. ISO 8601. */
  readonly deployedAt: string;
}

/** One for a person: what credentials it got are kept in memory, for each profile. No method rejects. */
export interface Monitor {
  readonly plan: (
    target: MonitorTarget,
    setting: Partial<StackSetting>,
    around: MonitorAround,
  ) => Promise<Outcome<DeployPlan>>;
  /** @param confirmed the account id, as the person typed it */
  readonly deploy: (
    target: MonitorTarget,
    setting: Partial<StackSetting>,
    confirmed: string,
    around: MonitorAround,
  ) => Promise<Outcome<DeployDone>>;
  readonly status: (target: MonitorTarget, around: MonitorAround) => Promise<Outcome<MonitorStatus>>;
  /** Starts `scan`, and does not wait for it. */
  readonly run: (
    target: MonitorTarget,
    around: MonitorAround,
  ) => Promise<Outcome<{ readonly identity: MonitorIdentity; readonly runId: string; readonly stream: string }>>;
  /** @param most how many of each kind */
  readonly runs: (target: MonitorTarget, most: number, around: MonitorAround) => Promise<Outcome<RunList>>;
  /** @param stream undefined: of the newest scan that has a report */
  readonly report: (
    target: MonitorTarget,
    stream: string | undefined,
    around: MonitorAround,
  ) => Promise<Outcome<{ readonly stream: string; readonly report: MonitorReport }>>;
  /**
   * @param keepReports undefined: as it was deployed
   * @param confirmed the account id, as the person typed it
   */
  readonly remove: (
    target: MonitorTarget,
    keepReports: boolean | undefined,
    confirmed: string,
    around: MonitorAround,
  ) => Promise<Outcome<{ readonly identity: MonitorIdentity; readonly kept: readonly string[] }>>;
}

export interface MonitorBundle {
  readonly openMonitor: (options: {
    readonly environment: Environment;
    /** Of Palisade. */
    readonly version: string;
    /** Absolute path of the folder that holds the bundles. */
    readonly directory: string;
    /** Milliseconds since the epoch. */
    readonly now: () => number;
  }) => Monitor;
  readonly monthlyEstimate: (use: MonthlyUse) => MonthlyEstimate;
}
