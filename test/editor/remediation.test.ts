import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { PROMPT_BEGINS } from '../../src/editor/remediation/previewText.ts';
import type { Remediation } from '../../src/editor/lazyRemediation.ts';
import type { Fix } from '../../src/app/fixes/fix.ts';
import { isShown } from '../../src/findings/reconcile.ts';
import { closeEditors, type Fresh, freshExtension, openFile, problemsOf, replace } from './freshExtension.ts';
import { ORDERS_PY } from './samples.ts';
import { CHAT, ScriptedHost } from './scriptedHost.ts';

const SAFE = 'db.execute("SELECT id FROM orders WHERE customer = ?", (customer,))';

describe('a finding that is handed to the agent', function () {
  this.timeout(60_000);
  let fresh: Fresh;
  let host: ScriptedHost;
  let trusted: boolean;

  beforeEach(async () => {
    host = new ScriptedHost();
    trusted = true;
    fresh = await freshExtension({ promptHost: host, isTrusted: () => trusted });
  });
  afterEach(async () => {
    await closeEditors();
    await vscode.workspace
      .getConfiguration()
      .update('palisade.handOff.target', undefined, vscode.ConfigurationTarget.Global);
  });

  async function scanned(text = ORDERS_PY): Promise<vscode.TextDocument> {
    const { document } = await openFile('orders.py', text);
    await vscode.commands.executeCommand('palisade.scanFile');
    return document;
  }

  function refOf(document: vscode.TextDocument, ruleId: string): { documentId: string; fingerprint: string } {
    const documentId = document.uri.toString();
    const record = fresh.instance.store.records(documentId).find(({ finding }) => finding.ruleId === ruleId);
    assert.ok(record, `a finding of ${ruleId}`);
    return { documentId, fingerprint: record.finding.fingerprint };
  }

  const remediation = (): Remediation => fresh.instance.remediation.load();
  const fixes = (): readonly Fix[] => remediation().watch.fixes();

  /** Resolves when the newest fix is as wanted. */
  function fixIs(wanted: (fix: Fix) => boolean): Promise<Fix> {
    return new Promise((resolve) => {
      const check = (): void => {
        const [fix] = fixes();
        if (fix === undefined || !wanted(fix)) return;
        subscription.dispose();
        resolve(fix);
      };
      const subscription = remediation().watch.onDidChange(check);
      check();
    });
  }

  it('has a light bulb for each action, and one for all findings of the file', async () => {
    const document = await scanned();
    const { range } = problemsOf(fresh.instance, document.uri)[0] ?? assert.fail('a problem');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
    );
    const titles = actions.map(({ title }) => title).join('\n');
    for (const start of [
      'Fix with AI agent (',
      'Fix all 2 findings of this file',
      'Preview the prompt (',
      'Copy the prompt (',
      'Explain (',
      'Verify now (',
    ]) {
      assert.ok(titles.includes(start), `${start} in ${titles}`);
    }
  });

  it('fills the chat, which sends nothing, and is watched; the fix is seen on save, with its time', async () => {
    const document = await scanned();
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'sql-injection'));
    assert.deepEqual(
      host.chats
        .map((one) => one as { command: string; argument: { isPartialQuery: boolean } })
        .map(({ command, argument }) => [command, argument.isPartialQuery]),
      [[CHAT, true]],
    );
    assert.match(host.chat, /orders\.py/);
    assert.match(host.chat, /sql-injection/);
    assert.ok(host.chat.includes('request.args'), 'the path from the source is in the data');
    assert.equal(fixes()[0]?.status, 'watching');
    await replace(document, 'db.execute(query)', SAFE);
    await replace(document, '    query = "SELECT id FROM orders WHERE customer = \'" + customer + "\'"\n', '');
    await document.save();
    const fixed = await fixIs(({ status }) => status !== 'watching');
    assert.equal(fixed.status, 'fixed', JSON.stringify(fixed.check));
    assert.equal(fixed.check?.by, 'deterministic');
    assert.ok(fixed.fixedAt !== undefined && fixed.fixedAt >= fixed.handedOffAt);
    await fresh.dialogs.heard(/fixed in \d+ (s|min)/);
  });

  it('is still there after an edit that does not fix it, and comes back when a fix is taken back', async () => {
    const document = await scanned();
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'sql-injection'));
    await replace(document, 'customer = \'" + customer', 'client = \'" + customer');
    await document.save();
    assert.equal((await fixIs(({ check }) => check !== undefined)).status, 'still-present');
    await replace(document, 'db.execute(query)', SAFE);
    await document.save();
    await fixIs(({ status }) => status === 'fixed');
    await replace(document, SAFE, 'db.execute(query)');
    await document.save();
    const again = await fixIs(({ status }) => status !== 'fixed');
    assert.equal(again.status, 'still-present');
    assert.ok(again.reopenedAt !== undefined);
  });

  it('is seen to be fixed when somebody else writes the file', async () => {
    const document = await scanned();
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'tls-verification-off'));
    await writeFile(document.uri.fsPath, ORDERS_PY.replace(', verify=False', ''));
    const fixed = await fixIs(({ status }) => status === 'fixed');
    assert.equal(fixed.check?.by, 'deterministic');
  });

  it('cannot be told when its file is deleted, and nothing is lost', async () => {
    const document = await scanned();
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'tls-verification-off'));
    await closeEditors();
    await rm(document.uri.fsPath);
    const gone = await fixIs(({ status }) => status === 'cannot-tell');
    assert.match(gone.check?.why ?? '', /gone|deleted|no such file|not there/i);
    assert.equal(fixes().length, 1);
  });

  it('shows before what would be given: the exact text, its length, what data is in it', async () => {
    const document = await scanned();
    const ref = refOf(document, 'sql-injection');
    await vscode.commands.executeCommand('palisade.previewPrompt', ref);
    const preview = vscode.window.activeTextEditor?.document;
    assert.equal(preview?.uri.scheme, 'palisade-made');
    const [said = '', text = ''] = preview.getText().split(`${PROMPT_BEGINS}\n`);
    assert.match(said, /Nothing was sent/);
    assert.ok(said.includes(`Length: ${text.length.toLocaleString('en')} characters.`));
    assert.equal(host.chats.length, 0);
    // From the preview itself, as the button in its title does.
    await vscode.commands.executeCommand('palisade.fixWithAgent', preview.uri);
    assert.equal(host.chat, text);
  });

  it('goes from a preview with the lines as they are now, and not at all when it is gone', async () => {
    const document = await scanned();
    const ref = refOf(document, 'tls-verification-off');
    await vscode.commands.executeCommand('palisade.previewPrompt', ref);
    const preview = vscode.window.activeTextEditor?.document.uri;
    const lineIn = (text: string): number => Number(/Place: line (\d+)/.exec(text)?.[1]);
    const before = lineIn(vscode.window.activeTextEditor?.document.getText() ?? '');
    await replace(document, 'import', '# one more\nimport');
    await vscode.commands.executeCommand('palisade.fixWithAgent', preview);
    assert.equal(lineIn(host.chat), before + 1);
    fresh.instance.store.clear(ref.documentId);
    await vscode.commands.executeCommand('palisade.fixWithAgent', preview);
    assert.equal(host.chats.length, 1);
  });

  it('is no fix when an unsaved document is closed', async () => {
    const document = await vscode.workspace.openTextDocument({ content: ORDERS_PY, language: 'python' });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('palisade.scanFile');
    const ref = refOf(document, 'sql-injection');
    await vscode.commands.executeCommand('palisade.fixWithAgent', ref);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('palisade.verifyNow', { fix: fixes()[0] });
    assert.equal(fixes()[0]?.status, 'cannot-tell', JSON.stringify(fixes()[0]?.check));
    assert.ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === ref.documentId));
  });

  it('goes into one prompt with the others of its file', async () => {
    const document = await scanned();
    await vscode.commands.executeCommand('palisade.fixWithAgent', { documentId: document.uri.toString() });
    assert.match(host.chat, /sql-injection/);
    assert.match(host.chat, /tls-verification-off/);
    assert.equal(fixes().length, 2);
  });

  it('goes to the clipboard or to a document where hosts lie, and says which', async () => {
    const document = await scanned();
    host.broken.add('execute').add('openLink');
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'sql-injection'));
    assert.equal(host.copies.length, 1);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /on the clipboard/);
    host.broken.add('copy');
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'sql-injection'));
    assert.equal(host.documents.length, 1);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /in a new document/);
    host.broken.add('showDocument').add('commands');
    const before = fixes().length;
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'tls-verification-off'));
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /could not be handed over/);
    assert.equal(fixes().length, before, 'what nobody got is not watched');
  });

  it('goes where the setting says', async () => {
    const document = await scanned();
    await vscode.workspace
      .getConfiguration()
      .update('palisade.handOff.target', 'clipboard', vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'sql-injection'));
    assert.deepEqual([host.chats.length, host.copies.length], [0, 1]);
  });

  it('is not handed over in a workspace that is not trusted, but can be looked at', async () => {
    const document = await scanned();
    trusted = false;
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'sql-injection'));
    assert.deepEqual([host.chats.length, host.links.length, host.copies.length, fixes().length], [0, 0, 0, 0]);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /not trusted/);
    await vscode.commands.executeCommand('palisade.previewPrompt', refOf(document, 'sql-injection'));
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'palisade-made');
  });

  it('is checked at once when a person asks', async () => {
    const document = await scanned();
    const ref = refOf(document, 'tls-verification-off');
    await vscode.commands.executeCommand('palisade.verifyNow', ref);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /still there/);
    await replace(document, ', verify=False', '');
    await vscode.commands.executeCommand('palisade.verifyNow', ref);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /fixed/);
    assert.ok(
      !fresh.instance.store
        .records(document.uri.toString())
        .some((one) => one.finding.ruleId === 'tls-verification-off' && isShown(one)),
    );
  });

  it('is not watched any more when the person says so', async () => {
    const document = await scanned();
    await vscode.commands.executeCommand('palisade.fixWithAgent', refOf(document, 'sql-injection'));
    await vscode.commands.executeCommand('palisade.stopWatching');
    assert.equal(fixes()[0]?.status, 'stopped');
    await vscode.commands.executeCommand('palisade.clearFixes');
    assert.equal(fixes().length, 0);
  });

  it('is explained on a page, with the playbook', async () => {
    const document = await scanned();
    // The preview of Markdown opens it when it gets to it.
    const page = new Promise<vscode.TextDocument>((resolve) => {
      const subscription = vscode.workspace.onDidOpenTextDocument((opened) => {
        if (!/^palisade-made:.*finding\.md$/.test(opened.uri.toString())) return;
        subscription.dispose();
        resolve(opened);
      });
    });
    await vscode.commands.executeCommand('palisade.explainFinding', refOf(document, 'sql-injection'));
    assert.match((await page).getText(), /How it is fixed/);
  });

  it('says so when nothing is meant, or what was meant is gone', async () => {
    await vscode.commands.executeCommand('palisade.fixWithAgent');
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /Put the cursor on a finding/);
    await vscode.commands.executeCommand('palisade.fixWithAgent', { documentId: 'file:///none.py', fingerprint: 'x' });
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /Nothing is known of this finding here/);
    await vscode.commands.executeCommand('palisade.fixWithAgent', { documentId: 'file:///none.py' });
    assert.doesNotMatch(fresh.dialogs.messages.at(-1) ?? '', /Nothing fails/, 'nobody has looked');
    await vscode.commands.executeCommand('palisade.fixWithAgent', { place: 's3://none', bucket: 'none' });
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /not read from the account yet/);
    for (const rubbish of [7, 'x', null, [], { bucket: 5 }, { documentId: 'file:///none.py' }]) {
      await vscode.commands.executeCommand('palisade.fixWithAgent', rubbish);
    }
    assert.equal(host.chats.length, 0);
  });
});
