// The entry of the worker thread that reads and writes ignore files, see ignoreFileThread.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { addIgnore, parseIgnores } from '../findings/ignoreFile.ts';
import type { FromIgnoreFile, ToIgnoreFile } from './ignoreFileThread.ts';

if (!parentPort) throw new Error('this file is the entry of a worker thread');
const port = parentPort;

function send(message: FromIgnoreFile): void {
  port.postMessage(message);
}

const request = workerData as ToIgnoreFile;
send({ kind: 'ready' });
send(
  request.kind === 'parse'
    ? { kind: 'parsed', list: parseIgnores(request.text) }
    : { kind: 'added', result: addIgnore(request.text, request.entry) },
);
