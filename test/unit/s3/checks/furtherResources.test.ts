import assert from 'node:assert/strict';
import { judgeAccount } from '../../../../src/s3/checks/judge.ts';
import { ABSENT, type AccountFacts, known, type LifecycleRule } from '../../../../src/s3/facts.ts';
import { BLOCKED, denied, newAccount, newBucket, OWNER } from '../../../support/s3Facts.ts';
import { checkTable } from './checkTable.ts';

function say(id: string, facts: Partial<AccountFacts>, profile: 'core' | 'all' = 'all'): readonly string[] {
  return judgeAccount(newAccount(facts), new Map(), { trustedAccounts: new Set() }, profile)
    .filter(({ checkId }) => checkId === id)
    .map(({ resource, outcome }) => {
      if (outcome.kind === 'fail') return `${resource} fail ${outcome.severity}`;
      const missing = outcome.kind === 'unknown' ? outcome.missing.map(({ api }) => api) : [];
      return [resource, outcome.kind, ...missing].join(' ');
    });
}

describe('s3-mrap-public-access-block', () => {
  const ID = 's3-mrap-public-access-block';
  const point = (name: string, publicAccessBlock: AccountFacts['publicAccessBlock'] = known(BLOCKED)) => ({
    name,
    publicAccessBlock,
  });
  const half = known({ ...BLOCKED, blockPublicAcls: false });

  for (const [name, expected, facts] of [
    ['passes with four flags', ['multi-region/a pass'], { multiRegionAccessPoints: known([point('a')]) }],
    ['fails with three', ['multi-region/a fail high'], { multiRegionAccessPoints: known([point('a', half)]) }],
    [
      'fails with three whatever the account has',
      ['multi-region/a fail high'],
      { multiRegionAccessPoints: known([point('a', half)]), publicAccessBlock: known(BLOCKED) },
    ],
    [
      'judges each by itself',
      ['multi-region/a pass', 'multi-region/b fail high'],
      { multiRegionAccessPoints: known([point('a'), point('b', half)]) },
    ],
    [
      'is unknown without flags',
      ['multi-region/a unknown x'],
      { multiRegionAccessPoints: known([point('a', denied('x'))]) },
    ],
    [
      'is unknown without the list',
      [`${OWNER} unknown ListMultiRegionAccessPoints`],
      { multiRegionAccessPoints: denied('ListMultiRegionAccessPoints') },
    ],
    ['does not apply where there are none', [`${OWNER} not-applicable`], { multiRegionAccessPoints: known([]) }],
    ['does not apply outside the partition', [`${OWNER} not-applicable`], { multiRegionAccessPoints: ABSENT }],
  ] as const)
    it(name, () => {
      assert.deepEqual(say(ID, facts), expected);
    });

  it('is none of the core checks', () => {
    assert.deepEqual(say(ID, { multiRegionAccessPoints: known([point('a', half)]) }, 'core'), []);
  });
});

const directory = newBucket({ kind: 'directory' });
const rule: LifecycleRule = {
  id: 'r',
  enabled: true,
  wholeBucket: true,
  noncurrentExpiration: false,
  noncurrentTransition: false,
  abortsMultipart: true,
};
checkTable('s3-directory-bucket-lifecycle', [
  ['passes with a rule that is enabled', { ...directory, lifecycle: known([rule]) }, 'pass'],
  ['fails with none that is', { ...directory, lifecycle: known([{ ...rule, enabled: false }]) }, 'fail informational'],
  ['fails without rules', directory, 'fail informational'],
  [
    'is unknown when it cannot be read',
    { ...directory, lifecycle: denied('GetBucketLifecycleConfiguration') },
    'unknown GetBucketLifecycleConfiguration',
  ],
  ['does not apply to other buckets', newBucket(), 'not-applicable'],
]);

describe('directory buckets that cannot be listed', () => {
  const ID = 's3-directory-bucket-lifecycle';
  it('are unknown for their region, and for no other', () => {
    const directoryBuckets = new Map([
      ['eu-west-1', denied('ListDirectoryBuckets')],
      ['us-east-1', known(['quick--use1-az4--x-s3'])],
      ['eu-south-2', ABSENT],
    ]);
    assert.deepEqual(say(ID, { directoryBuckets }), ['eu-west-1 unknown ListDirectoryBuckets']);
    assert.deepEqual(say(ID, {}), []);
  });
});
