import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { type FakeGemini, promptOf, startFakeGemini } from '../support/fakeGemini.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { closeEditors, type Fresh, freshExtension } from './freshExtension.ts';
import { ORDERS_PY } from './samples.ts';

describe('files outside the workspace', () => {
  let folder: TemporaryFolder;
  let gemini: FakeGemini;
  let fresh: Fresh;

  beforeEach(async () => {
    folder = await temporaryFolder('outside');
    gemini = await startFakeGemini({ modes: 'ok-empty' });
    fresh = await freshExtension({ geminiEndpoint: gemini.url, environment: { GEMINI_API_KEY: 'a-test-key' } });
    fresh.dialogs.consent = 'granted';
  });
  afterEach(async () => {
    await closeEditors();
    await gemini.stop();
    await folder.dispose();
  });

  const scanned = async (path: string, text: string): Promise<string> => {
    const file = join(folder.path, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    const { document } = await vscode.window.showTextDocument(vscode.Uri.file(file));
    await vscode.commands.executeCommand('palisade.scanFile');
    return document.uri.toString();
  };

  it('are reviewed under their name alone, since the folders may say who somebody is', async () => {
    const id = await scanned('alice/private/orders.py', ORDERS_PY);
    assert.equal(fresh.instance.store.pathOf(id), 'orders.py');
    const prompt = promptOf(gemini.requests[0]?.body ?? '');
    assert.match(prompt, /^Path: .*orders\.py/m);
    assert.ok(!prompt.includes('alice'));
  });

  it('stay on the machine when their folder says that they hold keys', async () => {
    const id = await scanned('alice/.aws/config', '[default]\nregion = eu-west-1\n');
    assert.equal(gemini.requests.length, 0);
    const status = fresh.instance.scans.status(id);
    assert.ok(status?.phase === 'done');
    assert.ok(status.outcome.reasons.some(({ kind }) => kind === 'excluded'));
  });
});
