import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from '../support/repository.ts';

/**
 * Bundles all tests of this folder into one module for the extension host, which loads CommonJS. One
 * module, so that what tests share exists once; each file is evaluated only when mocha is ready for it.
 *
 * @param wanted parts of names of files; none: all
 * @returns the absolute path of the module; it exports run()
 */
export async function bundleTests(wanted: readonly string[] = []): Promise<string> {
  const files = (await readdir(import.meta.dirname, { recursive: true }))
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .sort();
  const suites = files.map((file) => {
    const path = JSON.stringify(`./${file.replaceAll('\\', '/')}`);
    return `{ path: ${path}, load: () => import(${path}) }`;
  });
  const outfile = join(repository, 'out', 'editor', 'index.cjs');
  await build({
    stdin: {
      contents: `import { runSuites } from './index.ts';\nexport const run = () => runSuites([${suites.join(', ')}]);`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    absWorkingDir: repository,
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // Mocha loads parts of itself by path; its main file is an ES module, which require() gives another shape.
    alias: { mocha: 'mocha/lib/mocha.cjs' },
    external: ['vscode', 'mocha/lib/mocha.cjs'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
