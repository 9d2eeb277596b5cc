// Runs of the watcher as a list, of what closes their reports alone: a view asks for it again and again.
import pLimit from 'p-limit';
import { CloudWatchReportLog } from '../aws/reportLog.ts';
import { MonitorStopped } from '../aws/asking.ts';
import type { Session } from '../aws/session.ts';
import { deployedStack, outputOf, type StackView } from '../deploy/stack.ts';
import type { RunEntry, RunList } from '../monitorBundle.ts';
import type { StreamEntry } from '../run/ports.ts';
import { missedRuns } from './missedRuns.ts';
import { endOf } from './runSummary.ts';
import { partsOfStream } from './streamName.ts';

/** CloudWatch Logs takes 25 of these calls a second from a whole account. */
const READ_AT_ONCE = 5;
/** A second attempt may have put parts behind what closes the first; these are large. */
const CLOSE_TO_END = 8;
/** Longer than all attempts at an event take: the functions' limits, and the pauses between them. */
const STILL_RUNNING_MS = 3_600_000;
/** The shortest retention of the group: of a stream that is older nothing may be left but its name. */
const KEPT_MS = 30 * 24 * 3_600_000;
/** Scans that are looked at for missed ones, whatever is asked for: two days of them. */
const LEAST_SCANS = 4;

interface Listed {
  readonly entries: readonly RunEntry[];
  /** There may be older ones. */
  readonly cut: boolean;
}

/** Lists that one person asked for: what is reported does not change any more. */
export class RunCache {
  readonly #reported = new Map<string, RunEntry>();

  get(key: string): RunEntry | undefined {
    return this.#reported.get(key);
  }

  keep(key: string, entry: RunEntry): void {
    const [oldest] = this.#reported.keys();
    if (this.#reported.size >= 2_000 && oldest !== undefined) this.#reported.delete(oldest);
    this.#reported.set(key, entry);
  }
}

/** The log group of a deployed stack, for reading. */
export function reportLogOf(session: Session, stack: StackView): CloudWatchReportLog {
  const { clients, asking, now } = session;
  const group = outputOf(stack, 'ReportGroup');
  return new CloudWatchReportLog({
    client: clients.logs,
    group,
    now,
    signal: asking.signal,
    stopped: (action, error) => {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') return asking.stopped(action, error);
      const message = `The log group ${group} is not there any more, and the reports with it: deploy again to make it anew.`;
      return new MonitorStopped({ kind: 'report-group-missing', message, command: 'palisade monitor deploy' });
    },
  });
}

/** @param most of each kind @throws MonitorStopped */
export async function readRuns(session: Session, name: string, most: number, cache: RunCache): Promise<RunList> {
  const stack = await deployedStack(session, name);
  const log = reportLogOf(session, stack);
  const limit = pLimit(READ_AT_ONCE);
  const read = async (prefix: string, count: number): Promise<Listed> => {
    const streams = await firstOf(log.streams(prefix), count);
    const found = await Promise.all(
      streams.map((one) => limit(() => entryOf(one, log, stack.id, session.now(), cache))),
    );
    const entries = found.filter((one) => one !== undefined);
    return { entries, cut: streams.length >= count || entries.length < streams.length };
  };
  const wanted = Math.max(0, Math.floor(most));
  const [scans, changes] = await Promise.all([read('scan/', Math.max(wanted, LEAST_SCANS)), read('change/', wanted)]);
  const runs = [...scans.entries.slice(0, wanted), ...changes.entries].sort((a, b) =>
    a.eventAt < b.eventAt ? 1 : a.eventAt > b.eventAt ? -1 : 0,
  );
  return {
    identity: session.identity,
    runs,
    missed: missedIn(scans, stack, session.now()),
    deployedAt: new Date(stack.createdAt).toISOString(),
  };
}

async function firstOf(streams: AsyncIterable<StreamEntry>, most: number): Promise<readonly StreamEntry[]> {
  const taken: StreamEntry[] = [];
  if (most === 0) return taken;
  for await (const one of streams) {
    taken.push(one);
    if (taken.length >= most) break;
  }
  return taken;
}

/** @returns undefined: nothing is left of it */
async function entryOf(
  { name: stream, createdAt }: StreamEntry,
  log: CloudWatchReportLog,
  stackId: string,
  now: number,
  cache: RunCache,
): Promise<RunEntry | undefined> {
  const key = `${stackId} ${stream}`;
  const before = cache.get(key);
  if (before !== undefined) return before;
  const parts = partsOfStream(stream);
  const head = {
    stream,
    kind: parts?.kind ?? (stream.startsWith('scan/') ? 'scan' : 'change'),
    bucket: parts?.bucket,
    eventAt: parts?.eventAt ?? new Date(createdAt).toISOString(),
  } as const;
  if (parts === undefined) {
    return { ...head, state: { kind: 'unreadable', problem: 'its name is none that the watcher gives' } };
  }
  const last = await log.readEnd(stream, 1);
  let end = endOf(last);
  if (end.kind === 'open' && last.length > 0) end = endOf(await log.readEnd(stream, CLOSE_TO_END));
  switch (end.kind) {
    case 'closed': {
      const entry = { ...head, state: { kind: 'reported', summary: end.summary } } as const;
      cache.keep(key, entry);
      return entry;
    }
    case 'unreadable':
      return { ...head, state: end };
    case 'open': {
      if (now - createdAt > KEPT_MS) return undefined;
      return { ...head, state: { kind: now - createdAt < STILL_RUNNING_MS ? 'running' : 'unfinished' } };
    }
  }
}

/** Of scans that left no report nobody knows what started them: for each the schedule gets the benefit of the doubt. */
function missedIn({ entries, cut }: Listed, stack: StackView, now: number): readonly string[] {
  const scheduled = entries.filter(({ state }) => state.kind === 'reported' && state.summary.trigger === 'schedule');
  const untold = entries.filter(({ state }) => state.kind !== 'reported');
  const times = (list: readonly RunEntry[]): readonly number[] => list.map(({ eventAt }) => Date.parse(eventAt));
  const starts = times(scheduled);
  const oldest = entries.at(-1);
  const since = Math.max(
    countsFrom(stack, times(entries)),
    cut && oldest !== undefined ? Date.parse(oldest.eventAt) : 0,
  );
  return missedRuns({ starts, doubtful: times(untold), since, now }).map((at) => new Date(at).toISOString());
}

/** The first deploy ends with an update that enables the rule; where no run came before it, it counts from there. */
function countsFrom({ createdAt, updatedAt }: StackView, starts: readonly number[]): number {
  if (updatedAt === undefined || starts.some((at) => at < updatedAt)) return createdAt;
  return updatedAt;
}
