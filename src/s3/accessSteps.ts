// The steps on the way to what everybody can do with a bucket: what blocks, who owns, what ACL and policy give.
import { isPointPublic } from './checks/accountChecks.ts';
import { shown } from './checks/outcomes.ts';
import { nameOf, policyView } from './checks/policyStatements.ts';
import {
  aclEffective,
  aclExposes,
  aclsEnabled,
  byStatements,
  disagreement,
  effectiveFlag,
  FLAG_NAMES,
  FLAGS,
  flagOf,
  isPublicGroup,
  policyExposes,
} from './checks/publicAccess.ts';
import { grantsFor } from './checks/publicExposure.ts';
import { and, FALSE, or, type Truth } from './checks/threeValued.ts';
import type { AccessPoint, AccountFacts, BucketFacts, Fact, PublicAccessBlock, Unreadable } from './facts.ts';
import type { Capability } from './policy/actions.ts';

/** Whether this step keeps everybody out. `none`: there is nothing here that could let anybody in. */
export type Standing = 'closed' | 'partly' | 'open' | 'unknown' | 'none';

export interface AccessStep {
  readonly id: 'account-block' | 'bucket-block' | 'effective-block' | 'ownership' | 'acl' | 'policy' | 'access-points';
  readonly title: string;
  readonly standing: Standing;
  /** In a sentence. Plain text, as all that is here. */
  readonly says: string;
  readonly details: readonly string[];
  readonly missing: readonly Unreadable[];
}

/** In the order in which they decide. */
export function accessSteps(bucket: BucketFacts, account: AccountFacts): readonly AccessStep[] {
  return [
    blockStep('account-block', 'Block Public Access of the account', account.publicAccessBlock),
    bucket.kind === 'directory' ? DIRECTORY : blockStep('bucket-block', OWN_BLOCK, bucket.publicAccessBlock),
    effectiveStep(bucket, account),
    ownershipStep(bucket),
    aclStep(bucket, account),
    policyStep(bucket, account),
    accessPointStep(bucket, account),
  ];
}

const OWN_BLOCK = 'Block Public Access of the bucket';
const DIRECTORY: AccessStep = {
  id: 'bucket-block',
  title: OWN_BLOCK,
  standing: 'closed',
  says: 'Always on: directory buckets cannot be public.',
  details: [],
  missing: [],
};

function blockStep(id: AccessStep['id'], title: string, block: Fact<PublicAccessBlock>): AccessStep {
  const base = { id, title, missing: missingOf(block) };
  switch (block.kind) {
    case 'unreadable':
    case 'not-read':
      return { ...base, standing: 'unknown', says: `${notKnown(block)}.`, details: [] };
    case 'absent':
      return { ...base, standing: 'open', says: 'It was never set: all four flags are off.', details: [] };
    case 'known': {
      const on = FLAGS.filter((flag) => block.value[flag]);
      const says = on.length === 4 ? 'All four flags are on.' : on.length === 0 ? 'All four flags are off.' : undefined;
      return {
        ...base,
        standing: on.length === 4 ? 'closed' : on.length === 0 ? 'open' : 'partly',
        says: says ?? `${on.length} of four flags ${on.length === 1 ? 'is' : 'are'} on.`,
        details: FLAGS.map((flag) => `${FLAG_NAMES[flag]}: ${block.value[flag] ? 'on' : 'off'}`),
      };
    }
  }
}

function effectiveStep(bucket: BucketFacts, account: AccountFacts): AccessStep {
  const truths = FLAGS.map((flag) => effectiveFlag(bucket, account, flag));
  const all = and(...truths);
  const any = or(...truths);
  const title = 'What is blocked in effect';
  if (bucket.kind === 'directory') return { ...DIRECTORY, id: 'effective-block', title };
  return {
    id: 'effective-block',
    title,
    standing: all.is === true ? 'closed' : all.is === 'unknown' ? 'unknown' : any.is === false ? 'open' : 'partly',
    says: 'A flag is on for the bucket when it is on for the account or for the bucket.',
    details: FLAGS.map((flag) => {
      const levels = [
        { name: 'account', is: flagOf(account.publicAccessBlock, flag).is },
        { name: 'bucket', is: flagOf(bucket.publicAccessBlock, flag).is },
      ];
      const on = levels.filter(({ is }) => is === true).map(({ name }) => name);
      const open = levels.filter(({ is }) => is === 'unknown').map(({ name }) => name);
      const words =
        on.length > 0
          ? `on, by the ${on.join(' and the ')}`
          : open.length > 0
            ? `cannot be told: that of the ${open.join(' and of the ')} is not known`
            : 'off';
      return `${FLAG_NAMES[flag]}: ${words}`;
    }),
    missing: all.is === 'unknown' ? all.missing : [],
  };
}

