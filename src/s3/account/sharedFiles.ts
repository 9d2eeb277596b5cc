// The files that AWS's tools share. What cannot be read is told apart from what is not there: the SDK takes both for empty.
import { readFile, stat } from 'node:fs/promises';
import { unwatchFile, watchFile, type Stats } from 'node:fs';
import { join } from 'node:path';
import { variable, type Environment } from './environment.ts';

export interface SharedFile {
  readonly which: 'config' | 'credentials';
  readonly path: string;
  /** `encoding`: AWS's tools cannot read it either: UTF-16, or a byte order mark before the first section. */
  readonly state: 'read' | 'absent' | 'unreadable' | 'encoding';
  /** In words, when something is wrong with it. */
  readonly problem: string | undefined;
}

/** More than this is no configuration of ours to read. */
const LARGEST_BYTES = 5_000_000;

export function sharedPaths(environment: Environment): { readonly config: string; readonly credentials: string } {
  const path = (name: string, file: string): string => {
    const set = variable(environment, name);
    if (set === undefined) return join(environment.homeFolder, '.aws', file);
    return /^~[\\/]/.test(set) ? join(environment.homeFolder, set.slice(2)) : set;
  };
  return { config: path('AWS_CONFIG_FILE', 'config'), credentials: path('AWS_SHARED_CREDENTIALS_FILE', 'credentials') };
}

/** @returns the file with its text, which is empty for one that cannot be read */
export async function readSharedFile(
  which: SharedFile['which'],
  path: string,
): Promise<{ readonly file: SharedFile; readonly text: string }> {
  const failed = (state: SharedFile['state'], problem?: string) => ({
    file: { which, path, state, problem },
    text: '',
  });
  let bytes: Buffer;
  try {
    const about = await stat(path);
    if (!about.isFile()) return failed('unreadable', 'it is not a file');
    if (about.size > LARGEST_BYTES) return failed('unreadable', 'it is larger than 5 MB');
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' || code === 'ENOTDIR' ? failed('absent') : failed('unreadable', code);
  }
  return decoded(which, path, bytes);
}

function decoded(which: SharedFile['which'], path: string, bytes: Buffer): { file: SharedFile; text: string } {
  const wrong = (encoding: string, text: string) => ({
    file: {
      which,
      path,
      state: 'encoding' as const,
      problem: `it is saved as ${encoding}, which AWS's tools do not read: save it as UTF-8 without a byte order mark`,
    },
    text,
  });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return wrong('UTF-16', bytes.subarray(2).toString('utf16le'));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
    return wrong('UTF-16', Buffer.from(even).swap16().toString('utf16le'));
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return wrong('UTF-8 with a byte order mark', bytes.subarray(3).toString('utf8'));
  }
  if (bytes.includes(0)) return wrong('UTF-16', bytes.toString('utf16le'));
  return { file: { which, path, state: 'read', problem: undefined }, text: bytes.toString('utf8') };
}

/**
 * Tells of every change to the files, of their coming and going too. They are looked at in turn, since neither
 * they nor their folder need be there.
 *
 * @param everyMs how often to look
 */
export function watchSharedFiles(
  environment: Environment,
  onChange: () => void,
  everyMs = 2_000,
): { readonly dispose: () => void } {
  const { config, credentials } = sharedPaths(environment);
  const changed = (now: Stats, before: Stats): void => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino) onChange();
  };
  const paths = [...new Set([config, credentials])];
  for (const path of paths) watchFile(path, { persistent: false, interval: everyMs }, changed);
  return {
    dispose: () => {
      for (const path of paths) unwatchFile(path, changed);
    },
  };
}
