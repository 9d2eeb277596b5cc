import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { closeEditors, type Fresh, freshExtension, inFolder, openFile, problemsOf } from './freshExtension.ts';
import { CLEAN_PY, ORDERS_PY } from './samples.ts';

describe('Palisade: Scan File', () => {
  let fresh: Fresh;

  beforeEach(async () => {
    fresh = await freshExtension();
  });
  afterEach(closeEditors);

  const scan = async (): Promise<void> => {
    await vscode.commands.executeCommand('palisade.scanFile');
    fresh.instance.renderer.flush();
  };

  it('shows what the offline engine finds in the Problems view, with the path from source to sink', async () => {
    const { document } = await openFile('orders.py', ORDERS_PY);
    await scan();
    const [query, verification, ...others] = problemsOf(fresh.instance, document.uri);
    assert.ok(query && verification);
    assert.deepEqual(others, []);
    assert.equal(query.severity, vscode.DiagnosticSeverity.Error);
    assert.match(query.message, /^(Critical|High): SQL/);
    assert.deepEqual(query.code, {
      value: 'CWE-89',
      target: vscode.Uri.parse('https://cwe.mitre.org/data/definitions/89.html'),
    });
    assert.match(document.getText(query.range), /db\.execute\(query\)/);
    const path = query.relatedInformation ?? [];
    assert.ok(path.length >= 2, 'a flow has a source and a sink');
    assert.match(document.lineAt(path[0]?.location.range.start.line ?? 0).text, /request\.args/);
    assert.match(document.getText(verification.range), /verify=False/);
    assert.equal((verification.code as { value: string }).value, 'CWE-295');
  });

  it('says in its hover nothing that the hover of the problem says above it', async () => {
    const { document } = await openFile('orders.py', ORDERS_PY);
    await scan();
    const [query] = problemsOf(fresh.instance, document.uri);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      query?.range.start,
    );
    const text = hovers
      .flatMap(({ contents }) => (contents as vscode.MarkdownString[]).map(({ value }) => value))
      .join();
    assert.match(text, /\*\*Evidence\*\*/);
    assert.doesNotMatch(text, /\*\*Path\*\*/);
  });

  it('tells the receipt in words and offers the findings', async () => {
    await openFile('orders.py', ORDERS_PY);
    await scan();
    const [said, ...others] = fresh.dialogs.said;
    assert.deepEqual(others, []);
    assert.match(said?.message ?? '', /^Palisade: 2 findings in orders\.py: .*\. Offline engine, 19 of 19 lines, /);
    assert.deepEqual(said?.buttons, ['Show Findings']);
  });

  it('marks each severity in the text, once per line', async () => {
    const { document } = await openFile('orders.py', ORDERS_PY);
    await scan();
    const view = fresh.instance.renderer.decorations(document.uri.toString());
    const marks = Object.values(view).flatMap(({ lines }) => lines);
    assert.equal(marks.length, 2);
    for (const { label } of marks) assert.match(label ?? '', /^(Critical|High|Medium|Low): \S/);
  });

  it('says who looked where nothing was found', async () => {
    await openFile('clean.py', CLEAN_PY);
    await scan();
    assert.match(fresh.dialogs.messages[0] ?? '', /^Palisade: the offline engine has no findings in clean\.py\./);
    assert.match(fresh.instance.status.view?.text ?? '', /no findings \(offline engine\)$/);
    assert.equal(fresh.instance.view.getChildren().length, 0);
  });

  it('is partial, not clean, where there is no offline engine for the language', async () => {
    await openFile('clean.rb', 'puts 1\n');
    await scan();
    assert.match(fresh.dialogs.messages[0] ?? '', /^Palisade: nothing found so far in clean\.rb, but not everything/);
    assert.match(fresh.instance.status.view?.text ?? '', /nothing found · partial: no offline engine/);
  });

  it('scans a document that is not saved anywhere', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: ORDERS_PY });
    await vscode.window.showTextDocument(document);
    await scan();
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
  });

  it('says that a file above 50 MB is too large, where VS Code gives no document of it', async function () {
    this.timeout(60_000);
    const uri = inFolder('huge.py');
    await writeFile(uri.fsPath, Buffer.alloc(50 * 1024 * 1024 + 1, '#'));
    await vscode.commands.executeCommand('vscode.open', uri);
    assert.equal(vscode.window.activeTextEditor, undefined);
    await scan();
    assert.match(fresh.dialogs.messages[0] ?? '', /could not look at huge\.py\. The file is too large/);
    assert.match(fresh.instance.status.view?.text ?? '', /failed: too large/);
    await rm(uri.fsPath);
  });

  it('says so when nothing is open', async () => {
    await closeEditors();
    await scan();
    assert.match(fresh.dialogs.messages[0] ?? '', /open one first/);
  });

  it('groups what was found by severity, and by file', async () => {
    const { document } = await openFile('orders.py', ORDERS_PY);
    await scan();
    const severities = fresh.instance.view.getChildren();
    assert.ok(severities.length >= 1);
    for (const node of severities) assert.match(node.key, /^severity:/);
    await vscode.commands.executeCommand('palisade.groupByFile');
    const [file, ...others] = fresh.instance.view.getChildren();
    assert.deepEqual(others, []);
    assert.ok(file);
    assert.match(file.label, /orders\.py$/);
    const spoken = fresh.instance.view.getChildren(file).map((node) => fresh.instance.view.getTreeItem(node));
    for (const { accessibilityInformation } of spoken) {
      assert.match(accessibilityInformation?.label ?? '', /^(Critical|High|Medium|Low): .*orders\.py, line \d+/);
    }
    await vscode.commands.executeCommand('palisade.groupBySeverity');
    await vscode.window.showTextDocument(document);
  });

  it('forgets everything on Clear Findings', async () => {
    const { document } = await openFile('orders.py', ORDERS_PY);
    await scan();
    await vscode.commands.executeCommand('palisade.clearFindings');
    assert.deepEqual(problemsOf(fresh.instance, document.uri), []);
    assert.equal(fresh.instance.view.getChildren().length, 0);
    assert.match(fresh.instance.status.view?.tooltip ?? '', /was not scanned yet/);
  });

  it('goes to a finding, and offers those of the file in front when none is named', async () => {
    const { document } = await openFile('orders.py', ORDERS_PY);
    await scan();
    const [, verification] = problemsOf(fresh.instance, document.uri);
    fresh.dialogs.choice = verification?.message;
    await vscode.commands.executeCommand('palisade.revealFinding');
    assert.equal(fresh.dialogs.offered[0]?.length, 2);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, verification?.range.start.line);
  });
});
