import { join } from 'node:path';
import * as vscode from 'vscode';
import { Breaths } from '../app/breaths.ts';
import type { BulkFile, BulkResult } from '../app/bulkScan.ts';
import { IgnoredFiles } from '../app/ignoredFiles.ts';
import { virtualEnvironments } from '../app/virtualEnvironments.ts';
import { isBinaryName } from '../code/binaryNames.ts';
import { readIfPresent, repositoryOf } from '../outbound/fileExclusions.ts';
import { pathWithin } from '../outbound/folderPaths.ts';
import { type BulkListing, fileOf, type NoListing, skippedFile } from './bulkListing.ts';
import { BULK } from './bulkTexts.ts';
import { readIfThere } from './workspaceFiles.ts';

/**
 * Folders of what others wrote or tools made, whatever the ignore files say: they are not even listed, since
 * there may be more in them than in all the rest.
 */
const NEVER_LISTED = [
  ['.git', '.hg', '.svn', 'node_modules', 'bower_components', '.venv', 'site-packages', '.tox', '.nox'],
  ['__pycache__', '.mypy_cache', '.pytest_cache', '.ruff_cache', '.terraform'],
].flat();

/** Beyond this a list would hold up the editor, and a scan would take hours. */
const MOST_LISTED = 50_000;

/** All files of all workspace folders, but for what `files.exclude` and the ignore files name. */
export async function listWorkspace(signal: AbortSignal): Promise<BulkListing | NoListing> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) return { problem: BULK.noFolder };
  const listings: BulkListing[] = [];
  for (const folder of folders) listings.push(await listFolder(folder, signal));
  const files = listings.flatMap((listing) => listing.files);
  const skipped = listings.flatMap((listing) => listing.skipped);
  if (files.length + skipped.length === 0) return { problem: BULK.noFiles };
  return {
    files,
    skipped,
    gaps: listings.flatMap(({ gaps }) => gaps),
    notes: [BULK.neverListed(NEVER_LISTED), ...listings.flatMap(({ notes }) => notes)],
  };
}

async function listFolder(folder: vscode.WorkspaceFolder, signal: AbortSignal): Promise<BulkListing> {
  const uris = await findFiles(folder, signal);
  const gaps = uris.length > MOST_LISTED ? [BULK.cutOff(folder.name, MOST_LISTED)] : [];
  const prefix = folder.uri.path.endsWith('/') ? folder.uri.path : `${folder.uri.path}/`;
  // The order of the search is by chance.
  const found = uris
    .slice(0, MOST_LISTED)
    .map((uri) => ({ uri, path: uri.path.slice(prefix.length) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const environments = virtualEnvironments(found.map(({ path }) => path));
  const { ignores, pathFor } = await ignoredIn(folder, signal);

  const files: BulkFile[] = [];
  const skipped: BulkResult[] = [];
  const breaths = new Breaths();
  for (const { uri, path } of found) {
    await breaths.take();
    signal.throwIfAborted();
    // Of a folder in a folder, each file belongs to the inner one.
    if (vscode.workspace.getWorkspaceFolder(uri)?.index !== folder.index) continue;
    const file = fileOf(uri);
    if (environments.some((environment) => path.startsWith(environment))) {
      skipped.push(skippedFile(file, 'environment'));
      continue;
    }
    const ignoredBy = await ignores.ignoredBy(pathFor(path));
    if (ignoredBy !== undefined) skipped.push(skippedFile(file, 'ignored', ignoredBy));
    else if (isBinaryName(path)) skipped.push(skippedFile(file, 'not-text'));
    else files.push(file);
  }
  return { files, skipped, gaps, notes: ignores.unreadable.map((name) => BULK.ignoreFileUnreadable(name)) };
}

/** `files.exclude` is applied by the search itself: only null would switch it off. */
async function findFiles(folder: vscode.WorkspaceFolder, signal: AbortSignal): Promise<vscode.Uri[]> {
  const cancel = new vscode.CancellationTokenSource();
  const abort = (): void => cancel.cancel();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const everything = new vscode.RelativePattern(folder, '**/*');
    const never = `**/{${NEVER_LISTED.join(',')}}/**`;
    const uris = await vscode.workspace.findFiles(everything, never, MOST_LISTED + 1, cancel.token);
    signal.throwIfAborted();
    return uris;
  } finally {
    signal.removeEventListener('abort', abort);
    cancel.dispose();
  }
}

/** Ignore files count from the root of the repository down, which may be above the workspace folder. */
async function ignoredIn(
  { uri }: vscode.WorkspaceFolder,
  signal: AbortSignal,
): Promise<{ readonly ignores: IgnoredFiles; readonly pathFor: (path: string) => string }> {
  if (uri.scheme !== 'file') {
    const read = (name: string): Promise<string | undefined> =>
      readIfThere(vscode.Uri.joinPath(uri, ...name.split('/')));
    return { ignores: new IgnoredFiles({ read }, signal), pathFor: (path) => path };
  }
  const outermost = (await repositoryOf(join(uri.fsPath, '.gitignore'))) ?? uri.fsPath;
  const inside = outermost === uri.fsPath ? '' : pathWithin(outermost, uri.fsPath);
  const read = (name: string): Promise<string | undefined> => readIfPresent(join(outermost, name), signal);
  return {
    ignores: new IgnoredFiles({ read }, signal),
    pathFor: (path) => (inside === '' ? path : `${inside}/${path}`),
  };
}
