// The entry of the thread that deploys the watcher and reads its reports: the AWS SDK works here, and reports of many
// megabytes are put together here, so that the editor never waits for either.
import { parentPort, workerData } from 'node:worker_threads';
import type { Monitor, MonitorAround, Outcome } from '../../monitor/monitorBundle.ts';
import { loadBundle } from '../bundles.ts';
import { askForCode } from '../threads/codeQuestion.ts';
import type { FromMonitor, MonitorCall, MonitorThreadSetting, ToMonitor } from './monitorProtocol.ts';
import { digestOf, sinceSeen } from './reportDigests.ts';

interface UnderWay {
  readonly abort: AbortController;
  answer: ((code: string | undefined) => void) | undefined;
}

if (!parentPort) throw new Error('this file is the entry of a worker thread');
const port = parentPort;
const setting = workerData as MonitorThreadSetting;
const underWay = new Map<number, UnderWay>();
/** Kept as long as the thread lives: a person is not asked for a code at every look, nor for each region. */
let opened: Monitor | undefined;

function send(message: FromMonitor): void {
  port.postMessage(message);
}

async function monitor(): Promise<Monitor> {
  const { openMonitor } = await loadBundle(setting.directory, 'monitor.cjs');
  opened ??= openMonitor({ ...setting, now: () => Date.now() });
  return opened;
}

async function answerTo(call: MonitorCall, around: MonitorAround): Promise<Outcome<unknown>> {
  if (call.method === 'estimate') {
    const { monthlyEstimate } = await loadBundle(setting.directory, 'monitor.cjs');
    return { kind: 'done', value: monthlyEstimate(...call.given) };
  }
  const [target] = call.given;
  const asked = await monitor();
  switch (call.method) {
    case 'plan':
      return asked.plan(...call.given, around);
    case 'deploy':
      return asked.deploy(...call.given, around);
    case 'status':
      return asked.status(...call.given, around);
    case 'run':
      return asked.run(...call.given, around);
    case 'runs':
      return asked.runs(...call.given, around);
    case 'report':
      return asked.report(...call.given, around);
    case 'remove':
      return asked.remove(...call.given, around);
    case 'digest': {
      const outcome = await asked.report(...call.given, around);
      return outcome.kind === 'done' ? { kind: 'done', value: digestOf(outcome.value.report) } : outcome;
    }
    case 'since':
      return sinceSeen(call.given[1], (stream) => asked.report(target, stream, around));
  }
}

async function take({ id, call, awsExecutable, mayAskCode }: Extract<ToMonitor, { kind: 'call' }>): Promise<void> {
  const one: UnderWay = { abort: new AbortController(), answer: undefined };
  underWay.set(id, one);
  const mfaCode = (serial: string, signal: AbortSignal): Promise<string | undefined> =>
    askCode(id, one, serial, signal);
  try {
    const outcome = await answerTo(call, {
      credentials: { awsExecutable, ...(mayAskCode ? { mfaCode } : {}) },
      tell: (line) => send({ kind: 'tell', id, line }),
      signal: one.abort.signal,
    });
    send({ kind: 'end', id, outcome });
  } catch (error) {
    send({ kind: 'crashed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    underWay.delete(id);
  }
}

function askCode(id: number, one: UnderWay, serial: string, signal: AbortSignal): Promise<string | undefined> {
  const question = {
    ask: () => send({ kind: 'ask-code', id, serial }),
    takeBack: () => send({ kind: 'code-not-needed', id }),
    waitFor: (take: UnderWay['answer']) => {
      one.answer = take;
    },
  };
  return askForCode(question, signal);
}

port.on('message', (message: ToMonitor) => {
  switch (message.kind) {
    case 'call':
      void take(message);
      break;
    case 'cancel':
      underWay.get(message.id)?.abort.abort();
      break;
    case 'code':
      underWay.get(message.id)?.answer?.(message.code);
      break;
  }
});
