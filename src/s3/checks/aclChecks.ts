// What ACLs give to others.
import type { Grant } from '../facts.ts';
import type { BucketCheckRule } from './check.ts';
import { fail, fromFact, joined, listed, notApplicable, pass, unknown } from './outcomes.ts';
import { ACL_NOT_UNDERSTOOD, aclsEnabled, LOG_DELIVERY } from './publicAccess.ts';

const NO_ACLS = notApplicable('directory buckets have no ACLs');

/**
 * The accounts that write CloudFront's older standard logs, which need ACLs: everywhere, and in China. Source: CloudFront
 * developer guide, "Access logs", as in the data source cloudfront_log_delivery_canonical_user_id of Terraform's AWS
 * provider (commit 01f4311), looked up 2026-11.
 */
const CLOUDFRONT_LOGS = new Set([
  'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0',
  'a52cb28745c0c06e84ec548334e44bfa7fc2a85c54af20cd59e4969344b7af56',
]);

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
      bucket.acl.kind === 'known' && bucket.acl.value.grants.some(({ grantee }) => isCloudFrontLogs(grantee));
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

function inWords(grantee: Grant['grantee']): string {
  if (grantee.kind === 'group') return grantee.uri;
  if (grantee.kind !== 'canonical') return 'an e-mail address';
  return isCloudFrontLogs(grantee) ? "CloudFront's delivery of standard logs (legacy)" : grantee.id;
}

function isCloudFrontLogs(grantee: Grant['grantee']): boolean {
  return grantee.kind === 'canonical' && CLOUDFRONT_LOGS.has(grantee.id);
}

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
          if (grantee.kind === 'canonical')
            return isCloudFrontLogs(grantee) || (owner !== undefined && grantee.id !== owner);
          return grantee.kind === 'email' || (grantee.kind === 'group' && grantee.uri !== LOG_DELIVERY);
        });
        const names = others.map(({ grantee, permission }) => {
          return `${permission} to ${inWords(grantee)}`;
        });
        const unsure = grants.some(
          ({ grantee }) =>
            grantee.kind === 'unclear' ||
            (grantee.kind === 'canonical' && owner === undefined && !isCloudFrontLogs(grantee)),
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

export const ACL_CHECKS: readonly BucketCheckRule[] = [ACLS_DISABLED, ACL_GRANTS];
