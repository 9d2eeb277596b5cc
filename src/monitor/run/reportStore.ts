// The reports in their log group: a stream for each run, made before anything is read, so that the same event is never
// answered twice.
import pLimit from 'p-limit';
import { isEnough } from '../difference/baseline.ts';
import { assemble, type Assembled } from '../report/assemble.ts';
import { reportEvents } from '../report/parts.ts';
import type { MonitorReport, TriggerEvent } from '../report/reportShape.ts';
import type { ReportLog } from './ports.ts';

/** PutLogEvents takes 1,048,576 bytes at a time, and counts 26 more for each event. */
const LARGEST_PUT = 1_000_000;
const EVENT_OVERHEAD = 26;

/** So much later than its event a change may be read, and still be found by the next scan. */
const LATEST_MS = 24 * 3_600_000;

/** From the claim of a scan to its end, with all that the platform waits before it tries again. */
const LONGEST_SCAN_MS = 6 * 3_600_000;

/** Scans that are looked through for one that read everything: a week of them. */
const MOST_SCANS = 14;
/** Changes since that scan that are taken into account. */
const MOST_CHANGES = 5_000;
const READ_AT_ONCE = 8;
const KEPT_IN_MEMORY = 200;

/** Sorts by time; the same events give the same name. No `:` and no `*`, which names of streams must not have. */
export function scanStream(events: readonly TriggerEvent[], runId: string): string {
  return `scan/${newestTime(events)}/${runId}`;
}

/** With the name of the bucket, so that whoever looks for one need not read all. */
export function changeStream(events: readonly TriggerEvent[], bucket: string, runId: string): string {
  return `change/${newestTime(events)}/${bucket}/${runId}`;
}

function newestTime(events: readonly TriggerEvent[]): string {
  return compact(events.map(({ at }) => at).reduce((a, b) => (a > b ? a : b)));
}

/** E.g. `20261101T003000Z`. */
function compact(time: string): string {
  return time.replace(/[-:]|\.\d+/g, '');
}

export type Claim =
  /** Nobody else works on it, or whoever did has ended in the middle. */
  | 'ours'
  /** It is reported already. */
  | 'done';

export class ReportStore {
  readonly #log: ReportLog;
  /** Reports that are closed do not change: a function that is used again need not read them again. */
  readonly #closed = new Map<string, Assembled>();

  constructor(log: ReportLog) {
    this.#log = log;
  }

  /** @throws WatchStopped */
  async claim(stream: string): Promise<Claim> {
    if (await this.#log.createStream(stream)) return 'ours';
    return (await this.#read(stream)).kind === 'report' ? 'done' : 'ours';
  }

  /** Ids of the events that a report answers; none where there is no whole one. @throws WatchStopped */
  async eventsOf(stream: string): Promise<readonly string[]> {
    const read = await this.#read(stream);
    return read.kind === 'report' ? read.report.trigger.events.map(({ id }) => id) : [];
  }

  /**
   * The closing event last, in a call of its own: when it is there, all of the report is.
   *
   * @param beforeEnd done before the report is closed: when it is not done, a second attempt does it
   * @throws WatchStopped
   */
  async write(
    stream: string,
    report: MonitorReport,
    attempt: string,
    beforeEnd: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const { parts, closing } = reportEvents(report, attempt);
    for (const batch of batches(parts)) await this.#log.put(stream, batch);
    await beforeEnd();
    await this.#log.put(stream, [closing]);
  }

  /**
   * What a run is compared with: scans back to the last that is enough, those that may have run beside it, and the
   * changes since.
   *
   * @param buckets only changes of these; undefined: all
   * @throws WatchStopped
   */
  async earlier(buckets?: ReadonlySet<string>): Promise<readonly Assembled[]> {
    const scans: Assembled[] = [];
    let since: string | undefined;
    // By the times of their events, which need not be the order in which they ran.
    for await (const { name, createdAt } of this.#log.streams('scan/')) {
      if (scans.length >= MOST_SCANS || (since !== undefined && isBefore(name, since))) break;
      if (since !== undefined && createdAt < Date.parse(since) - LONGEST_SCAN_MS) continue;
      const scan = await this.#read(name);
      scans.push(scan);
      if (scan.kind !== 'report' || !isEnough(scan.report)) continue;
      const { startedAt } = scan.report;
      since = since === undefined || startedAt > since ? startedAt : since;
    }
    if (buckets?.size === 0) return scans;
    const names: string[] = [];
    for await (const { name, createdAt } of this.#log.streams('change/')) {
      if (since !== undefined && isBefore(name, since)) break;
      if (names.length >= MOST_CHANGES) break;
      // What was closed before the scan began is in it. Its stream was made a run earlier, at most.
      const ended = since !== undefined && createdAt < Date.parse(since) - LATEST_MS;
      if (!ended && (buckets === undefined || buckets.has(bucketIn(name)))) names.push(name);
    }
    const limit = pLimit(READ_AT_ONCE);
    const changes = await Promise.all(names.map((name) => limit(() => this.#read(name))));
    return [...scans, ...changes];
  }

  async #read(stream: string): Promise<Assembled> {
    const known = this.#closed.get(stream);
    if (known !== undefined) return known;
    const read = assemble(await this.#log.read(stream));
    if (read.kind === 'report') {
      const [oldest] = this.#closed.keys();
      if (this.#closed.size >= KEPT_IN_MEMORY && oldest !== undefined) this.#closed.delete(oldest);
      this.#closed.set(stream, read);
    }
    return read;
  }
}

/** Its events are so much older than the scan that it must have ended before. */
function isBefore(stream: string, since: string): boolean {
  const [, time = ''] = stream.split('/');
  return time < compact(new Date(Date.parse(since) - LATEST_MS).toISOString());
}

function bucketIn(stream: string): string {
  return stream.split('/')[2] ?? '';
}

function batches(messages: readonly string[]): readonly (readonly string[])[] {
  const made: string[][] = [];
  let room = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message) + EVENT_OVERHEAD;
    if (size > room) {
      made.push([]);
      room = LARGEST_PUT;
    }
    made.at(-1)?.push(message);
    room -= size;
  }
  return made;
}
