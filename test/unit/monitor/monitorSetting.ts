// The watcher as whoever asks for it has it: the real clients against the fake.
import { createMonitor } from '../../../src/monitor/createMonitor.ts';
import type { MonitorAround, MonitorFailure, MonitorTarget, Outcome } from '../../../src/monitor/monitorBundle.ts';
import { KeptCredentials } from '../../../src/s3/account/keptCredentials.ts';
import type { FakeAws } from '../../support/fakeAws/fakeAws.ts';
import { sha256 } from '../../support/fakeMonitor/resources.ts';
import { ManualTimers } from '../../support/manualTimers.ts';
import { SAMPLE_STACK } from '../../support/fakeMonitor/sampleWatcher.ts';

export const TARGET: MonitorTarget = { profile: undefined, region: 'us-east-1', stack: SAMPLE_STACK };

export function monitorFor(
  { url, user }: Pick<FakeAws, 'url' | 'user'>,
  now: () => number,
  timers = new ManualTimers(),
) {
  const environment = {
    homeFolder: '/nonexistent',
    variables: {
      AWS_ACCESS_KEY_ID: user.accessKeyId,
      AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
      AWS_ENDPOINT_URL: url,
    },
  };
  const kept = new KeptCredentials();
  return createMonitor({ environment, platform: 'linux', version: '1.2.3', now, timers, kept, code: () => CODE });
}

const ZIP = Buffer.from('the code of the functions');
export const CODE_SHA256 = sha256(ZIP);
const CODE = Promise.resolve({ zip: ZIP, sha256: CODE_SHA256 });

export interface Told extends MonitorAround {
  readonly lines: string[];
  readonly cancel: () => void;
}

export function around(): Told {
  const lines: string[] = [];
  const ended = new AbortController();
  return {
    credentials: {},
    tell: (line) => lines.push(line),
    signal: ended.signal,
    lines,
    cancel: () => ended.abort(),
  };
}

export function done<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'done') return outcome.value;
  throw new Error(`${outcome.failure.kind}: ${outcome.failure.message}`);
}

export function failed(outcome: Outcome<unknown>): MonitorFailure {
  if (outcome.kind === 'failed') return outcome.failure;
  throw new Error('it was done');
}
