import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../support/repository.ts';
import { vsixOfThisRun } from '../support/vsix.ts';
import { zipEntries } from '../support/zipEntries.ts';
import type { Figure } from './figure.ts';

const KILOBYTE = 1024;
/** Smaller parts of the VSIX are not listed. */
const WORTH_LISTING = 10 * KILOBYTE;

/** How large what ships is; the parts as they lie on the user's disk. */
export async function* sizeFigures(): AsyncGenerator<Figure> {
  const vsix = await vsixOfThisRun();
  yield figure('VSIX', (await stat(vsix)).size, 2 * 1024);
  const dist = (name: string) => stat(join(repository, 'dist', name)).then(({ size }) => size);
  yield figure('main bundle', await dist('extension.cjs'), 200);
  yield figure('engine worker', await dist('engine-worker.cjs'));
  const parts = [...(await zipEntries(vsix))].map(
    ([name, content]) => [name.replace(/^extension\//, ''), content.length] as const,
  );
  for (const [name, size] of parts.sort(([, a], [, b]) => b - a)) {
    if (size >= WORTH_LISTING) yield figure(`in the VSIX, unpacked: ${name}`, size);
  }
}

function figure(name: string, bytes: number, atMost?: number): Figure {
  const samples = [bytes / KILOBYTE];
  return { name, unit: 'KB', samples, ...(atMost === undefined ? {} : { target: { atMost, of: 'max' } }) };
}
