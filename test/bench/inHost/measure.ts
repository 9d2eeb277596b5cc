// Runs in the extension host of a real editor and writes what it measured to a file.
import { writeFileSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension.ts';
import { sampleCode } from '../../support/sampleCode/sampleCode.ts';
import { REPORT_VARIABLE, type Figure } from '../figure.ts';
import { BlockMeter } from './blockMeter.ts';
import { heldMemory, MEMORY_CHANNEL, MEMORY_QUESTION, type MemoryAnswer } from './heldMemory.ts';

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
  const { instance, document } = await prepared(api);
  figures.push(await saveTimes(document));
  figures.push(...(await blocks(instance, document)));
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
  // The first one starts the engine; without an edit before it there is nothing to save.
  for (let round = 0; round <= SAVES; round++) {
    const edit = new vscode.WorkspaceEdit();
    const begin = new vscode.Position(0, 0);
    if (round % 2 === 0) edit.insert(document.uri, begin, extra);
    else edit.delete(document.uri, new vscode.Range(begin, new vscode.Position(2, 0)));
    const before = countOf(document.uri);
    await vscode.workspace.applyEdit(edit);
    const took = await saved(document, before);
    if (round > 0) samples.push(took);
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

async function saved(document: vscode.TextDocument, before: number): Promise<number> {
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
async function blocks(instance: Instance, document: vscode.TextDocument): Promise<Figure[]> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  edit.replace(document.uri, whole, `${sampleCode('python', 1000) ?? ''}\n`);
  await vscode.workspace.applyEdit(edit);
  await document.save();
  const meters: BlockMeter[] = [];
  for (let round = 0; round < SAVES; round++) {
    const meter = new BlockMeter();
    await instance.scans.scan(document, 'command', false);
    // Rendering comes after the scan.
    await new Promise((resolve) => setImmediate(resolve));
    meter.stop();
    meters.push(meter);
  }
  return [
    {
      name: 'longest block of the extension host in a scan of 1,000 lines',
      unit: 'ms',
      samples: meters.map(({ longest }) => longest),
      target: { atMost: 20, of: 'max' },
    },
    { name: '  CPU time at a stretch', unit: 'ms', samples: meters.map(({ longestAtWork }) => longestAtWork) },
  ];
}

async function memory(instance: Instance, document: vscode.TextDocument): Promise<Figure[]> {
  const scan = () => instance.scans.scan(document, 'command', false);
  for (let round = 0; round < 20; round++) await scan();
  const before = { host: heldMemory(), worker: await workerMemory(), process: process.memoryUsage().rss };
  for (let round = 0; round < SCANS_FOR_MEMORY; round++) await scan();
  const after = { host: heldMemory(), worker: await workerMemory(), process: process.memoryUsage().rss };
  const growth = (part: keyof typeof before): number[] => [(after[part] - before[part]) / MEGABYTE];
  const target = { atMost: 20, of: 'max' } as const;
  const name = `memory growth after ${SCANS_FOR_MEMORY} scans of the same file`;
  return [
    { name: `${name}, extension host`, unit: 'MB', samples: growth('host'), target },
    { name: `${name}, engine worker`, unit: 'MB', samples: growth('worker'), target },
    { name: '  what the process got from the system meanwhile', unit: 'MB', samples: growth('process') },
  ];
}

/** Bytes that the engine worker holds. It must have been started. */
async function workerMemory(): Promise<number> {
  const channel = new BroadcastChannel(MEMORY_CHANNEL);
  const answer = new Promise<number>((resolve) => {
    channel.onmessage = ({ data }: { readonly data: unknown }) => resolve((data as MemoryAnswer).held);
  });
  channel.postMessage(MEMORY_QUESTION);
  const held = await answer;
  channel.close();
  return held;
}

/** Milliseconds of CPU in each second in which nothing happens. */
async function busyShare(): Promise<number> {
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / IDLE_MS;
}
