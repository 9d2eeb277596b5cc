// The SDK in place of the AWS CLI: the same operation with the same parameters.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import * as kms from '@aws-sdk/client-kms';
import * as s3api from '@aws-sdk/client-s3';
import * as s3control from '@aws-sdk/client-s3-control';
import { clients, type Keys, s3 } from '../moto.ts';
import type { Runner } from './command.ts';

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
      const output = Object.fromEntries(
        Object.entries(await client.send(new operation(input))).filter(([name]) => name !== '$metadata'),
      );
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
