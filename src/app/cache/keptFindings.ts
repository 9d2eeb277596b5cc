import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FindingStore } from '../../findings/store.ts';
import type { Clock, Log, SharedFolder } from '../ports.ts';
import type { ScanJobs } from '../scanJobs.ts';
import { CacheRestore } from './cacheRestore.ts';
import { CacheWriter } from './cacheWriter.ts';
import type { DocumentTexts } from './documentTexts.ts';
import { FindingCache, type Removed } from './findingCache.ts';

export interface KeptFindingsParts {
  readonly folder: SharedFolder;
  readonly store: FindingStore;
  readonly jobs: ScanJobs;
  readonly texts: DocumentTexts;
  readonly clock: Clock;
  readonly log: Log;
  /** Names the engines and the prompt that are in use; another name, and what was found is that of others. */
  readonly engines: () => Promise<string>;
}

/** Findings, states and reviews survive the window: they are written down as they change, and brought back. */
export class KeptFindings {
  readonly #cache: FindingCache;
  readonly #writer: CacheWriter;
  readonly #restore: CacheRestore;
  /** Resolves when everything that could be brought back is in place. */
  readonly restored: Promise<void>;

  /** Does nothing at once: what there is is read from the next turn of the event loop on. */
  constructor(parts: KeptFindingsParts) {
    const { folder, clock, log } = parts;
    let named: Promise<string> | undefined;
    const engines = (): Promise<string> => (named ??= parts.engines());
    this.#cache = new FindingCache(folder, clock, log);
    this.#writer = new CacheWriter({ ...parts, cache: this.#cache, engines });
    this.#restore = new CacheRestore({
      ...parts,
      cache: this.#cache,
      engines,
      apply: (work) => this.#writer.unnoted(work),
    });
    this.restored = nextTurn().then(() => this.#restore.all());
  }

  /** Resolves when what is known of this document is in place: before a scan of it begins. */
  ensure(documentId: string): Promise<void> {
    return this.#restore.ensure(documentId);
  }

  /** Writes now what is waiting to be written. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** Removes what is kept; what this session knows stays until it ends. */
  async clear(): Promise<Removed> {
    this.#restore.stop();
    this.#writer.forget();
    return this.#cache.clear();
  }

  /** Writes what is left. */
  async dispose(): Promise<void> {
    this.#restore.stop();
    await this.#writer.dispose();
  }
}
