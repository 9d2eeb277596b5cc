// Runs in the extension host of a real editor: the S3 posture of an account with many buckets.
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { PostureNode } from '../../../src/editor/posture/postureNode.ts';
import type { Posture } from '../../../src/editor/lazyPosture.ts';
import type { TestApi } from '../../../src/extension.ts';
import { REPORT_VARIABLE, type Figure } from '../figure.ts';
import { BlockMeter } from './blockMeter.ts';
import { heldMemory } from './heldMemory.ts';

const MEGABYTE = 1024 * 1024;

export async function run(): Promise<void> {
  const path = process.env[REPORT_VARIABLE];
  const extension = vscode.extensions.getExtension<TestApi | undefined>('palisade.palisade');
  const api = await extension?.activate();
  if (path === undefined || api === undefined) throw new Error('there is nothing to measure');
  const { env: variables } = process;
  const instance = await api.recreate({ aws: { variables, homeFolder: '/nonexistent' }, isTrusted: () => true });
  await vscode.commands.executeCommand('palisade.posture.focus');
  const posture = instance.posture.load();
  const figures = [...(await readingFigures(posture)), ...(await expandingFigures(posture))];
  await instance.dispose();
  writeFileSync(path, JSON.stringify(figures));
}

function figure(name: string, unit: Figure['unit'], samples: readonly number[], atMost?: number): Figure {
  return { name, unit, samples: [...samples], ...(atMost === undefined ? {} : { target: { atMost, of: 'max' } }) };
}

async function readingFigures({ session, view }: Posture): Promise<Figure[]> {
  session.choose({ kind: 'environment' });
  const before = { held: heldMemory(), process: process.memoryUsage().rss };
  let peak = before.process;
  let listedAt = NaN;
  let firstAt = NaN;
  const subscriptions = [
    session.onDidChange(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
      if (Number.isNaN(listedAt) && session.state.rows.size > 0) listedAt = performance.now();
    }),
    // What the editor is told to draw: a row that was read is among it.
    view.onDidChangeTreeData(() => {
      if (Number.isNaN(firstAt) && (session.state.reading?.read ?? 0) > 0) firstAt = performance.now();
    }),
  ];
  const meter = new BlockMeter();
  const startedAt = performance.now();
  await session.readAll();
  const elapsed = performance.now() - startedAt;
  meter.stop();
  for (const subscription of subscriptions) subscription.dispose();
  const { outcome, rows } = session.state;
  const read = [...rows.values()].filter(({ posture }) => posture !== undefined).length;
  if (outcome?.failure !== undefined || read !== rows.size || read === 0) {
    throw new Error(`only ${read} of ${rows.size} buckets were read: ${JSON.stringify(outcome?.failure)}`);
  }
  const held = heldMemory() - before.held;
  return [
    figure(`sidebar, ${read} buckets: first row after the list`, 'ms', [firstAt - listedAt], 500),
    figure('  longest block of the extension host', 'ms', [meter.longest], 50),
    figure('  CPU time at a stretch', 'ms', [meter.longestAtWork]),
    figure('  memory growth of the extension host', 'MB', [held / MEGABYTE], 150),
    figure('  peak of the process beyond that before, the reading thread with it', 'MB', [
      (peak - before.process) / MEGABYTE,
    ]),
    figure('  all of it', 'ms', [elapsed]),
  ];
}

/** Asks for the children of every node as the editor does when it is unfolded. */
async function expandingFigures({ view }: Posture): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const groupBy of ['bucket', 'check'] as const) {
    await view.setGroupBy(groupBy);
    const samples: number[] = [];
    const expand = (node: PostureNode | undefined, depth: number): void => {
      const startedAt = performance.now();
      const children = view.getChildren(node);
      for (const child of children) view.getTreeItem(child);
      samples.push(performance.now() - startedAt);
      // A hundred of each kind tell enough.
      if (depth > 0) for (const child of children.slice(0, 100)) if (child.folding !== 'leaf') expand(child, depth - 1);
    };
    expand(undefined, 2);
    figures.push(figure(`  unfolding a node, grouped by ${groupBy}`, 'ms', samples, 100));
  }
  return figures;
}
