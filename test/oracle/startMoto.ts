import type { Disposable } from '../support/disposable.ts';
import { startProcessTree } from '../support/processTree.ts';
import type { MotoCommand } from './findMoto.ts';

export interface RunningMoto extends Disposable {
  readonly url: string;
  /** The end of what it wrote to its log: where it crashes, why. */
  log(): string;
}

const START_MS = 60_000;
const LOG_LENGTH = 8_000;

/**
 * Starts a server of its own for all services, on a port that is free.
 *
 * @throws when it ends or does not say its address in time; the message holds the end of its log
 */
export async function startMoto({ command, args }: MotoCommand): Promise<RunningMoto> {
  // With port 0 the system chooses one, and nobody else can have it.
  const tree = startProcessTree(command, [...args, '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(),
  });
  let log = '';
  let tell: (url: string) => void = () => undefined;
  const hear = (chunk: Buffer): void => {
    log = (log + chunk.toString()).slice(-LOG_LENGTH);
    const url = /Running on (http:\/\/127\.0\.0\.1:\d+)\s/.exec(log)?.[1];
    if (url !== undefined) tell(url);
  };
  tree.child.stdout?.on('data', hear);
  tree.child.stderr?.on('data', hear);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      tell = resolve;
      const failed = (what: string) => (): void => reject(new Error(`${command} ${what}:\n${log}`));
      void tree.ended.then(failed('did not start'));
      setTimeout(failed('does not say its address'), START_MS).unref();
    });
    const answer = await fetch(`${url}/moto-api/data.json`, { signal: AbortSignal.timeout(START_MS) });
    if (!answer.ok) throw new Error(`${command} answers ${answer.status}:\n${log}`);
    return { url, log: () => withoutRequests(log), dispose: () => tree.stop() };
  } catch (error) {
    await tree.stop();
    throw error;
  }
}

/** Nothing of the person's own: neither keys of AWS nor settings for another moto. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|MOTO_|INITIAL_NO_AUTH|S3_IGNORE)/i.test(name));
  return { ...Object.fromEntries(own), PYTHONUNBUFFERED: '1' };
}

/** A line for each request says nothing about a crash. */
function withoutRequests(log: string): string {
  return log
    .split('\n')
    .filter((line) => !/" \d{3} -\r?$/.test(line))
    .join('\n');
}
