import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOwnPlaybooks } from '../../../../src/editor/remediation/ownPlaybooks.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('the playbooks of a person', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder('playbooks');
  });
  afterEach(() => folder.dispose());

  it('are read whatever else is in the folder, and what is not read is named', async function () {
    if (process.platform === 'win32') this.skip();
    await mkdir(join(folder.path, 'a-folder.md'));
    execFileSync('mkfifo', [join(folder.path, 'b-pipe.md')]);
    await writeFile(join(folder.path, 'c-long.md'), 'x'.repeat(100_001));
    await writeFile(join(folder.path, 'd.md'), 'text');
    await writeFile(join(folder.path, 'e.txt'), 'no playbook');
    const { texts, problems } = await readOwnPlaybooks(folder.path);
    assert.deepEqual([...texts], [['d.md', 'text']]);
    assert.deepEqual(
      problems.map(({ name, why }) => `${name} ${why}`),
      ['a-folder.md is no file', 'b-pipe.md is no file', 'c-long.md is longer than 100000 bytes'],
    );
  });

  it('are read up to a number, and beyond it this is said', async () => {
    const names = Array.from({ length: 203 }, (_, at) => `${String(at).padStart(3, '0')}.md`);
    await Promise.all(names.map((name) => writeFile(join(folder.path, name), name)));
    const { texts, problems } = await readOwnPlaybooks(folder.path);
    assert.equal(texts.size, 200);
    assert.deepEqual(problems, [{ name: undefined, why: 'Only the first 200 of 203 files are read' }]);
  });

  it('are none in a folder that is not there, which is said', async () => {
    const { texts, problems } = await readOwnPlaybooks(join(folder.path, 'none'));
    assert.equal(texts.size, 0);
    assert.deepEqual(problems, [{ name: undefined, why: 'The folder cannot be read' }]);
  });
});
