// Which API a request is for: the fake has one port for all services, as emulators do.
import type { IncomingMessage } from 'node:http';
import type { BucketApi, FakeApi } from './apis.ts';

export interface Route {
  readonly api: FakeApi;
  readonly bucket?: string;
  /** The key of an object, or the name of an access point. */
  readonly key?: string;
}

const SUBRESOURCES: Readonly<Record<string, BucketApi>> = {
  location: 'GetBucketLocation',
  publicAccessBlock: 'GetPublicAccessBlock',
  ownershipControls: 'GetBucketOwnershipControls',
  policy: 'GetBucketPolicy',
  policyStatus: 'GetBucketPolicyStatus',
  acl: 'GetBucketAcl',
  encryption: 'GetBucketEncryption',
  versioning: 'GetBucketVersioning',
  logging: 'GetBucketLogging',
  lifecycle: 'GetBucketLifecycleConfiguration',
  'object-lock': 'GetObjectLockConfiguration',
  website: 'GetBucketWebsite',
  replication: 'GetBucketReplication',
  notification: 'GetBucketNotificationConfiguration',
  cors: 'GetBucketCors',
  tagging: 'GetBucketTagging',
  requestPayment: 'GetBucketRequestPayment',
  'list-type': 'ListObjectsV2',
};

/** @returns undefined for what the fake does not have */
export function routeOf(request: IncomingMessage, url: URL, body: string): Route | undefined {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const service = target.startsWith('TrentService.') ? 'kms' : 'cloudtrail';
    const api = `${service}:${target.split('.').at(-1) ?? ''}`;
    const known = [
      'cloudtrail:DescribeTrails',
      'cloudtrail:GetTrailStatus',
      'cloudtrail:GetEventSelectors',
      'cloudtrail:ListEventDataStores',
      'cloudtrail:GetEventDataStore',
      'kms:DescribeKey',
    ];
    return known.includes(api) ? { api: api as FakeApi } : undefined;
  }
  if (request.method === 'POST') {
    const action = new URLSearchParams(body).get('Action');
    return action === 'GetCallerIdentity' || action === 'AssumeRole' ? { api: `sts:${action}` } : undefined;
  }
  const path = url.pathname.split('/').slice(1).map(decodeURIComponent);
  if (path[0] === '2020-05-31' && path[1] === 'distribution') return { api: 'cloudfront:ListDistributions' };
  if (path[0] === 'v20180820') return controlRoute(path.slice(1));
  if (path[0] === '' || path[0] === undefined) {
    const directory = url.searchParams.get('x-id') === 'ListDirectoryBuckets';
    return { api: directory ? 's3express:ListDirectoryBuckets' : 'ListBuckets' };
  }
  return bucketRoute(request.method, path[0], path.slice(1).join('/'), url.searchParams);
}

function bucketRoute(
  method: string | undefined,
  bucket: string,
  key: string,
  query: URLSearchParams,
): Route | undefined {
  if (method === 'HEAD') return key === '' ? { api: 'HeadBucket', bucket } : undefined;
  if (method !== 'GET') return undefined;
  if (key !== '') return query.has('acl') ? { api: 'GetObjectAcl', bucket, key } : undefined;
  const name = [...query.keys()].find((one) => one in SUBRESOURCES);
  const api = name === undefined ? undefined : SUBRESOURCES[name];
  return api && { api, bucket };
}

function controlRoute([first, second, third]: readonly string[]): Route | undefined {
  if (first === 'configuration' && second === 'publicAccessBlock') return { api: 's3control:GetPublicAccessBlock' };
  if (first === 'mrap' && second === 'instances' && third === undefined) {
    return { api: 's3control:ListMultiRegionAccessPoints' };
  }
  if (first !== 'accesspoint') return undefined;
  if (second === undefined) return { api: 's3control:ListAccessPoints' };
  if (third === undefined) return { api: 's3control:GetAccessPoint', key: second };
  return third === 'policyStatus' ? { api: 's3control:GetAccessPointPolicyStatus', key: second } : undefined;
}
