import { posix } from 'node:path';
import * as vscode from 'vscode';

/** Where people keep code. Not: output channels, the git side of a diff, settings of the editor. */
const SCHEMES: ReadonlySet<string> = new Set([
  'file',
  'untitled',
  'vscode-remote',
  'vscode-vfs',
  'vscode-notebook-cell',
]);

/** For the providers of hovers and code actions. */
export const SELECTOR: vscode.DocumentSelector = [...SCHEMES].map((scheme) => ({ scheme }));

export function canBeScanned(uri: vscode.Uri): boolean {
  return SCHEMES.has(uri.scheme);
}

export function idOf(uri: vscode.Uri): string {
  return uri.toString();
}

/**
 * Whether a document is the file, or is somewhere in the folder, that the address names. Asked of thousands of
 * documents each time something is deleted or moved, so nothing is parsed.
 */
export function isAtOrBelow(documentId: string, uri: vscode.Uri): boolean {
  const address = idOf(uri);
  return documentId.startsWith(address) && ['', '/', '?', '#'].includes(documentId.charAt(address.length));
}

/** The document, if the editor holds its text. */
export function openDocument(documentId: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => !document.isClosed && idOf(document.uri) === documentId);
}

/** The last part of the path: what people call the file. */
export function nameOf(uri: vscode.Uri): string {
  return posix.basename(uri.path) || uri.path;
}

/** The workspace folder of a file, or of the notebook that a cell is in. */
export function folderOf(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  const file = fileOf(uri);
  return file && vscode.workspace.getWorkspaceFolder(file);
}

/** The absolute path of a document, or of its notebook, on this machine; undefined when it is elsewhere. */
export function fileOnDisk(uri: vscode.Uri): string | undefined {
  const file = fileOf(uri);
  return file?.scheme === 'file' ? file.fsPath : undefined;
}

function fileOf(uri: vscode.Uri): vscode.Uri | undefined {
  if (uri.scheme !== 'vscode-notebook-cell') return uri;
  return vscode.workspace.notebookDocuments.find((candidate) => candidate.uri.path === uri.path)?.uri;
}

/**
 * Relative to the workspace folder, with forward slashes. Outside any folder the name alone, since the
 * folders above it may say who somebody is; but from a dot folder on (`.ssh/config`), since those say
 * what kind of file it is.
 */
export function pathOf(uri: vscode.Uri): string {
  const folder = folderOf(uri);
  if (folder) return posix.relative(folder.uri.path, uri.path);
  const segments = uri.path.split('/').filter((segment) => segment !== '');
  const telling = segments.slice(0, -1).findIndex((segment) => segment.startsWith('.'));
  return (telling < 0 ? segments.slice(-1) : segments.slice(telling)).join('/');
}

/**
 * The path of a document for a report that covers all of them: with the name of its folder where several are
 * open, and with the number of its cell in a notebook.
 */
export function shownPathOf(uri: vscode.Uri): string {
  const folder = folderOf(uri);
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const path = folder && several ? `${folder.name}/${pathOf(uri)}` : pathOf(uri);
  if (uri.scheme !== 'vscode-notebook-cell') return path;
  const cells = vscode.workspace.notebookDocuments.flatMap((notebook) => notebook.getCells());
  const cell = cells.find(({ document }) => idOf(document.uri) === idOf(uri));
  return `${path} (cell ${cell === undefined ? uri.fragment : cell.index + 1})`;
}

/** The file in front: with its document, or without one where VS Code gives none. */
export type FrontFile =
  | { readonly kind: 'document'; readonly document: vscode.TextDocument }
  | { readonly kind: 'uri'; readonly uri: vscode.Uri };

/**
 * The notebook cell or file that a person would call the current one. Above 50 MB VS Code gives no
 * document and no active editor; the tab still knows the address.
 */
export function frontFile(): FrontFile | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (tab?.input instanceof vscode.TabInputNotebook) {
    const editor = vscode.window.activeNotebookEditor;
    const last = (editor?.notebook.cellCount ?? 0) - 1;
    // A notebook without cells throws when it is asked for one.
    if (editor && last >= 0)
      return { kind: 'document', document: editor.notebook.cellAt(Math.min(editor.selection.start, last)).document };
  }
  const active = vscode.window.activeTextEditor?.document;
  if (active && canBeScanned(active.uri)) return { kind: 'document', document: active };
  const uri = uriOfTab(tab?.input);
  if (!uri || !canBeScanned(uri)) return undefined;
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open ? { kind: 'document', document: open } : { kind: 'uri', uri };
}

/** The file of a tab; of a comparison, the side that can be edited. */
export function uriOfTab(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return input.uri;
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}
