import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { dirname } from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { closeEditors, type Fresh, freshExtension } from './freshExtension.ts';
import { hideOtherFiles, lastMessage, many, showOtherFiles } from './manyFiles.ts';
import { CLEAN_PY, ORDERS_PY } from './samples.ts';

const FILES = 1_000;

/** About 50 lines without a finding. */
const PLAIN_PY = `${Array.from({ length: 12 }, (_, n) => `def f${n}(a, b):\n    c = a + b * ${n}\n    return c\n`).join('\n')}${CLEAN_PY}`;
const PLAIN_JS = Array.from(
  { length: 12 },
  (_, n) => `export function f${n}(a, b) {\n  return a + b * ${n};\n}\n`,
).join('\n');

/** Of twenty files one has findings, one is a document, and four are JavaScript. */
function sample(index: number): readonly [ending: string, text: string] {
  const kind = index % 20;
  if (kind === 0) return ['py', ORDERS_PY];
  if (kind === 1) return ['md', 'Some notes.\n'.repeat(30)];
  return kind < 6 ? ['js', PLAIN_JS] : ['py', PLAIN_PY];
}

const inMs = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(0);

describe('a scan of a thousand files', () => {
  let fresh: Fresh;

  before(async function () {
    this.timeout(60_000);
    await hideOtherFiles();
    for (let index = 0; index < FILES; index++) {
      const [ending, text] = sample(index);
      const path = many(`${index % 50}/${index}.${ending}`).fsPath;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    fresh = await freshExtension();
  });
  after(closeEditors);
  after(showOtherFiles);

  /** Prints what it took; on a busy machine these figures say little. */
  const measured = async (title: string): Promise<void> => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const startedAt = performance.now();
    const loop = performance.eventLoopUtilization();
    await vscode.commands.executeCommand('palisade.scanWorkspace');
    const took = performance.now() - startedAt;
    const { active } = performance.eventLoopUtilization(loop);
    delay.disable();
    Mocha.reporters.Base.consoleLog(
      `      ${title}: ${(took / FILES).toFixed(1)} ms per file, of which the extension host was busy ${(active / FILES).toFixed(1)} ms; ` +
        `its longest block ${inMs(delay.max)} ms, 99.9 % below ${inMs(delay.percentile(99.9))} ms`,
    );
  };

  it('gets through all of them (figures are printed, not judged)', async function () {
    this.timeout(5 * 60_000);
    await measured('for the first time');
    assert.match(
      lastMessage(fresh),
      /100 findings in 1,000 files: .*Files: 950 complete, 50 partial \(no offline engine\)\./,
    );
    await measured('unchanged');
    assert.match(lastMessage(fresh), /100 findings in 1,000 files: .*1,000 of them unchanged since an earlier scan/);
  });

  it('keeps the text of those with findings, and of no others', () => {
    const known = fresh.instance.tracker.known();
    assert.equal(known.length, FILES);
    assert.equal(known.filter((id) => fresh.instance.tracker.linesOf(id) !== undefined).length, FILES / 20);
  });
});
