import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SendingRules } from '../../../src/cli/sendingRules.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { writeFiles } from './harness.ts';

describe('SendingRules', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder('sending');
  });
  afterEach(() => folder.dispose());

  async function exclusionOf(
    path: string,
    patterns: readonly string[] = [],
    cwd = folder.path,
  ): Promise<string | undefined> {
    const rules = new SendingRules(cwd, patterns);
    return (await rules.exclusionOf(join(folder.path, path), new AbortController().signal))?.by;
  }

  it('lets ordinary source go', async () => {
    await writeFiles(folder.path, { 'src/a.py': '' });
    assert.equal(await exclusionOf('src/a.py'), undefined);
  });

  it('keeps key files, and links that lead to them', async () => {
    await writeFiles(folder.path, { '.env': '' });
    await symlink('.env', join(folder.path, 'notes.py'));
    assert.match((await exclusionOf('.env')) ?? '', /^built-in: /);
    assert.match((await exclusionOf('notes.py')) ?? '', /^built-in: /);
  });

  it('honours ignore files of the whole repository, wherever it is called from', async () => {
    await writeFiles(folder.path, {
      '.git/HEAD': '',
      '.gitignore': 'private/',
      'src/private/a.py': '',
      'src/b.py': '',
    });
    assert.equal(
      await exclusionOf('src/private/a.py', [], join(folder.path, 'src', 'private')),
      '.gitignore: private/',
    );
    assert.equal(await exclusionOf('src/b.py', [], join(folder.path, 'src')), undefined);
  });

  it('looks above the folder with .palisade, up to the repository', async () => {
    await writeFiles(folder.path, { '.git/HEAD': '', '.cursorignore': 'app/secret.py', 'app/secret.py': '' });
    await mkdir(join(folder.path, 'app', '.palisade'));
    assert.equal(await exclusionOf('app/secret.py', [], join(folder.path, 'app')), '.cursorignore: app/secret.py');
  });

  it('honours --exclude', async () => {
    await writeFiles(folder.path, { 'src/a.py': '' });
    assert.equal(await exclusionOf('src/a.py', ['src/*.py']), 'palisade.exclude: src/*.py');
    assert.equal(await exclusionOf('src/a.py', ['*.js']), undefined);
  });

  it("honours palisade.exclude of the workspace's settings, comments and all", async () => {
    await writeFiles(folder.path, {
      '.vscode/settings.json': '// ours\n{ "editor.tabSize": 2, "palisade.exclude": ["legacy/**",], }',
      'legacy/a.py': '',
      'b.py': '',
    });
    assert.equal(await exclusionOf('legacy/a.py'), 'palisade.exclude: legacy/**');
    assert.equal(await exclusionOf('b.py'), undefined);
  });

  for (const [what, settings] of [
    ['is not JSON', '{ "palisade.exclude": ['],
    ['has something else as the setting', '{ "palisade.exclude": "legacy" }'],
    ['is no object', 'null'],
  ] as const) {
    it(`sends nothing when the settings file ${what}`, async () => {
      await writeFiles(folder.path, { '.vscode/settings.json': settings, 'a.py': '' });
      assert.equal(await exclusionOf('a.py'), '.vscode/settings.json, which could not be read');
    });
  }

  it('sends nothing when an ignore file cannot be read', async () => {
    await mkdir(join(folder.path, '.gitignore'));
    await writeFiles(folder.path, { 'a.py': '' });
    assert.equal(await exclusionOf('a.py'), '.gitignore, which could not be read');
  });

  it('sends nothing that is not there', async () => {
    assert.equal(await exclusionOf('missing.py'), 'a link that could not be followed');
  });
});
