// Every API that the reader calls. The reader looks its calls up here and the IAM policy is made of it, so that
// neither can know a call that the other does not.

/** A row of the table. */
export interface ApiRow {
  /** The IAM action; its name often differs from the API's. Undefined: no permission is needed. */
  readonly action: string | undefined;
  readonly service: 's3' | 's3control' | 'sts' | 'cloudtrail' | 'kms' | 'cloudfront';
  readonly scope: 'bucket' | 'account' | 'key';
  readonly profile: 'core' | 'all';
  /** What it tells, as the member of the facts is called. */
  readonly fact: string;
  /** Names of the errors that mean "there is none", which is an answer. */
  readonly absent: readonly string[];
  /** The IAM action for a directory bucket, which has names of its own. */
  readonly directoryAction?: string;
  /** Why the IAM policy leaves the action out all the same. */
  readonly notInPolicy?: string;
}

function row(
  service: ApiRow['service'],
  scope: ApiRow['scope'],
  profile: ApiRow['profile'],
  action: string | undefined,
  fact: string,
  ...absent: readonly string[]
): ApiRow {
  return { service, scope, profile, action, fact, absent };
}

const LISTS_KEYS = 's3:ListBucket would let the reader list the keys of objects';

/** By the name of the command in the SDK; the account's block is told from the bucket's by its own name. */
export const APIS = {
  GetCallerIdentity: row('sts', 'account', 'core', undefined, 'identity'),
  ListBuckets: row('s3', 'account', 'core', 's3:ListAllMyBuckets', 'buckets'),
  GetAccountPublicAccessBlock: row(
    's3control',
    'account',
    'core',
    's3:GetAccountPublicAccessBlock',
    'publicAccessBlock',
    'NoSuchPublicAccessBlockConfiguration',
  ),
  ListAccessPoints: row('s3control', 'account', 'core', 's3:ListAccessPoints', 'accessPoints'),
  GetAccessPoint: row('s3control', 'account', 'core', 's3:GetAccessPoint', 'accessPoints'),
  GetAccessPointPolicyStatus: row(
    's3control',
    'account',
    'core',
    's3:GetAccessPointPolicyStatus',
    'accessPoints',
    'NoSuchAccessPointPolicy',
  ),
  DescribeTrails: row('cloudtrail', 'account', 'core', 'cloudtrail:DescribeTrails', 'trails'),
  GetTrailStatus: row('cloudtrail', 'account', 'core', 'cloudtrail:GetTrailStatus', 'trails'),
  GetEventSelectors: row('cloudtrail', 'account', 'core', 'cloudtrail:GetEventSelectors', 'trails'),
  // There are none in regions that do not know them.
  ListEventDataStores: row(
    'cloudtrail',
    'account',
    'core',
    'cloudtrail:ListEventDataStores',
    'eventDataStores',
    'UnsupportedOperationException',
  ),
  GetEventDataStore: row(
    'cloudtrail',
    'account',
    'core',
    'cloudtrail:GetEventDataStore',
    'eventDataStores',
    'EventDataStoreNotFoundException',
  ),

  HeadBucket: { ...row('s3', 'bucket', 'core', 's3:ListBucket', 'region'), notInPolicy: LISTS_KEYS },
  GetPublicAccessBlock: row(
    's3',
    'bucket',
    'core',
    's3:GetBucketPublicAccessBlock',
    'publicAccessBlock',
    'NoSuchPublicAccessBlockConfiguration',
  ),
  GetBucketOwnershipControls: row(
    's3',
    'bucket',
    'core',
    's3:GetBucketOwnershipControls',
    'ownership',
    'OwnershipControlsNotFoundError',
  ),
  GetBucketPolicy: {
    ...row('s3', 'bucket', 'core', 's3:GetBucketPolicy', 'policy', 'NoSuchBucketPolicy'),
    directoryAction: 's3express:GetBucketPolicy',
  },
  GetBucketPolicyStatus: row('s3', 'bucket', 'core', 's3:GetBucketPolicyStatus', 'policyStatus', 'NoSuchBucketPolicy'),
  GetBucketAcl: row('s3', 'bucket', 'core', 's3:GetBucketAcl', 'acl'),
  GetBucketEncryption: {
    ...row(
      's3',
      'bucket',
      'core',
      's3:GetEncryptionConfiguration',
      'encryption',
      'ServerSideEncryptionConfigurationNotFoundError',
    ),
    directoryAction: 's3express:GetEncryptionConfiguration',
  },
  GetBucketVersioning: row('s3', 'bucket', 'core', 's3:GetBucketVersioning', 'versioning'),
  GetBucketLogging: row('s3', 'bucket', 'core', 's3:GetBucketLogging', 'logging'),
  GetBucketLifecycleConfiguration: {
    ...row('s3', 'bucket', 'core', 's3:GetLifecycleConfiguration', 'lifecycle', 'NoSuchLifecycleConfiguration'),
    directoryAction: 's3express:GetLifecycleConfiguration',
  },
  GetObjectLockConfiguration: row(
    's3',
    'bucket',
    'core',
    's3:GetBucketObjectLockConfiguration',
    'objectLock',
    'ObjectLockConfigurationNotFoundError',
  ),
  GetBucketWebsite: row('s3', 'bucket', 'core', 's3:GetBucketWebsite', 'website', 'NoSuchWebsiteConfiguration'),

  GetBucketReplication: row(
    's3',
    'bucket',
    'all',
    's3:GetReplicationConfiguration',
    'replication',
    'ReplicationConfigurationNotFoundError',
  ),
  GetBucketNotificationConfiguration: row('s3', 'bucket', 'all', 's3:GetBucketNotification', 'notifications'),
  GetBucketCors: row('s3', 'bucket', 'all', 's3:GetBucketCORS', 'cors', 'NoSuchCORSConfiguration'),
  GetBucketTagging: row('s3', 'bucket', 'all', 's3:GetBucketTagging', 'tags', 'NoSuchTagSet'),
  GetBucketRequestPayment: row('s3', 'bucket', 'all', 's3:GetBucketRequestPayment', 'requesterPays'),
  ListObjectsV2: { ...row('s3', 'bucket', 'all', 's3:ListBucket', 'objectAcls'), notInPolicy: LISTS_KEYS },
  GetObjectAcl: {
    ...row('s3', 'bucket', 'all', 's3:GetObjectAcl', 'objectAcls'),
    notInPolicy: 'without keys there is nothing to ask it of',
  },
  ListDistributions: row('cloudfront', 'account', 'all', 'cloudfront:ListDistributions', 'distributions'),
  DescribeKey: row('kms', 'key', 'all', 'kms:DescribeKey', 'kmsKey', 'NotFoundException'),
  ListMultiRegionAccessPoints: row(
    's3control',
    'account',
    'all',
    's3:ListMultiRegionAccessPoints',
    'multiRegionAccessPoints',
  ),
  ListDirectoryBuckets: row('s3', 'account', 'all', 's3express:ListAllMyDirectoryBuckets', 'directoryBuckets'),
} as const satisfies Record<string, ApiRow>;

export type ApiName = keyof typeof APIS;

export function apiRow(api: ApiName): ApiRow {
  return APIS[api];
}
