import { isAbsolute, relative, sep } from 'node:path';

export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Relative to a folder that it is inside of, with forward slashes; otherwise as it is. */
export function pathWithin(folder: string, path: string): string {
  return (isInside(path, folder) ? relative(folder, path) : path).replaceAll(sep, '/');
}
