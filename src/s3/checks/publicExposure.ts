// Section A of the table: what everybody can get at.
import type { AccountFacts, BucketFacts } from '../facts.ts';
import type { Capability } from '../policy/actions.ts';
import type { BucketCheckRule, CheckOutcome } from './check.ts';
import { fromFact, notApplicable, outcomeOf } from './outcomes.ts';
import {
  aclExposes,
  aclGrants,
  aclsEnabled,
  ALL_USERS,
  AUTHENTICATED_USERS,
  disagreement,
  effectiveFlag,
  FLAG_NAMES,
  FLAGS,
  type Flag,
  flagOf,
  isExposed,
  isPublicGroup,
  policyExposes,
  policyIsPublic,
  policyVerdict,
} from './publicAccess.ts';
import { and, not, or, type Truth } from './threeValued.ts';

const PUBLIC_APIS = [
  'GetBucketPolicy',
  'GetBucketPolicyStatus',
  'GetBucketAcl',
  'GetBucketOwnershipControls',
  'GetPublicAccessBlock',
  'GetAccountPublicAccessBlock',
];

function flagsOff(test: (flag: Flag) => Truth): { readonly off: readonly string[]; readonly all: Truth } {
  const truths = FLAGS.map((flag) => ({ flag, on: test(flag) }));
  return {
    off: truths.filter(({ on }) => on.is === false).map(({ flag }) => FLAG_NAMES[flag]),
    all: and(...truths.map(({ on }) => on)),
  };
}

const BLOCK: BucketCheckRule = {
  id: 's3-bucket-public-access-block',
  title: 'Block Public Access is fully on for the bucket, by itself or by the account',
  subject: 'bucket',
  severity: 'high',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_level_public_access_block'], fsbp: [], cis: ['2.1.4'] },
  apis: ['GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('always on for directory buckets');
    const { off, all } = flagsOff((flag) => effectiveFlag(bucket, account, flag));
    return outcomeOf(not(all), {
      pass: coveredByAccount(bucket) ? 'all four flags are on, some of them by the account' : 'all four flags are on',
      fail: { severity: 'high', evidence: `off at both levels: ${off.join(', ')}` },
      unknown: 'it cannot be told whether all four flags are on',
    });
  },
};

function coveredByAccount(bucket: BucketFacts): boolean {
  return FLAGS.some((flag) => flagOf(bucket.publicAccessBlock, flag).is !== true);
}

const OWN_BLOCK: BucketCheckRule = {
  id: 's3-bucket-level-public-access-block',
  title: "The bucket's own Block Public Access is on even where the account's covers it",
  subject: 'bucket',
  severity: 'high',
  profile: 'core',
  mapping: { prowler: [], fsbp: ['S3.8'], cis: [] },
  apis: ['GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('always on for directory buckets');
    const { off, all } = flagsOff((flag) => flagOf(bucket.publicAccessBlock, flag));
    const covered = flagsOff((flag) => effectiveFlag(bucket, account, flag)).all.is === true;
    const severity = covered ? 'informational' : 'high';
    return outcomeOf(not(all), {
      pass: 'all four flags are on at the bucket',
      fail: {
        severity,
        evidence: `off at the bucket: ${off.join(', ')}${covered ? '; the account covers them' : ''}`,
      },
      unknown: "it cannot be told whether the bucket's own flags are on",
    });
  },
};

/** The statements that let everybody do this, by name. */
function statementsFor(bucket: BucketFacts, account: AccountFacts, capability: Capability): string {
  const verdict = policyVerdict(bucket, account.identity.accountId);
  const deciding = (verdict?.statements ?? []).filter(
    (statement) => statement.public !== false && statement.grants.includes(capability),
  );
  return deciding
    .map(({ sid, index, why }) => `policy ${sid === undefined ? `statement ${index + 1}` : `"${sid}"`} ${why}`)
    .join('; ');
}

