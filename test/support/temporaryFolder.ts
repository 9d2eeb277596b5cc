import { rmSync } from 'node:fs';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Disposable } from './disposable.ts';

const open = new Set<string>();

// A last resort for a process that ends before its owner could clean up.
process.once('exit', () => {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
});

export interface TemporaryFolder extends Disposable {
  /** Absolute, without symbolic links: the editor reports files under their real path. */
  readonly path: string;
}

/** An empty folder that is removed when it is disposed of, or at the latest when the process ends. */
export async function temporaryFolder(name: string): Promise<TemporaryFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), `palisade-${name}-`)));
  open.add(path);
  return {
    path,
    async dispose() {
      // A server that was just stopped may still write its last file.
      await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      open.delete(path);
    },
  };
}

/** A copy that may be changed, under its own name in a folder of its own. */
export async function copyOf(source: string): Promise<TemporaryFolder> {
  const folder = await temporaryFolder(basename(source));
  const path = join(folder.path, basename(source));
  await cp(source, path, { recursive: true });
  return { path, dispose: () => folder.dispose() };
}
