import assert from 'node:assert/strict';
import { rename, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import {
  closed,
  closeEditors,
  type Fresh,
  freshExtension,
  inFolder,
  openFile,
  problemsOf,
  replace,
  setSetting,
} from './freshExtension.ts';
import { CLEAN_PY, ORDERS_PY } from './samples.ts';

describe('findings and edits', () => {
  let fresh: Fresh;

  beforeEach(async () => {
    fresh = await freshExtension();
  });
  afterEach(async () => {
    await setSetting('files.autoSave', undefined);
    await closeEditors();
  });

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

  it('are not taken for those of a file that another is moved over', async () => {
    const fixed = ORDERS_PY.replace('verify=False', 'verify=True');
    const vulnerable = await openFile('orders.py', ORDERS_PY);
    const clean = await openFile('clean.py', CLEAN_PY);
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.equal(fresh.instance.scans.status(clean.document.uri.toString())?.phase, 'done');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(vulnerable.document.uri, clean.document.uri, { overwrite: true });
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(fresh.instance.scans.status(clean.document.uri.toString()), undefined, 'nobody looked at this text');

    const scannedFirst = await openFile('first.py', ORDERS_PY);
    await vscode.commands.executeCommand('palisade.scanFile');
    const other = await openFile('other.py', fixed);
    await vscode.commands.executeCommand('palisade.scanFile');
    const move = new vscode.WorkspaceEdit();
    move.renameFile(scannedFirst.document.uri, other.document.uri, { overwrite: true });
    assert.ok(await vscode.workspace.applyEdit(move));
    assert.equal(fresh.instance.scans.status(other.document.uri.toString()), undefined);
    assert.equal(problemsOf(fresh.instance, other.document.uri).length, 2);
    assert.equal(problemsOf(fresh.instance, scannedFirst.document.uri).length, 0);
  });

  describe('of a file that is closed', () => {
    let uri: vscode.Uri;
    let files = 0;

    beforeEach(async () => {
      uri = inFolder(`cases/closed/${++files}.py`);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(ORDERS_PY));
      await vscode.commands.executeCommand('vscode.open', uri);
    });

    const front = (): vscode.TextDocument => {
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.uri.toString(), uri.toString());
      return document;
    };
    /** Resolves when what is on disk was compared and differs. */
    const seenAsChanged = (): Promise<void> =>
      new Promise((resolve) => {
        const subscription = fresh.instance.tracker.onDidChangeClosed((id) => {
          if (id !== uri.toString() || !fresh.instance.tracker.isChanged(id)) return;
          subscription.dispose();
          resolve();
        });
      });

    it('are those of the text on disk when what was not saved is given up', async () => {
      await setSetting('files.autoSave', 'off');
      const fixed = ORDERS_PY.replace('verify=False', 'verify=True').replace('db.execute(query)', 'db.total(query)');
      await replace(front(), ORDERS_PY, fixed);
      await vscode.commands.executeCommand('palisade.scanFile');
      assert.ok(!fresh.instance.tracker.isChanged(uri.toString()), 'the text in front was looked at');
      const seen = seenAsChanged();
      // In tests the editor answers for the person: "Don't Save".
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await seen;
      assert.ok(fresh.instance.tracker.isChanged(uri.toString()));
    });

    it('say that it was changed on disk', async () => {
      await vscode.commands.executeCommand('palisade.scanFile');
      const gone = closed(uri);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await gone;
      const seen = seenAsChanged();
      await writeFile(uri.fsPath, ORDERS_PY.replace('verify=False', 'verify=True'));
      await seen;
      assert.equal(problemsOf(fresh.instance, uri).length, 2, 'they stay');
      await vscode.commands.executeCommand('vscode.open', uri);
      const messages = problemsOf(fresh.instance, uri).map(({ message }) => message);
      assert.equal(messages.length, 2);
      assert.match(messages[1] ?? '', /\(text changed since the scan\)$/);
    });

    it('give way to a newer look that failed', async () => {
      await vscode.commands.executeCommand('palisade.scanFile');
      const gone = closed(uri);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await gone;
      await writeFile(uri.fsPath, Buffer.from([0, 1, 2, 3, 0, 255, 254, 0]));
      await vscode.commands.executeCommand('palisade.scanFile', uri);
      const status = fresh.instance.scans.status(uri.toString());
      assert.ok(status?.phase === 'done');
      assert.equal(status.outcome.status, 'failed');
    });
  });
});
