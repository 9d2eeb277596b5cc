import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { adapterFor, ANALYSED_LANGUAGES } from '../../../src/code/embedded/adapters/adapter.ts';
import { repository } from '../../support/repository.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

const WASM = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));

/** The command line as it is built, in a folder of its own: `dist/palisade.cjs` with its workers and grammars. */
export async function builtCommandLine(): Promise<TemporaryFolder> {
  const product = await temporaryFolder('product');
  await build({
    absWorkingDir: repository,
    entryPoints: {
      palisade: 'src/cli/main.ts',
      'engine-worker': 'src/code/embedded/worker.ts',
      'ignore-file': 'src/app/ignoreFileWorker.ts',
    },
    outdir: join(product.path, 'dist'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  const grammars = join(product.path, 'dist', 'grammars');
  await mkdir(grammars);
  const names = ANALYSED_LANGUAGES.map((id) => adapterFor(id)?.grammar ?? '');
  for (const name of new Set(['tree-sitter.wasm', ...names])) await cp(join(WASM, name), join(grammars, name));
  await cp(join(repository, 'package.json'), join(product.path, 'package.json'));
  return product;
}
