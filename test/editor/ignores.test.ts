import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { FakeClock } from '../support/fakeClock.ts';
import { closeEditors, type Fresh, freshExtension, inFolder, openFile, problemsOf } from './freshExtension.ts';
import { ORDERS_PY } from './samples.ts';

const FILE = '.palisade/ignores.yaml';

describe('ignoring findings', () => {
  let fresh: Fresh;

  beforeEach(async () => {
    fresh = await freshExtension({ clock: new FakeClock(Date.UTC(2026, 0, 15, 12)) });
  });
  afterEach(async () => {
    await closeEditors();
    // Not its folder: where that goes and comes back at once, the editor's file watcher can miss what is in it.
    await vscode.workspace.fs.delete(inFolder(FILE)).then(undefined, () => undefined);
  });

  const scanned = async (): Promise<vscode.TextEditor> => {
    const editor = await openFile('orders.py', ORDERS_PY);
    await vscode.commands.executeCommand('palisade.scanFile');
    return editor;
  };
  const write = (text: string): Thenable<void> =>
    vscode.workspace.fs.writeFile(inFolder(FILE), new TextEncoder().encode(text));
  const read = async (): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(inFolder(FILE)));
  const quickFixes = async (uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> =>
    vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, 'quickfix');

  it('is offered on each finding, and hides it with the reason and the date in the repository', async () => {
    const { document } = await scanned();
    const [, verification] = problemsOf(fresh.instance, document.uri);
    assert.ok(verification);
    const actions = await quickFixes(document.uri, verification.range);
    const action = actions.find(({ title }) => title.startsWith('Ignore this finding'));
    assert.ok(action?.command);
    fresh.dialogs.reason = ' The warehouse is on the same host. ';
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments as unknown[]));
    assert.equal(problemsOf(fresh.instance, document.uri).length, 1);
    const text = await read();
    assert.match(text, /reason: The warehouse is on the same host\.\n/);
    assert.match(text, /date: "?2026-01-15"?/);
    assert.match(text, /fingerprint: \S+/);
    assert.match(fresh.instance.view.message ?? '', /^1 ignored/);
  });

  it('covers the whole rule in one file when asked to', async () => {
    const { document } = await scanned();
    const [query] = problemsOf(fresh.instance, document.uri);
    assert.ok(query);
    const action = (await quickFixes(document.uri, query.range)).find(({ title }) => title.includes('in this file'));
    assert.ok(action?.command);
    fresh.dialogs.reason = 'Legacy.';
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments as unknown[]));
    assert.doesNotMatch(await read(), /fingerprint:/);
    assert.equal(problemsOf(fresh.instance, document.uri).length, 1);
  });

  it('takes the finding at the cursor when none is named', async () => {
    const editor = await scanned();
    const [query] = problemsOf(fresh.instance, editor.document.uri);
    assert.ok(query);
    editor.selection = new vscode.Selection(query.range.start, query.range.start);
    fresh.dialogs.reason = 'Known.';
    await vscode.commands.executeCommand('palisade.ignoreFinding');
    assert.equal(problemsOf(fresh.instance, editor.document.uri).length, 1);
    assert.deepEqual(fresh.dialogs.offered, []);
  });

  it('does nothing without a reason', async () => {
    const { document } = await scanned();
    const [record] = fresh.instance.store.records(document.uri.toString());
    fresh.dialogs.reason = '   ';
    const ref = { documentId: document.uri.toString(), fingerprint: record?.finding.fingerprint };
    await vscode.commands.executeCommand('palisade.ignoreFinding', ref);
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
    await assert.rejects(read());
  });

  it('never overwrites a file that cannot be understood', async () => {
    const broken = 'ignores: [\n';
    await write(broken);
    const { document } = await scanned();
    assert.match(fresh.dialogs.messages[0] ?? '', /ignores\.yaml has problems/);
    const [record] = fresh.instance.store.records(document.uri.toString());
    fresh.dialogs.reason = 'Known.';
    const ref = { documentId: document.uri.toString(), fingerprint: record?.finding.fingerprint };
    await vscode.commands.executeCommand('palisade.ignoreFinding', ref);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /left as it is, since it cannot be understood/);
    assert.equal(await read(), broken);
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
  });

  it('says where it cannot: a file in no folder', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: ORDERS_PY });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('palisade.scanFile');
    const [record] = fresh.instance.store.records(document.uri.toString());
    const ref = { documentId: document.uri.toString(), fingerprint: record?.finding.fingerprint };
    await vscode.commands.executeCommand('palisade.ignoreFinding', ref);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /is in no workspace folder/);
  });

  it('follows the file when somebody else changes it', async () => {
    const { document } = await scanned();
    const id = document.uri.toString();
    const [record] = fresh.instance.store.records(id);
    assert.ok(record);
    const applied = new Promise<void>((resolve) => {
      const subscription = fresh.instance.store.onDidChange(() => {
        if (!fresh.instance.store.records(id).some(({ state }) => state.ignored)) return;
        subscription.dispose();
        resolve();
      });
    });
    const path = fresh.instance.store.pathOf(id);
    await write(
      `version: 1\nignores:\n  - rule: ${record.finding.ruleId}\n    file: ${path}\n    reason: By hand.\n    date: 2026-01-15\n`,
    );
    await applied;
    assert.equal(problemsOf(fresh.instance, document.uri).length, 1);
  });

  it('hides nothing by the file of a workspace that is not trusted, until it is', async () => {
    let trusted = false;
    fresh = await freshExtension({ isTrusted: () => trusted });
    const editor = await openFile('orders.py', ORDERS_PY);
    const path = vscode.workspace.asRelativePath(editor.document.uri, false);
    const entry = (rule: string): string =>
      `  - rule: ${rule}\n    file: ${path}\n    reason: No.\n    date: 2026-01-15\n`;
    await write(`version: 1\nignores:\n${entry('sql-injection')}`);
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.equal(problemsOf(fresh.instance, editor.document.uri).length, 2);
    assert.match(fresh.instance.view.message ?? '', /hides nothing, as the workspace is not trusted/);

    const [record] = fresh.instance.store.records(editor.document.uri.toString());
    assert.equal(record?.finding.ruleId, 'sql-injection');
    fresh.dialogs.reason = 'Known.';
    const ref = { documentId: editor.document.uri.toString(), fingerprint: record.finding.fingerprint };
    await vscode.commands.executeCommand('palisade.ignoreFinding', ref);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /not trusted, so its .* hides nothing/);

    trusted = true;
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.equal(problemsOf(fresh.instance, editor.document.uri).length, 1);
    assert.match(fresh.instance.view.message ?? '', /^1 ignored\.$/);
  });
});
