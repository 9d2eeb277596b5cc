// Block Public Access at the bucket, and what only it holds back.
import type { BucketCheckRule } from './check.ts';
import { joined, notApplicable, outcomeOf, pass, shownSentence } from './outcomes.ts';
import { nameOf, policyView } from './policyStatements.ts';
import { aclsEnabled, byStatements, effectiveFlag, FLAG_NAMES, FLAGS, type Flag, flagOf } from './publicAccess.ts';
import { and, not, type Truth } from './threeValued.ts';

const SET_ALL_FOUR =
  'Read the flags first, then set all four: aws s3api put-public-access-block --bucket B --expected-bucket-owner A --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true. A flag that is left out becomes false.';

/** The flags that are off for certain, and whether all are on. */
export function flagsOff(test: (flag: Flag) => Truth): { readonly off: readonly string[]; readonly all: Truth } {
  const truths = FLAGS.map((flag) => ({ flag, on: test(flag) }));
  return {
    off: truths.filter(({ on }) => on.is === false).map(({ flag }) => FLAG_NAMES[flag]),
    all: and(...truths.map(({ on }) => on)),
  };
}

const BLOCK: BucketCheckRule = {
  id: 's3-bucket-public-access-block',
  title: 'Block Public Access is fully on for the bucket, by itself or by the account',
  subject: 'bucket',
  severity: 'high',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: ['s3_bucket_level_public_access_block'], fsbp: [], cis: ['2.1.4'] },
  apis: ['GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  risk: 'A policy or an ACL that is set by mistake makes the bucket public at once.',
  remediation: SET_ALL_FOUR,
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('always on for directory buckets');
    const { off, all } = flagsOff((flag) => effectiveFlag(bucket, account, flag));
    const own = flagsOff((flag) => flagOf(bucket.publicAccessBlock, flag)).all.is === true;
    return outcomeOf(not(all), {
      pass: own ? 'all four flags are on at the bucket' : 'all four flags are on, some of them by the account',
      fail: { severity: 'high', evidence: `off at the bucket and at the account: ${off.join(', ')}` },
      unknown: 'some flags are off, unless what could not be read has them on',
    });
  },
};

const OWN_BLOCK: BucketCheckRule = {
  id: 's3-bucket-level-public-access-block',
  title: "The bucket's own Block Public Access is on even where the account's covers it",
  subject: 'bucket',
  severity: 'high',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: [], fsbp: ['S3.8'], cis: [] },
  apis: ['GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  risk: 'The bucket is left without protection when the block of the account is lifted.',
  remediation: SET_ALL_FOUR,
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('always on for directory buckets');
    const { off, all } = flagsOff((flag) => flagOf(bucket.publicAccessBlock, flag));
    const covered = flagsOff((flag) => effectiveFlag(bucket, account, flag)).all.is === true;
    return outcomeOf(not(all), {
      pass: 'all four flags are on at the bucket',
      fail: {
        severity: covered ? 'informational' : 'high',
        evidence: `off at the bucket: ${off.join(', ')}${covered ? '; the account covers them' : ''}`,
      },
      unknown: "it cannot be told whether the bucket's own flags are on",
    });
  },
};

const LATENT_POLICY: BucketCheckRule = {
  id: 's3-bucket-latent-public-policy',
  title: 'No public policy is held back by Block Public Access alone',
  subject: 'bucket',
  severity: 'medium',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketPolicy', 'GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  risk: 'One switch stands between the policy and everyone.',
  remediation:
    'Edit the statement: name the principals that need access, or limit it to fixed values (aws:PrincipalOrgID, aws:SourceVpce). Read the policy with aws s3api get-bucket-policy, change only that statement, write the whole document back with put-bucket-policy. Block Public Access does not fix this: it is what holds the policy back.',
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets cannot be public');
    if (bucket.policy.kind === 'absent') return pass('there is no bucket policy');
    const { accountId } = account.identity;
    // The service may already count what is held back as not public: our own reading decides.
    const latent = and(byStatements(bucket, accountId), effectiveFlag(bucket, account, 'restrictPublicBuckets'));
    const deciding = (policyView(bucket, accountId)?.verdict.statements ?? []).filter((one) => one.public !== false);
    const words = deciding.map((statement) => `${nameOf(statement)} ${shownSentence(statement.why)}`);
    return outcomeOf(latent, {
      pass: 'no public statement is held back',
      fail: {
        severity: 'medium',
        evidence: joined(
          `one switch away from public: ${words.join('; ')}`,
          'RestrictPublicBuckets also disables the cross-account statements of this policy',
        ),
      },
      unknown: joined(...words, 'it cannot be told whether a public policy is held back'),
    });
  },
};

const LATENT_ACL: BucketCheckRule = {
  id: 's3-bucket-latent-public-acl',
  title: 'No ACL can make the bucket public later',
  subject: 'bucket',
  severity: 'low',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['GetBucketOwnershipControls', 'GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  risk: 'Whoever may set an ACL can make the bucket public at any time.',
  remediation:
    'Disable ACLs: move what the ACL grants into the bucket policy, reset the ACL, then aws s3api put-bucket-ownership-controls --bucket B --expected-bucket-owner A --ownership-controls Rules=[{ObjectOwnership=BucketOwnerEnforced}]. Where ACLs are still needed, set BlockPublicAcls together with the other three flags.',
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('directory buckets have no ACLs');
    const enabled = aclsEnabled(bucket);
    const ignored = effectiveFlag(bucket, account, 'ignorePublicAcls').is === true;
    const unseen = ignored ? 'public grants that exist cannot be seen while they are ignored' : undefined;
    return outcomeOf(and(enabled, not(effectiveFlag(bucket, account, 'blockPublicAcls'))), {
      pass: enabled.is === false ? 'ACLs are disabled (BucketOwnerEnforced)' : joined('BlockPublicAcls is on', unseen),
      fail: { severity: 'low', evidence: joined('ACLs are enabled and BlockPublicAcls is off', unseen) },
      unknown: 'it cannot be told whether a public ACL can be set',
    });
  },
};

export const BLOCK_PUBLIC_ACCESS: readonly BucketCheckRule[] = [BLOCK, OWN_BLOCK, LATENT_POLICY, LATENT_ACL];
