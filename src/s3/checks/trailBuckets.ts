// Where trails keep their logs: whoever can read or change those knows, or hides, what was done.
import type { AccountFacts, BucketFacts, Trail } from '../facts.ts';
import type { AccountCheckRule, AccountOutcome, CheckOutcome } from './check.ts';
import { fail, joined, notApplicable, pass, shown, unknown } from './outcomes.ts';
import { isOwnBucket } from './ownBuckets.ts';
import { aclExposes, policyExposes } from './publicAccess.ts';
import { PUBLIC_APIS } from './publicExposure.ts';
import { missingOf, ofFact, or, type Truth } from './threeValued.ts';

const CAPABILITIES = ['read', 'list', 'write', 'admin'] as const;
const PERMISSIONS = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'] as const;

/** Everybody can do anything at all with it. */
function isPublic(bucket: BucketFacts, account: AccountFacts): Truth {
  const byPolicy = CAPABILITIES.map((one) => policyExposes(bucket, account, one));
  return or(...byPolicy, aclExposes(bucket, account, PERMISSIONS));
}

function judgeBucket(name: string, bucket: BucketFacts, account: AccountFacts): readonly CheckOutcome[] {
  const open = isPublic(bucket, account);
  const logged = ofFact(bucket.logging, () => true, false);
  const outcomes = [
    ...(open.is === true ? [fail('high', `the bucket ${name} is public`, 'public')] : []),
    ...(logged.is === false ? [fail('low', `access to the bucket ${name} is not logged`, 'logging')] : []),
  ];
  if (open.is === 'unknown' || logged.is === 'unknown') {
    const questions = joined(
      open.is === 'unknown' ? `whether the bucket ${name} is public` : undefined,
      logged.is === 'unknown' ? `whether access to the bucket ${name} is logged` : undefined,
    );
    const severity = open.is === 'unknown' ? 'high' : 'low';
    outcomes.push(unknown(severity, `it cannot be told ${questions}`, missingOf([open, logged])));
  }
  return outcomes.length > 0 ? outcomes : [pass(`the bucket ${name} is not public, and access to it is logged`)];
}

function judgeTrail(
  { bucket: named }: Trail,
  account: AccountFacts,
  buckets: ReadonlyMap<string, BucketFacts>,
): readonly CheckOutcome[] {
  if (named === undefined) return [unknown('high', 'CloudTrail does not say where the logs go', [])];
  const name = shown(named);
  const bucket = buckets.get(named);
  const ours = isOwnBucket(named, account, bucket);
  if (ours.is === false) return [unknown('high', `the bucket ${name} is in another account: look there`, [])];
  if (bucket === undefined) {
    const words =
      ours.is === true ? `the bucket ${name} was not read` : `it cannot be told whose the bucket ${name} is`;
    return [unknown('high', words, missingOf([ours]))];
  }
  // One that cannot be told to be of this account is known by its answers: without any, these are what is missing.
  return judgeBucket(name, bucket, account);
}

export const TRAIL_BUCKETS: AccountCheckRule = {
  id: 's3-cloudtrail-bucket-protected',
  title: 'The buckets of CloudTrail are not public, and access to them is logged',
  subject: 'account',
  severity: 'high',
  family: 'logging',
  profile: 'core',
  mapping: {
    prowler: [
      'cloudtrail_logs_s3_bucket_is_not_publicly_accessible',
      'cloudtrail_logs_s3_bucket_access_logging_enabled',
    ],
    fsbp: ['CloudTrail.6', 'CloudTrail.7'],
    cis: ['3.4'],
  },
  apis: ['DescribeTrails', 'ListBuckets', 'GetBucketLogging', ...PUBLIC_APIS],
  risk: 'The logs tell what the account is made of and who does what in it; whoever can change them hides what was done.',
  remediation:
    'Close the bucket B of the trail: aws s3api put-public-access-block --bucket B --expected-bucket-owner A --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true, then remove the public statement or grant. Switch on its server access logging to another bucket L: aws s3api put-bucket-logging --bucket B --expected-bucket-owner A --bucket-logging-status \'{"LoggingEnabled":{"TargetBucket":"L","TargetPrefix":"B/"}}\'.',
  judge: (account, buckets) => {
    const { trails } = account;
    const whole = (outcome: CheckOutcome): readonly AccountOutcome[] => [
      { resource: account.identity.accountId, outcome },
    ];
    if (trails.kind === 'unreadable' || trails.kind === 'not-read') {
      const missing = trails.kind === 'unreadable' ? [trails.reason] : [];
      return whole(unknown('high', 'the trails of the account are not known', missing));
    }
    const all = trails.kind === 'known' ? trails.value : [];
    if (all.length === 0)
      return whole(
        notApplicable(
          `${account.identity.region} has no trail, of its own or of all regions; others are not looked at`,
        ),
      );
    return all.flatMap((trail) =>
      judgeTrail(trail, account, buckets).map((outcome) => ({
        resource: `${trail.homeRegion}/${shown(trail.name)}`,
        outcome,
      })),
    );
  },
};
