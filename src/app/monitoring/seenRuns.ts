// What a person has seen of a watcher, remembered on this machine.
import type { MachineMemory } from '../ports.ts';
import type { RunList } from '../../monitor/monitorBundle.ts';
import { isReported, type ReportedRun } from './monitoringState.ts';

const KEY = 'palisade.monitoring.seen';
/** Accounts, with their stacks. The one that was looked at longest ago is forgotten. */
const MOST_WATCHERS = 20;
/** Streams that are remembered of each. */
const MOST_KNOWN = 300;
/** Longer than a run takes to write what it found: another one may end, and be seen, meanwhile. */
const LONGEST_WRITE_MS = 20 * 60_000;

export interface Seen {
  /** ISO 8601, when the newest report had ended. */
  readonly at: string;
  /** Streams of the last whole scan, and of what came after it. */
  readonly streams: readonly string[];
  /** Of all reports that were there. Undefined in what an earlier version remembered. */
  readonly known?: readonly string[];
}

export class SeenRuns {
  readonly #memory: MachineMemory;

  constructor(memory: MachineMemory) {
    this.#memory = memory;
  }

  of(watcher: string): Seen | undefined {
    return asSeen(this.#all()[watcher]);
  }

  async set(watcher: string, seen: Seen): Promise<void> {
    const others = Object.entries(this.#all()).filter(([key]) => key !== watcher);
    const kept = others.slice(-(MOST_WATCHERS - 1));
    await this.#memory.set(KEY, Object.fromEntries([...kept, [watcher, seen]]));
  }

  #all(): Readonly<Record<string, unknown>> {
    const value = this.#memory.get(KEY);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  }
}

/**
 * Undefined where nothing was reported yet.
 *
 * @param before what was seen until now: a shorter list does not make it news again
 */
export function seenIn({ runs }: RunList, before?: Seen): Seen | undefined {
  const reported = runs.filter(isReported);
  const [at] = reported
    .map(({ state }) => state.summary.finishedAt)
    .sort()
    .slice(-1);
  if (at === undefined) return undefined;
  const whole = reported.filter(({ kind, state }) => kind === 'scan' && state.summary.everythingRead);
  const [start] = whole
    .map(({ state }) => state.summary.startedAt)
    .sort()
    .slice(-1);
  const streams = reported
    .filter(({ state }) => start === undefined || state.summary.finishedAt >= start)
    .map(({ stream }) => stream);
  const known = new Set([...reported.map(({ stream }) => stream), ...(before?.known ?? [])]);
  return { at, streams, known: [...known].slice(0, MOST_KNOWN) };
}

/** Reports that were not there yet. One may have ended before another that was seen, and be written after it. */
export function laterThan(seen: Seen, { runs }: RunList): readonly ReportedRun[] {
  const known = knownIn(seen);
  const from = seen.known === undefined ? seen.at : new Date(Date.parse(seen.at) - LONGEST_WRITE_MS).toISOString();
  return runs.filter(isReported).filter(({ stream, state }) => !known.has(stream) && state.summary.finishedAt > from);
}

/**
 * Whether there may be changes that are neither in the list nor seen nor read again by a later scan of everything.
 *
 * @param most how many changes the list may hold
 */
export function isCut({ runs }: RunList, most: number, seen: Seen): boolean {
  const changes = runs.filter(({ kind }) => kind === 'change');
  if (changes.length < most) return false;
  const known = knownIn(seen);
  const wholeScans = runs
    .filter(isReported)
    .flatMap(({ kind, state: { summary } }) => (kind === 'scan' && summary.everythingRead ? [summary.startedAt] : []));
  const [from = seen.at] = [...wholeScans, seen.at].sort().slice(-1);
  return changes.every((run) => !known.has(run.stream) && (endOf(run) > from || run.eventAt > from));
}

function endOf({ state, eventAt }: RunList['runs'][number]): string {
  return state.kind === 'reported' ? state.summary.finishedAt : eventAt;
}

function knownIn({ streams, known = [] }: Seen): ReadonlySet<string> {
  return new Set([...streams, ...known]);
}

/** A watcher is a stack in a region of an account: another profile that leads to it sees the same. */
export function watcherKey({ partition, accountId, region }: RunList['identity'], stack: string): string {
  return [partition, accountId, region, stack].join(' ');
}

function asSeen(value: unknown): Seen | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { at, streams, known } = value as Partial<Record<keyof Seen, unknown>>;
  if (typeof at !== 'string' || !Number.isFinite(Date.parse(at)) || !isTexts(streams)) return undefined;
  return { at, streams, ...(isTexts(known) ? { known } : {}) };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
