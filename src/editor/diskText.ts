import { isUtf8 } from 'node:buffer';
import * as vscode from 'vscode';
import { languageOf } from '../code/languages.ts';
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
      /** False when bytes of the file could not be decoded: what stands in their place may have been code. */
      readonly isCertain: boolean;
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
    const isUtf8Text = isUtf8(bytes);
    const plain = isUtf8Text && isPlain(uri, bytes);
    const text = plain ? new TextDecoder().decode(bytes) : await decode(bytes, { uri });
    const isCertain = isUtf8Text || !text.includes(REPLACEMENT);
    return { kind: 'text', text: asDocumentText(text), isCertain, stat };
  } catch {
    // By the editor's own rule: what looks binary is not decoded.
    return { kind: 'not-text' };
  }
}

/** What the editor puts in the place of bytes that it cannot decode. In UTF-8 the character can be meant. */
const REPLACEMENT = '\uFFFD';

/** Where the editor looks for signs of a binary file. */
const START = 512;

/**
 * Whether the editor would decode a text that is UTF-8 as just that. Asking it takes a way through two
 * processes and back for each of thousands of files.
 */
function isPlain(uri: vscode.Uri, bytes: Uint8Array): boolean {
  const files = vscode.workspace.getConfiguration('files', { uri, languageId: languageOf(uri.path) });
  const isUsual = files.get<unknown>('encoding') === 'utf8' && files.get<unknown>('autoGuessEncoding') === false;
  return isUsual && !bytes.subarray(0, START).includes(0);
}
