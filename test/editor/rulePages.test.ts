import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { reportsLoader } from '../../src/editor/reportsBundle.ts';
import { RulePages } from '../../src/editor/rulePages.ts';
import { closeEditors, type Fresh, freshExtension, openFile, problemsOf } from './freshExtension.ts';
import { ORDERS_PY } from './samples.ts';

const page = (id: string): vscode.Uri => vscode.Uri.parse(`palisade-rule:/${id}.md`);

/** What the tabs of Markdown previews are called. */
function previews(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview)
    .map(({ label }) => label);
}

/** Resolves when there is a preview: its tab appears after the command has ended. */
function previewShown(): Promise<string> {
  return new Promise((resolve) => {
    const check = (): void => {
      const [label] = previews();
      if (label === undefined) return;
      subscription.dispose();
      resolve(label);
    };
    const subscription = vscode.window.tabGroups.onDidChangeTabs(check);
    check();
  });
}

describe('the page of a rule', function () {
  // The first preview starts the extension that makes previews.
  this.timeout(60_000);
  let fresh: Fresh;

  beforeEach(async () => {
    fresh = await freshExtension();
  });
  afterEach(closeEditors);

  const scanned = async (): Promise<vscode.TextDocument> => {
    const { document } = await openFile('orders.py', ORDERS_PY);
    await vscode.commands.executeCommand('palisade.scanFile');
    fresh.instance.renderer.flush();
    return document;
  };

  it('is a document of its own that nobody can change', async () => {
    const document = await vscode.workspace.openTextDocument(page('sql-injection'));
    assert.equal(document.languageId, 'markdown');
    assert.match(document.getText(), /^# SQL statement built from client input\n\n- Rule: `sql-injection`\n/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem('palisade-rule'), undefined);
  });

  it('is there for what only Gemini reports, and says so', async () => {
    const document = await vscode.workspace.openTextDocument(page('gemini.access-control'));
    assert.match(document.getText(), /Gemini alone/);
  });

  it('says so where there is no such rule', async () => {
    for (const id of ['no-such-rule', '../../etc/passwd', 'SQL']) {
      const document = await vscode.workspace.openTextDocument(page(id));
      assert.match(document.getText(), /^# No such rule/);
    }
  });

  it('is opened as people read it by the command, with the name of the rule', async () => {
    await vscode.commands.executeCommand('palisade.showRule', 'weak-hash');
    assert.match(await previewShown(), /weak-hash\.md/);
    assert.deepEqual(fresh.dialogs.said, []);
  });

  it('is opened by the link in the hover of a finding, and no other command can be', async () => {
    const document = await scanned();
    const [query] = problemsOf(fresh.instance, document.uri);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      query?.range.start,
    );
    const own = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
    const [markdown] = own.filter(({ value }) => value.includes('command:'));
    assert.ok(markdown);
    assert.deepEqual(markdown.isTrusted, { enabledCommands: ['palisade.showRule'] });
    assert.notEqual(markdown.supportHtml, true);
    const [, command = '', argument = ''] = /\(command:([\w.]+)\?([^)]*)\)/.exec(markdown.value) ?? [];
    const args = JSON.parse(decodeURIComponent(argument)) as unknown[];
    assert.deepEqual([command, args], ['palisade.showRule', ['sql-injection']]);
    await vscode.commands.executeCommand(command, ...args);
    assert.match(await previewShown(), /sql-injection\.md/);
  });

  it('is offered by the light bulb of a finding', async () => {
    const document = await scanned();
    const [, verification] = problemsOf(fresh.instance, document.uri);
    assert.ok(verification);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      verification.range,
      'quickfix',
    );
    const action = actions.find(({ title }) => title === 'Show the rule "tls-verification-off"');
    assert.deepEqual(action?.command?.arguments, ['tls-verification-off']);
  });

  it('is that of the finding when a row of the tree is given', async () => {
    const document = await scanned();
    const [record] = fresh.instance.store.records(document.uri.toString());
    assert.ok(record);
    const ref = { documentId: record.documentId, fingerprint: record.finding.fingerprint };
    await vscode.commands.executeCommand('palisade.showRule', { kind: 'finding', ref });
    assert.match(await previewShown(), /sql-injection\.md/);
  });

  it('can be chosen from all of them', async () => {
    fresh.dialogs.choice = 'Weak hash function';
    await vscode.commands.executeCommand('palisade.showRule');
    assert.match(await previewShown(), /weak-hash\.md/);
    assert.ok((fresh.dialogs.offered[0]?.length ?? 0) > 30);
    assert.ok(fresh.dialogs.offered[0]?.includes('Weak hash function weak-hash · CWE-328 · CWE-327'));
  });

  it('is opened as a document where the editor has no preview of Markdown', async () => {
    const directory = vscode.extensions.getExtension('palisade.palisade')?.extensionPath ?? '';
    const pages = new RulePages(reportsLoader(directory), 'palisade.test.noSuchCommand');
    try {
      assert.equal(await pages.show('weak-hash'), true);
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), page('weak-hash').toString());
      assert.deepEqual(previews(), []);
    } finally {
      pages.dispose();
    }
  });

  it('opens nothing for what is no rule, and says so', async () => {
    for (const argument of [
      'no-such-rule',
      '../x',
      'a"b',
      7,
      null,
      {},
      ['sql-injection'],
      { documentId: 'x', fingerprint: 'y' },
    ]) {
      await vscode.commands.executeCommand('palisade.showRule', argument);
    }
    assert.equal(fresh.dialogs.said.length, 8);
    assert.match(fresh.dialogs.messages[0] ?? '', /no such rule/);
    assert.deepEqual(previews(), []);
  });

  it('does nothing when the person thinks better of it', async () => {
    await vscode.commands.executeCommand('palisade.showRule');
    assert.deepEqual(fresh.dialogs.said, []);
    assert.deepEqual(previews(), []);
  });
});
