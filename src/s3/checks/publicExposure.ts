// What everybody can get at: policy, ACL and Block Public Access taken together.
import type { AccountFacts, BucketFacts, Grant } from '../facts.ts';
import type { Capability } from '../policy/actions.ts';
import type { BucketCheckRule, CheckOutcome } from './check.ts';
import { fail, fromFact, joined, notApplicable, outcomeOf, pass, shown, shownSentence, unknown } from './outcomes.ts';
import { nameOf, policyView } from './policyStatements.ts';
import {
  aclEffective,
  aclExposes,
  aclGrants,
  ALL_USERS,
  AUTHENTICATED_USERS,
  disagreement,
  isExposed,
  isPublicGroup,
  objectAclsExpose,
  permissionsChangeable,
  permissionsGiving,
  permissionsReadable,
  policyExposes,
} from './publicAccess.ts';
import { and, or } from './threeValued.ts';

const ACL_APIS = ['GetBucketAcl', 'GetBucketOwnershipControls', 'GetPublicAccessBlock', 'GetAccountPublicAccessBlock'];
/** What tells whether everybody gets in. */
export const PUBLIC_APIS: readonly string[] = ['GetBucketPolicy', 'GetBucketPolicyStatus', ...ACL_APIS];

const CLOSE =
  'First contain it: aws s3api put-public-access-block --bucket B --expected-bucket-owner A --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true (this also disables the cross-account statements of a public policy). Then remove the cause: edit the public statement of the policy, or remove only the grants to AllUsers and AuthenticatedUsers from the ACL and write the rest back.';

/** What lets everybody do this, in words; of what has no effect for certain nothing is said. */
export function causes(
  bucket: BucketFacts,
  account: AccountFacts,
  capability: Capability,
): { readonly evidence: string; readonly narrowed: boolean } {
  const permissions = permissionsGiving(capability);
  const byPolicy = policyExposes(bucket, account, capability);
  const byAcl = aclExposes(bucket, account, permissions);
  const view = policyView(bucket, account.identity.accountId);
  const deciding = (view?.verdict.statements ?? []).filter(
    (statement) => byPolicy.is !== false && statement.public !== false && statement.grants.includes(capability),
  );
  const names = new Set(deciding.map(nameOf));
  const narrowed = (view?.allows ?? []).filter(({ name }) => names.has(name)).every((allowed) => allowed.narrowed);
  const evidence = joined(
    ...deciding.map((statement) => `policy ${nameOf(statement)} ${shownSentence(statement.why)}`),
    byAcl.is === false ? undefined : grantsFor(bucket, permissions),
  );
  return { evidence, narrowed: byAcl.is !== true && deciding.length > 0 && narrowed };
}

/** What the ACL gives to everyone or to any AWS account, in words. */
export function grantsFor(bucket: BucketFacts, permissions: readonly Grant['permission'][]): string {
  if (bucket.acl.kind !== 'known') return '';
  return joined(
    ...bucket.acl.value.grants
      .filter((grant) => isPublicGroup(grant) && permissions.includes(grant.permission))
      .map(
        ({ grantee, permission }) =>
          `ACL grants ${permission} to ${grantee.kind === 'group' && grantee.uri === ALL_USERS ? 'everyone' : 'any AWS account'}`,
      ),
  );
}

/** @param what e.g. `readable by everyone` */
function mayBe(evidence: string, what: string): string {
  return evidence === ''
    ? `it cannot be told whether the bucket is ${what}`
    : `${evidence}; ${what}, unless what could not be read prevents it`;
}

function exposure(
  bucket: BucketFacts,
  account: AccountFacts,
  capability: Exclude<Capability, 'admin'>,
  severity: 'critical' | 'high',
  words: { readonly pass: string; readonly what: string },
): CheckOutcome {
  if (bucket.kind === 'directory') return notApplicable('directory buckets cannot be public');
  const website =
    capability === 'read' && bucket.website.kind === 'known' ? 'the bucket is a static website' : undefined;
  const { evidence, narrowed } = causes(bucket, account, capability);
  const disagree = disagreement(bucket, account);
  return outcomeOf(isExposed(bucket, account, capability), {
    pass: joined(words.pass, disagree),
    fail: {
      severity,
      evidence: joined(evidence, website, disagree),
      ...(narrowed ? { confidence: 'medium' as const } : {}),
    },
    unknown: joined(mayBe(evidence, words.what), disagree),
  });
}

