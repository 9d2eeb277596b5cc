import { join } from 'node:path';
import { ANALYSED_LANGUAGES } from '../../src/code/embedded/adapters/adapter.ts';
import { EngineHost } from '../../src/code/embedded/host.ts';
import { repository } from '../support/repository.ts';
import { sampleCode } from '../support/sampleCode/sampleCode.ts';
import type { Figure, Target } from './figure.ts';

const LINES = 1000;
/** The imports and helpers at the start, and nothing after them. */
const FEW_LINES = 50;
const WARM_UP = 15;
const WARM = 60;
const COLD = 15;
const WARM_TARGET = { atMost: 50, of: 'median' } as const;
const COLD_TARGET = { atMost: 250, of: 'median' } as const;

/** Milliseconds. */
interface Time {
  readonly clock: number;
  /** Of all threads. */
  readonly cpu: number;
}

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
  const times: Time[] = [];
  for (let round = 0; round < WARM_UP + WARM; round++) {
    const took = await timeOf(warm, languageId, changed(code, languageId, round));
    if (round >= WARM_UP) times.push(took);
  }
  await warm.dispose();
  yield* figuresOf(`scan of 1,000 lines, warm, ${languageId}`, times, WARM_TARGET);
  const few = sampleCode(languageId, FEW_LINES) ?? '';
  yield* figuresOf(`new worker to its first answer, ${languageId}`, await coldTimes(languageId, few), COLD_TARGET);
  yield* figuresOf(`new worker to its first answer, 1,000 lines, ${languageId}`, await coldTimes(languageId, code));
}

/** On a busy machine the second is what says something. */
function* figuresOf(name: string, times: readonly Time[], target?: Target): Generator<Figure> {
  yield { name, unit: 'ms', samples: times.map(({ clock }) => clock), ...(target ? { target } : {}) };
  yield { name: '  CPU time of it', unit: 'ms', samples: times.map(({ cpu }) => cpu) };
}

async function coldTimes(languageId: string, code: string): Promise<Time[]> {
  const times: Time[] = [];
  for (let round = 0; round < COLD; round++) {
    const host = newHost();
    times.push(await timeOf(host, languageId, code));
    await host.dispose();
  }
  return times;
}

async function timeOf(host: EngineHost, languageId: string, text: string): Promise<Time> {
  const before = process.cpuUsage();
  const started = performance.now();
  const answer = await host.analyse({ path: 'src/shop', languageId, text }, never);
  const clock = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  if (answer.status !== 'complete') throw new Error(`${languageId}: ${JSON.stringify(answer)}`);
  return { clock, cpu: (user + system) / 1000 };
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
