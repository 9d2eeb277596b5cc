import * as vscode from 'vscode';
import type { IgnoreFileParser } from '../app/ignoreFileThread.ts';
import type { Clock } from '../app/ports.ts';
import type { IgnoreEntry } from '../findings/ignores.ts';
import { type IgnoreLists, ignoresUri } from './ignoreLists.ts';
import { IGNORE } from './texts.ts';
import { messageOf, readIfThere } from './workspaceFiles.ts';

export type WriteResult =
  | { readonly kind: 'written' }
  /** `file`: what the person should look at. */
  | { readonly kind: 'refused'; readonly message: string; readonly file: vscode.Uri };

/** Adds entries to `.palisade/ignores.yaml`. A file that cannot be understood is never overwritten. */
export class IgnoreWriter {
  readonly #lists: IgnoreLists;
  readonly #clock: Clock;
  readonly #parser: IgnoreFileParser;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(lists: IgnoreLists, clock: Clock, parser: IgnoreFileParser) {
    this.#lists = lists;
    this.#clock = clock;
    this.#parser = parser;
  }

  /** Writes one after the other, so that none is lost; the entry is in force when it resolves. */
  add(folder: vscode.WorkspaceFolder, entry: Omit<IgnoreEntry, 'date'>): Promise<WriteResult> {
    const date = localDate(this.#clock.now());
    const added = this.#queue.then(() => this.#add(folder, { ...entry, date }));
    this.#queue = added.catch(() => undefined);
    return added;
  }

  async #add(folder: vscode.WorkspaceFolder, entry: IgnoreEntry): Promise<WriteResult> {
    const file = ignoresUri(folder);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === file.toString());
    if (open?.isDirty === true) return { kind: 'refused', message: IGNORE.unsaved, file };
    try {
      const added = await this.#parser.add((await readIfThere(file)) ?? '', entry);
      if ('error' in added) return { kind: 'refused', message: IGNORE.broken(added.error), file };
      await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(file, '..'));
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(added.text));
    } catch (error) {
      return { kind: 'refused', message: IGNORE.notWritten(messageOf(error)), file };
    }
    // Not left to the watcher: the person is looking at the finding.
    await this.#lists.reload(folder);
    return { kind: 'written' };
  }
}

/** The day where the person is, as YYYY-MM-DD. */
function localDate(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