const READ: BucketCheckRule = {
  id: 's3-bucket-public-read',
  title: 'The data of the bucket is not publicly readable',
  subject: 'bucket',
  severity: 'critical',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_public_access'], fsbp: ['S3.2'], cis: [] },
  apis: PUBLIC_APIS,
  risk: 'Everyone on the internet can download what is in the bucket.',
  remediation: `${CLOSE} A static website is better served through CloudFront with origin access control.`,
  judge: (bucket, account) =>
    exposure(bucket, account, 'read', 'critical', {
      pass: 'neither policy nor ACL lets everyone read objects',
      what: 'readable by everyone',
    }),
};

const LIST: BucketCheckRule = {
  id: 's3-bucket-public-list',
  title: 'The keys of the bucket are not publicly listable',
  subject: 'bucket',
  severity: 'high',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_public_list_acl'], fsbp: [], cis: [] },
  apis: PUBLIC_APIS,
  risk: 'Everyone can see the names of the objects, and so knows what to ask for.',
  remediation: CLOSE,
  judge: (bucket, account) =>
    exposure(bucket, account, 'list', 'high', {
      pass: 'neither policy nor ACL lets everyone list keys',
      what: 'listable by everyone',
    }),
};

const WRITE: BucketCheckRule = {
  id: 's3-bucket-public-write',
  title: 'The bucket is not publicly writable',
  subject: 'bucket',
  severity: 'critical',
  family: 'exposure',
  profile: 'core',
  mapping: {
    prowler: ['s3_bucket_public_write_acl', 's3_bucket_policy_public_write_access'],
    fsbp: ['S3.3'],
    cis: [],
  },
  apis: PUBLIC_APIS,
  risk: 'Everyone can store, replace or delete objects, or change the configuration.',
  remediation: CLOSE,
  judge: (bucket, account) =>
    exposure(bucket, account, 'write', 'critical', {
      pass: 'neither policy nor ACL lets everyone write, delete or configure',
      what: 'writable by everyone',
    }),
};

const ADMIN: BucketCheckRule = {
  id: 's3-bucket-public-acl-admin',
  title: 'The permissions of the bucket are not publicly readable or changeable',
  subject: 'bucket',
  severity: 'critical',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: PUBLIC_APIS,
  risk: 'Whoever can change the permissions can give himself everything else.',
  remediation: CLOSE,
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets cannot be public');
    const { evidence, narrowed } = causes(bucket, account, 'admin');
    const changeable = permissionsChangeable(bucket, account);
    const readable = permissionsReadable(bucket, account);
    const grant = grantsFor(bucket, ['READ_ACP']);
    const outcomes: CheckOutcome[] = [];
    if (changeable.is === true)
      outcomes.push({
        kind: 'fail',
        severity: 'critical',
        evidence: joined(evidence, disagreement(bucket, account)),
        aspect: 'change',
        ...(narrowed ? { confidence: 'medium' } : {}),
      });
    if (readable.is === true) outcomes.push(fail('medium', grant, 'read'));
    const any = or(...[changeable, readable].filter(({ is }) => is !== true));
    if (any.is === 'unknown')
      outcomes.push(
        unknown(
          changeable.is === 'unknown' ? 'critical' : 'medium',
          joined(mayBe(joined(evidence, grant), 'open to everyone in its permissions'), disagreement(bucket, account)),
          any.missing,
        ),
      );
    if (outcomes.length > 0) return outcomes;
    return pass(
      joined('neither policy nor ACL lets everyone see or change permissions', disagreement(bucket, account)),
    );
  },
};

const ALL_PERMISSIONS = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'] as const;

