// What everybody can do with a bucket: block public access, policy and ACL taken together.
import type { Capability } from '../policy/actions.ts';
import type { AccountFacts, Acl, BucketFacts, Fact, Grant, PublicAccessBlock, Unreadable } from '../facts.ts';
import { notUnderstood, type PolicyView, policyView } from './policyStatements.ts';
import { and, FALSE, not, ofFact, or, TRUE, type Truth, truth } from './threeValued.ts';

export const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
export const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';

export const FLAGS = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'] as const;
export type Flag = (typeof FLAGS)[number];

/** As AWS spells them. */
export const FLAG_NAMES: Readonly<Record<Flag, string>> = {
  blockPublicAcls: 'BlockPublicAcls',
  ignorePublicAcls: 'IgnorePublicAcls',
  blockPublicPolicy: 'BlockPublicPolicy',
  restrictPublicBuckets: 'RestrictPublicBuckets',
};

export function flagOf(block: Fact<PublicAccessBlock>, flag: Flag): Truth {
  return ofFact(block, (value) => value[flag], false);
}

/** A flag is on for the bucket when it is on for the account or for the bucket: each flag by itself. */
export function effectiveFlag(bucket: BucketFacts, account: AccountFacts, flag: Flag): Truth {
  if (bucket.kind === 'directory') return TRUE;
  return or(flagOf(account.publicAccessBlock, flag), flagOf(bucket.publicAccessBlock, flag));
}

/** ACLs have an effect at all. */
export function aclsEnabled(bucket: BucketFacts): Truth {
  if (bucket.kind === 'directory') return FALSE;
  return ofFact(bucket.ownership, (ownership) => ownership !== 'BucketOwnerEnforced', true);
}

export function isPublicGroup(grant: Grant): boolean {
  return (
    grant.grantee.kind === 'group' && (grant.grantee.uri === ALL_USERS || grant.grantee.uri === AUTHENTICATED_USERS)
  );
}

/** What the policy alone says, before block public access, where it does not depend on what the service says. */
export function byStatements(bucket: BucketFacts, accountId: string, capability?: Capability): Truth {
  const view = policyView(bucket, accountId);
  if (view === undefined) return ofFact<string>(bucket.policy, () => false, false);
  const value = view.verdict[capability === undefined ? 'public' : MEMBER[capability]];
  return value === 'unknown' ? { is: 'unknown', missing: [notUnderstood(view)] } : truth(value);
}

const MEMBER = { read: 'publicRead', list: 'publicList', write: 'publicWrite', admin: 'publicAdmin' } as const;

/** The service and we disagree about the policy, in words; undefined where we do not. */
export function disagreement(bucket: BucketFacts, account: AccountFacts): string | undefined {
  const view = policyView(bucket, account.identity.accountId);
  const own = view?.verdict.public;
  if (bucket.policyStatus.kind !== 'known' || view === undefined || own === undefined || own === 'unknown')
    return undefined;
  const said = bucket.policyStatus.value;
  if (own === said) return undefined;
  // What is held back may count as not public already: s3-bucket-latent-public-policy speaks of that.
  if (!said && effectiveFlag(bucket, account, 'restrictPublicBuckets').is === true) return undefined;
  const counts = isContradicted(view) ? 'neither is believed' : "the service's word counts";
  return `GetBucketPolicyStatus says ${said ? 'public' : 'not public'}, our reading of the statements says the opposite; ${counts}`;
}

/** Some statement is open to everyone without a condition, and nothing narrows it: no rule of AWS makes that not public. */
function isPlainlyPublic({ allows }: PolicyView, capability?: Capability): boolean {
  return allows.some(
    ({ principals, conditions, narrowed, gives }) =>
      conditions.length === 0 &&
      !narrowed &&
      principals.some(({ kind }) => kind === 'everyone') &&
      (capability === undefined ? gives.length > 0 : gives.includes(capability)),
  );
}

/** Every Allow names fixed principals, so that no condition decides. */
function isPlainlyFixed({ allows, problems }: PolicyView): boolean {
  const open = new Set(['everyone', 'federated', 'unclear']);
  return problems.length === 0 && allows.every(({ principals }) => principals.every(({ kind }) => !open.has(kind)));
}

function isContradicted(view: PolicyView): boolean {
  return isPlainlyPublic(view) || isPlainlyFixed(view);
}

const STATUS = { api: 'GetBucketPolicyStatus', action: 's3:GetBucketPolicyStatus', cause: 'other' } as const;
const UNEXPLAINED: Unreadable = {
  ...STATUS,
  error: 'Unexplained',
  message: 'the service calls the policy public, and no statement explains why',
};
const CHANGED: Unreadable = {
  ...STATUS,
  error: 'Changed',
  message: 'the policy and what the service says of it do not go together: it was changed in the meantime',
};
const CONTRADICTED: Unreadable = {
  ...STATUS,
  error: 'Contradicted',
  message: 'the service calls the policy not public, and a statement is open to everyone without a condition',
};

/**
 * Whether the policy lets everybody do this. The service's own word on public or not counts. Where it calls
 * the policy public and no statement explains it, nobody knows what it is that everybody can do. Where its word
 * cannot be had, our reading counts as far as no condition is at stake: AWS may see a condition otherwise.
 */
