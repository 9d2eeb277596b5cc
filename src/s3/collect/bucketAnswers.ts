// What S3 answers about a bucket, in our words. `undefined` says that the answer makes no sense: it is then no fact.
import type {
  GetBucketAclOutput,
  GetBucketCorsOutput,
  GetBucketEncryptionOutput,
  GetBucketLifecycleConfigurationOutput,
  GetBucketLoggingOutput,
  GetBucketOwnershipControlsOutput,
  GetBucketPolicyOutput,
  GetBucketPolicyStatusOutput,
  GetBucketReplicationOutput,
  GetBucketRequestPaymentOutput,
  GetBucketTaggingOutput,
  GetBucketVersioningOutput,
  GetBucketWebsiteOutput,
  GetObjectLockConfigurationOutput,
  GetPublicAccessBlockOutput,
  Grant as SdkGrant,
  LifecycleRule as SdkLifecycleRule,
  NotificationConfiguration,
} from '@aws-sdk/client-s3';
import {
  ABSENT,
  known,
  type Acl,
  type CorsRule,
  type Encryption,
  type Fact,
  type Grant,
  type LifecycleRule,
  type Logging,
  type Notifications,
  type ObjectLock,
  type ObjectOwnership,
  type PublicAccessBlock,
  type ReplicationRule,
  type Tag,
  type Versioning,
  type Website,
} from '../facts.ts';

type Taken<T> = Fact<T> | undefined;

export function publicAccessBlockOf(
  flags: GetPublicAccessBlockOutput['PublicAccessBlockConfiguration'],
): Taken<PublicAccessBlock> {
  if (flags === undefined) return undefined;
  return known({
    blockPublicAcls: flags.BlockPublicAcls === true,
    ignorePublicAcls: flags.IgnorePublicAcls === true,
    blockPublicPolicy: flags.BlockPublicPolicy === true,
    restrictPublicBuckets: flags.RestrictPublicBuckets === true,
  });
}

export function ownershipOf(output: GetBucketOwnershipControlsOutput): Taken<ObjectOwnership> {
  const ownership: string | undefined = output.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  switch (ownership) {
    case 'BucketOwnerEnforced':
    case 'BucketOwnerPreferred':
    case 'ObjectWriter':
      return known(ownership);
    default:
      return undefined;
  }
}

/** The body is taken as it comes, so that a page of HTML would be a policy. */
export function policyOf({ Policy: policy }: GetBucketPolicyOutput): Taken<string> {
  return policy === undefined || /^\s*(<|$)/.test(policy) ? undefined : known(policy);
}

/** Some emulators answer without saying anything: that is not "not public". */
export function policyStatusOf({ PolicyStatus: status }: GetBucketPolicyStatusOutput): Taken<boolean> {
  return status?.IsPublic === undefined ? undefined : known(status.IsPublic);
}

export function aclOf(output: GetBucketAclOutput): Taken<Acl> {
  if (output.Owner === undefined && output.Grants === undefined) return undefined;
  return known({ owner: output.Owner?.ID, grants: (output.Grants ?? []).map(grantOf) });
}

const PERMISSIONS: readonly string[] = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'];

export function grantOf({ Grantee: grantee, Permission: permission }: SdkGrant): Grant {
  const given = permission as string | undefined;
  return {
    grantee: granteeOf(grantee),
    permission: given !== undefined && PERMISSIONS.includes(given) ? (given as Grant['permission']) : 'unclear',
  };
}

function granteeOf(grantee: SdkGrant['Grantee']): Grant['grantee'] {
  if (grantee?.URI !== undefined) return { kind: 'group', uri: grantee.URI };
  if (grantee?.ID !== undefined) return { kind: 'canonical', id: grantee.ID };
  if (grantee?.EmailAddress !== undefined) return { kind: 'email', address: grantee.EmailAddress };
  return { kind: 'unclear' };
}

export function encryptionOf(output: GetBucketEncryptionOutput): Taken<Encryption> {
  const rule = output.ServerSideEncryptionConfiguration?.Rules?.[0];
  if (rule === undefined) return undefined;
  const algorithm = rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm as string | undefined;
  return known({
    algorithm:
      algorithm === 'AES256' || algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse' ? algorithm : 'unclear',
    kmsKey: rule.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
    bucketKey: rule.BucketKeyEnabled === true,
    blockedTypes: rule.BlockedEncryptionTypes?.EncryptionType,
  });
}

