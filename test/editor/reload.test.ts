import assert from 'node:assert/strict';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { FilesOnDisk } from '../../src/editor/filesOnDisk.ts';
import type { Ports } from '../../src/editor/ports.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { type FakeGemini, startFakeGemini } from '../support/fakeGemini.ts';
import { MapMemory, StringStorage } from '../support/memory.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import {
  closed,
  closeEditors,
  type Fresh,
  freshExtension,
  inFolder,
  openFile,
  problemsOf,
  replace,
} from './freshExtension.ts';
import { CLEAN_PY, ORDERS_PY } from './samples.ts';

/** Built from parts, so that nobody takes it for a real one. */
const PASSWORD = ['oolong', '2019', 'Kx7', 'harbour'].join('-');
const GUARDED = ORDERS_PY.replace('    query =', '    if not customer.isprintable():\n        return {}\n    query =');

describe('a reload of the window', () => {
  let folder: TemporaryFolder;
  let gemini: FakeGemini;
  let clock: FakeClock;
  let machine: Partial<Ports>;
  let fresh: Fresh;

  beforeEach(async () => {
    folder = await temporaryFolder('findings');
    gemini = await startFakeGemini({
      patterns: [{ contains: 'def ship_order', cwe: '862', title: 'Anybody can ship', severity: 'medium' }],
      candidateRules: [{ contains: 'sql-injection', verdict: 'refuted', guardContains: 'isprintable' }],
    });
    clock = new FakeClock();
    // What a window leaves behind.
    machine = {
      clock,
      findings: new FilesOnDisk(folder.path),
      memory: new MapMemory(),
      usage: new StringStorage(),
      geminiEndpoint: gemini.url,
      environment: {},
    };
    fresh = await freshExtension(machine);
    fresh.dialogs.consent = 'granted';
  });
  afterEach(async () => {
    await closeEditors();
    await vscode.workspace.fs.delete(inFolder('.palisade'), { recursive: true }).then(undefined, () => undefined);
    // Ends what writes into the folder.
    await freshExtension();
    await gemini.stop();
    await folder.dispose();
  });

  const withKey = async (): Promise<void> => {
    machine = { ...machine, environment: { GEMINI_API_KEY: 'a-test-key' } };
    await reload();
    fresh.dialogs.consent = 'granted';
  };
  /** Ends the extension and starts it again on what it left. */
  const reload = async (overrides: Partial<Ports> = {}): Promise<void> => {
    fresh = await freshExtension({ ...machine, ...overrides });
    await fresh.instance.kept.restored;
  };
  const scanned = async (text: string, name = 'orders.py'): Promise<vscode.TextDocument> => {
    const { document } = await openFile(name, text);
    await vscode.commands.executeCommand('palisade.scanFile');
    return document;
  };
  /** A file that was scanned and is closed: what an extension opens stays open behind the scenes for a while. */
  const scannedAndClosed = async (path: string, text: string): Promise<vscode.Uri> => {
    const uri = inFolder(`cases/reload/${path}`);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await vscode.commands.executeCommand('vscode.open', uri);
    await vscode.commands.executeCommand('palisade.scanFile');
    const gone = closed(uri);
    await closeEditors();
    await gone;
    return uri;
  };
  /** Everything that a person sees of it. */
  const seen = (uri: vscode.Uri) => {
    const problems = problemsOf(fresh.instance, uri).map(({ message, range }) => [message, range.start.line]);
    const { view } = fresh.instance;
    const rows = view.getChildren().map((group) => [group.label, view.getChildren(group).map(({ label }) => label)]);
    return { problems, rows, message: view.message, records: fresh.instance.store.records(uri.toString()) };
  };
  const status = (): { text: string; tooltip: string } => {
    fresh.instance.renderer.flush();
    const { text = '', tooltip = '' } = fresh.instance.status.view ?? {};
    return { text, tooltip };
  };
  const bytesOnDisk = async (): Promise<string> => {
    const names = await readdir(folder.path);
    const contents = await Promise.all(names.map((name) => readFile(join(folder.path, name), 'latin1')));
    return contents.join('\n');
  };

  it('changes nothing of what is known of an open file, and says when it was looked at', async () => {
    const document = await scanned(ORDERS_PY);
    const before = seen(document.uri);
    assert.equal(before.problems.length, 2);
    clock.advance(2 * 60 * 60 * 1000);
    await reload();
    assert.deepEqual(seen(document.uri), before);
    assert.match(status().text, /Palisade: 2 findings$/);
    assert.match(status().tooltip, /\nLooked at 2 h ago, before this window was opened\.\n/);
    await replace(document, 'import sqlite3', 'import os\nimport sqlite3');
    assert.deepEqual(
      problemsOf(fresh.instance, document.uri).map(({ range }) => range.start.line),
      before.problems.map(([, line]) => Number(line) + 1),
    );
  });

  it('changes nothing of what is known of a closed file, nor of one in which nothing was found', async () => {
    const orders = await scannedAndClosed('orders.py', ORDERS_PY);
    const clean = await scannedAndClosed('clean.py', CLEAN_PY);
    const before = seen(orders);
    assert.equal(before.problems.length, 2);
    await reload();
    assert.deepEqual(seen(orders), before);
    await vscode.window.showTextDocument(clean);
    assert.match(status().text, /no findings \(offline engine\)$/);
  });

  it('changes nothing of what is ignored, refuted, and restored by a person', async () => {
    await withKey();
    const document = await scanned(GUARDED);
    const id = document.uri.toString();
    assert.equal(gemini.requests.length, 1);
    const [query, shipped] = fresh.instance.store.records(id);
    assert.ok(query?.refutation && shipped);
    fresh.dialogs.reason = 'Known.';
    await vscode.commands.executeCommand('palisade.ignoreFinding', {
      documentId: id,
      fingerprint: shipped.finding.fingerprint,
    });
    const before = seen(document.uri);
    assert.equal(before.problems.length, 1);
    assert.match(before.message ?? '', /^1 ignored/);
    assert.ok(before.rows.some(([label]) => label === 'Refuted by Gemini'));
    await reload();
    assert.deepEqual(seen(document.uri), before);

    const ref = { documentId: id, fingerprint: query.finding.fingerprint };
    await vscode.commands.executeCommand('palisade.restoreFinding', ref);
    const overruled = seen(document.uri);
    assert.equal(overruled.problems.length, 2);
    await reload();
    assert.deepEqual(seen(document.uri), overruled);
    assert.equal(gemini.requests.length, 1);
  });

  it('sends nothing again of unchanged text; with other engines or another prompt, the next save does', async () => {
    await withKey();
    const document = await scanned(ORDERS_PY);
    assert.equal(gemini.requests.length, 1);
    // Not waited for: a save may come before everything is read.
    fresh = await freshExtension(machine);
    const saveByHand = async (): Promise<void> => {
      await vscode.commands.executeCommand('workbench.action.files.save');
      // Whatever the save has set off is over when this is: it joins it, or finds it settled.
      await fresh.instance.scans.scan(document, 'save', true);
    };
    await saveByHand();
    assert.equal(gemini.requests.length, 1);
    const engines = fresh.instance.store
      .records(document.uri.toString())
      .map(({ finding }) => finding.provenance.engine);
    assert.deepEqual(engines, ['embedded', 'gemini', 'both']);

    await reload({ engines: () => Promise.resolve('other engines') });
    assert.equal(problemsOf(fresh.instance, document.uri).length, 3);
    assert.match(status().tooltip, /another version of Palisade or its rules/);
    clock.advance(60_000);
    await saveByHand();
    assert.equal(gemini.requests.length, 2);
    assert.doesNotMatch(status().tooltip, /another version|before this window/);
  });

  it('finds a file that was changed meanwhile: findings at their evidence, not clean, until the next save', async () => {
    const orders = await scannedAndClosed('moved.py', ORDERS_PY);
    const clean = await scannedAndClosed('not-clean.py', CLEAN_PY);
    // Nobody watches between two windows.
    await freshExtension();
    await writeFile(orders.fsPath, `# moved\n${ORDERS_PY.replace(', verify=False', '')}`);
    await writeFile(clean.fsPath, `${CLEAN_PY}\nimport os\n`);
    await reload();
    const [query, ...others] = problemsOf(fresh.instance, orders);
    assert.deepEqual(others, []);
    assert.match(query?.message ?? '', /text changed since the scan/);
    const { document } = await vscode.window.showTextDocument(orders);
    assert.match(document.getText(query?.range), /db\.execute\(query\)/);
    assert.match(status().text, /1 finding$/);
    assert.match(status().tooltip, /The text was changed since this scan\./);
    await vscode.window.showTextDocument(clean);
    assert.match(status().text, /changed since the scan$/);

    await vscode.window.showTextDocument(orders);
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.equal(problemsOf(fresh.instance, orders).length, 1);
    assert.doesNotMatch(problemsOf(fresh.instance, orders)[0]?.message ?? '', /text changed/);
  });

  it('takes the text of the editor, not that on disk', async () => {
    const document = await scanned(ORDERS_PY);
    await replace(document, 'import sqlite3', '# not saved\nimport sqlite3');
    const before = seen(document.uri);
    await reload();
    assert.deepEqual(seen(document.uri), before);
    assert.match(status().tooltip, /The text was changed since this scan\./);
  });

  it('forgets a file that is gone', async () => {
    const uri = await scannedAndClosed('gone.py', ORDERS_PY);
    await freshExtension();
    assert.ok((await bytesOnDisk()).includes('gone.py'));
    await rm(uri.fsPath);
    await reload();
    assert.deepEqual(problemsOf(fresh.instance, uri), []);
    assert.ok(!fresh.instance.scans.known().includes(uri.toString()));
    assert.ok(!(await bytesOnDisk()).includes('gone.py'));
  });

  it('knows nothing of a file whose record is cut off, and does not call it clean', async () => {
    const [orders, clean] = [await scanned(ORDERS_PY), await scanned(CLEAN_PY, 'clean.py')];
    await freshExtension();
    const before = await readdir(folder.path);
    assert.equal(before.length, 2);
    const contents = await Promise.all(before.map((name) => readFile(join(folder.path, name), 'utf8')));
    const damaged = before[contents.findIndex((content) => content.includes('clean.py'))] ?? '';
    await truncate(join(folder.path, damaged), 300);
    await reload();
    assert.equal(problemsOf(fresh.instance, orders.uri).length, 2);
    await vscode.window.showTextDocument(clean);
    assert.match(status().tooltip, /clean\.py was not scanned yet/);
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.match(status().text, /no findings \(offline engine\)$/);
  });

  it('leaves nothing of a secret on disk, and no text but what is quoted as evidence', async () => {
    await withKey();
    const document = await scanned(
      ORDERS_PY.replace('app = Flask(__name__)', `app = Flask(__name__)\nDB_PASSWORD = "${PASSWORD}"  # the tea house`),
    );
    assert.equal(problemsOf(fresh.instance, document.uri).length, 4);
    await fresh.instance.kept.flush();
    const onDisk = await bytesOnDisk();
    assert.ok(onDisk.includes('DB_PASSWORD'), 'the line is quoted');
    for (const part of [PASSWORD, PASSWORD.slice(0, 8), PASSWORD.slice(-8), 'sqlite3', 'orders.db']) {
      assert.ok(!onDisk.includes(part), part);
    }
    assert.ok(!onDisk.includes('a-test-key'));
    await reload();
    assert.ok(!JSON.stringify(seen(document.uri)).includes(PASSWORD));
  });

  it('brings nothing back that was cleared', async () => {
    const document = await scanned(ORDERS_PY);
    await fresh.instance.kept.flush();
    assert.equal((await readdir(folder.path)).length, 1);
    await vscode.commands.executeCommand('palisade.clearFindings');
    assert.deepEqual(await readdir(folder.path), []);
    await reload();
    assert.deepEqual(problemsOf(fresh.instance, document.uri), []);
    assert.match(status().tooltip, /was not scanned yet/);
  });

  it('brings nothing back when the cache was cleared; until then everything is shown', async () => {
    const document = await scanned(ORDERS_PY);
    await fresh.instance.kept.flush();
    await vscode.commands.executeCommand('palisade.clearCache');
    assert.match(
      fresh.dialogs.messages.at(-1) ?? '',
      /^Palisade: removed what was kept of 1 file \(\d+ KB\)\. What this/,
    );
    assert.deepEqual(await readdir(folder.path), []);
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
    await vscode.commands.executeCommand('palisade.clearCache');
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /^Palisade: nothing was kept of earlier scans/);
    await reload();
    assert.deepEqual(problemsOf(fresh.instance, document.uri), []);
  });
});
