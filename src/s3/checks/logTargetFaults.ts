// What keeps server access logs from arriving where they are sent, or makes them feed on themselves.
import type { AccountFacts, BucketFacts, Logging } from '../facts.ts';
import type { BucketCheckRule, CheckOutcome, Siblings } from './check.ts';
import { acceptsLogs } from './logTargets.ts';
import { isOwnBucket } from './ownBuckets.ts';
import { fail, listed, notApplicable, pass, shown, unknown } from './outcomes.ts';
import { FALSE, missingOf, not, ofFact, type Truth, truth } from './threeValued.ts';

const SEVERITY = 'medium';

/** One thing that may be wrong with where the logs go. */
interface Fault {
  readonly aspect: string;
  readonly is: Truth;
  readonly evidence: string;
  /** What is in question while it is unknown, e.g. "in which region L is". */
  readonly question: string;
}

function regionOf(name: string, { buckets }: AccountFacts, read: BucketFacts | undefined): string | undefined {
  return (buckets.kind === 'known' ? buckets.value.get(name) : undefined) ?? read?.region;
}

const NOTHING_READ: Truth = { is: 'unknown', missing: [] };

function faultsOf(
  bucket: BucketFacts,
  { targetBucket: name }: Logging,
  account: AccountFacts,
  siblings: Siblings,
): readonly Fault[] {
  const target = shown(name);
  const loop: Fault = {
    aspect: 'loop',
    is: truth(name === bucket.name),
    evidence: 'the logs go to the bucket itself: each log that is written makes another one',
    question: '',
  };
  const own = name === bucket.name;
  const read = own ? bucket : siblings.buckets.get(name);
  const ours: Truth = own ? { is: true } : isOwnBucket(name, account, read);
  if (ours.is !== true)
    return [
      loop,
      {
        aspect: 'missing',
        is: not(ours),
        evidence: `${target} does not exist, or belongs to another account`,
        question: `whether ${target} exists and is of this account`,
      },
    ];
  const region = regionOf(name, account, read);
  const locked =
    read === undefined
      ? NOTHING_READ
      : ofFact(read.objectLock, ({ enabled, defaultRetention }) => enabled && defaultRetention !== undefined, false);
  const accepts = read === undefined ? NOTHING_READ : acceptsLogs(read, account.identity.accountId);
  return [
    loop,
    {
      aspect: 'region',
      is: region === undefined || bucket.region === undefined ? NOTHING_READ : truth(region !== bucket.region),
      evidence: `${target} is in ${region ?? '?'}, the bucket in ${bucket.region ?? '?'}: logs stay within a region`,
      question: `in which region ${target} is`,
    },
    {
      aspect: 'object-lock',
      is: locked,
      evidence: `${target} has Object Lock with a default retention, which keeps logs out`,
      question: `whether ${target} has Object Lock with a default retention`,
    },
    {
      aspect: 'requester-pays',
      // It is not worth a call of its own: it counts where it was read.
      is:
        read === undefined || read.requesterPays.kind === 'not-read'
          ? FALSE
          : ofFact(read.requesterPays, (on) => on, false),
      evidence: `${target} has Requester Pays on, which keeps logs out`,
      question: `who pays for requests to ${target}`,
    },
    {
      aspect: 'delivery',
      is: not(accepts),
      evidence: `neither the policy nor the ACL of ${target} lets logging.s3.amazonaws.com put objects into it`,
      question: `whether logging.s3.amazonaws.com may put objects into ${target}`,
    },
  ];
}

export const LOG_TARGET_VALID: BucketCheckRule = {
  id: 's3-bucket-logging-target-valid',
  title: 'Server access logs can arrive where they are sent',
  subject: 'bucket',
  severity: SEVERITY,
  family: 'logging',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: [
    'GetBucketLogging',
    'ListBuckets',
    'GetObjectLockConfiguration',
    'GetBucketPolicy',
    'GetBucketOwnershipControls',
    'GetBucketAcl',
    'GetBucketRequestPayment',
  ],
  risk: 'Logging looks switched on, and no log is ever written; or each log that is written is logged in turn, without end.',
  remediation:
    'Send the logs to a bucket L of the same account and region that is not B, without a default retention and without Requester Pays, whose policy lets logging.s3.amazonaws.com put objects (with aws:SourceArn of B and aws:SourceAccount of A): aws s3api put-bucket-logging --bucket B --expected-bucket-owner A --bucket-logging-status \'{"LoggingEnabled":{"TargetBucket":"L","TargetPrefix":"B/"}}\'.',
  judge: (bucket, account, _options, siblings) => {
    if (bucket.kind === 'directory') return notApplicable('not supported by directory buckets');
    const { logging } = bucket;
    if (logging.kind === 'absent') return notApplicable('server access logging is off');
    if (logging.kind !== 'known') {
      const missing = logging.kind === 'unreadable' ? [logging.reason] : [];
      return unknown(SEVERITY, 'it cannot be told where the logs go', missing);
    }
    const faults = faultsOf(bucket, logging.value, account, siblings);
    const fails = faults.filter(({ is }) => is.is === true).map((one) => fail(SEVERITY, one.evidence, one.aspect));
    const unsure = faults.filter(({ is }) => is.is === 'unknown');
    const outcomes: readonly CheckOutcome[] =
      unsure.length === 0
        ? fails
        : [
            ...fails,
            unknown(
              SEVERITY,
              `it cannot be told ${listed(unsure.map(({ question }) => question))}`,
              missingOf(unsure.map(({ is }) => is)),
            ),
          ];
    return outcomes.length > 0 ? outcomes : pass(`logs can be put into ${shown(logging.value.targetBucket)}`);
  },
};
