// What Lambda's own runtime does, as far as the functions can tell: loads index.js, calls a handler with an event and a
// context, and says what came of it. Runs in a process of its own, far from any node_modules.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FromFunction, ToFunction } from './messages.ts';

type Handler = (event: unknown, context: object) => Promise<unknown>;

const folder = process.env['LAMBDA_TASK_ROOT'] ?? '';
const begun = performance.now();
const handlers = createRequire(join(folder, 'index.js'))('./index.js') as Readonly<Record<string, Handler>>;
send({ kind: 'loaded', ms: performance.now() - begun, rssMb: process.memoryUsage.rss() / 1024 ** 2 });

process.on('message', (message: ToFunction) => {
  void answer(message);
});

async function answer({ handler, event, limitMs }: ToFunction): Promise<void> {
  const end = Date.now() + limitMs;
  const context = {
    functionName: 'palisade',
    invokedFunctionArn: process.env['FUNCTION_ARN'],
    awsRequestId: 'r1',
    getRemainingTimeInMillis: () => end - Date.now(),
  };
  const from = performance.now();
  const before = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(before);
    return {
      ms: performance.now() - from,
      cpuMs: (user + system) / 1_000,
      peakMb: process.resourceUsage().maxRSS / 1024,
    };
  };
  try {
    const value = await handlers[handler]?.(event, context);
    // The real one answers in JSON.
    send({ kind: 'value', value: JSON.parse(JSON.stringify(value)) as unknown, ...used() });
  } catch (error) {
    const { name, message, stack } = error as Error;
    send({ kind: 'error', name, message, stack: stack ?? '', ...used() });
  }
}

function send(message: FromFunction): void {
  process.send?.(message);
}
