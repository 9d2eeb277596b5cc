import * as vscode from 'vscode';
import type { DocumentSource } from '../../app/fixes/codeLooks.ts';
import type { FixWatch } from '../../app/fixes/fixWatch.ts';
import { languageOf, SCANNED_ON_SAVE } from '../../code/languages.ts';
import { Disposables } from '../disposables.ts';
import { canBeScanned, idOf, openDocument } from '../documents.ts';
import type { RemediationParts } from '../lazyRemediation.ts';
import { messageOf } from '../workspaceFiles.ts';

/** Folders that tools write into, and that nobody edits. */
const NOT_WATCHED = /\/(?:node_modules|\.git|\.venv|venv|__pycache__|dist|build|out)\//;

/** Documents of these are no files themselves. */
const NO_FILES: ReadonlySet<string> = new Set(['untitled', 'vscode-notebook-cell']);

/** Tells the watch of every file that is saved here, or written, made or deleted by somebody else. */
export function watchFiles(watch: Pick<FixWatch, 'fileChanged'>): Disposables {
  const owned = new Disposables();
  const tell = (uri: vscode.Uri): void => {
    const isMeant = canBeScanned(uri) && !NOT_WATCHED.test(uri.path);
    if (isMeant && SCANNED_ON_SAVE.includes(languageOf(uri.path))) watch.fileChanged(idOf(uri));
  };
  owned.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => tell(uri)));
  const files = owned.add(vscode.workspace.createFileSystemWatcher('**/*'));
  owned.add(files.onDidChange(tell));
  owned.add(files.onDidCreate(tell));
  owned.add(files.onDidDelete(tell));
  // An open document takes over what somebody else wrote a moment after the file was written.
  owned.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!document.isDirty && contentChanges.length > 0) tell(document.uri);
    }),
  );
  return owned;
}

/** The documents of the editor, for looks at them. */
export function editorDocuments({ scans }: Pick<RemediationParts, 'scans'>): DocumentSource {
  return {
    snapshot: async (documentId) => {
      const uri = vscode.Uri.parse(documentId);
      const open = openDocument(documentId);
      // Opening one of these that was closed would make an empty one, in which nothing is found.
      if (open === undefined && NO_FILES.has(uri.scheme)) return 'gone';
      // The editor keeps the text of a deleted file for a while; only what a person has not saved is still theirs.
      if (open?.isDirty !== true && !NO_FILES.has(uri.scheme) && !(await exists(uri))) return 'gone';
      try {
        return await scans.snapshot(open ?? (await vscode.workspace.openTextDocument(uri)));
      } catch (error) {
        return (await exists(uri)) ? { unreadable: messageOf(error) } : 'gone';
      }
    },
    request: (request) => scans.request(request),
  };
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
