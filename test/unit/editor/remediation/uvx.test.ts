import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findUvx } from '../../../../src/editor/remediation/uvx.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('the look for uvx', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder('uvx');
  });
  afterEach(() => folder.dispose());

  async function program(name: string, script: string): Promise<string> {
    const place = join(folder.path, name);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'uvx'), `#!${process.execPath}\n${script}\n`);
    await chmod(join(place, 'uvx'), 0o755);
    return place;
  }
  const find = (path: string, workspaces: readonly string[] = []) =>
    findUvx({ PATH: path }, workspaces, 'linux', new AbortController().signal);

  it('takes the first that there is, and reads its version', async () => {
    const [first, second] = [await program('a', 'console.log("uvx 0.9.5 (abc 2026-01-01)")'), await program('b', '')];
    assert.deepEqual(await find([join(folder.path, 'none'), first, second].join(delimiter)), {
      kind: 'found',
      path: join(first, 'uvx'),
      version: '0.9.5',
    });
  });

  it('runs nothing of a workspace, and nothing of a folder that is not absolute', async () => {
    const place = await program('repository/bin', 'require("node:fs").writeFileSync(__dirname + "/ran", "")');
    const workspace = join(folder.path, 'repository');
    assert.deepEqual(await find([place, '.', 'bin', ''].join(delimiter), [workspace]), { kind: 'absent' });
    assert.deepEqual(await find(workspace, [workspace]), { kind: 'absent' });
  });

  it('says what is wrong with one that does not work', async () => {
    const ended = await find(await program('a', 'process.exit(3)'));
    assert.deepEqual([ended.kind, 'why' in ended && ended.why], ['broken', 'it ended with code 3']);
    const silent = await find(await program('b', 'console.log("hello")'));
    assert.deepEqual([silent.kind, 'why' in silent && silent.why], ['broken', 'it does not say its version']);
  });

  it('is absent without a PATH', async () => {
    assert.deepEqual(await findUvx({}, [], 'linux', new AbortController().signal), { kind: 'absent' });
  });
});
