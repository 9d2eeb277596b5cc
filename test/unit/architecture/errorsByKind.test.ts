import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repository } from '../../support/repository.ts';

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Both sides of a bundle's border live in these folders. */
const BORDERS = ['code', 'code/embedded'];

/**
 * Comparisons with a class of ours by instanceof. In another bundle the same class is another object, so
 * only the folder that declares it, which is in one bundle with itself, may compare.
 */
function comparedByClass(files: readonly SourceFile[]): string[] {
  const folders = new Map<string, string>();
  for (const { path, text } of files) {
    for (const [, name = ''] of text.matchAll(/\bclass (\w+)/g)) folders.set(name, dirname(path));
  }
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/\binstanceof (\w+)/g)]
      .filter(([, name = '']) => folders.has(name))
      .filter(([, name = '']) => folders.get(name) !== dirname(path) || BORDERS.includes(dirname(path)))
      .map(([comparison]) => `${path}: ${comparison}`),
  );
}

describe('errors of ours', () => {
  it('are told apart by kind, never by class, which differs from bundle to bundle', async () => {
    const names = (await readdir(join(repository, 'src'), { recursive: true })).filter((name) => name.endsWith('.ts'));
    const files = names.map(async (name) => ({
      path: name,
      text: await readFile(join(repository, 'src', name), 'utf8'),
    }));
    assert.ok(names.length > 0);
    assert.deepEqual(comparedByClass(await Promise.all(files)), []);
  });

  it('would be noticed', () => {
    const files = [
      { path: 'gemini/errors.ts', text: 'export class QuotaError extends Error {}' },
      { path: 'gemini/client.ts', text: 'if (error instanceof QuotaError || error instanceof Error) return;' },
      { path: 'app/a.ts', text: 'if (error instanceof QuotaError || error instanceof Error) return;' },
      { path: 'code/embedded/host.ts', text: 'class Late {}' },
      { path: 'code/embedded/worker.ts', text: 'if (error instanceof Late) return;' },
    ];
    assert.deepEqual(comparedByClass(files), [
      'app/a.ts: instanceof QuotaError',
      'code/embedded/worker.ts: instanceof Late',
    ]);
  });
});
