import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type FakeGemini, startFakeGemini } from '../support/fakeGemini.ts';
import {
  closeEditors,
  type Fresh,
  freshExtension,
  inFolder,
  openFile,
  problemsOf,
  workspaceFolder,
} from './freshExtension.ts';
import { ORDERS_PY } from './samples.ts';

async function deleteInEditor(uri: vscode.Uri): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.deleteFile(uri);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('documents that are no plain file', () => {
  let fresh: Fresh;
  let gemini: FakeGemini | undefined;
  afterEach(async () => {
    await closeEditors();
    await gemini?.stop();
    gemini = undefined;
  });

  it('the cell of a notebook in front is looked at, and none of the others', async () => {
    fresh = await freshExtension();
    const cells = [ORDERS_PY, 'print(1)\n'].map(
      (text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python'),
    );
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData(cells));
    await vscode.window.showNotebookDocument(notebook, { selections: [new vscode.NotebookRange(0, 1)] });
    await vscode.commands.executeCommand('palisade.scanFile');
    const [first, second] = notebook.getCells().map(({ document }) => document.uri);
    assert.ok(first && second);
    assert.equal(problemsOf(fresh.instance, first).length, 2);
    assert.match(fresh.dialogs.messages[0] ?? '', /2 findings .* Offline engine, 19 of 19 lines/);
    assert.equal(fresh.instance.scans.status(second.toString()), undefined);
  });

  it('a notebook without cells is answered too', async () => {
    fresh = await freshExtension();
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([]));
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.match(fresh.dialogs.messages[0] ?? '', /open one first/);
  });

  for (const [how, remove] of [
    ['by the editor', deleteInEditor],
    ['by somebody else', (uri: vscode.Uri) => rm(uri.fsPath)],
  ] as const) {
    it(`a file that is deleted ${how} while it is looked at is forgotten, and not called clean`, async () => {
      gemini = await startFakeGemini({ modes: 'hang' });
      fresh = await freshExtension({ geminiEndpoint: gemini.url, environment: { GEMINI_API_KEY: 'a-test-key' } });
      fresh.dialogs.consent = 'granted';
      // Not in a new folder: the watcher of the system may hear of that too late.
      const uri = inFolder('fleeting.py');
      await writeFile(uri.fsPath, ORDERS_PY);
      await vscode.window.showTextDocument(uri);
      const scan = vscode.commands.executeCommand('palisade.scanFile');
      await gemini.received(1);
      await remove(uri);
      // What was on its way is given up, and the command ends.
      await scan;
      assert.deepEqual(problemsOf(fresh.instance, uri), []);
      assert.equal(fresh.instance.scans.status(uri.toString()), undefined);
      assert.doesNotMatch(
        `${fresh.instance.status.view?.text ?? ''} ${fresh.dialogs.messages.join(' ')}`,
        /no findings/,
      );
    });
  }
});

describe('settings that make no sense', () => {
  let fresh: Fresh;
  let settings: string;
  beforeEach(async () => {
    fresh = await freshExtension();
    settings = join(workspaceFolder().uri.fsPath, '.vscode', 'settings.json');
    await mkdir(join(settings, '..'), { recursive: true });
  });
  afterEach(async () => {
    await rm(settings, { force: true });
    await closeEditors();
  });

  /** Resolves when the editor has taken notice of the file. */
  const written = async (text: string): Promise<void> => {
    const noticed = new Promise<void>((resolve) => {
      const subscription = vscode.workspace.onDidChangeConfiguration(() => {
        subscription.dispose();
        resolve();
      });
    });
    await writeFile(settings, text);
    await noticed;
  };

  for (const [what, text] of [
    [
      'of the wrong type',
      '{ "palisade.scanOnSave": 42, "palisade.exclude": { "a": 1 }, "palisade.decorations.enabled": "no", "palisade.decorations.labels": [] }',
    ],
    [
      'of odd values',
      '{ "palisade.scanOnSave": "sometimes", "palisade.exclude": [1, null, "[", "!(", "\\\\"], "palisade.decorations.enabled": null }',
    ],
    ['in a file that breaks off', '{ "palisade.scanOnSave": "embedded", "palisade.exclude": ["a'],
    ['in a file that is no JSON', 'palisade.scanOnSave = embedded\n"palisade.scanOnSave": "embedded"'],
  ] as const) {
    it(`${what} change nothing in what a scan finds and shows`, async () => {
      const { document } = await openFile('orders.py', ORDERS_PY);
      await written(text);
      await vscode.commands.executeCommand('palisade.scanFile');
      assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
      const marks = Object.values(fresh.instance.renderer.decorations(document.uri.toString()));
      assert.equal(marks.flatMap(({ lines }) => lines).length, 2);
      const status = fresh.instance.scans.status(document.uri.toString());
      assert.ok(status?.phase === 'done');
      assert.equal(status.outcome.status, 'complete');
    });
  }
});
