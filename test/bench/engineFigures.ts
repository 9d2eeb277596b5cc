import { join } from 'node:path';
import { ANALYSED_LANGUAGES } from '../../src/code/embedded/adapters/adapter.ts';
import { EngineHost } from '../../src/code/embedded/host.ts';
import { repository } from '../support/repository.ts';
import { sampleCode } from '../support/sampleCode/sampleCode.ts';
import type { Figure } from './figure.ts';

const LINES = 1000;
const WARM_UP = 15;
const WARM = 60;
const COLD = 15;
const WARM_TARGET = { atMost: 50, of: 'median' } as const;
const COLD_TARGET = { atMost: 250, of: 'median' } as const;

const never = new AbortController().signal;

/** How long a scan of 1,000 lines takes, as whoever asks for it waits: the bundled worker, there and back. */
export async function* engineFigures(): AsyncGenerator<Figure> {
  for (const languageId of ANALYSED_LANGUAGES) {
    const code = sampleCode(languageId, LINES);
    if (code === undefined) console.log(`There is no sample code for ${languageId}: it is not measured.`);
    else yield* languageFigures(languageId, code);
  }
}

async function* languageFigures(languageId: string, code: string): AsyncGenerator<Figure> {
  const warm = newHost();
  const samples: number[] = [];
  for (let round = 0; round < WARM_UP + WARM; round++) {
    const took = await timeOf(warm, languageId, changed(code, languageId, round));
    if (round >= WARM_UP) samples.push(took);
  }
  await warm.dispose();
  yield { name: `scan of 1,000 lines, warm, ${languageId}`, unit: 'ms', samples, target: WARM_TARGET };
  yield {
    name: `new worker to its first answer, ${languageId}`,
    unit: 'ms',
    samples: await coldTimes(languageId, firstLines(code)),
    target: COLD_TARGET,
  };
  yield { name: `the same for 1,000 lines, ${languageId}`, unit: 'ms', samples: await coldTimes(languageId, code) };
}

async function coldTimes(languageId: string, code: string): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < COLD; round++) {
    const host = newHost();
    samples.push(await timeOf(host, languageId, code));
    await host.dispose();
  }
  return samples;
}

async function timeOf(host: EngineHost, languageId: string, text: string): Promise<number> {
  const started = performance.now();
  const answer = await host.analyse({ path: 'src/shop', languageId, text }, never);
  const took = performance.now() - started;
  if (answer.status !== 'complete') throw new Error(`${languageId}: ${JSON.stringify(answer)}`);
  return took;
}

function newHost(): EngineHost {
  return new EngineHost({
    workerPath: join(repository, 'dist', 'engine-worker.cjs'),
    grammarDirectory: join(repository, 'dist', 'grammars'),
    log: (line) => console.log(line),
  });
}

/** As many lines and as much code, but no text that was seen before. */
function changed(code: string, languageId: string, round: number): string {
  return `${code} ${languageId === 'python' ? '#' : '//'} ${round}`;
}

/** The imports and helpers at the start: a small file that is whole. */
function firstLines(code: string): string {
  return code.split('\n').slice(0, 38).join('\n');
}
