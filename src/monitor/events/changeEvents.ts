// Which events of CloudTrail change what the checks look at. Made of the check table, so that no check can look at
// something whose changes nobody hears of.
import { APIS, type ApiName } from '../../s3/apis.ts';
import { checkOf, checksOf } from '../../s3/checks/catalogue.ts';

/** What changes the answer of an API: events of one bucket, events after which every bucket has to be read, or none. */
type Writers =
  | { readonly of: 'bucket' | 'account'; readonly names: readonly string[] }
  /** Why its changes are left to the next scan. */
  | { readonly of: 'nothing'; readonly because: string };

const NOT_S3 = 'it is of another service, whose events the rule does not take';
const OBJECTS = 'objects are no configuration: their events are data events';

/** In the spelling of CloudTrail, which is neither that of the API nor that of IAM. Where two are seen, both stand here. */
const WRITERS: Readonly<Record<ApiName, Writers>> = {
  GetCallerIdentity: { of: 'nothing', because: 'it says who reads' },
  ListBuckets: bucket('CreateBucket', 'DeleteBucket'),
  HeadBucket: { of: 'nothing', because: 'a bucket does not change its region' },
  GetAccountPublicAccessBlock: account('PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'),
  ListAccessPoints: account('CreateAccessPoint', 'DeleteAccessPoint'),
  GetAccessPoint: account('CreateAccessPoint', 'DeleteAccessPoint'),
  GetAccessPointPolicyStatus: account('PutAccessPointPolicy', 'DeleteAccessPointPolicy'),
  ListMultiRegionAccessPoints: account(
    'CreateMultiRegionAccessPoint',
    'DeleteMultiRegionAccessPoint',
    'PutMultiRegionAccessPointPolicy',
  ),
  DescribeTrails: { of: 'nothing', because: NOT_S3 },
  GetTrailStatus: { of: 'nothing', because: NOT_S3 },
  GetEventSelectors: { of: 'nothing', because: NOT_S3 },
  ListEventDataStores: { of: 'nothing', because: NOT_S3 },
  GetEventDataStore: { of: 'nothing', because: NOT_S3 },
  GetPublicAccessBlock: bucket('PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock'),
  GetBucketOwnershipControls: bucket('PutBucketOwnershipControls', 'DeleteBucketOwnershipControls'),
  GetBucketPolicy: bucket('PutBucketPolicy', 'DeleteBucketPolicy'),
  GetBucketPolicyStatus: bucket('PutBucketPolicy', 'DeleteBucketPolicy'),
  GetBucketAcl: bucket('PutBucketAcl'),
  GetBucketEncryption: bucket('PutBucketEncryption', 'DeleteBucketEncryption'),
  GetBucketVersioning: bucket('PutBucketVersioning'),
  GetBucketLogging: bucket('PutBucketLogging'),
  GetBucketLifecycleConfiguration: bucket(
    'PutBucketLifecycle',
    'PutBucketLifecycleConfiguration',
    'DeleteBucketLifecycle',
  ),
  GetObjectLockConfiguration: bucket('PutBucketObjectLockConfiguration', 'PutObjectLockConfiguration'),
  GetBucketWebsite: bucket('PutBucketWebsite', 'DeleteBucketWebsite'),
  GetBucketReplication: bucket('PutBucketReplication', 'DeleteBucketReplication'),
  GetBucketNotificationConfiguration: bucket('PutBucketNotification', 'PutBucketNotificationConfiguration'),
  GetBucketCors: bucket('PutBucketCors', 'DeleteBucketCors'),
  GetBucketTagging: bucket('PutBucketTagging', 'DeleteBucketTagging'),
  GetBucketRequestPayment: bucket('PutBucketRequestPayment'),
  ListObjectsV2: { of: 'nothing', because: OBJECTS },
  GetObjectAcl: { of: 'nothing', because: OBJECTS },
  ListDistributions: { of: 'nothing', because: NOT_S3 },
  DescribeKey: { of: 'nothing', because: NOT_S3 },
  ListDirectoryBuckets: bucket('CreateBucket', 'DeleteBucket'),
};

function bucket(...names: readonly string[]): Writers {
  return { of: 'bucket', names };
}

function account(...names: readonly string[]): Writers {
  return { of: 'account', names };
}

export interface ChangeEvents {
  readonly bucket: ReadonlySet<string>;
  readonly account: ReadonlySet<string>;
  /** APIs that checks look at and whose changes only the next scan sees. */
  readonly scanOnly: ReadonlyMap<ApiName, string>;
}

/** @throws when a check names an API that the table of APIs does not have: a bug */
export function changeEvents(profile: 'core' | 'all'): ChangeEvents {
  const names = { bucket: new Set<string>(), account: new Set<string>() };
  const scanOnly = new Map<ApiName, string>();
  // Every check is about buckets that are there.
  for (const api of ['ListBuckets', ...checksOf(profile).flatMap(({ apis }) => apis)]) {
    if (!isApi(api)) throw new Error(`no API is called ${api}`);
    const writers = WRITERS[api];
    if (writers.of === 'nothing') scanOnly.set(api, writers.because);
    else for (const name of writers.names) names[writers.of].add(name);
  }
  return { ...names, scanOnly };
}

/** Of a check some of what it looks at changes without an event that the rule takes: such a change waits for a scan. */
export function isSeenByScanOnly(checkId: string): boolean {
  const apis = checkOf(checkId)?.apis ?? [];
  return apis.some((api) => isApi(api) && WRITERS[api].of === 'nothing');
}

function isApi(name: string): name is ApiName {
  return Object.hasOwn(APIS, name);
}

/** Those of directory buckets have a source of their own. */
export const EVENT_SOURCES = ['s3.amazonaws.com', 's3express.amazonaws.com'] as const;

export const CHANGE_DETAIL_TYPE = 'AWS API Call via CloudTrail';

/** The pattern of the rule: only what was done, not what was refused. */
export function changeEventPattern(profile: 'core' | 'all') {
  const { bucket: ofBuckets, account: ofAccount } = changeEvents(profile);
  return {
    source: EVENT_SOURCES.map((one) => `aws.${one.split('.')[0] ?? ''}`),
    'detail-type': [CHANGE_DETAIL_TYPE],
    detail: {
      eventSource: [...EVENT_SOURCES],
      eventName: [...ofBuckets, ...ofAccount].sort(),
      errorCode: [{ exists: false }],
    },
  };
}
