// What an account holds, as plain data: a test builds it, changes it between two requests, and reads it.
import type {
  CORSRule,
  LifecycleRule,
  NotificationConfiguration,
  ObjectLockConfiguration,
  ReplicationConfiguration,
  Tag,
  WebsiteConfiguration,
} from '@aws-sdk/client-s3';
import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';

export const ALL_USERS_URI = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const AUTHENTICATED_USERS_URI = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
export const LOG_DELIVERY_URI = 'http://acs.amazonaws.com/groups/s3/LogDelivery';

/** A flag that is left out is left out of the answer, too, which means false. */
export interface FakeBlock {
  BlockPublicAcls?: boolean;
  IgnorePublicAcls?: boolean;
  BlockPublicPolicy?: boolean;
  RestrictPublicBuckets?: boolean;
}

export interface FakeGrant {
  /** The URI of a group, an e-mail address, or a canonical id. */
  to: { uri: string } | { email: string } | { id: string };
  permission: 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL';
}

export interface FakeEncryption {
  algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /** As configured. Absent with `aws:kms`: the key that AWS manages. */
  key?: string;
  bucketKey?: boolean;
  /** Absent: the answer says nothing of it. */
  blocked?: string[];
}

export interface FakeObject {
  key: string;
  /** Besides the owner's full control. */
  grants?: FakeGrant[];
}

/** How a bucket answers whoever asks in another region than its own. `served`: as an emulator, which does not care. */
export type WrongRegion =
  'redirect' | 'redirect-without-header' | 'malformed-authorization' | 'illegal-location' | 'served';

/** What is left out is not configured. */
export interface FakeBucket {
  name: string;
  kind: 'general' | 'directory';
  region: string;
  /** ISO 8601. */
  createdAt: string;
  wrongRegion: WrongRegion;
  publicAccessBlock?: FakeBlock;
  ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  /** As stored: may be no JSON at all. */
  policy?: string;
  /** What the service says of the policy: it is not computed here. `unsaid`: an answer without the element. */
  policyIsPublic: boolean | 'unsaid';
  /** Besides the owner's full control. The answer hides public ones where they are ignored, as S3 does. */
  grants: FakeGrant[];
  encryption?: FakeEncryption;
  versioning?: { status: 'Enabled' | 'Suspended'; mfaDelete?: boolean };
  logging?: { bucket: string; prefix: string };
  lifecycle?: LifecycleRule[];
  objectLock?: ObjectLockConfiguration;
  website?: WebsiteConfiguration;
  replication?: ReplicationConfiguration;
  notification?: NotificationConfiguration;
  cors?: CORSRule[];
  tags?: Tag[];
  requesterPays: boolean;
  objects: FakeObject[];
  /** IAM actions on this bucket that the caller does not have. */
  denied: Set<string>;
}

export interface FakeAccessPoint {
  name: string;
  bucket: string;
  region: string;
  /** Only from this VPC. */
  vpc?: string;
  publicAccessBlock?: FakeBlock;
  /** Absent: it has no policy. */
  policyIsPublic?: boolean;
}

export interface FakeMultiRegionAccessPoint {
  name: string;
  /** Default: READY. */
  status?: 'READY' | 'CREATING' | 'DELETING';
  /** Absent: the answer says nothing of it. */
  publicAccessBlock?: FakeBlock;
}

export interface FakeTrail {
  name: string;
  homeRegion: string;
  multiRegion: boolean;
  bucket?: string;
  logging: boolean;
  selectors?: EventSelector[];
  advancedSelectors?: AdvancedEventSelector[];
}

export interface FakeEventDataStore {
  name: string;
  region: string;
  multiRegion: boolean;
  status: 'CREATED' | 'ENABLED' | 'STOPPED_INGESTION' | 'PENDING_DELETION';
  selectors?: AdvancedEventSelector[];
}

