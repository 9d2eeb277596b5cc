// What everybody can do with a bucket, step by step and in words. It asks the functions that the checks ask, so that a
// page that shows this and the findings cannot disagree.
import { accessPointStep, accessSteps, type AccessStep, pointsExpose, pointsOf } from './accessSteps.ts';
import { joined, shown } from './checks/outcomes.ts';
import {
  aclsEnabled,
  effectiveFlag,
  isExposed,
  objectAclsExpose,
  permissionsChangeable,
  permissionsReadable,
  policyGrants,
} from './checks/publicAccess.ts';
import { causes, grantsFor } from './checks/publicExposure.ts';
import { FALSE, type Truth } from './checks/threeValued.ts';
import type { AccountFacts, BucketFacts, Unreadable } from './facts.ts';
import type { Capability } from './policy/actions.ts';

export interface AccessConclusion {
  readonly id: 'read' | 'list' | 'write' | 'see-permissions' | 'change-permissions' | 'objects' | 'access-points';
  /** E.g. `Read objects`: what everybody can, cannot, or may be able to do. */
  readonly title: string;
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly because: string;
  /** What would have to be read; of an unknown answer only. */
  readonly missing: readonly Unreadable[];
}

export interface AccessExplanation {
  readonly steps: readonly AccessStep[];
  readonly conclusions: readonly AccessConclusion[];
}

/** Pure. It leaves out whom the policy names: that somebody in particular has access is no public access. */
export function explainAccess(bucket: BucketFacts, account: AccountFacts): AccessExplanation {
  return { steps: accessSteps(bucket, account), conclusions: conclusionsOf(bucket, account) };
}

function conclusionsOf(bucket: BucketFacts, account: AccountFacts): readonly AccessConclusion[] {
  const by = (capability: Capability, truth: Truth): Pick<AccessConclusion, 'answer' | 'because' | 'missing'> =>
    answered(truth, causes(bucket, account, capability).evidence, closedBecause(bucket, account, capability));
  const general = bucket.kind === 'general';
  const exposed = (capability: Exclude<Capability, 'admin'>): Truth =>
    general ? isExposed(bucket, account, capability) : FALSE;
  const changeable = general ? permissionsChangeable(bucket, account) : FALSE;
  const readable = general ? permissionsReadable(bucket, account) : FALSE;
  const objects = general ? objectAclsExpose(bucket, account) : FALSE;
  const points = pointsExpose(bucket, account);
  const aclClosed = closedByAcl(bucket, account);
  return [
    { id: 'read', title: 'Read objects', ...by('read', exposed('read')) },
    { id: 'list', title: 'List the keys of objects', ...by('list', exposed('list')) },
    { id: 'write', title: 'Write, delete or configure', ...by('write', exposed('write')) },
    { id: 'change-permissions', title: 'Change permissions', ...by('admin', changeable) },
    {
      id: 'see-permissions',
      title: 'See permissions',
      ...answered(readable, grantsFor(bucket, ['READ_ACP']), aclClosed),
    },
    {
      id: 'objects',
      title: 'Read single objects through ACLs of their own',
      ...answered(objects, sampleInWords(bucket), aclClosed),
    },
    {
      id: 'access-points',
      title: 'Get in through an access point of its region',
      ...answered(
        points,
        accessPointStep(bucket, account).details.join('; '),
        pointsOf(bucket, account).points.length === 0 ? 'the bucket has none there' : 'none of them is public',
      ),
    },
  ];
}

/** @param open what lets, or may let, everybody in */
function answered(
  truth: Truth,
  open: string,
  closed: string,
): Pick<AccessConclusion, 'answer' | 'because' | 'missing'> {
  switch (truth.is) {
    case true:
      return { answer: 'yes', because: open, missing: [] };
    case false:
      return { answer: 'no', because: closed, missing: [] };
    case 'unknown':
      return {
        answer: 'unknown',
        because: joined(
          open,
          truth.missing.length > 0 ? 'what decides could not be read' : 'what decides was not looked at',
        ),
        missing: truth.missing,
      };
  }
}

function closedBecause(bucket: BucketFacts, account: AccountFacts, capability: Capability): string {
  if (bucket.kind === 'directory') return 'directory buckets cannot be public';
  const { accountId } = account.identity;
  const { policy } = bucket;
  const gives = policyGrants(bucket, accountId, capability);
  const byPolicy =
    policy.kind === 'absent'
      ? 'there is no policy'
      : gives.is === false
        ? 'the policy does not let everyone do that'
        : 'RestrictPublicBuckets holds the policy back';
  return joined(byPolicy, closedByAcl(bucket, account));
}

function closedByAcl(bucket: BucketFacts, account: AccountFacts): string {
  if (bucket.kind === 'directory') return 'directory buckets have no ACLs';
  if (aclsEnabled(bucket).is === false) return 'ACLs are disabled';
  if (effectiveFlag(bucket, account, 'ignorePublicAcls').is === true) return 'public ACLs are ignored';
  return 'the ACL does not let everyone do that';
}

function sampleInWords({ objectAcls }: BucketFacts): string {
  if (objectAcls.kind !== 'known') return '';
  const { looked, publicKeys } = objectAcls.value;
  const [first] = publicKeys;
  return first === undefined
    ? `none of ${looked} objects that were looked at is public, which does not prove that none is`
    : `${publicKeys.length} of ${looked} objects that were looked at are public, e.g. ${shown(first)}`;
}
