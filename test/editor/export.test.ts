import assert from 'node:assert/strict';
import { posix } from 'node:path';
import type { Log } from 'sarif';
import * as vscode from 'vscode';
import { FakeClock } from '../support/fakeClock.ts';
import {
  closeEditors,
  type Fresh,
  freshExtension,
  inFolder,
  openFile,
  replace,
  setSetting,
  workspaceFolder,
} from './freshExtension.ts';
import { CLEAN_PY, ORDERS_PY } from './samples.ts';

describe('Palisade: Export Findings', function () {
  // Some of them scan more than one file.
  this.timeout(60_000);
  let fresh: Fresh;

  // In a browser VS Code saves by itself: what is scanned then is no part of these tests.
  before(() => setSetting('palisade.scanOnSave', 'off'));
  after(() => setSetting('palisade.scanOnSave', undefined));
  beforeEach(async () => {
    fresh = await freshExtension({ clock: new FakeClock(Date.UTC(2026, 0, 15, 12)) });
  });
  afterEach(async () => {
    await closeEditors();
    for (const folder of ['exports', '.palisade']) {
      await vscode.workspace.fs.delete(inFolder(folder), { recursive: true }).then(undefined, () => undefined);
    }
  });

  const scan = async (name: string, text: string): Promise<vscode.TextDocument> => {
    const { document } = await openFile(name, text);
    await vscode.commands.executeCommand('palisade.scanFile');
    fresh.dialogs.said.length = 0;
    return document;
  };
  const exportAs = async (format: string, name: string): Promise<string> => {
    fresh.dialogs.choice = format;
    fresh.dialogs.saveTo = inFolder(`exports/${name}`);
    await vscode.commands.executeCommand('palisade.exportFindings');
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(inFolder(`exports/${name}`)));
  };
  const exported = (): Thenable<boolean> =>
    vscode.workspace.fs.stat(inFolder('exports')).then(
      () => true,
      () => false,
    );

  it('says what to do when nothing was scanned, and writes nothing', async () => {
    await vscode.commands.executeCommand('palisade.exportFindings');
    assert.deepEqual(
      fresh.dialogs.said.map(({ message, buttons }) => [message, buttons]),
      [
        [
          'Palisade: Nothing was scanned in this window yet, so there is nothing to export. Open a file and scan it, then export again.',
          ['Scan File'],
        ],
      ],
    );
    assert.deepEqual(fresh.dialogs.picks, []);
  });

  it('says what will be in it, proposes a name, and tells what it has written', async () => {
    await scan('orders.py', ORDERS_PY);
    await scan('clean.py', CLEAN_PY);
    const text = await exportAs('SARIF', 'a.sarif');
    assert.deepEqual(fresh.dialogs.picks, ['Export 2 findings in 2 files as']);
    const [proposal] = fresh.dialogs.proposed;
    assert.equal(posix.basename(proposal?.path ?? ''), 'palisade-findings.sarif');
    assert.equal(
      proposal && vscode.workspace.getWorkspaceFolder(proposal)?.uri.toString(),
      workspaceFolder().uri.toString(),
    );
    assert.deepEqual(fresh.dialogs.messages, ['Palisade: exported to a.sarif: 2 findings in 2 files.']);
    const [run] = (JSON.parse(text) as Log).runs;
    assert.equal(run?.results?.length, 2);
    assert.equal(run.artifacts?.length, 2);
    assert.equal(run.invocations?.[0]?.executionSuccessful, true);
    assert.equal(run.invocations[0].endTimeUtc, '2026-01-15T12:00:00.000Z');
    assert.match(run.tool.driver.version ?? '', /^\d+\.\d+\.\d+$/);
    assert.match(
      run.results[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '',
      /^cases\/\d+\/orders\.py$/,
    );
  });

  it('writes nothing unless a format and a place were chosen', async () => {
    await scan('orders.py', ORDERS_PY);
    fresh.dialogs.saveTo = inFolder('exports/a.sarif');
    await vscode.commands.executeCommand('palisade.exportFindings');
    assert.deepEqual(fresh.dialogs.proposed, [], 'no format, no place is asked for');
    fresh.dialogs.choice = 'Markdown';
    fresh.dialogs.saveTo = undefined;
    await vscode.commands.executeCommand('palisade.exportFindings');
    assert.equal(fresh.dialogs.proposed.length, 1);
    assert.equal(await exported(), false);
    assert.deepEqual(fresh.dialogs.said, []);
  });

  it('has what is ignored, suppressed with the reason', async () => {
    const document = await scan('orders.py', ORDERS_PY);
    const [record] = fresh.instance.store.records(document.uri.toString());
    fresh.dialogs.reason = 'The gateway checks it.';
    await vscode.commands.executeCommand('palisade.ignoreFinding', {
      documentId: document.uri.toString(),
      fingerprint: record?.finding.fingerprint,
    });
    const [run] = (JSON.parse(await exportAs('SARIF', 'a.sarif')) as Log).runs;
    assert.deepEqual(
      run?.results?.map(({ suppressions }) => suppressions?.map(({ justification }) => justification)),
      [[], ['The gateway checks it.']],
    );
    assert.match(fresh.dialogs.picks.at(-1) ?? '', /^Export 1 finding in 1 file, 1 ignored as$/);
  });

  it('says that text was changed since, in words and in the report', async () => {
    const document = await scan('orders.py', ORDERS_PY);
    await replace(document, 'db.execute(query)', 'db.execute(query2)');
    const text = await exportAs('Markdown', 'a.md');
    assert.match(text, /^\*\*2 findings in 1 file, but not everything was looked at: this is no clean result\.\*\*$/m);
    assert.match(text, /text changed since the scan/);
    assert.match(text, /orders\\\.py: The text was changed after the scan/);
    assert.match(
      fresh.dialogs.messages[0] ?? '',
      /: 2 findings in 1 file; 1 file not looked at in full; the text of 1 finding changed since\.$/,
    );
  });

  it('has the reason where a file was not looked at in full', async () => {
    await scan('notes.rb', 'puts 1\n');
    const report = JSON.parse(await exportAs('JSON', 'a.json')) as {
      origin: string;
      summary: { complete: boolean };
      files: { path: string; outcome: { status: string; reasons: { kind: string }[] } }[];
    };
    assert.equal(report.origin, 'editor');
    assert.equal(report.summary.complete, false);
    assert.deepEqual(
      report.files.map(({ outcome }) => [outcome.status, outcome.reasons.map(({ kind }) => kind)]),
      [['partial', ['no-adapter']]],
    );
    assert.match(fresh.dialogs.messages[0] ?? '', /no findings in 1 file; 1 file not looked at in full/);
  });

  it('does not say that a file is clean whose scan it knows nothing of', async () => {
    const document = await scan('orders.py', ORDERS_PY);
    fresh.instance.jobs.forget(document.uri.toString());
    const text = await exportAs('Markdown', 'a.md');
    assert.match(text, /No scan of this file has ended in this window/);
    assert.match(text, /^\| cases\/\d+\/orders\\\.py \| in part \| nobody \|/m);
  });

  it('says why a file could not be written', async () => {
    await scan('orders.py', ORDERS_PY);
    fresh.dialogs.choice = 'JSON';
    // A folder is in the way.
    fresh.dialogs.saveTo = inFolder('cases');
    await vscode.commands.executeCommand('palisade.exportFindings');
    const [said] = fresh.dialogs.said;
    assert.equal(said?.level, 'error');
    assert.match(said.message, /^Palisade: cases could not be written: .*Nothing was exported\.$/);
  });

  it('holds no secret', async () => {
    const secret = ['oolong', '2019', 'Kx7', 'harbour'].join('-');
    await scan('settings.py', `DB_PASSWORD = "${secret}"\n`);
    for (const [format, name] of [
      ['SARIF', 'a.sarif'],
      ['Markdown', 'a.md'],
      ['JSON', 'a.json'],
    ] as const) {
      const text = await exportAs(format, name);
      assert.ok(text.includes('****'), format);
      assert.ok(!text.includes(secret), format);
    }
  });
});
