// A public bucket of the fake AWS, put right with the call of its playbook. The fake answers reads only: what the call
// would change is set in its state, and our own reader looks again.
import assert from 'node:assert/strict';
import { JUDGES } from '../../../src/s3/checks/judges.ts';
import type { PostureReport } from '../../../src/s3/posture.ts';
import { runPosture } from '../../../src/s3/runPosture.ts';
import { fakeAccount, oldBucket, policyOf, type FakeBlock } from '../../support/fakeAws/account.ts';
import { startFakeAws, type FakeAws } from '../../support/fakeAws/fakeAws.ts';
import { commandOf, commandsOf, type S3PlaybookFile, s3PlaybookFiles } from '../../support/playbooks/playbookFiles.ts';

const NAME = 'site';

describe('The playbook of a public bucket, on the fake AWS', function () {
  this.timeout(60_000);
  let aws: FakeAws;
  let playbook: S3PlaybookFile;

  before(async () => {
    const found = (await s3PlaybookFiles()).find(({ name }) => name === 's3-bucket-public-read');
    assert.ok(found);
    playbook = found;
  });
  beforeEach(async () => {
    const bucket = oldBucket(NAME, {
      policy: policyOf({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${NAME}/*` }),
      policyIsPublic: true,
    });
    aws = await startFakeAws({ accounts: [fakeAccount({ buckets: [bucket] })] });
  });
  afterEach(() => aws.close());

  it('turns its check to pass, and no other but those that it names', async () => {
    const before = await read();
    assert.match(before.get('s3-bucket-public-read') ?? '', /^fail/);

    const bucket = aws.accounts[0]?.buckets.find(({ name }) => name === NAME);
    assert.ok(bucket);
    bucket.publicAccessBlock = flagsOf(playbook);
    const after = await read();
    assert.equal(after.get('s3-bucket-public-read'), 'pass');
    assert.match(after.get('s3-bucket-latent-public-policy') ?? '', /^fail/, 'its own playbook is for the statement');
    const { alsoChanges, leaves, checkId } = playbook.playbook;
    const named = new Set([checkId, ...alsoChanges, ...leaves]);
    const turned = [...after].filter(([id, said]) => before.get(id) !== said && !named.has(id));
    assert.deepEqual(turned, []);
  });

  it('says so of no bucket on which nothing was changed', async () => {
    await read();
    assert.match((await read()).get('s3-bucket-public-read') ?? '', /^fail/);
  });

  async function read(): Promise<ReadonlyMap<string, string>> {
    const { accessKeyId, secretAccessKey } = aws.user;
    const report = await runPosture(
      { profile: undefined, region: 'us-east-1', buckets: [], checks: 'all', trustedAccounts: new Set() },
      {
        environment: {
          homeFolder: '/nonexistent',
          variables: {
            AWS_ACCESS_KEY_ID: accessKeyId,
            AWS_SECRET_ACCESS_KEY: secretAccessKey,
            AWS_ENDPOINT_URL: aws.url,
          },
        },
        credentials: {},
        judges: JUDGES,
        now: () => 0,
        platform: 'linux',
        version: '1.2.3',
      },
      () => undefined,
      new AbortController().signal,
    );
    return outcomesOf(report);
  }
});

/** What put-public-access-block of the playbook sets. */
function flagsOf(file: S3PlaybookFile): FakeBlock {
  const commands = commandsOf(file).map(commandOf);
  const put = commands.find(({ operation }) => operation === 'put-public-access-block');
  const [flags = ''] = put?.options.get('public-access-block-configuration') ?? [];
  return Object.fromEntries(
    flags.split(',').map((flag) => {
      const [name = '', value] = flag.split('=');
      return [name, value === 'true'];
    }),
  );
}

function outcomesOf({ account, buckets }: PostureReport): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { checkId, outcome } of [
    ...account,
    ...buckets.flatMap((one) => (one.kind === 'read' ? one.results : [])),
  ]) {
    const said = outcome.kind === 'fail' ? `fail ${outcome.severity}` : outcome.kind;
    found.set(checkId, [found.get(checkId), said].filter((one) => one !== undefined).join(', '));
  }
  return found;
}
