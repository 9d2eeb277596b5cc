import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** Which folders have a say about a file. All absolute. */
export interface ProjectFolders {
  /** What its path is relative to: the nearest folder with `.palisade`, else the repository's, else the working directory. */
  readonly workspace: string;
  /** The nearest folder that holds `.palisade`, not above the repository. */
  readonly palisade: string | undefined;
  /** Where ignore files begin to count for what may be sent: the outermost of all of these. */
  readonly outermost: string;
}

/** @param file absolute */
export async function projectFoldersOf(file: string, cwd: string): Promise<ProjectFolders> {
  const folder = dirname(file);
  let palisade: string | undefined;
  let repository: string | undefined;
  for (const ancestor of ancestorsOf(folder)) {
    if (palisade === undefined && (await isDirectory(join(ancestor, '.palisade')))) palisade = ancestor;
    if (await exists(join(ancestor, '.git'))) {
      repository = ancestor;
      break;
    }
  }
  const inCwd = isInside(file, cwd) ? cwd : undefined;
  const candidates = [palisade, repository, inCwd].filter((candidate) => candidate !== undefined);
  return {
    workspace: candidates[0] ?? folder,
    palisade,
    // All are ancestors of one file, so the shortest is the outermost.
    outermost: candidates.reduce((best, candidate) => (candidate.length < best.length ? candidate : best), folder),
  };
}

/** From the folder itself up to the root of the file system. */
function ancestorsOf(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
}

export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Relative to a folder that it is inside of, with forward slashes; otherwise as it is. */
export function pathWithin(folder: string, path: string): string {
  return (isInside(path, folder) ? relative(folder, path) : path).replaceAll(sep, '/');
}

async function isDirectory(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory() ?? false;
}

async function exists(path: string): Promise<boolean> {
  return (await statOf(path)) !== undefined;
}

async function statOf(path: string): Promise<{ isDirectory(): boolean } | undefined> {
  try {
    return await stat(path);
  } catch {
    return undefined;
  }
}
