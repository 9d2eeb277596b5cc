import * as vscode from 'vscode';
import type { SourceDocument } from '../code/document.ts';
import type { ScanJobs } from '../app/scanJobs.ts';
import type { TextMark } from '../app/cache/textMark.ts';
import { Emitter } from '../findings/events.ts';
import { LineIndex } from '../findings/lineIndex.ts';
import type { FindingStore } from '../findings/store.ts';
import { Disposables } from './disposables.ts';
import { readText } from './diskText.ts';
import { canBeScanned, idOf, isAtOrBelow, openDocument, pathOf } from './documents.ts';
import { KnownText } from './editorText.ts';

interface Tracked {
  /** What the store's positions refer to. Of a closed file without findings only the mark. */
  text: KnownText;
  lines: LineIndex | undefined;
  /** The text of the last scan that ended. */
  scanned: KnownText | undefined;
  /** It is closed, and the file holds another text than this one, or one that could not be read. */
  differs: boolean;
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
  /** On their way to another name: gone from disk before the editor says so. */
  readonly #moving = new Set<string>();
  readonly #outside = new Set<string>();
  readonly #changed = new Emitter<string>();
  readonly #replaced = new Emitter<vscode.Uri>();
  #reading: Promise<void> = Promise.resolve();

  /** Fires with the id of a closed document whose file was compared with the text that is known. */
  readonly onDidChangeClosed = this.#changed.event;
  /** Fires with the address of a file or folder that is not any more what it was: moved, overwritten or deleted. */
  readonly onDidReplace = this.#replaced.event;

