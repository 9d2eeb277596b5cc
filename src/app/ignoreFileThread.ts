import { Worker } from 'node:worker_threads';
import type { IgnoreEntry, IgnoreList } from '../findings/ignores.ts';

/** How long the parser may work. A thousand entries take a quarter of it on a slow machine. */
export const READ_LIMIT_MS = 4_000;

/** How long the thread may take until it begins: loading the parser on a busy machine. */
const START_LIMIT_MS = 15_000;

const MEMORY_LIMIT_MB = 256;

/** To the thread, which serves one request and ends. */
export type ToIgnoreFile =
  | { readonly kind: 'parse'; readonly text: string }
  | { readonly kind: 'add'; readonly text: string; readonly entry: IgnoreEntry };

export type FromIgnoreFile =
  | { readonly kind: 'ready' }
  | { readonly kind: 'parsed'; readonly list: IgnoreList }
  | { readonly kind: 'added'; readonly result: Added };

/** As {@link addIgnore} returns it. */
export type Added = { readonly text: string } | { readonly error: string };

/** Reads and writes ignore files. */
export interface IgnoreFileParser {
  /** Never rejects: what cannot be understood ignores nothing and says so. */
  parse(text: string): Promise<IgnoreList>;
  /** Never rejects. See `addIgnore`. */
  add(text: string, entry: IgnoreEntry): Promise<Added>;
}

/**
 * Runs the YAML parser in a thread that is ended when it takes too long. The file comes with a repository, which
 * may be anybody's, and for some texts the parser takes time that grows with their square: minutes for 200 KB.
 */
export class IgnoreFileThread implements IgnoreFileParser {
  readonly #workerPath: string;
  readonly #limitMs: number;
  readonly #running = new Set<Worker>();

  /** @param workerPath absolute path of the bundled worker */
  constructor(workerPath: string, limitMs = READ_LIMIT_MS) {
    this.#workerPath = workerPath;
    this.#limitMs = limitMs;
  }

  /** Ends what is running; whoever waits gets a problem. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#running].map((worker) => worker.terminate()));
  }

  async parse(text: string): Promise<IgnoreList> {
    const answer = await this.#ask({ kind: 'parse', text });
    if (typeof answer === 'string') return { entries: [], problems: [answer] };
    return answer.kind === 'parsed' ? answer.list : { entries: [], problems: ['it could not be read'] };
  }

  async add(text: string, entry: IgnoreEntry): Promise<Added> {
    const answer = await this.#ask({ kind: 'add', text, entry });
    if (typeof answer === 'string') return { error: answer };
    return answer.kind === 'added' ? answer.result : { error: 'it could not be read' };
  }

  /** @returns what went wrong, in words, or the answer */
  #ask(request: ToIgnoreFile): Promise<FromIgnoreFile | string> {
    return new Promise((resolve) => {
      let worker: Worker;
      try {
        worker = new Worker(this.#workerPath, {
          name: 'palisade-ignore-file',
          workerData: request,
          env: {},
          execArgv: [],
          resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
        });
      } catch (error) {
        resolve(`it could not be read (${codeOf(error)})`);
        return;
      }
      this.#running.add(worker);
      const end = (answer: FromIgnoreFile | string): void => {
        clearTimeout(timer);
        resolve(answer);
        void worker.terminate().finally(() => this.#running.delete(worker));
      };
      const late = (): void => end('it takes too long to read');
      let timer = setTimeout(late, START_LIMIT_MS);
      worker.on('message', (message: FromIgnoreFile) => {
        if (message.kind !== 'ready') {
          end(message);
          return;
        }
        clearTimeout(timer);
        // When this thread was busy itself, the answer may be waiting already.
        timer = setTimeout(() => setImmediate(late), this.#limitMs);
      });
      worker.on('error', (error) => end(`it could not be read (${codeOf(error)})`));
      worker.on('exit', () => end('it could not be read'));
    });
  }
}

/** The code or the name of an error; its message may quote the file. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
