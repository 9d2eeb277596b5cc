// Runs in the extension host of a real editor and writes what it measured to a file.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension.ts';
import { sampleCode } from '../../support/sampleCode/sampleCode.ts';
import { REPORT_VARIABLE, type Figure } from '../figure.ts';

const ACTIVATIONS = 20;
const SAVES = 30;
const SCANS_FOR_MEMORY = 500;
const IDLE_MS = 20_000;
const MEGABYTE = 1024 * 1024;

export async function run(): Promise<void> {
  const path = process.env[REPORT_VARIABLE];
  const extension = vscode.extensions.getExtension<TestApi | undefined>('palisade.palisade');
  const api = await extension?.activate();
  if (path === undefined || extension === undefined || api === undefined)
    throw new Error('there is nothing to measure');
  const figures: Figure[] = [];
  figures.push(loadTimes(extension.extensionUri));
  figures.push(await activations(api));
  const { instance, document } = await prepared(api);
  figures.push(await saveTimes(document));
  figures.push(await blocks(instance, document));
  figures.push(...(await memory(instance, document)));
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const active = await busyShare();
  await instance.dispose();
  const without = await busyShare();
  figures.push({
    name: 'CPU of the host when idle, beyond that without the extension',
    unit: 'ms/s',
    samples: [active - without],
    target: { atMost: 1, of: 'max' },
  });
  writeFileSync(path, JSON.stringify(figures));
}

type Instance = Awaited<ReturnType<TestApi['recreate']>>;

/** Reading and evaluating the main bundle, which comes before activate(). */
function loadTimes(extension: vscode.Uri): Figure {
  const require = createRequire(`${extension.fsPath}/package.json`);
  const bundle = require.resolve('./dist/extension.cjs');
  const kept = require.cache[bundle];
  const samples = Array.from({ length: ACTIVATIONS }, () => {
    Reflect.deleteProperty(require.cache, bundle);
    const started = performance.now();
    require(bundle);
    return performance.now() - started;
  });
  if (kept !== undefined) require.cache[bundle] = kept;
  return { name: 'loading the main bundle', unit: 'ms', samples };
}

async function activations(api: TestApi): Promise<Figure> {
  const samples: number[] = [];
  let instance = await api.recreate({});
  for (let round = 0; round < ACTIVATIONS; round++) {
    await instance.dispose();
    const started = performance.now();
    instance = await api.recreate({});
    samples.push(performance.now() - started);
  }
  return { name: 'activate()', unit: 'ms', samples, target: { atMost: 30, of: 'median' } };
}

async function prepared(api: TestApi): Promise<{ instance: Instance; document: vscode.TextDocument }> {
  const instance = await api.recreate({});
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('no folder is open');
  const uri = vscode.Uri.joinPath(folder.uri, 'bench.py');
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${sampleCode('python', 300) ?? ''}\n`));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return { instance, document };
}

/** From the save by hand to the diagnostics that the Problems view shows. Each save has a finding more or one less. */
async function saveTimes(document: vscode.TextDocument): Promise<Figure> {
  const samples: number[] = [];
  const extra = 'import os\nos.system(input())\n';
  await saved(document);
  for (let round = 0; round < SAVES; round++) {
    const edit = new vscode.WorkspaceEdit();
    const begin = new vscode.Position(0, 0);
    if (round % 2 === 0) edit.insert(document.uri, begin, extra);
    else edit.delete(document.uri, new vscode.Range(begin, new vscode.Position(2, 0)));
    const before = countOf(document.uri);
    await vscode.workspace.applyEdit(edit);
    samples.push(await saved(document, before));
  }
  return {
    name: 'from save to visible diagnostic, 300 lines',
    unit: 'ms',
    samples,
    target: { atMost: 300, of: 'median' },
  };
}

function countOf(uri: vscode.Uri): number {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Palisade').length;
}

async function saved(document: vscode.TextDocument, before = 0): Promise<number> {
  const started = performance.now();
  const shown = new Promise<number>((resolve) => {
    const subscription = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((uri) => uri.toString() === document.uri.toString()) || countOf(document.uri) === before) return;
      subscription.dispose();
      resolve(performance.now() - started);
    });
  });
  await document.save();
  return shown;
}

/** How long this thread was away at most, in each of some scans of 1,000 lines. */
async function blocks(instance: Instance, document: vscode.TextDocument): Promise<Figure> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  edit.replace(document.uri, whole, `${sampleCode('python', 1000) ?? ''}\n`);
  await vscode.workspace.applyEdit(edit);
  await document.save();
  const samples: number[] = [];
  for (let round = 0; round < SAVES; round++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await instance.scans.scan(document, 'command', false);
    // Rendering comes after the scan.
    await new Promise((resolve) => setImmediate(resolve));
    instance.renderer.flush();
    delay.disable();
    samples.push(Math.max(0, delay.max / 1e6));
  }
  return {
    name: 'longest block of the host in a scan of 1,000 lines',
    unit: 'ms',
    samples,
    target: { atMost: 20, of: 'median' },
  };
}

async function memory(instance: Instance, document: vscode.TextDocument): Promise<Figure[]> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const scan = () => instance.scans.scan(document, 'command', false);
  for (let round = 0; round < 20; round++) await scan();
  collect();
  const before = process.memoryUsage();
  for (let round = 0; round < SCANS_FOR_MEMORY; round++) await scan();
  collect();
  const after = process.memoryUsage();
  const heap = after.heapUsed + after.external - before.heapUsed - before.external;
  return [
    {
      name: `memory growth of the host after ${SCANS_FOR_MEMORY} scans of the same file`,
      unit: 'MB',
      samples: [heap / MEGABYTE],
      target: { atMost: 20, of: 'max' },
    },
    {
      name: 'the same of the whole process, worker included',
      unit: 'MB',
      samples: [(after.rss - before.rss) / MEGABYTE],
    },
  ];
}

/** Milliseconds of CPU in each second in which nothing happens. */
async function busyShare(): Promise<number> {
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / IDLE_MS;
}
