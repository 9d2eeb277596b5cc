import { SEVERITIES } from '../findings/severity.ts';
import type { ResponseSchema } from '../gemini/transport.ts';

export const ATTACKER_CONTROLS = ['remote', 'local', 'none', 'unknown'] as const;

const STRING: ResponseSchema = { type: 'string' };
const INTEGER: ResponseSchema = { type: 'integer' };

/**
 * The shape that a review is asked for. The order of the fields is part of the method: evidence first,
 * verdict last (facts/gemini.md §7.3). Flat, two small enums, no bounds: the service refuses more
 * (§3), so every bound is enforced in reviewAnswer.ts. What the fields mean is in prompts/review.md.
 */
export const REVIEW_SCHEMA: ResponseSchema = object({
  findings: {
    type: 'array',
    items: object({
      code: STRING,
      line: INTEGER,
      source_code: STRING,
      source_line: INTEGER,
      sink: STRING,
      flow: STRING,
      guard_seen: STRING,
      other_file_needed: { type: 'boolean' },
      attacker_controls: { type: 'string', format: 'enum', enum: ATTACKER_CONTROLS },
      cwe: STRING,
      title: STRING,
      severity: { type: 'string', format: 'enum', enum: SEVERITIES },
      why: STRING,
      fix: STRING,
    }),
  },
  candidates: {
    type: 'array',
    items: object({ id: STRING, guard: STRING, guard_line: INTEGER, why: STRING, verdict: STRING }),
  },
});

function object(properties: Readonly<Record<string, ResponseSchema>>): ResponseSchema {
  const names = Object.keys(properties);
  return { type: 'object', properties, required: names, propertyOrdering: names };
}
