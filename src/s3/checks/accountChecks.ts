// What belongs to the account as such: its own block, its access points, its trails.
import {
  type AccessPoint,
  type AccountFacts,
  type BucketFacts,
  type EventDataStore,
  type EventSelector,
  type Fact,
  known,
  type Trail,
} from '../facts.ts';
import type { AccountCheckRule, AccountOutcome } from './check.ts';
import { flagsOff } from './blockPublicAccess.ts';
import { TRAIL_BUCKETS } from './trailBuckets.ts';
import { MULTI_REGION_BLOCK } from './multiRegionAccessPoints.ts';
import { notApplicable, outcomeOf, pass, unknown } from './outcomes.ts';
import { effectiveFlag, type Flag, flagOf } from './publicAccess.ts';
import { and, FALSE, not, ofFact, or, type Truth } from './threeValued.ts';

const BLOCK: AccountCheckRule = {
  id: 's3-account-public-access-block',
  title: "The account's Block Public Access is fully on",
  subject: 'account',
  severity: 'high',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: ['s3_account_level_public_access_blocks'], fsbp: ['S3.1'], cis: ['2.1.4'] },
  apis: ['GetAccountPublicAccessBlock', 'GetPublicAccessBlock'],
  risk: 'A bucket that is made tomorrow has no protection but its own.',
  remediation:
    'aws s3control put-public-access-block --account-id A --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true. Under a policy of the organization this is denied: change that policy.',
  judge: (account, buckets) => {
    const { off, all } = flagsOff((flag) => flagOf(account.publicAccessBlock, flag));
    const relies = [...buckets.values()].some(
      (bucket) =>
        bucket.kind === 'general' && flagsOff((flag) => flagOf(bucket.publicAccessBlock, flag)).all.is !== true,
    );
    const owned = or(
      { is: buckets.size > 0 },
      ofFact(account.buckets, (names) => names.size > 0, false),
      ...[...account.accessPoints.values()].map((points) => ofFact(points, ({ length }) => length > 0, false)),
    );
    const words = {
      pass: 'all four flags are on',
      fail: { severity: relies ? ('high' as const) : ('medium' as const), evidence: `off: ${off.join(', ')}` },
      unknown: 'it cannot be told whether all four flags are on',
    };
    const none = all.is === false && owned.is === false;
    const outcome = none
      ? notApplicable('the account has no buckets and no access points')
      : outcomeOf(all.is === false ? owned : not(all), words);
    return [{ resource: account.identity.accountId, outcome }];
  },
};

/** @param judge of one access point */
function perAccessPoint(
  account: AccountFacts,
  judge: (point: AccessPoint) => AccountOutcome['outcome'],
): AccountOutcome[] {
  const outcomes = [...account.accessPoints].flatMap(([region, points]): AccountOutcome[] => {
    if (points.kind === 'known')
      return points.value.map((point) => ({ resource: `${region}/${point.name}`, outcome: judge(point) }));
    if (points.kind === 'absent') return [];
    const missing = points.kind === 'unreadable' ? [points.reason] : [];
    return [
      { resource: region, outcome: unknown('critical', 'the access points of this region are not known', missing) },
    ];
  });
  return outcomes.length > 0
    ? outcomes
    : [{ resource: account.identity.accountId, outcome: notApplicable('there are no access points') }];
}

function pointFlag(
  point: AccessPoint,
  account: AccountFacts,
  buckets: ReadonlyMap<string, BucketFacts>,
  flag: Flag,
): Truth {
  const bucket = buckets.get(point.bucket);
  const below: Truth = bucket === undefined ? { is: 'unknown', missing: [] } : effectiveFlag(bucket, account, flag);
  return or(flagOf(point.publicAccessBlock, flag), flagOf(account.publicAccessBlock, flag), below);
}

/** Everybody can get at the bucket through this access point. */
export function isPointPublic(
  point: AccessPoint,
  account: AccountFacts,
  buckets: ReadonlyMap<string, BucketFacts>,
): Truth {
  if (point.vpcOnly) return FALSE;
  return and(
    ofFact(point.policyIsPublic, (value) => value, false),
    not(pointFlag(point, account, buckets, 'restrictPublicBuckets')),
  );
}

const RECREATE =
  'It cannot be changed: delete the access point and create it again with all four flags (aws s3control create-access-point --account-id A --name N --bucket B --public-access-block-configuration …).';

const POINT_BLOCK: AccountCheckRule = {
  id: 's3-access-point-public-access-block',
  title: 'Block Public Access is fully on for access points',
  subject: 'account',
  severity: 'critical',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: ['s3_access_point_public_access_block'], fsbp: ['S3.19'], cis: [] },
  apis: ['ListAccessPoints', 'GetAccessPoint', 'GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  risk: 'An access point is a second door to the bucket, with a policy of its own.',
  remediation: RECREATE,
  judge: (account, buckets) =>
    perAccessPoint(account, (point) => {
      if (point.vpcOnly) return notApplicable('it answers in a VPC only, and so is never public');
      const { off, all } = flagsOff((flag) => pointFlag(point, account, buckets, flag));
      const open = ofFact(point.policyIsPublic, (value) => value, false).is !== false;
      return outcomeOf(not(all), {
        pass: 'all four flags are on, by the access point, its bucket or the account',
        fail: { severity: open ? 'critical' : 'high', evidence: `off everywhere: ${off.join(', ')}` },
        unknown: 'it cannot be told whether all four flags are on',
      });
    }),
};

