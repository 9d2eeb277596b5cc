// npm run test:editor: the tests of this folder, inside the extension host of a real VS Code.
// npm run test:floor: the same in the oldest VS Code that the manifest promises.
// Both take parts of names of test files: npm run test:editor -- saves
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COUNTS_VARIABLE } from '../support/counts.ts';
import { FLOOR, LATEST } from '../support/editorServer/install.ts';
import { followFile } from '../support/followFile.ts';
import { repository } from '../support/repository.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startWorkbench } from '../support/workbench/start.ts';
import { exitOf } from '../support/workbench/testRun.ts';
import { bundleTests } from './bundle.ts';
import { REPORT_VARIABLE } from './index.ts';

const [first, ...others] = process.argv.slice(2);
const FLOOR_WANTED = first === 'floor';
const WANTED = FLOOR_WANTED || first === undefined ? others : [first, ...others];

process.exitCode = await main();

/** @returns 0 when all tests passed */
async function main(): Promise<number> {
  const tests = await bundleTests(WANTED);
  const folder = await temporaryFolder('editor-report');
  const report = join(folder.path, 'report.txt');
  writeFileSync(report, '');
  const follow = followFile(report, (text) => process.stdout.write(text));
  try {
    return await runInEditor(tests, report);
  } finally {
    follow.end();
    await folder.dispose();
  }
}

async function runInEditor(tests: string, report: string): Promise<number> {
  const counts = process.env[COUNTS_VARIABLE];
  let exit: { readonly code: Promise<number> } | undefined;
  const workbench = await startWorkbench({
    version: FLOOR_WANTED ? FLOOR : LATEST,
    workspace: join(repository, 'test', 'playground'),
    developmentPath: repository,
    tests,
    env: { [REPORT_VARIABLE]: report, ...(counts === undefined ? {} : { [COUNTS_VARIABLE]: counts }) },
    say: (line) => console.log(line),
    prepare: async (page) => {
      exit = await exitOf(page);
    },
  });
  try {
    const code = await (exit?.code ?? 1);
    if (code !== 0) console.error(await workbench.keepFailure('editor'));
    return code;
  } catch (error) {
    console.error(String(error), await workbench.keepFailure('editor'));
    return 1;
  } finally {
    await workbench.dispose();
  }
}