function grantsFor(bucket: BucketFacts, permissions: readonly string[]): string {
  if (bucket.acl.kind !== 'known') return '';
  return bucket.acl.value.grants
    .filter((grant) => isPublicGroup(grant) && permissions.includes(grant.permission))
    .map(
      ({ grantee, permission }) =>
        `ACL grants ${permission} to ${grantee.kind === 'group' && grantee.uri === ALL_USERS ? 'everyone' : 'any AWS account'}`,
    )
    .join('; ');
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('; ');
}

const CANNOT_TELL = 'public, unless what could not be read says otherwise';

function exposure(
  bucket: BucketFacts,
  account: AccountFacts,
  capability: Exclude<Capability, 'admin'>,
  severity: 'critical' | 'high',
  words: { readonly pass: string; readonly permissions: readonly string[] },
): CheckOutcome {
  if (bucket.kind === 'directory') return notApplicable('directory buckets cannot be public');
  const website =
    capability === 'read' && bucket.website.kind === 'known' ? 'the bucket is a static website' : undefined;
  const byPolicy = policyExposes(bucket, account, capability);
  const evidence = joined(
    byPolicy.is === false ? undefined : statementsFor(bucket, account, capability),
    grantsFor(bucket, words.permissions),
    website,
    disagreement(bucket, account.identity.accountId),
  );
  const exposed = isExposed(bucket, account, capability);
  return outcomeOf(exposed, {
    pass: words.pass,
    fail: { severity, evidence },
    unknown: joined(evidence, CANNOT_TELL),
  });
}

const READ: BucketCheckRule = {
  id: 's3-bucket-public-read',
  title: 'The data of the bucket is not publicly readable',
  subject: 'bucket',
  severity: 'critical',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_public_access'], fsbp: ['S3.2'], cis: [] },
  apis: PUBLIC_APIS,
  judge: (bucket, account) =>
    exposure(bucket, account, 'read', 'critical', {
      pass: 'neither policy nor ACL lets everyone read objects',
      permissions: ['FULL_CONTROL'],
    }),
};

const LIST: BucketCheckRule = {
  id: 's3-bucket-public-list',
  title: 'The keys of the bucket are not publicly listable',
  subject: 'bucket',
  severity: 'high',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_public_list_acl'], fsbp: [], cis: [] },
  apis: PUBLIC_APIS,
  judge: (bucket, account) =>
    exposure(bucket, account, 'list', 'high', {
      pass: 'neither policy nor ACL lets everyone list keys',
      permissions: ['READ', 'FULL_CONTROL'],
    }),
};

const WRITE: BucketCheckRule = {
  id: 's3-bucket-public-write',
  title: 'The bucket is not publicly writable',
  subject: 'bucket',
  severity: 'critical',
  profile: 'core',
  mapping: {
    prowler: ['s3_bucket_public_write_acl', 's3_bucket_policy_public_write_access'],
    fsbp: ['S3.3'],
    cis: [],
  },
  apis: PUBLIC_APIS,
  judge: (bucket, account) =>
    exposure(bucket, account, 'write', 'critical', {
      pass: 'neither policy nor ACL lets everyone write, delete or configure',
      permissions: ['WRITE', 'FULL_CONTROL'],
    }),
};

const ADMIN: BucketCheckRule = {
  id: 's3-bucket-public-acl-admin',
  title: 'The permissions of the bucket are not publicly readable or changeable',
  subject: 'bucket',
  severity: 'critical',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: PUBLIC_APIS,
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets cannot be public');
    const changes = or(
      policyExposes(bucket, account, 'admin'),
      aclExposes(bucket, account, ['WRITE_ACP', 'FULL_CONTROL']),
    );
    const evidence = joined(
      policyExposes(bucket, account, 'admin').is === false ? undefined : statementsFor(bucket, account, 'admin'),
      grantsFor(bucket, ['WRITE_ACP', 'FULL_CONTROL', 'READ_ACP']),
    );
    if (changes.is !== false)
      return outcomeOf(changes, {
        pass: '',
        fail: { severity: 'critical', evidence, aspect: 'change' },
        unknown: joined(evidence, CANNOT_TELL),
      });
    return outcomeOf(aclExposes(bucket, account, ['READ_ACP']), {
      pass: 'neither policy nor ACL lets everyone see or change permissions',
      fail: { severity: 'medium', evidence, aspect: 'read' },
      unknown: joined(evidence, CANNOT_TELL),
    });
  },
};

