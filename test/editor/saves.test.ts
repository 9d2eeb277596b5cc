import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type FakeGemini, startFakeGemini } from '../support/fakeGemini.ts';
import { FakeClock } from '../support/fakeClock.ts';
import {
  closeEditors,
  type Fresh,
  freshExtension,
  inFolder,
  nextOutcome,
  openFile,
  problemsOf,
  replace,
  setSetting,
  statusIs,
} from './freshExtension.ts';
import { ORDERS_PY } from './samples.ts';

describe('scan on save', () => {
  let gemini: FakeGemini;
  let clock: FakeClock;
  let fresh: Fresh;

  beforeEach(async () => {
    gemini = await startFakeGemini({ modes: 'ok-empty' });
    clock = new FakeClock();
    fresh = await freshExtension({ geminiEndpoint: gemini.url, clock, environment: { GEMINI_API_KEY: 'a-test-key' } });
    fresh.dialogs.consent = 'granted';
  });
  afterEach(async () => {
    await setSetting('palisade.scanOnSave', undefined);
    await setSetting('files.autoSave', undefined);
    await setSetting('files.autoSaveDelay', undefined);
    await closeEditors();
    await gemini.stop();
  });

  const opened = async (): Promise<vscode.TextDocument> => (await openFile('orders.py', ORDERS_PY)).document;

  it('runs both engines on a save by hand', async () => {
    const document = await opened();
    const done = nextOutcome(fresh.instance, document.uri);
    await replace(document, 'import requests', 'import requests  # HTTP');
    await document.save();
    const outcome = await done;
    assert.deepEqual([outcome.status, outcome.receipt.engines], ['complete', ['embedded', 'gemini']]);
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
    assert.deepEqual(fresh.dialogs.said, [], 'a save speaks through the status bar alone');
  });

  it('keeps Gemini out of it when the setting says so', async () => {
    await setSetting('palisade.scanOnSave', 'embedded');
    const document = await opened();
    const done = nextOutcome(fresh.instance, document.uri);
    await replace(document, 'import requests', 'import requests  # HTTP');
    await document.save();
    assert.deepEqual((await done).receipt.engines, ['embedded']);
    assert.equal(gemini.requests.length, 0);
  });

  it('keeps Gemini out of it when the editor saves by itself', async () => {
    const document = await opened();
    const done = nextOutcome(fresh.instance, document.uri);
    await setSetting('files.autoSaveDelay', 10);
    await setSetting('files.autoSave', 'afterDelay');
    await replace(document, 'import requests', 'import requests  # HTTP');
    assert.deepEqual((await done).receipt.engines, ['embedded']);
    assert.equal(gemini.requests.length, 0);
  });

  it('does nothing when it is off', async () => {
    await setSetting('palisade.scanOnSave', 'off');
    const document = await opened();
    await replace(document, 'import requests', 'import requests  # HTTP');
    await document.save();
    // What a save sets off is decided in its event, which is over.
    assert.ok(!fresh.instance.scans.known().includes(document.uri.toString()));
  });

  it('leaves alone what the editor writes for itself, though it calls that a manual save', async () => {
    await setSetting('files.autoSaveDelay', 900);
    assert.deepEqual(fresh.instance.scans.known(), []);
  });

  it('scans what is saved behind the scenes, as agents do, without Gemini', async () => {
    const uri = inFolder('cases/behind/orders.py');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(ORDERS_PY));
    const document = await vscode.workspace.openTextDocument(uri);
    const done = nextOutcome(fresh.instance, uri);
    await replace(document, 'import requests', 'import requests  # HTTP');
    await document.save();
    assert.deepEqual((await done).receipt.engines, ['embedded']);
    assert.equal(gemini.requests.length, 0);
  });

  it('leaves prose alone', async () => {
    const { document } = await openFile('README.md', '# Orders\n');
    await replace(document, 'Orders', 'Orders of tea');
    await document.save();
    assert.ok(!fresh.instance.scans.known().includes(document.uri.toString()));
  });

  it('waits until 15 seconds have passed since the last review of the file', async () => {
    const document = await opened();
    const first = nextOutcome(fresh.instance, document.uri);
    await replace(document, 'import requests', 'import requests  # one');
    await document.save();
    await first;
    assert.equal(gemini.requests.length, 1);

    const second = nextOutcome(fresh.instance, document.uri);
    await replace(document, '# one', '# two');
    await document.save();
    await statusIs(
      fresh.instance,
      document.uri,
      (status) => status?.phase === 'scanning' && status.stage === 'waiting',
    );
    fresh.instance.renderer.flush();
    assert.match(fresh.instance.status.view?.text ?? '', /waiting for Gemini/);
    assert.equal(gemini.requests.length, 1);
    clock.advance(15_000);
    assert.deepEqual((await second).receipt.engines, ['embedded', 'gemini']);
    assert.equal(gemini.requests.length, 2);
  });
});
