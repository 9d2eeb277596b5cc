// Whether `uvx`, which runs AWS's proxy, is on this machine. Looked for where programs are, never in a workspace.
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** It prints a line; a machine on which that takes longer has another problem. */
const LONGEST_MS = 10_000;

export type Uvx =
  | { readonly kind: 'found'; readonly path: string; readonly version: string }
  | { readonly kind: 'absent' }
  /** It is there, and did not say its version. */
  | { readonly kind: 'broken'; readonly path: string; readonly why: string };

/**
 * @param variables of the environment: `PATH`
 * @param workspaces absolute paths of folders whose programs are not run
 */
export async function findUvx(
  variables: Readonly<Record<string, string | undefined>>,
  workspaces: readonly string[],
  platform: NodeJS.Platform,
  signal: AbortSignal,
): Promise<Uvx> {
  const name = platform === 'win32' ? 'uvx.exe' : 'uvx';
  const path = variables['PATH'] ?? variables['Path'] ?? '';
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder) || workspaces.some((one) => isIn(folder, one))) continue;
    const file = join(folder, name);
    if (!(await isProgram(file))) continue;
    try {
      const { stdout } = await run(file, ['--version'], { timeout: LONGEST_MS, signal, windowsHide: true });
      const version = /\d+(?:\.\d+)+/.exec(stdout)?.[0];
      return version === undefined
        ? { kind: 'broken', path: file, why: 'it does not say its version' }
        : { kind: 'found', path: file, version };
    } catch (error) {
      return { kind: 'broken', path: file, why: whyOf(error) };
    }
  }
  return { kind: 'absent' };
}

function isIn(folder: string, workspace: string): boolean {
  const way = relative(workspace, folder);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function whyOf(error: unknown): string {
  const { code, killed } = error as { readonly code?: unknown; readonly killed?: unknown };
  if (killed === true) return 'it did not answer in time';
  return typeof code === 'number' ? `it ended with code ${code}` : `it could not be started (${String(code)})`;
}