const AUTHENTICATED: BucketCheckRule = {
  id: 's3-bucket-authenticated-users-grant',
  title: 'No ACL grant to any AWS account',
  subject: 'bucket',
  severity: 'critical',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketAcl', 'GetBucketOwnershipControls', 'GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets have no ACLs');
    const permissions =
      bucket.acl.kind === 'known'
        ? bucket.acl.value.grants
            .filter(({ grantee }) => grantee.kind === 'group' && grantee.uri === AUTHENTICATED_USERS)
            .map(({ permission }) => permission)
        : [];
    const writes = permissions.some((permission) => permission !== 'READ' && permission !== 'READ_ACP');
    const granted: Truth =
      bucket.acl.kind === 'known'
        ? permissions.length > 0
          ? { is: true }
          : { is: false }
        : aclGrants(bucket, ['READ']).is === 'unknown'
          ? aclGrants(bucket, ['READ'])
          : { is: false };
    return outcomeOf(and(granted, aclsEnabled(bucket), not(effectiveFlag(bucket, account, 'ignorePublicAcls'))), {
      pass: 'no grant to AuthenticatedUsers has an effect',
      fail: {
        severity: writes || bucket.acl.kind !== 'known' ? 'critical' : 'high',
        evidence: `ACL grants ${permissions.join(', ')} to anyone with an AWS account`,
      },
      unknown: CANNOT_TELL,
    });
  },
};

const LATENT_POLICY: BucketCheckRule = {
  id: 's3-bucket-latent-public-policy',
  title: 'No public policy is held back by Block Public Access alone',
  subject: 'bucket',
  severity: 'medium',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketPolicy', 'GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets cannot be public');
    if (bucket.policy.kind === 'absent') return { kind: 'pass', evidence: 'there is no policy' };
    // The service may already count what is held back as not public: our own reading decides.
    const own = policyVerdict(bucket, account.identity.accountId);
    const isPublic: Truth =
      own === undefined
        ? policyIsPublic({ ...bucket, policyStatus: { kind: 'not-read' } }, account.identity.accountId)
        : own.public === 'unknown'
          ? { is: 'unknown', missing: [] }
          : { is: own.public };
    const deciding = own?.statements.filter((statement) => statement.public !== false) ?? [];
    return outcomeOf(and(isPublic, effectiveFlag(bucket, account, 'restrictPublicBuckets')), {
      pass: 'no public statement is held back',
      fail: {
        severity: 'medium',
        evidence: `one switch away from public: ${deciding.map(({ sid, index, why }) => `${sid ?? `statement ${index + 1}`} ${why}`).join('; ')}. RestrictPublicBuckets also disables the cross-account statements of this policy`,
      },
      unknown: 'it cannot be told whether a public policy is held back',
    });
  },
};

const LATENT_ACL: BucketCheckRule = {
  id: 's3-bucket-latent-public-acl',
  title: 'No ACL can make the bucket public later',
  subject: 'bucket',
  severity: 'low',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketOwnershipControls', 'GetBucketAcl', 'GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets have no ACLs');
    const open = and(aclsEnabled(bucket), not(effectiveFlag(bucket, account, 'blockPublicAcls')));
    const ignored = effectiveFlag(bucket, account, 'ignorePublicAcls').is === true;
    return outcomeOf(open, {
      pass:
        aclsEnabled(bucket).is === false
          ? 'ACLs are disabled (BucketOwnerEnforced)'
          : ignored
            ? 'BlockPublicAcls is on; public grants that exist cannot be seen while they are ignored'
            : 'BlockPublicAcls is on',
      fail: {
        severity: 'low',
        evidence: `ACLs are enabled and BlockPublicAcls is off${ignored ? '; public grants that exist cannot be seen while they are ignored' : ''}`,
      },
      unknown: 'it cannot be told whether a public ACL could be set',
    });
  },
};