function ownershipStep(bucket: BucketFacts): AccessStep {
  const enabled = aclsEnabled(bucket);
  const { ownership } = bucket;
  const set =
    ownership.kind === 'known'
      ? `Object Ownership is ${ownership.value}`
      : 'Object Ownership was never set, which is ObjectWriter';
  const says =
    bucket.kind === 'directory'
      ? 'Directory buckets have no ACLs.'
      : enabled.is === 'unknown'
        ? `${notKnown(ownership)}: it cannot be told whether ACLs have an effect.`
        : `${set}: ACLs are ${enabled.is ? 'enabled' : 'disabled'}.`;
  return {
    id: 'ownership',
    title: 'Object Ownership',
    standing: enabled.is === 'unknown' ? 'unknown' : enabled.is ? 'partly' : 'closed',
    says,
    details: [],
    missing: enabled.is === 'unknown' ? enabled.missing : [],
  };
}

const EVERY_PERMISSION = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL', 'unclear'] as const;

function aclStep(bucket: BucketFacts, account: AccountFacts): AccessStep {
  const base = { id: 'acl', title: 'Access control list', details: [], missing: [] } as const;
  if (aclsEnabled(bucket).is === false)
    return { ...base, standing: 'closed', says: 'It has no effect, as ACLs are disabled.' };
  if (effectiveFlag(bucket, account, 'ignorePublicAcls').is === true) {
    const says =
      'Public grants are ignored, by IgnorePublicAcls. Those that exist cannot be seen while they are ignored.';
    return { ...base, standing: 'closed', says };
  }
  const { acl } = bucket;
  const exposes = aclExposes(bucket, account, EVERY_PERMISSION);
  const missing = exposes.is === 'unknown' ? exposes.missing : [];
  if (acl.kind !== 'known') return { ...base, standing: 'unknown', says: `${notKnown(acl)}.`, missing };
  const grants = acl.value.grants.filter(isPublicGroup);
  const others = acl.value.grants.length - grants.length;
  const effective = aclEffective(bucket, account);
  const public_ = grants.length === 0 ? 'It grants nothing to everyone or to any AWS account' : 'It has public grants';
  const doubt = effective.is === 'unknown' ? '; it cannot be told whether these have an effect' : '';
  const unclear = exposes.is === 'unknown' && effective.is === true ? '; some grants are not understood' : '';
  return {
    ...base,
    standing: exposes.is === true ? 'open' : exposes.is === 'unknown' ? 'unknown' : 'none',
    says: `${public_}${grants.length === 0 ? '' : doubt}${unclear}.`,
    details: [
      ...grantsFor(bucket, EVERY_PERMISSION)
        .split('; ')
        .filter((one) => one !== ''),
      ...(others > 0 ? [`${others} ${others === 1 ? 'grant' : 'grants'} to others`] : []),
    ],
    missing,
  };
}

const CAPABILITIES = ['read', 'list', 'write', 'admin'] as const;
const GIVES: Readonly<Record<Capability, string>> = {
  read: 'read objects',
  list: 'list keys',
  write: 'write, delete or configure',
  admin: 'change permissions',
};

function policyStep(bucket: BucketFacts, account: AccountFacts): AccessStep {
  const { accountId } = account.identity;
  const { policy, policyStatus: status } = bucket;
  const base = { id: 'policy', title: 'Bucket policy' } as const;
  if (bucket.kind === 'directory')
    return { ...base, standing: 'closed', says: 'Directory buckets cannot be public.', details: [], missing: [] };
  const exposes = or(...CAPABILITIES.map((capability) => policyExposes(bucket, account, capability)));
  const restricted = effectiveFlag(bucket, account, 'restrictPublicBuckets').is === true;
  // The service may count what is held back as not public: our own reading decides, as it does for the checks.
  const latent: Truth = restricted ? byStatements(bucket, accountId) : FALSE;
  const view = policyView(bucket, accountId);
  const said =
    status.kind === 'known'
      ? `GetBucketPolicyStatus says ${status.value ? 'public' : 'not public'}`
      : status.kind === 'unreadable'
        ? `What the service says of it could not be read (${status.reason.api}: ${shown(status.reason.error)})`
        : undefined;
  return {
    ...base,
    ...policyStanding(policy, exposes, latent),
    details: [
      ...(view?.verdict.statements ?? []).map((statement) => {
        const can = statement.grants.map((capability) => GIVES[capability]).join(', ');
        const is = { true: 'public', false: 'not public', unknown: 'may be public' }[`${statement.public}`];
        const what = statement.effect === 'Deny' ? 'denies' : can === '' ? 'gives nothing here' : `lets ${can}`;
        return statement.effect === 'Deny'
          ? `${nameOf(statement)}: ${statement.why}`
          : `${nameOf(statement)}: ${is}; ${what}; ${statement.why}`;
      }),
      ...(view?.problems ?? []).map(({ message }) => `not understood: ${shown(message)}`),
      ...[said, disagreement(bucket, account)].filter((one) => one !== undefined),
    ],
    missing: exposes.is === 'unknown' ? exposes.missing : [],
  };
}

