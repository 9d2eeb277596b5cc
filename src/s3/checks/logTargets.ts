// Whether a bucket is where the server access logs of others go.
import type { BucketFacts } from '../facts.ts';
import type { Siblings } from './check.ts';
import { policyHas } from './policyStatements.ts';
import { aclsEnabled, LOG_DELIVERY } from './publicAccess.ts';
import { and, ofFact, or, type Truth } from './threeValued.ts';

/** Logs can be delivered to it: by its policy, or by the older way, its ACL. */
export function acceptsLogs(bucket: BucketFacts, accountId: string): Truth {
  const byPolicy = policyHas(bucket, accountId, ({ allows }) =>
    allows.some(
      ({ actions, principals }) =>
        actions.includes('PutObject') &&
        principals.some(
          ({ kind, id }) => kind === 'everyone' || (kind === 'service' && id === 'logging.s3.amazonaws.com'),
        ),
    ),
  );
  const granted = ofFact(
    bucket.acl,
    ({ grants }) => grants.some(({ grantee }) => grantee.kind === 'group' && grantee.uri === LOG_DELIVERY),
    false,
  );
  return or(byPolicy, and(aclsEnabled(bucket), granted));
}

/**
 * Another bucket's logs go to it and can be delivered. The second half keeps a bucket whose logging cannot be
 * read from making every other one unknown.
 */
export function isLogTarget(bucket: BucketFacts, accountId: string, siblings: Siblings): Truth {
  const accepts = acceptsLogs(bucket, accountId);
  // Of nearly all buckets. To go through all others for each of thousands takes minutes.
  if (accepts.is === false) return accepts;
  const named: Truth[] = [];
  for (const other of siblings.buckets.values()) {
    if (other.name === bucket.name || other.logging.kind === 'absent') continue;
    named.push(ofFact(other.logging, ({ targetBucket }) => targetBucket === bucket.name, false));
  }
  const rest: Truth = siblings.complete ? { is: false } : { is: 'unknown', missing: [] };
  return and(accepts, or(...named, rest));
}