  constructor(store: FindingStore, jobs: ScanJobs) {
    this.#store = store;
    this.#jobs = jobs;
    const { workspace } = vscode;
    this.#subscriptions.add(workspace.onDidChangeTextDocument((event) => this.#edited(event)));
    this.#subscriptions.add(workspace.onDidOpenTextDocument((document) => this.#opened(document)));
    this.#subscriptions.add(workspace.onDidCloseTextDocument((document) => this.#closed(document)));
    this.#subscriptions.add(
      workspace.onWillRenameFiles(({ files }) => {
        for (const { oldUri } of files) for (const id of this.#idsBelow(oldUri)) this.#moving.add(id);
      }),
    );
    this.#subscriptions.add(
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.#renamed(oldUri, newUri);
      }),
    );
    this.#subscriptions.add(
      workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) {
          for (const id of this.#idsBelow(uri)) this.#forget(id);
          this.#replaced.fire(uri);
        }
      }),
    );
    // What others than the editor do: a terminal, a checkout of another branch, an agent.
    this.#watch('**/*');
  }

  dispose(): Promise<void> {
    this.#changed.dispose();
    this.#replaced.dispose();
    return this.#subscriptions.dispose();
  }

  /** The document as it is now, for a scan. From here on its edits are followed. */
  snapshot(document: vscode.TextDocument): SourceDocument {
    const text = document.getText();
    const { uri, languageId, version } = document;
    this.#know(uri, text);
    return { id: idOf(uri), path: pathOf(uri), languageId, text, version };
  }

  /**
   * A file that is not open, for a scan. From here on changes on disk are followed.
   *
   * @param text as a document of it would have it
   */
  snapshotOfClosed(uri: vscode.Uri, languageId: string, text: string): SourceDocument {
    const id = idOf(uri);
    // It may hold another text than when it was scanned before: what was found then has to follow.
    if (this.#documents.has(id)) this.#store.sync(id, text);
    this.#know(uri, text);
    return { id, path: pathOf(uri), languageId, text, version: 0 };
  }

  noteScanned(documentId: string, text: string): void {
    const tracked = this.#documents.get(documentId);
    if (!tracked) return;
    tracked.scanned = tracked.text.text === text ? tracked.text : new KnownText(text);
    this.#releaseIfUnused(documentId, tracked);
  }

  /** Compares a closed file with the text that is known of it. */
  recheck(uri: vscode.Uri): void {
    this.#readWhenClosed(idOf(uri));
  }

  /** What is known of a document's texts. */
  textsOf(documentId: string): Pick<Tracked, 'text' | 'scanned'> | undefined {
    return this.#documents.get(documentId);
  }

  /**
   * Takes a document over from an earlier session, whose findings are in the store already. From here on it is
   * followed like one that was scanned.
   *
   * @param scanned the mark of the text of the last scan; undefined when none has ended
   */
  adopt(documentId: string, text: string, scanned: TextMark | undefined): void {
    const known = new KnownText(text);
    const isScanned = scanned?.hash === known.mark.hash;
    const tracked: Tracked = {
      text: known,
      lines: undefined,
      scanned: isScanned ? known : scanned && new KnownText(scanned),
      differs: false,
    };
    this.#documents.set(documentId, tracked);
    this.#watchOutside(vscode.Uri.parse(documentId));
    this.#releaseIfUnused(documentId, tracked);
  }

  /** Whether the text is another one than that of the last scan, or may be. Of a closed file: the text on disk. */
  isChanged(documentId: string): boolean {
    const tracked = this.#documents.get(documentId);
    return tracked?.scanned !== undefined && (tracked.differs || !tracked.scanned.isSameAs(tracked.text));
  }

  /**
   * Of the text that the store's positions refer to; undefined for a document that was never scanned, and for a
   * closed one without findings.
   */
  linesOf(documentId: string): LineIndex | undefined {
    const tracked = this.#documents.get(documentId);
    if (tracked?.text.text !== undefined) tracked.lines ??= new LineIndex(tracked.text.text);
    return tracked?.lines;
  }

  /** The text that the store's positions refer to; undefined where {@link linesOf} is. */
  textOf(documentId: string): string | undefined {
    return this.#documents.get(documentId)?.text.text;
  }

  /** Ids of the documents that were scanned in this session, or are being scanned. */
  known(): string[] {
    return [...this.#documents.keys()];
  }

  forgetAll(): void {
    this.#documents.clear();
  }

  #know(uri: vscode.Uri, text: string): void {
    const id = idOf(uri);
    const { scanned } = this.#documents.get(id) ?? {};
    this.#documents.set(id, { text: new KnownText(text), lines: undefined, scanned, differs: false });
    this.#moving.delete(id);
    this.#watchOutside(uri);
  }

  #setText(tracked: Tracked, text: string): void {
    tracked.text = new KnownText(text);
    tracked.lines = undefined;
    // The text at hand is compared faster than the mark, with every edit to come.
    if (tracked.scanned?.text === undefined && tracked.scanned?.isSameAs(tracked.text)) tracked.scanned = tracked.text;
  }

  /** What is closed and has no findings needs no text: nothing has a place in it. Unless a scan of it is to come. */
  #releaseIfUnused(id: string, tracked: Tracked): void {
    if (tracked.scanned !== tracked.text || this.#store.records(id).length > 0 || openDocument(id)) return;
    tracked.text.release();
    tracked.lines = undefined;
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
    const text = document.getText();
    this.#setText(tracked, text);
    this.#store.edit(id, batch, text);
  }

  #opened(document: vscode.TextDocument): void {
    const id = idOf(document.uri);
    const tracked = this.#documents.get(id);
    if (!tracked) return;
    const text = document.getText();
    this.#setText(tracked, text);
    tracked.differs = false;
    this.#store.sync(id, text);
  }

  /** An untitled document is gone when it is closed. Of a file, what was not saved is gone. */
  #closed(document: vscode.TextDocument): void {
    // Another language closes and opens a document too, but leaves it alive.
    if (!document.isClosed) return;
    if (document.isUntitled) this.#forget(idOf(document.uri));
    else this.#readWhenClosed(idOf(document.uri));
  }

  /** A folder takes everything below it along. What stood in its new place is overwritten. */
  #renamed(from: vscode.Uri, to: vscode.Uri): void {
    const moving = new Set(this.#idsBelow(from));
    for (const id of moving) this.#moving.delete(id);
    for (const id of this.#idsBelow(to)) if (!moving.has(id)) this.#forget(id);
    this.#replaced.fire(from);
    this.#replaced.fire(to);
    for (const id of moving) {
      const old = vscode.Uri.parse(id);
      const uri = to.with({ path: to.path + old.path.slice(from.path.length) });
      const tracked = this.#documents.get(id);
      if (!tracked || !canBeScanned(uri)) continue;
      this.#documents.delete(id);
      this.#documents.set(idOf(uri), tracked);
      this.#store.rename(id, idOf(uri), pathOf(uri));
      // What was said of the old name says nothing of the new one: the next save looks again.
      this.#jobs.forget(id);
      this.#watchOutside(uri);
      const open = openDocument(idOf(uri));
      if (open) this.#opened(open);
      else this.#readWhenClosed(idOf(uri));
    }
  }

  #watch(pattern: vscode.GlobPattern): void {
    const watcher = this.#subscriptions.add(vscode.workspace.createFileSystemWatcher(pattern));
    // Many tools save a file by putting another in its place, which then is created.
    const written = (uri: vscode.Uri): void => this.#readWhenClosed(idOf(uri));
    this.#subscriptions.add(watcher.onDidCreate(written));
    this.#subscriptions.add(watcher.onDidChange(written));
    this.#subscriptions.add(watcher.onDidDelete((uri) => void this.#deletedOnDisk(uri)));
  }

  /** Nobody watches what is in no workspace folder. */
  #watchOutside(uri: vscode.Uri): void {
    if (uri.scheme !== 'file' || vscode.workspace.getWorkspaceFolder(uri)) return;
    const folder = vscode.Uri.joinPath(uri, '..');
    if (this.#outside.has(idOf(folder))) return;
    this.#outside.add(idOf(folder));
    this.#watch(new vscode.RelativePattern(folder, '*'));
  }

  /** One after the other, so that what was read last is what counts. */
  #readWhenClosed(id: string): void {
    if (!this.#documents.has(id) || openDocument(id)) return;
    this.#reading = this.#reading.then(() => this.#readClosed(id));
  }

  /**
   * Findings stay where they are until the file is opened: a file may be read while it is being written, and
   * to follow half a text would lose their places.
   */
  async #readClosed(id: string): Promise<void> {
    const found = await readText(vscode.Uri.parse(id));
    const tracked = this.#documents.get(id);
    // Opened again meanwhile: from then on the text is the editor's.
    if (!tracked || openDocument(id)) return;
    if (found.kind === 'gone') this.#forgetUnlessMoving(id);
    else tracked.differs = found.kind !== 'text' || !tracked.text.isSameButForLineEnds(found.text);
    this.#releaseIfUnused(id, tracked);
    this.#changed.fire(id);
  }

  /** Only if it stays away: many tools save a file by replacing it. */
  async #deletedOnDisk(uri: vscode.Uri): Promise<void> {
    for (const id of this.#idsBelow(uri)) {
      // A text that is still in front is the editor's, whatever became of the file.
      if (openDocument(id)?.isDirty === true) continue;
      try {
        await vscode.workspace.fs.stat(vscode.Uri.parse(id));
        this.#readWhenClosed(id);
      } catch {
        this.#forgetUnlessMoving(id);
      }
    }
  }

  #forgetUnlessMoving(id: string): void {
    if (!this.#moving.has(id)) this.#forget(id);
  }

  #forget(id: string): void {
    if (!this.#documents.delete(id)) return;
    this.#jobs.forget(id);
    this.#store.clear(id);
  }

  #idsBelow(uri: vscode.Uri): string[] {
    return this.known().filter((id) => isAtOrBelow(id, uri));
  }
}
