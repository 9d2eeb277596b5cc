// What EventBridge, SQS and Lambda do between a change and its report: they deliver late, twice and out of order, they
// wait, they gather, they try again, and now and then they end a function in the middle.
import { change, type BatchAnswer } from '../../../../src/monitor/run/change.ts';
import type { MonitorPorts, ReportLog } from '../../../../src/monitor/run/ports.ts';
import { WatchStopped } from '../../../../src/monitor/run/ports.ts';
import { ReportStore } from '../../../../src/monitor/run/reportStore.ts';
import { scan, type ScanOutcome } from '../../../../src/monitor/run/scan.ts';
import { CHANGE_BATCH } from '../../../../src/monitor/stack/functionsPart.ts';
import type { Random } from '../../../support/random.ts';
import type { MemoryLog } from '../run/memoryLog.ts';
import type { VirtualClock } from './virtualClock.ts';

// As the stack has them.
const DELAY_MS = 60_000;
const VISIBILITY_MS = 720_000;
const BATCH = CHANGE_BATCH;
const WINDOW_MS = 30_000;
const CONCURRENCY = 2;
const MOST_RECEIVES = 5;
const CHANGE_LIMIT_MS = 120_000;
const SCAN_LIMIT_MS = 900_000;
const SCAN_RETRIES_MS = [60_000, 120_000];
/** A call to CloudWatch Logs. */
const LOG_CALL_MS = 40;

interface Message {
  readonly id: string;
  readonly body: string;
  tries: number;
}

interface Instance {
  readonly store: ReportStore;
  readonly log: FunctionLog;
}

type Given = Pick<MonitorPorts, 'setting' | 'readAccount'>;

export class Platform {
  readonly runs = { scan: 0, change: 0, killed: 0, failed: 0, redelivered: 0 };
  readonly deadLetters: string[] = [];
  readonly lostScans: unknown[] = [];
  readonly printed: string[] = [];
  readonly outcomes: ScanOutcome[] = [];
  /** Of 1: how often a function is ended in the middle. */
  killed = 0;
  isLogThrottled: () => boolean = () => false;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #log: MemoryLog;
  readonly #given: Given;
  readonly #visible: Message[] = [];
  readonly #idle: Instance[] = [];
  #busy = 0;
  #isGathering = false;
  #scans: Promise<unknown> = Promise.resolve();
  #scanInstance: Instance | undefined;
  #ids = 0;

  constructor(clock: VirtualClock, random: Random, log: MemoryLog, given: Given) {
    this.#clock = clock;
    this.#random = random;
    this.#log = log;
    this.#given = given;
  }

  /** An event arrives at the rule now. */
  arrive(event: unknown): void {
    const message = { id: `m${++this.#ids}`, body: JSON.stringify(event), tries: 0 };
    this.#clock.at(this.#clock.time + DELAY_MS, () => this.#show(message));
  }

  /** One at a time, as its reserved concurrency has it. */
  startScan(input: unknown): void {
    this.#scans = this.#scans.then(() => this.#scanWithRetries(input));
  }

