// What was read of an account and its buckets, in our own words: no shape of the SDK gets past the reader.

/** Why a fact could not be read. Whatever depends on it is unknown, and says this. */
export interface Unreadable {
  readonly cause:
    | 'access-denied'
    | 'unsupported'
    | 'region'
    | 'throttled'
    | 'network'
    | 'timeout'
    | 'malformed'
    | 'cancelled'
    | 'other';
  /** E.g. `GetBucketPolicy`. */
  readonly api: string;
  /** The IAM action that the API asks for, e.g. `s3:GetBucketPolicy`. */
  readonly action: string;
  /** The name of the error, e.g. `AccessDenied`. */
  readonly error: string;
  readonly httpStatus?: number;
  readonly requestId?: string;
  /** What the service says: of a denial, which kind of policy denies. Plain text, cleaned and cut. */
  readonly message?: string;
}

/** `absent`: the service says that there is none, which is an answer. `not-read`: the chosen set of checks does not need it. */
export type Fact<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: Unreadable }
  | { readonly kind: 'not-read' };

/** Four flags; one that the service leaves out is false. */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

export interface Grant {
  readonly grantee:
    | { readonly kind: 'canonical'; readonly id: string }
    | { readonly kind: 'group'; readonly uri: string }
    | { readonly kind: 'email'; readonly address: string }
    | { readonly kind: 'unclear' };
  readonly permission: 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL' | 'unclear';
}

export interface Acl {
  /** Canonical id of the owner; undefined when the service does not say. */
  readonly owner: string | undefined;
  readonly grants: readonly Grant[];
}

export interface Encryption {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse' | 'unclear';
  /** As configured: an ARN, an id or an alias. Absent with `aws:kms`: the key that AWS manages. */
  readonly kmsKey: string | undefined;
  readonly bucketKey: boolean;
  /** E.g. `SSE-C`, `NONE`; undefined when the service says nothing of it. */
  readonly blockedTypes: readonly string[] | undefined;
}

export interface Versioning {
  /** Undefined: never switched on. */
  readonly status: 'Enabled' | 'Suspended' | undefined;
  readonly mfaDelete: boolean;
}

export interface Logging {
  readonly targetBucket: string;
  readonly targetPrefix: string;
}

export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  /** It holds for every object of the bucket. */
  readonly wholeBucket: boolean;
  readonly noncurrentExpiration: boolean;
  readonly noncurrentTransition: boolean;
  readonly abortsMultipart: boolean;
}

export interface ObjectLock {
  readonly enabled: boolean;
  readonly defaultRetention:
    { readonly mode: string; readonly days: number | undefined; readonly years: number | undefined } | undefined;
}

export interface Website {
  readonly indexDocument: boolean;
  readonly redirectsAll: boolean;
}

export interface ReplicationRule {
  readonly enabled: boolean;
  /** Name of the destination bucket. */
  readonly destination: string;
  /** Owner of the destination, where the rule says so. */
  readonly account: string | undefined;
}

export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
}

export interface Notifications {
  readonly topics: number;
  readonly queues: number;
  readonly functions: number;
  readonly eventBridge: boolean;
}

