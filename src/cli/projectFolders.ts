import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInside } from '../outbound/folderPaths.ts';

/** Which folders have a say about a file. All absolute. */
export interface ProjectFolders {
  /** What its path is relative to: the nearest folder with `.palisade`, else the repository's, else the working directory. */
  readonly workspace: string;
  /**
   * The nearest folder that holds `.palisade`, not above the repository. Without a repository not above the
   * working directory, or the file's own folder when the file is elsewhere: what lies higher may be
   * anybody's, such as `/tmp/.palisade`, and must not hide findings.
   */
  readonly palisade: string | undefined;
  /** Where ignore files begin to count for what may be sent: the outermost of all of these. */
  readonly outermost: string;
}

/** @param file absolute */
export async function projectFoldersOf(file: string, cwd: string): Promise<ProjectFolders> {
  const folder = dirname(file);
  const inCwd = isInside(file, cwd) ? cwd : undefined;
  let nearest: string | undefined;
  let repository: string | undefined;
  for (const ancestor of ancestorsOf(folder)) {
    if (nearest === undefined && (await isDirectory(join(ancestor, '.palisade')))) nearest = ancestor;
    if (await exists(join(ancestor, '.git'))) {
      repository = ancestor;
      break;
    }
  }
  const top = repository ?? inCwd ?? folder;
  const palisade = nearest === top || (nearest !== undefined && isInside(nearest, top)) ? nearest : undefined;
  const candidates = [palisade, repository, inCwd].filter((candidate) => candidate !== undefined);
  // All are ancestors of one file, so the shortest is the outermost. To send less, anybody's word counts.
  const outermost = [...candidates, nearest ?? folder].reduce(
    (best, candidate) => (candidate.length < best.length ? candidate : best),
    folder,
  );
  return { workspace: candidates[0] ?? folder, palisade, outermost };
}

/** From the folder itself up to the root of the file system. */
function ancestorsOf(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
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
