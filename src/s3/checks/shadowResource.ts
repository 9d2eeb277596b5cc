// Buckets that services of AWS would take for the account's own, and that somebody else may have.
import type { AccountFacts, ShadowName } from '../facts.ts';
import type { AccountCheckRule, CheckOutcome } from './check.ts';
import { fail, pass, unknown } from './outcomes.ts';

export const SHADOW: AccountCheckRule = {
  id: 's3-bucket-shadow-resource',
  title: 'No bucket that a service would take for the own one belongs to somebody else',
  subject: 'account',
  severity: 'high',
  family: 'access-control',
  profile: 'all',
  mapping: { prowler: ['s3_bucket_shadow_resource_vulnerability'], fsbp: [], cis: [] },
  apis: ['ListBuckets', 'HeadBucket'],
  risk: 'What the service stores there, code and templates among it, somebody else can read, and change before it is run.',
  remediation:
    'Do not use the service in this region with its default bucket: give it one with a name of your own. Let its roles reach buckets of the own account only (aws:ResourceAccount, or an AWS Organizations resource control policy). Where the name is free, making the bucket yourself keeps it: aws s3api create-bucket --bucket B. Tell AWS Support of a bucket that pretends to be yours.',
  judge: (account) => {
    if (account.shadowNames.length === 0) {
      const outcome = unknown('high', 'it was not looked for such buckets', []);
      return [{ resource: account.identity.accountId, outcome }];
    }
    return account.shadowNames.map((one) => ({ resource: one.name, outcome: judgeName(one, account) }));
  },
};

function judgeName({ service, name, region, found }: ShadowName, { buckets }: AccountFacts): CheckOutcome {
  const what = `${service} takes this name for its bucket in ${region}`;
  if (found.kind === 'absent') {
    return pass(`${what}; nobody has it, so that whoever makes it first does`);
  }
  if (found.kind === 'known' && found.value === 'own') return pass(`${what}; the account has it`);
  // It may have been made while we read.
  if (buckets.kind === 'known' && buckets.value.has(name)) return pass(`${what}; the account has it`);
  if (found.kind === 'unreadable') return unknown('high', `${what}; it cannot be told whose it is`, [found.reason]);
  if (found.kind === 'not-read') {
    return unknown('high', `${what}; it was not asked for, as there are too many regions`, []);
  }
  if (buckets.kind !== 'known') {
    const missing = buckets.kind === 'unreadable' ? [buckets.reason] : [];
    return unknown('high', `${what}; it exists, and it cannot be told whether the account has it`, missing);
  }
  return fail('high', `${what}; it exists, and is none of the account's ${buckets.value.size} buckets`);
}
