// Buckets of S3 Express, which are listed and configured apart.
import type { BucketCheckRule } from './check.ts';
import { fail, fromFact, listed, notApplicable, pass, unknown } from './outcomes.ts';

export const DIRECTORY_LIFECYCLE: BucketCheckRule = {
  id: 's3-directory-bucket-lifecycle',
  title: 'Directory buckets have a lifecycle rule',
  subject: 'bucket',
  severity: 'informational',
  family: 'resilience',
  profile: 'all',
  mapping: { prowler: [], fsbp: ['S3.25'], cis: [] },
  apis: ['ListDirectoryBuckets', 'GetBucketLifecycleConfiguration'],
  risk: 'Data and unfinished uploads stay in the dearest class of storage for ever.',
  remediation:
    'Read the rules first: put-bucket-lifecycle-configuration replaces all of them. Add a rule with Status Enabled, Filter {"Prefix":""} and Expiration or AbortIncompleteMultipartUpload, the only actions that directory buckets know: aws s3api put-bucket-lifecycle-configuration --bucket B --lifecycle-configuration file://rules.json.',
  judge: (bucket) => {
    if (bucket.kind === 'general') return notApplicable('not a directory bucket');
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
  ofAccount: ({ directoryBuckets }) =>
    [...directoryBuckets].flatMap(([region, names]) =>
      names.kind === 'unreadable'
        ? [
            {
              resource: region,
              outcome: unknown('informational', 'the directory buckets of this region, if any, are not known', [
                names.reason,
              ]),
            },
          ]
        : [],
    ),
};
