import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Exclusion, exclusionOf } from './exclusions.ts';
import { isInside, pathWithin } from './folderPaths.ts';

/** A file on disk, and the levels of `palisade.exclude` that hold for it. */
export interface FileOnDisk {
  /** Absolute. */
  readonly file: string;
  /** The workspace folder it is in, absolute; undefined outside any. */
  readonly folder: string | undefined;
  /** What a file in no workspace folder is called there; its absolute path may say who somebody is. */
  readonly path: string;
  readonly userPatterns: readonly (readonly string[])[];
}

/**
 * What forbids sending a file of a workspace folder: the built-in patterns, those of the user, and the ignore
 * files from the root of its repository down to it, or from the folder if that is further up. A link is judged
 * by its own name and by what it leads to.
 */
export async function exclusionOnDisk(
  { file, folder, path, userPatterns }: FileOnDisk,
  signal: AbortSignal,
): Promise<Exclusion | undefined> {
  // The folder may have been opened through a link itself.
  const folders = folder === undefined ? [] : [folder, (await targetOf(folder)) ?? folder];
  const judge = async (name: string): Promise<Exclusion | undefined> => {
    const inside = folders.find((candidate) => isInside(name, candidate));
    const shown = inside === undefined ? (name === file ? path : name) : pathWithin(inside, name);
    return (
      (await exclusionOf(shown, { userPatterns, signal })) ??
      (await exclusionByIgnoreFiles(name, await outermostOf(name, inside), signal))
    );
  };
  // What is sent is the text in the editor, which may not be on disk (any more).
  return exclusionThroughLinks(file, judge, targetOf);
}

/**
 * Judges a file by its own name and, if that is another, by the name of what it leads to. What cannot be
 * followed is excluded.
 *
 * @param file absolute
 * @param follow where links lead, or undefined when that is unknown; a file that is not there leads nowhere
 */
export async function exclusionThroughLinks(
  file: string,
  judge: (file: string) => Promise<Exclusion | undefined>,
  follow: (file: string) => Promise<string | undefined> = realPathOf,
): Promise<Exclusion | undefined> {
  const target = await follow(file);
  if (target === undefined) return { by: 'a link that could not be followed' };
  return (await judge(file)) ?? (target === file ? undefined : await judge(target));
}

/**
 * @param file absolute
 * @param outermost the folder where ignore files begin to count, absolute
 */
export async function exclusionByIgnoreFiles(
  file: string,
  outermost: string,
  signal: AbortSignal,
): Promise<Exclusion | undefined> {
  const reader = { read: (path: string) => readIfPresent(join(outermost, path), signal) };
  return exclusionOf(pathWithin(outermost, file), { reader, userPatterns: [], signal });
}

/** The nearest folder above a file that is the root of a repository of git. Both absolute. */
export async function repositoryOf(file: string): Promise<string | undefined> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (await isThere(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

async function outermostOf(file: string, folder: string | undefined): Promise<string> {
  const repository = await repositoryOf(file);
  if (folder === undefined || repository === undefined) return repository ?? folder ?? dirname(file);
  // Both are above one file, so the shorter one is further up.
  return repository.length < folder.length ? repository : folder;
}

async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    return undefined;
  }
}

/** Where links lead; of a file that is not there (yet), where it would be. Undefined when that is unknown. */
async function targetOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || (await isLink(path)) || path === dirname(path)) return undefined;
    const folder = await targetOf(dirname(path));
    return folder === undefined ? undefined : join(folder, basename(path));
  }
}

/** @throws when the file is there and cannot be read, or is no UTF-8: its patterns would then match other names */
export async function readIfPresent(path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path, { signal }));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch {
    return false;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
