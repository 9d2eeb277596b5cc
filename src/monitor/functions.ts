// The two functions as the platform calls them: what they need is put together here, once for all events that one
// instance answers.
import { randomBytes } from 'node:crypto';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { systemTimers } from '../gemini/timers.ts';
import type { Environment } from '../s3/account/environment.ts';
import type { Reader } from '../s3/s3Bundle.ts';
import { createAnalyser } from './analysis/analyse.ts';
import { CloudWatchReportLog } from './aws/reportLog.ts';
import { notifier, scanStarter, secretParameter } from './aws/services.ts';
import { change, type BatchAnswer } from './run/change.ts';
import { foldedStarts } from './run/foldedStarts.ts';
import { WatchStopped, type MonitorPorts } from './run/ports.ts';
import { ReportStore } from './run/reportStore.ts';
import { scan, type ScanOutcome } from './run/scan.ts';
import { readSetting, type FunctionSetting } from './run/setting.ts';

/** Of what the platform tells of an invocation, what is needed. */
export interface Invocation {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

export interface FunctionOptions {
  readonly environment: Environment;
  readonly version: string;
  /** Content of `prompts/monitor.md`. */
  readonly promptText: string;
  /** Of accounts. It is a bundle of its own, which others load as well. */
  readonly reader: Reader;
  /** A line of the function's own log. */
  readonly print: (line: string) => void;
  /** For the clients of all services but those that are read. */
  readonly clientConfig?: { readonly endpoint: string };
  /** Default: Google's. */
  readonly geminiEndpoint?: string;
}

export interface Functions {
  readonly scan: (event: unknown, invocation: Invocation) => Promise<ScanOutcome>;
  readonly change: (event: unknown, invocation: Invocation) => Promise<BatchAnswer>;
}

type Kept = Omit<MonitorPorts, 'remainingMs'>;

/** Both reject with a WatchStopped, so that the platform tries again. */
export function createFunctions(options: FunctionOptions): Functions {
  let kept: { readonly ports: Kept; readonly store: ReportStore } | undefined;
  const open = (invocation: Invocation): { readonly ports: MonitorPorts; readonly store: ReportStore } => {
    kept ??= opened(options, invocation);
    return { store: kept.store, ports: { ...kept.ports, remainingMs: () => invocation.getRemainingTimeInMillis() } };
  };
  return {
    scan: async (event, invocation) => {
      const { store, ports } = open(invocation);
      return await scan(event, store, ports);
    },
    change: async (event, invocation) => {
      const { store, ports } = open(invocation);
      return await change(event, store, ports);
    },
  };
}

function opened(options: FunctionOptions, { invokedFunctionArn }: Invocation) {
  const { environment, version, print } = options;
  const setting = readSetting(environment, invokedFunctionArn, version);
  for (const message of setting.warnings) print(JSON.stringify({ palisade: 'warning', message }));
  const { region } = setting.monitor;
  const config = { region, ...options.clientConfig };
  const log = new CloudWatchReportLog({
    client: new CloudWatchLogsClient(config),
    group: setting.reportGroup,
    now: Date.now,
  });
  const ports: Kept = {
    setting: setting.monitor,
    log,
    // There is nobody whom credentials could be asked of.
    readAccount: (wanted, onEvent, signal) => options.reader.read(wanted, {}, onEvent, signal),
    notify: setting.topicArn === undefined ? undefined : notifier(new SNSClient(config), setting.topicArn),
    analyse: analyserOf(setting, options, config),
    startScan: foldedStarts(starterOf(setting, config), Date.now),
    now: Date.now,
    timers: systemTimers(),
    print,
    attempt: () => randomBytes(8).toString('hex'),
  };
  return { ports, store: new ReportStore(log) };
}

function analyserOf({ gemini }: FunctionSetting, options: FunctionOptions, config: object): MonitorPorts['analyse'] {
  if (gemini === undefined) return undefined;
  const { key, model } = gemini;
  const { promptText, print, geminiEndpoint } = options;
  return createAnalyser({
    apiKey:
      key.kind === 'parameter' ? secretParameter(new SSMClient(config), key.name) : () => Promise.resolve(key.value),
    model,
    promptText,
    nonce: () => randomBytes(12).toString('hex'),
    now: Date.now,
    timers: systemTimers(),
    log: (line) => print(JSON.stringify({ palisade: 'gemini', message: line })),
    ...(geminiEndpoint === undefined ? {} : { endpoint: geminiEndpoint }),
  });
}

function starterOf({ scanFunction }: FunctionSetting, config: object): MonitorPorts['startScan'] {
  if (scanFunction !== undefined) return scanStarter(new LambdaClient(config), scanFunction);
  return () =>
    Promise.reject(new WatchStopped({ kind: 'input', message: 'PALISADE_SCAN_FUNCTION names no function.' }));
}
