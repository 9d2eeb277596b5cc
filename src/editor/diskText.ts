import * as vscode from 'vscode';
import { asDocumentText } from './editorText.ts';
import { messageOf } from './workspaceFiles.ts';

/** In bytes. Files above this are not read while they are closed: no engine looks at all of such a file. */
export const LARGEST_READ = 4 * 1024 * 1024;

/** What a file that may be anything holds. */
export type DiskText =
  | {
      readonly kind: 'text';
      /** As a document of it would have it. */
      readonly text: string;
      readonly stat: vscode.FileStat;
    }
  | { readonly kind: 'gone' | 'no-file' | 'too-large' | 'not-text' }
  | { readonly kind: 'unreadable'; readonly detail: string };

/**
 * The text of a file as the editor would show it. Opens no document, which would wake up every language server.
 * What is no file of its own, e.g. a notebook's cell, is unreadable.
 */
export async function readText(uri: vscode.Uri): Promise<DiskText> {
  const { fs, decode } = vscode.workspace;
  let stat: vscode.FileStat;
  let bytes: Uint8Array;
  try {
    stat = await fs.stat(uri);
    // Before it is read: reading a pipe would wait for its writer.
    if ((stat.type & vscode.FileType.File) === 0) return { kind: 'no-file' };
    if (stat.size > LARGEST_READ) return { kind: 'too-large' };
    bytes = await fs.readFile(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return { kind: 'gone' };
    return { kind: 'unreadable', detail: error instanceof vscode.FileSystemError ? error.code : messageOf(error) };
  }
  try {
    return { kind: 'text', text: asDocumentText(await decode(bytes, { uri })), stat };
  } catch {
    // By the editor's own rule: what looks binary is not decoded.
    return { kind: 'not-text' };
  }
}
