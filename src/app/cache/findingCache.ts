import type { Clock, FileStamp, Log, SharedFolder } from '../ports.ts';
import type { CachedDocument } from './cachedDocument.ts';
import { entryBytes, entryName, isEntryName, LARGEST_ENTRY_BYTES, readEntry } from './entryFile.ts';
import { hashOf } from './textMark.ts';

/** Of one workspace. */
export const MOST_DOCUMENTS = 2_000;
export const MOST_BYTES = 20 * 1024 * 1024;
/** A scan of a quarter ago says little of today. */
export const OLDEST_MS = 90 * 24 * 60 * 60 * 1000;

/** One that was being written longer ago belongs to a process that has ended. */
const OLDEST_TEMPORARY_MS = 60 * 60 * 1000;
/** Not at the very bound, or every file from then on would mean another round. */
const KEPT_SHARE = 0.9;

export interface Removed {
  readonly documents: number;
  readonly bytes: number;
  /** How many could not be removed. */
  readonly failed: number;
}

/**
 * What is known of documents, a file each, in a folder that other windows write to as well. Whoever writes a
 * document last wins; nothing is removed but in the state in which this window knows it. Nothing here rejects:
 * without a cache the next scan finds everything anew.
 */
export class FindingCache {
  readonly #folder: SharedFolder;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #log: Log;
  /** What this window has read or written: the only files that it may take for outdated. */
  readonly #known = new Map<string, FileStamp>();
  /** What those files say, as a hash: what is said already need not be written again. */
  readonly #contents = new Map<string, string>();
  /** Bytes of each file, as last listed, with our own changes since. */
  readonly #sizes = new Map<string, number>();
  readonly #warned = new Set<string>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(folder: SharedFolder, clock: Pick<Clock, 'now'>, log: Log) {
    this.#folder = folder;
    this.#clock = clock;
    this.#log = log;
  }

  /** Names of the files there are, the last scanned document first. Removes what is beyond the bounds. */
  async names(): Promise<string[]> {
    return (await this.#inTurn(() => this.#sweep())).map(({ name }) => name);
  }

  /** @returns undefined when there is none, or none that can be relied on: that is then removed, and logged */
  async load(name: string): Promise<CachedDocument | undefined> {
    try {
      const found = await this.#folder.read(name, LARGEST_ENTRY_BYTES);
      if (!found) return undefined;
      this.#known.set(name, found.stamp);
      const read = readEntry(name, found.bytes);
      if (!('problem' in read)) {
        // As it would be written now: reading may have changed the order of things.
        this.#contents.set(name, hashOf(entryBytes(read)));
        return read;
      }
      this.#log.warn(`kept findings: ${name} is not used (${read.problem})`);
      await this.#removeFile(found.stamp);
    } catch (error) {
      this.#complain('could not be read', error);
    }
    return undefined;
  }

  /** A document that is too large to be kept is removed: what was kept of it before is not true any more. */
  save(document: CachedDocument): Promise<void> {
    return this.#inTurn(async () => {
      const name = entryName(document.documentId);
      const bytes = entryBytes(document);
      const content = hashOf(bytes);
      if (this.#contents.get(name) === content) return;
      if (bytes.length > LARGEST_ENTRY_BYTES) {
        this.#warnOnce(`kept findings: ${document.path} has too many to be kept`);
        await this.#remove(name);
        return;
      }
      try {
        const stamp = await this.#folder.write(name, bytes, document.at);
        if (stamp) this.#known.set(name, stamp);
        this.#contents.set(name, content);
        this.#sizes.set(name, bytes.length);
        if (this.#sizes.size > MOST_DOCUMENTS || sum(this.#sizes.values()) > MOST_BYTES) await this.#sweep();
      } catch (error) {
        this.#complain('could not be written', error);
      }
    });
  }

  /** Removes what is kept of a document, unless another window has written it since. */
  drop(documentId: string): Promise<void> {
    return this.#inTurn(() => this.#remove(entryName(documentId)));
  }

  /** Removes everything, whoever wrote it. */
  clear(): Promise<Removed> {
    return this.#inTurn(async () => {
      const removed = { documents: 0, bytes: 0, failed: 0 };
      for (const stamp of await this.#list()) {
        if (!isEntryName(stamp.name)) continue;
        const result = await this.#removeFile(stamp);
        if (result === 'failed') removed.failed++;
        if (result !== 'removed') continue;
        removed.documents++;
        removed.bytes += stamp.bytes;
      }
      return removed;
    });
  }

  async #remove(name: string): Promise<void> {
    const stamp = this.#known.get(name);
    if (stamp) await this.#removeFile(stamp);
  }

  async #removeFile(stamp: FileStamp): Promise<'removed' | 'changed' | 'failed'> {
    this.#known.delete(stamp.name);
    this.#contents.delete(stamp.name);
    try {
      if (!(await this.#folder.remove(stamp))) return 'changed';
      this.#sizes.delete(stamp.name);
      return 'removed';
    } catch (error) {
      this.#complain('could not be removed', error);
      return 'failed';
    }
  }

  async #sweep(): Promise<FileStamp[]> {
    const files = await this.#list();
    const now = this.#clock.now();
    const abandoned = files.filter(({ name, changedAt }) => isTemporary(name) && changedAt < now - OLDEST_TEMPORARY_MS);
    for (const stamp of abandoned) await this.#removeFile(stamp);

    const entries = files.filter(({ name }) => isEntryName(name)).sort((a, b) => b.modifiedAt - a.modifiedAt);
    const usable = entries.filter(
      ({ modifiedAt, bytes }) => modifiedAt >= now - OLDEST_MS && bytes <= LARGEST_ENTRY_BYTES,
    );
    const kept = withinBounds(usable);
    this.#sizes.clear();
    for (const stamp of entries) {
      if (kept.has(stamp)) this.#sizes.set(stamp.name, stamp.bytes);
      else await this.#removeFile(stamp);
    }
    return [...kept];
  }

  async #list(): Promise<readonly FileStamp[]> {
    try {
      return await this.#folder.list();
    } catch (error) {
      this.#complain('could not be listed', error);
      return [];
    }
  }

  /** Once for each cause: the same disk is full for every file. */
  #complain(what: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    this.#warnOnce(`kept findings: ${what} (${code})`);
  }

  #warnOnce(line: string): void {
    if (this.#warned.has(line)) return;
    this.#warned.add(line);
    this.#log.warn(line);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

/** @returns all of them, or when they are too many as many of the newest as leave some room */
function withinBounds(newestFirst: readonly FileStamp[]): Set<FileStamp> {
  const all = sum(newestFirst.map(({ bytes }) => bytes));
  if (newestFirst.length <= MOST_DOCUMENTS && all <= MOST_BYTES) return new Set(newestFirst);
  const kept = new Set<FileStamp>();
  let total = 0;
  for (const stamp of newestFirst) {
    total += stamp.bytes;
    if (kept.size >= MOST_DOCUMENTS * KEPT_SHARE || total > MOST_BYTES * KEPT_SHARE) break;
    kept.add(stamp);
  }
  return kept;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function isTemporary(name: string): boolean {
  return name.endsWith('.tmp') && isEntryName(name.split('.').slice(0, 2).join('.'));
}
