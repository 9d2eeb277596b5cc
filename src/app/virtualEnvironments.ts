/** Python puts this file into the root of every virtual environment, whatever that is called. */
const MARK = '/pyvenv.cfg';

/**
 * The virtual environments of Python among the files of a folder: what is below them was written by others.
 *
 * @param paths relative to the folder, with forward slashes
 * @returns folders, with a slash at the end. Never the folder itself: where an environment was made in the root
 *   of a project, the files of that project are below it, too
 */
export function virtualEnvironments(paths: readonly string[]): string[] {
  return paths.filter((path) => path.endsWith(MARK)).map((path) => path.slice(0, path.length - MARK.length + 1));
}