const AUTHENTICATED: BucketCheckRule = {
  id: 's3-bucket-authenticated-users-grant',
  title: 'No ACL grant to any AWS account',
  subject: 'bucket',
  severity: 'critical',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ACL_APIS,
  risk: 'The group holds everyone with an AWS account, which anybody can open.',
  remediation:
    'Remove only the grant to AuthenticatedUsers: aws s3api get-bucket-acl, edit, aws s3api put-bucket-acl --bucket B --expected-bucket-owner A --access-control-policy file://acl.json. IgnorePublicAcls makes it ineffective at once.',
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets have no ACLs');
    const isOne = ({ grantee }: Grant): boolean => grantee.kind === 'group' && grantee.uri === AUTHENTICATED_USERS;
    const effective = aclEffective(bucket, account);
    const writes = aclGrants(bucket, ['WRITE', 'WRITE_ACP', 'FULL_CONTROL'], isOne);
    const permissions =
      bucket.acl.kind === 'known' ? bucket.acl.value.grants.filter(isOne).map(({ permission }) => permission) : [];
    const evidence = `ACL grants ${permissions.join(', ')} to anyone with an AWS account`;
    return outcomeOf(and(aclGrants(bucket, ALL_PERMISSIONS, isOne), effective), {
      pass:
        effective.is === false
          ? 'ACLs are disabled, or public grants are ignored'
          : 'the ACL grants nothing to AuthenticatedUsers',
      fail: { severity: writes.is === false ? 'high' : 'critical', evidence },
      unknown:
        permissions.length > 0
          ? `${evidence}, unless what could not be read makes it ineffective`
          : 'it cannot be told whether any AWS account is granted something',
    });
  },
};

const OBJECT_ACLS: BucketCheckRule = {
  id: 's3-object-acl-exposure',
  title: 'No object is public through an ACL of its own',
  subject: 'bucket',
  severity: 'medium',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_object_public'], fsbp: [], cis: [] },
  apis: [
    'GetBucketOwnershipControls',
    'GetPublicAccessBlock',
    'GetAccountPublicAccessBlock',
    'ListObjectsV2',
    'GetObjectAcl',
  ],
  risk: 'An object can be public in a bucket that is not.',
  remediation:
    'Disable ACLs with ObjectOwnership=BucketOwnerEnforced, or set IgnorePublicAcls together with the other three flags: either makes the ACLs of all objects ineffective at once.',
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets have no ACLs');
    const possible = aclEffective(bucket, account);
    if (possible.is === false) return pass('ACLs are disabled, or public ones are ignored: no object needs a look');
    const sample = bucket.objectAcls.kind === 'known' ? bucket.objectAcls.value : undefined;
    const [first] = sample?.publicKeys ?? [];
    const looked =
      sample === undefined
        ? 'no object was looked at'
        : first === undefined
          ? `${sample.looked} objects were looked at, none of them is public, which does not prove that none is`
          : `${sample.publicKeys.length} of ${sample.looked} objects that were looked at are public, e.g. ${shown(first)}`;
    return outcomeOf(objectAclsExpose(bucket, account), {
      pass: '',
      fail: { severity: 'medium', evidence: looked },
      unknown: `objects may be public through their own ACLs; ${looked}`,
    });
  },
};

const WEBSITE: BucketCheckRule = {
  id: 's3-bucket-website',
  title: 'Static website hosting is off',
  subject: 'bucket',
  severity: 'medium',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketWebsite'],
  risk: 'A website endpoint speaks plain HTTP only, and asks for public objects.',
  remediation:
    'Serve the content through CloudFront with origin access control and a private bucket, then aws s3api delete-bucket-website --bucket B --expected-bucket-owner A.',
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('not supported by directory buckets');
    const severity = isExposed(bucket, account, 'read').is === false ? 'low' : 'medium';
    return fromFact(bucket.website, severity, {
      known: ({ indexDocument, redirectsAll }) =>
        fail(
          severity,
          `website hosting is on (${redirectsAll ? 'redirects all requests' : indexDocument ? 'index document' : 'no index document'}); its endpoint speaks plain HTTP only, CloudFront in front of it does not`,
        ),
      absent: () => pass('no website configuration'),
      unknown: 'it cannot be told whether website hosting is on',
    });
  },
};

export const PUBLIC_EXPOSURE: readonly BucketCheckRule[] = [
  READ,
  LIST,
  WRITE,
  ADMIN,
  AUTHENTICATED,
  OBJECT_ACLS,
  WEBSITE,
];
