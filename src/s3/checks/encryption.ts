// Encryption at rest.
import type { Unreadable } from '../facts.ts';
import type { BucketCheckRule } from './check.ts';
import { fail, fromFact, notApplicable, outcomeOf, pass, shown, unknown } from './outcomes.ts';
import { isLogTarget } from './logTargets.ts';
import { deniesOtherKeys, isAlias } from './uploadKeys.ts';
import { policyHas } from './policyStatements.ts';
import { and, not, ofFact, or } from './threeValued.ts';

const APIS = ['GetBucketEncryption'];
const UNKNOWN = 'it cannot be told how objects are encrypted by default';
const SET =
  'Read the configuration first: put-bucket-encryption replaces all of it. aws s3api put-bucket-encryption --bucket B --expected-bucket-owner A --server-side-encryption-configuration with';

export const UNCLEAR: Unreadable = {
  cause: 'malformed',
  api: 'GetBucketEncryption',
  action: 's3:GetEncryptionConfiguration',
  error: 'AlgorithmNotUnderstood',
};

const DEFAULT: BucketCheckRule = {
  id: 's3-bucket-default-encryption',
  title: 'Default encryption is configured',
  subject: 'bucket',
  severity: 'informational',
  family: 'encryption',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_default_encryption'], fsbp: [], cis: [] },
  apis: APIS,
  risk: 'Objects may be stored in the clear. AWS encrypts every new object since January 2023.',
  remediation: `${SET} SSEAlgorithm AES256 or aws:kms. Objects from before 2023 stay as they are: S3 Inventory lists how each is encrypted.`,
  judge: (bucket) =>
    fromFact(bucket.encryption, 'informational', {
      known: ({ algorithm }) =>
        pass(`default encryption is ${algorithm}; objects from before January 2023 may not be encrypted`),
      absent: () => fail('informational', 'there is no default encryption'),
      unknown: UNKNOWN,
    }),
};

const KMS: BucketCheckRule = {
  id: 's3-bucket-kms-encryption',
  title: 'Default encryption uses KMS',
  subject: 'bucket',
  severity: 'low',
  family: 'encryption',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_kms_encryption'], fsbp: ['S3.17'], cis: [] },
  apis: [...APIS, 'GetBucketLogging', 'GetBucketPolicy'],
  risk: 'With keys of S3 nobody can withhold or audit the use of the key.',
  remediation: `${SET} SSEAlgorithm aws:kms, the full ARN of the key and BucketKeyEnabled true; keep BlockedEncryptionTypes.`,
  judge: (bucket, account, _options, siblings) => {
    const { encryption } = bucket;
    const weak = (found: string): ReturnType<typeof pass> => {
      const target = isLogTarget(bucket, account.identity.accountId, siblings);
      if (target.is === true)
        return notApplicable('server access logs arrive here, which S3 delivers with SSE-S3 only');
      return target.is === false
        ? fail('low', found)
        : unknown('low', `${found}; it cannot be told whether server access logs arrive here`, target.missing);
    };
    return fromFact(encryption, 'low', {
      known: ({ algorithm, kmsKey }) => {
        if (algorithm === 'unclear') return unknown('low', UNKNOWN, [UNCLEAR]);
        if (algorithm === 'AES256') return weak('default encryption is AES256 (SSE-S3)');
        return pass(
          kmsKey === undefined
            ? `default encryption is ${algorithm} with the key that AWS manages, which cannot be shared with other accounts`
            : `default encryption is ${algorithm} with ${shown(kmsKey)}`,
        );
      },
      absent: () => weak('there is no default encryption'),
      unknown: UNKNOWN,
    });
  },
};

const BUCKET_KEY: BucketCheckRule = {
  id: 's3-bucket-key-enabled',
  title: 'The S3 Bucket Key is on where KMS is used',
  subject: 'bucket',
  severity: 'informational',
  family: 'encryption',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: APIS,
  risk: 'Every object costs a request to KMS.',
  remediation: `${SET} BucketKeyEnabled true and the rest as it is.`,
  judge: (bucket) => {
    if (bucket.kind === 'directory') return notApplicable('always on for directory buckets');
    return fromFact(bucket.encryption, 'informational', {
      known: ({ algorithm, bucketKey }) => {
        if (algorithm === 'unclear') return unknown('informational', UNKNOWN, [UNCLEAR]);
        if (algorithm !== 'aws:kms') return notApplicable(`default encryption is ${algorithm}`);
        return bucketKey ? pass('BucketKeyEnabled is true') : fail('informational', 'BucketKeyEnabled is false');
      },
      absent: () => notApplicable('there is no default encryption'),
      unknown: UNKNOWN,
    });
  },
};

