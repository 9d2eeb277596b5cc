// What is left after a mistake or an attack.
import type { BucketCheckRule } from './check.ts';
import { DIRECTORY_LIFECYCLE } from './directoryBuckets.ts';
import { isLogTarget } from './logTargets.ts';
import { fail, fromFact, listed, notApplicable, outcomeOf, pass, shown, unknown } from './outcomes.ts';
import { not, ofFact, or, type Truth } from './threeValued.ts';

const NOT_SUPPORTED = notApplicable('not supported by directory buckets');
const VERSIONING_UNKNOWN = 'it cannot be told whether versioning is on';
const PUT_LIFECYCLE =
  'Read the rules first: put-bucket-lifecycle-configuration replaces all of them. Add a rule with Status Enabled and Filter {"Prefix":""} and';

const VERSIONING: BucketCheckRule = {
  id: 's3-bucket-versioning',
  title: 'Versioning is enabled',
  subject: 'bucket',
  severity: 'medium',
  family: 'resilience',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_object_versioning'], fsbp: ['S3.14'], cis: [] },
  apis: ['GetBucketVersioning'],
  risk: 'What is overwritten or deleted is lost.',
  remediation:
    'aws s3api put-bucket-versioning --bucket B --expected-bucket-owner A --versioning-configuration Status=Enabled, with a lifecycle rule that expires noncurrent versions.',
  judge: (bucket) => {
    if (bucket.kind === 'directory') return NOT_SUPPORTED;
    return fromFact(bucket.versioning, 'medium', {
      known: ({ status }) =>
        status === 'Enabled'
          ? pass('Status is Enabled')
          : fail('medium', status === undefined ? 'versioning was never enabled' : 'Status is Suspended'),
      absent: () => fail('medium', 'versioning was never enabled'),
      unknown: VERSIONING_UNKNOWN,
    });
  },
};

const MFA_DELETE: BucketCheckRule = {
  id: 's3-bucket-mfa-delete',
  title: 'MFA Delete is enabled',
  subject: 'bucket',
  severity: 'informational',
  family: 'resilience',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_no_mfa_delete'], fsbp: ['S3.20'], cis: ['2.1.2'] },
  apis: ['GetBucketVersioning', 'GetBucketLifecycleConfiguration'],
  risk: 'Whoever has the right to delete versions needs no second factor.',
  remediation:
    'Only the root user can: aws s3api put-bucket-versioning --bucket B --expected-bucket-owner A --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa "<ARN of the device> <code>". It cannot be combined with a lifecycle configuration; Object Lock is the alternative.',
  judge: (bucket) => {
    if (bucket.kind === 'directory') return NOT_SUPPORTED;
    const what = 'it cannot be told whether MFA Delete is enabled, or could be';
    return fromFact(bucket.versioning, 'informational', {
      known: ({ status, mfaDelete }) => {
        if (mfaDelete) return pass('MFADelete is Enabled');
        if (status !== 'Enabled') return notApplicable('versioning is not enabled');
        return fromFact(bucket.lifecycle, 'informational', {
          known: () => notApplicable('there is a lifecycle configuration, which excludes MFA Delete'),
          absent: () => fail('informational', 'MFADelete is not Enabled'),
          unknown: what,
        });
      },
      absent: () => notApplicable('versioning is not enabled'),
      unknown: what,
    });
  },
};

const OBJECT_LOCK: BucketCheckRule = {
  id: 's3-bucket-object-lock',
  title: 'Object Lock is enabled',
  subject: 'bucket',
  severity: 'informational',
  family: 'resilience',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_object_lock'], fsbp: ['S3.15'], cis: [] },
  apis: ['GetObjectLockConfiguration', 'GetBucketLogging', 'GetBucketPolicy'],
  risk: 'Versions can be deleted by whoever has the right to, an attacker included.',
  remediation:
    'Enable versioning, then aws s3api put-object-lock-configuration --bucket B --expected-bucket-owner A --object-lock-configuration \'{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Days":30}}}\'. It cannot be undone.',
  judge: (bucket, account, _options, siblings) => {
    if (bucket.kind === 'directory') return NOT_SUPPORTED;
    const off = (): ReturnType<typeof pass> => {
      const target = isLogTarget(bucket, account.identity.accountId, siblings);
      if (target.is === true) return notApplicable('server access logs arrive here, which Object Lock excludes');
      if (target.is === false) return fail('informational', 'Object Lock is not enabled');
      const words = 'Object Lock is not enabled; it cannot be told whether server access logs arrive here';
      return unknown('informational', words, target.missing);
    };
    return fromFact(bucket.objectLock, 'informational', {
      known: ({ enabled, defaultRetention }) => {
        if (!enabled) return off();
        if (defaultRetention === undefined)
          return pass('enabled, without a default retention: each upload must ask for it');
        const { mode, days, years } = defaultRetention;
        const time = days === undefined ? `${years ?? 0} years` : `${days} days`;
        return pass(`enabled, default retention ${shown(mode)} for ${time}`);
      },
      absent: off,
      unknown: 'it cannot be told whether Object Lock is enabled',
    });
  },
};

