import assert from 'node:assert/strict';
import { judgeAccount } from '../../../../src/s3/checks/judge.ts';
import { ABSENT, type AccountFacts, known, NOT_READ, type ShadowName } from '../../../../src/s3/facts.ts';
import { predictableNames } from '../../../../src/s3/shadowNames.ts';
import { denied, newAccount, OWNER } from '../../../support/s3Facts.ts';

const NAME = `aws-glue-assets-${OWNER}-eu-west-1`;

function say(found: ShadowName['found'], more: Partial<AccountFacts> = {}): string | undefined {
  const shadowNames = [{ service: 'AWS Glue', name: NAME, region: 'eu-west-1', found }];
  const results = judgeAccount(newAccount({ shadowNames, ...more }), new Map(), { trustedAccounts: new Set() }, 'all');
  const own = results.filter(({ checkId }) => checkId === 's3-bucket-shadow-resource');
  assert.deepEqual(
    own.map(({ resource }) => resource),
    more.shadowNames === undefined ? [NAME] : [OWNER],
  );
  const [{ outcome } = {}] = own;
  if (outcome?.kind === 'fail') return `fail ${outcome.severity}`;
  return outcome?.kind === 'unknown' ? ['unknown', ...outcome.missing.map(({ api }) => api)].join(' ') : outcome?.kind;
}

const OWN: ShadowName['found'] = known('own');
const REFUSED: ShadowName['found'] = known('refused');

describe('s3-bucket-shadow-resource', () => {
  const mine = known(new Map([[NAME, 'eu-west-1']]));
  const lost = denied('ListBuckets');
  for (const [name, expected, found, more] of [
    ['passes when the account has it', 'pass', OWN, {}],
    ['passes when the account has it, whatever HeadBucket says', 'pass', REFUSED, { buckets: mine }],
    ['passes when the account has it, and HeadBucket says nothing', 'pass', denied('HeadBucket'), { buckets: mine }],
    ['passes when nobody has it', 'pass', ABSENT, {}],
    ['passes when nobody has it, without the list', 'pass', ABSENT, { buckets: lost }],
    ['passes when HeadBucket shows it, without the list', 'pass', OWN, { buckets: lost }],
    ['fails when somebody else has it', 'fail high', REFUSED, {}],
    ['is unknown when it is refused and there is no list', 'unknown ListBuckets', REFUSED, { buckets: lost }],
    ['is unknown when HeadBucket says nothing', 'unknown HeadBucket', denied('HeadBucket'), {}],
    ['is unknown when it was not asked for', 'unknown', NOT_READ, {}],
    ['is unknown when no name was looked for', 'unknown', ABSENT, { shadowNames: [] }],
  ] as const) {
    it(name, () => assert.equal(say(found, more), expected));
  }
});

describe('names that anybody can work out', () => {
  it('are made of account and region', () => {
    const names = predictableNames(OWNER, 'eu-west-1', []).map(({ name }) => name);
    assert.deepEqual(names, [
      'aws-glue-assets-111122223333-eu-west-1',
      'aws-emr-studio-111122223333-eu-west-1',
      'sagemaker-eu-west-1-111122223333',
      'cdk-hnb659fds-assets-111122223333-eu-west-1',
    ]);
  });

  it('are told by one of CloudFormation for all regions', () => {
    const own = ['cf-templates-1abcdefgh23i-us-east-1', 'cf-templates-1abcdefgh23i-eu-west-1', 'cf-templates-mine'];
    const names = predictableNames(OWNER, 'eu-north-1', own).map(({ name }) => name);
    assert.deepEqual(names.slice(4), ['cf-templates-1abcdefgh23i-eu-north-1']);
  });
});
