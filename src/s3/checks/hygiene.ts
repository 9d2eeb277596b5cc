// The rest: what is seldom a hole, and good to know.
import type { BucketCheckRule } from './check.ts';
import { fail, fromFact, listed, notApplicable, outcomeOf, pass } from './outcomes.ts';
import { ofFact } from './threeValued.ts';

const NOT_SUPPORTED = notApplicable('not supported by directory buckets');

const CORS: BucketCheckRule = {
  id: 's3-bucket-cors-wildcard',
  title: 'CORS does not let any origin write',
  subject: 'bucket',
  severity: 'low',
  family: 'hygiene',
  profile: 'all',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketCors'],
  risk: 'Any website can use what access a visitor has to the bucket.',
  remediation:
    'Read the rules, name the origins that need access, write all of them back: aws s3api put-bucket-cors --bucket B --expected-bucket-owner A --cors-configuration file://cors.json.',
  judge: (bucket) => {
    if (bucket.kind === 'directory') return NOT_SUPPORTED;
    return fromFact(bucket.cors, 'low', {
      known: (rules) => {
        const open = rules.filter(({ origins }) => origins.some((origin) => /^(?:https?:\/\/)?\*$/i.test(origin)));
        const methods = [...new Set(open.flatMap((rule) => rule.methods.map((method) => method.toUpperCase())))];
        const writes = methods.filter((method) => ['PUT', 'POST', 'DELETE'].includes(method));
        const headers = open.some((rule) => rule.headers.includes('*')) ? ', with any header' : '';
        if (writes.length > 0) return fail('low', `any origin may ${listed(writes)}${headers}`, 'write');
        if (open.length > 0) return fail('informational', `any origin may ${listed(methods)}${headers}`, 'read');
        return pass('no rule is for any origin');
      },
      absent: () => pass('no CORS configuration'),
      unknown: 'it cannot be told what CORS allows',
    });
  },
};

const NOTIFICATIONS: BucketCheckRule = {
  id: 's3-bucket-event-notifications',
  title: 'Event notifications are configured',
  subject: 'bucket',
  severity: 'informational',
  family: 'logging',
  profile: 'all',
  mapping: { prowler: ['s3_bucket_event_notifications_enabled'], fsbp: ['S3.11'], cis: [] },
  apis: ['GetBucketNotificationConfiguration'],
  risk: 'Nothing is told of objects that change.',
  remediation:
    'Read the configuration first, for the call replaces it: aws s3api put-bucket-notification-configuration --bucket B --expected-bucket-owner A --notification-configuration with EventBridgeConfiguration {} beside what is there.',
  judge: (bucket) => {
    if (bucket.kind === 'directory') return NOT_SUPPORTED;
    return fromFact(bucket.notifications, 'informational', {
      known: ({ topics, queues, functions, eventBridge }) =>
        eventBridge || topics + queues + functions > 0
          ? pass(
              `topics ${topics}, queues ${queues}, functions ${functions}, EventBridge ${eventBridge ? 'on' : 'off'}`,
            )
          : fail('informational', 'no topic, queue or function, and EventBridge is off'),
      absent: () => fail('informational', 'no notification configuration'),
      unknown: 'it cannot be told whether notifications are configured',
    });
  },
};

const TAGS: BucketCheckRule = {
  id: 's3-bucket-tags',
  title: 'The bucket has tags',
  subject: 'bucket',
  severity: 'informational',
  family: 'hygiene',
  profile: 'all',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketTagging'],
  risk: 'Nobody can tell whose bucket it is and what is in it.',
  remediation:
    'Read the tags first, for the call replaces them: aws s3api put-bucket-tagging --bucket B --expected-bucket-owner A --tagging TagSet=[{Key=owner,Value=…}].',
  judge: (bucket) => {
    if (bucket.kind === 'directory') return NOT_SUPPORTED;
    return fromFact(bucket.tags, 'informational', {
      known: (tags) =>
        tags.length > 0
          ? pass(`tags: ${listed(tags.map(({ key }) => key))}`)
          : fail('informational', 'there are no tags'),
      absent: () => fail('informational', 'there are no tags'),
      unknown: 'it cannot be told whether there are tags',
    });
  },
};

const NAME: BucketCheckRule = {
  id: 's3-bucket-name-dns',
  title: 'The name of the bucket has no dots',
  subject: 'bucket',
  severity: 'informational',
  family: 'hygiene',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: [],
  risk: "The certificate of S3 does not fit the bucket's own host name, and some clients switch checks off instead.",
  remediation: 'A name cannot be changed: copy the objects to a bucket without dots in its name.',
  judge: ({ name }) =>
    name.includes('.') ? fail('informational', `the name ${name} has dots`) : pass('the name has no dots'),
};

const REQUESTER_PAYS: BucketCheckRule = {
  id: 's3-bucket-requester-pays',
  title: 'Requester Pays is off',
  subject: 'bucket',
  severity: 'informational',
  family: 'hygiene',
  profile: 'all',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketRequestPayment'],
  risk: 'It is for data that is shared with strangers: check that it is meant.',
  remediation:
    'aws s3api put-bucket-request-payment --bucket B --expected-bucket-owner A --request-payment-configuration Payer=BucketOwner.',
  judge: (bucket) => {
    if (bucket.kind === 'directory') return NOT_SUPPORTED;
    return outcomeOf(
      ofFact(bucket.requesterPays, (on) => on, false),
      {
        pass: 'the owner pays',
        fail: { severity: 'informational', evidence: 'whoever asks pays' },
        unknown: 'it cannot be told who pays',
      },
    );
  },
};

export const HYGIENE: readonly BucketCheckRule[] = [CORS, NOTIFICATIONS, TAGS, NAME, REQUESTER_PAYS];
