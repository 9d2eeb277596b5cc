// Plain HTTP and old TLS.
import type { BucketCheckRule } from './check.ts';
import { fail, joined, notApplicable, outcomeOf, pass, shown, unknown } from './outcomes.ts';
import { notUnderstood, policyHas, policyView } from './policyStatements.ts';

const DENY_HTTP =
  'Append one statement to the policy and keep the others: {"Sid":"DenyInsecureTransport","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::B","arn:aws:s3:::B/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}} (with the partition of the bucket), then aws s3api put-bucket-policy --bucket B --expected-bucket-owner A --policy file://policy.json.';

const TLS_ONLY: BucketCheckRule = {
  id: 's3-bucket-tls-only',
  title: 'Plain HTTP is denied',
  subject: 'bucket',
  severity: 'medium',
  family: 'transport',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_secure_transport_policy'], fsbp: ['S3.5'], cis: ['2.1.1'] },
  apis: ['GetBucketPolicy'],
  risk: 'Data and signed addresses can be read, and changed, on the way.',
  remediation: DENY_HTTP,
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets speak TLS only');
    const website =
      bucket.website.kind === 'known'
        ? 'the website endpoint speaks plain HTTP only: a Deny of it takes the site down'
        : undefined;
    if (bucket.policy.kind === 'absent')
      return fail('medium', joined('there is no bucket policy that denies plain HTTP', website));
    const view = policyView(bucket, account.identity.accountId);
    if (view === undefined)
      return unknown(
        'medium',
        'it cannot be told whether plain HTTP is denied',
        bucket.policy.kind === 'unreadable' ? [bucket.policy.reason] : [],
      );
    const { tlsOnly, tlsMissing } = view.verdict;
    if (tlsOnly === true)
      return pass(joined('a Deny on aws:SecureTransport holds for everyone and everything', website));
    const missing = tlsMissing.map(shown).join('; ');
    return tlsOnly === false
      ? fail('medium', joined(missing, website))
      : unknown('medium', joined(missing, 'it cannot be told whether plain HTTP is denied'), [notUnderstood(view)]);
  },
};

const MIN_TLS: BucketCheckRule = {
  id: 's3-bucket-min-tls-version',
  title: 'TLS below 1.2 is denied',
  subject: 'bucket',
  severity: 'informational',
  family: 'transport',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketPolicy'],
  risk: "Old versions of TLS can be broken; AWS's own endpoints refuse them.",
  remediation:
    'Append a Deny for everyone, s3:* and both ARNs of the bucket with {"NumericLessThan":{"s3:TlsVersion":"1.2"}} to the policy and keep the other statements.',
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets refuse TLS below 1.2');
    const isOld = policyHas(bucket, account.identity.accountId, ({ denies }) => {
      const fit = denies.filter(({ allActions, conditions: [only, ...more] }) => {
        if (!allActions || only === undefined || more.length > 0) return false;
        return (
          /^numericlessthan(?:ifexists)?$/i.test(only.operator) &&
          only.key.toLowerCase() === 's3:tlsversion' &&
          only.values.some((value) => Number(value) >= 1.2)
        );
      });
      return fit.some((deny) => deny.bucket) && fit.some((deny) => deny.objects);
    });
    const denied = isOld.is === 'unknown' ? isOld : { is: !isOld.is };
    return outcomeOf(denied, {
      pass: 'a Deny on s3:TlsVersion holds for everyone and everything',
      fail: { severity: 'informational', evidence: 'no statement denies TLS below 1.2 for the bucket and all objects' },
      unknown: 'it cannot be told whether old versions of TLS are denied',
    });
  },
};

export const TRANSPORT: readonly BucketCheckRule[] = [TLS_ONLY, MIN_TLS];
