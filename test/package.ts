// npm run package: one VSIX for all platforms, in the root of the repository.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './support/repository.ts';
import { packageVsix } from './support/vsix.ts';

const { name, version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
const target = join(repository, `${name}-${version}.vsix`);
await packageVsix(target);
const { size } = await stat(target);
console.log(`${target} (${Math.round(size / 1024)} KB)`);
