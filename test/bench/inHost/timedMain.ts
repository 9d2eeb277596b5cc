// Stands before the main bundle in a copy of the extension, and writes down how long its start takes.
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as extension from '../../../src/extension.ts';
import { STARTS_VARIABLE, type Start } from '../starts.ts';

const begun = performance.now();
const bundle = createRequire(__filename)('./dist/extension.cjs') as typeof extension;
const load = performance.now() - begun;

export function activate(...context: Parameters<typeof extension.activate>): ReturnType<typeof extension.activate> {
  const before = performance.now();
  const api = bundle.activate(...context);
  const start: Start = { load, activate: performance.now() - before };
  const path = process.env[STARTS_VARIABLE];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(start)}\n`);
  return api;
}

export function deactivate(): Promise<void> {
  return bundle.deactivate();
}
