import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';

/** Microsoft's package of matchers is the one that has the schema in it. */
const SCHEMA = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');

/** The JSON schema of SARIF 2.1.0, with its formats (URIs, times) checked too. Takes a second or so to build. */
export async function sarifValidator(): Promise<ValidateFunction<Log>> {
  const schema = JSON.parse(await readFile(SCHEMA, 'utf8')) as object;
  // One of its patterns has a bracket that Unicode mode refuses.
  const ajv = new AjvDraft4({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile<Log>(schema);
}
