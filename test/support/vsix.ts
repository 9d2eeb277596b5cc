import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './repository.ts';

/** Names a VSIX that was built for this very run, so that a run of all suites builds it once. */
export const VSIX_VARIABLE = 'PALISADE_VSIX';

/**
 * Builds everything for production and packs it.
 *
 * @param target absolute path of the VSIX
 * @param signal ends the tools at work
 * @throws when the build or vsce fails; the message holds what they said
 */
export async function packageVsix(target: string, signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await node([join(repository, 'esbuild.mjs'), '--production'], signal);
  const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  await node([vsce, 'package', ...flags, '--out', target], signal);
}

/** The VSIX of this run; one is built when there is none yet. */
export async function vsixOfThisRun(): Promise<string> {
  const given = process.env[VSIX_VARIABLE];
  if (given !== undefined && given !== '') return given;
  const target = join(repository, 'out', 'palisade.vsix');
  await packageVsix(target);
  process.env[VSIX_VARIABLE] = target;
  return target;
}

async function node(args: string[], signal?: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, args, { cwd: repository, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(['The VSIX could not be built.', stdout, stderr].join('\n').trim(), { cause: error });
  }
}
