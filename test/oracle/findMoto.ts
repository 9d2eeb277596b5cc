// Where moto is, an emulator of AWS that others wrote in Python; or puts it where only we use it.
import { spawn } from 'node:child_process';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../support/repository.ts';

/** How its server is started, without the arguments for it. */
export interface MotoCommand {
  readonly command: string;
  readonly args: readonly string[];
}

export type FoundMoto =
  { readonly kind: 'found'; readonly moto: MotoCommand } | { readonly kind: 'missing'; readonly why: string };

/** Names a Python that has moto, where the one on PATH is not wanted. */
const PYTHON_VARIABLE = 'PALISADE_MOTO_PYTHON';

/** The version whose quirks the tests know. */
const PACKAGE = 'moto[server]==5.2.1';

/** Ignored by git. */
const FOLDER = join(repository, 'out', 'moto');

const START_MS = 60_000;
const INSTALL_MS = 5 * 60_000;

/**
 * Looks at the named Python, at PATH, at what an earlier run has installed, and installs it at last.
 *
 * @param say told what takes long
 * @throws when a Python is named that has no moto
 */
export async function findMoto(say: (line: string) => void): Promise<FoundMoto> {
  const named = process.env[PYTHON_VARIABLE]?.trim() ?? '';
  if (named !== '') {
    if (await works(ofPython(named))) return found(ofPython(named));
    throw new Error(`${PYTHON_VARIABLE} names ${named}, which cannot run moto: ${named} -m pip install '${PACKAGE}'`);
  }
  const onPath: MotoCommand = { command: 'moto_server', args: [] };
  if (await works(onPath)) return found(onPath);
  const own = join(FOLDER, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  if ((await exists(own)) && (await works(ofPython(own)))) return found(ofPython(own));
  return await install(own, say);
}

async function install(own: string, say: (line: string) => void): Promise<FoundMoto> {
  const python = process.platform === 'win32' ? 'python' : 'python3';
  say(`Installing ${PACKAGE} into out/moto …`);
  const steps: readonly (readonly [command: string, ...args: string[]])[] = [
    [python, '-m', 'venv', '--clear', FOLDER],
    [own, '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet', PACKAGE],
  ];
  for (const [command, ...args] of steps) {
    const { problem } = await run(command, args, INSTALL_MS);
    if (problem === undefined) continue;
    // What is left half done would be taken for all of it.
    await rm(FOLDER, { recursive: true, force: true });
    return missing(
      `${args.includes('venv') ? `${python} makes no environment` : 'pip does not install it'}: ${problem}`,
    );
  }
  return (await works(ofPython(own))) ? found(ofPython(own)) : missing('what pip has installed does not start');
}

function found(moto: MotoCommand): FoundMoto {
  return { kind: 'found', moto };
}

function missing(why: string): FoundMoto {
  const how = `Put moto_server on PATH (pip install '${PACKAGE}'), or name a Python that has it in ${PYTHON_VARIABLE}.`;
  return { kind: 'missing', why: `there is no moto, and ${why}. ${how}` };
}

function ofPython(python: string): MotoCommand {
  return { command: python, args: ['-m', 'moto.server'] };
}

/** A launcher can be on PATH for a Python that has been removed. */
async function works({ command, args }: MotoCommand): Promise<boolean> {
  const { problem } = await run(command, [...args, '--help'], START_MS);
  return problem === undefined;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** @returns why it failed, in a line: the last one of what it said */
async function run(
  command: string,
  args: readonly string[],
  limitMs: number,
): Promise<{ problem: string | undefined }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  // Node's own limit goes on, and holds this process up, when there is no such program.
  const limit = setTimeout(() => child.kill(), limitMs);
  let said = '';
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-4_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return await new Promise((resolve) => {
    child.once('error', (error) => {
      clearTimeout(limit);
      resolve({ problem: error.message });
    });
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (code === 0) resolve({ problem: undefined });
      else if (signal !== null) resolve({ problem: `${command} was ended after ${limitMs / 1_000} seconds` });
      else resolve({ problem: said.trim().split('\n').at(-1) ?? `${command} ended with ${String(code)}` });
    });
  });
}
