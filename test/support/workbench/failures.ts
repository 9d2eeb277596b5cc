import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { repository } from '../repository.ts';

/**
 * Keeps what explains a failure: a picture of the page, and everything that was said.
 *
 * @returns what to show a person, with the path of the picture
 */
export async function keepFailure(name: string, page: Page, output: string): Promise<string> {
  const folder = join(repository, 'out', 'failures');
  await mkdir(folder, { recursive: true });
  const path = join(folder, name.replaceAll(/[^\w.-]+/g, '-').slice(0, 120));
  await writeFile(`${path}.log`, output);
  const picture = await page.screenshot({ path: `${path}.png` }).then(
    () => `${path}.png`,
    (error: unknown) => `none (${String(error)})`,
  );
  return [`Screenshot: ${picture}`, 'Output of the editor and its extension host:', output || '(none)'].join('\n');
}