const CUSTOMER_KEY = 's3:x-amz-server-side-encryption-customer-algorithm';
/** Since then S3 blocks SSE-C on new buckets. */
const BLOCKED_BY_DEFAULT = '2026-04';

const SSE_C: BucketCheckRule = {
  id: 's3-bucket-ssec-blocked',
  title: 'Uploads with keys of the uploader (SSE-C) are blocked',
  subject: 'bucket',
  severity: 'medium',
  family: 'encryption',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: [...APIS, 'GetBucketPolicy'],
  risk: 'Whoever may write can encrypt the data with a key that only he has, and ask for ransom.',
  remediation: `${SET} BlockedEncryptionTypes {"EncryptionType":["SSE-C"]} and the algorithm as it is.`,
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('not supported by directory buckets');
    const blocked = ofFact(bucket.encryption, ({ blockedTypes }) => blockedTypes?.includes('SSE-C') === true, false);
    const denied = policyHas(bucket, account.identity.accountId, ({ denies }) =>
      denies.some(
        ({ objects, includes, conditions: [only, ...more] }) =>
          objects &&
          includes('PutObject') &&
          more.length === 0 &&
          only?.operator.toLowerCase() === 'null' &&
          only.key.toLowerCase() === CUSTOMER_KEY &&
          only.values.some((value) => value.toLowerCase() === 'false'),
      ),
    );
    const types = bucket.encryption.kind === 'known' ? bucket.encryption.value.blockedTypes : undefined;
    const old = bucket.createdAt === undefined || bucket.createdAt < BLOCKED_BY_DEFAULT;
    const readable = bucket.encryption.kind === 'known' || bucket.encryption.kind === 'absent';
    const allowed = types?.includes('NONE') === true || !readable;
    return outcomeOf(not(or(blocked, denied)), {
      pass: blocked.is === true ? 'BlockedEncryptionTypes includes SSE-C' : 'the policy denies uploads with SSE-C',
      fail: {
        severity: old && allowed ? 'medium' : 'informational',
        evidence: `BlockedEncryptionTypes is ${types === undefined ? 'absent' : `[${types.map(shown).join(', ')}]`}, and no statement denies SSE-C`,
      },
      unknown: 'it cannot be told whether SSE-C is blocked',
    });
  },
};

const ALIAS: Unreadable = {
  cause: 'unsupported',
  api: 'GetBucketEncryption',
  action: 's3:GetEncryptionConfiguration',
  error: 'KeyAlias',
  message: 'the default key is an alias, and nothing read says which key that is',
};

const ENFORCED: BucketCheckRule = {
  id: 's3-bucket-policy-enforces-encryption',
  title: 'The policy denies uploads with another key than the chosen one',
  subject: 'bucket',
  severity: 'informational',
  family: 'encryption',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: [...APIS, 'GetBucketPolicy'],
  risk: 'An upload that names another encryption gets it.',
  remediation:
    'Append a Deny of s3:PutObject for everyone with StringNotEquals on s3:x-amz-server-side-encryption-aws-kms-key-id (the ARN of the key; uploads that name no key are denied, too) to the policy and keep the other statements.',
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('policies of directory buckets are of another service');
    return fromFact(bucket.encryption, 'informational', {
      known: ({ kmsKey }) => {
        if (kmsKey === undefined) return notApplicable('no key of your own is the default');
        const enforced = policyHas(bucket, account.identity.accountId, ({ denies }) => deniesOtherKeys(denies, kmsKey));
        // An alias says nothing of the key behind it: one of those that the policy names may be it.
        const alias = isAlias(kmsKey) ? and(enforced, { is: 'unknown', missing: [ALIAS] }) : enforced;
        return outcomeOf(not(alias), {
          pass: 'uploads that ask for SSE-S3 or for another key are denied; SSE-C is a matter of its own',
          fail: {
            severity: 'informational',
            evidence: 'uploads that ask for another encryption, or for another key, are not all denied',
          },
          unknown: 'it cannot be told whether the policy looks at the encryption of uploads',
        });
      },
      absent: () => notApplicable('there is no default encryption'),
      unknown: UNKNOWN,
    });
  },
};

export const ENCRYPTION: readonly BucketCheckRule[] = [DEFAULT, KMS, BUCKET_KEY, SSE_C, ENFORCED];
