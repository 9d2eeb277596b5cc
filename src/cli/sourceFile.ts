import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Reason } from '../findings/outcome.ts';
import { decodeText } from './decode.ts';

/** More than the engines look at (1,000,000 UTF-16 units take at most 3 MB in UTF-8). */
export const LARGEST_FILE = 4 * 1024 * 1024;

export type SourceFile =
  | { readonly kind: 'text'; readonly text: string; readonly doubt?: Reason }
  | { readonly kind: 'directory' }
  | { readonly kind: 'failed'; readonly reason: Reason };

/**
 * Reads a file that may be anything: missing, huge, a device, binary. Never reads more than
 * {@link LARGEST_FILE} bytes and never waits for a pipe.
 *
 * @param path absolute
 */
export async function readSourceFile(path: string, signal: AbortSignal): Promise<SourceFile> {
  let bytes: Uint8Array | 'too-large';
  try {
    // Before opening: opening a named pipe would wait for its writer.
    const stats = await stat(path);
    if (stats.isDirectory()) return { kind: 'directory' };
    if (!stats.isFile()) return failed('unreadable', 'it is not a regular file');
    bytes = stats.size > LARGEST_FILE ? 'too-large' : await readBounded(path, signal);
  } catch (error) {
    return failed('unreadable', describeError(error));
  }
  if (bytes === 'too-large') return failed('too-large', `more than ${LARGEST_FILE / 1024 / 1024} MB`);
  const decoded = decodeText(bytes);
  if (decoded.kind === 'not-text') return failed('not-text');
  if (decoded.certain) return { kind: 'text', text: decoded.text };
  return { kind: 'text', text: decoded.text, doubt: { kind: 'encoding', engine: 'embedded', detail: 'as Latin-1' } };
}

/** The size that the file system tells is not trusted: it may have grown, and is 0 below /proc. */
async function readBounded(path: string, signal: AbortSignal): Promise<Uint8Array | 'too-large'> {
  const file: FileHandle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const chunks: Uint8Array[] = [];
    let total = 0;
    while (total <= LARGEST_FILE) {
      signal.throwIfAborted();
      const { bytesRead, buffer } = await file.read(new Uint8Array(256 * 1024), 0, 256 * 1024, null);
      if (bytesRead === 0) return Buffer.concat(chunks);
      chunks.push(buffer.subarray(0, bytesRead));
      total += bytesRead;
    }
    return 'too-large';
  } finally {
    await file.close();
  }
}

function failed(kind: 'unreadable' | 'too-large' | 'not-text', detail?: string): SourceFile {
  return { kind: 'failed', reason: { kind, engine: 'embedded', ...(detail === undefined ? {} : { detail }) } };
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** Without the path, which the system's own message holds. */
export function describeError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return WORDS[code] ?? code;
}
