// What a statement allows, to whom, and what the Deny statements beside it leave of that.
import type { Capability, ResourceType } from './actions.ts';
import { includesAction, S3_ACTIONS } from './actions.ts';
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
  const open = principals.find(({ kind }) => kind === 'everyone' || kind === 'federated');
  if (open === undefined) {
    const unclear = principals.find(({ kind }) => kind === 'unclear');
    return unclear === undefined
      ? { public: false, why: 'names fixed principals only' }
      : { public: 'unknown', why: `names a principal that is not understood: ${unclear.id}` };
  }
  const whom = principal.negated
    ? 'allows everyone but those in NotPrincipal'
    : open.kind === 'federated'
      ? `allows whoever signs in at ${open.id}`
      : 'allows everyone';
  const limit = conditions.find((entry) => isLimiting(entry, conditions));
  if (limit !== undefined && !principal.negated)
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
  const targets: Readonly<Record<ResourceType, readonly string[]>> = {
    bucket: targetsOf(statement.resource, 'bucket', scope),
    object: targetsOf(statement.resource, 'object', scope),
  };
  return S3_ACTIONS.filter(({ name, on }) => {
    if (targets[on].length === 0 || !includesAction(statement.action, name)) return false;
    const hit = denies.filter((deny) => includesAction(deny.action, name));
    // Several of them may cover a part each.
    return !targets[on].every((target) => hit.some((deny) => coversTargets(deny.resource, [target])));
  }).map(({ name }) => name);
}

function isDenyToEveryone({ effect, principal, conditions }: PolicyStatement): boolean {
  return effect === 'Deny' && conditions.length === 0 && !principal.negated && isEveryone(principal);
}

export function isEveryone({ everyone, named }: PolicyStatement['principal']): boolean {
  return everyone || named.some(({ kind, value }) => kind.toLowerCase() === 'aws' && value === '*');
}

/** A Deny with a condition that touches what the statement allows: it narrows, nobody can say here how far. */
export function isNarrowed(statement: PolicyStatement, document: PolicyDocument): boolean {
  return (
    document.statements.some(
      ({ effect, principal, conditions }) =>
        effect === 'Deny' &&
        conditions.length > 0 &&
        isEveryone(principal) &&
        conditions.some(({ key }) => key.toLowerCase() !== 'aws:securetransport'),
    ) && statement.effect === 'Allow'
  );
}

export function capabilitiesOf(actions: readonly string[]): readonly Capability[] {
  const given = new Set(actions);
  const capabilities = new Set(S3_ACTIONS.filter(({ name }) => given.has(name)).flatMap(({ gives }) => gives));
  return (['read', 'list', 'write', 'admin'] as const).filter((capability) => capabilities.has(capability));
}
