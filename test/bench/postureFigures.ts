// How fast an account is read, against the fake in a process of its own.
import { join } from 'node:path';
import { runPosture } from '../../src/s3/runPosture.ts';
import { COUNTS_PATH, type FakeCounts } from '../support/fakeAws/fakeAws.ts';
import { repository } from '../support/repository.ts';
import { judges } from '../unit/s3/judges.ts';
import { startFakeAccount } from './fakeAccount.ts';
import type { Figure } from './figure.ts';

const LATENCY_MS = 20;
const MB = 1024 * 1024;

interface Reading {
  readonly elapsedMs: number;
  readonly firstRowMs: number;
  readonly counts: FakeCounts;
  readonly peakMb: number;
  readonly growthMb: number;
}

/** Of the core checks, with 20 ms before each answer. */
export async function* postureFigures(): AsyncGenerator<Figure> {
  const few = await read(1000);
  const one = (name: string, unit: Figure['unit'], value: number, atMost?: number): Figure => ({
    name,
    unit,
    samples: [value],
    ...(atMost === undefined ? {} : { target: { atMost, of: 'median' } }),
  });
  yield one('core checks of 1,000 buckets', 'ms', few.elapsedMs, 15_000);
  yield one('first bucket after the list', 'ms', few.firstRowMs, 500);
  yield one('calls for each bucket', 'calls', few.counts.ofBuckets / 1000, 11);
  yield one('  calls in a second', 'calls/s', (few.counts.calls * 1000) / few.elapsedMs);
  yield one('  sockets', 'sockets', few.counts.socketsOpened);
  yield one('  most calls at once', 'calls', few.counts.peakConcurrency);
  yield one('  peak memory, 1,000 buckets', 'MB', few.peakMb);
  const many = await read(5000);
  yield one('memory growth, 5,000 buckets', 'MB', many.growthMb, 150);
  yield one('  core checks of 5,000 buckets', 'ms', many.elapsedMs);
  yield one('  peak memory, 5,000 buckets', 'MB', many.peakMb);
}

async function read(buckets: number): Promise<Reading> {
  const account = await startFakeAccount(buckets, LATENCY_MS);
  try {
    return await readFrom(account.variables, buckets);
  } finally {
    await account.dispose();
  }
}

async function readFrom(variables: Readonly<Record<string, string>>, buckets: number): Promise<Reading> {
  const before = process.memoryUsage.rss();
  let peak = before;
  let listedAt = NaN;
  let firstAt = NaN;
  const report = await runPosture(
    { profile: undefined, region: undefined, buckets: [], checks: 'core', trustedAccounts: new Set() },
    {
      environment: { variables, homeFolder: join(repository, 'out', 'no-home') },
      credentials: {},
      judges,
      now: Date.now,
      platform: process.platform,
      version: 'bench',
    },
    ({ kind }) => {
      if (kind === 'listed') listedAt = performance.now();
      if (kind === 'bucket' && Number.isNaN(firstAt)) firstAt = performance.now();
      peak = Math.max(peak, process.memoryUsage.rss());
    },
    new AbortController().signal,
  );
  const read = report.buckets.filter(({ kind }) => kind === 'read').length;
  if (report.failure !== undefined || read !== buckets) {
    throw new Error(`Only ${read} of ${buckets} buckets were read: ${JSON.stringify(report.failure)}`);
  }
  const answer = await fetch(`${variables['AWS_ENDPOINT_URL'] ?? ''}${COUNTS_PATH}`);
  return {
    elapsedMs: report.elapsedMs,
    firstRowMs: firstAt - listedAt,
    counts: (await answer.json()) as FakeCounts,
    peakMb: peak / MB,
    growthMb: (peak - before) / MB,
  };
}
