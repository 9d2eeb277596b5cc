import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineVersion } from '../../../src/editor/engineVersion.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the name of the engines and the prompt', () => {
  let folder: TemporaryFolder;

  beforeEach(async () => {
    folder = await temporaryFolder('installed');
    for (const name of ['dist', 'prompts']) await mkdir(join(folder.path, name));
    for (const part of ['dist/engine-worker.cjs', 'dist/gemini.cjs', 'prompts/review.md']) {
      await writeFile(join(folder.path, part), part);
    }
  });
  afterEach(() => folder.dispose());

  it('is the same as long as nothing changes', async () => {
    assert.equal(await engineVersion(folder.path, '1.0.0'), await engineVersion(folder.path, '1.0.0'));
  });

  it('is another one with another version of the extension, other rules, or another prompt', async () => {
    const names = [await engineVersion(folder.path, '1.0.0'), await engineVersion(folder.path, '1.0.1')];
    for (const part of ['dist/engine-worker.cjs', 'dist/gemini.cjs', 'prompts/review.md']) {
      await writeFile(join(folder.path, part), `${part}, changed`);
      names.push(await engineVersion(folder.path, '1.0.0'));
    }
    assert.equal(new Set(names).size, names.length);
  });

  it('is never the same when it cannot be known', async () => {
    await rm(join(folder.path, 'prompts'), { recursive: true });
    assert.notEqual(await engineVersion(folder.path, '1.0.0'), await engineVersion(folder.path, '1.0.0'));
  });
});
