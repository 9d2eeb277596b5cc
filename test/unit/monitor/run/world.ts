// The functions in a world that a test decides about: a fake account, a log in memory, a clock of its own.
import type { Notification } from '../../../../src/monitor/report/notification.ts';
import { change, type BatchAnswer } from '../../../../src/monitor/run/change.ts';
import type { MonitorPorts } from '../../../../src/monitor/run/ports.ts';
import { ReportStore } from '../../../../src/monitor/run/reportStore.ts';
import { scan, type ScanOutcome } from '../../../../src/monitor/run/scan.ts';
import { JUDGES } from '../../../../src/s3/checks/judges.ts';
import { runPosture } from '../../../../src/s3/runPosture.ts';
import type { FakeAws } from '../../../support/fakeAws/fakeAws.ts';
import { ManualTimers } from '../../../support/manualTimers.ts';
import { NOW, OWN } from '../events/sampleEvents.ts';
import { MemoryLog } from './memoryLog.ts';

export class World {
  readonly timers = new ManualTimers(NOW);
  readonly log = new MemoryLog(() => this.timers.time);
  readonly notified: Notification[] = [];
  readonly started: unknown[] = [];
  readonly printed: string[] = [];
  remainingMs = 900_000;
  #attempts = 0;
  readonly #store = new ReportStore(this.log);
  readonly #aws: FakeAws;
  readonly #given: Partial<MonitorPorts>;

  constructor(aws: FakeAws, given: Partial<MonitorPorts> = {}) {
    this.#aws = aws;
    this.#given = given;
  }

  get ports(): MonitorPorts {
    const { url, user } = this.#aws;
    return {
      setting: {
        accountId: OWN,
        region: 'us-east-1',
        stack: 'palisade',
        version: '1.2.3',
        memoryMb: 512,
        checks: 'all',
        trustedAccounts: new Set(),
        publicTags: [],
        sensitiveTags: [],
      },
      log: this.log,
      readAccount: (options, onEvent, signal) =>
        runPosture(
          options,
          {
            environment: {
              homeFolder: '/nonexistent',
              variables: {
                AWS_ACCESS_KEY_ID: user.accessKeyId,
                AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
                AWS_ENDPOINT_URL: url,
              },
            },
            credentials: {},
            judges: JUDGES,
            now: this.timers.now,
            platform: 'linux',
            version: '1.2.3',
          },
          onEvent,
          signal,
        ),
      notify: (notification) => {
        this.notified.push(notification);
        return Promise.resolve();
      },
      analyse: undefined,
      startScan: (input) => {
        this.started.push(input);
        return Promise.resolve();
      },
      now: this.timers.now,
      timers: this.timers,
      remainingMs: () => this.remainingMs,
      print: (line) => this.printed.push(line),
      attempt: () => `attempt${++this.#attempts}`,
      ...this.#given,
    };
  }

  /** A function that is used again keeps what it has read; `cold`: another one. */
  scan(input: unknown, cold = false): Promise<ScanOutcome> {
    return scan(input, cold ? new ReportStore(this.log) : this.#store, this.ports);
  }

  change(input: unknown, cold = false): Promise<BatchAnswer> {
    return change(input, cold ? new ReportStore(this.log) : this.#store, this.ports);
  }

  pass(minutes: number): string {
    this.timers.time += minutes * 60_000;
    return new Date(this.timers.time).toISOString();
  }

  get nowIso(): string {
    return new Date(this.timers.time).toISOString();
  }
}
