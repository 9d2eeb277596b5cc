import * as vscode from 'vscode';
import { Disposables } from './disposables.ts';
import { canBeScanned, folderOf, idOf, pathOf, uriOfTab } from './documents.ts';
import { type SaveKind, scanFor } from './saveRule.ts';
import type { Scans } from './scans.ts';
import type { Settings } from './settings.ts';

/** Scans what is saved. */
export class SaveScans {
  readonly #subscriptions = new Disposables();
  /** Only the event before a save knows who saves. */
  readonly #kinds = new Map<string, SaveKind>();

  /** @param failed gets what a scan was not meant to throw */
  constructor(scans: Scans, settings: Settings, failed: (error: unknown) => void) {
    this.#subscriptions.add(
      vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
        const manual = reason === vscode.TextDocumentSaveReason.Manual && isInTab(document.uri);
        this.#kinds.set(idOf(document.uri), manual ? 'manual' : 'automatic');
      }),
    );
    this.#subscriptions.add(
      vscode.workspace.onDidSaveTextDocument((document) => {
        const id = idOf(document.uri);
        const kind = this.#kinds.get(id) ?? 'automatic';
        this.#kinds.delete(id);
        if (!canBeScanned(document.uri) || isOfTheEditor(document.uri)) return;
        const scan = scanFor(settings.scanOnSave(document.uri), document.languageId, kind);
        if (scan !== 'none') scans.scan(document, 'save', scan === 'full').catch(failed);
      }),
    );
  }

  dispose(): Promise<void> {
    return this.#subscriptions.dispose();
  }
}

/** The editor reports a change of its settings as a manual save, too; a person saves what they have before them. */
function isInTab(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input }) => uriOfTab(input)?.toString() === uri.toString());
}

/** Files that the editor writes for itself, behind the scenes: its settings, of the person or of the folder. */
function isOfTheEditor(uri: vscode.Uri): boolean {
  return !isInTab(uri) && (folderOf(uri) === undefined || pathOf(uri).startsWith('.vscode/'));
}
