import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Say } from '../cacheFolder.ts';
import type { Disposable } from '../disposable.ts';
import { startProcessTree, type ProcessTree } from '../processTree.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { installEditorServer, LATEST } from './install.ts';
import { withoutNoise } from './noise.ts';

export interface EditorServerOptions {
  /** Of the npm package code-server. Default: the newest. */
  readonly version?: string;
  /** VSIX files to install before the start: absolute paths. */
  readonly vsix?: readonly string[];
  /** Machine settings, laid down before the start. Settings of application scope cannot be set in this host. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables for the server and the extension host, on top of the ones it has anyway. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * `hermetic` (default): nothing of the person who runs the tests, whose key or AWS profile must neither
   * be used by a test nor change its result. `person`: all of it, for somebody who wants to try Palisade.
   */
  readonly environment?: 'hermetic' | 'person';
  /** `everywhere`: workspaces are never asked about. `ask`: they start restricted, as in VS Code. */
  readonly trust?: 'everywhere' | 'ask';
  /** `random`: only who knows the address gets in. `none`: for tests, which end before anyone could look. */
  readonly token?: 'random' | 'none';
  /**
   * Lets the address of a workbench name an extension to load from a folder, and tests to run. The price:
   * VS Code then shows no notification toasts (the notification centre still has them).
   */
  readonly development?: boolean;
  readonly say?: Say;
  /** Ends the start, not the server. */
  readonly signal?: AbortSignal;
}

/** What a workbench is told in its address: see {@link EditorServer.address}. */
export type Payload = readonly (readonly [string, string])[];

export interface EditorServer extends Disposable {
  /** Host and port, as `vscode-remote` URIs want it. */
  readonly authority: string;
  /** The page that opens `workspace` (absolute path), with the access token in it if there is one. */
  address(workspace: string, payload?: Payload): string;
  /** Resolves when the server is gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** What the server said so far, without the known noise. */
  output(): string;
}

const START_MS = 60_000;

/**
 * Starts a VS Code server on 127.0.0.1 with folders of its own, at a port that the system picks. The
 * owner ends it, and everything it started, by disposing of it.
 *
 * @throws when it cannot be installed, or does not listen within a minute; the message holds its output
 */
export async function startEditorServer(options: EditorServerOptions = {}): Promise<EditorServer> {
  const folder = await temporaryFolder('editor');
  try {
    const server = await installEditorServer(
      options.version ?? LATEST,
      options.say ?? (() => undefined),
      options.signal,
    );
    const main = join(server, 'out', 'server-main.js');
    const data = join(folder.path, 'data');
    const places = ['--server-data-dir', data, '--extensions-dir', join(folder.path, 'extensions')];
    const home = join(folder.path, 'home');
    await mkdir(home, { recursive: true });
    const inherited = options.environment === 'person' ? process.env : hermeticEnvironment(home);
    const env = { ...inherited, ...options.env };
    await writeSettings(data, options.settings ?? {});
    for (const vsix of options.vsix ?? []) await installVsix(main, places, vsix, env);

    options.signal?.throwIfAborted();
    const token = options.token === 'random' ? randomBytes(24).toString('hex') : undefined;
    const args = [main, '--host', '127.0.0.1', '--port', '0', ...places, ...FLAGS];
    args.push(...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]));
    // Since VS Code 1.118 the workbench ignores the payload in its address without it.
    if (options.development === true) args.push('--enable-smoke-test-driver');
    if (options.trust !== 'ask') args.push('--disable-workspace-trust');
    const tree = startProcessTree(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      const heard = listenTo(tree);
      const authority = `127.0.0.1:${await heard.port}`;
      return {
        authority,
        address: (workspace, payload) => addressOf(authority, workspace, payload, token),
        output: heard.output,
        ended: tree.ended,
        async dispose() {
          await tree.stop();
          await folder.dispose();
        },
      };
    } catch (error) {
      await tree.stop();
      throw error;
    }
  } catch (error) {
    await folder.dispose();
    throw error;
  }
}

/** @param home an empty folder that takes the place of the home folder */
function hermeticEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = ['PATH', 'Path', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS'];
  const inherited = kept.map((name) => [name, process.env[name]] as const).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(inherited), HOME: home, USERPROFILE: home };
}

const FLAGS = [
  '--accept-server-license-terms',
  // Else the extension host takes its environment from a login shell.
  '--force-disable-user-env',
  '--disable-telemetry',
];

/** An editor that shows the file and nothing that asks for attention. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.startupPrompt': 'never',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

async function writeSettings(data: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const machine = join(data, 'data', 'Machine');
  await mkdir(machine, { recursive: true });
  await writeFile(join(machine, 'settings.json'), JSON.stringify({ ...QUIET, ...settings }, undefined, 2));
}

async function installVsix(main: string, places: string[], vsix: string, env: NodeJS.ProcessEnv): Promise<void> {
  const args = [main, ...places, '--accept-server-license-terms', '--install-extension', vsix, '--force'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
  // It ends with 0 even when it refuses a VSIX.
  if (!stdout.includes('was successfully installed')) throw new Error(`${vsix} was not installed:\n${stdout}${stderr}`);
}

function addressOf(authority: string, workspace: string, payload: Payload = [], token?: string): string {
  const query = new URLSearchParams();
  if (token !== undefined) query.set('tkn', token);
  query.set('folder', workspace);
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query.toString().replaceAll('+', '%20')}`;
}

function listenTo({ child }: ProcessTree): { port: Promise<string>; output: () => string } {
  const lines: string[] = [];
  let rest = '';
  let found: (port: string) => void;
  let failed: (error: Error) => void;
  const port = new Promise<string>((resolve, reject) => {
    found = resolve;
    failed = reject;
  });
  const output = (): string => withoutNoise([...lines, rest]).join('\n');
  const tooLate = setTimeout(() => failed(new Error(`the editor server does not listen:\n${output()}`)), START_MS);
  const hear = (chunk: Buffer): void => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      const match = /Extension host agent listening on (\d+)/.exec(line);
      if (match?.[1] !== undefined) found(match[1]);
    }
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  child.once('error', (error) => failed(error));
  child.once('close', (code) => failed(new Error(`the editor server ended with ${String(code)}:\n${output()}`)));
  port.finally(() => clearTimeout(tooLate)).catch(() => undefined);
  return { port, output };
}
