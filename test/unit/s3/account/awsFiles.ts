import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../../../src/s3/account/environment.ts';

/** Writes `.aws/config` and `.aws/credentials` of a home folder; a file that is not given is not there. */
export async function awsFiles(
  homeFolder: string,
  files: { readonly config?: string | Uint8Array; readonly credentials?: string | Uint8Array },
  variables: Readonly<Record<string, string>> = {},
): Promise<Environment> {
  await mkdir(join(homeFolder, '.aws'), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(homeFolder, '.aws', name), content);
  return { homeFolder, variables };
}
