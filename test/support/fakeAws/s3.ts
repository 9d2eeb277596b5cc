// What S3 says of the configuration of a bucket.
import type { FakeAccount, FakeBlock, FakeBucket, FakeGrant } from './account.ts';
import { ALL_USERS_URI, AUTHENTICATED_USERS_URI } from './account.ts';
import { type Answer, type ApiError, type Call, xmlAnswer } from './answer.ts';
import type { BucketApi } from './apis.ts';
import { onTheWire, S3_NAMESPACE, type XmlValue, xmlDocument } from './xml.ts';

type Reader = (bucket: FakeBucket, account: FakeAccount, call: Call) => Answer | ApiError;

/** For a bucket that is there, in this region, for somebody who may read it. */
export const BUCKET_READERS: Readonly<Record<BucketApi, Reader>> = {
  HeadBucket: (bucket) => ({ ...xmlAnswer(''), headers: { 'x-amz-bucket-region': bucket.region } }),
  ListObjectsV2: listObjects,
  GetObjectAcl: (bucket, account, call) => {
    const object = bucket.objects.find(({ key }) => key === call.key);
    if (!object) return absent('NoSuchKey', 'The specified key does not exist.');
    return aclAnswer(visibleGrants(object.grants ?? [], bucket, account), account);
  },
  GetBucketLocation: ({ region }) => answer('LocationConstraint', region === 'us-east-1' ? {} : { '#text': region }),
  GetPublicAccessBlock: ({ publicAccessBlock }) =>
    publicAccessBlock
      ? answer('PublicAccessBlockConfiguration', { ...publicAccessBlock })
      : absent('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'),
  GetBucketOwnershipControls: ({ ownership }) =>
    ownership
      ? answer('OwnershipControls', { Rule: { ObjectOwnership: ownership } })
      : absent('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'),
  GetBucketPolicy: ({ policy }) =>
    policy === undefined ? noPolicy() : { status: 200, contentType: 'application/json', body: policy },
  GetBucketPolicyStatus: ({ policy, policyIsPublic }) => {
    if (policy === undefined) return noPolicy();
    return answer('PolicyStatus', policyIsPublic === 'unsaid' ? {} : { IsPublic: policyIsPublic });
  },
  GetBucketAcl: (bucket, account) => aclAnswer(visibleGrants(bucket.grants, bucket, account), account),
  GetBucketEncryption: ({ encryption }) => {
    if (!encryption) {
      const text = 'The server side encryption configuration was not found';
      return absent('ServerSideEncryptionConfigurationNotFoundError', text);
    }
    const { algorithm, key, bucketKey, blocked } = encryption;
    return answer('ServerSideEncryptionConfiguration', {
      Rule: {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: key },
        BucketKeyEnabled: bucketKey,
        BlockedEncryptionTypes: blocked && { EncryptionType: blocked },
      },
    });
  },
  GetBucketVersioning: ({ versioning }) =>
    answer('VersioningConfiguration', {
      Status: versioning?.status,
      MfaDelete: versioning?.mfaDelete === undefined ? undefined : versioning.mfaDelete ? 'Enabled' : 'Disabled',
    }),
  GetBucketLogging: ({ logging }) =>
    answer(
      'BucketLoggingStatus',
      logging ? { LoggingEnabled: { TargetBucket: logging.bucket, TargetPrefix: logging.prefix } } : {},
    ),
  GetBucketLifecycleConfiguration: ({ lifecycle }) =>
    lifecycle
      ? answer('LifecycleConfiguration', { Rule: onTheWire(lifecycle) })
      : absent('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
  GetObjectLockConfiguration: ({ objectLock }) =>
    objectLock
      ? answer('ObjectLockConfiguration', onTheWire(objectLock))
      : absent('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'),
  GetBucketWebsite: ({ website }) => {
    if (!website)
      return absent('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration');
    const { RoutingRules, ...rest } = website;
    return answer('WebsiteConfiguration', {
      ...(onTheWire(rest) as object),
      RoutingRules: RoutingRules && { RoutingRule: onTheWire(RoutingRules) },
    });
  },
  GetBucketReplication: ({ replication }) =>
    replication
      ? answer('ReplicationConfiguration', onTheWire(replication))
      : absent('ReplicationConfigurationNotFoundError', 'The replication configuration was not found'),
  GetBucketNotificationConfiguration: ({ notification }) =>
    answer('NotificationConfiguration', onTheWire(notification ?? {}, { Key: 'S3Key' })),
  GetBucketCors: ({ cors }) =>
    cors
      ? answer('CORSConfiguration', { CORSRule: onTheWire(cors) })
      : absent('NoSuchCORSConfiguration', 'The CORS configuration does not exist'),
  GetBucketTagging: ({ tags }) =>
    tags
      ? answer('Tagging', { TagSet: { Tag: onTheWire(tags) } })
      : absent('NoSuchTagSet', 'The TagSet does not exist'),
  GetBucketRequestPayment: ({ requesterPays }) =>
    answer('RequestPaymentConfiguration', { Payer: requesterPays ? 'Requester' : 'BucketOwner' }),
};

