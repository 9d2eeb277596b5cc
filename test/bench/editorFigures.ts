import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../e2e/pages/waitUntil.ts';
import { repository } from '../support/repository.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startWorkbench } from '../support/workbench/start.ts';
import type { Figure } from './figure.ts';
import { measuredInHost } from './measuredInHost.ts';
import { bundledMeasurements, measuredExtension } from './measuredExtension.ts';
import { STARTS_VARIABLE, startsIn } from './starts.ts';
import { visibleFigures } from './visibleFigures.ts';

const STARTS = 12;
const PLAYGROUND = join(repository, 'test', 'playground');

const say = (line: string): void => console.log(line);

/** What a person notices, measured in a real editor with the bundles that ship. */
export async function* editorFigures(): AsyncGenerator<Figure> {
  yield* visibleFigures();
  const extension = await measuredExtension();
  try {
    yield* startFigures(extension.path);
    yield* inHostFigures(extension.path);
  } finally {
    await extension.dispose();
  }
}

/** Every load of the page has an extension host of its own, in which nothing is loaded or compiled yet. */
async function* startFigures(developmentPath: string): AsyncGenerator<Figure> {
  const folder = await temporaryFolder('bench-starts');
  const path = join(folder.path, 'starts.jsonl');
  writeFileSync(path, '');
  const env = { [STARTS_VARIABLE]: path };
  const workbench = await startWorkbench({ workspace: PLAYGROUND, developmentPath, env, say });
  try {
    for (let starts = 1; starts <= STARTS; starts++) {
      if (starts > 1) await workbench.page.reload();
      await waitUntil(() => Promise.resolve(startsIn(path).length >= starts), `start ${starts} of the extension`);
    }
    const starts = startsIn(path);
    yield {
      name: 'activate()',
      unit: 'ms',
      samples: starts.map(({ activate }) => activate),
      target: { atMost: 30, of: 'median' },
    };
    yield { name: '  loading the main bundle before it', unit: 'ms', samples: starts.map(({ load }) => load) };
  } finally {
    await workbench.dispose();
    await folder.dispose();
  }
}

async function* inHostFigures(developmentPath: string): AsyncGenerator<Figure> {
  yield* measuredInHost(await bundledMeasurements('measure'), developmentPath, {});
}
