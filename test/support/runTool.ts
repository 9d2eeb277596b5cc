// Programs of others that some tests use where they are installed.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface ToolAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether a program of this name is on PATH. Not whether it works: a launcher can be there for what was removed. */
export function isOnPath(program: string): boolean {
  const ending = process.platform === 'win32' ? '.exe' : '';
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program + ending), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

/**
 * @param input for its stdin
 * @throws when it cannot be started
 */
export async function runTool(program: string, args: readonly string[], input = ''): Promise<ToolAnswer> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const heard = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => (heard[name] += chunk));
  }
  // It may end without reading what it is given: its code says so.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...heard }));
  });
}
