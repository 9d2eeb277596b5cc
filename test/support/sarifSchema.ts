// Microsoft's package of matchers is the one that has the schema in it.
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import type { ValidateFunction } from 'ajv';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';

/** The JSON schema of SARIF 2.1.0, with its formats (URIs, times) checked too. Takes a second or so to build. */
export function sarifValidator(): ValidateFunction<Log> {
  // One of its patterns has a bracket that Unicode mode refuses.
  const ajv = new AjvDraft4({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile<Log>(schema);
}
