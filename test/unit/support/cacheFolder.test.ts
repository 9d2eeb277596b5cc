import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from '../../support/cacheFolder.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

describe('cachedFolder', () => {
  let place: TemporaryFolder;
  let before: string | undefined;

  beforeEach(async () => {
    before = process.env['PALISADE_CACHE'];
    place = await temporaryFolder('cache');
    process.env['PALISADE_CACHE'] = place.path;
  });

  afterEach(async () => {
    if (before === undefined) delete process.env['PALISADE_CACHE'];
    else process.env['PALISADE_CACHE'] = before;
    await place.dispose();
  });

  const fillWith = (text: string) => (folder: string) => writeFile(join(folder, 'content'), text);
  const contentOf = (folder: string): Promise<string> => readFile(join(folder, 'content'), 'utf8');
  const mustNotRun = (): Promise<void> => Promise.reject(new Error('filled twice'));

  it('fills a folder once', async () => {
    const first = await cachedFolder('tool-1', fillWith('a'));
    assert.equal(await cachedFolder('tool-1', mustNotRun), first);
    assert.equal(await contentOf(first), 'a');
  });

  it('keeps versions apart', async () => {
    await cachedFolder('tool-1', fillWith('a'));
    assert.equal(await contentOf(await cachedFolder('tool-2', fillWith('b'))), 'b');
  });

  it('leaves nothing behind when filling fails, and fills again the next time', async () => {
    await assert.rejects(
      cachedFolder('tool-1', () => Promise.reject(new Error('no network'))),
      /no network/,
    );
    assert.deepEqual(await readdir(place.path), []);
    assert.equal(await contentOf(await cachedFolder('tool-1', fillWith('a'))), 'a');
  });

  it('replaces a folder that was never finished', async () => {
    await mkdir(join(place.path, 'tool-1'));
    await writeFile(join(place.path, 'tool-1', 'half'), '');
    assert.equal(await contentOf(await cachedFolder('tool-1', fillWith('a'))), 'a');
  });

  it('removes the drafts of processes that are gone, and no others', async () => {
    // Above the highest process id that Linux gives out.
    await mkdir(join(place.path, 'tool-1.5000000.abc'));
    await mkdir(join(place.path, `tool-1.${process.ppid}.abc`));
    await mkdir(join(place.path, 'tool-1x'));
    await cachedFolder('tool-1', fillWith('a'));
    assert.deepEqual((await readdir(place.path)).sort(), ['tool-1', `tool-1.${process.ppid}.abc`, 'tool-1x']);
  });

  it('gives two that fill it at once the same whole folder', async () => {
    const folders = await Promise.all([cachedFolder('tool-1', fillWith('a')), cachedFolder('tool-1', fillWith('a'))]);
    assert.equal(folders[0], folders[1]);
    assert.equal(await contentOf(folders[0]), 'a');
    assert.deepEqual(await readdir(place.path), ['tool-1']);
  });
});
