import * as vscode from 'vscode';
import type { SourceDocument } from '../code/document.ts';
import type { ScanJobs } from '../app/scanJobs.ts';
import { LineIndex } from '../findings/lineIndex.ts';
import type { FindingStore } from '../findings/store.ts';
import { Disposables } from './disposables.ts';
import { canBeScanned, idOf, pathOf } from './documents.ts';

interface Tracked {
  text: string;
  lines: LineIndex | undefined;
  /** The text of the last scan that ended. */
  scanned: string | undefined;
}

/**
 * Keeps the store in step with the texts of the editor: edits, new names, deletions, changes made while
 * a file was closed. Knows the text that the store's positions refer to, also of closed files.
 */
export class DocumentTracker {
  readonly #store: FindingStore;
  readonly #jobs: ScanJobs;
  readonly #documents = new Map<string, Tracked>();
  readonly #subscriptions = new Disposables();

  constructor(store: FindingStore, jobs: ScanJobs) {
    this.#store = store;
    this.#jobs = jobs;
    const { workspace } = vscode;
    this.#subscriptions.add(workspace.onDidChangeTextDocument((event) => this.#edited(event)));
    this.#subscriptions.add(workspace.onDidOpenTextDocument((document) => this.#opened(document)));
    this.#subscriptions.add(workspace.onDidCloseTextDocument((document) => this.#closed(document)));
    this.#subscriptions.add(
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.#renamed(oldUri, newUri);
      }),
    );
    this.#subscriptions.add(
      workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) for (const id of this.#idsBelow(uri)) this.#forget(id);
      }),
    );
    // Deletions by others than the editor: a terminal, a checkout of another branch.
    const watcher = this.#subscriptions.add(workspace.createFileSystemWatcher('**/*', true, true, false));
    this.#subscriptions.add(watcher.onDidDelete((uri) => void this.#deletedOnDisk(uri)));
  }

  dispose(): Promise<void> {
    return this.#subscriptions.dispose();
  }

  /** The document as it is now, for a scan. From here on its edits are followed. */
  snapshot(document: vscode.TextDocument): SourceDocument {
    const id = idOf(document.uri);
    const text = document.getText();
    this.#documents.set(id, { text, lines: undefined, scanned: this.#documents.get(id)?.scanned });
    return { id, path: pathOf(document.uri), languageId: document.languageId, text, version: document.version };
  }

  noteScanned(documentId: string, text: string): void {
    const tracked = this.#documents.get(documentId);
    if (tracked) tracked.scanned = text;
  }

  /** Whether the text is another one than that of the last scan. */
  isChanged(documentId: string): boolean {
    const tracked = this.#documents.get(documentId);
    return tracked?.scanned !== undefined && tracked.scanned !== tracked.text;
  }

  /** Of the text that the store's positions refer to; undefined for a document that was never scanned. */
  linesOf(documentId: string): LineIndex | undefined {
    const tracked = this.#documents.get(documentId);
    if (tracked) tracked.lines ??= new LineIndex(tracked.text);
    return tracked?.lines;
  }

  /** Ids of the documents that were scanned in this session, or are being scanned. */
  known(): string[] {
    return [...this.#documents.keys()];
  }

  forgetAll(): void {
    this.#documents.clear();
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const id = idOf(document.uri);
    const tracked = this.#documents.get(id);
    if (!tracked || contentChanges.length === 0) return;
    const batch = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset,
      length: rangeLength,
      text,
    }));
    tracked.text = document.getText();
    tracked.lines = undefined;
    this.#store.edit(id, batch, tracked.text);
  }

  #opened(document: vscode.TextDocument): void {
    const id = idOf(document.uri);
    const tracked = this.#documents.get(id);
    if (!tracked) return;
    tracked.text = document.getText();
    tracked.lines = undefined;
    this.#store.sync(id, tracked.text);
  }

  /** An untitled document is gone when it is closed; a file is not. */
  #closed(document: vscode.TextDocument): void {
    // Another language closes and opens a document too, but leaves it alive.
    if (document.isUntitled && document.isClosed) this.#forget(idOf(document.uri));
  }

  /** A folder takes everything below it along. */
  #renamed(from: vscode.Uri, to: vscode.Uri): void {
    for (const id of this.#idsBelow(from)) {
      const old = vscode.Uri.parse(id);
      const uri = to.with({ path: to.path + old.path.slice(from.path.length) });
      const tracked = this.#documents.get(id);
      if (!tracked || !canBeScanned(uri)) continue;
      this.#documents.delete(id);
      this.#documents.set(idOf(uri), tracked);
      this.#store.rename(id, idOf(uri), pathOf(uri));
      // What was said of the old name says nothing of the new one: the next save looks again.
      this.#jobs.forget(id);
    }
  }

  /** Only if it stays away: many tools save a file by replacing it. */
  async #deletedOnDisk(uri: vscode.Uri): Promise<void> {
    for (const id of this.#idsBelow(uri)) {
      // A text that is still in front is the editor's, whatever became of the file.
      if (vscode.workspace.textDocuments.some((document) => idOf(document.uri) === id && document.isDirty)) continue;
      try {
        await vscode.workspace.fs.stat(vscode.Uri.parse(id));
      } catch {
        this.#forget(id);
      }
    }
  }

  #forget(id: string): void {
    if (!this.#documents.delete(id)) return;
    this.#jobs.forget(id);
    this.#store.clear(id);
  }

  #idsBelow(uri: vscode.Uri): string[] {
    return this.known().filter((id) => {
      const { scheme, authority, path } = vscode.Uri.parse(id);
      if (scheme !== uri.scheme || authority !== uri.authority) return false;
      return path === uri.path || path.startsWith(`${uri.path}/`);
    });
  }
}