/** Some objects' ACLs: enough to prove that one is public, never that none is. */
export interface ObjectAclSample {
  readonly looked: number;
  readonly publicKeys: readonly string[];
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** A key as KMS describes it. */
export interface KmsKey {
  readonly arn: string | undefined;
  readonly account: string | undefined;
  readonly managedByAws: boolean;
  /** As KMS calls it, e.g. `Enabled`, `PendingDeletion`. */
  readonly state: string;
  /** ISO 8601; of one whose deletion is pending. */
  readonly deletedAt: string | undefined;
}

/** All that was read of one bucket. */
export interface BucketFacts {
  readonly name: string;
  readonly kind: 'general' | 'directory';
  /** Undefined when nothing tells. */
  readonly region: string | undefined;
  /** ISO 8601. */
  readonly createdAt: string | undefined;
  readonly publicAccessBlock: Fact<PublicAccessBlock>;
  readonly ownership: Fact<ObjectOwnership>;
  /** The document as stored. */
  readonly policy: Fact<string>;
  /** What the service itself says of the policy. */
  readonly policyStatus: Fact<boolean>;
  readonly acl: Fact<Acl>;
  readonly encryption: Fact<Encryption>;
  readonly versioning: Fact<Versioning>;
  readonly logging: Fact<Logging>;
  readonly lifecycle: Fact<readonly LifecycleRule[]>;
  readonly objectLock: Fact<ObjectLock>;
  readonly website: Fact<Website>;
  readonly replication: Fact<readonly ReplicationRule[]>;
  readonly notifications: Fact<Notifications>;
  readonly cors: Fact<readonly CorsRule[]>;
  readonly tags: Fact<readonly Tag[]>;
  readonly requesterPays: Fact<boolean>;
  readonly objectAcls: Fact<ObjectAclSample>;
  /** The key of the default encryption. Not read where AWS manages it, or where it is in another region. */
  readonly kmsKey: Fact<KmsKey>;
}

export interface AccessPoint {
  readonly name: string;
  readonly bucket: string;
  readonly region: string;
  readonly vpcOnly: boolean;
  readonly publicAccessBlock: Fact<PublicAccessBlock>;
  readonly policyIsPublic: Fact<boolean>;
}

export interface EventSelector {
  /** Which operations it records. */
  readonly records: 'read' | 'write' | 'all' | 'none';
  /** Bucket names whose objects it records; `*` for all. */
  readonly buckets: readonly string[] | '*';
  /** It records only some objects of these buckets. */
  readonly partial: boolean;
}

export interface Trail {
  readonly name: string;
  readonly arn: string;
  readonly multiRegion: boolean;
  readonly homeRegion: string;
  readonly bucket: string | undefined;
  readonly logging: Fact<boolean>;
  readonly selectors: Fact<readonly EventSelector[]>;
}

/** Where CloudTrail keeps events besides trails. */
export interface EventDataStore {
  readonly arn: string;
  readonly settings: Fact<{
    readonly multiRegion: boolean;
    /** It takes events in. */
    readonly enabled: boolean;
    readonly selectors: readonly EventSelector[];
  }>;
}

/** Of CloudFront. */
export interface Distribution {
  readonly id: string;
  readonly arn: string;
  readonly origins: readonly {
    readonly domain: string;
    /** It reads with an origin access identity, the forerunner of origin access control. */
    readonly usesIdentity: boolean;
  }[];
}

/** A bucket that a service would take for the account's own. */
export interface ShadowName {
  readonly service: string;
  readonly name: string;
  /** Where the service would look for it. */
  readonly region: string;
  /** Absent: nobody has it. `refused`: it is there, and not shown to us. */
  readonly found: Fact<'own' | 'refused'>;
}

/** One that is being deleted is none. */
export interface MultiRegionAccessPoint {
  readonly name: string;
  readonly publicAccessBlock: Fact<PublicAccessBlock>;
}

/** Who reads. */
export interface Identity {
  readonly partition: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly arn: string;
  /** The region that account-level calls go to. */
  readonly region: string;
}

/** All that was read of the account as such. */
export interface AccountFacts {
  readonly identity: Identity;
  readonly publicAccessBlock: Fact<PublicAccessBlock>;
  /** By region; a region without an entry has no buckets that we know of. */
  readonly accessPoints: ReadonlyMap<string, Fact<readonly AccessPoint[]>>;
  readonly trails: Fact<readonly Trail[]>;
  /** By region. */
  readonly eventDataStores: ReadonlyMap<string, Fact<readonly EventDataStore[]>>;
  /** Absent where there is no CloudFront. */
  readonly distributions: Fact<readonly Distribution[]>;
  /** In the regions that are in use; empty when it was not looked for them. */
  readonly shadowNames: readonly ShadowName[];
  /** Names and regions of the account's buckets; unreadable when the list is denied and names were given by hand. */
  readonly buckets: Fact<ReadonlyMap<string, string | undefined>>;
  readonly multiRegionAccessPoints: Fact<readonly MultiRegionAccessPoint[]>;
  /** Names, by region; empty where they were not asked for. */
  readonly directoryBuckets: ReadonlyMap<string, Fact<readonly string[]>>;
}

/** An account whose facts are known without any reading. */
export interface KnownAccount {
  readonly account: AccountFacts;
  readonly buckets: readonly BucketFacts[];
}

/** What the owner of the account says of it: settings, not facts. */
export interface PostureOptions {
  /** Accounts that may have access, besides the own one. */
  readonly trustedAccounts: ReadonlySet<string>;
  /** Tags of buckets that are public on purpose: `key` or `key=value`, as bucketTags.ts has them. */
  readonly publicTags?: readonly string[];
  /** Tags of buckets with sensitive data, in the same form. */
  readonly sensitiveTags?: readonly string[];
}

export function known<T>(value: T): Fact<T> {
  return { kind: 'known', value };
}

export const ABSENT: Fact<never> = { kind: 'absent' };
export const NOT_READ: Fact<never> = { kind: 'not-read' };

export function unreadable(reason: Unreadable): Fact<never> {
  return { kind: 'unreadable', reason };
}
