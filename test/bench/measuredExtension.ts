import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { unpackedVsix } from '../e2e/runner/unpackedVsix.ts';
import { repository } from '../support/repository.ts';
import type { TemporaryFolder } from '../support/temporaryFolder.ts';

const IN_HOST = join(import.meta.dirname, 'inHost');

/** The very files of the VSIX, with something before the main bundle and the engine worker that measures them. */
export async function measuredExtension(): Promise<TemporaryFolder> {
  const folder = await unpackedVsix();
  const dist = join(folder.path, 'dist');
  await rename(join(dist, 'engine-worker.cjs'), join(dist, 'engine-worker.real.cjs'));
  await bundled('weighedWorker.ts', join(dist, 'engine-worker.cjs'));
  await bundled('timedMain.ts', join(folder.path, 'timed-main.cjs'));
  const manifest = join(folder.path, 'package.json');
  const content = JSON.parse(await readFile(manifest, 'utf8')) as object;
  await writeFile(manifest, JSON.stringify({ ...content, main: './timed-main.cjs' }));
  return folder;
}

/** @returns where what runs in the extension host is: it exports run() */
export async function bundledMeasurements(name: 'measure' | 'measureSidebar'): Promise<string> {
  const module = join(repository, 'out', 'bench', `${name}.cjs`);
  await bundled(`${name}.ts`, module);
  return module;
}

async function bundled(name: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [join(IN_HOST, name)],
    absWorkingDir: repository,
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
}
