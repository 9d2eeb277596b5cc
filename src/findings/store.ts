import { createHash } from 'node:crypto';
import { BucketFindings } from './bucketFindings.ts';
import { type EditBatch, followEdits, followRefutation } from './edits.ts';
import { type Disposable, Emitter } from './events.ts';
import type { CodeFinding } from './finding.ts';
import { type IgnoreList, NO_IGNORES, ignoredBy } from './ignores.ts';
import { LineIndex } from './lineIndex.ts';
import { type Answer, type Coverage, type FindingRecord, type Followed, reconcile } from './reconcile.ts';
import type { Refutation } from './state.ts';

/** What one scan of a document has to say. */
export interface DocumentScan {
  /** Relative to the workspace folder: what ignore entries name. */
  readonly path: string;
  readonly findings: readonly CodeFinding[];
  /** For each engine that ran, whether it looked at everything. Engines that did not run are absent. */
  readonly coverage: Coverage;
  /** Refuted embedded findings, by fingerprint. */
  readonly refutations?: ReadonlyMap<string, Refutation>;
  /** Of findings that the model was asked about, by fingerprint. */
  readonly answers?: ReadonlyMap<string, Answer>;
}

/** A scan under way: collects the edits made meanwhile, so that late results can follow them. */
export interface ScanTicket extends Disposable {
  /** Puts results in terms of the text that the ticket was opened for. May be called once per engine. */
  apply(scan: DocumentScan): void;
}

interface DocumentEntry {
  path: string;
  text: string;
  records: readonly FindingRecord[];
  readonly tickets: Set<EditBatch[]>;
}

/**
 * All findings and their states: the only thing that the editor renders, so that diagnostics,
 * decorations, tree and status bar cannot disagree.
 */
export class FindingStore implements Disposable {
  readonly #documents = new Map<string, DocumentEntry>();
  readonly #changed = new Emitter<string>();
  /** Of the AWS account that is looked at. */
  readonly buckets = new BucketFindings();
  #ignoresFor: (documentId: string) => IgnoreList = () => NO_IGNORES;

  /** Fires with the id of the document whose records or positions changed. */
  readonly onDidChange = this.#changed.event;

  dispose(): void {
    this.#changed.dispose();
    this.#documents.clear();
    this.buckets.dispose();
  }

