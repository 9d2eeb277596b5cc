// The actions of Amazon S3 that a bucket policy can grant, by what they let somebody do.
// Source: service authorization reference for Amazon S3 (access levels and resource types), 2026-11.
import { coversPattern, matchesPattern } from './wildcards.ts';

export type Capability = 'read' | 'list' | 'write' | 'admin';
export type ResourceType = 'bucket' | 'object';

interface S3Action {
  /** Without the service prefix. */
  readonly name: string;
  readonly on: ResourceType;
  readonly gives: readonly Capability[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The data of objects. An object's ACL, tags or attributes are not its data. */
const READ = words('GetObject GetObjectVersion GetObjectTorrent GetObjectVersionTorrent');

/** Names of objects. */
const LIST = words('ListBucket ListBucketVersions ListBucketMultipartUploads');

/** Who may do what: policy, ACLs, ownership, public access block. */
const ADMIN_BUCKET = words(
  'PutBucketAcl PutBucketPolicy DeleteBucketPolicy PutBucketOwnershipControls PutBucketPublicAccessBlock',
);
const ADMIN_OBJECT = words('PutObjectAcl PutObjectVersionAcl');

const WRITE_OBJECT = words(`
  PutObject DeleteObject DeleteObjectVersion AbortMultipartUpload RestoreObject ReplicateObject ReplicateDelete ReplicateTags
  PutObjectTagging PutObjectVersionTagging DeleteObjectTagging DeleteObjectVersionTagging PutObjectLegalHold PutObjectRetention
  BypassGovernanceRetention ObjectOwnerOverrideToBucketOwner InitiateReplication UpdateObjectEncryption`);

const WRITE_BUCKET = words(`
  CreateBucket DeleteBucket DeleteBucketWebsite PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAbac PutBucketCORS
  PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration PutBucketRequestPayment PutBucketTagging
  PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration
  PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration CreateBucketMetadataTableConfiguration
  DeleteBucketMetadataTableConfiguration UpdateBucketMetadataInventoryTableConfiguration
  UpdateBucketMetadataJournalTableConfiguration`);

/** Nothing of the above: metadata and configuration that is read. Known so that a typing error can be told from them. */
const OTHER_OBJECT = words(`
  GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectVersionAcl
  GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging ListMultipartUploadParts`);
const OTHER_BUCKET = words(`
  GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
  GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls
  GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning
  GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration
  GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListTagsForResource TagResource UntagResource`);

function actions(names: readonly string[], on: ResourceType, ...gives: Capability[]): S3Action[] {
  return names.map((name) => ({ name, on, gives }));
}

export const S3_ACTIONS: readonly S3Action[] = [
  ...actions(READ, 'object', 'read'),
  ...actions(LIST, 'bucket', 'list'),
  ...actions(WRITE_OBJECT, 'object', 'write'),
  ...actions(WRITE_BUCKET, 'bucket', 'write'),
  // Whoever may change the permissions may write: he grants it to himself.
  ...actions(ADMIN_BUCKET, 'bucket', 'write', 'admin'),
  ...actions(ADMIN_OBJECT, 'object', 'write', 'admin'),
  ...actions(OTHER_OBJECT, 'object'),
  ...actions(OTHER_BUCKET, 'bucket'),
];

/** What a statement says of actions: `Action` or `NotAction`. */
export interface ActionPatterns {
  readonly patterns: readonly string[];
  /** All actions but these. */
  readonly negated: boolean;
}

/** Action names are compared without regard to case. */
export function includesAction({ patterns, negated }: ActionPatterns, name: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, `s3:${name}`, false)) !== negated;
}

/** Whether these are all actions of S3, those that will be added some day included. */
export function coversAllActions({ patterns, negated }: ActionPatterns): boolean {
  if (negated) return patterns.every((pattern) => !/^(?:s3:|\*)/i.test(pattern));
  return patterns.some((pattern) => coversPattern(pattern, 's3:*', false));
}

/** Whether the pattern names an action of another service, or none that S3 has. */
export function isUnknownAction(pattern: string): boolean {
  return !S3_ACTIONS.some(({ name }) => matchesPattern(pattern, `s3:${name}`, false)) && !/^\*$|^s3:/i.test(pattern);
}
