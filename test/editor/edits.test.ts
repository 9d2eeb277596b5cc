import assert from 'node:assert/strict';
import { rename, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { closeEditors, type Fresh, freshExtension, inFolder, openFile, problemsOf, replace } from './freshExtension.ts';
import { ORDERS_PY } from './samples.ts';

/** Resolves when the editor has let go of the document. Ask before it is closed. */
function closed(uri: vscode.Uri): Promise<void> {
  return new Promise((resolve) => {
    const subscription = vscode.workspace.onDidCloseTextDocument((document) => {
      if (document.uri.toString() !== uri.toString()) return;
      subscription.dispose();
      resolve();
    });
  });
}

describe('findings and edits', () => {
  let fresh: Fresh;

  beforeEach(async () => {
    fresh = await freshExtension();
  });
  afterEach(closeEditors);

  const scanned = async (text = ORDERS_PY): Promise<vscode.TextDocument> => {
    const { document } = await openFile('orders.py', text);
    await vscode.commands.executeCommand('palisade.scanFile');
    return document;
  };
  const quotes = (document: vscode.TextDocument): string[] =>
    problemsOf(fresh.instance, document.uri).map(({ range }) => document.getText(range));

  it('move along with text that is inserted above', async () => {
    const document = await scanned();
    const before = quotes(document);
    await replace(document, 'import sqlite3', 'import os\nimport sqlite3');
    assert.deepEqual(quotes(document), before);
  });

  it('move along in a file with CRLF line ends', async () => {
    const document = await scanned(ORDERS_PY.replaceAll('\n', '\r\n'));
    assert.equal(document.eol, vscode.EndOfLine.CRLF);
    assert.match(quotes(document)[0] ?? '', /db\.execute\(query\)/);
    await replace(document, 'import sqlite3', 'import os\r\nimport sqlite3');
    assert.match(quotes(document)[0] ?? '', /db\.execute\(query\)/);
    assert.match(quotes(document)[1] ?? '', /verify=False/);
  });

  it('say that their text was changed, and are not gone', async () => {
    const document = await scanned();
    await replace(document, 'verify=False', 'verify=True');
    const [query, verification] = problemsOf(fresh.instance, document.uri);
    assert.doesNotMatch(query?.message ?? '', /text changed/);
    assert.match(verification?.message ?? '', /\(text changed since the scan\)$/);
    assert.match(fresh.instance.status.view?.tooltip ?? '', /The text was changed since this scan/);
  });

  it('are fixed by a complete scan that no longer sees them', async () => {
    const document = await scanned();
    await replace(document, 'verify=False', 'verify=True');
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.equal(problemsOf(fresh.instance, document.uri).length, 1);
  });

  it('are at the right place after the file was changed while it was closed', async () => {
    const uri = inFolder('cases/closed/orders.py');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(ORDERS_PY));
    // Not showTextDocument(): what an extension opens stays open behind the scenes for a while.
    await vscode.commands.executeCommand('vscode.open', uri);
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.equal(problemsOf(fresh.instance, uri).length, 2);
    const gone = closed(uri);
    await closeEditors();
    await gone;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`# a comment\n${ORDERS_PY}`));
    await vscode.commands.executeCommand('vscode.open', uri);
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    assert.match(document.getText(), /^# a comment/);
    assert.match(quotes(document)[1] ?? '', /verify=False/);
  });

  it('follow a file to its new name, and a folder too', async () => {
    const document = await scanned();
    const folder = vscode.Uri.joinPath(document.uri, '..');
    const target = folder.with({ path: `${folder.path}-renamed` });
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(folder, target);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(problemsOf(fresh.instance, document.uri).length, 0);
    const renamed = vscode.Uri.joinPath(target, 'orders.py');
    assert.equal(problemsOf(fresh.instance, renamed).length, 2);
    assert.match(fresh.instance.store.pathOf(renamed.toString()), /-renamed\/orders\.py$/);
  });

  it('go with a file that is deleted', async () => {
    const document = await scanned();
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(document.uri);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.deepEqual(problemsOf(fresh.instance, document.uri), []);
    assert.equal(fresh.instance.view.getChildren().length, 0);
  });

  it('go with an unsaved document when it is closed, but stay when its language changes', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: ORDERS_PY });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('palisade.scanFile');
    await vscode.languages.setTextDocumentLanguage(document, 'javascript');
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
    const gone = closed(document.uri);
    await closeEditors();
    await gone;
    assert.deepEqual(problemsOf(fresh.instance, document.uri), []);
  });

  it('do not leave a claim standing: nothing found is said of the text that was scanned', async () => {
    const { document } = await openFile('clean.py', 'print(1)\n');
    await vscode.commands.executeCommand('palisade.scanFile');
    await replace(document, 'print(1)', 'print(2)');
    fresh.instance.renderer.flush();
    assert.match(fresh.instance.status.view?.text ?? '', /changed since the scan$/);
  });

  it('are forgotten with a file that somebody else deletes, and kept through a replacement', async () => {
    const document = await scanned();
    const replaced = await openFile('replaced.py', ORDERS_PY);
    await vscode.commands.executeCommand('palisade.scanFile');
    const gone = new Promise<void>((resolve) => {
      fresh.instance.store.onDidChange((id) => {
        if (id === document.uri.toString() && fresh.instance.store.records(id).length === 0) resolve();
      });
    });
    const { fsPath } = replaced.document.uri;
    await writeFile(`${fsPath}.new`, ORDERS_PY);
    await rename(`${fsPath}.new`, fsPath);
    await rm(document.uri.fsPath);
    await gone;
    assert.equal(problemsOf(fresh.instance, document.uri).length, 0);
    assert.equal(problemsOf(fresh.instance, replaced.document.uri).length, 2);
  });
});
