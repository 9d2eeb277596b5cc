// Whom the statements of a policy let in besides the owner.
import { type Severity, worseOf } from '../../findings/severity.ts';
import type { Acl, Fact, Unreadable } from '../facts.ts';
import { isLimiting } from '../policy/conditions.ts';
import type { ConditionEntry } from '../policy/policyDocument.ts';
import type { Principal } from '../policy/principals.ts';
import type { CheckOutcome } from './check.ts';
import { joined, listed, shown, unknown } from './outcomes.ts';
import type { Allowed } from './policyStatements.ts';
import { missingOf } from './threeValued.ts';

interface Foreign {
  readonly id: string;
  /** A whole organization, as opposed to one account. */
  readonly organization: boolean;
  readonly wholeAccount: boolean;
  /** What is missing to tell whether it is the owner himself. */
  readonly unsure?: Unreadable;
}

const PRINCIPAL_NOT_UNDERSTOOD: Unreadable = {
  cause: 'malformed',
  api: 'GetBucketPolicy',
  action: 's3:GetBucketPolicy',
  error: 'PrincipalNotUnderstood',
};

const OWNER_NOT_SAID: Unreadable = {
  cause: 'other',
  api: 'GetBucketAcl',
  action: 's3:GetBucketAcl',
  error: 'OwnerUnknown',
  message: "the owner's canonical id was not read, so it cannot be told from the one that the policy names",
};

/** A principal that is named and is not the owner. */
function foreignPrincipal({ kind, id, wholeAccount }: Principal, own: Own): Foreign | undefined {
  const foreign = { id, organization: false, wholeAccount };
  if (kind === 'account') return id === own.account ? undefined : foreign;
  if (kind === 'unclear') return { ...foreign, unsure: PRINCIPAL_NOT_UNDERSTOOD };
  if (kind !== 'canonical') return undefined;
  if (own.acl.kind === 'known' && own.acl.value.owner !== undefined)
    return id === own.acl.value.owner.toLowerCase() ? undefined : foreign;
  return { ...foreign, unsure: own.acl.kind === 'unreadable' ? own.acl.reason : OWNER_NOT_SAID };
}

interface Own {
  readonly account: string;
  /** It names the owner by his canonical id. */
  readonly acl: Fact<Acl>;
}

const PRINCIPAL_KEYS = new Set(['aws:principalaccount', 'aws:principalarn']);
/** What a request comes through, or for whom a service makes it. */
const WAY_KEYS = new Set([
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourcearn',
]);

/** The accounts that each limiting condition on one of the keys names; conditions that name none are left out. */
function accountsBy(conditions: readonly ConditionEntry[], keys: ReadonlySet<string>): readonly (readonly string[])[] {
  return conditions
    .filter((entry) => keys.has(entry.key.toLowerCase()) && isLimiting(entry, conditions))
    .map(({ values }) =>
      values.flatMap((value) => /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(value)?.[1] ?? []),
    )
    .filter((accounts) => accounts.length > 0);
}

/** Accounts, canonical ids and organizations besides the own one that a statement lets in. */
export function foreignOf({ principals, conditions, public: isPublic }: Allowed, own: Own): readonly Foreign[] {
  const isOwn = (accounts: readonly string[]): boolean => accounts.every((id) => id === own.account);
  const byPrincipal = accountsBy(conditions, PRINCIPAL_KEYS);
  // Whoever is named: the condition leaves the own account only.
  if (byPrincipal.some(isOwn)) return [];
  const found = principals.flatMap((principal): readonly Foreign[] => {
    if (principal.kind !== 'everyone') {
      const foreign = foreignPrincipal(principal, own);
      return foreign === undefined ? [] : [foreign];
    }
    // What is open to everybody is not what other accounts are let into: the checks of public exposure speak of it.
    if (isPublic !== false) return [];
    const named = [...byPrincipal, ...accountsBy(conditions, WAY_KEYS)];
    // Through the access points, or the resources, of the own account only: it decides there who may use them.
    if (named.some(isOwn)) return [];
    if (named.length > 0)
      return named
        .flat()
        .filter((id) => id !== own.account)
        .map((id) => ({ id, organization: false, wholeAccount: true }));
    return conditions
      .filter((entry) => isLimiting(entry, conditions) && entry.key.toLowerCase() === 'aws:principalorgid')
      .flatMap(({ values }) => values)
      .map((id) => ({ id, organization: true, wholeAccount: true }));
  });
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

/** As Security Hub S3.6 counts: whoever is named besides the owner, whatever the conditions say. */
export function namedBesides({ principals }: Allowed, own: Own): readonly Foreign[] {
  return principals.flatMap((principal): readonly Foreign[] => {
    const { kind, id } = principal;
    if (kind === 'everyone') return [{ id: 'everyone', organization: false, wholeAccount: true }];
    if (kind === 'federated') return [{ id, organization: false, wholeAccount: true }];
    const foreign = foreignPrincipal(principal, own);
    return foreign === undefined ? [] : [foreign];
  });
}

/** One outcome for each of the others; what is unsure of them, as one. */
export function perForeign(
  allows: readonly Allowed[],
  foreignIn: (allowed: Allowed) => readonly Foreign[],
  judge: (allowed: Allowed, foreign: Foreign) => Severity | undefined,
  note?: string,
): readonly CheckOutcome[] {
  const found = new Map<string, { severity: Severity; words: string[]; narrowed: boolean }>();
  const unsure: { readonly id: string; readonly severity: Severity; readonly missing: Unreadable }[] = [];
  for (const allowed of allows) {
    for (const foreign of foreignIn(allowed)) {
      const severity = judge(allowed, foreign);
      if (severity === undefined) continue;
      if (foreign.unsure !== undefined) {
        unsure.push({ id: foreign.id, severity, missing: foreign.unsure });
        continue;
      }
      const before = found.get(foreign.id);
      const words = `${allowed.name} allows ${listed(allowed.actions.map((action) => `s3:${action}`))}`;
      found.set(foreign.id, {
        severity: before === undefined ? severity : worseOf(before.severity, severity),
        words: [...(before?.words ?? []), words],
        narrowed: (before?.narrowed ?? true) && allowed.narrowed,
      });
    }
  }
  const fails = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { severity, words, narrowed }]): CheckOutcome => ({
      kind: 'fail',
      severity,
      evidence: joined(`${shown(id)}: ${words.join(', ')}`, note),
      aspect: id,
      ...(narrowed ? { confidence: 'medium' as const } : {}),
    }));
  const [first] = unsure;
  if (first === undefined) return fails;
  const names = listed([...new Set(unsure.map(({ id }) => id))]);
  const severity = unsure.reduce((worst, one) => worseOf(worst, one.severity), first.severity);
  const missing = missingOf(unsure.map((one) => ({ is: 'unknown', missing: [one.missing] })));
  return [...fails, unknown(severity, `it cannot be told whether this is the owner: ${names}`, missing)];
}
