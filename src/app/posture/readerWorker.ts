// The entry of the thread that reads an account: the AWS SDK works here, so that the editor never waits for it.
import { parentPort, workerData } from 'node:worker_threads';
import type { PostureEvent } from '../../s3/posture.ts';
import type { S3Bundle } from '../../s3/s3Bundle.ts';
import { loadBundle } from '../bundles.ts';
import type { FromReader, ReaderSetting, ToReader } from './readerProtocol.ts';

/** Rows may wait so long for company. */
const GATHER_MS = 40;
/** More at once would keep the receiver busy for too long. */
const MOST_AT_ONCE = 50;

interface Reading {
  readonly abort: AbortController;
  answer: ((code: string | undefined) => void) | undefined;
}

if (!parentPort) throw new Error('this file is the entry of a worker thread');
const port = parentPort;
const setting = workerData as ReaderSetting;
const readings = new Map<number, Reading>();
/** Kept as long as the thread lives: a person is not asked for a code for every look at one bucket. */
let account: ReturnType<S3Bundle['openReader']> | undefined;

function send(message: FromReader): void {
  port.postMessage(message);
}

/** Sends events in the order in which they come, some at a time. */
class Gathered {
  readonly #id: number;
  #waiting: PostureEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(id: number) {
    this.#id = id;
  }

  add(event: PostureEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length >= MOST_AT_ONCE) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    send({ kind: 'events', id: this.#id, events: this.#waiting });
    this.#waiting = [];
  }
}

async function read({ id, options, awsExecutable }: Extract<ToReader, { kind: 'read' }>): Promise<void> {
  const reading: Reading = { abort: new AbortController(), answer: undefined };
  readings.set(id, reading);
  const events = new Gathered(id);
  try {
    account ??= (await loadBundle(setting.directory, 's3.cjs')).openReader(setting.environment, setting.version);
    const report = await account.read(
      options,
      { awsExecutable, mfaCode: (serial, signal) => askCode(id, reading, serial, signal) },
      (event) => events.add(event),
      reading.abort.signal,
    );
    events.flush();
    const { status, identity, notRead, failure, calls, startedAt, elapsedMs } = report;
    send({ kind: 'end', id, end: { status, identity, notRead, failure, calls, startedAt, elapsedMs } });
  } catch (error) {
    events.flush();
    send({ kind: 'crashed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    readings.delete(id);
  }
}

function askCode(id: number, reading: Reading, serial: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (code: string | undefined): void => {
      signal.removeEventListener('abort', notNeeded);
      reading.answer = undefined;
      resolve(code);
    };
    const notNeeded = (): void => {
      send({ kind: 'code-not-needed', id });
      end(undefined);
    };
    if (signal.aborted) {
      end(undefined);
      return;
    }
    signal.addEventListener('abort', notNeeded, { once: true });
    reading.answer = end;
    send({ kind: 'ask-code', id, serial });
  });
}

port.on('message', (message: ToReader) => {
  switch (message.kind) {
    case 'read':
      void read(message);
      break;
    case 'cancel':
      readings.get(message.id)?.abort.abort();
      break;
    case 'code':
      readings.get(message.id)?.answer?.(message.code);
      break;
  }
});
send({ kind: 'ready' });
