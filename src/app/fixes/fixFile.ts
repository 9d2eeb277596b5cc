import type { Log, TextStorage } from '../ports.ts';
import { type FixEntry, entryOf } from './fixEntry.ts';

/** A text of the workspace, shared by its windows. */
export interface FixStorage extends TextStorage {
  /** There is nothing to keep any more. */
  remove(): Promise<void>;
  /** Keeps a text that nobody can read out of the way, for a person to look at. */
  keepAside(text: string): Promise<void>;
}

const VERSION = 1;
/** The newest of them; what is over and old is forgotten. */
const MOST_KEPT = 200;

/** The kept state of the fixes. Nothing in here throws: what cannot be read or written is said once in the log. */
export class FixFile {
  readonly #storage: FixStorage;
  readonly #log: Log;
  readonly #said = new Set<string>();
  #writing: Promise<void> = Promise.resolve();

  constructor(storage: FixStorage, log: Log) {
    this.#storage = storage;
    this.#log = log;
  }

  async read(): Promise<readonly FixEntry[]> {
    let text: string | undefined;
    try {
      text = await this.#storage.read();
    } catch (error) {
      this.#sayOnce(`The kept fixes cannot be read: ${wordsOf(error)}`);
      return [];
    }
    return text === undefined ? [] : await this.#entriesIn(text);
  }

  /** Writes these beside what other windows wrote. One after the other; what waits is written once, as it is then. */
  write(entries: () => readonly FixEntry[]): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const merged = new Map((await this.read()).map((one) => [one.fix.id, one]));
      for (const one of entries()) {
        const other = merged.get(one.fix.id);
        if (!other || other.changedAt <= one.changedAt) merged.set(one.fix.id, one);
      }
      const kept = [...merged.values()].sort((a, b) => b.fix.handedOffAt - a.fix.handedOffAt).slice(0, MOST_KEPT);
      try {
        await this.#storage.write(JSON.stringify({ version: VERSION, fixes: kept }));
      } catch (error) {
        this.#sayOnce(`The fixes cannot be kept: ${wordsOf(error)}. They are known until this window is closed.`);
      }
    });
    return this.#writing;
  }

  /** Forgets all that is kept, of every window. */
  clear(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#storage.remove();
      } catch (error) {
        this.#sayOnce(`The kept fixes cannot be removed: ${wordsOf(error)}`);
      }
    });
    return this.#writing;
  }

  async #entriesIn(text: string): Promise<readonly FixEntry[]> {
    const value = parsed(text);
    if (value === undefined) return this.#brokenIs(text, []);
    // Another version knows what to do with its own.
    if (value.version !== VERSION) return this.#brokenIs(text, []);
    const read = value.fixes.map(entryOf);
    const whole = read.filter((one) => one !== undefined);
    return whole.length === read.length ? whole : this.#brokenIs(text, whole);
  }

  async #brokenIs(text: string, whole: readonly FixEntry[]): Promise<readonly FixEntry[]> {
    try {
      if (this.#sayOnce('Some of the kept fixes are not readable, or of another version. They are kept aside.')) {
        await this.#storage.keepAside(text);
      }
    } catch (error) {
      this.#sayOnce(`The unreadable fixes cannot be kept aside: ${wordsOf(error)}`);
    }
    return whole;
  }

  /** @returns whether it was new */
  #sayOnce(line: string): boolean {
    if (this.#said.has(line)) return false;
    this.#said.add(line);
    this.#log.warn(line);
    return true;
  }
}

function parsed(text: string): { readonly version: unknown; readonly fixes: readonly unknown[] } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('version' in value) || !('fixes' in value)) return undefined;
    return Array.isArray(value.fixes) ? { version: value.version, fixes: value.fixes } : undefined;
  } catch {
    return undefined;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
