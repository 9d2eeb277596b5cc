// The `change` function: the buckets whose configuration was changed, from a batch of the queue.
import { readBatch, type BucketChanges, type ReadBatch } from '../events/batch.ts';
import { changeEvents } from '../events/changeEvents.ts';
import { runIdOf } from '../events/readEvent.ts';
import { buildReport, type RunRead } from '../report/buildReport.ts';
import { isWatchStopped, WatchStopped, type AnalysisDone, type MonitorPorts } from './ports.ts';
import { readInTime } from './readInTime.ts';
import { checkIds, comparedWith, endOf, publishReport, say } from './reporting.ts';
import { changeStream, type ReportStore } from './reportStore.ts';

/** After so many tries what cannot be read is reported as such, rather than tried again. */
export const MOST_TRIES = 3;

/** To read the last scan, which may be of 10,000 buckets, and to write the reports of a whole batch. */
const KEPT_FOR_REPORT_MS = 45_000;

/** Newest events of the account that a scan is told of. */
const MOST_TOLD = 50;

/** As the platform wants it: these messages go back to the queue, and no others. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** @throws WatchStopped for what is no batch: all of it goes back to the queue */
export async function change(input: unknown, store: ReportStore, ports: MonitorPorts): Promise<BatchAnswer> {
  const begun = ports.now();
  const { accountId, checks } = ports.setting;
  const batch = readBatch(input, { accountId, events: changeEvents(checks), now: begun });
  if (batch === undefined) throw new WatchStopped({ kind: 'input', message: 'This is no batch of the change queue.' });
  for (const { reason } of batch.ignored) say(ports, 'ignored', reason);
  for (const { reason } of batch.refused) say(ports, 'refused', reason);
  const failed = new Set(batch.refused.map(({ messageId }) => messageId));
  const fail = (ids: readonly string[]): void => ids.forEach((id) => failed.add(id));

  if (batch.account !== undefined && !(await isScanStarted(batch.account, ports))) fail(batch.account.messageIds);
  const claimed = await claimedOf(batch.buckets, store, ports, fail);
  if (claimed.length > 0) await readAndReport(claimed, begun, store, ports, fail);
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

async function isScanStarted(account: NonNullable<ReadBatch['account']>, ports: MonitorPorts): Promise<boolean> {
  const events = account.events.slice(-MOST_TOLD).map(({ id, name, at }) => ({ id, name: name ?? '', at }));
  try {
    await ports.startScan({ palisade: 'account-change', events });
    return true;
  } catch (error) {
    say(ports, 'start-scan', error instanceof Error ? error.name : 'failed');
    return false;
  }
}

interface Claimed extends BucketChanges {
  readonly stream: string;
  readonly runId: string;
}

/** Those that nobody has reported yet. */
async function claimedOf(
  buckets: readonly BucketChanges[],
  store: ReportStore,
  ports: MonitorPorts,
  fail: (ids: readonly string[]) => void,
): Promise<readonly Claimed[]> {
  const claimed: Claimed[] = [];
  for (const changes of buckets) {
    try {
      const own = await claimOf(changes, store);
      if (own !== undefined) claimed.push(own);
    } catch (error) {
      fail(changes.messageIds);
      tellStopped(error, ports);
    }
  }
  return claimed;
}

/**
 * A message that comes again can bring others with it: what a report tells already is left out, and the rest is a run of
 * its own. @returns undefined: all of it is reported
 */
async function claimOf(changes: BucketChanges, store: ReportStore): Promise<Claimed | undefined> {
  let { events } = changes;
  while (events.length > 0) {
    const runId = runIdOf(events);
    const stream = changeStream(events, changes.bucket, runId);
    if ((await store.claim(stream)) === 'ours') return { ...changes, events, stream, runId };
    const told = new Set([runId, ...(await store.eventsOf(stream))]);
    events = events.filter(({ id }) => !told.has(id));
  }
  return undefined;
}

/** One read of all of them, and a report of each: one bucket's failure is that bucket's. */
async function readAndReport(
  claimed: readonly Claimed[],
  begun: number,
  store: ReportStore,
  ports: MonitorPorts,
  fail: (ids: readonly string[]) => void,
): Promise<void> {
  const names = claimed.map(({ bucket }) => bucket);
  const read = await readInTime(names, KEPT_FOR_REPORT_MS, ports);
  const ready = claimed.filter((one) => {
    const again = one.triedBefore + 1 < MOST_TRIES && isWorthAnotherTry(partOf(read, one.bucket));
    if (again) fail(one.messageIds);
    return !again;
  });
  if (ready.length === 0) return;
  const compared = await comparedWith(store, ports, new Set(ready.map(({ bucket }) => bucket)));
  for (const one of ready) {
    const part = partOf(read, one.bucket);
    const report = buildReport(
      // What the run asked of the account is the cost of all of them.
      { ...part, posture: { ...part.posture, calls: Math.ceil(read.posture.calls / claimed.length) } },
      {
        runId: one.runId,
        kind: 'change',
        trigger: { kind: 'change', events: one.events },
        finishedAt: ports.now(),
        checks: checkIds(ports.setting),
        toolVersion: ports.setting.version,
      },
    );
    const finished = { ...report, ...endOf(report, ports.now()) };
    const elapsedMs = (ports.now() - begun) / claimed.length;
    try {
      await publishReport(one.stream, { report: finished, done: NO_ANALYSIS, elapsedMs }, compared, store, ports);
    } catch (error) {
      fail(one.messageIds);
      tellStopped(error, ports);
    }
  }
}

const NO_ANALYSIS: AnalysisDone = { analysis: { kind: 'not-asked', why: 'off' }, usd: 0, requests: 0 };

/** What the run says of this bucket. */
function partOf({ posture, facts, outOfTime }: RunRead, bucket: string): RunRead {
  const buckets = posture.buckets.filter((one) => (one.kind === 'read' ? one.facts.name : one.name) === bucket);
  const notRead = buckets.length > 0 ? [] : [bucket];
  return { posture: { ...posture, buckets, notRead }, facts, outOfTime: outOfTime && notRead.length > 0 };
}

/** It was not read, or what was in the way passes by itself. */
function isWorthAnotherTry({ posture }: RunRead): boolean {
  if (posture.failure !== undefined || posture.notRead.length > 0) return true;
  const results = posture.buckets.flatMap((one) => (one.kind === 'read' ? one.results : []));
  return results.some(
    ({ outcome }) =>
      outcome.kind === 'unknown' &&
      outcome.missing.some(({ cause }) => cause === 'throttled' || cause === 'network' || cause === 'timeout'),
  );
}

function tellStopped(error: unknown, ports: MonitorPorts): void {
  if (!isWatchStopped(error)) throw error;
  say(ports, error.failure.kind, error.failure.message);
}
