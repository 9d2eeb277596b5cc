import type { TextStorage } from './ports.ts';

export interface Usage {
  readonly requests: number;
  /** Input and output, thinking included. */
  readonly tokens: number;
}

const NONE: Usage = { requests: 0, tokens: 0 };
const DAY_MS = 24 * 60 * 60 * 1000;

/** Counts what Gemini was asked for today (UTC), over all windows of this machine. */
export class DailyLimit {
  readonly #storage: TextStorage;
  readonly #now: () => number;
  #queue: Promise<unknown> = Promise.resolve();
  /** What could not be written down; counted all the same while this process lives. */
  #unsaved = { day: '', ...NONE };

  /** @param now milliseconds since the epoch */
  constructor(storage: TextStorage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Rejects when what was counted cannot be read: the caller must then take the limit for reached. */
  async today(): Promise<Usage> {
    const text = await this.#storage.read();
    const saved = (text === undefined ? undefined : parseUsage(text, this.#day())) ?? NONE;
    return this.#unsaved.day === this.#day() ? sum(saved, this.#unsaved) : saved;
  }

  /** When the count starts anew: milliseconds since the epoch. */
  resetsAt(): number {
    return (Math.floor(this.#now() / DAY_MS) + 1) * DAY_MS;
  }

  /** Adds to today's count; never rejects. Calls are queued, so that none is lost within a window. */
  add(used: Usage): Promise<void> {
    const added = this.#queue.then(async () => {
      const day = this.#day();
      try {
        const usage = sum(await this.today(), used);
        await this.#storage.write(JSON.stringify({ day, requests: usage.requests, tokens: usage.tokens }));
        this.#unsaved = { day: '', ...NONE };
      } catch {
        this.#unsaved = { day, ...sum(this.#unsaved.day === day ? this.#unsaved : NONE, used) };
      }
    });
    this.#queue = added;
    return added;
  }

  #day(): string {
    return new Date(this.#now()).toISOString().slice(0, 10);
  }
}

function sum(a: Usage, b: Usage): Usage {
  return { requests: a.requests + b.requests, tokens: a.tokens + b.tokens };
}

/** Undefined for another day and for a file that was cut off or edited by hand: counting starts anew. */
function parseUsage(text: string, day: string): Usage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { day: storedDay, requests, tokens } = value as Record<string, unknown>;
    if (storedDay !== day || !isCount(requests) || !isCount(tokens)) return undefined;
    return { requests, tokens };
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
