import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything that decides what is found: the rules are part of the engine's bundle. */
const PARTS = ['dist/engine-worker.cjs', 'dist/gemini.cjs', 'prompts/review.md'];

/**
 * Names the engines and the prompt of this installation: another version of any of them has another name.
 *
 * @param directory where the extension is installed
 * @returns a hash; when a part cannot be read, a name that no other session has
 */
export async function engineVersion(directory: string, extensionVersion: string): Promise<string> {
  const hash = createHash('sha256').update(extensionVersion);
  try {
    for (const part of PARTS) hash.update(await readFile(join(directory, ...part.split('/'))));
    return hash.digest('hex');
  } catch {
    return randomUUID();
  }
}
