import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { closeEditors, type Fresh, freshExtension, problemsOf, setSetting } from './freshExtension.ts';
import { details, hideOtherFiles, lastMessage, many, showOtherFiles, writeFiles } from './manyFiles.ts';
import { CLEAN_PY, ORDERS_PY } from './samples.ts';

const scan = (): Thenable<unknown> => vscode.commands.executeCommand('palisade.scanChangedFiles');

/** What a test needs of the API of the Git extension. */
interface GitApi {
  readonly repositories: readonly { readonly rootUri: vscode.Uri; status(): Promise<void> }[];
  openRepository(root: vscode.Uri): Promise<unknown>;
}

async function gitApi(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  assert.ok(extension, 'the editor comes with its Git extension');
  return (await extension.activate()).getAPI(1);
}

async function git(...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  await promisify(execFile)('git', ['-C', many('').fsPath, ...identity, ...args]);
}

function hasGit(): boolean {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
}

describe('Palisade: Scan Changed Files', () => {
  let fresh: Fresh;

  beforeEach(async () => {
    fresh = await freshExtension();
  });
  afterEach(closeEditors);

  it('says what to do in a workspace that is not trusted, where the editor runs no git', async () => {
    fresh = await freshExtension({ isTrusted: () => false });
    await scan();
    assert.match(
      lastMessage(fresh),
      /not trusted the editor does not run git.*Trust the workspace, or use "Scan Workspace"/,
    );
    assert.deepEqual(fresh.dialogs.said.at(-1)?.buttons, ['Manage Workspace Trust']);
  });

  if (!hasGit()) {
    it('says what to do where there is no git', async () => {
      await scan();
      assert.match(lastMessage(fresh), /has not found git on this machine.*Install it/);
    });
    return;
  }

  it('says what to do where there is no repository', async () => {
    await scan();
    assert.match(lastMessage(fresh), /Git knows no repository in this workspace/);
    assert.deepEqual(fresh.dialogs.said.at(-1)?.buttons, ['Open Source Control']);
  });

  describe('in a repository', () => {
    before(async () => {
      await hideOtherFiles();
      await rm(many('').fsPath, { recursive: true, force: true });
      await writeFiles({
        '.gitignore': 'ignored.py\n',
        'same.py': ORDERS_PY,
        'edited.py': CLEAN_PY,
        'staged.py': CLEAN_PY,
        'deleted.py': CLEAN_PY,
        'old name.py': `${CLEAN_PY}\n# ${'x'.repeat(400)}\n`,
        'logo.png': 'not really\n',
      });
      await git('init', '--quiet');
      await git('add', '.');
      await git('commit', '--quiet', '-m', 'first');
      await (await gitApi()).openRepository(many(''));
    });
    afterEach(async () => {
      await setSetting('git.untrackedChanges', undefined);
      await setSetting('git.enabled', undefined);
      await git('reset', '--quiet', '--hard');
      await git('clean', '--quiet', '-d', '--force');
    });
    after(async () => {
      await vscode.commands.executeCommand('git.closeAllRepositories').then(undefined, () => undefined);
      await showOtherFiles();
    });

    it('says so when nothing is changed', async () => {
      await scan();
      assert.match(lastMessage(fresh), /Nothing differs from the last commit/);
    });

    it('looks at what is staged, not staged, renamed and untracked, and at nothing else', async () => {
      await writeFiles({
        'edited.py': ORDERS_PY,
        'staged.py': ORDERS_PY,
        'new/orders.py': ORDERS_PY,
        'ignored.py': ORDERS_PY,
      });
      await git('add', 'staged.py');
      await git('mv', 'old name.py', 'new name.py');
      await rm(many('deleted.py').fsPath);
      await writeFiles({ 'logo.png': 'changed\n' });
      const report = await details(fresh, scan);
      assert.match(
        lastMessage(fresh),
        /^Palisade: 6 findings in 4 files: 3 critical, 3 high\. Files: 4 complete, 2 skipped \((?:deleted, not text|not text, deleted)\)\./,
      );
      assert.match(report, /^Skipped, deleted: 1 file\n {4}many\/deleted\.py$/m);
      for (const path of ['edited.py', 'staged.py', 'new/orders.py']) {
        assert.equal(problemsOf(fresh.instance, many(path)).length, 2, path);
      }
      assert.equal(fresh.instance.scans.status(many('new name.py').toString())?.phase, 'done');
      for (const path of ['same.py', 'ignored.py']) {
        assert.equal(fresh.instance.scans.status(many(path).toString()), undefined, path);
      }
    });

    it('looks once at a file that is staged and was changed again, in its text of now', async () => {
      await writeFiles({ 'edited.py': `${ORDERS_PY}# staged\n` });
      await git('add', 'edited.py');
      await writeFiles({ 'edited.py': ORDERS_PY });
      await scan();
      assert.match(lastMessage(fresh), /2 findings in 1 file: /);
    });

    it('looks at a file that is deleted in the index and there all the same', async () => {
      await git('rm', '--quiet', '--cached', 'edited.py');
      await scan();
      assert.match(lastMessage(fresh), /no findings in 1 file\. Files: 1 complete\./);
    });

    it('looks at the files of a conflict', async () => {
      await git('checkout', '--quiet', '-b', 'other');
      await writeFiles({ 'edited.py': `# theirs\n${ORDERS_PY}` });
      await git('commit', '--quiet', '-am', 'theirs');
      await git('checkout', '--quiet', '-');
      await writeFiles({ 'edited.py': `# ours\n${ORDERS_PY}` });
      await git('commit', '--quiet', '-am', 'ours');
      await assert.rejects(git('merge', '--quiet', 'other'));
      await scan();
      assert.match(lastMessage(fresh), /in 1 file: .*partial \(syntax errors\)/);
      await git('reset', '--quiet', '--hard', 'HEAD~1');
    });

    it('says that it does not know the untracked files when a setting hides them', async () => {
      await setSetting('git.untrackedChanges', 'hidden');
      await writeFiles({ 'edited.py': CLEAN_PY.replace('total', 'sums'), 'new.py': ORDERS_PY });
      await scan();
      assert.match(
        lastMessage(fresh),
        /^Palisade: Nothing found so far in 1 file\. .* Not everything was looked at\. Untracked files of .*many are not known/,
      );
    });

    it('knows them when a setting lists them apart', async () => {
      await setSetting('git.untrackedChanges', 'separate');
      await writeFiles({ 'new.py': ORDERS_PY });
      await scan();
      assert.match(lastMessage(fresh), /2 findings in 1 file/);
    });

    it('says what to do when git is switched off', async () => {
      await setSetting('git.enabled', false);
      await scan();
      assert.match(lastMessage(fresh), /switched off by the setting git\.enabled/);
      assert.deepEqual(fresh.dialogs.said.at(-1)?.buttons, ['Open Settings']);
    });

    it('can be ended before it has begun', async () => {
      await rename(many('edited.py').fsPath, many('moved.py').fsPath);
      const running = scan();
      await vscode.commands.executeCommand('palisade.cancelScan');
      await running;
      assert.deepEqual(fresh.dialogs.messages, []);
      assert.equal(fresh.instance.bulk.isRunning, false);
    });
  });
});
