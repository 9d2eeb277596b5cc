// npm run test:desktop: the tests of this folder in VS Code on the desktop, for people who have a display. Needs the
// network once, to download VS Code; or VSCODE_PATH with the executable of an installed VS Code or Cursor.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { followFile } from '../support/followFile.ts';
import { repository } from '../support/repository.ts';
import { copyOf, temporaryFolder } from '../support/temporaryFolder.ts';
import { bundleTests } from './bundle.ts';
import { REPORT_VARIABLE } from './index.ts';

process.exitCode = await main();

/** @returns 0 when all tests passed */
async function main(): Promise<number> {
  const tests = await bundleTests();
  const folder = await temporaryFolder('desktop');
  const workspace = await copyOf(join(repository, 'test', 'playground'));
  const report = join(folder.path, 'report.txt');
  writeFileSync(report, '');
  const follow = followFile(report, (text) => process.stdout.write(text));
  const installed = process.env['VSCODE_PATH'];
  try {
    return await runTests({
      ...(installed === undefined ? {} : { vscodeExecutablePath: installed }),
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
