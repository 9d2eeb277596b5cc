// The files of the folder in which a person keeps playbooks.
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** In bytes: what is longer is no playbook. */
const LARGEST = 100_000;
const MOST = 200;

export interface OwnPlaybooks {
  /** By name. */
  readonly texts: ReadonlyMap<string, string>;
  /** What was not read, in words; names of files are cleaned by whoever shows them. */
  readonly problems: readonly { readonly name: string | undefined; readonly why: string }[];
}

/**
 * Reads them one after the other. One that cannot be read keeps no other from being used.
 *
 * @param folder an absolute path
 */
export async function readOwnPlaybooks(folder: string): Promise<OwnPlaybooks> {
  const texts = new Map<string, string>();
  const problems: OwnPlaybooks['problems'][number][] = [];
  const names = await namesIn(folder);
  if (names === undefined) return { texts, problems: [{ name: undefined, why: 'The folder cannot be read' }] };
  for (const name of names.slice(0, MOST)) {
    try {
      const file = join(folder, name);
      const { size, isFile } = await kindOf(file);
      // A pipe would be waited for without end.
      if (!isFile) problems.push({ name, why: 'is no file' });
      else if (size > LARGEST) problems.push({ name, why: `is longer than ${LARGEST} bytes` });
      else texts.set(name, await readFile(file, 'utf8'));
    } catch {
      problems.push({ name, why: 'cannot be read' });
    }
  }
  if (names.length > MOST) {
    problems.push({ name: undefined, why: `Only the first ${MOST} of ${names.length} files are read` });
  }
  return { texts, problems };
}

async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  } catch {
    return undefined;
  }
}

async function kindOf(file: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await stat(file);
  return { size: found.size, isFile: found.isFile() };
}
