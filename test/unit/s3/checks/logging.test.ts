import assert from 'node:assert/strict';
import { judgeAccount } from '../../../../src/s3/checks/judge.ts';
import { ABSENT, type AccountFacts, type BucketFacts, known, type Trail } from '../../../../src/s3/facts.ts';
import { denied, newAccount, newBucket, newTrail, OPEN, OWNER, policyOf, sayOf } from '../../../support/s3Facts.ts';
import { checkTable } from './checkTable.ts';

const TARGET = 's3-bucket-logging-target-valid';
const to = (targetBucket: string, more: Partial<BucketFacts> = {}): BucketFacts =>
  newBucket({ logging: known({ targetBucket, targetPrefix: '' }), ...more });
const DELIVERY = policyOf({
  Principal: { Service: 'logging.s3.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::logs/*',
});
const logs = (more: Partial<BucketFacts> = {}): BucketFacts =>
  newBucket({ name: 'logs', policy: DELIVERY, policyStatus: known(false), ...more });
const retention = known({ enabled: true, defaultRetention: { mode: 'GOVERNANCE', days: 1, years: undefined } });
const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
const byAcl = known({
  owner: 'c',
  grants: [{ grantee: { kind: 'group' as const, uri: LOG_DELIVERY }, permission: 'WRITE' as const }],
});
const list = known(
  new Map([
    ['b', 'eu-west-1'],
    ['logs', 'eu-west-1'],
    ['far', 'us-east-1'],
  ]),
);

describe(TARGET, () => {
  const table: readonly (readonly [
    name: string,
    expected: readonly string[],
    target: BucketFacts | undefined,
    account?: Partial<AccountFacts>,
    bucket?: BucketFacts,
  ])[] = [
    ['passes where the policy lets logs in', ['pass'], logs()],
    [
      'passes where the ACL does',
      ['pass'],
      logs({ policy: ABSENT, policyStatus: ABSENT, ownership: known('ObjectWriter'), acl: byAcl }),
    ],
    [
      'fails where the ACL would, and ACLs are off',
      ['fail medium delivery'],
      logs({ policy: ABSENT, policyStatus: ABSENT, acl: byAcl }),
    ],
    ['fails where nothing lets logs in', ['fail medium delivery'], logs({ policy: ABSENT, policyStatus: ABSENT })],
    ['fails with a default retention', ['fail medium object-lock'], logs({ objectLock: retention })],
    [
      'passes with Object Lock alone',
      ['pass'],
      logs({ objectLock: known({ enabled: true, defaultRetention: undefined }) }),
    ],
    ['fails with Requester Pays', ['fail medium requester-pays'], logs({ requesterPays: known(true) })],
    ['passes where nobody asked who pays', ['pass'], logs({ requesterPays: { kind: 'not-read' } })],
    [
      'fails in another region',
      ['fail medium region'],
      logs({
        name: 'far',
        region: 'us-east-1',
        policy: known(DELIVERY.kind === 'known' ? DELIVERY.value.replace('logs', 'far') : ''),
      }),
      {},
      to('far'),
    ],
    [
      'says all that fails, each by itself',
      ['fail medium object-lock', 'fail medium delivery'],
      logs({ policy: ABSENT, policyStatus: ABSENT, objectLock: retention }),
    ],
    ['fails for what is not in the list', ['fail medium missing'], undefined, {}, to('theirs')],
    [
      'is unknown without the list',
      ['unknown ListBuckets'],
      undefined,
      { buckets: denied('ListBuckets') },
      to('theirs'),
    ],
    ['passes without the list for one that was read', ['pass'], logs(), { buckets: denied('ListBuckets') }],
    ['is unknown where the log bucket was not read', ['unknown'], undefined],
    [
      'is unknown where its policy cannot be read',
      ['unknown GetBucketPolicy'],
      logs({ policy: denied('GetBucketPolicy'), policyStatus: denied('GetBucketPolicyStatus') }),
    ],
    [
      'fails all the same for what is known',
      ['fail medium object-lock', 'unknown GetBucketPolicy'],
      logs({ objectLock: retention, policy: denied('GetBucketPolicy') }),
    ],
    [
      'is unknown where the region of the bucket is not told',
      ['unknown'],
      logs(),
      {},
      to('logs', { region: undefined }),
    ],
    [
      'fails for a bucket that logs into itself',
      ['fail medium loop'],
      undefined,
      {},
      to('b', {
        policy: policyOf({ Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' }),
        policyStatus: known(false),
      }),
    ],
    ['does not apply when logging is off', ['not-applicable'], undefined, {}, newBucket()],
    [
      'is unknown when logging cannot be read',
      ['unknown GetBucketLogging'],
      undefined,
      {},
      newBucket({ logging: denied('GetBucketLogging') }),
    ],
    ['does not apply to directory buckets', ['not-applicable'], undefined, {}, newBucket({ kind: 'directory' })],
  ];
  for (const [name, expected, target, account = {}, bucket = to('logs')] of table)
    it(name, () => {
      const siblings = new Map(target === undefined ? [] : [[target.name, target]]);
      const said = sayOf(TARGET, bucket, newAccount({ buckets: list, ...account }), [], {
        buckets: siblings,
        complete: true,
      });
      assert.deepEqual(said, expected);
    });
});

const records = (kind: 'read' | 'write' | 'all', more: Partial<Trail> = {}): Trail =>
  newTrail({ selectors: known([{ records: kind, buckets: ['b'], partial: false }]), ...more });
const LOGGING = 's3-bucket-access-logging';
const off = newBucket();
for (const [what, trails, expected] of [
  ['a trail that records both', known([records('all')]), 'pass'],
  ['two trails that record one each', known([records('read'), records('write')]), 'pass'],
  ['a trail of its region', known([records('all', { multiRegion: false })]), 'pass'],
  ['a trail of another region', known([records('all', { multiRegion: false, homeRegion: 'us-east-1' })]), 'fail low'],
  ['a trail that records writes', known([records('write')]), 'fail low'],
  ['a trail that is off', known([records('all', { logging: known(false) })]), 'fail low'],
  [
    'a trail that records some objects',
    known([newTrail({ selectors: known([{ records: 'all', buckets: '*', partial: true }]) })]),
    'fail low',
  ],
  ['trails that cannot be read', denied('DescribeTrails'), 'unknown DescribeTrails'],
  [
    'a trail of unknown status',
    known([records('all', { logging: denied('GetTrailStatus') })]),
    'unknown GetTrailStatus',
  ],
  ['no trail', ABSENT, 'fail low'],
] as const)
  checkTable(LOGGING, [[`without logging, with ${what}`, off, expected]], newAccount({ trails }));

describe('s3-bucket-access-logging beside CloudTrail', () => {
  const withLogs = { buckets: new Map([['b', to('logs', { name: 'b' })]]), complete: true };
  it('does not apply to a log bucket, whatever is known of the trails', () => {
    const open = logs({ policy: DELIVERY });
    for (const trails of [known([records('all')]), denied('DescribeTrails')])
      assert.deepEqual(sayOf(LOGGING, open, newAccount({ trails }), [], withLogs), ['not-applicable']);
  });

  it('says nothing else while it may be one', () => {
    const open = newBucket({
      name: 'logs',
      policy: denied('GetBucketPolicy'),
      policyStatus: denied('GetBucketPolicyStatus'),
    });
    const trails = known([newTrail({ selectors: known([{ records: 'all', buckets: '*', partial: false }]) })]);
    assert.deepEqual(sayOf(LOGGING, open, newAccount({ trails }), [], withLogs), ['unknown GetBucketPolicy']);
  });
});

describe('s3-cloudtrail-bucket-protected', () => {
  const ID = 's3-cloudtrail-bucket-protected';
  const own = { buckets: list };
  const publicly = { publicAccessBlock: known(OPEN), policy: policyOf({ Resource: 'arn:aws:s3:::logs/*' }) };
  const open = logs({ ...publicly, policyStatus: known(true) });
  const on = { logging: known({ targetBucket: 'more', targetPrefix: '' }) };
  const TRAIL = 'eu-west-1/t';
  const table: readonly (readonly [
    name: string,
    expected: readonly string[],
    bucket: BucketFacts | undefined,
    account?: Partial<AccountFacts>,
  ])[] = [
    ['passes for one that is closed and logged', ['pass'], logs(on)],
    ['fails for one that is public', ['fail high public'], { ...open, ...on }],
    [
      'passes where the account closes it',
      ['pass'],
      { ...open, ...on },
      { publicAccessBlock: known({ ...OPEN, restrictPublicBuckets: true }) },
    ],
    ['fails milder for one that is not logged', ['fail low logging'], logs()],
    ['fails for both', ['fail high public', 'fail low logging'], open],
    [
      'fails for an ACL that everyone can read',
      ['fail high public'],
      logs({
        ...on,
        publicAccessBlock: known(OPEN),
        ownership: known('ObjectWriter'),
        acl: known({
          owner: 'c',
          grants: [
            {
              grantee: { kind: 'group', uri: 'http://acs.amazonaws.com/groups/global/AllUsers' },
              permission: 'READ_ACP',
            },
          ],
        }),
      }),
    ],
    [
      'is unknown without its policy',
      ['unknown GetBucketPolicy'],
      logs({
        ...on,
        publicAccessBlock: known(OPEN),
        policy: denied('GetBucketPolicy'),
        policyStatus: denied('GetBucketPolicyStatus'),
      }),
    ],
    [
      'fails for what is known',
      ['fail low logging', 'unknown GetBucketPolicy'],
      logs({
        publicAccessBlock: known(OPEN),
        policy: denied('GetBucketPolicy'),
        policyStatus: denied('GetBucketPolicyStatus'),
      }),
    ],
    ['is unknown without its logging', ['unknown GetBucketLogging'], logs({ logging: denied('GetBucketLogging') })],
    ['is unknown where it was not read', ['unknown'], undefined],
    [
      'is unknown, and never fails, for one of another account',
      ['unknown'],
      undefined,
      { trails: known([newTrail({ bucket: 'theirs' })]) },
    ],
    ['is unknown without the list', ['unknown ListBuckets'], undefined, { buckets: denied('ListBuckets') }],
    ['passes without the list for one that was read', ['pass'], logs(on), { buckets: denied('ListBuckets') }],
    ['is unknown without a name', ['unknown'], undefined, { trails: known([newTrail({ bucket: undefined })]) }],
  ];
  const say = (
    account: Partial<AccountFacts>,
    bucket: BucketFacts | undefined,
    resource: string,
  ): readonly string[] => {
    const buckets = new Map(bucket === undefined ? [] : [[bucket.name, bucket]]);
    return judgeAccount(
      newAccount({ trails: known([newTrail()]), ...own, ...account }),
      buckets,
      { trustedAccounts: new Set() },
      'core',
    )
      .filter((one) => one.checkId === ID && one.resource === resource)
      .map(({ outcome }) => {
        if (outcome.kind === 'fail') return `fail ${outcome.severity} ${outcome.aspect ?? ''}`;
        return outcome.kind === 'unknown'
          ? ['unknown', ...outcome.missing.map(({ api }) => api)].join(' ')
          : outcome.kind;
      });
  };
  for (const [name, expected, bucket, account = {}] of table)
    it(name, () => {
      assert.deepEqual(say(account, bucket, TRAIL), expected);
    });

  it('does not apply without trails, and is unknown where they cannot be read', () => {
    assert.deepEqual(say({ trails: known([]) }, undefined, OWNER), ['not-applicable']);
    assert.deepEqual(say({ trails: denied('DescribeTrails') }, undefined, OWNER), ['unknown DescribeTrails']);
  });
});
