import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, open, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describeReason } from '../../../src/app/reasons.ts';
import { describeError, LARGEST_FILE, readSourceFile } from '../../../src/cli/sourceFile.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { writeFiles } from './harness.ts';

describe('readSourceFile', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder('source');
  });
  after(() => folder.dispose());

  const read = (name: string) => readSourceFile(join(folder.path, name), new AbortController().signal);

  async function reasonOf(name: string): Promise<string> {
    const source = await read(name);
    assert.equal(source.kind, 'failed');
    return `${source.reason.kind}: ${source.reason.detail ?? ''}`;
  }

  it('reads text', async () => {
    await writeFiles(folder.path, { 'a.py': 'x = 1\n' });
    assert.deepEqual(await read('a.py'), { kind: 'text', text: 'x = 1\n' });
  });

  it('doubts text in another encoding', async () => {
    await writeFiles(folder.path, { 'latin.py': Buffer.from('# Grüner Tee, ein ganzer Satz davon\n', 'latin1') });
    const source = await read('latin.py');
    assert.equal(source.kind, 'text');
    assert.equal(source.doubt?.kind, 'encoding');
    assert.match(describeReason(source.doubt).sentence, /Latin-1/);
  });

  it('says what is wrong with what it cannot read', async () => {
    await mkdir(join(folder.path, 'd'));
    await writeFiles(folder.path, { 'b.bin': Uint8Array.of(1, 0, 2) });
    await symlink('loop', join(folder.path, 'loop'));
    assert.equal(await reasonOf('missing.py'), 'unreadable: there is no such file');
    assert.equal(await reasonOf('b.bin/x.py'), 'unreadable: there is no such file');
    assert.equal(await reasonOf('loop'), 'unreadable: its symbolic links lead in a circle');
    assert.equal(await reasonOf(`${'n'.repeat(400)}.py`), 'unreadable: its name is too long');
    assert.equal(await reasonOf('a\0b'), 'unreadable: ERR_INVALID_ARG_VALUE');
    assert.equal(await reasonOf('b.bin'), 'not-text: ');
    assert.deepEqual(await read('d'), { kind: 'directory' });
  });

  it('does not wait for the writer of a named pipe', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    assert.equal(await reasonOf('pipe'), 'unreadable: it is not a regular file');
  });

  it('does not read a file that is too large', async () => {
    // Sparse: takes no room on the disk.
    const file = await open(join(folder.path, 'large.py'), 'w');
    await file.truncate(50 * 1024 * 1024);
    await file.close();
    assert.equal(await reasonOf('large.py'), `too-large: more than ${LARGEST_FILE / 1024 / 1024} MB`);
  });

  it('reads a file of exactly the largest size', async () => {
    await writeFiles(folder.path, { 'limit.py': 'x'.repeat(LARGEST_FILE) });
    const source = await read('limit.py');
    assert.equal(source.kind === 'text' ? source.text.length : source.kind, LARGEST_FILE);
  });

  it('has words for what the system says, and never repeats the path', () => {
    const denied = Object.assign(new Error("EACCES: permission denied, open '/a/b'"), { code: 'EACCES' });
    assert.equal(describeError(denied), 'permission denied');
    assert.equal(describeError(Object.assign(new Error("EIO: '/a/b'"), { code: 'EIO' })), 'EIO');
    assert.equal(describeError('/a/b'), 'unknown error');
  });
});
