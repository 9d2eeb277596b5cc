import assert from 'node:assert/strict';
import { join } from 'node:path';
import { projectFoldersOf } from '../../../src/cli/projectFolders.ts';
import { isInside, pathWithin } from '../../../src/outbound/folderPaths.ts';
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

  it('finds .palisade without a repository, up to the working directory', async () => {
    const { workspace, palisade } = await projectFoldersOf(at('plain/a.py'), folder.path);
    assert.deepEqual([workspace, palisade], [folder.path, folder.path]);
  });

  it('does not look above the working directory without a repository, nor above a file elsewhere, for more than what is not sent', async () => {
    assert.deepEqual(await projectFoldersOf(at('plain/a.py'), at('plain')), {
      workspace: at('plain'),
      palisade: undefined,
      outermost: folder.path,
    });
    assert.deepEqual(await projectFoldersOf(at('plain/deep/a.py'), at('repo')), {
      workspace: at('plain/deep'),
      palisade: undefined,
      outermost: folder.path,
    });
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