const REPLICATION: BucketCheckRule = {
  id: 's3-bucket-replication',
  title: 'Objects are replicated to another region',
  subject: 'bucket',
  severity: 'informational',
  family: 'resilience',
  profile: 'all',
  mapping: { prowler: ['s3_bucket_cross_region_replication'], fsbp: ['S3.7'], cis: [] },
  apis: ['GetBucketReplication', 'ListBuckets'],
  risk: 'The data is in one region only.',
  remediation:
    'Enable versioning on both sides, then aws s3api put-bucket-replication --bucket B --expected-bucket-owner A --replication-configuration file://replication.json with a role and a destination in another region.',
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return NOT_SUPPORTED;
    return fromFact(bucket.replication, 'informational', {
      known: (rules) => {
        const enabled = rules.filter((rule) => rule.enabled);
        const elsewhere = enabled.map(({ destination, account: owner }): Truth => {
          if (owner !== undefined && owner !== account.identity.accountId) return { is: true };
          return bucket.region === undefined
            ? { is: 'unknown', missing: [] }
            : regionDiffers(account, destination, bucket.region);
        });
        const names = listed(enabled.map(({ destination }) => destination));
        return outcomeOf(not(or(...elsewhere)), {
          pass: `replicated to ${names}; the region of a bucket of another account cannot be verified`,
          fail: {
            severity: 'informational',
            evidence: enabled.length === 0 ? 'no rule is enabled' : `replicated within the region only, to ${names}`,
          },
          unknown: `it cannot be told in which region ${names} is`,
        });
      },
      absent: () => fail('informational', 'there is no replication configuration'),
      unknown: 'it cannot be told whether objects are replicated',
    });
  },
};

function regionDiffers(account: Parameters<BucketCheckRule['judge']>[1], destination: string, own: string): Truth {
  const { buckets } = account;
  if (buckets.kind === 'known' && buckets.value.has(destination)) {
    const region = buckets.value.get(destination);
    return region === undefined ? { is: 'unknown', missing: [] } : { is: region !== own };
  }
  // Not one of this account's: another account's, and where that is nobody can see from here.
  return ofFact(buckets, () => true, true);
}

const LIFECYCLE: BucketCheckRule = {
  id: 's3-bucket-lifecycle',
  title: 'There is a lifecycle rule',
  subject: 'bucket',
  severity: 'informational',
  family: 'resilience',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_lifecycle_enabled'], fsbp: ['S3.13'], cis: [] },
  apis: ['GetBucketLifecycleConfiguration'],
  risk: 'Data is kept for ever, longer than anybody needs or may keep it.',
  remediation: `${PUT_LIFECYCLE} the expiration or transition that the data asks for.`,
  judge: (bucket) => {
    if (bucket.kind === 'directory') return notApplicable('s3-directory-bucket-lifecycle is about directory buckets');
    return fromFact(bucket.lifecycle, 'informational', {
      known: (rules) => {
        const enabled = rules.filter((rule) => rule.enabled);
        return enabled.length > 0
          ? pass(`enabled: ${listed(enabled.map(({ id }) => id))}`)
          : fail('informational', 'no lifecycle rule is enabled');
      },
      absent: () => fail('informational', 'there is no lifecycle configuration'),
      unknown: 'it cannot be told whether there is a lifecycle rule',
    });
  },
};

const NONCURRENT: BucketCheckRule = {
  id: 's3-bucket-versioned-lifecycle',
  title: 'Noncurrent versions expire or move',
  subject: 'bucket',
  severity: 'low',
  family: 'resilience',
  profile: 'core',
  mapping: { prowler: [], fsbp: ['S3.10'], cis: [] },
  apis: ['GetBucketVersioning', 'GetBucketLifecycleConfiguration'],
  risk: 'Deleted data stays, and is paid for, for ever.',
  remediation: `${PUT_LIFECYCLE} NoncurrentVersionExpiration {"NoncurrentDays":90}.`,
  judge: (bucket) => {
    if (bucket.kind === 'directory') return NOT_SUPPORTED;
    return fromFact(bucket.versioning, 'low', {
      known: ({ status }) =>
        status !== 'Enabled'
          ? notApplicable('versioning is not enabled')
          : fromFact(bucket.lifecycle, 'low', {
              known: (rules) => {
                const fitting = rules.filter(
                  (rule) => rule.enabled && (rule.noncurrentExpiration || rule.noncurrentTransition),
                );
                if (fitting.length === 0) return fail('low', 'no enabled rule expires or moves noncurrent versions');
                const part = fitting.some(({ wholeBucket }) => wholeBucket) ? '' : ', for a part of the bucket only';
                return pass(`an enabled rule expires or moves noncurrent versions${part}`);
              },
              absent: () => fail('low', 'there is no lifecycle configuration'),
              unknown: 'it cannot be told whether noncurrent versions expire',
            }),
      absent: () => notApplicable('versioning is not enabled'),
      unknown: VERSIONING_UNKNOWN,
    });
  },
};

const MULTIPART: BucketCheckRule = {
  id: 's3-bucket-abort-multipart',
  title: 'Incomplete uploads are aborted',
  subject: 'bucket',
  severity: 'informational',
  family: 'resilience',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketLifecycleConfiguration'],
  risk: 'Parts of uploads that were never finished are paid for, and seen by nobody.',
  remediation: `${PUT_LIFECYCLE} AbortIncompleteMultipartUpload {"DaysAfterInitiation":7}.`,
  judge: (bucket) => {
    const aborts = ofFact(
      bucket.lifecycle,
      (rules) => rules.some((rule) => rule.enabled && rule.abortsMultipart && rule.wholeBucket),
      false,
    );
    return outcomeOf(not(aborts), {
      pass: 'an enabled rule for the whole bucket aborts incomplete uploads',
      fail: {
        severity: 'informational',
        evidence: 'no enabled rule for the whole bucket aborts incomplete uploads',
      },
      unknown: 'it cannot be told whether incomplete uploads are aborted',
    });
  },
};

export const RESILIENCE: readonly BucketCheckRule[] = [
  VERSIONING,
  MFA_DELETE,
  OBJECT_LOCK,
  REPLICATION,
  LIFECYCLE,
  NONCURRENT,
  MULTIPART,
  DIRECTORY_LIFECYCLE,
];
