import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { MonitorAround, Outcome } from '../../monitor/monitorBundle.ts';
import { startThread } from '../threads/startThread.ts';
import type {
  FromMonitor,
  MonitorCall,
  MonitorMethod,
  MonitorService,
  MonitorThreadSetting,
  ToMonitor,
} from './monitorProtocol.ts';

interface Waiting {
  readonly around: MonitorAround;
  readonly end: (outcome: Outcome<unknown>) => void;
  code: AbortController | undefined;
}

/** What the largest report takes as text and as objects, twice over: two are compared. */
const MEMORY_LIMIT_MB = 1024;

/**
 * The watcher's side of AWS in a thread of its own, which starts on first use, is kept for the next call, and does not
 * keep the process alive. One that crashes is a failure of what was under way, and is replaced by the next call.
 */
export class MonitorThread implements MonitorService {
  readonly #setting: MonitorThreadSetting;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #nextId = 1;
  #disposed = false;

  constructor(setting: MonitorThreadSetting) {
    this.#setting = setting;
  }

  readonly plan: MonitorService['plan'] = (target, setting, around) =>
    this.#call({ method: 'plan', given: [target, setting] }, around);
  readonly deploy: MonitorService['deploy'] = (target, setting, confirmed, around) =>
    this.#call({ method: 'deploy', given: [target, setting, confirmed] }, around);
  readonly status: MonitorService['status'] = (target, around) =>
    this.#call({ method: 'status', given: [target] }, around);
  readonly run: MonitorService['run'] = (target, around) => this.#call({ method: 'run', given: [target] }, around);
  readonly runs: MonitorService['runs'] = (target, most, around) =>
    this.#call({ method: 'runs', given: [target, most] }, around);
  readonly report: MonitorService['report'] = (target, stream, around) =>
    this.#call({ method: 'report', given: [target, stream] }, around);
  readonly remove: MonitorService['remove'] = (target, keepReports, confirmed, around) =>
    this.#call({ method: 'remove', given: [target, keepReports, confirmed] }, around);
  readonly digest: MonitorService['digest'] = (target, stream, around) =>
    this.#call({ method: 'digest', given: [target, stream] }, around);
  readonly since: MonitorService['since'] = (target, question, around) =>
    this.#call({ method: 'since', given: [target, question] }, around);
  readonly estimate: MonitorService['estimate'] = (use, around) =>
    this.#call({ method: 'estimate', given: [use] }, around);

  async dispose(): Promise<void> {
    this.#disposed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    for (const { end, code } of [...this.#waiting.values()]) {
      code?.abort();
      end(CANCELLED);
    }
    await worker?.terminate();
  }

  #call<Method extends MonitorMethod>(
    call: Extract<MonitorCall, { method: Method }>,
    around: MonitorAround,
  ): ReturnType<MonitorService[Method]>;
  #call(call: MonitorCall, around: MonitorAround): Promise<Outcome<unknown>> {
    const { signal, credentials } = around;
    if (this.#disposed || signal.aborted) return Promise.resolve(CANCELLED);
    return new Promise((resolve) => {
      const id = this.#nextId++;
      const cancel = (): void => this.#send({ kind: 'cancel', id });
      this.#waiting.set(id, {
        around,
        end: (outcome) => {
          signal.removeEventListener('abort', cancel);
          this.#waiting.delete(id);
          if (this.#waiting.size === 0) this.#worker?.unref();
          resolve(outcome);
        },
        code: undefined,
      });
      try {
        this.#worker ??= this.#start();
      } catch (error) {
        this.#crashed(undefined, error instanceof Error ? error.message : String(error));
        return;
      }
      this.#worker.ref();
      signal.addEventListener('abort', cancel, { once: true });
      const { awsExecutable, mfaCode } = credentials;
      this.#send({ kind: 'call', id, call, awsExecutable, mayAskCode: mfaCode !== undefined });
    });
  }

  #start(): Worker {
    return startThread(
      {
        path: join(this.#setting.directory, 'monitor-thread.cjs'),
        name: 'palisade-monitor',
        data: this.#setting,
        memoryMb: MEMORY_LIMIT_MB,
      },
      (message) => this.#receive(message as FromMonitor),
      (worker, why) => this.#crashed(worker, why),
    );
  }

  #receive(message: FromMonitor): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    switch (message.kind) {
      case 'tell':
        waiting.around.tell(message.line);
        break;
      case 'ask-code':
        void this.#askCode(message.id, waiting, message.serial);
        break;
      case 'code-not-needed':
        waiting.code?.abort();
        break;
      case 'end':
        waiting.end(message.outcome);
        break;
      case 'crashed':
        waiting.end(crashed(message.message));
        break;
    }
  }

  async #askCode(id: number, waiting: Waiting, serial: string): Promise<void> {
    const abort = new AbortController();
    waiting.code = abort;
    const code = await Promise.resolve(waiting.around.credentials.mfaCode?.(serial, abort.signal)).catch(
      () => undefined,
    );
    if (!abort.signal.aborted) this.#send({ kind: 'code', id, code });
  }

  #send(message: ToMonitor): void {
    this.#worker?.postMessage(message);
  }

  /** @param worker undefined for one that did not even start */
  #crashed(worker: Worker | undefined, why: string): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    void worker?.terminate();
    for (const { end, code } of [...this.#waiting.values()]) {
      code?.abort();
      end(crashed(why));
    }
  }
}

const CANCELLED: Outcome<never> = { kind: 'failed', failure: { kind: 'cancelled', message: 'It was cancelled.' } };

function crashed(why: string): Outcome<never> {
  const message = `The thread that talks to AWS ended unexpectedly: ${why}`;
  return { kind: 'failed', failure: { kind: 'crashed', message } };
}