const POINT_POLICY: AccountCheckRule = {
  id: 's3-access-point-public-policy',
  title: 'No access point has a public policy',
  subject: 'account',
  severity: 'critical',
  family: 'exposure',
  profile: 'core',
  mapping: { prowler: [], fsbp: [], cis: [] },
  apis: ['ListAccessPoints', 'GetAccessPoint', 'GetAccessPointPolicyStatus', 'GetPublicAccessBlock'],
  risk: 'Everyone can use the access point to get at the bucket.',
  remediation: 'Read the policy of the access point, name the principals that need access, write it back.',
  judge: (account, buckets) =>
    perAccessPoint(account, (point) => {
      if (point.vpcOnly) return pass('it answers in a VPC only, and so is never public');
      return outcomeOf(isPointPublic(point, account, buckets), {
        pass: 'its policy is not public, or is held back by RestrictPublicBuckets',
        fail: {
          severity: 'critical',
          evidence: 'GetAccessPointPolicyStatus says public, and RestrictPublicBuckets is off',
        },
        unknown: 'it cannot be told whether its policy is public',
      });
    }),
};

interface Recorder {
  /** It records in all regions, and is switched on. */
  readonly active: Truth;
  /** Buckets all of whose objects it records; `*` for all buckets. */
  readonly names: Fact<ReadonlySet<string>>;
}

function recorderOf({ multiRegion, logging, selectors }: Trail, kind: 'read' | 'write'): Recorder {
  const active = and(
    { is: multiRegion },
    ofFact(logging, (on) => on, false),
  );
  return { active, names: selectors.kind === 'known' ? known(namesIn(selectors.value, kind)) : selectors };
}

function storeRecorder({ settings }: EventDataStore, kind: 'read' | 'write'): Recorder {
  const active = ofFact(settings, ({ multiRegion, enabled }) => multiRegion && enabled, false);
  return { active, names: settings.kind === 'known' ? known(namesIn(settings.value.selectors, kind)) : settings };
}

function namesIn(selectors: readonly EventSelector[], kind: 'read' | 'write'): ReadonlySet<string> {
  const fit = selectors.filter(({ records, partial }) => !partial && (records === 'all' || records === kind));
  return new Set(fit.flatMap(({ buckets }) => buckets));
}

function events(kind: 'read' | 'write', fsbp: string, cis: string): AccountCheckRule {
  return {
    id: `s3-cloudtrail-object-${kind}-events`,
    title: `CloudTrail records ${kind === 'read' ? 'reads of' : 'writes to'} objects`,
    subject: 'account',
    severity: 'low',
    family: 'logging',
    profile: 'core',
    mapping: { prowler: [`cloudtrail_s3_dataevents_${kind}_enabled`], fsbp: [fsbp], cis: [cis] },
    apis: [
      'DescribeTrails',
      'GetEventSelectors',
      'GetTrailStatus',
      'ListEventDataStores',
      'GetEventDataStore',
      'ListBuckets',
    ],
    risk: 'Nobody can tell afterwards who did what with which object.',
    remediation:
      'aws cloudtrail put-event-selectors replaces all selectors: read them first, and add the data events of AWS::S3::Object to them. An event data store does as well. Data events cost money.',
    judge: (account) => {
      const { trails, buckets } = account;
      const stores = [...account.eventDataStores.values()];
      const all = trails.kind === 'known' ? trails.value : [];
      const allStores = stores.flatMap((some) => (some.kind === 'known' ? some.value : []));
      const recorders = [
        ...all.map((trail) => recorderOf(trail, kind)),
        ...allStores.map((store) => storeRecorder(store, kind)),
      ];
      const byName = ({ active, names }: Recorder, test: (names: ReadonlySet<string>) => boolean): Truth =>
        and(active, ofFact(names, test, false));
      const whole = recorders.map((one) => byName(one, (names) => names.has('*')));
      const named = recorders.map((one) => byName(one, (names) => names.size > 0));
      const everyBucket =
        buckets.kind === 'known'
          ? and(
              { is: buckets.value.size > 0 },
              ...[...buckets.value.keys()].map((name) =>
                or(...recorders.map((one) => byName(one, (names) => names.has(name)))),
              ),
            )
          : // The trails name some buckets: whether these are all of them is what is missing.
            and(
              or(...named),
              ofFact(buckets, () => true, false),
            );
      // What is in a list that cannot be read may record them.
      const unlisted = [ofFact(trails, () => false, false), ...stores.map((some) => ofFact(some, () => false, false))];
      const covered = or(...whole, everyBucket, ...unlisted);
      return [
        {
          resource: account.identity.accountId,
          outcome: outcomeOf(not(covered), {
            pass: 'trails or event data stores of all regions record them for all buckets',
            fail: {
              severity: 'low',
              evidence: `none of ${all.length} trails and ${allStores.length} event data stores records them in all regions for all buckets`,
            },
            unknown: 'it cannot be told whether a trail or an event data store records them',
          }),
        },
      ];
    },
  };
}

export const ACCOUNT_CHECKS: readonly AccountCheckRule[] = [
  BLOCK,
  POINT_BLOCK,
  POINT_POLICY,
  events('write', 'S3.22', '3.8'),
  events('read', 'S3.23', '3.9'),
  TRAIL_BUCKETS,
  MULTI_REGION_BLOCK,
];
