import type { Disposable } from '../../findings/events.ts';
import type { FindingRecord } from '../../findings/reconcile.ts';
import type { FindingStore } from '../../findings/store.ts';
import { Breaths } from '../breaths.ts';
import type { Clock } from '../ports.ts';
import type { ScanJobs } from '../scanJobs.ts';
import type { CachedDocument, CachedRecord } from './cachedDocument.ts';
import type { DocumentTexts } from './documentTexts.ts';
import type { FindingCache } from './findingCache.ts';

/** Written when nothing has changed for so long … */
const QUIET_MS = 1_000;
/** … but while somebody goes on typing, at the latest after this. */
const LONGEST_WAIT_MS = 15_000;
/** VS Code waits some five seconds for an extension to end, and this is not all that has to. */
const LONGEST_FAREWELL_MS = 3_000;

/** Of a document with more findings than that, those that are fixed are not kept. */
const MANY_RECORDS = 100;

/** Of engines that are not those of today. */
const OTHER_ENGINES = 'other';

export interface CacheWriterParts {
  readonly cache: FindingCache;
  readonly store: FindingStore;
  readonly jobs: ScanJobs;
  readonly texts: DocumentTexts;
  readonly clock: Clock;
  /** Of the engines and the prompt that are in use. */
  readonly engines: () => Promise<string>;
}

/** Writes down what changes, a little later, and what is left at the end. */
export class CacheWriter {
  readonly #parts: CacheWriterParts;
  readonly #subscriptions: readonly Disposable[];
  readonly #changed = new Set<string>();
  /** When the first of the changes was made that are not written yet. */
  #changedSince: number | undefined;
  #timer = new AbortController();
  #writing: Promise<void> = Promise.resolve();
  #silent = false;

  constructor(parts: CacheWriterParts) {
    this.#parts = parts;
    this.#subscriptions = [
      parts.store.onDidChange((documentId) => this.#note(documentId)),
      parts.jobs.onDidFinish(({ documentId }) => this.#note(documentId)),
    ];
  }

  /** What changes in `work` is on disk already. */
  unnoted(work: () => void): void {
    this.#silent = true;
    try {
      work();
    } finally {
      this.#silent = false;
    }
  }

  /** Forgets what was to be written. */
  forget(): void {
    this.#changed.clear();
    this.#stopWaiting();
  }

  /** Writes what is waiting to be written; never rejects. */
  flush(): Promise<void> {
    return this.#flush(() => false);
  }

  async dispose(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.dispose();
    const started = performance.now();
    await this.#flush(() => performance.now() - started > LONGEST_FAREWELL_MS);
  }

  #note(documentId: string): void {
    if (this.#silent) return;
    this.#changed.add(documentId);
    const { clock } = this.#parts;
    const now = clock.now();
    this.#changedSince ??= now;
    this.#timer.abort();
    const timer = new AbortController();
    this.#timer = timer;
    const wait = Math.max(0, Math.min(QUIET_MS, this.#changedSince + LONGEST_WAIT_MS - now));
    void clock.delay(wait, timer.signal).then(() => (timer.signal.aborted ? undefined : this.flush()));
  }

  #stopWaiting(): void {
    this.#timer.abort();
    this.#changedSince = undefined;
  }

  #flush(isLate: () => boolean): Promise<void> {
    this.#stopWaiting();
    this.#writing = this.#writing.then(() => this.#write(isLate));
    return this.#writing;
  }

  async #write(isLate: () => boolean): Promise<void> {
    const { cache, jobs, engines } = this.#parts;
    if (this.#changed.size === 0) return;
    const current = await engines();
    const breaths = new Breaths();
    for (const documentId of [...this.#changed]) {
      // Anything may have happened meanwhile: what is written is what is known now.
      if (isLate() || !this.#changed.delete(documentId)) continue;
      // Of a scan under way its end is noted. Until then an earlier look is better than half of one.
      if (jobs.status(documentId)?.phase === 'scanning') continue;
      const document = this.#documentOf(documentId, current);
      await (document ? cache.save(document) : cache.drop(documentId));
      await breaths.take();
    }
  }

  #documentOf(documentId: string, engines: string): CachedDocument | undefined {
    const { store, jobs, texts, clock } = this.#parts;
    const known = texts.known(documentId);
    const records = store.records(documentId);
    const look = jobs.lastLook(documentId);
    if (!known || (records.length === 0 && !look)) return undefined;
    const status = jobs.status(documentId);
    const isByOthers = status?.phase === 'done' && status.earlier === 'by-others';
    return {
      documentId,
      path: texts.pathOf(documentId),
      text: known.text.mark,
      ...(known.scanned ? { scanned: known.scanned.mark } : {}),
      records: keptOf(records),
      ...(look ? { look } : {}),
      engines: isByOthers ? OTHER_ENGINES : engines,
      at: look?.finishedAt ?? clock.now(),
    };
  }
}

function keptOf(records: readonly FindingRecord[]): CachedRecord[] {
  const kept = records.length <= MANY_RECORDS ? records : records.filter(({ state }) => state.lifecycle !== 'fixed');
  return kept.map(({ finding, state: { lifecycle, freshness }, refutation }) => ({
    finding,
    lifecycle,
    freshness,
    ...(refutation ? { refutation } : {}),
  }));
}
