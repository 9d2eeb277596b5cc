import assert from 'node:assert/strict';
import { join } from 'node:path';
import { isInside, pathWithin, projectFoldersOf } from '../../../src/cli/projectFolders.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { writeFiles } from './harness.ts';

describe('projectFoldersOf', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder('folders');
    await writeFiles(folder.path, {
      '.palisade/ignores.yaml': '',
      'repo/.git/HEAD': '',
      'repo/app/.palisade/ignores.yaml': '',
      'repo/app/src/a.py': '',
      'repo/lib/a.py': '',
      'plain/a.py': '',
    });
  });
  after(() => folder.dispose());

  const at = (path: string): string => join(folder.path, path);

  it('takes the nearest folder with .palisade, and the repository as the outermost', async () => {
    assert.deepEqual(await projectFoldersOf(at('repo/app/src/a.py'), at('repo/app/src')), {
      workspace: at('repo/app'),
      palisade: at('repo/app'),
      outermost: at('repo'),
    });
  });

  it('does not look for .palisade above the repository', async () => {
    assert.deepEqual(await projectFoldersOf(at('repo/lib/a.py'), at('repo')), {
      workspace: at('repo'),
      palisade: undefined,
      outermost: at('repo'),
    });
  });

  it('finds .palisade without a repository', async () => {
    const { workspace, palisade } = await projectFoldersOf(at('plain/a.py'), at('plain'));
    assert.deepEqual([workspace, palisade], [folder.path, folder.path]);
  });
});

describe('pathWithin', () => {
  it('is relative inside and absolute outside', () => {
    assert.equal(pathWithin('/a/b', '/a/b/c/d.py'), 'c/d.py');
    assert.equal(pathWithin('/a/b', '/a/bc/d.py'), '/a/bc/d.py');
    assert.equal(pathWithin('/a/b', '/a/b/..d.py'), '..d.py');
    assert.equal(isInside('/a/b', '/a/b'), false);
    assert.equal(isInside('/a', '/a/b'), false);
  });
});
