// npm start: Palisade in a real VS Code in the browser, with the playground open. No key, no account.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Disposable } from './support/disposable.ts';
import { startEditorServer, type EditorServer } from './support/editorServer/server.ts';
import { repository } from './support/repository.ts';
import { copyOf, temporaryFolder } from './support/temporaryFolder.ts';
import { packageVsix } from './support/vsix.ts';

const say = (line: string): void => console.log(line);

process.exitCode = await main();

async function main(): Promise<number> {
  const owned: Disposable[] = [];
  // From the first moment on, and for good: an impatient second Ctrl-C must not leave a server behind.
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  try {
    const { server, address } = await start(owned, stop.signal);
    say(`\nPalisade runs in VS Code at\n\n  ${address}\n`);
    say('Open a file there and save it to see what Palisade finds. Ctrl-C ends it.');
    openInBrowser(address);
    const stopped = stop.signal.aborted ? undefined : once(stop.signal, 'abort');
    const died = await Promise.race([stopped?.then(() => false), server.ended.then(() => true)]);
    if (died && !stop.signal.aborted) throw new Error(`The editor server ended by itself:\n${server.output()}`);
    say('\nStopping …');
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 130;
    console.error(explain(error));
    return 1;
  } finally {
    for (const part of owned.reverse()) await part.dispose();
  }
}

async function start(owned: Disposable[], signal: AbortSignal): Promise<{ server: EditorServer; address: string }> {
  say('Building Palisade …');
  const build = await temporaryFolder('vsix');
  owned.push(build);
  const vsix = join(build.path, 'palisade.vsix');
  await packageVsix(vsix, signal);
  const workspace = await copyOf(join(repository, 'test', 'playground'));
  owned.push(workspace);
  const server = await startEditorServer({ vsix: [vsix], token: 'random', environment: 'person', say, signal });
  owned.push(server);
  return { server, address: server.address(workspace.path) };
}

function openInBrowser(address: string): void {
  const [command, args] = opener();
  if (command === undefined) return;
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  // The address is on the screen already.
  child.once('error', () => undefined);
  child.unref();
}

/** How this system opens an address; nothing where there is no display, or nobody wants it. */
function opener(): [string | undefined, string[]] {
  if (process.env['CI'] !== undefined || process.env['PALISADE_NO_OPEN'] !== undefined) return [undefined, []];
  if (process.platform === 'darwin') return ['open', []];
  if (process.platform === 'win32') return ['explorer', []];
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  return [display === undefined || display === '' ? undefined : 'xdg-open', []];
}

function explain(error: unknown): string {
  const what = error instanceof Error ? error.message : String(error);
  if (process.platform === 'linux' && process.arch === 'x64') return what;
  return (
    `${what}\n\nThis start is tested on Linux x64; here it is ${process.platform} ${process.arch}. Instead, run ` +
    '"npm run package" and install the VSIX in your editor: "Extensions: Install from VSIX…".'
  );
}
