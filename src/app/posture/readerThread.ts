import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { PostureEvent, PostureRunOptions } from '../../s3/posture.ts';
import { startThread } from '../threads/startThread.ts';
import type { FromReader, ReaderSetting, ReadingEnd, ToReader } from './readerProtocol.ts';

/** What a person may be asked for while an account is read. */
export type AskCode = (serial: string, signal: AbortSignal) => Promise<string | undefined>;

export interface ReadingRequest {
  readonly options: PostureRunOptions;
  /** Absolute path of the AWS CLI, from the user's own settings. */
  readonly awsExecutable: string | undefined;
  readonly onEvents: (events: readonly PostureEvent[]) => void;
  readonly askCode: AskCode;
}

/** Reads an account. */
export interface AccountReader {
  /**
   * Never rejects: a thread that crashes is a failed reading.
   *
   * @param signal cancels; nothing is told after that but the end
   */
  read(request: ReadingRequest, signal: AbortSignal): Promise<ReadingEnd>;
  dispose(): Promise<void>;
}

interface Waiting {
  readonly request: ReadingRequest;
  readonly startedAt: number;
  readonly end: (end: ReadingEnd) => void;
  code: AbortController | undefined;
}

/** Some accounts are large: what 10,000 buckets take, three times over. */
const MEMORY_LIMIT_MB = 1024;

/**
 * The reader in a thread of its own, which starts on first use, is kept for the next reading, and does not keep
 * the process alive. One that crashes is replaced by the next reading.
 */
export class ReaderThread implements AccountReader {
  readonly #setting: ReaderSetting;
  readonly #now: () => number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #nextId = 1;
  #disposed = false;

  /** @param now milliseconds since the epoch */
  constructor(setting: ReaderSetting, now: () => number) {
    this.#setting = setting;
    this.#now = now;
  }

  read(request: ReadingRequest, signal: AbortSignal): Promise<ReadingEnd> {
    const startedAt = this.#now();
    if (this.#disposed || signal.aborted) return Promise.resolve(this.#ended('cancelled', startedAt, undefined));
    return new Promise((resolve) => {
      const id = this.#nextId++;
      const cancel = (): void => this.#send({ kind: 'cancel', id });
      this.#waiting.set(id, {
        request,
        startedAt,
        end: (end) => {
          signal.removeEventListener('abort', cancel);
          this.#waiting.delete(id);
          if (this.#waiting.size === 0) this.#worker?.unref();
          resolve(end);
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
      this.#send({ kind: 'read', id, options: request.options, awsExecutable: request.awsExecutable });
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    for (const { end, startedAt, code } of [...this.#waiting.values()]) {
      code?.abort();
      end(this.#ended('cancelled', startedAt, undefined));
    }
    await worker?.terminate();
  }

  #start(): Worker {
    return startThread(
      {
        path: join(this.#setting.directory, 's3-reader.cjs'),
        name: 'palisade-s3-reader',
        data: this.#setting,
        memoryMb: MEMORY_LIMIT_MB,
      },
      (message) => this.#receive(message as FromReader),
      (worker, why) => this.#crashed(worker, why),
    );
  }

  #receive(message: FromReader): void {
    if (message.kind === 'ready') return;
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    switch (message.kind) {
      case 'events':
        waiting.request.onEvents(message.events);
        this.#send({ kind: 'taken', id: message.id });
        break;
      case 'ask-code':
        void this.#askCode(message.id, waiting, message.serial);
        break;
      case 'code-not-needed':
        waiting.code?.abort();
        break;
      case 'end':
        waiting.end(message.end);
        break;
      case 'crashed':
        waiting.end(this.#ended('failed', waiting.startedAt, message.message));
        break;
    }
  }

  async #askCode(id: number, waiting: Waiting, serial: string): Promise<void> {
    const abort = new AbortController();
    waiting.code = abort;
    const code = await waiting.request.askCode(serial, abort.signal).catch(() => undefined);
    if (!abort.signal.aborted) this.#send({ kind: 'code', id, code });
  }

  #send(message: ToReader): void {
    this.#worker?.postMessage(message);
  }

  /** @param worker undefined for one that did not even start */
  #crashed(worker: Worker | undefined, why: string): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    void worker?.terminate();
    for (const { end, startedAt, code } of [...this.#waiting.values()]) {
      code?.abort();
      end(this.#ended('failed', startedAt, why));
    }
  }

  #ended(status: 'cancelled' | 'failed', startedAt: number, why: string | undefined): ReadingEnd {
    return {
      status,
      identity: undefined,
      notRead: [],
      failure:
        why === undefined
          ? undefined
          : { kind: 'crashed', message: `The thread that reads the account ended unexpectedly: ${why}` },
      calls: 0,
      startedAt,
      elapsedMs: this.#now() - startedAt,
    };
  }
}
