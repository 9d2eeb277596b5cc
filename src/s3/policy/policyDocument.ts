// A bucket policy as S3 stores it: JSON in which almost everything may be a value or a list of values.
import { repeatedKey } from './repeatedKey.ts';

/** Why a document cannot be judged. */
export interface PolicyProblem {
  /** `json`: not JSON at all. `shape`: JSON that is no policy. `statement`: one statement is not what S3 accepts. */
  readonly kind: 'json' | 'shape' | 'statement';
  readonly message: string;
  /** Position of the statement, from 0. */
  readonly statement?: number;
}

/** `Principal` or `NotPrincipal`: `*`, or names by kind (`AWS`, `CanonicalUser`, `Service`, `Federated`). */
export interface PrincipalElement {
  readonly negated: boolean;
  readonly everyone: boolean;
  readonly named: readonly { readonly kind: string; readonly value: string }[];
}

export interface PatternElement {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export interface ConditionEntry {
  /** As written, e.g. `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  /** Booleans and numbers as their text. */
  readonly values: readonly string[];
}

export interface PolicyStatement {
  /** Position in the document, from 0. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly principal: PrincipalElement;
  readonly action: PatternElement;
  readonly resource: PatternElement;
  /** All must hold. */
  readonly conditions: readonly ConditionEntry[];
}

export interface PolicyDocument {
  readonly statements: readonly PolicyStatement[];
  /** Statements that are left out of `statements`, each with the reason. */
  readonly problems: readonly PolicyProblem[];
}

export type ParsedPolicy =
  | { readonly kind: 'policy'; readonly document: PolicyDocument }
  | { readonly kind: 'broken'; readonly problem: PolicyProblem };

/** In UTF-16 units. S3 takes 20 KB; a file may be indented. */
const LONGEST = 200_000;

/** Never throws; a text that is no policy is `broken`, a statement that is none is a problem of its own. */
export function parsePolicy(text: string): ParsedPolicy {
  if (text.length > LONGEST) return broken('shape', 'The policy is far longer than the 20 KB that S3 takes.');
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return broken('json', `The policy is not JSON${placeOf(error, text)}.`);
  }
  if (!isRecord(json)) return broken('shape', 'The policy is not a JSON object.');
  const statement = member(json, 'Statement');
  if (statement === undefined) return broken('shape', 'The policy has no Statement.');
  const statements: PolicyStatement[] = [];
  const problems = [...shapeProblems(json, text)];
  for (const [index, one] of listOf(statement).entries()) {
    const read = readStatement(one, index);
    if (!('effect' in read)) {
      problems.push(read);
      continue;
    }
    const stranger = strangerIn(one, STATEMENT_ELEMENTS);
    if (stranger !== undefined)
      problems.push({ kind: 'statement', statement: index, message: `S3 knows no element ${quoted(stranger)}.` });
    // It may be a condition with a typing error: without it, a Deny would take away more than it does.
    if (stranger === undefined || read.effect === 'Allow') statements.push(read);
  }
  return { kind: 'policy', document: { statements, problems } };
}

function broken(kind: PolicyProblem['kind'], message: string): ParsedPolicy {
  return { kind: 'broken', problem: { kind, message } };
}

/** The parser's message quotes the text: only the place is taken over. */
function placeOf(error: unknown, text: string): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (position === undefined) return text.trim() === '' ? ': it is empty' : '';
  const before = text.slice(0, Number(position));
  return ` (line ${before.split('\n').length}, column ${before.length - before.lastIndexOf('\n')})`;
}

const POLICY_ELEMENTS = new Set(['version', 'id', 'statement']);
const STATEMENT_ELEMENTS = new Set(
  'sid effect principal notprincipal action notaction resource notresource condition'.split(' '),
);

/** What S3 would refuse of the document as such: its own reading, and so the verdict, is not certain then. */
function* shapeProblems(json: Record<string, unknown>, text: string): Generator<PolicyProblem> {
  const stranger = strangerIn(json, POLICY_ELEMENTS);
  if (stranger !== undefined) yield { kind: 'shape', message: `S3 knows no element ${quoted(stranger)}.` };
  const version = member(json, 'Version');
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17')
    yield { kind: 'shape', message: 'Version is neither 2012-10-17 nor 2008-10-17.' };
  const twice = repeatedKey(text);
  if (twice !== undefined)
    yield { kind: 'shape', message: `${quoted(twice)} stands twice in one object; the last one was read.` };
}

