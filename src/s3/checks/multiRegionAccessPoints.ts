// Access points that stand before buckets of several regions.
import type { AccountCheckRule } from './check.ts';
import { flagsOff } from './blockPublicAccess.ts';
import { joined, notApplicable, outcomeOf, shown, unknown } from './outcomes.ts';
import { flagOf } from './publicAccess.ts';
import { not } from './threeValued.ts';

export const MULTI_REGION_BLOCK: AccountCheckRule = {
  id: 's3-mrap-public-access-block',
  title: 'Block Public Access is fully on for Multi-Region Access Points',
  subject: 'account',
  severity: 'high',
  family: 'exposure',
  profile: 'all',
  mapping: { prowler: ['s3_multi_region_access_point_public_access_block'], fsbp: ['S3.24'], cis: [] },
  apis: ['ListMultiRegionAccessPoints', 'GetAccountPublicAccessBlock'],
  risk: 'It is a second door to the buckets of several regions at once, with a policy of its own.',
  remediation:
    'It cannot be changed: delete the Multi-Region Access Point and create it again with all four flags (aws s3control create-multi-region-access-point --region us-west-2 --account-id A --details with PublicAccessBlock BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true).',
  judge: (account) => {
    const { multiRegionAccessPoints: points } = account;
    const resource = account.identity.accountId;
    if (points.kind === 'unreadable' || points.kind === 'not-read') {
      const missing = points.kind === 'unreadable' ? [points.reason] : [];
      return [{ resource, outcome: unknown('high', 'the Multi-Region Access Points are not known', missing) }];
    }
    const all = points.kind === 'known' ? points.value : [];
    if (all.length === 0) return [{ resource, outcome: notApplicable('there are no Multi-Region Access Points') }];
    const covered = flagsOff((flag) => flagOf(account.publicAccessBlock, flag)).all.is === true;
    return all.map(({ name, publicAccessBlock }) => {
      // As S3.24 counts: its own flags, for the account's may be lifted and these can never be set again.
      const flags = flagsOff((flag) => flagOf(publicAccessBlock, flag));
      const outcome = outcomeOf(not(flags.all), {
        pass: 'all four flags are on at the access point',
        fail: {
          severity: 'high',
          evidence: joined(
            `off at the access point: ${flags.off.join(', ')}`,
            covered ? 'the account covers them for now' : undefined,
          ),
        },
        unknown: 'it cannot be told whether all four flags are on',
      });
      return { resource: `multi-region/${shown(name)}`, outcome };
    });
  },
};
