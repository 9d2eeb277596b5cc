// npm run package: one VSIX for all platforms, in the root of the repository.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './support/repository.ts';
import { packageVsix } from './support/vsix.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const manifest = await readFile(join(repository, 'package.json'), 'utf8');
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  const target = join(repository, `${name}-${version}.vsix`);
  try {
    await packageVsix(target);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
  const { size } = await stat(target);
  console.log(`${target} (${Math.round(size / 1024)} KB)`);
  return 0;
}
