import * as vscode from 'vscode';
import type { Log } from '../app/ports.ts';
import type { Trigger } from '../app/reviewGate.ts';
import type { KeptFindings } from '../app/cache/keptFindings.ts';
import type { ScanJobs, ScanRequest, ScanStatus } from '../app/scanJobs.ts';
import type { SourceDocument } from '../code/document.ts';
import { type Disposable, Emitter } from '../findings/events.ts';
import { EMPTY_RECEIPT, type ReasonKind, type ScanOutcome } from '../findings/outcome.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { idOf, isAtOrBelow, pathOf } from './documents.ts';
import { encodingDoubt } from './encodingDoubt.ts';
import type { IgnoreLists } from './ignoreLists.ts';

/** Above this VS Code hands no document to extensions (facts/editor-integration.md §5.1). */
const NO_DOCUMENT_ABOVE = 50 * 1024 * 1024;

/** Turns documents of the editor into scans, and remembers files that the editor gives no document of. */
export class Scans implements Disposable {
  readonly #jobs: ScanJobs;
  readonly #tracker: DocumentTracker;
  readonly #ignores: IgnoreLists;
  readonly #kept: Pick<KeptFindings, 'ensure'>;
  readonly #log: Log;
  readonly #withoutDocument = new Map<string, ScanStatus>();
  readonly #changed = new Emitter<string>();
  readonly onDidChangeStatus = this.#changed.event;
  readonly #subscription: Disposable;

  constructor(
    jobs: ScanJobs,
    tracker: DocumentTracker,
    ignores: IgnoreLists,
    kept: Pick<KeptFindings, 'ensure'>,
    log: Log,
  ) {
    this.#jobs = jobs;
    this.#tracker = tracker;
    this.#ignores = ignores;
    this.#kept = kept;
    this.#log = log;
    this.#subscription = tracker.onDidReplace((uri) => {
      for (const id of this.#withoutDocument.keys()) if (isAtOrBelow(id, uri)) this.#forget(id);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  status(documentId: string): ScanStatus | undefined {
    return this.#jobs.status(documentId) ?? this.#withoutDocument.get(documentId);
  }

  /** Ids of everything that was scanned, or could not be, in this session. */
  known(): string[] {
    return [...new Set([...this.#tracker.known(), ...this.#withoutDocument.keys()])];
  }

  clear(): void {
    for (const id of this.#withoutDocument.keys()) this.#forget(id);
  }

  /** @returns undefined when a newer scan of the document took over */
  async scan(document: vscode.TextDocument, trigger: Trigger, review: boolean): Promise<ScanOutcome | undefined> {
    return this.request({ document: await this.snapshot(document), trigger, review });
  }

  /** The document as it is now, with all that has to be known before a scan of it. */
  async snapshot(document: vscode.TextDocument): Promise<SourceDocument> {
    await this.#ignores.ensure(document.uri);
    // What an earlier window found, or found not, may make this scan needless, and belongs before it.
    await this.#kept.ensure(idOf(document.uri));
    const doubt = await encodingDoubt(document);
    return { ...this.#tracker.snapshot(document), ...(doubt ? { doubt } : {}) };
  }

  /**
   * @param request of a snapshot of the tracker
   * @returns undefined when a newer scan of the document took over
   */
  async request(request: ScanRequest): Promise<ScanOutcome | undefined> {
    const { id, text } = request.document;
    this.#withoutDocument.delete(id);
    const outcome = await this.#jobs.request(request);
    if (outcome && outcome.status !== 'cancelled') {
      this.#tracker.noteScanned(id, text);
      this.#changed.fire(id);
    }
    return outcome;
  }

  /** A file in front that has no document: opens it, or says why that cannot be. */
  async scanUri(uri: vscode.Uri, review: boolean): Promise<ScanOutcome | undefined> {
    let document: vscode.TextDocument;
    // It would read all of the file before it says no.
    if ((await sizeOf(uri)) > NO_DOCUMENT_ABOVE) return this.couldNotLook(uri, 'too-large');
    try {
      document = await vscode.workspace.openTextDocument(uri);
    } catch {
      return this.couldNotLook(uri, Number.isNaN(await sizeOf(uri)) ? 'unreadable' : 'not-text');
    }
    return this.scan(document, 'command', review);
  }

  /** Remembers that a file has no text to look at, and why. */
  couldNotLook(uri: vscode.Uri, kind: ReasonKind, detail?: string): ScanOutcome {
    const reason = { kind, engine: 'embedded', ...(detail === undefined ? {} : { detail }) } as const;
    const outcome: ScanOutcome = { status: 'failed', reasons: [reason], receipt: EMPTY_RECEIPT };
    this.#log.info(`${pathOf(uri)}: failed: ${kind}${detail === undefined ? '' : ` (${detail})`}`);
    // The scan of a text that the file held before says nothing of what it holds now. Its findings stay.
    this.#jobs.forget(idOf(uri));
    this.#withoutDocument.set(idOf(uri), { phase: 'done', outcome, finishedAt: 0 });
    this.#changed.fire(idOf(uri));
    return outcome;
  }

  #forget(documentId: string): void {
    this.#withoutDocument.delete(documentId);
    this.#changed.fire(documentId);
  }
}

/** NaN when there is no such file. Asked instead of the error's words, which are the editor's and change. */
async function sizeOf(uri: vscode.Uri): Promise<number> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size;
  } catch {
    return NaN;
  }
}
