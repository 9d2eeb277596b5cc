// The functions as they ship, in a process of their own.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { functionZip } from '../../../src/monitor/package/functionZip.ts';
import type { Disposable } from '../disposable.ts';
import { repository } from '../repository.ts';
import { temporaryFolder, type TemporaryFolder } from '../temporaryFolder.ts';
import { vsixOfThisRun } from '../vsix.ts';
import { zipEntries } from '../zipEntries.ts';
import type { Answered, FromFunction, ToFunction } from './messages.ts';

/** What Palisade ships, unpacked as an editor unpacks it. */
export async function unpackedExtension(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder('extension');
  for (const [name, content] of await zipEntries(await vsixOfThisRun())) {
    if (!name.startsWith('extension/')) continue;
    const path = join(folder.path, name.slice('extension/'.length));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return folder;
}

export interface UnpackedFunction extends TemporaryFolder {
  readonly zip: Uint8Array;
  readonly entries: ReadonlyMap<string, Buffer>;
}

/** Made of what ships, as deploy makes it, and unpacked as Lambda does. */
export async function unpackedFunction(): Promise<UnpackedFunction> {
  const extension = await unpackedExtension();
  const folder = await temporaryFolder('function');
  try {
    const zip = await functionZip(join(extension.path, 'dist'));
    const path = join(folder.path, 'function.zip');
    await writeFile(path, zip);
    const entries = await zipEntries(path);
    const code = join(folder.path, 'code');
    for (const [name, content] of entries) {
      await mkdir(dirname(join(code, name)), { recursive: true });
      await writeFile(join(code, name), content);
    }
    return { path: code, dispose: () => folder.dispose(), zip, entries };
  } finally {
    await extension.dispose();
  }
}

export interface LambdaProcess extends Disposable {
  /** Until the code was loaded; what Node needs to start is not in it. */
  readonly coldStartMs: number;
  readonly startedMb: number;
  /** What was written to the function's log. */
  readonly lines: () => readonly string[];
  readonly invoke: (handler: ToFunction['handler'], event: unknown, limitMs?: number) => Promise<Answered>;
  /** Lets it go, as the platform does in the end. @returns the code with which it ended */
  readonly end: () => Promise<number | null>;
}

/** @param variables besides what Lambda itself sets; with the credentials of the role */
export async function startLambda(
  code: string,
  functionArn: string,
  variables: Readonly<Record<string, string>>,
): Promise<LambdaProcess> {
  const child = fork(join(repository, 'test', 'support', 'lambdaProcess', 'bootstrap.ts'), {
    cwd: code,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // No home, no path, nothing of ours.
    env: {
      AWS_LAMBDA_FUNCTION_NAME: 'palisade',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      LAMBDA_TASK_ROOT: code,
      TZ: ':UTC',
      FUNCTION_ARN: functionArn,
      ...variables,
    },
  });
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const loaded = await next(child);
  if (loaded.kind !== 'loaded') throw new Error(`The function did not load: ${JSON.stringify(loaded)}`);
  return {
    coldStartMs: loaded.ms,
    startedMb: loaded.rssMb,
    lines: () => printed.split('\n').filter((line) => line !== ''),
    invoke: async (handler, event, limitMs = 900_000) => {
      const answered = next(child);
      child.send({ handler, event, limitMs } satisfies ToFunction);
      return (await answered) as Answered;
    },
    end: async () => {
      const closed = once(child, 'exit') as Promise<[number | null]>;
      child.disconnect();
      return (await closed)[0];
    },
    dispose: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'exit');
      child.kill('SIGKILL');
      await closed;
    },
  };

  /** Rejects when the process ends instead. */
  async function next(from: ChildProcess): Promise<FromFunction> {
    const ended = new AbortController();
    const end = (): void => ended.abort(new Error(`The function's process ended: ${printed}`));
    from.once('exit', end);
    try {
      const [message] = (await once(from, 'message', { signal: ended.signal })) as [FromFunction];
      return message;
    } catch (error) {
      throw ended.signal.aborted ? ended.signal.reason : error;
    } finally {
      from.off('exit', end);
    }
  }
}
