// In which order the failures of one bucket are repaired: the worst first, but nothing before what it needs.
import { compareSeverity } from '../findings/severity.ts';
import type { BucketFinding } from '../findings/bucketFindings.ts';

const PUBLIC_STATEMENTS = [
  's3-bucket-latent-public-policy',
  's3-bucket-public-read',
  's3-bucket-public-list',
  's3-bucket-public-write',
];

const PUBLIC_GRANTS = [
  's3-bucket-public-read',
  's3-bucket-public-list',
  's3-bucket-public-write',
  's3-bucket-public-acl-admin',
  's3-bucket-authenticated-users-grant',
  's3-bucket-latent-public-acl',
  's3-bucket-acl-grants',
  's3-object-acl-exposure',
];

/** What has to be done before a check is repaired, and why. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  // S3 refuses all of these for a bucket without versions.
  's3-bucket-object-lock': ['s3-bucket-versioning'],
  's3-bucket-replication': ['s3-bucket-versioning'],
  's3-bucket-mfa-delete': ['s3-bucket-versioning'],
  's3-bucket-versioned-lifecycle': ['s3-bucket-versioning'],
  // S3 refuses to switch ACLs off while the ACL of the bucket grants anything to others.
  's3-bucket-acls-disabled': PUBLIC_GRANTS,
  // A block of public policies refuses every policy that still has a public statement, whatever else it changes.
  's3-bucket-tls-only': PUBLIC_STATEMENTS,
  's3-bucket-min-tls-version': PUBLIC_STATEMENTS,
  's3-bucket-policy-enforces-encryption': [...PUBLIC_STATEMENTS, 's3-bucket-default-encryption'],
  's3-bucket-policy-confused-deputy': PUBLIC_STATEMENTS,
  's3-bucket-policy-wildcard-actions': PUBLIC_STATEMENTS,
  's3-bucket-policy-cross-account': PUBLIC_STATEMENTS,
  's3-bucket-policy-sensitive-cross-account': PUBLIC_STATEMENTS,
  // The distribution has to reach the bucket by itself before everybody else is shut out.
  's3-bucket-public-access-block': ['s3-bucket-cloudfront-oac'],
  's3-bucket-level-public-access-block': ['s3-bucket-cloudfront-oac'],
  // The later call replaces the rule that the earlier one writes.
  's3-bucket-kms-encryption': ['s3-bucket-default-encryption'],
  's3-bucket-key-enabled': ['s3-bucket-default-encryption', 's3-bucket-kms-encryption'],
  's3-bucket-ssec-blocked': ['s3-bucket-default-encryption', 's3-bucket-kms-encryption', 's3-bucket-key-enabled'],
};

/** The findings in the order of their repair; those of one check stay together. */
export function inFixOrder(findings: readonly BucketFinding[]): readonly BucketFinding[] {
  const byCheck = new Map<string, BucketFinding[]>();
  for (const finding of [...findings].sort((a, b) => compareSeverity(a.severity, b.severity))) {
    const known = byCheck.get(finding.ruleId);
    if (known) known.push(finding);
    else byCheck.set(finding.ruleId, [finding]);
  }
  const waiting = [...byCheck.keys()];
  const ordered: BucketFinding[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex((id) => !BEFORE[id]?.some((earlier) => waiting.includes(earlier)));
    // Circles there are none; if one is ever written, the worst goes first.
    const [id = ''] = waiting.splice(Math.max(0, next), 1);
    ordered.push(...(byCheck.get(id) ?? []));
  }
  return ordered;
}