function strangerIn(json: unknown, elements: ReadonlySet<string>): string | undefined {
  return isRecord(json) ? Object.keys(json).find((key) => !elements.has(key.toLowerCase())) : undefined;
}

function quoted(name: string): string {
  return `"${name.length > 60 ? `${name.slice(0, 60)}…` : name}"`;
}

function readStatement(json: unknown, index: number): PolicyStatement | PolicyProblem {
  const problem = (message: string): PolicyProblem => ({ kind: 'statement', statement: index, message });
  if (!isRecord(json)) return problem('The statement is not a JSON object.');
  const effect = member(json, 'Effect');
  // Only the values are compared with regard to case.
  if (effect !== 'Allow' && effect !== 'Deny') return problem('Effect is neither Allow nor Deny.');
  const action = patterns(json, 'Action', 'NotAction');
  if (action === undefined) return problem('Action or NotAction is missing, or is not text.');
  const resource = patterns(json, 'Resource', 'NotResource');
  if (resource === undefined) return problem('Resource or NotResource is missing, or is not text.');
  const principal = principalOf(json);
  if (principal === undefined) return problem('Principal or NotPrincipal is missing, or is not understood.');
  const conditions = conditionsOf(member(json, 'Condition'));
  if (conditions === undefined) return problem('Condition is not understood.');
  const sid = member(json, 'Sid');
  return { index, sid: typeof sid === 'string' ? sid : undefined, effect, principal, action, resource, conditions };
}

function patterns(json: Record<string, unknown>, name: string, negatedName: string): PatternElement | undefined {
  const plain = member(json, name);
  const negated = member(json, negatedName);
  if ((plain === undefined) === (negated === undefined)) return undefined;
  const values = textsOf(plain ?? negated);
  return values === undefined || values.length === 0 ? undefined : { negated: plain === undefined, patterns: values };
}

function principalOf(json: Record<string, unknown>): PrincipalElement | undefined {
  const plain = member(json, 'Principal');
  const negated = member(json, 'NotPrincipal');
  if ((plain === undefined) === (negated === undefined)) return undefined;
  const given = plain ?? negated;
  const isNegated = plain === undefined;
  if (typeof given === 'string') return given === '*' ? { negated: isNegated, everyone: true, named: [] } : undefined;
  // `"Principal": ["*"]` is not what S3 accepts, but says plainly what is meant.
  if (Array.isArray(given)) return given.includes('*') ? { negated: isNegated, everyone: true, named: [] } : undefined;
  if (!isRecord(given)) return undefined;
  const named: { kind: string; value: string }[] = [];
  for (const [kind, values] of Object.entries(given)) {
    const texts = textsOf(values);
    if (texts === undefined) return undefined;
    named.push(...texts.map((value) => ({ kind, value })));
  }
  if (named.length === 0) return undefined;
  return { negated: isNegated, everyone: false, named };
}

function conditionsOf(json: unknown): readonly ConditionEntry[] | undefined {
  if (json === undefined) return [];
  if (!isRecord(json)) return undefined;
  const entries: ConditionEntry[] = [];
  for (const [operator, keys] of Object.entries(json)) {
    if (!isRecord(keys)) return undefined;
    for (const [key, values] of Object.entries(keys)) {
      const texts = textsOf(values);
      if (texts === undefined) return undefined;
      entries.push({ operator, key, values: texts });
    }
  }
  return entries;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): readonly string[] | undefined {
  const texts: string[] = [];
  for (const one of listOf(value)) {
    if (typeof one === 'string') texts.push(one);
    else if (typeof one === 'number' || typeof one === 'boolean') texts.push(String(one));
    else return undefined;
  }
  return texts;
}

/** Names of elements are compared without regard to case: a document that S3 takes must not be passed over here. */
function member(json: Record<string, unknown>, name: string): unknown {
  if (name in json) return json[name];
  const found = Object.keys(json).find((key) => key.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : json[found];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
