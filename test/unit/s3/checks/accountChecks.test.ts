import assert from 'node:assert/strict';
import type { CheckOutcome } from '../../../../src/s3/checks/check.ts';
import { judgeAccount } from '../../../../src/s3/checks/judge.ts';
import {
  ABSENT,
  type AccessPoint,
  type AccountFacts,
  type BucketFacts,
  known,
  type Trail,
} from '../../../../src/s3/facts.ts';
import { BLOCKED, denied, newAccount, newBucket, newPoint, newTrail, OPEN, OWNER } from '../../../support/s3Facts.ts';

/** What the check says, by resource. */
function say(
  id: string,
  overrides: Partial<AccountFacts>,
  buckets: readonly BucketFacts[] = [newBucket()],
): Record<string, CheckOutcome> {
  const results = judgeAccount(
    newAccount(overrides),
    new Map(buckets.map((one) => [one.name, one])),
    { trustedAccounts: new Set() },
    'core',
  );
  const own = results.filter(({ checkId }) => checkId === id);
  assert.notEqual(own.length, 0, `${id} says nothing`);
  return Object.fromEntries(own.map(({ resource, outcome }) => [resource, outcome]));
}

const kindOf = (outcome: CheckOutcome | undefined): string | undefined =>
  outcome?.kind === 'fail' ? `fail ${outcome.severity}` : outcome?.kind;
const missingIn = (outcome: CheckOutcome | undefined): string[] =>
  outcome?.kind === 'unknown' ? outcome.missing.map(({ api }) => api) : [];

describe("the account's block", () => {
  const ID = 's3-account-public-access-block';
  const none = new Map<string, string | undefined>();

  for (const [name, expected, facts, buckets] of [
    ['passes with four flags', 'pass', { publicAccessBlock: known(BLOCKED) }, [newBucket()]],
    [
      'fails with three',
      'fail medium',
      { publicAccessBlock: known({ ...BLOCKED, blockPublicAcls: false }) },
      undefined,
    ],
    ['fails without a configuration', 'fail medium', { publicAccessBlock: ABSENT }, [newBucket()]],
    ['fails worse where a bucket relies on it', 'fail high', {}, [newBucket({ publicAccessBlock: known(OPEN) })]],
    ['is unknown when it cannot be read', 'unknown', { publicAccessBlock: denied('GetAccountPublicAccessBlock') }, []],
    ['is not for an account with nothing in it', 'not-applicable', { buckets: known(none) }, []],
    ['is unknown when it is off and nobody knows whether there are buckets', 'unknown', { buckets: denied('x') }, []],
    [
      'fails for an access point without a bucket',
      'fail medium',
      { buckets: known(none), ...points([newPoint()]) },
      [],
    ],
  ] as const) {
    it(name, () => {
      assert.equal(kindOf(say(ID, facts, buckets)[OWNER]), expected);
    });
  }
});

function points(list: readonly AccessPoint[]): Pick<AccountFacts, 'accessPoints'> {
  return { accessPoints: new Map([['eu-west-1', known(list)]]) };
}

describe('access points', () => {
  const open = newBucket({ publicAccessBlock: known(OPEN) });
  const PUBLIC = newPoint({ publicAccessBlock: known(OPEN), policyIsPublic: known(true) });

  for (const [id, name, expected, point, bucket] of [
    ['block', 'pass with four flags', 'pass', newPoint(), open],
    ['block', 'pass by the block of the bucket', 'pass', PUBLIC, newBucket()],
    ['block', 'fail when all is off and the policy public', 'fail critical', PUBLIC, open],
    ['block', 'fail less when the policy is not public', 'fail high', { ...PUBLIC, policyIsPublic: ABSENT }, open],
    ['block', 'are unknown without their flags', 'unknown', { ...PUBLIC, publicAccessBlock: denied('x') }, open],
    ['block', 'are unknown without the bucket', 'unknown', PUBLIC, undefined],
    ['block', 'are not judged in a VPC', 'not-applicable', { ...PUBLIC, vpcOnly: true }, open],
    ['policy', 'pass without a policy', 'pass', { ...PUBLIC, policyIsPublic: ABSENT }, open],
    ['policy', 'pass in a VPC', 'pass', { ...PUBLIC, vpcOnly: true }, open],
    ['policy', 'pass when the policy is held back', 'pass', PUBLIC, newBucket()],
    ['policy', 'fail when it is public', 'fail critical', PUBLIC, open],
    ['policy', 'are unknown without the status', 'unknown', { ...PUBLIC, policyIsPublic: denied('x') }, open],
    ['policy', 'are unknown without the bucket', 'unknown', PUBLIC, undefined],
  ] as const) {
    it(`${id}: ${name}`, () => {
      const check = id === 'block' ? 's3-access-point-public-access-block' : 's3-access-point-public-policy';
      const buckets = bucket === undefined ? [] : [bucket];
      assert.equal(kindOf(say(check, points([point]), buckets)['eu-west-1/ap']), expected);
    });
  }

  it('are unknown for a region whose list is denied, and none when there are none', () => {
    for (const id of ['s3-access-point-public-access-block', 's3-access-point-public-policy']) {
      const lost = say(id, { accessPoints: new Map([['eu-west-1', denied('ListAccessPoints')]]) })['eu-west-1'];
      assert.equal(kindOf(lost), 'unknown');
      assert.deepEqual(missingIn(lost), ['ListAccessPoints']);
      assert.equal(kindOf(say(id, {})[OWNER]), 'not-applicable');
    }
  });
});

