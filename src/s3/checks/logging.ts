// Server access logs.
import type { BucketCheckRule } from './check.ts';
import { isLogTarget } from './logTargets.ts';
import { fail, fromFact, notApplicable, pass, shown, unknown } from './outcomes.ts';

const ACCESS_LOGGING: BucketCheckRule = {
  id: 's3-bucket-access-logging',
  title: 'Server access logging is on',
  subject: 'bucket',
  severity: 'low',
  family: 'logging',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_server_access_logging_enabled'], fsbp: ['S3.9'], cis: [] },
  apis: ['GetBucketLogging', 'GetBucketPolicy', 'GetBucketAcl'],
  risk: 'Nobody can tell afterwards who read or changed what.',
  remediation:
    'Let logging.s3.amazonaws.com put objects into the log bucket L (with aws:SourceArn and aws:SourceAccount), then aws s3api put-bucket-logging --bucket B --expected-bucket-owner A --bucket-logging-status \'{"LoggingEnabled":{"TargetBucket":"L","TargetPrefix":"B/"}}\'.',
  judge: (bucket, account, _options, siblings) => {
    if (bucket.kind === 'directory') return notApplicable('not supported by directory buckets');
    return fromFact(bucket.logging, 'low', {
      known: ({ targetBucket }) => pass(`logs go to ${shown(targetBucket)}`),
      absent: () => {
        const target = isLogTarget(bucket, account.identity.accountId, siblings);
        if (target.is === true) return notApplicable('the logs of another bucket arrive here');
        if (target.is === false) return fail('low', 'server access logging is off');
        const words = 'logging is off; it cannot be told whether the logs of another bucket arrive here';
        return unknown('low', words, target.missing);
      },
      unknown: 'it cannot be told whether logging is on',
    });
  },
};

export const LOGGING: readonly BucketCheckRule[] = [ACCESS_LOGGING];
