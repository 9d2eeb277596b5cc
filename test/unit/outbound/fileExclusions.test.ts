import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exclusionOnDisk, exclusionThroughLinks, repositoryOf } from '../../../src/outbound/fileExclusions.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

describe('what keeps a file of a workspace folder here', () => {
  let root: TemporaryFolder;
  const at = (path: string): string => join(root.path, path);

  before(async () => {
    root = await temporaryFolder('exclusions');
    const files: Readonly<Record<string, string | Uint8Array>> = {
      'repo/.git/HEAD': '',
      'repo/.gitignore': 'local/\n/src/mine.py\n',
      'repo/.env': 'A=1\n',
      'repo/src/app.py': '',
      'repo/src/mine.py': '',
      'repo/src/local/a.py': '',
      'repo/private/a.py': '',
      'repo/latin/.gitignore': Buffer.from('caf\xe9.py\n', 'latin1'),
      'repo/latin/a.py': '',
      'plain/.gitignore': 'a.py\n',
      'plain/sub/a.py': '',
      'elsewhere/.gitignore': 'secret.py\n',
      'elsewhere/secret.py': '',
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), text);
    }
    await symlink(at('repo/.env'), at('repo/src/settings.py'));
    await symlink(at('repo/private'), at('repo/src/shared'));
    await symlink(at('elsewhere/secret.py'), at('repo/src/linked.py'));
    await symlink(at('repo/gone.py'), at('repo/src/dangling.py'));
    await symlink(at('repo'), at('alias'));
  });
  after(() => root.dispose());

  const by = async (
    path: string,
    folder: string | undefined,
    userPatterns: readonly (readonly string[])[] = [],
  ): Promise<string | undefined> => {
    const where = {
      file: at(path),
      folder: folder === undefined ? undefined : at(folder),
      path: 'name.py',
      userPatterns,
    };
    return (await exclusionOnDisk(where, new AbortController().signal))?.by;
  };

  it('is nothing for an ordinary file', async () => {
    assert.equal(await by('repo/src/app.py', 'repo'), undefined);
    assert.equal(await by('repo/src/app.py', 'repo/src'), undefined);
    assert.equal(await by('repo/src/app.py', 'alias'), undefined);
  });

  it('is the name of what a link leads to', async () => {
    assert.match((await by('repo/src/settings.py', 'repo')) ?? '', /^built-in: .*\.env/);
    assert.equal(await by('repo/src/linked.py', 'repo'), '.gitignore: secret.py');
  });

  it('is a link that leads nowhere', async () => {
    assert.equal(await by('repo/src/dangling.py', 'repo'), 'a link that could not be followed');
  });

  it('is an ignore file above the folder that is open, up to the root of the repository', async () => {
    assert.equal(await by('repo/src/local/a.py', 'repo/src'), '.gitignore: local/');
    assert.equal(await by('repo/src/mine.py', 'repo/src'), '.gitignore: /src/mine.py');
    assert.equal(await by('repo/src/mine.py', undefined), '.gitignore: /src/mine.py');
  });

  it('is an ignore file of the open folder where there is no repository, and none above it', async () => {
    assert.equal(await by('plain/sub/a.py', 'plain'), '.gitignore: a.py');
    assert.equal(await by('plain/sub/a.py', 'plain/sub'), undefined);
  });

  it('is a pattern of the user, relative to the folder, through links too', async () => {
    assert.equal(await by('repo/src/app.py', 'repo', [['/src/app.py']]), 'palisade.exclude: /src/app.py');
    assert.equal(await by('repo/src/shared/a.py', 'repo', [['/private/']]), 'palisade.exclude: /private/');
    assert.equal(await by('alias/src/app.py', 'alias', [['/src/app.py']]), 'palisade.exclude: /src/app.py');
    assert.equal(await by('alias/src/shared/a.py', 'alias', [['/private/']]), 'palisade.exclude: /private/');
  });

  it('is an ignore file that is no UTF-8: nobody knows which names it means', async () => {
    assert.match((await by('repo/latin/a.py', 'repo')) ?? '', /could not be read/);
  });

  it('is nothing for a file that is not saved yet, and its name if that says enough', async () => {
    assert.equal(await by('repo/src/new.py', 'repo'), undefined);
    assert.equal(await by('repo/new/folder/new.py', 'repo'), undefined);
    assert.equal(await by('repo/src/local/new.py', 'repo'), '.gitignore: local/');
    assert.equal(await by('repo/.env.new', 'repo'), 'built-in: .env*');
  });

  it('is that it is not there, where it would have to be read from disk', async () => {
    const judge = () => Promise.resolve(undefined);
    assert.equal((await exclusionThroughLinks(at('repo/src/new.py'), judge))?.by, 'a link that could not be followed');
    assert.equal(await exclusionThroughLinks(at('repo/src/app.py'), judge), undefined);
  });

  it('finds the nearest repository', async () => {
    assert.equal(await repositoryOf(at('repo/src/local/a.py')), at('repo'));
  });
});
