// Who runs the commands of a playbook: the AWS CLI where it is installed, else the SDK with the same operation and
// the same parameters.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import * as kms from '@aws-sdk/client-kms';
import * as s3api from '@aws-sdk/client-s3';
import * as s3control from '@aws-sdk/client-s3-control';
import { clients, type Keys, motoUrl, s3 } from '../moto.ts';
import type { Command } from './command.ts';

export interface Answer {
  readonly command: Command;
  /** What it printed; undefined when it failed. */
  readonly text: string | undefined;
  /** The code of the error, e.g. `NoSuchBucketPolicy`. */
  readonly error: string | undefined;
}

/** @param folder where the files are that the command names */
export type Runner = (command: Command, folder: string) => Promise<Answer>;

/** Undefined where there is no AWS CLI. */
export async function awsCliVersion(): Promise<string | undefined> {
  try {
    const { code, out } = await run(['--version'], process.cwd(), process.env);
    return code === 0 ? out.split(/\s/)[0] : undefined;
  } catch {
    return undefined;
  }
}

/** @returns a runner with a profile of its own, whose name is `profile` */
export async function cliRunner(folder: string, profile: string, keys: Keys): Promise<Runner> {
  const config = join(folder, 'config');
  const lines = [
    `[profile ${profile}]`,
    `aws_access_key_id = ${keys.accessKeyId}`,
    `aws_secret_access_key = ${keys.secretAccessKey}`,
    ...(keys.sessionToken === undefined ? [] : [`aws_session_token = ${keys.sessionToken}`]),
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const own = Object.entries(process.env).filter(([name]) => !/^(?:AWS_|https?_proxy$|no_proxy$)/i.test(name));
  const env = {
    ...Object.fromEntries(own),
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: motoUrl(),
    // S3 Control puts the account before the host, which no name service knows: a proxy need not look it up.
    HTTP_PROXY: motoUrl(),
    NO_PROXY: '',
  };
  return async (command, cwd) => {
    const { code, out, err } = await run(command.words, cwd, env);
    if (code === 0) return { command, text: out, error: undefined };
    const error = /\((\w+)\) when calling/.exec(err)?.[1];
    if (error === undefined) throw new Error(`${command.line}\n${err}`);
    return { command, text: undefined, error };
  };
}

async function run(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
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

/** Of the SDK a command has the name of the operation, and an input by the names of the parameters. */
type Operation = new (input: Record<string, unknown>) => never;

const SPELLINGS: Readonly<Record<string, string>> = { CorsConfiguration: 'CORSConfiguration' };

/** Options of the AWS CLI itself. */
const OWN = new Set(['region', 'profile', 'query', 'output']);

export function sdkRunner(keys: Keys): Runner {
  const made = clients(keys);
  const services: Readonly<Record<string, { operations: object; client: (region: string) => object }>> = {
    s3api: { operations: s3api, client: (region) => s3(keys, region) },
    s3control: { operations: s3control, client: (region) => made.s3Control(region) },
    kms: { operations: kms, client: (region) => made.kms(region) },
    cloudtrail: { operations: cloudTrail, client: (region) => made.cloudTrail(region) },
  };
  return async (command, folder) => {
    const service = services[command.service];
    const operation = (service?.operations as Record<string, Operation> | undefined)?.[
      `${pascal(command.operation)}Command`
    ];
    if (service === undefined || operation === undefined) throw new Error(`the SDK has none for ${command.line}`);
    const input: Record<string, unknown> = {};
    for (const [name, value] of command.options) {
      if (OWN.has(name)) continue;
      const key = pascal(name);
      input[SPELLINGS[key] ?? key] = await valueOf(name, value, folder);
    }
    const client = service.client(command.options.get('region') ?? '') as {
      send(one: never): Promise<Record<string, unknown>>;
    };
    try {
      const { $metadata: _, ...output } = await client.send(new operation(input));
      const query = command.options.get('query');
      const answer = query === undefined ? output : output[query];
      return { command, text: typeof answer === 'string' ? answer : JSON.stringify(answer), error: undefined };
    } catch (error) {
      if (!(error instanceof Error) || !('$metadata' in error)) throw error;
      return { command, text: undefined, error: error.name };
    }
  };
}

function pascal(kebab: string): string {
  return kebab.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

async function valueOf(name: string, value: string, folder: string): Promise<unknown> {
  if (value.startsWith('file://')) {
    const text = await readFile(join(folder, value.slice('file://'.length)), 'utf8');
    // A policy is a string to S3.
    return name === 'policy' ? text : (JSON.parse(text) as unknown);
  }
  if (!value.includes('=')) return value;
  // The short form of the AWS CLI: Status=Enabled, or Rules=[{ObjectOwnership=BucketOwnerEnforced}].
  const json = value
    .replace(/([A-Za-z]+)=/g, '"$1":')
    .replace(/:([A-Za-z]\w*)/g, (_, word: string) => (word === 'true' || word === 'false' ? `:${word}` : `:"${word}"`));
  return JSON.parse(`{${json}}`) as unknown;
}
