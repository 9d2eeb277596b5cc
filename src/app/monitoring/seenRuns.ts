// What a person has seen of a watcher, remembered on this machine.
import type { MachineMemory } from '../ports.ts';
import type { RunList } from '../../monitor/monitorBundle.ts';
import { isReported } from './monitoringState.ts';

const KEY = 'palisade.monitoring.seen';
/** Accounts, with their stacks. The one that was looked at longest ago is forgotten. */
const MOST_WATCHERS = 20;

export interface Seen {
  /** ISO 8601, when the newest report had ended. */
  readonly at: string;
  /** Streams of the last whole scan, and of what came after it. */
  readonly streams: readonly string[];
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

/** Undefined where nothing was reported yet. */
export function seenIn({ runs }: RunList): Seen | undefined {
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
  return { at, streams };
}

/** A watcher is a stack in a region of an account: another profile that leads to it sees the same. */
export function watcherKey({ partition, accountId, region }: RunList['identity'], stack: string): string {
  return [partition, accountId, region, stack].join(' ');
}

function asSeen(value: unknown): Seen | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { at, streams } = value as Partial<Record<keyof Seen, unknown>>;
  if (typeof at !== 'string' || !Array.isArray(streams)) return undefined;
  return streams.every((one) => typeof one === 'string') ? { at, streams } : undefined;
}