function policyStanding(policy: Fact<string>, exposes: Truth, latent: Truth): Pick<AccessStep, 'standing' | 'says'> {
  const held = 'RestrictPublicBuckets holds back whatever it lets everyone do';
  if (policy.kind === 'absent')
    return exposes.is === false
      ? { standing: 'none', says: 'There is none.' }
      : { standing: 'unknown', says: 'There is none, and yet the service says that it is public.' };
  if (policy.kind !== 'known')
    return exposes.is === false && latent.is === 'unknown'
      ? { standing: 'partly', says: `${notKnown(policy)}; ${held}.` }
      : { standing: exposes.is === false ? 'closed' : 'unknown', says: `${notKnown(policy)}.` };
  if (latent.is === true)
    return { standing: 'partly', says: 'It is public, and held back by RestrictPublicBuckets alone.' };
  if (latent.is === 'unknown') return { standing: 'partly', says: `It cannot be told whether it is public; ${held}.` };
  switch (exposes.is) {
    case true:
      return { standing: 'open', says: 'It is public, and nothing holds it back.' };
    case false:
      return { standing: 'closed', says: 'It does not let everyone in.' };
    case 'unknown':
      return { standing: 'unknown', says: 'It cannot be told whether it lets everyone in.' };
  }
}

/** Those of the bucket; `unknown` where they could not be listed. */
export function pointsOf(
  bucket: BucketFacts,
  account: AccountFacts,
): { readonly points: readonly AccessPoint[]; readonly listed: Truth } {
  const regions = [...account.accessPoints].filter(
    ([region]) => bucket.region === undefined || region === bucket.region,
  );
  const points = regions.flatMap(([, fact]) => (fact.kind === 'known' ? fact.value : []));
  const unlisted = regions.flatMap(([, fact]) => (fact.kind === 'known' || fact.kind === 'absent' ? [] : [fact]));
  const isAsked = regions.length > 0;
  return {
    points: points.filter((point) => point.bucket === bucket.name),
    listed: unlisted.length > 0 || !isAsked ? { is: 'unknown', missing: unlisted.flatMap(missingOf) } : { is: true },
  };
}

export function pointsExpose(bucket: BucketFacts, account: AccountFacts): Truth {
  const { points, listed } = pointsOf(bucket, account);
  const own = new Map([[bucket.name, bucket]]);
  return or(...points.map((point) => isPointPublic(point, account, own)), listed.is === true ? FALSE : listed);
}

export function accessPointStep(bucket: BucketFacts, account: AccountFacts): AccessStep {
  const base = { id: 'access-points', title: 'Access points of its region' } as const;
  const { points, listed } = pointsOf(bucket, account);
  const exposes = pointsExpose(bucket, account);
  const own = new Map([[bucket.name, bucket]]);
  const none = points.length === 0 && listed.is === true;
  return {
    ...base,
    standing: none ? 'none' : exposes.is === true ? 'open' : exposes.is === 'unknown' ? 'unknown' : 'closed',
    says: none
      ? 'The bucket has none. Multi-Region Access Points are a matter of the account.'
      : listed.is === true
        ? 'Each is a door of its own, with a policy of its own.'
        : 'It is not known which there are.',
    details: points.map((point) => {
      const is = isPointPublic(point, account, own).is;
      const words = point.vpcOnly
        ? 'answers in a VPC only'
        : is === true
          ? 'its policy is public, and RestrictPublicBuckets is off'
          : is === 'unknown'
            ? 'it cannot be told whether its policy is public'
            : 'its policy is not public, or is held back by RestrictPublicBuckets';
      return `${shown(point.name)}: ${words}`;
    }),
    missing: exposes.is === 'unknown' ? exposes.missing : [],
  };
}

/** A sentence without its end. */
function notKnown(fact: Fact<unknown>): string {
  if (fact.kind !== 'unreadable') return 'It was not read';
  return `It could not be read (${fact.reason.api}: ${shown(fact.reason.error)})`;
}

function missingOf(fact: Fact<unknown>): readonly Unreadable[] {
  return fact.kind === 'unreadable' ? [fact.reason] : [];
}
