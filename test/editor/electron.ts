// npm run test:electron: the tests of this folder in VS Code on the desktop. Needs a display, and the network once, to
// download VS Code; or VSCODE_EXECUTABLE with the path of an installed VS Code or Cursor.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { followFile } from '../support/followFile.ts';
import { repository } from '../support/repository.ts';
import { copyOf, temporaryFolder } from '../support/temporaryFolder.ts';
import { bundleTests } from './bundle.ts';
import { REPORT_VARIABLE } from './index.ts';

const HINT = 'Set VSCODE_EXECUTABLE to the executable of an installed VS Code or Cursor.';

process.exitCode = await main();

/** @returns 0 when all tests passed */
async function main(): Promise<number> {
  if (!hasDisplay()) {
    const xvfb = inPath('xvfb-run');
    if (xvfb !== undefined) return underXvfb(xvfb);
    console.error('There is no display. Start this in a desktop session, or install xvfb (it brings xvfb-run).');
    return 1;
  }
  const executable = await executablePath();
  return executable === undefined ? 1 : runWith(executable);
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (process.env[name] ?? '') !== '');
}

function inPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find(existsSync);
}

function underXvfb(xvfb: string): number {
  const { status } = spawnSync(xvfb, ['-a', process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' });
  return status ?? 1;
}

/** Undefined when there is none; the reason is printed. */
async function executablePath(): Promise<string | undefined> {
  const installed = process.env['VSCODE_EXECUTABLE'];
  if (installed !== undefined && installed !== '') {
    if (existsSync(installed)) return installed;
    console.error(`VSCODE_EXECUTABLE names a file that does not exist: ${installed}`);
    return undefined;
  }
  try {
    return await downloadAndUnzipVSCode();
  } catch (error) {
    console.error(
      `VS Code could not be downloaded (${error instanceof Error ? error.message : String(error)}). ${HINT}`,
    );
    return undefined;
  }
}

async function runWith(vscodeExecutablePath: string): Promise<number> {
  const tests = await bundleTests();
  const folder = await temporaryFolder('electron');
  const workspace = await copyOf(join(repository, 'test', 'playground'));
  const report = join(folder.path, 'report.txt');
  writeFileSync(report, '');
  const follow = followFile(report, (text) => process.stdout.write(text));
  try {
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: repository,
      extensionTestsPath: tests,
      extensionTestsEnv: { [REPORT_VARIABLE]: report },
      launchArgs: [
        workspace.path,
        `--user-data-dir=${join(folder.path, 'user')}`,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--skip-welcome',
        '--use-inmemory-secretstorage',
      ],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    follow.end();
    await workspace.dispose();
    await folder.dispose();
  }
}
