// The entry of the bundle dist/monitor-function.cjs, which is index.js in the zip that Lambda runs. Beside it lie the
// reader of accounts and the prompt; whoever runs it says the rest in the environment.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { S3Bundle } from '../s3/s3Bundle.ts';
import { createFunctions, type Functions, type Invocation } from './functions.ts';
import { isWatchStopped } from './run/ports.ts';

const HERE = __dirname;

/** Made when the file is loaded: the platform gives that more of a processor than it gives to what comes after. */
const functions = opened();

export const scan = told((event, invocation) => functions.scan(event, invocation));

export const change = told((event, invocation) => functions.change(event, invocation));

function opened(): Functions {
  const { version } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as { readonly version: string };
  const { openReader } = createRequire(__filename)(join(HERE, 's3.cjs')) as S3Bundle;
  // No home: the platform gives credentials in the environment, and nobody else's files may say anything.
  const environment = { variables: process.env, homeFolder: HERE };
  return createFunctions({
    environment,
    version,
    promptText: readFileSync(join(HERE, 'monitor.md'), 'utf8'),
    reader: openReader(environment, version),
    // Not the console, which the platform puts a head before each line of: metrics are read from lines of bare JSON.
    print: (line) => process.stdout.write(`${line}\n`),
  });
}

type Handler<T> = (event: unknown, invocation: Invocation) => Promise<T>;

/** The platform writes what is thrown into the log, with all that it holds. */
function told<T>(handler: Handler<T>): Handler<T> {
  return async (event, invocation) => {
    try {
      return await handler(event, invocation);
    } catch (error) {
      throw shown(error);
    }
  };
}

/** What happened, in one line; of a bug its name and where it is, since its message may quote anything. */
function shown(error: unknown): Error {
  if (isWatchStopped(error)) return bare(error.name, error.message, '');
  const { name, stack = '' } = error instanceof Error ? error : new Error();
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return bare(name, 'The watcher has a fault of its own.', places.map((line) => `\n${line}`).join(''));
}

function bare(name: string, message: string, places: string): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = `${name}: ${message}${places}`;
  return error;
}
