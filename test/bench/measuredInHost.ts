import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/repository.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startWorkbench } from '../support/workbench/start.ts';
import { exitOf } from '../support/workbench/testRun.ts';
import { REPORT_VARIABLE, type Figure } from './figure.ts';

/** @param tests what runs in the extension host of a real editor and writes its figures to the file of REPORT_VARIABLE */
export async function* measuredInHost(
  tests: string,
  developmentPath: string,
  env: Readonly<Record<string, string>>,
): AsyncGenerator<Figure> {
  const folder = await temporaryFolder('bench');
  const report = join(folder.path, 'figures.json');
  let exit: { readonly code: Promise<number> } | undefined;
  const workbench = await startWorkbench({
    workspace: join(repository, 'test', 'playground'),
    developmentPath,
    tests,
    env: { ...env, [REPORT_VARIABLE]: report },
    say: (line) => console.log(line),
    prepare: async (page) => {
      exit = await exitOf(page);
    },
  });
  try {
    const code = await (exit?.code ?? 1);
    if (code !== 0) throw new Error(`the measurements in the editor failed\n${workbench.output()}`);
    yield* JSON.parse(readFileSync(report, 'utf8')) as Figure[];
  } finally {
    await workbench.dispose();
    await folder.dispose();
  }
}