describe('object events', () => {
  const two = known(new Map([['a', 'eu-west-1'] as const, ['b', 'eu-west-1'] as const]));
  const selecting = (buckets: '*' | string[], records: 'read' | 'write' | 'all' = 'all', partial = false): Trail =>
    newTrail({ selectors: known([{ records, buckets, partial }]) });
  const storing = (more: Record<string, unknown> = {}, buckets: '*' | string[] = '*'): Partial<AccountFacts> => {
    const selectors = [{ records: 'all' as const, buckets, partial: false }];
    const settings = known({ multiRegion: true, enabled: true, selectors, ...more });
    return { eventDataStores: new Map([['eu-west-1', known([{ arn: 'arn:s', settings }])]]) };
  };
  const noStores = new Map([['eu-west-1', denied('ListEventDataStores')]]);
  const table: [string, string, Partial<AccountFacts>][] = [
    ['pass with an event data store', 'pass', storing()],
    ['pass with an event data store, without the trails', 'pass', { ...storing(), trails: denied('DescribeTrails') }],
    [
      'pass when trail and store name a bucket each',
      'pass',
      { ...storing({}, ['a']), trails: known([selecting(['b'])]) },
    ],
    ['pass with a trail, without the stores', 'pass', { trails: known([selecting('*')]), eventDataStores: noStores }],
    ['fail with a store of one region', 'fail low', storing({ multiRegion: false })],
    ['fail with a store that takes nothing in', 'fail low', storing({ enabled: false })],
    ['fail with a store for other buckets', 'fail low', storing({}, ['a'])],
    ['fail where there can be no stores', 'fail low', { eventDataStores: new Map([['cn-north-1', ABSENT]]) }],
    ['are unknown without the stores', 'unknown', { eventDataStores: noStores }],
    [
      'are unknown without what a store takes in',
      'unknown',
      { eventDataStores: new Map([['eu-west-1', known([{ arn: 'arn:s', settings: denied('GetEventDataStore') }])]]) },
    ],
    ['pass when all buckets are recorded', 'pass', { trails: known([selecting('*')]) }],
    ['pass when every bucket is named', 'pass', { trails: known([selecting(['a', 'b'])]) }],
    ['pass when two trails name them', 'pass', { trails: known([selecting(['a']), selecting(['b'])]) }],
    ['fail when a bucket is not named', 'fail low', { trails: known([selecting(['a'])]) }],
    ['fail when only some objects are recorded', 'fail low', { trails: known([selecting('*', 'all', true)]) }],
    ['fail in one region', 'fail low', { trails: known([{ ...selecting('*'), multiRegion: false }]) }],
    ['fail when the trail is off', 'fail low', { trails: known([{ ...selecting('*'), logging: known(false) }]) }],
    ['fail without a trail', 'fail low', { trails: ABSENT }],
    ['are unknown without the trails', 'unknown', { trails: denied('DescribeTrails') }],
    ['are unknown without the status', 'unknown', { trails: known([{ ...selecting('*'), logging: denied('x') }]) }],
    ['are unknown without selectors', 'unknown', { trails: known([newTrail({ selectors: denied('x') })]) }],
    ['pass without the list when all are recorded', 'pass', { trails: known([selecting('*')]), buckets: denied('l') }],
    ['fail without the list when none is recorded', 'fail low', { trails: known([]), buckets: denied('l') }],
  ];
  for (const [name, expected, facts] of table) {
    it(name, () => {
      for (const kind of ['read', 'write'])
        assert.equal(
          kindOf(say(`s3-cloudtrail-object-${kind}-events`, { buckets: two, ...facts })[OWNER]),
          expected,
          kind,
        );
    });
  }

  it('are unknown when a trail names buckets one by one and the list of buckets is denied', () => {
    const facts = { trails: known([selecting(['a', 'b'])]), buckets: denied('ListBuckets') };
    const outcome = say('s3-cloudtrail-object-read-events', facts)[OWNER];
    assert.equal(kindOf(outcome), 'unknown');
    assert.deepEqual(missingIn(outcome), ['ListBuckets']);
  });

  it('are judged for reads and writes each', () => {
    const facts = { buckets: two, trails: known([selecting('*', 'write')]) };
    assert.equal(kindOf(say('s3-cloudtrail-object-write-events', facts)[OWNER]), 'pass');
    assert.equal(kindOf(say('s3-cloudtrail-object-read-events', facts)[OWNER]), 'fail low');
  });
});
