import { Worker } from 'node:worker_threads';

export interface ThreadOptions {
  /** Absolute path of its bundle. */
  readonly path: string;
  readonly name: string;
  readonly data: unknown;
  readonly memoryMb: number;
}

/**
 * A thread that does not keep the memory of the editor: it has a limit of its own.
 *
 * @param ended is told once or more often, with why, whatever ended it
 * @throws when it cannot even start
 */
export function startThread(
  { path, name, data, memoryMb }: ThreadOptions,
  received: (message: unknown) => void,
  ended: (worker: Worker, why: string) => void,
): Worker {
  const worker = new Worker(path, {
    name,
    workerData: data,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  worker.on('message', received);
  worker.on('messageerror', () => ended(worker, 'a message could not be read'));
  worker.on('error', (error: unknown) =>
    ended(worker, error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  worker.on('exit', (code) => ended(worker, `exit code ${code}`));
  return worker;
}
