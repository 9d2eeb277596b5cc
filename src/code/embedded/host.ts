import { Worker } from 'node:worker_threads';
import { LineIndex } from '../../findings/lineIndex.ts';
import type { Reason } from '../../findings/outcome.ts';
import type { AnalysisRequest, AnalysisResponse } from './protocol.ts';
import type { FromWorker, ToWorker } from './workerMessages.ts';

/** How long one analysis may work. Waiting in the queue and starting the worker do not count. */
export const WORK_LIMIT_MS = 5_000;

/** How long a worker may take until it listens: reading and compiling its bundle on a busy machine. */
export const START_LIMIT_MS = 15_000;

/** A text that makes the analysis eat memory ends the worker, not the editor. */
const MEMORY_LIMIT_MB = 1024;

export interface EngineHostOptions {
  /** Absolute path of the bundled worker. */
  readonly workerPath: string;
  /** Absolute path of the folder that holds the `.wasm` files. */
  readonly grammarDirectory: string;
  /** Default {@link WORK_LIMIT_MS}. */
  readonly timeLimitMs?: number;
  /** Default {@link START_LIMIT_MS}. */
  readonly startLimitMs?: number;
  /** One line about what happened to the worker. Never file text. */
  readonly log: (line: string) => void;
}

export type Analysis = AnalysisResponse | { readonly status: 'cancelled' };

interface Job {
  readonly request: AnalysisRequest;
  readonly resolve: (analysis: Analysis) => void;
  /** Forgets the abort signal. */
  readonly release: () => void;
  posted: boolean;
  /** What the engine said before it was done; kept when it does not get further. */
  soFar: AnalysisResponse | undefined;
}

interface Running {
  readonly worker: Worker;
  ready: boolean;
}

/**
 * Runs the embedded engine in a worker thread, one request at a time. The worker starts on first use and
 * is kept; it is ended, and the next request gets a new one, when a request takes too long or is
 * aborted, or when it crashes. An idle worker does not keep the process alive.
 */
