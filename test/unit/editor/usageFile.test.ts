import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageFile } from '../../../src/editor/usageFile.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the file of the daily usage', () => {
  let folder: TemporaryFolder;

  beforeEach(async () => {
    folder = await temporaryFolder('usage');
  });
  afterEach(() => folder.dispose());

  it('is absent at first, and makes its folder when it is written', async () => {
    const file = new UsageFile(join(folder.path, 'not', 'yet', 'there'));
    assert.equal(await file.read(), undefined);
    await file.write('one');
    assert.equal(await file.read(), 'one');
  });

  it('is shared by all who know the folder, whole at any time, and leaves nothing behind', async () => {
    const windows = [new UsageFile(folder.path), new UsageFile(folder.path)];
    const texts = Array.from({ length: 40 }, (_, index) => String(index % 10).repeat(5_000));
    await windows[0]?.write('0');
    const reads = texts.map(async (text, index) => {
      await windows[index % 2]?.write(text);
      return windows[(index + 1) % 2]?.read();
    });
    for (const read of await Promise.all(reads)) assert.ok(texts.includes(read ?? ''), 'half a file was read');
    assert.deepEqual(await readdir(folder.path), ['gemini-usage.json']);
  });
});