const OBJECT_ACLS: BucketCheckRule = {
  id: 's3-object-acl-exposure',
  title: 'No object is public through an ACL of its own',
  subject: 'bucket',
  severity: 'medium',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_object_public'], fsbp: [], cis: [] },
  apis: ['GetBucketOwnershipControls', 'GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets have no ACLs');
    const possible = and(aclsEnabled(bucket), not(effectiveFlag(bucket, account, 'ignorePublicAcls')));
    if (possible.is === false)
      return {
        kind: 'pass',
        evidence: 'ACLs are disabled, or public ones are ignored: no object needs to be looked at',
      };
    const sample = bucket.objectAcls.kind === 'known' ? bucket.objectAcls.value : undefined;
    const [first] = sample?.publicKeys ?? [];
    if (first !== undefined && possible.is === true)
      return {
        kind: 'fail',
        severity: 'medium',
        evidence: `${sample?.publicKeys.length ?? 1} of ${sample?.looked ?? 1} sampled objects are public, e.g. ${first}`,
      };
    const looked =
      sample === undefined
        ? 'no object was looked at'
        : `${sample.looked} objects were looked at, none of them is public`;
    return {
      kind: 'unknown',
      severity: 'medium',
      evidence: `objects can be public through their own ACLs; ${looked}, which does not prove that none is`,
      missing: possible.is === 'unknown' ? possible.missing : [],
    };
  },
};

const WEBSITE: BucketCheckRule = {
  id: 's3-bucket-website',
  title: 'Static website hosting is off',
  subject: 'bucket',
  severity: 'medium',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketWebsite'],
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('not supported by directory buckets');
    return fromFact(bucket.website, 'medium', {
      known: ({ indexDocument, redirectsAll }) => ({
        kind: 'fail',
        severity: isExposed(bucket, account, 'read').is === false ? 'low' : 'medium',
        evidence: `website hosting is on (${redirectsAll ? 'redirects all requests' : indexDocument ? 'index document' : 'no index document'}); its endpoint speaks plain HTTP only, CloudFront in front of it does not`,
      }),
      absent: () => ({ kind: 'pass', evidence: 'no website configuration' }),
      unknown: 'it cannot be told whether website hosting is on',
    });
  },
};

const CORS: BucketCheckRule = {
  id: 's3-bucket-cors-wildcard',
  title: 'CORS does not let any origin write',
  subject: 'bucket',
  severity: 'low',
  profile: 'all',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketCors'],
  judge: (bucket) => {
    if (bucket.kind === 'directory') return notApplicable('not supported by directory buckets');
    return fromFact(bucket.cors, 'low', {
      known: (rules) => {
        const open = rules.filter(({ origins }) => origins.includes('*'));
        const methods = new Set(open.flatMap((rule) => rule.methods.map((method) => method.toUpperCase())));
        const writes = ['PUT', 'POST', 'DELETE'].filter((method) => methods.has(method));
        const headers = open.some((rule) => rule.headers.includes('*')) ? ', with any header' : '';
        if (writes.length > 0)
          return { kind: 'fail', severity: 'low', evidence: `any origin may ${writes.join(', ')}${headers}` };
        return open.length > 0
          ? { kind: 'fail', severity: 'informational', evidence: `any origin may ${[...methods].join(', ')}${headers}` }
          : { kind: 'pass', evidence: 'no rule for any origin' };
      },
      absent: () => ({ kind: 'pass', evidence: 'no CORS configuration' }),
      unknown: 'it cannot be told what CORS allows',
    });
  },
};

export const PUBLIC_EXPOSURE: readonly BucketCheckRule[] = [
  READ,
  LIST,
  WRITE,
  ADMIN,
  AUTHENTICATED,
  BLOCK,
  OWN_BLOCK,
  LATENT_POLICY,
  LATENT_ACL,
  OBJECT_ACLS,
  WEBSITE,
  CORS,
];