export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #queue: Job[] = [];
  readonly #ending = new Set<Promise<unknown>>();
  #current: Job | undefined;
  #running: Running | undefined;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;
  #nextId = 1;

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  /**
   * Never rejects: a worker that hangs, crashes or cannot start is a `partial` answer with what the engine
   * had found by then, or a `failed` one when that is nothing.
   *
   * @returns `cancelled` when the signal aborts or the host is disposed of first
   */
  analyse(request: AnalysisRequest, signal: AbortSignal): Promise<Analysis> {
    if (this.#disposed || signal.aborted) return Promise.resolve({ status: 'cancelled' });
    return new Promise((resolve) => {
      const abort = (): void => this.#cancel(job);
      const job: Job = {
        request,
        resolve,
        release: () => signal.removeEventListener('abort', abort),
        posted: false,
        soFar: undefined,
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#queue.push(job);
      this.#advance();
    });
  }

  /** Cancels everything and waits until the worker is gone. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#endWorker();
    for (const job of [...(this.#current ? [this.#current] : []), ...this.#queue.splice(0)]) {
      job.release();
      job.resolve({ status: 'cancelled' });
    }
    this.#current = undefined;
    await Promise.all(this.#ending);
  }

  #advance(): void {
    if (this.#current || this.#disposed) return;
    this.#current = this.#queue.shift();
    if (!this.#current) {
      this.#running?.worker.unref();
      return;
    }
    if (!this.#running) {
      this.#start();
    } else {
      this.#running.worker.ref();
      if (this.#running.ready) this.#post(this.#running, this.#current);
      else this.#limitStart();
    }
  }

  #start(): void {
    const { workerPath, grammarDirectory } = this.#options;
    let worker: Worker;
    try {
      worker = new Worker(workerPath, {
        name: 'palisade-engine',
        workerData: { grammarDirectory },
        // The engine needs neither the environment nor the flags of the process around it.
        env: {},
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
      });
    } catch (error) {
      this.#crashed(undefined, codeOf(error));
      return;
    }
    const running: Running = { worker, ready: false };
    this.#running = running;
    this.#limitStart();
    worker.on('message', (message: FromWorker) => this.#receive(running, message));
    worker.on('messageerror', () => this.#crashed(running, 'unreadable message'));
    worker.on('error', (error) => this.#crashed(running, codeOf(error)));
    worker.on('exit', (code) => this.#crashed(running, `exit code ${code}`));
  }

  #limitStart(): void {
    const limit = this.#options.startLimitMs ?? START_LIMIT_MS;
    clearTimeout(this.#timer);
    this.#timer = this.#after(limit, () => {
      if (this.#running?.ready === false) this.#crashed(this.#running, `did not start within ${limit} ms`);
    });
  }

  #post(running: Running, job: Job): void {
    const limit = this.#options.timeLimitMs ?? WORK_LIMIT_MS;
    clearTimeout(this.#timer);
    this.#timer = this.#after(limit, () => this.#timedOut(job, limit));
    job.posted = true;
    const message: ToWorker = { id: this.#nextId, request: job.request };
    running.worker.postMessage(message);
  }

  #receive(running: Running, message: FromWorker): void {
    if (running !== this.#running) return;
    const job = this.#current;
    if (message.kind === 'ready') {
      running.ready = true;
      if (job) this.#post(running, job);
      else clearTimeout(this.#timer);
      return;
    }
    if (!job || message.id !== this.#nextId) return;
    if (message.kind === 'stage') job.soFar = message.response;
    else if (message.kind === 'done') this.#finish(job, message.response);
    else this.#crashed(running, message.detail);
  }

  /** When this thread was busy itself, the answer may be waiting already: it is read before the limit is applied. */
  #after(limit: number, act: () => void): NodeJS.Timeout {
    return setTimeout(() => setImmediate(act), limit);
  }

  #timedOut(job: Job, limit: number): void {
    if (job !== this.#current) return;
    this.#options.log(`embedded engine: ended after ${limit} ms of work`);
    this.#endWorker();
    this.#finish(job, cutShort(job, { kind: 'time-limit', engine: 'embedded', detail: `${limit} ms` }));
  }

  #crashed(running: Running | undefined, detail: string): void {
    if (running !== this.#running) return;
    this.#options.log(`embedded engine: the worker ended (${detail})`);
    this.#endWorker();
    if (this.#current)
      this.#finish(this.#current, cutShort(this.#current, { kind: 'engine-crashed', engine: 'embedded', detail }));
  }

  #cancel(job: Job): void {
    if (job !== this.#current) {
      this.#queue.splice(this.#queue.indexOf(job), 1);
      job.release();
      job.resolve({ status: 'cancelled' });
      return;
    }
    // A worker that has not been given anything yet can serve the next request.
    if (job.posted) this.#endWorker();
    this.#finish(job, { status: 'cancelled' });
  }

  #finish(job: Job, analysis: Analysis): void {
    // While the worker still starts, the limit for that stays.
    if (this.#running?.ready !== false) clearTimeout(this.#timer);
    this.#current = undefined;
    this.#nextId++;
    job.release();
    job.resolve(analysis);
    this.#advance();
  }

  #endWorker(): void {
    clearTimeout(this.#timer);
    const ended = this.#running?.worker;
    this.#running = undefined;
    if (!ended) return;
    ended.removeAllListeners();
    // What a dying worker still throws concerns nobody.
    ended.on('error', () => undefined);
    const ending = ended.terminate().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

/** `partial` only when something was looked at. */
function cutShort({ request, soFar }: Job, reason: Reason): AnalysisResponse {
  if (soFar) return { ...soFar, status: 'partial', reasons: [...soFar.reasons, reason] };
  const totalLines = new LineIndex(request.text).lineCount;
  return { status: 'failed', reasons: [reason], findings: [], outline: [], coveredLines: 0, totalLines };
}

/** The code or the name of an error; its message may quote the file. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