export interface FakeKey {
  /** Also of a key of another account, which is seen here. */
  account?: string;
  region: string;
  id: string;
  /** With `alias/`. */
  alias?: string;
  state: string;
  /** ISO 8601. */
  deletedAt?: string;
  managedByAws?: boolean;
}

/** Of CloudFront. */
export interface FakeDistribution {
  id: string;
  origins: {
    domain: string;
    /** Of an origin access control. */
    control?: string;
    /** Of an origin access identity. */
    identity?: string;
  }[];
}

export interface FakeRole {
  name: string;
  /** Must be sent when it is there. */
  externalId?: string;
  /** The code of its MFA device, which must be sent when it is there. */
  mfaCode?: string;
}

export interface FakeAccount {
  /** Twelve digits. */
  id: string;
  partition: string;
  /** Who owns what is in its ACLs. */
  canonicalId: string;
  buckets: FakeBucket[];
  publicAccessBlock?: FakeBlock;
  accessPoints: FakeAccessPoint[];
  multiRegionAccessPoints: FakeMultiRegionAccessPoint[];
  trails: FakeTrail[];
  eventDataStores: FakeEventDataStore[];
  keys: FakeKey[];
  distributions: FakeDistribution[];
  roles: FakeRole[];
  /** IAM actions that no identity of the account has. */
  denied: Set<string>;
  /** `without-regions`: pages without BucketRegion. `truncating`: cut off at MaxBuckets, and no token (moto). */
  listing: 'aws' | 'without-regions' | 'truncating';
}

export interface FakePrincipal {
  accountId: string;
  arn: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Set by a test in the middle of a run. */
  expired: boolean;
}

export function fakeAccount(given: Partial<FakeAccount> = {}): FakeAccount {
  const id = given.id ?? '111122223333';
  return {
    id,
    partition: 'aws',
    canonicalId: id.repeat(6).slice(0, 64),
    buckets: [],
    accessPoints: [],
    multiRegionAccessPoints: [],
    trails: [],
    eventDataStores: [],
    keys: [],
    distributions: [],
    roles: [],
    denied: new Set(),
    listing: 'aws',
    ...given,
  };
}

export const ALL_BLOCKED: FakeBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** A bucket as S3 makes it today, without ACLs (2023-04), encrypted (2023-01), closed to SSE-C (2026-04). */
export function fakeBucket(name: string, given: Partial<Omit<FakeBucket, 'name'>> = {}): FakeBucket {
  return {
    publicAccessBlock: { ...ALL_BLOCKED },
    ownership: 'BucketOwnerEnforced',
    encryption: { algorithm: 'AES256', bucketKey: false, blocked: ['SSE-C'] },
    createdAt: '2026-06-01T08:00:00.000Z',
    ...bare(name),
    ...given,
  };
}

/** A bucket of 2021: ACLs, nothing blocked; S3 has encrypted it in the meantime. */
export function oldBucket(name: string, given: Partial<Omit<FakeBucket, 'name'>> = {}): FakeBucket {
  return {
    encryption: { algorithm: 'AES256', bucketKey: false },
    createdAt: '2021-03-01T08:00:00.000Z',
    ...bare(name),
    ...given,
  };
}

/** @param zone e.g. `euw1-az1` */
export function directoryBucket(base: string, zone: string, given: Partial<Omit<FakeBucket, 'name'>> = {}): FakeBucket {
  return {
    encryption: { algorithm: 'AES256', bucketKey: true },
    createdAt: '2026-06-01T08:00:00.000Z',
    ...bare(`${base}--${zone}--x-s3`),
    kind: 'directory',
    ...given,
  };
}

function bare(name: string): Omit<FakeBucket, 'createdAt'> {
  return {
    name,
    kind: 'general',
    region: 'us-east-1',
    wrongRegion: 'redirect',
    policyIsPublic: false,
    grants: [],
    requesterPays: false,
    objects: [],
    denied: new Set(),
  };
}

/** A policy document with the usual version. */
export function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
