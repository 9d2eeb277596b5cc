import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FilesOnDisk } from '../../../src/editor/filesOnDisk.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

const MOST = 1_000_000;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a folder of files that windows share', () => {
  let folder: TemporaryFolder;
  let files: FilesOnDisk;

  beforeEach(async () => {
    folder = await temporaryFolder('files');
    files = new FilesOnDisk(folder.path);
  });
  afterEach(() => folder.dispose());

  const read = async (name: string, by = files): Promise<string | undefined> => {
    const found = await by.read(name, MOST);
    return found && Buffer.from(found.bytes).toString();
  };

  it('is empty as long as nobody has made it, and makes itself', async () => {
    const absent = new FilesOnDisk(join(folder.path, 'not', 'yet', 'there'));
    assert.deepEqual(await absent.list(), []);
    assert.equal(await read('a.json', absent), undefined);
    await absent.write('a.json', bytesOf('one'), 0);
    assert.equal(await read('a.json', absent), 'one');
  });

  it('lists files with the times that were asked for, and nothing else', async () => {
    const at = Date.UTC(2026, 0, 15, 12, 0, 0, 123);
    const written = await files.write('a.json', bytesOf('one'), at);
    await mkdir(join(folder.path, 'b.json'));
    await symlink(join(folder.path, 'a.json'), join(folder.path, 'c.json'));
    assert.deepEqual(await files.list(), [written]);
    assert.deepEqual([written?.bytes, written?.modifiedAt], [3, at]);
  });

  it('can be read by nobody else on the machine', async () => {
    await files.write('a.json', bytesOf('one'), 0);
    assert.equal((await stat(join(folder.path, 'a.json'))).mode & 0o077, 0);
  });

  it('has every file whole at any time, however many write it, and leaves nothing behind', async () => {
    const windows = [files, new FilesOnDisk(folder.path)] as const;
    const texts = Array.from({ length: 40 }, (_, index) => String(index % 10).repeat(5_000));
    await files.write('a.json', bytesOf('0'.repeat(5_000)), 0);
    const reads = texts.map(async (text, index) => {
      await windows[index % 2 === 0 ? 0 : 1].write('a.json', bytesOf(text), index);
      return read('a.json', windows[index % 2 === 0 ? 1 : 0]);
    });
    for (const text of await Promise.all(reads)) assert.ok(texts.includes(text ?? ''), 'half a file was read');
    assert.deepEqual(await readdir(folder.path), ['a.json']);
  });

  it('removes a file that is still the one that was meant, and no other', async () => {
    const other = new FilesOnDisk(folder.path);
    const first = await files.write('a.json', bytesOf('one'), 5);
    assert.ok(first);
    const second = await other.write('a.json', bytesOf('two'), 5);
    assert.ok(second);
    assert.equal(await files.remove(first), false);
    assert.equal(await read('a.json'), 'two');
    assert.equal(await files.remove(second), true);
    assert.equal(await files.remove(second), false);
    assert.deepEqual(await files.list(), []);
  });

  it('rejects for what is no file, and never waits for it', async () => {
    await mkdir(join(folder.path, 'a.json'));
    await assert.rejects(read('a.json'), { code: 'ENOTFILE' });
    await assert.rejects(files.write('a.json', bytesOf('one'), 0));
    assert.deepEqual(await readdir(folder.path), ['a.json'], 'what could not be put in place is gone');
    await promisify(execFile)('mkfifo', [join(folder.path, 'pipe.json')]);
    await assert.rejects(read('pipe.json'), { code: 'ENOTFILE' });
    await symlink(join(folder.path, 'pipe.json'), join(folder.path, 'link.json'));
    await assert.rejects(read('link.json'), { code: 'ENOTFILE' });
  });

  it('rejects for a file that is larger than wanted', async () => {
    await files.write('a.json', bytesOf('one'), 0);
    await assert.rejects(files.read('a.json', 2), { code: 'EFBIG' });
  });

  it('rejects where a file stands in its place', async () => {
    await writeFile(join(folder.path, 'findings'), '');
    const blocked = new FilesOnDisk(join(folder.path, 'findings'));
    await assert.rejects(blocked.list(), { code: 'ENOTDIR' });
    await assert.rejects(blocked.read('a.json', MOST), { code: 'ENOTDIR' });
    await assert.rejects(blocked.write('a.json', bytesOf('one'), 0));
  });
});