export function versioningOf(output: GetBucketVersioningOutput): Taken<Versioning> {
  return known({ status: output.Status, mfaDelete: output.MFADelete === 'Enabled' });
}

export function loggingOf({ LoggingEnabled: logging }: GetBucketLoggingOutput): Taken<Logging> {
  if (logging === undefined) return ABSENT;
  if (logging.TargetBucket === undefined) return undefined;
  return known({ targetBucket: logging.TargetBucket, targetPrefix: logging.TargetPrefix ?? '' });
}

export function lifecycleOf({ Rules: rules }: GetBucketLifecycleConfigurationOutput): Taken<readonly LifecycleRule[]> {
  return rules === undefined ? undefined : known(rules.map(lifecycleRuleOf));
}

function lifecycleRuleOf(rule: SdkLifecycleRule): LifecycleRule {
  return {
    id: rule.ID ?? '',
    enabled: rule.Status === 'Enabled',
    wholeBucket: coversAll(rule),
    noncurrentExpiration: rule.NoncurrentVersionExpiration !== undefined,
    noncurrentTransition: (rule.NoncurrentVersionTransitions ?? []).length > 0,
    abortsMultipart: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation !== undefined,
  };
}

/** Rules of before filters have their prefix beside them. */
function coversAll(rule: SdkLifecycleRule): boolean {
  const { Filter: filter } = rule;
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const prefix = rule.Prefix ?? '';
  if (prefix !== '') return false;
  if (filter === undefined) return true;
  return (
    (filter.Prefix ?? '') === '' &&
    filter.Tag === undefined &&
    filter.And === undefined &&
    filter.ObjectSizeGreaterThan === undefined &&
    filter.ObjectSizeLessThan === undefined
  );
}

export function objectLockOf(output: GetObjectLockConfigurationOutput): Taken<ObjectLock> {
  const lock = output.ObjectLockConfiguration;
  if (lock === undefined) return undefined;
  const retention = lock.Rule?.DefaultRetention;
  return known({
    enabled: lock.ObjectLockEnabled === 'Enabled',
    defaultRetention:
      retention === undefined
        ? undefined
        : { mode: retention.Mode ?? 'unclear', days: retention.Days, years: retention.Years },
  });
}

export function websiteOf(output: GetBucketWebsiteOutput): Taken<Website> {
  return known({
    indexDocument: output.IndexDocument !== undefined,
    redirectsAll: output.RedirectAllRequestsTo !== undefined,
  });
}

export function replicationOf(output: GetBucketReplicationOutput): Taken<readonly ReplicationRule[]> {
  const rules = output.ReplicationConfiguration?.Rules;
  return rules === undefined
    ? undefined
    : known(
        rules.map((rule) => ({
          enabled: rule.Status === 'Enabled',
          destination: rule.Destination?.Bucket?.split(':::').at(-1) ?? '',
          account: rule.Destination?.Account,
        })),
      );
}

export function notificationsOf(output: NotificationConfiguration): Taken<Notifications> {
  return known({
    topics: output.TopicConfigurations?.length ?? 0,
    queues: output.QueueConfigurations?.length ?? 0,
    functions: output.LambdaFunctionConfigurations?.length ?? 0,
    // An empty element says that it is on.
    eventBridge: output.EventBridgeConfiguration !== undefined,
  });
}

export function corsOf({ CORSRules: rules }: GetBucketCorsOutput): Taken<readonly CorsRule[]> {
  return rules === undefined
    ? undefined
    : known(
        rules.map((rule) => ({
          origins: rule.AllowedOrigins ?? [],
          methods: rule.AllowedMethods ?? [],
          headers: rule.AllowedHeaders ?? [],
        })),
      );
}

export function tagsOf({ TagSet: tags }: GetBucketTaggingOutput): Taken<readonly Tag[]> {
  return tags === undefined ? undefined : known(tags.map(({ Key, Value }) => ({ key: Key ?? '', value: Value ?? '' })));
}

export function requesterPaysOf({ Payer: payer }: GetBucketRequestPaymentOutput): Taken<boolean> {
  return payer === undefined ? undefined : known(payer === 'Requester');
}
