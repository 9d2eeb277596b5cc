// The entry of the bundle dist/palisade.cjs: what the command line gets of the real world.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { loadBundle } from '../app/bundles.ts';
import { IgnoreFileThread } from '../app/ignoreFileThread.ts';
import { EngineHost } from '../code/embedded/host.ts';
import type { Output } from './ports.ts';
import { runCli } from './run.ts';

const BUNDLES = __dirname;
const ROOT = join(BUNDLES, '..');
const VERSION = versionOf(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const INTERRUPTED = 130;
const CRASHED = 2;
/** What a shell reports of a program whose reader went away. */
const PIPE_CLOSED = 141;

const interruption = new AbortController();
process.on('SIGINT', () => {
  // Pressed again: whoever cannot wait for the end gets it at once.
  if (interruption.signal.aborted) process.exit(INTERRUPTED);
  interruption.abort();
});
process.on('SIGTERM', () => {
  interruption.abort();
});
for (const stream of [process.stdout, process.stderr]) {
  // `palisade scan … | head` is no error.
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? PIPE_CLOSED : CRASHED));
}

runCli({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  signal: interruption.signal,
  version: VERSION,
  now: () => Date.now(),
  createAnalyser: (log) =>
    new EngineHost({
      workerPath: join(BUNDLES, 'engine-worker.cjs'),
      grammarDirectory: join(BUNDLES, 'grammars'),
      log,
    }),
  ignoreFile: new IgnoreFileThread(join(BUNDLES, 'ignore-file.cjs')),
  createReviewer: async (settings) => {
    const { createReviewer } = await loadBundle(BUNDLES, 'gemini.cjs');
    const promptText = await readFile(join(ROOT, 'prompts', 'review.md'), 'utf8');
    // What happens on the way to an answer is in each file's outcome.
    return createReviewer({ ...settings, promptText, now: () => Date.now(), log: () => undefined });
  },
  readStdin,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { askCode } : {}),
  loadS3: () => loadBundle(BUNDLES, 's3.cjs'),
  loadMonitor: async () => {
    const { openMonitor, monthlyEstimate } = await loadBundle(BUNDLES, 'monitor.cjs');
    const environment = { variables: process.env, homeFolder: homedir() };
    return {
      open: () => openMonitor({ environment, version: VERSION, directory: BUNDLES, now: () => Date.now() }),
      monthlyEstimate,
    };
  },
  wait,
}).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.stack : error);
    process.exitCode = CRASHED;
  },
);

async function askCode(question: string, signal: AbortSignal): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question, { signal })).trim();
  } catch {
    return undefined;
  } finally {
    terminal.close();
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch {
    // Nobody waits any more.
  }
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => stream.write(text),
    isTerminal: stream.isTTY,
    get columns() {
      // Some pseudo terminals say that they are 0 wide.
      return stream.isTTY && stream.columns > 0 ? stream.columns : undefined;
    },
  };
}

async function readStdin(longest: number): Promise<Uint8Array | 'too-large'> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    total += chunk.length;
    if (total > longest) return 'too-large';
  }
  return Buffer.concat(chunks);
}

function versionOf(manifest: string): string {
  const { version } = JSON.parse(manifest) as { version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}