  async #scanWithRetries(input: unknown): Promise<void> {
    for (const wait of [0, ...SCAN_RETRIES_MS]) {
      if (wait > 0) await this.#clock.delay(wait);
      this.runs.scan += 1;
      this.#scanInstance ??= this.#instance();
      const ran = await this.#ran(this.#scanInstance, SCAN_LIMIT_MS, (ports, store) => scan(input, store, ports));
      if (ran.kind === 'done') {
        this.outcomes.push(ran.value);
        return;
      }
      this.#scanInstance = undefined;
    }
    this.lostScans.push(input);
  }

  #show(message: Message): void {
    this.#visible.push(message);
    this.#poll();
  }

  #poll(): void {
    if (this.#isGathering || this.#busy >= CONCURRENCY || this.#visible.length === 0) return;
    this.#isGathering = true;
    this.#clock.at(this.#clock.time + WINDOW_MS, () => {
      this.#isGathering = false;
      const batch = this.#visible.splice(0, BATCH);
      this.#busy += 1;
      void this.#handle(batch).then(() => {
        this.#busy -= 1;
        this.#poll();
      });
      this.#poll();
    });
  }

  async #handle(batch: readonly Message[]): Promise<void> {
    for (const message of batch) message.tries += 1;
    this.runs.change += 1;
    const begun = this.#clock.time;
    const instance = this.#idle.pop() ?? this.#instance();
    const ran = await this.#ran<BatchAnswer>(instance, CHANGE_LIMIT_MS, (ports, store) =>
      change({ Records: batch.map(record) }, store, ports),
    );
    if (ran.kind === 'done') this.#idle.push(instance);
    const failed = new Set(ran.kind === 'done' ? ran.value.batchItemFailures.map((one) => one.itemIdentifier) : []);
    for (const message of batch) {
      if (ran.kind === 'done' && !failed.has(message.id)) continue;
      if (message.tries >= MOST_RECEIVES) {
        this.deadLetters.push(message.body);
        continue;
      }
      this.runs.redelivered += 1;
      this.#clock.at(begun + VISIBILITY_MS, () => this.#show(message));
    }
  }

  async #ran<T>(
    instance: Instance,
    limitMs: number,
    work: (ports: MonitorPorts, store: ReportStore) => Promise<T>,
  ): Promise<{ readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed' | 'killed' }> {
    const end = this.#clock.time + limitMs;
    const dies = this.#random.next() < this.killed;
    let stopTimer = (): void => undefined;
    const life = new Promise<'killed'>((resolve) => {
      if (!dies) return;
      stopTimer = this.#clock.startTimer(this.#random.below(8_000), () => {
        instance.log.die();
        resolve('killed');
      });
    });
    try {
      const value = await Promise.race([work(this.#ports(instance, end), instance.store), life]);
      if (value !== 'killed') return { kind: 'done', value: value as T };
      this.runs.killed += 1;
      return { kind: 'killed' };
    } catch (error) {
      if (!(error instanceof WatchStopped)) throw error;
      this.runs.failed += 1;
      return { kind: 'failed' };
    } finally {
      stopTimer();
    }
  }

  #instance(): Instance {
    const log = new FunctionLog(this.#log, this.#clock, () => this.isLogThrottled());
    return { log, store: new ReportStore(log) };
  }

  #ports({ log }: Instance, end: number): MonitorPorts {
    return {
      ...this.#given,
      log,
      notify: undefined,
      analyse: undefined,
      startScan: (input) => {
        this.startScan(input);
        return Promise.resolve();
      },
      now: this.#clock.now,
      timers: this.#clock,
      remainingMs: () => end - this.#clock.time,
      print: (line) => {
        if (!log.isDead) this.printed.push(line);
      },
      attempt: () => `a${++this.#ids}`,
    };
  }
}

function record({ id, body, tries }: Message): unknown {
  return { messageId: id, body, eventSource: 'aws:sqs', attributes: { ApproximateReceiveCount: String(tries) } };
}

/** The log as one instance reaches it: calls take time, and whoever was ended makes no more of them. */
class FunctionLog implements ReportLog {
  isDead = false;
  readonly #log: MemoryLog;
  readonly #clock: VirtualClock;
  readonly #isThrottled: () => boolean;

  constructor(log: MemoryLog, clock: VirtualClock, isThrottled: () => boolean) {
    this.#log = log;
    this.#clock = clock;
    this.#isThrottled = isThrottled;
  }

  die(): void {
    this.isDead = true;
  }

  async createStream(name: string): Promise<boolean> {
    await this.#called();
    return await this.#log.createStream(name);
  }

  async put(stream: string, messages: readonly string[]): Promise<void> {
    await this.#called();
    await this.#log.put(stream, messages);
  }

  async read(stream: string): Promise<readonly string[]> {
    await this.#called();
    return await this.#log.read(stream);
  }

  /** Fifty on a page. */
  async *streams(prefix: string): ReturnType<ReportLog['streams']> {
    let count = 0;
    for await (const entry of this.#log.streams(prefix)) {
      if (count++ % 50 === 0) await this.#called();
      yield entry;
    }
  }

  async #called(): Promise<void> {
    await this.#clock.delay(LOG_CALL_MS);
    if (this.isDead) await new Promise(() => undefined);
    if (this.#isThrottled()) throw new WatchStopped({ kind: 'throttled', message: 'CloudWatch Logs: too many.' });
  }
}
