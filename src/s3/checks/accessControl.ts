// Who else has access: other accounts, services; and whether the policy is understood at all.
import { ACL_CHECKS } from './aclChecks.ts';
import { isLimiting } from '../policy/conditions.ts';
import { parsePolicy } from '../policy/policyDocument.ts';
import { principalsOf } from '../policy/principals.ts';
import { tailOf } from '../policy/scope.ts';
import { overlaps } from '../policy/wildcards.ts';
import type { BucketCheckRule, CheckOutcome } from './check.ts';
import { foreignOf, namedBesides, perForeign } from './foreignAccess.ts';
import { fail, fromFact, pass, shown, unknown } from './outcomes.ts';
import { type Allowed, judgeStatements, NO_POLICY, nameOf } from './policyStatements.ts';
import { effectiveFlag } from './publicAccess.ts';

const EDIT_POLICY =
  'Read the policy with aws s3api get-bucket-policy --bucket B --expected-bucket-owner A, change only that statement, write the whole document back with put-bucket-policy; never delete the policy, its other statements go with it.';
const POLICY_UNKNOWN = 'it cannot be told what the policy allows';

/**
 * The accounts from which load balancers write their logs, one for each of the 26 regions that have one; newer regions
 * have a service principal instead. Source: Elastic Load Balancing user guide, "Enable access logs", as in the data
 * source elb_service_account of Terraform's AWS provider (commit 01f4311), looked up 2026-11.
 */
const LOAD_BALANCERS = new Set(
  `127311923021 033677994240 027434742980 797873946194 098369216593 754344448648 589379963580 718504428378 383597477331
   600734575887 114774131450 783225319266 582318560864 985666609251 054676820928 156460612806 652711504416 635631232127
   009996457667 897822967062 076674570225 507241528517 048591011584 190560391635 638102146993 037604701340`.split(
    /\s+/,
  ),
);

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

/**
 * Documented without a source: the Elastic Load Balancing user guide ("Enable access logs", looked up 2026-11) puts the
 * account into the prefix of the keys instead. Templates of others disagree on whether these services send the keys, so
 * that a statement without them is not called wrong.
 */
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
  ...ACL_CHECKS,
  CROSS_ACCOUNT,
  SENSITIVE_ACTIONS,
  WILDCARD,
  CONFUSED_DEPUTY,
  VALID,
];
