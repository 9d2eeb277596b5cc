// Who else has access: ACLs, other accounts, services.
import { type Severity, worseOf } from '../../findings/severity.ts';
import type { Acl, Fact, Unreadable } from '../facts.ts';
import { isLimiting } from '../policy/conditions.ts';
import { type ConditionEntry, parsePolicy } from '../policy/policyDocument.ts';
import { overlaps } from '../policy/wildcards.ts';
import { tailOf } from '../policy/scope.ts';
import { type Principal, principalsOf } from '../policy/principals.ts';
import type { BucketCheckRule, CheckOutcome } from './check.ts';
import { fail, fromFact, joined, listed, notApplicable, pass, shown, unknown } from './outcomes.ts';
import { type Allowed, judgeStatements, NO_POLICY, nameOf } from './policyStatements.ts';
import { ACL_NOT_UNDERSTOOD, aclsEnabled, effectiveFlag, LOG_DELIVERY } from './publicAccess.ts';
import { missingOf } from './threeValued.ts';

const NO_ACLS = notApplicable('directory buckets have no ACLs');
const EDIT_POLICY =
  'Read the policy with aws s3api get-bucket-policy --bucket B --expected-bucket-owner A, change only that statement, write the whole document back with put-bucket-policy; never delete the policy, its other statements go with it.';
const POLICY_UNKNOWN = 'it cannot be told what the policy allows';

/** The account that writes CloudFront's older standard logs, which need ACLs. */
const CLOUDFRONT_LOGS = 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0';

const ACLS_DISABLED: BucketCheckRule = {
  id: 's3-bucket-acls-disabled',
  title: 'ACLs are disabled',
  subject: 'bucket',
  severity: 'medium',
  family: 'access-control',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_acl_prohibited'], fsbp: [], cis: [] },
  apis: ['GetBucketOwnershipControls', 'GetBucketAcl'],
  risk: 'Access can be given in a second place that nobody looks at, object by object.',
  remediation:
    'Move what the ACL grants into the policy, reset the ACL, then aws s3api put-bucket-ownership-controls --bucket B --expected-bucket-owner A --ownership-controls Rules=[{ObjectOwnership=BucketOwnerEnforced}].',
  judge: (bucket) => {
    if (bucket.kind === 'directory') return NO_ACLS;
    const logs =
      bucket.acl.kind === 'known' &&
      bucket.acl.value.grants.some(({ grantee }) => grantee.kind === 'canonical' && grantee.id === CLOUDFRONT_LOGS);
    const severity = logs ? 'informational' : 'medium';
    const why = logs ? "CloudFront's older logs arrive here, which need ACLs" : undefined;
    return fromFact(bucket.ownership, 'medium', {
      known: (ownership) =>
        ownership === 'BucketOwnerEnforced'
          ? pass('ObjectOwnership is BucketOwnerEnforced')
          : fail(severity, joined(`ObjectOwnership is ${ownership}`, why)),
      absent: () => fail(severity, joined('there are no ownership controls: ACLs are enabled', why)),
      unknown: 'it cannot be told whether ACLs are disabled',
    });
  },
};

const ACL_GRANTS: BucketCheckRule = {
  id: 's3-bucket-acl-grants',
  title: 'The ACL grants nobody but the owner',
  subject: 'bucket',
  severity: 'medium',
  family: 'access-control',
  profile: 'core',
  mapping: { prowler: [], fsbp: ['S3.12'], cis: [] },
  apis: ['GetBucketAcl', 'GetBucketOwnershipControls'],
  risk: 'Access by ACL is not seen in the policy and cannot be limited by conditions.',
  remediation:
    'Move the grant into the policy, then remove only it: aws s3api get-bucket-acl, edit, aws s3api put-bucket-acl --bucket B --expected-bucket-owner A --access-control-policy file://acl.json.',
  judge: (bucket) => {
    if (bucket.kind === 'directory') return NO_ACLS;
    const enabled = aclsEnabled(bucket);
    if (enabled.is === false) return pass('ACLs are disabled (BucketOwnerEnforced)');
    const what = 'it cannot be told whom the ACL grants something';
    return fromFact(bucket.acl, 'medium', {
      known: ({ owner, grants }) => {
        const others = grants.filter(({ grantee }) => {
          if (grantee.kind === 'canonical') return owner !== undefined && grantee.id !== owner;
          return grantee.kind === 'email' || (grantee.kind === 'group' && grantee.uri !== LOG_DELIVERY);
        });
        const names = others.map(({ grantee, permission }) => {
          const id =
            grantee.kind === 'canonical' ? grantee.id : grantee.kind === 'group' ? grantee.uri : 'an e-mail address';
          return `${permission} to ${id}`;
        });
        const unsure = grants.some(
          ({ grantee }) => grantee.kind === 'unclear' || (grantee.kind === 'canonical' && owner === undefined),
        );
        if (others.length > 0)
          return enabled.is === true
            ? fail('medium', `the ACL grants ${listed(names)}`)
            : unknown('medium', `the ACL grants ${listed(names)}, unless ACLs are disabled`, enabled.missing);
        return unsure
          ? unknown('medium', what, [ACL_NOT_UNDERSTOOD])
          : pass('the ACL grants nobody but the owner and log delivery');
      },
      absent: () => pass('there is no ACL'),
      unknown: what,
    });
  },
};

