import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { vsixOfThisRun } from '../../support/vsix.ts';
import { zipEntries } from '../../support/zipEntries.ts';

const PREFIX = 'extension/';

/** A folder with the very files that a user gets, for the editor to load in development mode. */
export async function unpackedVsix(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder('unpacked');
  for (const [name, content] of await zipEntries(await vsixOfThisRun())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(folder.path, name.slice(PREFIX.length));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return folder;
}