  documents(): string[] {
    return [...this.#documents].filter(([, entry]) => entry.records.length > 0).map(([id]) => id);
  }

  pathOf(documentId: string): string {
    return this.#documents.get(documentId)?.path ?? documentId;
  }

  /** Everything known of a document, whatever its state, in the order of place. */
  records(documentId: string): readonly FindingRecord[] {
    return this.#documents.get(documentId)?.records ?? [];
  }

  allRecords(): FindingRecord[] {
    return [...this.#documents.values()].flatMap((entry) => entry.records);
  }

  record(documentId: string, fingerprint: string): FindingRecord | undefined {
    return this.records(documentId).find((record) => record.finding.fingerprint === fingerprint);
  }

  /**
   * Takes over what an earlier session knew of a document, unless this one knows it already.
   *
   * @param text what the positions of the records refer to
   */
  restore(documentId: string, path: string, text: string, records: readonly FindingRecord[]): void {
    // Where nothing was found, nothing has a place in the text.
    if (this.#documents.has(documentId) || records.length === 0) return;
    const entry: DocumentEntry = { path, text, records, tickets: new Set() };
    this.#documents.set(documentId, entry);
    this.#applyIgnores(documentId, entry);
    this.#changed.fire(documentId);
  }

  /** Call before a scan starts, with the text that will be scanned. */
  openTicket(documentId: string, text: string): ScanTicket {
    const entry = this.#entry(documentId);
    entry.text = text;
    const edits: EditBatch[] = [];
    entry.tickets.add(edits);
    const staleBefore = new Set(
      entry.records.filter(({ state }) => state.freshness === 'stale').map(({ finding }) => finding.fingerprint),
    );
    const changedBefore = new Set(
      entry.records
        .filter(({ followed, finding }) => followed !== undefined && followed.mark !== symbolMark(entry.text, finding))
        .map(({ finding }) => finding.fingerprint),
    );
    return {
      apply: (scan) => {
        this.#apply(documentId, scan, edits, { staleBefore, changedBefore });
      },
      dispose: () => {
        entry.tickets.delete(edits);
        // Nothing has a place in this text. Of thousands of files, most are like that.
        const isUnused = entry.records.length === 0 && entry.tickets.size === 0;
        if (isUnused && this.#documents.get(documentId) === entry) this.#documents.delete(documentId);
      },
    };
  }

  /** Follows an edit: positions shift, evidence that was changed makes its finding stale. `text` is the text after it. */
  edit(documentId: string, batch: EditBatch, text: string): void {
    const entry = this.#documents.get(documentId);
    if (!entry || batch.length === 0) return;
    entry.text = text;
    for (const edits of entry.tickets) edits.push(batch);
    if (entry.records.length === 0) return;
    entry.records = entry.records.map((record) => {
      const { finding, freshness = record.state.freshness } = followEdits(record.finding, [batch], text);
      const refutation = record.refutation && followRefutation(record.refutation, record.finding, [batch]);
      const { followed } = record;
      return {
        documentId,
        finding,
        state: { ...record.state, freshness },
        ...(refutation ? { refutation } : {}),
        ...(followed ? { followed } : {}),
      };
    });
    this.#changed.fire(documentId);
  }

  /**
   * Brings a document up to date whose text changed while nobody watched (closed, or changed on disk):
   * as one edit, from the first difference to the last.
   */
  sync(documentId: string, text: string): void {
    const before = this.#documents.get(documentId)?.text;
    if (before === undefined || before === text) return;
    let start = 0;
    const shorter = Math.min(before.length, text.length);
    while (start < shorter && before[start] === text[start]) start++;
    let tail = 0;
    while (tail < shorter - start && before[before.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
    const edit = { offset: start, length: before.length - tail - start, text: text.slice(start, text.length - tail) };
    this.edit(documentId, [edit], text);
  }

  /** A document under a new name keeps its findings and their states. */
  rename(fromId: string, toId: string, path: string): void {
    const entry = this.#documents.get(fromId);
    if (!entry) return;
    this.#documents.delete(fromId);
    entry.path = path;
    entry.records = entry.records.map((record) => ({ ...record, documentId: toId }));
    this.#documents.set(toId, entry);
    this.#applyIgnores(toId, entry);
    this.#changed.fire(fromId);
    this.#changed.fire(toId);
  }

  /** Forgets the findings of one document, or of all. Scans under way still deliver. */
  clear(documentId?: string): void {
    const ids = documentId === undefined ? [...this.#documents.keys()] : [documentId];
    for (const id of ids) {
      const entry = this.#documents.get(id);
      if (!entry) continue;
      entry.records = [];
      if (entry.tickets.size === 0) this.#documents.delete(id);
      this.#changed.fire(id);
    }
  }

  /** Sets where ignore lists come from and applies them to everything at once. */
  setIgnores(ignoresFor: (documentId: string) => IgnoreList): void {
    this.#ignoresFor = ignoresFor;
    for (const [id, entry] of this.#documents) {
      this.#applyIgnores(id, entry);
      this.#changed.fire(id);
    }
  }

  /** A person overrules the model's refutation (or takes that back). */
  overrule(documentId: string, fingerprint: string, overruled: boolean): void {
    const entry = this.#documents.get(documentId);
    if (!entry) return;
    entry.records = entry.records.map((record) =>
      record.finding.fingerprint === fingerprint && record.refutation
        ? { ...record, refutation: { ...record.refutation, overruled } }
        : record,
    );
    this.#changed.fire(documentId);
  }

  /**
   * Somebody waits for what becomes of these findings, in whose place the agent is to change the text.
   *
   * @returns the records, those that are not known left out
   */
  handOff(documentId: string, fingerprints: readonly string[]): readonly FindingRecord[] {
    for (const fingerprint of fingerprints) this.follow(documentId, fingerprint);
    this.#update(documentId, fingerprints, ({ state, ...record }) => ({
      ...record,
      state: { ...state, lifecycle: 'handed-off' },
    }));
    return this.records(documentId).filter(({ finding }) => fingerprints.includes(finding.fingerprint));
  }

  /**
   * From here on the finding is found again by {@link followed}, whatever its evidence turns into.
   *
   * @param since what is remembered of an earlier beginning, in this window or another
   */
  follow(documentId: string, fingerprint: string, since?: Followed): FindingRecord | undefined {
    const entry = this.#documents.get(documentId);
    if (!entry || !this.record(documentId, fingerprint)) return undefined;
    entry.records = entry.records.map((record) => {
      if (record.finding.fingerprint !== fingerprint || (record.followed && !since)) return record;
      const now = { as: `${fingerprint} ${documentId}`, mark: symbolMark(entry.text, record.finding) };
      return { ...record, followed: since ?? now };
    });
    this.#changed.fire(documentId);
    return this.record(documentId, fingerprint);
  }

  /** Nobody waits for it any more. What was said of it stays. */
  unfollow(as: string): void {
    const known = this.followed(as);
    if (!known) return;
    this.#update(known.documentId, [known.finding.fingerprint], ({ documentId, finding, state, refutation }) => ({
      documentId,
      finding,
      state: state.lifecycle === 'handed-off' ? { ...state, lifecycle: 'open' } : state,
      ...(refutation ? { refutation } : {}),
    }));
  }

  /** What the places of the findings of a document refer to; undefined when nothing is known of it. */
  textOf(documentId: string): string | undefined {
    return this.#documents.get(documentId)?.text;
  }

  /** @param as how it was called when somebody began to follow it: its document may have another name now */
  followed(as: string): FindingRecord | undefined {
    for (const { records } of this.#documents.values()) {
      const found = records.find(({ followed }) => followed?.as === as);
      if (found) return found;
    }
    return undefined;
  }

  /** The line of a place, from one; undefined when nothing is known of the document. */
  lineOf(documentId: string, offset: number): number | undefined {
    const text = this.#documents.get(documentId)?.text;
    return text === undefined ? undefined : new LineIndex(text).positionAt(offset).line + 1;
  }

  #update(documentId: string, fingerprints: readonly string[], change: (record: FindingRecord) => FindingRecord): void {
    const entry = this.#documents.get(documentId);
    if (!entry) return;
    entry.records = entry.records.map((one) => (fingerprints.includes(one.finding.fingerprint) ? change(one) : one));
    this.#changed.fire(documentId);
  }

