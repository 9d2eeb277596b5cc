// Server access logs.
import type { BucketCheckRule } from './check.ts';
import { LOG_TARGET_VALID } from './logTargetFaults.ts';
import { isLogTarget } from './logTargets.ts';
import { recordsObjects } from './objectEvents.ts';
import { fail, fromFact, notApplicable, pass, shown, unknown } from './outcomes.ts';
import { and, missingOf } from './threeValued.ts';

const ACCESS_LOGGING: BucketCheckRule = {
  id: 's3-bucket-access-logging',
  title: 'Access is logged, by server access logging or by CloudTrail',
  subject: 'bucket',
  severity: 'low',
  family: 'logging',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_server_access_logging_enabled'], fsbp: ['S3.9'], cis: [] },
  apis: [
    'GetBucketLogging',
    'GetBucketPolicy',
    'GetBucketAcl',
    'DescribeTrails',
    'GetTrailStatus',
    'GetEventSelectors',
  ],
  risk: 'Nobody can tell afterwards who read or changed what.',
  remediation:
    'Data events of CloudTrail for reads and writes do as well, and cost money. Else let logging.s3.amazonaws.com put objects into the log bucket L (with aws:SourceArn and aws:SourceAccount), then aws s3api put-bucket-logging --bucket B --expected-bucket-owner A --bucket-logging-status \'{"LoggingEnabled":{"TargetBucket":"L","TargetPrefix":"B/"}}\'.',
  judge: (bucket, account, _options, siblings) => {
    if (bucket.kind === 'directory') return notApplicable('not supported by directory buckets');
    return fromFact(bucket.logging, 'low', {
      known: ({ targetBucket }) => pass(`logs go to ${shown(targetBucket)}`),
      absent: () => {
        const target = isLogTarget(bucket, account.identity.accountId, siblings);
        if (target.is === true) return notApplicable('the logs of another bucket arrive here');
        const recorded = and(recordsObjects(bucket, account, 'read'), recordsObjects(bucket, account, 'write'));
        // While it may be a log bucket nothing else is said of it: what is known later must not turn that around.
        if (target.is === false && recorded.is === true)
          return pass('server access logging is off; CloudTrail records reads of and writes to all objects instead');
        if (target.is === false && recorded.is === false)
          return fail('low', 'server access logging is off, and no trail records both reads and writes of all objects');
        const questions = [
          ...(target.is === 'unknown' ? ['whether the logs of another bucket arrive here'] : []),
          ...(recorded.is === 'unknown' ? ['whether CloudTrail records reads and writes of objects instead'] : []),
        ];
        const words = `server access logging is off; it cannot be told ${questions.join(', nor ')}`;
        return unknown('low', words, missingOf([target, recorded]));
      },
      unknown: 'it cannot be told whether logging is on',
    });
  },
};

export const LOGGING: readonly BucketCheckRule[] = [ACCESS_LOGGING, LOG_TARGET_VALID];
