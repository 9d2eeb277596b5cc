// npm run bench: what Palisade costs, as figures with the targets beside them. Nothing fails because of a figure.
// Takes the parts to measure: npm run bench -- engine sizes editor
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { repository } from '../support/repository.ts';
import { packageVsix, VSIX_VARIABLE } from '../support/vsix.ts';
import { editorFigures } from './editorFigures.ts';
import { engineFigures } from './engineFigures.ts';
import { type Figure, lineOf, statisticsOf, tableOf } from './figure.ts';
import { monitorFigures } from './monitorFigures.ts';
import { postureFigures } from './postureFigures.ts';
import { sidebarFigures } from './sidebarFigures.ts';
import { sizeFigures } from './sizeFigures.ts';

const PARTS: Readonly<Record<string, () => AsyncGenerator<Figure>>> = {
  sizes: sizeFigures,
  engine: engineFigures,
  posture: postureFigures,
  monitor: monitorFigures,
  sidebar: sidebarFigures,
  editor: editorFigures,
};

process.exitCode = await main(process.argv.slice(2));

async function main(asked: readonly string[]): Promise<number> {
  const unknown = asked.filter((name) => !(name in PARTS));
  if (unknown.length > 0) {
    console.error(`There is no part named ${unknown.join(', ')}; there are: ${Object.keys(PARTS).join(', ')}.`);
    return 2;
  }
  const vsix = join(repository, 'out', 'palisade.vsix');
  console.log('Building the VSIX …');
  await packageVsix(vsix);
  process.env[VSIX_VARIABLE] = vsix;
  const machine = machineNow();
  console.log(`${machine.processors} × ${machine.model}, Node ${machine.node}, load ${machine.load}`);
  const figures: Figure[] = [];
  for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
    for await (const figure of PARTS[name]?.() ?? []) {
      console.log(lineOf(figure));
      figures.push(figure);
    }
  }
  console.log(`\n${tableOf(figures)}`);
  await keep({ machine, loadAtTheEnd: loadNow(), figures: figures.map((one) => ({ ...one, ...statisticsOf(one) })) });
  return 0;
}

/** Figures mean little without it: on a busy machine all of them are worse. */
function machineNow() {
  const [first] = cpus();
  return { model: first?.model ?? 'unknown', processors: cpus().length, node: process.version, load: loadNow() };
}

function loadNow(): string {
  return loadavg()[0]?.toFixed(1) ?? 'unknown';
}

async function keep(report: object): Promise<void> {
  const path = join(repository, 'out', 'bench.json');
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, JSON.stringify(report, undefined, 2));
  console.log(`\n${path}`);
}
