// What a statement allows, to whom, and what the Deny statements beside it leave of that.
import type { Capability, ResourceType } from './actions.ts';
import { includesAction, S3_ACTIONS, unlistedChanges } from './actions.ts';
import { isLimiting } from './conditions.ts';
import type { PolicyDocument, PolicyStatement } from './policyDocument.ts';
import { principalsOf } from './principals.ts';
import type { BucketScope } from './scope.ts';
import { coversTargets, scopeOf, targetsOf } from './scope.ts';

export type Verdict = boolean | 'unknown';

/** Kleene's or: true if either is, else unknown if either is. */
export function either(a: Verdict, b: Verdict): Verdict {
  if (a === true || b === true) return true;
  return a === 'unknown' || b === 'unknown' ? 'unknown' : false;
}

/** Why a statement is, or is not, for everybody. */
export interface Audience {
  /** Whether AWS counts the statement as public. */
  readonly public: Verdict;
  readonly why: string;
}

export function audienceOf(statement: PolicyStatement): Audience {
  const { conditions, principal } = statement;
  const principals = principalsOf(principal);
  const limit = conditions.find((entry) => isLimiting(entry, conditions));
  const open = principals.find(({ kind }) => kind === 'everyone' || kind === 'federated');
  if (open === undefined) {
    const unclear = principals.find(({ kind }) => kind === 'unclear');
    if (unclear === undefined) return { public: false, why: 'names fixed principals only' };
    const who = `names a principal that is not understood: ${unclear.id}`;
    return limit === undefined
      ? { public: 'unknown', why: who }
      : { public: false, why: `${who}, limited to fixed values by ${limit.operator} ${limit.key}` };
  }
  const whom = principal.negated
    ? 'allows everyone but those in NotPrincipal'
    : open.kind === 'federated'
      ? `allows whoever signs in at ${open.id}`
      : 'allows everyone';
  if (limit !== undefined)
    return { public: false, why: `${whom}, limited to fixed values by ${limit.operator} ${limit.key}` };
  const [first] = conditions;
  return {
    public: true,
    why: first === undefined ? whom : `${whom}; ${first.operator} ${first.key} does not limit that to fixed values`,
  };
}

/** Which actions, without the service prefix, a statement allows after the Deny statements that hold for everyone. */
export function allowedActions(
  statement: PolicyStatement,
  document: PolicyDocument,
  scope: BucketScope,
): readonly string[] {
  if (statement.effect !== 'Allow') return [];
  const denies = document.statements.filter(isDenyToEveryone);
  // Of each part, which Deny covers it: comparing patterns is the dear part, so it is done once.
  const parts = (type: ResourceType): readonly (readonly PolicyStatement[])[] =>
    targetsOf(statement.resource, type, scope).map((target) =>
      denies.filter(({ resource }) => coversTargets(resource, [target])),
    );
  const targets = { bucket: parts('bucket'), object: parts('object') };
  const isLeft = (name: string, on: ResourceType): boolean =>
    targets[on].some((hit) => !hit.some(({ action }) => includesAction(action, name)));
  return [
    ...S3_ACTIONS.filter(({ name, on }) => includesAction(statement.action, name) && isLeft(name, on)).map(
      ({ name }) => name,
    ),
    ...unlistedChanges(statement.action).filter((name) => isLeft(name, 'bucket') || isLeft(name, 'object')),
  ];
}

/** What one can do with these actions; one that is not listed changes something. */
export function capabilitiesOf(actions: readonly string[]): readonly Capability[] {
  const byName = new Map(S3_ACTIONS.map(({ name, gives }) => [name, gives]));
  const given = new Set(actions.flatMap((name) => byName.get(name) ?? ['write' as const]));
  return CAPABILITIES.filter((capability) => given.has(capability));
}

const CAPABILITIES = ['read', 'list', 'write', 'admin'] as const;

function isDenyToEveryone({ effect, principal, conditions }: PolicyStatement): boolean {
  return effect === 'Deny' && conditions.length === 0 && !principal.negated && isEveryone(principal);
}

export function isEveryone({ everyone, named }: PolicyStatement['principal']): boolean {
  return everyone || named.some(({ kind, value }) => kind.toLowerCase() === 'aws' && value === '*');
}

/** A Deny for some that touches what the statement allows: it narrows, nobody can say here how far. */
export function isNarrowed(
  statement: PolicyStatement,
  document: PolicyDocument,
  scope = scopeOf(document, undefined),
): boolean {
  return document.statements.some(
    ({ effect, principal, conditions, action, resource }) =>
      effect === 'Deny' &&
      (principal.negated ||
        (isEveryone(principal) && conditions.some(({ key }) => key.toLowerCase() !== 'aws:securetransport'))) &&
      S3_ACTIONS.some(
        ({ name, on }) =>
          includesAction(action, name) &&
          includesAction(statement.action, name) &&
          targetsOf(resource, on, scope).length > 0 &&
          targetsOf(statement.resource, on, scope).length > 0,
      ),
  );
}
