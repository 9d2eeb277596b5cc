import * as vscode from 'vscode';
import type { Reason } from '../findings/outcome.ts';

/** What the editor puts in the place of bytes that it cannot decode. */
const REPLACEMENT = '\uFFFD';

/** A larger file is not read to find out. */
const LARGEST_READ = 4 * 1024 * 1024;

/**
 * The editor opens a file that is not in its encoding without a word, and what stands in place of the bytes
 * that it could not decode may have been code.
 *
 * @returns undefined when the text is that of the file for all that can be known
 */
export async function encodingDoubt(document: vscode.TextDocument): Promise<Reason | undefined> {
  if (document.isUntitled || !document.getText().includes(REPLACEMENT)) return undefined;
  // What is no file of its own was decoded as part of another, e.g. the cell of a notebook.
  if (document.uri.scheme === 'vscode-notebook-cell') return undefined;
  // In UTF-8 the character can be meant.
  if (document.encoding.startsWith('utf8') && (await isValidUtf8(document.uri))) return undefined;
  return { kind: 'encoding', engine: 'embedded' };
}

async function isValidUtf8(uri: vscode.Uri): Promise<boolean> {
  const { fs } = vscode.workspace;
  try {
    if ((await fs.stat(uri)).size > LARGEST_READ) return false;
    new TextDecoder('utf-8', { fatal: true }).decode(await fs.readFile(uri));
    return true;
  } catch {
    return false;
  }
}
