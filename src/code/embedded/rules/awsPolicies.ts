// Policy documents of AWS, as objects of the program or as JSON in a text.
import type { Value } from '../flow/value.ts';
import { constant, HOLE } from '../flow/value.ts';

/** One statement; texts have a hole where the file does not show what is in them. */
export interface PolicyStatement {
  readonly allows: boolean;
  /** Undefined for a policy of an identity, which has no principal. */
  readonly principal: Value | undefined;
  readonly notPrincipal: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly condition: Value | undefined;
}

/** @param member the entries of the statement by their names in the JSON of a policy */
export function statementOf(member: (key: string) => Value | undefined): PolicyStatement {
  return {
    allows: textsOf(member('Effect')).includes('Allow'),
    principal: member('Principal'),
    notPrincipal: member('NotPrincipal') !== undefined,
    actions: textsOf(member('Action')),
    notActions: textsOf(member('NotAction')),
    resources: textsOf(member('Resource')),
    notResources: textsOf(member('NotResource')),
    condition: member('Condition'),
  };
}

/** A text, or a list of texts. */
export function textsOf(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  if (value.length !== undefined || value.rest !== undefined)
    return [
      ...[...(value.slots?.values() ?? [])].flatMap(textsOf),
      ...(value.rest === undefined ? [] : textsOf(value.rest)),
    ];
  const texts = (value.constants ?? []).filter((one) => typeof one === 'string');
  return texts.length > 0 ? texts : [value.text ?? HOLE];
}

const MOST_JSON = 20_000;

/** The statements in a policy that is written as JSON in a text; none for any other text. */
export function statementsInJson(text: string): readonly PolicyStatement[] {
  if (text.length > MOST_JSON || !text.includes('"Statement"')) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Half of it is put in at run time: what the rest means cannot be told.
    return [];
  }
  const document = valueOf(parsed, 8);
  const statements = document.slots?.get('Statement');
  if (statements?.slots === undefined) return [];
  const list = statements.length === undefined ? [statements] : [...statements.slots.values()];
  return list.map((statement) => statementOf((key) => statement.slots?.get(key)));
}

function valueOf(json: unknown, depth: number): Value {
  if (typeof json === 'string') return json.includes(HOLE) ? { taints: [], text: json } : constant(json);
  if (typeof json === 'number' || typeof json === 'boolean') return constant(json);
  if (typeof json !== 'object' || json === null || depth === 0) return { taints: [] };
  const slots = new Map(Object.entries(json).map(([key, inner]) => [key, valueOf(inner, depth - 1)]));
  return Array.isArray(json) ? { taints: [], slots, length: json.length } : { taints: [], slots };
}

/** Parameters that take a policy as JSON. */
export const POLICY_KEYS: ReadonlySet<string> = new Set([
  'Policy',
  'PolicyDocument',
  'AssumeRolePolicyDocument',
  'ResourcePolicy',
  'policyText',
  'PolicyText',
]);
