import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { Settings } from '../../src/editor/settings.ts';
import { type FakeGemini, startFakeGemini } from '../support/fakeGemini.ts';
import { closeEditors, type Fresh, freshExtension, inFolder, nextOutcome, openFile } from './freshExtension.ts';
import { ORDERS_PY } from './samples.ts';

describe('a settings file that is broken', () => {
  const file = inFolder('.vscode/settings.json').fsPath;
  let before: string | undefined;
  let gemini: FakeGemini;
  let fresh: Fresh;

  beforeEach(async () => {
    before = await readFile(file, 'utf8').catch(() => undefined);
    gemini = await startFakeGemini({ modes: 'ok-empty' });
    fresh = await freshExtension({ geminiEndpoint: gemini.url, environment: { GEMINI_API_KEY: 'a-test-key' } });
    fresh.dialogs.consent = 'granted';
  });
  afterEach(async () => {
    await write(before);
    await closeEditors();
    await gemini.stop();
  });

  /** Puts a text in the place of the file, and waits until the editor has read it. */
  const write = async (text: string | undefined): Promise<void> => {
    const current = await readFile(file, 'utf8').catch(() => undefined);
    if (current === text) return;
    const read = new Promise<void>((resolve) => {
      const subscription = vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('palisade')) return;
        subscription.dispose();
        resolve();
      });
    });
    await mkdir(dirname(file), { recursive: true });
    if (text === undefined) await rm(file);
    else await writeFile(file, text);
    await read;
  };
  const scanned = async (): Promise<ReturnType<Fresh['instance']['scans']['status']>> => {
    const { document } = await openFile('orders.py', ORDERS_PY);
    await vscode.commands.executeCommand('palisade.scanFile');
    return fresh.instance.scans.status(document.uri.toString());
  };
  const kindsOf = (status: Awaited<ReturnType<typeof scanned>>): string[] => {
    assert.ok(status?.phase === 'done');
    return status.outcome.reasons.map(({ kind }) => kind);
  };

  it('counts as far as it can be read: what it excludes before it breaks off stays here', async () => {
    await write('{\n  "palisade.exclude": [\n    "orders.py",\n    "secr');
    assert.deepEqual(kindsOf(await scanned()), ['excluded']);
    assert.equal(gemini.requests.length, 0);
    assert.equal(fresh.instance.store.allRecords().length, 2);
  });

  for (const [what, value] of [
    ['written like files.exclude', { 'orders.py': true }],
    ['a list in a list', [['orders.py']]],
    ['a word that is no list', true],
  ] as const) {
    it(`keeps every file here when palisade.exclude is ${what}`, async () => {
      await write(JSON.stringify({ 'palisade.exclude': value }));
      assert.deepEqual(kindsOf(await scanned()), ['excluded']);
      assert.equal(gemini.requests.length, 0);
    });
  }

  it('sends nothing on save when palisade.scanOnSave is no choice of ours', async () => {
    await write(JSON.stringify({ 'palisade.scanOnSave': 'offline' }));
    const { document } = await openFile('orders.py', ORDERS_PY);
    const done = nextOutcome(fresh.instance, document.uri);
    await vscode.commands.executeCommand('workbench.action.files.save');
    assert.deepEqual((await done).receipt.engines, ['embedded']);
    assert.equal(gemini.requests.length, 0);
  });

  it('leaves the marks on when it says nothing sensible of them', async () => {
    await write(JSON.stringify({ 'palisade.decorations.enabled': 'yes', 'palisade.decorations.labels': 7 }));
    assert.deepEqual(new Settings().decorations(), { enabled: true, labels: true });
  });
});
