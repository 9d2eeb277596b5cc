import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { repository } from './repository.ts';

/** Fields that the schema does not document must not slip in, although readers have to bear them. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return 'properties' in copy && copy['type'] === 'object' ? { ...copy, additionalProperties: false } : copy;
}

/** @param path of a schema, from the root of the repository */
export async function strictValidator(...path: readonly string[]): Promise<ValidateFunction> {
  const schema: unknown = JSON.parse(await readFile(join(repository, ...path), 'utf8'));
  return new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true }).compile(
    strict(schema) as object,
  );
}
