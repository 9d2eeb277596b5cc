// The key that a bucket is encrypted with: whether S3 can still use it.
import type { Severity } from '../../findings/severity.ts';
import type { BucketFacts, KmsKey, Unreadable } from '../facts.ts';
import type { BucketCheckRule, CheckOutcome } from './check.ts';
import { UNCLEAR } from './encryption.ts';
import { isManagedAlias, keyArn } from './kmsKeyNames.ts';
import { fail, fromFact, joined, notApplicable, pass, shown, unknown } from './outcomes.ts';

const UNKNOWN = 'it cannot be told whether the key can be used';

/** Of the states that KMS knows, those in which a key encrypts nothing. */
const UNUSABLE: ReadonlyMap<string, Severity> = new Map([
  ['PendingDeletion', 'high'],
  ['PendingReplicaDeletion', 'high'],
  ['Disabled', 'medium'],
  ['PendingImport', 'medium'],
  ['Unavailable', 'medium'],
  ['Creating', 'medium'],
]);

const STATE: Unreadable = {
  cause: 'malformed',
  api: 'DescribeKey',
  action: 'kms:DescribeKey',
  error: 'KeyStateNotUnderstood',
};

/** While KMS moves a multi-Region key about it can be used. */
const USABLE: ReadonlySet<string> = new Set(['Enabled', 'Updating']);

export const KMS_KEY: BucketCheckRule = {
  id: 's3-bucket-kms-key-usable',
  title: 'The KMS key of the bucket exists and can be used',
  subject: 'bucket',
  severity: 'high',
  family: 'encryption',
  profile: 'all',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketEncryption', 'DescribeKey'],
  risk: 'Without its key nobody can read the objects or store new ones; once the key is deleted they are lost.',
  remediation:
    'Where deletion is pending: aws kms cancel-key-deletion --key-id K, then aws kms enable-key --key-id K, which is also what a disabled key needs. Where the key does not exist: name another one with aws s3api put-bucket-encryption --bucket B --expected-bucket-owner A, keeping the rest of the configuration; objects under the lost key stay unreadable.',
  judge: (bucket, { identity }) =>
    fromFact(bucket.encryption, 'high', {
      known: ({ algorithm, kmsKey }) => {
        if (algorithm === 'AES256') return notApplicable('default encryption is AES256 (SSE-S3), without a key in KMS');
        if (algorithm === 'unclear') return unknown('high', UNKNOWN, [UNCLEAR]);
        if (kmsKey === undefined || isManagedAlias(kmsKey)) return pass('the key is the one that AWS manages for S3');
        return judgeKey(bucket, kmsKey, identity.accountId);
      },
      absent: () => notApplicable('there is no default encryption'),
      unknown: UNKNOWN,
    }),
};

function judgeKey(bucket: BucketFacts, configured: string, accountId: string): CheckOutcome {
  const arn = keyArn(configured);
  const name = shown(configured);
  if (arn !== undefined && bucket.region !== undefined && arn.region !== bucket.region) {
    return fail('medium', `${name} is in ${arn.region}, and S3 uses keys of ${bucket.region} only`, 'region');
  }
  const account = arn?.account ?? (bucket.kmsKey.kind === 'known' ? bucket.kmsKey.value.account : undefined);
  const foreign =
    account === undefined || account === accountId
      ? undefined
      : `it belongs to account ${shown(account)}, which can take it away`;
  return fromFact(bucket.kmsKey, 'high', {
    known: (key) => judgeState(key, name, joined(foreign, formNote(configured))),
    absent: () => fail('high', joined(`KMS knows no key ${name}`, foreign), 'missing'),
    unknown: joined(`${UNKNOWN}: ${name}`, foreign),
  });
}

function judgeState({ state, managedByAws, deletedAt }: KmsKey, name: string, notes: string): CheckOutcome {
  const severity = UNUSABLE.get(state);
  if (severity !== undefined) {
    const when = deletedAt === undefined ? '' : `, to be deleted at ${deletedAt}`;
    return fail(severity, joined(`the state of ${name} is ${shown(state)}${when}`, notes), state);
  }
  if (!USABLE.has(state)) return unknown('high', joined(`the state of ${name} is ${shown(state)}`, notes), [STATE]);
  const whose = managedByAws ? ', which AWS manages' : '';
  return pass(joined(`the state of ${name}${whose} is ${state}`, notes));
}

/** S3 asks KMS with what is configured, in the name of whoever uploads. */
function formNote(configured: string): string | undefined {
  if (keyArn(configured) !== undefined) return undefined;
  return `it is named by ${configured.startsWith('alias/') ? 'an alias' : 'its id'} and not by an ARN, so that uploads of other accounts look for it in theirs`;
}
