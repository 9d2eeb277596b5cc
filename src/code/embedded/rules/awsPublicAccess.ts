import type { TextRange } from '../../../findings/finding.ts';
import type { Value } from '../flow/value.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import { POLICY_KEYS, statementOf } from './awsPolicies.ts';
import { cdkStatement, hit, inJson, statementHit } from './awsPublicPolicies.ts';
import type { CallSite, FactHit, FactRule, PropertySite } from './rule.ts';

const PUBLIC_ACL = /^(?:public-read|public-read-write|authenticated-read|aws-exec-read)$/;
const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
const AUTHENTICATED = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';

const SINCE_2023 =
  'New buckets refuse this since April 2023 unless Block Public Access and Object Ownership have been changed; older ones do what it says.';

/** @param ofBucket the list of keys can be read, not just one object */
function aclHit(acl: string | undefined, ofBucket: boolean, argument?: TextRange): FactHit | undefined {
  switch (acl) {
    case 'public-read-write':
      return hit(
        'high',
        'Everybody may write',
        `Everybody on the Internet may read, create and overwrite objects. ${SINCE_2023}`,
        argument,
      );
    case 'public-read':
      return ofBucket
        ? hit(
            'high',
            'Everybody may list the bucket',
            `Everybody on the Internet may list what is in the bucket. ${SINCE_2023}`,
            argument,
          )
        : hit(
            'medium',
            'Everybody may read the object',
            `Everybody on the Internet may read the object. ${SINCE_2023}`,
            argument,
          );
    case 'authenticated-read':
      return hit(
        ofBucket ? 'high' : 'medium',
        'Everybody with an AWS account may read',
        `"Authenticated" is anybody with an account at AWS, which costs nothing: that is everybody. ${SINCE_2023}`,
        argument,
      );
    default:
      return undefined;
  }
}

/** Methods that are about the bucket; all others are about an object. */
const BUCKET_METHODS = /^(?:create_?bucket|put_?bucket_?acl|createbucketcommand|putbucketaclcommand)$/i;

function isBucketCall(site: CallSite): boolean {
  // `bucket.Acl().put(ACL='public-read')`
  if (site.name === 'put')
    return /Bucket\(\)\.Acl\(\)$|BucketAcl\(\)$/.test(site.receiverPath ?? '') || site.receiverName === 'BucketAcl';
  return BUCKET_METHODS.test(site.name);
}

const GRANTS = new Set(['GrantRead', 'GrantWrite', 'GrantFullControl', 'GrantReadACP', 'GrantWriteACP']);

/** `GrantRead='uri="http://acs.amazonaws.com/groups/global/AllUsers"'` */
function grantHit(key: string, value: Value, argument?: TextRange): FactHit | undefined {
  const text = value.text ?? '';
  if (!text.includes(ALL_USERS) && !text.includes(AUTHENTICATED)) return undefined;
  return granted(/Write|Full/.test(key), argument);
}

function granted(writes: boolean, argument?: TextRange): FactHit {
  return hit(
    writes ? 'high' : 'medium',
    writes ? 'Everybody is granted writing' : 'Everybody is granted reading',
    `The group that the right is granted to is everybody: all users, or all that have an AWS account. ${SINCE_2023}`,
    argument,
  );
}

const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

/** What is not named is off as well: the request replaces all four. */
function blockHit(
  value: Value,
  keys: readonly string[],
  omittedIsOff: boolean,
  argument?: TextRange,
): FactHit | undefined {
  const { slots } = value;
  if (slots === undefined || value.taints.length > 0 || value.rest !== undefined) return undefined;
  const off = keys.filter((key) => {
    const flag = slots.get(key);
    return flag === undefined ? omittedIsOff : onlyConstant(flag) === false;
  });
  if (off.length === 0) return undefined;
  const named = off.length === keys.length ? 'all of it' : off.join(', ');
  return hit(
    'medium',
    'Block Public Access is switched off',
    `${off.length === keys.length ? 'Nothing' : 'Less'} keeps the bucket from becoming public any more: one access list or one policy is enough. Switched off: ${named}.`,
    argument,
  );
}

