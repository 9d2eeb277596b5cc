import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from '../support/repository.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startWorkbench } from '../support/workbench/start.ts';
import { exitOf } from '../support/workbench/testRun.ts';
import { REPORT_VARIABLE, type Figure } from './figure.ts';

/** What a person notices, measured in the extension host of a real editor. */
export async function* editorFigures(): AsyncGenerator<Figure> {
  const module = join(repository, 'out', 'bench', 'measure.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'inHost', 'measure.ts')],
    absWorkingDir: repository,
    outfile: module,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const folder = await temporaryFolder('bench');
  const report = join(folder.path, 'figures.json');
  let exit: { readonly code: Promise<number> } | undefined;
  const workbench = await startWorkbench({
    workspace: join(repository, 'test', 'playground'),
    developmentPath: repository,
    tests: module,
    env: { [REPORT_VARIABLE]: report },
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
