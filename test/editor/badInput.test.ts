import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ScanOutcome } from '../../src/findings/outcome.ts';
import { BAD_FILES, type Ending } from '../support/badInput.ts';
import { closeEditors, type Fresh, freshExtension, inFolder, problemsOf } from './freshExtension.ts';

/** The engine is stopped after 5 seconds of work; the rest is for a thread to start and a busy machine. */
const LIMIT_MS = 20_000;

function assertEnding(outcome: ScanOutcome, { status, because }: Ending): void {
  const kinds = outcome.reasons.map(({ kind }) => kind);
  assert.equal(outcome.status, status, JSON.stringify(kinds));
  if (because.length === 0) assert.deepEqual(kinds, []);
  else
    assert.ok(
      kinds.some((kind) => because.includes(kind)),
      JSON.stringify(kinds),
    );
}

describe('bad input in the editor', () => {
  let fresh: Fresh;
  const made: string[] = [];

  before(async () => {
    fresh = await freshExtension();
  });
  afterEach(async () => {
    await closeEditors();
    for (const path of made.splice(0)) await rm(path, { force: true });
  });

  const scan = async (uri: vscode.Uri): Promise<ScanOutcome> => {
    const started = performance.now();
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.ok(performance.now() - started < LIMIT_MS, 'too slow');
    fresh.instance.renderer.flush();
    const status = fresh.instance.scans.status(uri.toString());
    assert.equal(status?.phase, 'done');
    return status.outcome;
  };

  for (const { what, name, content, inEditor } of BAD_FILES) {
    it(`${what} ends as ${inEditor.status}${inEditor.finds === undefined ? '' : ', with what is in it'}`, async function () {
      this.timeout(60_000);
      const uri = inFolder(`bad-${name}`);
      made.push(uri.fsPath);
      await writeFile(uri.fsPath, content());
      await vscode.commands.executeCommand('vscode.open', uri);
      assertEnding(await scan(uri), inEditor);
      const lines = problemsOf(fresh.instance, uri).map(({ range }) => range.start.line + 1);
      assert.deepEqual(lines, inEditor.finds === undefined ? [] : [inEditor.finds]);
      const shown = `${fresh.instance.status.view?.text ?? ''} ${fresh.dialogs.messages.at(-1) ?? ''}`;
      if (inEditor.status !== 'complete') assert.doesNotMatch(shown, /has no findings|no findings \(/);
      if (inEditor.status === 'partial') assert.match(shown, /not everything|partial/);
      if (inEditor.status === 'failed') assert.match(shown, /could not look/);
    });
  }
});