function call(site: CallSite): FactHit | undefined {
  for (const { name, value, whole } of site.args) {
    if (name === undefined) continue;
    if (name === 'ACL') {
      const found = aclHit(onlyString(value), isBucketCall(site), whole);
      if (found !== undefined) return found;
    } else if (name === 'PublicAccessBlockConfiguration') return blockHit(value, FLAGS, true, whole);
    else if (GRANTS.has(name)) {
      const found = grantHit(name, value, whole);
      if (found !== undefined) return found;
    } else if (POLICY_KEYS.has(name)) return inJson(value.text, whole);
    else if (name === 'public_read_access')
      return cdkPublic(
        value,
        site.args.some((one) => one.name === 'website_index_document'),
        whole,
      );
    else if (name === 'access_control') return accessControl(value, whole);
  }
  switch (site.name) {
    case 'delete_public_access_block':
    case 'deletePublicAccessBlock':
    case 'DeletePublicAccessBlockCommand':
      return hit(
        'medium',
        'Block Public Access is removed',
        'Nothing keeps the bucket from becoming public any more: one access list or one policy is enough.',
      );
    case 'set_acl':
    case 'set_canned_acl': {
      const acl = onlyString(site.args[0]?.value);
      return acl !== undefined && PUBLIC_ACL.test(acl)
        ? aclHit(acl, site.receiverName.toLowerCase().includes('bucket'), site.args[0]?.range)
        : undefined;
    }
    case 'grantPublicAccess':
    case 'grant_public_access':
      return hit(
        'medium',
        'Everybody may read the bucket',
        'The construct writes a policy that lets everybody on the Internet read the objects.',
      );
    case 'BlockPublicAccess':
      return cdkBlock(site);
    case 'PolicyStatement':
      return cdkStatement(site);
    default:
      return undefined;
  }
}

function cdkBlock(site: CallSite): FactHit | undefined {
  const keywords = new Map(
    site.args.flatMap((one) => (one.name === undefined ? [] : [[one.name, one.value] as const])),
  );
  return keywords.size > 0
    ? blockHit(
        { taints: [], slots: keywords },
        ['block_public_acls', 'ignore_public_acls', 'block_public_policy', 'restrict_public_buckets'],
        false,
      )
    : site.args[0] === undefined
      ? undefined
      : blockHit(
          site.args[0].value,
          ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'],
          false,
        );
}

function cdkPublic(value: Value, website: boolean, argument?: TextRange): FactHit | undefined {
  if (onlyConstant(value) !== true) return undefined;
  return website
    ? hit(
        'low',
        'Bucket of a website is public',
        'Everybody on the Internet may read the objects, as a website needs it. A distribution in front of a bucket that is closed does the same with less risk.',
        argument,
      )
    : hit(
        'high',
        'Everybody may read the bucket',
        'The construct writes a policy that lets everybody on the Internet read the objects.',
        argument,
      );
}

function accessControl(value: Value, argument?: TextRange): FactHit | undefined {
  const name = /(?:^|\.)BucketAccessControl\.(\w+)$/.exec(value.path ?? '')?.[1];
  return name === undefined ? undefined : aclHit(name.toLowerCase().replaceAll('_', '-'), true, argument);
}

function property(site: PropertySite): FactHit | undefined {
  const { key, value, siblings } = site;
  switch (key) {
    case 'ACL':
      return aclHit(onlyString(value), siblings.has('Bucket') && !siblings.has('Key') && !siblings.has('Body'));
    case 'acl':
      // multer-s3 and what writes forms for uploads.
      return siblings.has('s3') || siblings.has('bucket') || siblings.has('Content-Type')
        ? aclHit(onlyString(value), false)
        : undefined;
    case 'PublicAccessBlockConfiguration':
      return blockHit(value, FLAGS, true);
    case 'Grantee': {
      const uri = onlyString(value.slots?.get('URI'));
      if (uri !== ALL_USERS && uri !== AUTHENTICATED) return undefined;
      return granted(/WRITE|FULL/.test(onlyString(siblings.get('Permission')) ?? ''));
    }
    case 'Principal':
    case 'NotPrincipal':
      return statementHit(statementOf((name) => siblings.get(name)));
    case 'publicReadAccess':
      return cdkPublic(value, siblings.has('websiteIndexDocument'));
    case 'accessControl':
      return accessControl(value);
    default:
      if (GRANTS.has(key)) return grantHit(key, value);
      return POLICY_KEYS.has(key) ? inJson(value.text) : undefined;
  }
}

export const AWS_PUBLIC_ACCESS: FactRule = {
  kind: 'fact',
  id: 'aws-public-access',
  cwe: [732, 284],
  title: 'Open to everybody on the Internet',
  severities: ['high', 'medium', 'low'],
  explanation: 'What is kept at AWS is made accessible to everybody.',
  remediation:
    'Leave out the ACL and keep all four settings of Block Public Access on. Hand single objects out with signed addresses (generate_presigned_url, getSignedUrl), whole websites through CloudFront with origin access control. In a policy name the accounts or roles as the principal, or add a condition such as aws:PrincipalOrgID or aws:SourceVpce.',
  call,
  assign: (site) =>
    site.property === 'AWS_DEFAULT_ACL' ? aclHit(onlyString(site.value), false, site.valueRange) : undefined,
  property,
};
