// What everybody can do with a bucket: block public access, policy and ACL taken together.
import type { Capability } from '../policy/actions.ts';
import { evaluatePolicy, type PolicyVerdict } from '../policy/evaluatePolicy.ts';
import type { AccountFacts, Acl, BucketFacts, Fact, Grant, PublicAccessBlock, Unreadable } from '../facts.ts';
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

/** Judged once for each pair of bucket and account: several checks ask. */
const verdicts = new WeakMap<BucketFacts, { readonly account: string; readonly verdict: PolicyVerdict }>();

/** Undefined when there is no policy, or none could be read. */
export function policyVerdict(bucket: BucketFacts, accountId: string): PolicyVerdict | undefined {
  if (bucket.policy.kind !== 'known') return undefined;
  const before = verdicts.get(bucket);
  if (before?.account === accountId) return before.verdict;
  const verdict = evaluatePolicy(bucket.policy.value, { account: accountId, bucket: bucket.name });
  verdicts.set(bucket, { account: accountId, verdict });
  return verdict;
}

/** What the policy alone says, before block public access, where it does not depend on what the service says. */
function byStatements(bucket: BucketFacts, accountId: string, capability: Capability | undefined): Truth {
  const verdict = policyVerdict(bucket, accountId);
  if (verdict === undefined) return ofFact<string>(bucket.policy, () => false, false);
  const key = capability === undefined ? 'public' : MEMBER[capability];
  const value = verdict[key];
  return value === 'unknown' ? { is: 'unknown', missing: [notUnderstood(verdict)] } : truth(value);
}

const MEMBER = { read: 'publicRead', list: 'publicList', write: 'publicWrite', admin: 'publicAdmin' } as const;

function notUnderstood(verdict: PolicyVerdict): Unreadable {
  const message = verdict.problems[0]?.message;
  return {
    cause: 'malformed',
    api: 'GetBucketPolicy',
    action: 's3:GetBucketPolicy',
    error: 'PolicyNotUnderstood',
    ...(message === undefined ? {} : { message }),
  };
}

/** Whether the policy is public: the service's own word counts, where it gives one. */
export function policyIsPublic(bucket: BucketFacts, accountId: string): Truth {
  if (bucket.policy.kind === 'absent') return FALSE;
  if (bucket.policyStatus.kind === 'known') return truth(bucket.policyStatus.value);
  if (bucket.policyStatus.kind === 'absent') return FALSE;
  return byStatements(bucket, accountId, undefined);
}

/** The service and we disagree about the policy, in words; undefined where we do not. */
export function disagreement(bucket: BucketFacts, accountId: string): string | undefined {
  const own = policyVerdict(bucket, accountId)?.public;
  if (bucket.policyStatus.kind !== 'known' || own === undefined || own === 'unknown') return undefined;
  if (own === bucket.policyStatus.value) return undefined;
  return `GetBucketPolicyStatus says ${bucket.policyStatus.value ? 'public' : 'not public'}, our reading of the statements says the opposite; the service's word counts`;
}

/**
 * Whether the policy lets everybody do this. The service knows only public or not: where it says public and
 * no statement explains it, nobody knows what it is that everybody can do.
 */
export function policyGrants(bucket: BucketFacts, accountId: string, capability: Capability): Truth {
  const status = policyIsPublic(bucket, accountId);
  const own = byStatements(bucket, accountId, capability);
  if (status.is === false) return FALSE;
  const explained = byStatements(bucket, accountId, undefined);
  if (bucket.policyStatus.kind === 'known' && explained.is === false) {
    const missing: Unreadable = {
      cause: 'other',
      api: 'GetBucketPolicyStatus',
      action: 's3:GetBucketPolicyStatus',
      error: 'Unexplained',
      message: 'the service calls the policy public, and no statement explains why',
    };
    return { is: 'unknown', missing: [missing] };
  }
  return own;
}

/** ACL permissions that let a group do this. */
const ACL_GIVES: Readonly<Record<Exclude<Capability, 'admin'>, readonly Grant['permission'][]>> = {
  // A bucket's ACL does not make its objects readable; who has all of it may give himself the rest.
  read: ['FULL_CONTROL'],
  list: ['READ', 'FULL_CONTROL'],
  write: ['WRITE', 'FULL_CONTROL'],
};

export function aclGrants(bucket: BucketFacts, permissions: readonly Grant['permission'][]): Truth {
  return ofFact<Acl>(
    bucket.acl,
    ({ grants }) => grants.some((grant) => isPublicGroup(grant) && permissions.includes(grant.permission)),
    false,
  );
}

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