/** The accounts from which older load balancers write their logs, by region. Source: Elastic Load Balancing user guide. */
const LOAD_BALANCERS = new Set(
  `127311923021 033677994240 027434742980 797873946194 098369216593 754344448648 589379963580 718504428378 383597477331
   600734575887 114774131450 783225319266 582318560864 985666609251 054676820928 156460612806 652711504416 635631232127
   009996457667 897822967062 076674570225 507241528517 048591011584 190560391635 638102146993 037604701340`.split(
    /\s+/,
  ),
);

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
function foreignOf({ principals, conditions, public: isPublic }: Allowed, own: Own): readonly Foreign[] {
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
function namedBesides({ principals }: Allowed, own: Own): readonly Foreign[] {
  return principals.flatMap((principal): readonly Foreign[] => {
    const { kind, id } = principal;
    if (kind === 'everyone') return [{ id: 'everyone', organization: false, wholeAccount: true }];
    if (kind === 'federated') return [{ id, organization: false, wholeAccount: true }];
    const foreign = foreignPrincipal(principal, own);
    return foreign === undefined ? [] : [foreign];
  });
}

/** One outcome for each of the others; what is unsure of them, as one. */
function perForeign(
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

const CROSS_ACCOUNT: BucketCheckRule = {
  id: 's3-bucket-policy-cross-account',
  title: 'Only trusted accounts have access by the policy',
  subject: 'bucket',
  severity: 'high',
  family: 'access-control',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_cross_account_access'], fsbp: [], cis: [] },
  apis: ['GetBucketPolicy', 'GetBucketAcl'],
  risk: 'Whoever controls the other account decides who gets at the data.',
  remediation: `If the account is meant, add it to the trusted accounts. Else: ${EDIT_POLICY}`,
  judge: (bucket, account, { trustedAccounts }) =>
    judgeStatements(bucket, account, 'high', {
      absent: NO_POLICY,
      unknown: POLICY_UNKNOWN,
      pass: 'the policy names no account that is not trusted',
      faults: ({ allows, verdict }) =>
        perForeign(
          allows,
          (allowed) => foreignOf(allowed, { account: account.identity.accountId, acl: bucket.acl }),
          ({ gives }, { id, organization }) => {
            if (trustedAccounts.has(id)) return undefined;
            if (organization) return 'informational';
            const writesLogs = LOAD_BALANCERS.has(id) && !gives.some((one) => one !== 'write');
            if (writesLogs) return undefined;
            return gives.includes('write') || gives.includes('admin') ? 'high' : 'medium';
          },
          verdict.public === true && effectiveFlag(bucket, account, 'restrictPublicBuckets').is === true
            ? 'RestrictPublicBuckets disables it for now, as the policy is public'
            : undefined,
        ),
    }),
};

const SENSITIVE = [
  'DeleteBucketPolicy',
  'PutBucketAcl',
  'PutBucketPolicy',
  'PutEncryptionConfiguration',
  'PutObjectAcl',
];

const SENSITIVE_ACTIONS: BucketCheckRule = {
  id: 's3-bucket-policy-sensitive-cross-account',
  title: 'No other account may change policy, ACLs or encryption',
  subject: 'bucket',
  severity: 'high',
  family: 'access-control',
  profile: 'core',
  mapping: { prowler: [], fsbp: ['S3.6'], cis: [] },
  apis: ['GetBucketPolicy', 'GetBucketAcl'],
  risk: 'The other account can give itself, or anyone, all the rest.',
  remediation: `Take the actions out of the statement. ${EDIT_POLICY}`,
  judge: (bucket, account) =>
    judgeStatements(bucket, account, 'high', {
      absent: pass('there is no bucket policy'),
      unknown: POLICY_UNKNOWN,
      pass: 'no other account is allowed such a change',
      faults: ({ allows }) =>
        perForeign(
          allows,
          (allowed) => namedBesides(allowed, { account: account.identity.accountId, acl: bucket.acl }),
          ({ actions }) => (actions.some((action) => SENSITIVE.includes(action)) ? 'high' : undefined),
          'conditions are not looked at, as in S3.6',
        ),
    }),
};

const WILDCARD: BucketCheckRule = {
  id: 's3-bucket-policy-wildcard-actions',
  title: 'No statement allows everything to many',
  subject: 'bucket',
  severity: 'medium',
  family: 'access-control',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketPolicy'],
  risk: 'It allows deleting and reconfiguring to whoever only has to read.',
  remediation: `Name the actions that are needed. ${EDIT_POLICY}`,
  judge: (bucket, account) =>
    judgeStatements(bucket, account, 'medium', {
      absent: pass('there is no bucket policy'),
      unknown: POLICY_UNKNOWN,
      pass: 'no statement allows all actions to everyone or to another account',
      faults: ({ allows }) =>
        allows.flatMap(({ wildcard, principals, name }) => {
          const broad = principals.find(
            ({ kind, id, wholeAccount }) =>
              kind === 'everyone' || (kind === 'account' && wholeAccount && id !== account.identity.accountId),
          );
          if (!wildcard || broad === undefined) return [];
          const whom = broad.kind === 'everyone' ? 'everyone' : broad.id;
          return [fail('medium', `${name} allows all actions, or all but some, to ${whom}`, whom)];
        }),
    }),
};

/** Documented without conditions: the service sends neither key. */
const WITHOUT_SOURCE = new Set(['logdelivery.elasticloadbalancing.amazonaws.com', 'logdelivery.elb.amazonaws.com']);
const SOURCE_KEYS = new Set(['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths']);

function namesSource({ conditions }: Allowed): boolean {
  return conditions.some((entry) => {
    const key = entry.key.toLowerCase();
    if (!SOURCE_KEYS.has(key)) return false;
    if (isLimiting(entry, conditions)) return true;
    // The name may be open as long as the account is fixed.
    return (
      key === 'aws:sourcearn' &&
      /^(?:foranyvalue:)?(?:arnlike|arnequals|stringlike)$/i.test(entry.operator) &&
      entry.values.length > 0 &&
      entry.values.every((value) => /^\d{12}$/.test(value.split(':')[4] ?? ''))
    );
  });
}

const CONFUSED_DEPUTY: BucketCheckRule = {
  id: 's3-bucket-policy-confused-deputy',
  title: 'Services act only for named sources',
  subject: 'bucket',
  severity: 'medium',
  family: 'access-control',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketPolicy'],
  risk: 'Anybody can make the service of AWS act on the bucket for him.',
  remediation: `Limit the statement with aws:SourceArn or aws:SourceAccount. ${EDIT_POLICY}`,
  judge: (bucket, account) =>
    judgeStatements(bucket, account, 'medium', {
      absent: pass('there is no bucket policy'),
      unknown: POLICY_UNKNOWN,
      pass: 'no service may act without a named source',
      faults: ({ allows }) => {
        const found = new Map<string, CheckOutcome>();
        for (const allowed of allows) {
          if (namesSource(allowed)) continue;
          for (const { kind, id } of allowed.principals) {
            if (kind !== 'service' || WITHOUT_SOURCE.has(id)) continue;
            const severity = allowed.gives.some((one) => one !== 'write') ? 'medium' : 'low';
            const before = found.get(id);
            if (before?.kind === 'fail' && before.severity === 'medium') continue;
            found.set(id, fail(severity, `${allowed.name} lets ${shown(id)} act for any source`, id));
          }
        }
        return [...found.values()];
      },
    }),
};

const VALID: BucketCheckRule = {
  id: 's3-bucket-policy-valid',
  title: 'The policy is understood and has no dead parts',
  subject: 'bucket',
  severity: 'low',
  family: 'access-control',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketPolicy'],
  risk: 'What a policy seems to say it may not do.',
  remediation: `Correct the part that is named. ${EDIT_POLICY}`,
  judge: (bucket) => {
    if (bucket.kind === 'directory' && bucket.policy.kind !== 'absent')
      return unknown('low', 'policies of directory buckets are not judged', []);
    return fromFact(bucket.policy, 'low', {
      known: (text) => {
        const parsed = parsePolicy(text);
        if (parsed.kind === 'broken') return fail('low', parsed.problem.message, 'malformed');
        const { statements, problems } = parsed.document;
        const [problem] = problems;
        if (problem !== undefined)
          return fail('low', `statement ${(problem.statement ?? 0) + 1}: ${problem.message}`, 'malformed');
        for (const statement of statements) {
          const gone = principalsOf(statement.principal).find(({ kind }) => kind === 'deleted');
          if (gone !== undefined)
            return fail('low', `${nameOf(statement)} names an identity that is gone: ${shown(gone.id)}`, 'principal');
          const stray = statement.resource.patterns.find((pattern) => !isOf(pattern, bucket.name));
          if (stray !== undefined)
            return fail('low', `${nameOf(statement)} names a resource of another bucket: ${shown(stray)}`, 'resource');
        }
        return pass(`${statements.length} statements, all understood`);
      },
      absent: () => NO_POLICY,
      unknown: 'it cannot be told whether the policy is valid',
    });
  },
};

function isOf(pattern: string, bucket: string): boolean {
  const tail = tailOf(pattern)?.replace(/\$\{[^}]*\}/g, '*');
  return tail !== undefined && (overlaps(tail, bucket) || overlaps(tail, `${bucket}/*`));
}

export const ACCESS_CONTROL: readonly BucketCheckRule[] = [
  ACLS_DISABLED,
  ACL_GRANTS,
  CROSS_ACCOUNT,
  SENSITIVE_ACTIONS,
  WILDCARD,
  CONFUSED_DEPUTY,
  VALID,
];
