import * as vscode from 'vscode';
import type { IgnoreFileParser } from '../app/ignoreFileThread.ts';
import type { Log } from '../app/ports.ts';
import { IGNORES_PATH, type IgnoreList, NO_IGNORES } from '../findings/ignores.ts';
import type { FindingStore } from '../findings/store.ts';
import type { EditorDialogs } from './dialogs.ts';
import { Disposables } from './disposables.ts';
import { folderOf } from './documents.ts';
import { ACTIONS, IGNORE } from './texts.ts';
import { messageOf, readIfThere } from './workspaceFiles.ts';

/** One reading of a folder's file. */
interface Reading {
  /** Whether the workspace was trusted then. */
  readonly trusted: boolean;
  done: Promise<void>;
}

/**
 * What each workspace folder ignores: read on the first scan in it, and again whenever its file changes. The
 * file comes with the workspace: as long as nobody trusts that, it hides nothing.
 */
export class IgnoreLists {
  readonly #store: FindingStore;
  readonly #dialogs: EditorDialogs;
  readonly #log: Log;
  readonly #isTrusted: () => boolean;
  readonly #parser: IgnoreFileParser;
  readonly #readings = new Map<string, Reading>();
  readonly #ready = new Map<string, IgnoreList>();
  /** What was said about each file last, so that the same problem is told once. */
  readonly #told = new Map<string, string>();
  /** Folders whose file has entries that are not applied. */
  readonly #unapplied = new Set<string>();
  readonly #subscriptions = new Disposables();
  #watcher: vscode.FileSystemWatcher | undefined;

  constructor(
    store: FindingStore,
    dialogs: EditorDialogs,
    log: Log,
    isTrusted: () => boolean,
    parser: IgnoreFileParser,
  ) {
    this.#store = store;
    this.#dialogs = dialogs;
    this.#log = log;
    this.#isTrusted = isTrusted;
    this.#parser = parser;
  }

  dispose(): Promise<void> {
    return this.#subscriptions.dispose();
  }

  /** Resolves when the list for this document is in force. */
  async ensure(uri: vscode.Uri): Promise<void> {
    this.#watch();
    const folder = folderOf(uri);
    const reading = folder && this.#readings.get(folder.uri.toString());
    if (folder && reading?.trusted === this.#isTrusted()) await this.#settled(folder);
    else if (folder) await this.reload(folder);
  }

  /** Resolves when the lists of all folders are in force: an account belongs to none of them, and to each. */
  async ensureAll(): Promise<void> {
    this.#watch();
    // Where there is no folder there is no list.
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) await this.ensure(uri);
  }

  /** Whether there are entries that hide nothing, since the workspace is not trusted. */
  get areUnapplied(): boolean {
    return this.#unapplied.size > 0;
  }

  /** Reads the file of a folder again and applies it to everything that is known. */
  async reload(folder: vscode.WorkspaceFolder): Promise<void> {
    const reading: Reading = { trusted: this.#isTrusted(), done: Promise.resolve() };
    this.#readings.set(folder.uri.toString(), reading);
    reading.done = this.#reload(folder, reading);
    await this.#settled(folder);
  }

  /** Resolves when no reading is under way: one that was taken over by a later one is not yet in force. */
  async #settled(folder: vscode.WorkspaceFolder): Promise<void> {
    const key = folder.uri.toString();
    let awaited: Reading | undefined;
    while (awaited !== this.#readings.get(key)) {
      awaited = this.#readings.get(key);
      await awaited?.done;
    }
  }

  async #reload(folder: vscode.WorkspaceFolder, reading: Reading): Promise<void> {
    const key = folder.uri.toString();
    const list = await this.#read(ignoresUri(folder));
    // A later reading has taken over.
    if (this.#readings.get(key) !== reading) return;
    this.#ready.set(key, reading.trusted ? list : NO_IGNORES);
    if (reading.trusted || list.entries.length === 0) this.#unapplied.delete(key);
    else this.#unapplied.add(key);
    this.#store.setIgnores((documentId) => this.#listFor(documentId));
    const lists = [...this.#ready.values()];
    this.#store.buckets.setIgnores({ entries: lists.flatMap(({ entries }) => entries), problems: [] });
    if (reading.trusted) this.#tellProblems(folder, list);
    else if (this.#unapplied.has(key)) this.#log.info(`${IGNORES_PATH}: ${IGNORE.notTrusted}`);
  }

  #listFor(documentId: string): IgnoreList {
    const folder = folderOf(vscode.Uri.parse(documentId));
    return (folder && this.#ready.get(folder.uri.toString())) ?? NO_IGNORES;
  }

  async #read(uri: vscode.Uri): Promise<IgnoreList> {
    try {
      const text = await readIfThere(uri);
      return text === undefined ? NO_IGNORES : await this.#parser.parse(text);
    } catch (error) {
      return { entries: [], problems: [`it could not be read (${messageOf(error)})`] };
    }
  }

  #watch(): void {
    if (this.#watcher) return;
    this.#watcher = this.#subscriptions.add(vscode.workspace.createFileSystemWatcher(`**/${IGNORES_PATH}`));
    this.#subscriptions.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const folder of vscode.workspace.workspaceFolders ?? []) {
          if (this.#readings.has(folder.uri.toString())) void this.reload(folder);
        }
      }),
    );
    const changed = (uri: vscode.Uri): void => {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      // Only the file of the folder itself counts, not that of a folder further down.
      if (folder && ignoresUri(folder).toString() === uri.toString()) void this.reload(folder);
    };
    this.#subscriptions.add(this.#watcher.onDidChange(changed));
    this.#subscriptions.add(this.#watcher.onDidCreate(changed));
    this.#subscriptions.add(this.#watcher.onDidDelete(changed));
  }

  #tellProblems(folder: vscode.WorkspaceFolder, { problems }: IgnoreList): void {
    const key = folder.uri.toString();
    const text = problems.join('\n');
    if ((this.#told.get(key) ?? '') === text) return;
    this.#told.set(key, text);
    if (text === '') return;
    for (const problem of problems) this.#log.warn(`${IGNORES_PATH}: ${problem}`);
    void this.#offerFile(ignoresUri(folder), problems);
  }

  async #offerFile(uri: vscode.Uri, problems: readonly string[]): Promise<void> {
    const pressed = await this.#dialogs.tell('warning', `Palisade: ${IGNORE.problems(problems)}`, [ACTIONS.openFile]);
    if (pressed === ACTIONS.openFile) await vscode.window.showTextDocument(uri);
  }
}

export function ignoresUri(folder: vscode.WorkspaceFolder): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, ...IGNORES_PATH.split('/'));
}
