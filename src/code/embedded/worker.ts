// The entry of the worker thread: what runs the embedded engine away from the editor.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { EmbeddedEngine } from './engine.ts';
import type { FromWorker, ToWorker } from './workerMessages.ts';

if (!parentPort) throw new Error('this file is the entry of a worker thread');
const port = parentPort;
const { grammarDirectory } = workerData as { readonly grammarDirectory: string };

const engine = new EmbeddedEngine({ read: (name) => readFile(join(grammarDirectory, name)) });

function send(message: FromWorker): void {
  port.postMessage(message);
}

async function answer({ id, request }: ToWorker): Promise<void> {
  try {
    const response = await engine.analyse(request, (soFar) => send({ kind: 'stage', id, response: soFar }));
    send({ kind: 'done', id, response });
  } catch (error) {
    send({ kind: 'error', id, detail: placeOf(error) });
  }
}

/** The kind of error and the function that threw it. Not the message, which may quote the file. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'a value that is no error was thrown';
  const thrower = /^ {4}at (?:async |new )?([\w.#$<>]+) \(/m.exec(error.stack ?? '')?.[1];
  return thrower === undefined ? error.name : `${error.name} in ${thrower}`;
}

port.on('message', (message: ToWorker) => void answer(message));
send({ kind: 'ready' });
