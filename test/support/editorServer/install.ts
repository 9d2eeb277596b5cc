import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, type Say } from '../cacheFolder.ts';
import { npm } from '../npm.ts';

/** VS Code 1.139.1, the newest that npm has. */
export const LATEST = '4.139.1';
/** VS Code 1.105.1: the oldest that engines.vscode promises, and the base of Cursor's long-lived builds. */
export const FLOOR = '4.105.1';

/**
 * The npm package code-server holds a complete VS Code server. Only that server is used, not code-server's own
 * front, which does not pass on the flags that the tests need.
 *
 * @param version of the package code-server
 * @returns the folder with out/server-main.js
 * @throws when npm cannot install it
 */
export async function installEditorServer(version: string, say: Say, signal?: AbortSignal): Promise<string> {
  const folder = await cachedFolder(`code-server-${version}`, async (draft) => {
    say(`Installing a VS Code server (code-server ${version} from npm, about 600 MB, once) …`);
    const started = Date.now();
    const own = { name: 'palisade-editor-server', private: true, dependencies: { 'code-server': version } };
    await writeFile(join(draft, 'package.json'), JSON.stringify(own));
    await npm(draft, ['install', '--ignore-scripts'], signal);
    const server = serverFolder(draft);
    if (version === FLOOR) await replaceGitDependency(server);
    await npm(server, ['install', '--omit=dev', '--ignore-scripts'], signal);
    say(`The VS Code server is installed (${Math.round((Date.now() - started) / 1000)} s).`);
  });
  return serverFolder(folder);
}

function serverFolder(install: string): string {
  return join(install, 'node_modules', 'code-server', 'lib', 'vscode');
}

/** 1.105 asks for @parcel/watcher from a git host; the same release is on npm. */
async function replaceGitDependency(server: string): Promise<void> {
  const path = join(server, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { dependencies: Record<string, string> };
  manifest.dependencies['@parcel/watcher'] = '2.5.1';
  await writeFile(path, JSON.stringify(manifest, undefined, 2));
  await rm(join(server, 'npm-shrinkwrap.json'), { force: true });
}
