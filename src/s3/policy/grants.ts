// What a statement allows, to whom, and what the Deny statements beside it leave of that.
import type { Capability, ResourceType } from './actions.ts';
import { includesAction, S3_ACTIONS, unlistedChanges } from './actions.ts';
import { isLimiting } from './conditions.ts';
import type { PolicyDocument, PolicyStatement } from './policyDocument.ts';
import { principalsOf } from './principals.ts';
import type { BucketScope } from './scope.ts';
import { coversTargets, targetsOf } from './scope.ts';

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

/** What a statement lets its principals do, after the Deny statements that hold for everyone. */
export function grantsOf(
  statement: PolicyStatement,
  document: PolicyDocument,
  scope: BucketScope,
): readonly Capability[] {
  if (statement.effect !== 'Allow') return [];
  // By type, what is allowed and which Deny covers each part: comparing patterns is the dear part.
  const parts = (type: ResourceType): readonly (readonly PolicyStatement[])[] =>
    targetsOf(statement.resource, type, scope).map((target) =>
      denies.filter(({ resource }) => coversTargets(resource, [target])),
    );
  const denies = document.statements.filter(isDenyToEveryone);
  const targets: Readonly<Record<ResourceType, readonly (readonly PolicyStatement[])[]>> = {
    bucket: parts('bucket'),
    object: parts('object'),
  };
  const isLeft = (name: string, on: ResourceType): boolean =>
    targets[on].some((hit) => !hit.some(({ action }) => includesAction(action, name)));
  const left = new Set<Capability>();
  for (const { name, on, gives } of S3_ACTIONS) {
    if (gives.some((capability) => !left.has(capability)) && includesAction(statement.action, name) && isLeft(name, on))
      for (const capability of gives) left.add(capability);
  }
  if (unlistedChanges(statement.action).some((name) => isLeft(name, 'bucket') || isLeft(name, 'object')))
    left.add('write');
  return CAPABILITIES.filter((capability) => left.has(capability));
}

const CAPABILITIES = ['read', 'list', 'write', 'admin'] as const;

function isDenyToEveryone({ effect, principal, conditions }: PolicyStatement): boolean {
  return effect === 'Deny' && conditions.length === 0 && !principal.negated && isEveryone(principal);
}

export function isEveryone({ everyone, named }: PolicyStatement['principal']): boolean {
  return everyone || named.some(({ kind, value }) => kind.toLowerCase() === 'aws' && value === '*');
}

/** A Deny for some that touches what the statement allows: it narrows, nobody can say here how far. */
export function isNarrowed(statement: PolicyStatement, document: PolicyDocument, scope: BucketScope): boolean {
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
