import type { FindingStore } from '../../findings/store.ts';
import { Breaths } from '../breaths.ts';
import type { Log } from '../ports.ts';
import type { ScanJobs } from '../scanJobs.ts';
import type { CachedDocument } from './cachedDocument.ts';
import type { DocumentTexts } from './documentTexts.ts';
import { entryName } from './entryFile.ts';
import type { FindingCache } from './findingCache.ts';
import { type PlacedDocument, placeIn } from './placing.ts';
import { NO_TEXT } from './textMark.ts';

/** Shown at once: whoever renders the store then does so once for all of them. */
const DOCUMENTS_AT_ONCE = 4;

export interface CacheRestoreParts {
  readonly cache: FindingCache;
  readonly store: FindingStore;
  readonly jobs: ScanJobs;
  readonly texts: DocumentTexts;
  readonly log: Log;
  /** Of the engines and the prompt that are in use. */
  readonly engines: () => Promise<string>;
  /** Runs what puts documents in place. */
  readonly apply: (work: () => void) => void;
}

/** Puts one document in place, unless this session knows it by then. */
type Step = () => 'done' | 'later';

/** Brings back what an earlier session knew, each document at most once. Nothing of this session is overwritten. */
export class CacheRestore {
  readonly #parts: CacheRestoreParts;
  readonly #steps = new Map<string, Promise<Step>>();
  readonly #breaths = new Breaths();
  /** Names of the files whose documents are not in place; undefined until they are listed. */
  #waiting: Set<string> | undefined;
  #stopped = false;

  constructor(parts: CacheRestoreParts) {
    this.#parts = parts;
  }

  /** Everything there is: first what is open, then what was scanned last. Gives way to everything else. */
  async all(): Promise<void> {
    const { cache, texts } = this.#parts;
    this.#waiting = new Set(await cache.names());
    const open = texts.open().map(entryName);
    const names = [...new Set([...open.filter((name) => this.#waiting?.has(name)), ...this.#waiting])];
    for (let at = 0; at < names.length && !this.#stopped; at += DOCUMENTS_AT_ONCE) {
      await this.#restore(names.slice(at, at + DOCUMENTS_AT_ONCE));
    }
  }

  /** Resolves when what is known of this document is in place, or when nothing is. */
  async ensure(documentId: string): Promise<void> {
    const name = entryName(documentId);
    if (!this.#stopped && this.#waiting?.has(name) !== false) await this.#restore([name]);
  }

  /** From here on nothing is put in place any more. */
  stop(): void {
    this.#stopped = true;
  }

  async #restore(names: readonly string[]): Promise<void> {
    const steps = await Promise.all(names.map((name) => this.#step(name)));
    this.#parts.apply(() => {
      names.forEach((name, index) => {
        this.#steps.delete(name);
        if (this.#take(name, steps[index]) === 'done') this.#waiting?.delete(name);
      });
    });
  }

  #take(name: string, step: Step | undefined): 'done' | 'later' {
    try {
      return step?.() ?? 'done';
    } catch (error) {
      return this.#failed(name, error);
    }
  }

  /** Nothing here is meant to fail: one document's defect is that document's. */
  #failed(name: string, error: unknown): 'done' {
    this.#parts.log.error(`kept findings: ${name}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
    return 'done';
  }

  /** One for all who ask for the document at the same time. */
  #step(name: string): Promise<Step> {
    const under = this.#steps.get(name);
    if (under) return under;
    const step = this.#prepare(name).catch((error: unknown): Step => {
      this.#failed(name, error);
      return () => 'done';
    });
    this.#steps.set(name, step);
    return step;
  }

  async #prepare(name: string): Promise<Step> {
    const { cache, texts } = this.#parts;
    await this.#breaths.take();
    const document = await cache.load(name);
    if (!document) return () => 'done';
    const { documentId } = document;
    const onDisk = texts.textOf(documentId) === undefined ? await this.#onDisk(document) : undefined;
    if (onDisk === 'gone') {
      await cache.drop(documentId);
      return () => 'done';
    }
    await texts.ready(documentId);
    const engines = await this.#parts.engines();
    return () => {
      const open = texts.textOf(documentId);
      const placed = open === undefined ? onDisk : placeIn(open, document, 'exact');
      if (this.#stopped || texts.known(documentId)) return 'done';
      // It may be opened yet, or be there another time.
      if (!placed) return 'later';
      this.#put(document, placed, document.engines === engines);
      return 'done';
    };
  }

  /** @returns undefined when the file cannot be read */
  async #onDisk(document: CachedDocument): Promise<PlacedDocument | 'gone' | undefined> {
    const { texts } = this.#parts;
    const likely = await texts.likely(document.documentId);
    await this.#breaths.take();
    const placed = likely === undefined ? undefined : placeIn(likely, document, 'any-line-ends');
    if (placed?.same) return placed;
    const found = await texts.onDisk(document.documentId);
    await this.#breaths.take();
    if (found === 'gone') return found;
    return found === 'unreadable' ? undefined : placeIn(found.text, document, 'any-line-ends');
  }

  #put({ documentId, scanned, look }: CachedDocument, placed: PlacedDocument, isCurrent: boolean): void {
    const { store, jobs, texts } = this.#parts;
    const { same, text, records } = placed;
    // The same name may be another document's by now.
    if (!same && !texts.isFile(documentId)) return;
    if (look) {
      const { settled, ...rest } = look;
      const keys = same && isCurrent && settled ? { settled } : {};
      jobs.restore(documentId, { ...rest, ...keys }, isCurrent ? 'same-engines' : 'by-others');
    }
    store.restore(documentId, texts.pathOf(documentId), text, records);
    // What has no place here may be there all the same: until it is scanned, no text is the one that was.
    texts.adopt(documentId, text, same ? (scanned ?? (look && NO_TEXT)) : NO_TEXT);
  }
}
