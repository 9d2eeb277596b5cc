// The APIs that the fake answers, with the IAM action that each of them asks for.

const S3 = {
  ListBuckets: 's3:ListAllMyBuckets',
  HeadBucket: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  GetObjectAcl: 's3:GetObjectAcl',
  GetBucketLocation: 's3:GetBucketLocation',
  GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
  GetBucketOwnershipControls: 's3:GetBucketOwnershipControls',
  GetBucketPolicy: 's3:GetBucketPolicy',
  GetBucketPolicyStatus: 's3:GetBucketPolicyStatus',
  GetBucketAcl: 's3:GetBucketAcl',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  GetBucketVersioning: 's3:GetBucketVersioning',
  GetBucketLogging: 's3:GetBucketLogging',
  GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  GetObjectLockConfiguration: 's3:GetBucketObjectLockConfiguration',
  GetBucketWebsite: 's3:GetBucketWebsite',
  GetBucketReplication: 's3:GetReplicationConfiguration',
  GetBucketNotificationConfiguration: 's3:GetBucketNotification',
  GetBucketCors: 's3:GetBucketCORS',
  GetBucketTagging: 's3:GetBucketTagging',
  GetBucketRequestPayment: 's3:GetBucketRequestPayment',
} as const;

/** Of other services than S3, with the prefix of the service: two of them are called GetPublicAccessBlock. */
const OTHERS = {
  's3control:GetPublicAccessBlock': 's3:GetAccountPublicAccessBlock',
  's3control:ListAccessPoints': 's3:ListAccessPoints',
  's3control:GetAccessPoint': 's3:GetAccessPoint',
  's3control:GetAccessPointPolicyStatus': 's3:GetAccessPointPolicyStatus',
  's3control:ListMultiRegionAccessPoints': 's3:ListMultiRegionAccessPoints',
  's3express:ListDirectoryBuckets': 's3express:ListAllMyDirectoryBuckets',
  'sts:GetCallerIdentity': undefined,
  'sts:AssumeRole': 'sts:AssumeRole',
  'cloudtrail:DescribeTrails': 'cloudtrail:DescribeTrails',
  'cloudtrail:GetTrailStatus': 'cloudtrail:GetTrailStatus',
  'cloudtrail:GetEventSelectors': 'cloudtrail:GetEventSelectors',
  'cloudtrail:ListEventDataStores': 'cloudtrail:ListEventDataStores',
  'cloudtrail:GetEventDataStore': 'cloudtrail:GetEventDataStore',
  'kms:DescribeKey': 'kms:DescribeKey',
  'cloudfront:ListDistributions': 'cloudfront:ListDistributions',
} as const;

export type S3Api = keyof typeof S3;
export type FakeApi = S3Api | keyof typeof OTHERS;

/** All of S3 that is asked of one bucket. */
export type BucketApi = Exclude<S3Api, 'ListBuckets'>;

const ACTIONS: Readonly<Record<FakeApi, string | undefined>> = { ...S3, ...OTHERS };

/** Directory buckets have names of their own for the three that they know. */
const DIRECTORY_ACTIONS: { readonly [api in S3Api]?: string } = {
  GetBucketPolicy: 's3express:GetBucketPolicy',
  GetBucketEncryption: 's3express:GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 's3express:GetLifecycleConfiguration',
};

/** @returns undefined when nobody needs a permission for it */
export function iamActionOf(api: FakeApi, directoryBucket = false): string | undefined {
  if (!directoryBucket) return ACTIONS[api];
  return DIRECTORY_ACTIONS[api as S3Api] ?? ACTIONS[api];
}

/** Services that speak JSON; their errors are in it, too. */
export function speaksJson(api: FakeApi): boolean {
  return /^(cloudtrail|kms):/.test(api);
}

/** What a directory bucket answers at all; everything else is a MethodNotAllowed. */
export function servedByDirectoryBucket(api: BucketApi): boolean {
  return api in DIRECTORY_ACTIONS || api === 'HeadBucket' || api === 'ListObjectsV2';
}