export function policyGrants(bucket: BucketFacts, accountId: string, capability: Capability): Truth {
  const { policy, policyStatus: status } = bucket;
  if (policy.kind === 'absent')
    return status.kind === 'known' && status.value ? { is: 'unknown', missing: [CHANGED] } : FALSE;
  const own = byStatements(bucket, accountId, capability);
  const view = policyView(bucket, accountId);
  if (view === undefined) return status.kind === 'absent' || (status.kind === 'known' && !status.value) ? FALSE : own;
  if (view.problems.length === 0 && !view.allows.some(({ gives }) => gives.includes(capability))) return FALSE;
  const whole = byStatements(bucket, accountId, undefined);
  switch (status.kind) {
    case 'not-read':
      return own;
    case 'unreadable': {
      if (isPlainlyPublic(view, capability)) return TRUE;
      if (isPlainlyFixed(view)) return FALSE;
      // The policy is public either way, and this is no part of it.
      if (own.is === false && whole.is === true) return FALSE;
      return { is: 'unknown', missing: [status.reason] };
    }
    case 'absent':
      // The policy was written or taken away between the two calls.
      return own.is === false ? FALSE : { is: 'unknown', missing: [CHANGED] };
    case 'known':
      if (!status.value) return isPlainlyPublic(view, capability) ? { is: 'unknown', missing: [CONTRADICTED] } : FALSE;
      return whole.is === false ? { is: 'unknown', missing: [UNEXPLAINED] } : own;
  }
}

/** ACL permissions that let a group do this. */
export const ACL_GIVES: Readonly<Record<Exclude<Capability, 'admin'>, readonly Grant['permission'][]>> = {
  // A bucket's ACL does not make its objects readable; who has all of it may give himself the rest.
  read: ['FULL_CONTROL'],
  list: ['READ', 'FULL_CONTROL'],
  write: ['WRITE', 'FULL_CONTROL'],
};

/** Whether the ACL gives a group one of these; a grant that is not understood may be one. */
export function aclGrants(
  bucket: BucketFacts,
  permissions: readonly Grant['permission'][],
  isOne: (grant: Grant) => boolean = isPublicGroup,
): Truth {
  const { acl } = bucket;
  if (acl.kind !== 'known') return ofFact<Acl>(acl, () => false, false);
  const { grants } = acl.value;
  if (grants.some((grant) => isOne(grant) && permissions.includes(grant.permission))) return TRUE;
  const unclear = grants.some(
    (grant) => grant.grantee.kind === 'unclear' || (isOne(grant) && grant.permission === 'unclear'),
  );
  return unclear ? { is: 'unknown', missing: [ACL_NOT_UNDERSTOOD] } : FALSE;
}

export const ACL_NOT_UNDERSTOOD: Unreadable = {
  cause: 'malformed',
  api: 'GetBucketAcl',
  action: 's3:GetBucketAcl',
  error: 'GrantNotUnderstood',
};

/** A public grant in the ACL has an effect: ACLs are enabled and not ignored. */
export function aclEffective(bucket: BucketFacts, account: AccountFacts): Truth {
  return and(aclsEnabled(bucket), not(effectiveFlag(bucket, account, 'ignorePublicAcls')));
}

export function aclExposes(
  bucket: BucketFacts,
  account: AccountFacts,
  permissions: readonly Grant['permission'][],
): Truth {
  return and(aclGrants(bucket, permissions), aclEffective(bucket, account));
}

export function policyExposes(bucket: BucketFacts, account: AccountFacts, capability: Capability): Truth {
  return and(
    policyGrants(bucket, account.identity.accountId, capability),
    not(effectiveFlag(bucket, account, 'restrictPublicBuckets')),
  );
}

/** Everybody can do this with the bucket, by policy or by ACL. */
export function isExposed(bucket: BucketFacts, account: AccountFacts, capability: Exclude<Capability, 'admin'>): Truth {
  return or(policyExposes(bucket, account, capability), aclExposes(bucket, account, ACL_GIVES[capability]));
}

const CHANGES_PERMISSIONS = ['WRITE_ACP', 'FULL_CONTROL'] as const;

/** ACL permissions that let a group do this; `admin`: change who may do what. */
export function permissionsGiving(capability: Capability): readonly Grant['permission'][] {
  return capability === 'admin' ? CHANGES_PERMISSIONS : ACL_GIVES[capability];
}

/** Everybody can change who may do what, by policy or by ACL. */
export function permissionsChangeable(bucket: BucketFacts, account: AccountFacts): Truth {
  return or(policyExposes(bucket, account, 'admin'), aclExposes(bucket, account, CHANGES_PERMISSIONS));
}

/** Everybody can see the ACL, by the ACL. */
export function permissionsReadable(bucket: BucketFacts, account: AccountFacts): Truth {
  return aclExposes(bucket, account, ['READ_ACP']);
}

/** Some object is public through an ACL of its own. A sample proves that one is, never that none is. */
export function objectAclsExpose(bucket: BucketFacts, account: AccountFacts): Truth {
  const sampled: Truth =
    bucket.objectAcls.kind === 'unreadable'
      ? { is: 'unknown', missing: [bucket.objectAcls.reason] }
      : {
          is: bucket.objectAcls.kind === 'known' && bucket.objectAcls.value.publicKeys.length > 0 ? true : 'unknown',
          missing: [],
        };
  return and(aclEffective(bucket, account), sampled);
}
