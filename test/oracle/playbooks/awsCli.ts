// The AWS CLI that is installed. Where it is a package of Python, one process of it runs all commands; else each command
// is a process of its own, which takes about a second.
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { repository } from '../../support/repository.ts';
import { type Keys, motoUrl } from '../moto.ts';
import type { Runner } from './command.ts';

const DRIVER = join(repository, 'test', 'oracle', 'playbooks', 'awsCli.py');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export class AwsCli {
  readonly version: string;
  readonly #run: (words: readonly string[], cwd: string, config: string) => Promise<Ended>;
  readonly #end: () => void;

  private constructor(version: string, run: AwsCli['run'], end: () => void) {
    this.version = version;
    this.#run = run;
    this.#end = end;
  }

  /** Undefined where there is no AWS CLI. */
  static async find(): Promise<AwsCli | undefined> {
    return (await AwsCli.#ofPython()) ?? (await AwsCli.#ofPath());
  }

  static async #ofPython(): Promise<AwsCli | undefined> {
    const python = process.platform === 'win32' ? 'python' : 'python3';
    const child = spawn(python, [DRIVER], { env: environment(), stdio: ['pipe', 'pipe', 'ignore'] });
    const lines = new Lines(child);
    const first = await lines.next();
    if (first === undefined) return undefined;
    let last: Promise<unknown> = Promise.resolve();
    return new AwsCli(
      (JSON.parse(first) as { version: string }).version,
      (words, cwd, config) => {
        const one = last.then(async (): Promise<Ended> => {
          child.stdin.write(`${JSON.stringify({ words, cwd, config })}\n`);
          const answer = await lines.next();
          if (answer === undefined) throw new Error('the AWS CLI has ended');
          return JSON.parse(answer) as Ended;
        });
        last = one.catch(() => undefined);
        return one;
      },
      () => child.stdin.end(),
    );
  }

  static async #ofPath(): Promise<AwsCli | undefined> {
    try {
      const { code, out } = await run(['--version'], process.cwd(), '');
      return code === 0 ? new AwsCli(out.split(/\s/)[0] ?? '', run, () => undefined) : undefined;
    } catch {
      return undefined;
    }
  }

  run(words: readonly string[], cwd: string, config: string): Promise<Ended> {
    return this.#run(words, cwd, config);
  }

  /** @returns a runner with a profile of its own, of these keys */
  async runner(folder: string, profile: string, keys: Keys): Promise<Runner> {
    const config = join(folder, 'config');
    const lines = [
      `[profile ${profile}]`,
      `aws_access_key_id = ${keys.accessKeyId}`,
      `aws_secret_access_key = ${keys.secretAccessKey}`,
      ...(keys.sessionToken === undefined ? [] : [`aws_session_token = ${keys.sessionToken}`]),
    ];
    await writeFile(config, `${lines.join('\n')}\n`);
    return async (command, cwd) => {
      const { code, out, err } = await this.run(command.words, cwd, config);
      if (code === 0) return { command, text: out, error: undefined };
      const error = /\((\w+)\) when calling/.exec(err)?.[1];
      if (error === undefined) throw new Error(`${command.line}\n${err}`);
      return { command, text: undefined, error };
    };
  }

  dispose(): void {
    this.#end();
  }
}

/** Nothing of the person's own. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:AWS_|https?_proxy$|no_proxy$)/i.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_SHARED_CREDENTIALS_FILE: join(repository, 'out', 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: motoUrl(),
    // S3 Control puts the account before the host, which no name service knows: a proxy need not look it up.
    HTTP_PROXY: motoUrl(),
    NO_PROXY: '',
  };
}

async function run(words: readonly string[], cwd: string, config: string): Promise<Ended> {
  const env = { ...environment(), AWS_CONFIG_FILE: config };
  const child = spawn('aws', words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, out, err };
}

/** What a process writes, a line at a time; undefined when it has ended. */
class Lines {
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string | undefined) => void)[] = [];
  #hasEnded = false;

  constructor(child: ChildProcess) {
    const end = (): void => {
      this.#hasEnded = true;
      for (const tell of this.#waiting.splice(0)) tell(undefined);
    };
    child.once('error', end);
    if (child.stdout === null) return;
    const reader: Interface = createInterface({ input: child.stdout });
    reader.on('line', (line) => {
      const tell = this.#waiting.shift();
      if (tell === undefined) this.#lines.push(line);
      else tell(line);
    });
    reader.once('close', end);
  }

  next(): Promise<string | undefined> {
    const line = this.#lines.shift();
    if (line !== undefined || this.#hasEnded) return Promise.resolve(line);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
