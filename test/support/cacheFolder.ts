import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Tells a person what takes the time. One line, no line end. */
export type Say = (line: string) => void;

const COMPLETE = '.complete';

/** Where downloads are kept between runs: outside the repository, so that neither git, nor npm ci, nor the VSIX sees them. */
export function cacheFolder(): string {
  const chosen = process.env['PALISADE_CACHE'];
  if (chosen !== undefined && chosen !== '') return chosen;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'palisade');
  if (process.platform === 'win32') {
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'palisade');
  }
  const xdg = process.env['XDG_CACHE_HOME'];
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache'), 'palisade');
}

/**
 * A folder that is filled once and then only read. It is filled beside its place and renamed into it,
 * so an interrupted run leaves nothing that looks finished, and of two processes one wins and both
 * go on with the same folder.
 *
 * @param name with the version in it: another version is another folder
 * @param fill puts everything into the empty folder it is given; what it throws is thrown on
 * @returns the absolute path of the finished folder
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const place = join(cacheFolder(), name);
  if (existsSync(join(place, COMPLETE))) return place;
  await mkdir(cacheFolder(), { recursive: true });
  await removeLeftovers(name);
  const draft = await mkdtemp(join(cacheFolder(), `${name}.${process.pid}.`));
  try {
    await fill(draft);
    await writeFile(join(draft, COMPLETE), '');
    await moveIntoPlace(draft, place);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return place;
}

async function moveIntoPlace(draft: string, place: string): Promise<void> {
  if (existsSync(place) && !existsSync(join(place, COMPLETE))) await rm(place, { recursive: true, force: true });
  try {
    await rename(draft, place);
  } catch (error) {
    // Another process was faster: its folder is as good as ours.
    if (!existsSync(join(place, COMPLETE))) throw error;
  }
}

/** Drafts of processes that are gone. */
async function removeLeftovers(name: string): Promise<void> {
  for (const entry of await readdir(cacheFolder())) {
    if (!entry.startsWith(`${name}.`)) continue;
    const owner = Number(entry.slice(name.length + 1).split('.')[0]);
    if (Number.isInteger(owner) && owner > 0 && !isRunning(owner)) {
      await rm(join(cacheFolder(), entry), { recursive: true, force: true });
    }
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
