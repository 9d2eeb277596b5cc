// How many buckets the watcher reads in the fifteen minutes of a run, as it ships: in a process with the memory that
// Lambda gives it, against an account in another.
import { unpackedFunction, startLambda, type UnpackedFunction } from '../support/lambdaProcess/lambdaProcess.ts';
import { Services, GROUP } from '../unit/monitor/aws/services.ts';
import { aSchedule, OWN } from '../unit/monitor/events/sampleEvents.ts';
import { startFakeAccount } from './fakeAccount.ts';
import type { Figure } from './figure.ts';

const LATENCY_MS = 30;
/** What is left of fifteen minutes when a minute is kept for the report. */
const TIME_TO_READ_MS = 14 * 60_000;
export const MEMORY_MB = 1_024;
/** Lambda gives a whole processor at this memory, and of less its share. */
const WHOLE_PROCESSOR_MB = 1_769;
/** What an account may have without asking. */
const LARGEST_ACCOUNT = 10_000;

export interface LargeRun {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly reportBytes: number;
}

export async function* monitorFigures(): AsyncGenerator<Figure> {
  const code = await unpackedFunction();
  const one = (name: string, unit: Figure['unit'], value: number, target?: Figure['target']): Figure => ({
    name,
    unit,
    samples: [value],
    ...(target === undefined ? {} : { target }),
  });
  try {
    yield one('zip of the functions', 'KB', code.zip.length / 1024);
    for (const buckets of [1_000, 3_000]) {
      const named = `watcher, ${buckets.toLocaleString('en')} buckets`;
      const [first, second] = await twoRuns(code, buckets);
      yield one(`${named}: first scan`, 'ms', first.ms);
      yield one(`${named}: with an earlier report`, 'ms', second.ms);
      yield one('  buckets in a second', 'buckets/s', (buckets * 1_000) / second.ms);
      yield one('  in a run of 15 minutes, here', 'buckets', Math.floor((buckets * TIME_TO_READ_MS) / second.ms));
      yield one('  processor for each bucket', 'ms', second.cpuMs / buckets);
      const share = MEMORY_MB / WHOLE_PROCESSOR_MB;
      const fit = Math.floor((buckets * TIME_TO_READ_MS * share) / second.cpuMs);
      yield one(`  in a run of 15 minutes, by the processor of ${MEMORY_MB} MB`, 'buckets', fit);
      yield one('  peak memory', 'MB', second.peakMb, { atMost: MEMORY_MB, of: 'max' });
      const whole = (second.reportBytes / buckets) * LARGEST_ACCOUNT;
      yield one(`  report of ${LARGEST_ACCOUNT.toLocaleString('en')} buckets like these`, 'KB', whole / 1024);
    }
  } finally {
    await code.dispose();
  }
}

/** A first scan, and one of another instance that is compared with it. */
export async function twoRuns(code: UnpackedFunction, buckets: number): Promise<readonly [LargeRun, LargeRun]> {
  const services = new Services(5);
  const endpoint = await services.start();
  const account = await startFakeAccount(buckets, LATENCY_MS);
  const run = async (id: string): Promise<LargeRun> => {
    const arn = `arn:aws:lambda:us-east-1:${OWN}:function:palisade-scan`;
    const lambda = await startLambda(code.path, arn, {
      ...account.variables,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
      PALISADE_REPORT_GROUP: GROUP,
      // What Lambda tells Node of the memory that there is.
      NODE_OPTIONS: `--max-old-space-size=${Math.floor(MEMORY_MB * 0.9)}`,
    });
    try {
      const event = aSchedule({ id, time: new Date().toISOString() });
      const answered = await lambda.invoke('scan', event);
      const { ms, cpuMs, peakMb } = answered;
      const stream = [...services.streams].find(([name]) => name.endsWith(id))?.[1] ?? [];
      const done = answered.kind === 'value' && (answered.value as { readonly status?: string }).status !== 'failed';
      const closing = stream.at(-1) ?? '';
      if (!done || !closing.includes(`"read":${buckets},`)) {
        throw new Error(`Not all was read: ${JSON.stringify(answered).slice(0, 500)} ${closing.slice(0, 500)}`);
      }
      return { ms, cpuMs, peakMb, reportBytes: stream.reduce((sum, one) => sum + Buffer.byteLength(one), 0) };
    } finally {
      await lambda.dispose();
    }
  };
  try {
    return [await run('first'), await run('second')];
  } finally {
    services.stop();
    await account.dispose();
  }
}