/** Regions and pages only for those who ask with a parameter: without one it is the old form of the call. */
export function listBuckets(account: FakeAccount, { query }: Call): Answer {
  const names = ['max-buckets', 'continuation-token', 'prefix', 'bucket-region'];
  const asked = names.some((name) => query.has(name));
  const after = query.get('continuation-token');
  const matching = account.buckets
    .filter(({ kind }) => kind === 'general')
    .filter(({ name }) => name.startsWith(query.get('prefix') ?? ''))
    .filter(({ region }) => (query.get('bucket-region') ?? region) === region)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name }) => after === null || name > fromToken(after));
  const page = asked ? matching.slice(0, Number(query.get('max-buckets') ?? 10_000)) : matching;
  const last = page.at(-1);
  const withRegions = asked && account.listing === 'aws';
  return answer('ListAllMyBucketsResult', {
    Buckets: {
      Bucket: page.map(({ name, createdAt, region }) => ({
        Name: name,
        CreationDate: createdAt,
        BucketRegion: withRegions ? region : undefined,
      })),
    },
    Owner: { ID: account.canonicalId },
    Prefix: query.get('prefix') ?? undefined,
    ContinuationToken:
      last && page.length < matching.length && account.listing !== 'truncating' ? toToken(last.name) : undefined,
  });
}

/** Those of the region that is asked. */
export function listDirectoryBuckets(account: FakeAccount, { query, region: asked }: Call): Answer {
  const after = query.get('continuation-token');
  const matching = account.buckets
    .filter(({ kind, region }) => kind === 'directory' && region === asked)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name }) => after === null || name > fromToken(after));
  const page = matching.slice(0, Number(query.get('max-directory-buckets') ?? 1000));
  const last = page.at(-1);
  return answer('ListAllMyDirectoryBucketsResult', {
    Buckets: {
      Bucket: page.map(({ name, createdAt, region }) => ({
        Name: name,
        CreationDate: createdAt,
        BucketRegion: region,
      })),
    },
    ContinuationToken: last && page.length < matching.length ? toToken(last.name) : undefined,
  });
}

function listObjects(bucket: FakeBucket, _account: FakeAccount, { query }: Call): Answer {
  const after = query.get('continuation-token') ?? query.get('start-after');
  const from = query.has('continuation-token') ? fromToken(after ?? '') : (after ?? '');
  const matching = bucket.objects
    .map(({ key }) => key)
    .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > from)
    .sort();
  const page = matching.slice(0, Number(query.get('max-keys') ?? 1000));
  const cut = page.length < matching.length;
  return answer('ListBucketResult', {
    Name: bucket.name,
    Prefix: query.get('prefix') ?? '',
    KeyCount: page.length,
    MaxKeys: Number(query.get('max-keys') ?? 1000),
    IsTruncated: cut,
    NextContinuationToken: cut ? toToken(page.at(-1) ?? '') : undefined,
    Contents: page.map((key) => ({ Key: key, LastModified: bucket.createdAt, Size: 1, StorageClass: 'STANDARD' })),
  });
}

/** ACLs that have no effect do not show: neither public ones that are ignored, nor any where ACLs are switched off. */
function visibleGrants(grants: readonly FakeGrant[], bucket: FakeBucket, account: FakeAccount): readonly FakeGrant[] {
  if (bucket.ownership === 'BucketOwnerEnforced') return [];
  const ignores = ({ IgnorePublicAcls = false }: FakeBlock = {}): boolean => IgnorePublicAcls;
  if (!ignores(bucket.publicAccessBlock) && !ignores(account.publicAccessBlock)) return grants;
  return grants.filter(({ to }) => !('uri' in to && (to.uri === ALL_USERS_URI || to.uri === AUTHENTICATED_USERS_URI)));
}

function aclAnswer(grants: readonly FakeGrant[], { canonicalId }: FakeAccount): Answer {
  const all: readonly FakeGrant[] = [{ to: { id: canonicalId }, permission: 'FULL_CONTROL' }, ...grants];
  return answer('AccessControlPolicy', {
    Owner: { ID: canonicalId },
    AccessControlList: {
      Grant: all.map(({ to, permission }) => ({ Grantee: granteeOf(to), Permission: permission })),
    },
  });
}

function granteeOf(to: FakeGrant['to']): XmlValue {
  const of = (type: string, inside: XmlValue): XmlValue => ({
    '@_xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    '@_xsi:type': type,
    ...(inside as object),
  });
  if ('uri' in to) return of('Group', { URI: to.uri });
  if ('email' in to) return of('AmazonCustomerByEmail', { EmailAddress: to.email });
  return of('CanonicalUser', { ID: to.id });
}

function answer(root: string, content: XmlValue): Answer {
  return xmlAnswer(xmlDocument(root, S3_NAMESPACE, content));
}

function absent(code: string, message: string): ApiError {
  return { code, status: 404, message };
}

function noPolicy(): ApiError {
  return absent('NoSuchBucketPolicy', 'The bucket policy does not exist');
}

/** Opaque to the client. */
export function toToken(text: string): string {
  return Buffer.from(text).toString('base64url');
}

export function fromToken(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}
