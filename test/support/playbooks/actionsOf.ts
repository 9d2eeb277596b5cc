// The IAM actions that a command of the AWS CLI needs.
import type { Command } from './playbookFiles.ts';

/** Where the action has another name than the API. Source: service authorization reference for Amazon S3. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  's3api get-public-access-block': ['s3:GetBucketPublicAccessBlock'],
  's3api put-public-access-block': ['s3:PutBucketPublicAccessBlock'],
  's3control get-public-access-block': ['s3:GetAccountPublicAccessBlock'],
  's3control put-public-access-block': ['s3:PutAccountPublicAccessBlock'],
  's3api list-buckets': ['s3:ListAllMyBuckets'],
  's3api head-bucket': ['s3:ListBucket'],
  's3api list-objects-v2': ['s3:ListBucket'],
  's3api get-bucket-encryption': ['s3:GetEncryptionConfiguration'],
  's3api put-bucket-encryption': ['s3:PutEncryptionConfiguration'],
  's3api get-bucket-lifecycle-configuration': ['s3:GetLifecycleConfiguration'],
  's3api put-bucket-lifecycle-configuration': ['s3:PutLifecycleConfiguration'],
  's3api get-bucket-replication': ['s3:GetReplicationConfiguration'],
  's3api put-bucket-replication': ['s3:PutReplicationConfiguration'],
  's3api get-object-lock-configuration': ['s3:GetBucketObjectLockConfiguration'],
  's3api put-object-lock-configuration': ['s3:PutBucketObjectLockConfiguration'],
  's3api get-bucket-notification-configuration': ['s3:GetBucketNotification'],
  's3api put-bucket-notification-configuration': ['s3:PutBucketNotification'],
  's3api get-bucket-cors': ['s3:GetBucketCORS'],
  's3api put-bucket-cors': ['s3:PutBucketCORS'],
  's3api list-directory-buckets': ['s3express:ListAllMyDirectoryBuckets'],
  'cloudfront wait': ['cloudfront:GetDistribution'],
};

/** The same API asks for another service's action where the bucket is a directory bucket. */
const OF_DIRECTORY_BUCKETS: Readonly<Record<string, string>> = {
  's3api get-bucket-lifecycle-configuration': 's3express:GetLifecycleConfiguration',
  's3api put-bucket-lifecycle-configuration': 's3express:PutLifecycleConfiguration',
};

/** @param isOfDirectoryBuckets the bucket that it names is one */
export function actionsOf(
  { service, operation }: Command,
  isOfDirectoryBuckets = false,
): { readonly kind: 'read' | 'write'; readonly actions: readonly string[] } {
  const name = `${service} ${operation}`;
  const kind = /^(?:get|list|describe|head|wait)(?:-|$)/.test(operation) ? 'read' : 'write';
  const express = OF_DIRECTORY_BUCKETS[name];
  if (isOfDirectoryBuckets && express !== undefined) return { kind, actions: [express] };
  const prefix = /^s3(?:api|control)$/.test(service) ? 's3' : service;
  const api = operation.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
  return { kind, actions: OTHERWISE[name] ?? [`${prefix}:${api}`] };
}
