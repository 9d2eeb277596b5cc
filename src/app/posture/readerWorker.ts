// The entry of the thread that reads an account: the AWS SDK works here, so that the editor never waits for it.
import { parentPort, workerData } from 'node:worker_threads';
import type { PostureEvent } from '../../s3/posture.ts';
import type { S3Bundle } from '../../s3/s3Bundle.ts';
import { loadBundle } from '../bundles.ts';
import { askForCode } from '../threads/codeQuestion.ts';
import type { FromReader, ReaderSetting, ToReader } from './readerProtocol.ts';

/** Rows may wait so long for company. */
const GATHER_MS = 40;
/** More at once would keep the receiver busy for too long. */
const MOST_AT_ONCE = 10;

interface Reading {
  readonly abort: AbortController;
  readonly events: Gathered;
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

/** Sends events in the order in which they come, some at a time, as fast as they are taken. */
class Gathered {
  readonly #id: number;
  #waiting: PostureEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isTaking = false;
  #drained: (() => void) | undefined;

  constructor(id: number) {
    this.#id = id;
  }

  add(event: PostureEvent): void {
    this.#waiting.push(event);
    if (this.#waiting.length >= MOST_AT_ONCE) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  /** The receiver is done with what was sent last. */
  taken(): void {
    this.#isTaking = false;
    if (this.#waiting.length > 0) this.#send();
    else this.#drained?.();
  }

  /** Resolves when everything was taken. */
  async drained(): Promise<void> {
    this.#send();
    if (!this.#isTaking) return;
    await new Promise<void>((resolve) => (this.#drained = resolve));
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isTaking || this.#waiting.length === 0) return;
    this.#isTaking = true;
    send({ kind: 'events', id: this.#id, events: this.#waiting.splice(0, MOST_AT_ONCE) });
  }
}

async function read({ id, options, awsExecutable }: Extract<ToReader, { kind: 'read' }>): Promise<void> {
  const events = new Gathered(id);
  const reading: Reading = { abort: new AbortController(), events, answer: undefined };
  readings.set(id, reading);
  try {
    account ??= (await loadBundle(setting.directory, 's3.cjs')).openReader(setting.environment, setting.version);
    const report = await account.read(
      options,
      { awsExecutable, mfaCode: (serial, signal) => askCode(id, reading, serial, signal) },
      (event) => events.add(event),
      reading.abort.signal,
    );
    await events.drained();
    const { status, identity, notRead, failure, calls, startedAt, elapsedMs } = report;
    send({ kind: 'end', id, end: { status, identity, notRead, failure, calls, startedAt, elapsedMs } });
  } catch (error) {
    await events.drained();
    send({ kind: 'crashed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    readings.delete(id);
  }
}

function askCode(id: number, reading: Reading, serial: string, signal: AbortSignal): Promise<string | undefined> {
  const question = {
    ask: () => send({ kind: 'ask-code', id, serial }),
    takeBack: () => send({ kind: 'code-not-needed', id }),
    waitFor: (take: Reading['answer']) => {
      reading.answer = take;
    },
  };
  return askForCode(question, signal);
}

port.on('message', (message: ToReader) => {
  switch (message.kind) {
    case 'read':
      void read(message);
      break;
    case 'cancel':
      readings.get(message.id)?.abort.abort();
      break;
    case 'taken':
      readings.get(message.id)?.events.taken();
      break;
    case 'code':
      readings.get(message.id)?.answer?.(message.code);
      break;
  }
});
send({ kind: 'ready' });