  #apply(
    documentId: string,
    scan: DocumentScan,
    edits: readonly EditBatch[],
    before: { readonly staleBefore: ReadonlySet<string>; readonly changedBefore: ReadonlySet<string> },
  ): void {
    const entry = this.#entry(documentId);
    entry.path = scan.path;
    const staleNow = new Set<string>();
    const refutations = new Map<string, Refutation>();
    const findings = scan.findings.map((finding) => {
      const followed = followEdits(finding, edits, entry.text);
      if (followed.freshness === 'stale') staleNow.add(finding.fingerprint);
      const said = scan.refutations?.get(finding.fingerprint);
      const refutation = said && followRefutation(said, finding, edits);
      if (refutation) refutations.set(finding.fingerprint, refutation);
      return followed.finding;
    });
    const { coverage, answers } = scan;
    const look = { findings, coverage, refutations, staleNow, ...before, ...(answers ? { answers } : {}) };
    entry.records = reconcile(documentId, entry.records, look);
    this.#applyIgnores(documentId, entry);
    this.#changed.fire(documentId);
  }

  #applyIgnores(documentId: string, entry: DocumentEntry): void {
    const list = this.#ignoresFor(documentId);
    entry.records = entry.records.map((record) => {
      const { lifecycle, freshness } = record.state;
      const ignored = ignoredBy(list, record.finding, entry.path);
      return { ...record, state: { lifecycle, freshness, ...(ignored ? { ignored } : {}) } };
    });
  }

  #entry(documentId: string): DocumentEntry {
    const known = this.#documents.get(documentId);
    if (known) return known;
    const entry: DocumentEntry = { path: documentId, text: '', records: [], tickets: new Set() };
    this.#documents.set(documentId, entry);
    return entry;
  }
}

/** White space does not change what code says; at the top level of a file, the whole file counts. */
function symbolMark(text: string, { subject: { symbol } }: CodeFinding): string {
  const said = symbol.name === '' ? text : text.slice(symbol.range.start, symbol.range.end);
  return createHash('sha256').update(said.replace(/\s+/g, ' ')).digest('base64');
}
