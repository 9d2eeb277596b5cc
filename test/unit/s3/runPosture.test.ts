import assert from 'node:assert/strict';
import type { BucketFacts } from '../../../src/s3/facts.ts';
import { missingPermissions } from '../../../src/s3/reports/permissions.ts';
import type { CheckResult, PostureEvent, PostureReport, PostureRunOptions } from '../../../src/s3/posture.ts';
import { runPosture, type PosturePorts } from '../../../src/s3/runPosture.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { awsFiles } from './account/awsFiles.ts';
import { ACCOUNT, ok, refusal, ScriptedAws } from './scriptedAws.ts';

const PUBLIC_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' }],
});

/** One result for each bucket, which says whether its policy could be read. */
function judgePolicy({ name, policy }: BucketFacts): readonly CheckResult[] {
  const outcome: CheckResult['outcome'] =
    policy.kind === 'unreadable'
      ? { kind: 'unknown', severity: 'high', evidence: 'the policy', missing: [policy.reason] }
      : { kind: 'pass', evidence: policy.kind };
  return [{ checkId: 'policy-read', resource: name, outcome }];
}

const PORTS: Omit<PosturePorts, 'environment'> = {
  credentials: {},
  judges: { judgeBucket: judgePolicy, judgeAccount: () => [] },
  now: () => 0,
  platform: 'linux',
  version: '1.2.3',
};

describe('a run over an account', function () {
  // Several runs, and the waits of the SDK between tries.
  this.timeout(60_000);
  let aws: ScriptedAws;
  let events: PostureEvent[];

  beforeEach(async () => {
    aws = new ScriptedAws();
    events = [];
    await aws.start();
  });
  afterEach(() => aws.stop());

  async function run(
    options: Partial<PostureRunOptions> = {},
    ports: Partial<PosturePorts> = {},
    onEvent: (event: PostureEvent) => void = () => undefined,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<PostureReport> {
    return await runPosture(
      { profile: undefined, region: 'us-east-1', buckets: [], checks: 'core', trustedAccounts: new Set(), ...options },
      {
        environment: {
          homeFolder: '/nonexistent',
          variables: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 's', AWS_ENDPOINT_URL: aws.url },
        },
        ...PORTS,
        ...ports,
      },
      (event) => {
        events.push(event);
        onEvent(event);
      },
      signal,
    );
  }

  function factsOf(report: PostureReport, name: string): BucketFacts {
    const found = report.buckets.find((one) => one.kind === 'read' && one.facts.name === name);
    assert.ok(found?.kind === 'read', `${name} was read`);
    return found.facts;
  }

  function addBuckets(count: number, region = 'us-east-1'): void {
    for (let i = 0; i < count; i += 1) aws.buckets.set(`bucket-${String(i).padStart(4, '0')}`, { region });
  }

  it('tells who reads, what there is, each bucket, the account, in this order', async () => {
    addBuckets(3);
    const report = await run();
    assert.equal(report.status, 'complete');
    assert.deepEqual(report.identity, {
      partition: 'aws',
      accountId: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:user/reader`,
      region: 'us-east-1',
    });
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['identity', 'listed', 'bucket', 'bucket', 'bucket', 'account'],
    );
    assert.equal(report.calls, aws.calls.length);
  });

  it('judges a bucket again when the others are read, and tells it only when that changes something', async () => {
    addBuckets(3);
    const judgeBucket: PosturePorts['judges']['judgeBucket'] = (
      { name },
      _account,
      _options,
      { buckets, complete },
    ) => [
      {
        checkId: 'others',
        resource: name,
        outcome: { kind: 'pass', evidence: name === 'bucket-0001' ? `${buckets.size} ${complete}` : 'the same' },
      },
    ];
    const judges = { judgeBucket, judgeAccount: () => [] };
    const report = await run({}, { judges });
    assert.equal(events.filter(({ kind }) => kind === 'bucket').length, 4);
    const evidence = report.buckets.map((one) => (one.kind === 'read' ? one.results[0]?.outcome.evidence : ''));
    assert.deepEqual(evidence, ['the same', '3 true', 'the same']);
    const some = await run({ buckets: ['bucket-0001'] }, { judges });
    const [only] = some.buckets;
    assert.equal(only?.kind === 'read' ? only.results[0]?.outcome.evidence : '', '1 false', 'not all were read');
  });

  it('asks 9 to 11 calls of a bucket, each for its owner, under a name that can be recognised', async () => {
    aws.buckets.set('closed', {
      region: 'us-east-1',
      answers: { GetBucketOwnershipControls: '<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>' },
    });
    aws.buckets.set('open', { region: 'us-east-1', policy: PUBLIC_POLICY, policyIsPublic: true });
    const report = await run();
    const calls = new Map(report.buckets.map((one) => [one.kind === 'read' ? one.facts.name : '', one]));
    for (const [name, expected] of [
      ['closed', 9],
      ['open', 11],
    ] as const) {
      const sent = aws.calls.filter(({ bucket }) => bucket === name);
      assert.equal(sent.length, expected);
      const one = calls.get(name);
      assert.equal(one?.kind === 'read' ? one.calls : 0, expected);
      for (const { headers } of sent) {
        assert.equal(headers['x-amz-expected-bucket-owner'], ACCOUNT);
        assert.match(headers['user-agent'] ?? '', /palisade-s3-posture\/1\.2\.3/);
      }
    }
    assert.deepEqual(factsOf(report, 'open').policy, { kind: 'known', value: PUBLIC_POLICY });
    assert.deepEqual(factsOf(report, 'open').policyStatus, { kind: 'known', value: true });
    assert.equal(factsOf(report, 'closed').acl.kind, 'not-read');
    assert.equal(factsOf(report, 'closed').replication.kind, 'not-read');
  });

  it('reads more for all checks', async () => {
    aws.buckets.set('b', {
      region: 'us-east-1',
      answers: { GetBucketTagging: '<TagSet><Tag><Key>ü</Key><Value>✓</Value></Tag></TagSet>' },
    });
    const facts = factsOf(await run({ checks: 'all' }), 'b');
    assert.deepEqual(facts.tags, { kind: 'known', value: [{ key: 'ü', value: '✓' }] });
    assert.equal(facts.cors.kind, 'absent');
    assert.equal(facts.replication.kind, 'absent');
    assert.deepEqual(facts.requesterPays, { kind: 'known', value: false });
    assert.deepEqual(facts.objectAcls, { kind: 'known', value: { looked: 0, publicKeys: [] } });
  });

  it('lists all pages, each bucket once, with where it is', async () => {
    addBuckets(25, 'eu-west-1');
    aws.pageSize = 10;
    const report = await run();
    assert.equal(report.buckets.length, 25);
    assert.equal(aws.called('ListBuckets').length, 3);
    assert.equal(aws.called('HeadBucket').length, 0, 'the list says where they are');
    assert.ok(aws.called('GetBucketPolicy').every(({ region }) => region === 'eu-west-1'));
  });

  it('finds out by itself where buckets are when the list does not say', async () => {
    aws.tellsRegions = false;
    aws.buckets.set('far', { region: 'ap-south-1' });
    const report = await run();
    assert.equal(factsOf(report, 'far').region, 'ap-south-1');
    assert.equal(aws.called('HeadBucket').length, 1);
    assert.equal(factsOf(report, 'far').policy.kind, 'absent');
  });

  it('follows a bucket to another region once, and not in circles', async () => {
    aws.buckets.set('moved', { region: 'eu-west-1' });
    aws.buckets.set('circle', { region: 'us-east-1' });
    aws.fault = ({ api, bucket, region }) => {
      // The list is behind the times.
      if (api === 'ListBuckets') {
        const listed = ['moved', 'circle'].map(
          (name) => `<Bucket><Name>${name}</Name><BucketRegion>us-east-1</BucketRegion></Bucket>`,
        );
        return ok(`<R><Owner><ID>me</ID></Owner><Buckets>${listed.join('')}</Buckets></R>`);
      }
      const other = region === 'us-east-1' ? 'us-west-2' : 'us-east-1';
      return bucket === 'circle' ? refusal(301, 'PermanentRedirect', { 'x-amz-bucket-region': other }) : undefined;
    };
    const report = await run();
    assert.equal(factsOf(report, 'moved').region, 'eu-west-1');
    assert.equal(factsOf(report, 'moved').policy.kind, 'absent');
    const { policy } = factsOf(report, 'circle');
    assert.equal(policy.kind === 'unreadable' ? policy.reason.cause : '', 'region');
    assert.ok(aws.called('GetBucketPolicy', 'circle').length <= 2);
    assert.equal(report.status, 'partial');
  });

  it('keeps what went wrong with one bucket to that bucket, and never calls it passed', async () => {
    addBuckets(4);
    aws.fault = ({ bucket, api }) => {
      if (bucket === 'bucket-0001') return refusal(403, 'AccessDenied');
      if (bucket === 'bucket-0002' && api === 'GetBucketPolicy') return 'reset';
      return undefined;
    };
    const report = await run();
    assert.equal(report.status, 'partial');
    const causes = report.buckets.map((one) => {
      assert.ok(one.kind === 'read');
      const { policy } = one.facts;
      return policy.kind === 'unreadable' ? policy.reason.cause : policy.kind;
    });
    assert.deepEqual(causes, ['absent', 'access-denied', 'network', 'absent']);
  });

  it('says of a bucket that refuses everything without a reason that it may be somebody else’s', async () => {
    aws.buckets.set('theirs', { region: 'us-east-1' });
    const plain = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
    aws.fault = ({ bucket }) => (bucket === 'theirs' ? { status: 403, body: plain } : undefined);
    const { policy } = factsOf(await run(), 'theirs');
    assert.match(
      policy.kind === 'unreadable' ? (policy.reason.message ?? '') : '',
      /another account than 111122223333/,
    );
  });

  it('drops a bucket that vanishes in the middle, when HeadBucket agrees', async () => {
    addBuckets(3);
    aws.fault = ({ bucket, api }) => {
      if (bucket === 'bucket-0001' && api !== 'GetBucketVersioning') return refusal(404, 'NoSuchBucket');
      // This one is only not known everywhere yet.
      return bucket === 'bucket-0002' && api === 'GetBucketPolicy' ? refusal(404, 'NoSuchBucket') : undefined;
    };
    const report = await run();
    assert.deepEqual(
      report.buckets.map(({ kind }) => kind),
      ['read', 'gone', 'read'],
    );
    assert.equal(aws.called('HeadBucket', 'bucket-0001').length, 1);
    assert.equal(factsOf(report, 'bucket-0002').policy.kind, 'unreadable');
  });

  it('stops as a whole when credentials expire in the middle, and names what was not read', async () => {
    addBuckets(40);
    let served = 0;
    aws.fault = ({ api }) => {
      if (api === 'GetBucketPolicy') served += 1;
      return served > 5 ? refusal(400, 'ExpiredToken') : undefined;
    };
    const report = await run({}, { limits: { buckets: 2 } });
    assert.equal(report.status, 'failed');
    assert.equal(report.failure?.kind, 'expired');
    assert.equal(report.buckets.length + report.notRead.length, 40);
    assert.ok(report.notRead.length >= 34);
    assert.ok(aws.called('GetBucketPolicy').length < 12, 'nothing more is sent');
  });

  for (const [code, kind] of [
    ['InvalidClientTokenId', 'wrong-credentials'],
    ['ExpiredToken', 'expired'],
    ['RequestTimeTooSkewed', 'clock'],
  ] as const) {
    it(`fails with ${kind} when nobody can be identified: ${code}`, async () => {
      aws.fault = () => ({ status: 403, body: `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>` });
      const report = await run();
      assert.equal(report.status, 'failed');
      assert.equal(report.failure?.kind, kind);
      assert.equal(aws.calls.length, 1);
    });
  }

  describe('with a profile', () => {
    const SECRET = 'hunter2-is-the-secret';
    let folder: TemporaryFolder;
    beforeEach(async () => {
      folder = await temporaryFolder('posture');
    });
    afterEach(() => folder.dispose());

    async function runAs(profile: string | undefined, config: string): Promise<PostureReport> {
      const environment = await awsFiles(folder.path, { config }, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
      const report = await run({ profile }, { environment });
      assert.ok(!JSON.stringify([report, events]).includes(SECRET), 'no secret gets out');
      return report;
    }
    const keys = `aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = ${SECRET}\n`;

    it('reads the server that the profile names', async () => {
      addBuckets(1);
      const config = `[profile a b]\nx = y\n[profile p]\n${keys}region = eu-west-1\nendpoint_url = ${aws.url}\n`;
      const environment = await awsFiles(folder.path, { config });
      const report = await runPosture(
        { profile: 'p', region: undefined, buckets: [], checks: 'core', trustedAccounts: new Set() },
        { ...PORTS, environment },
        () => undefined,
        new AbortController().signal,
      );
      assert.equal(report.buckets.length, 1);
      assert.equal(report.identity?.region, 'eu-west-1');
      assert.equal(aws.called('ListBuckets')[0]?.region, 'eu-west-1');
    });

    it('fails with what is wrong with it, and asks nobody', async () => {
      const missing = await runAs('nobody', `[profile p]\n${keys}`);
      assert.equal(missing.failure?.kind, 'profile-missing');
      const broken = await runAs('p', `\ufeff[profile p]\n${keys}`);
      assert.equal(broken.failure?.kind, 'config-unreadable');
      const region = await runPosture(
        { profile: 'p', region: 'evil.example/', buckets: [], checks: 'core', trustedAccounts: new Set() },
        { ...PORTS, environment: await awsFiles(folder.path, { config: `[profile p]\n${keys}` }) },
        () => undefined,
        new AbortController().signal,
      );
      assert.equal(region.failure?.kind, 'other');
      assert.equal(aws.calls.length, 0);
    });

    it('fails in its own words when the credentials cannot be got', async () => {
      const report = await runAs('p', `[profile p]\ncredential_process = /nowhere/tool --password ${SECRET}\n`);
      assert.equal(report.status, 'failed');
      assert.equal(report.failure?.kind, 'no-credentials');
      assert.equal(report.failure.message, 'The credential_process of profile "p" failed.');
    });

    it('fails as a network does when nobody answers', async () => {
      const report = await runAs('p', `[profile p]\n${keys}`);
      assert.equal(report.failure?.kind, 'network');
    });
  });

  it('needs names when the list is denied, and reads those', async () => {
    aws.buckets.set('named', { region: 'eu-west-1' });
    aws.fault = ({ api }) => (api === 'ListBuckets' ? refusal(403, 'AccessDenied') : undefined);
    const without = await run();
    assert.equal(without.failure?.kind, 'list-denied');
    assert.equal(without.failure.reason?.action, 's3:ListAllMyBuckets');
    const report = await run({ buckets: ['named', 'named'] });
    assert.deepEqual(report.buckets.length, 1);
    assert.equal(factsOf(report, 'named').region, 'eu-west-1');
    const account = events.findLast((event) => event.kind === 'account');
    assert.equal(account?.facts.buckets.kind, 'unreadable');
  });

  it('reads only the buckets that are named', async () => {
    addBuckets(5);
    const report = await run({ buckets: ['bucket-0003', 'nobody-has-this'] });
    assert.deepEqual(
      report.buckets.map((one) => [one.kind, one.kind === 'read' ? one.facts.name : one.name]),
      [
        ['read', 'bucket-0003'],
        ['gone', 'nobody-has-this'],
      ],
    );
    assert.equal(aws.called('GetBucketPolicy', 'bucket-0001').length, 0);
  });

  it('tells which permissions are lacking, for which buckets', async () => {
    addBuckets(3);
    aws.fault = ({ api, bucket }) => {
      if (api === 'GetBucketEncryption' && bucket !== 'bucket-0001') return refusal(403, 'AccessDenied');
      if (api === 'GetAccountPublicAccessBlock') return refusal(403, 'AccessDenied');
      return api === 'GetBucketPolicy' ? refusal(400, 'Odd') : undefined;
    };
    const report = await run();
    const account = events.findLast((event) => event.kind === 'account')?.facts;
    assert.deepEqual(
      missingPermissions(report, account).map(({ action, buckets }) => [action, buckets]),
      [
        ['s3:GetAccountPublicAccessBlock', []],
        ['s3:GetEncryptionConfiguration', ['bucket-0000', 'bucket-0002']],
      ],
    );
  });

  it('takes no ARN and no path for the name of a bucket', async () => {
    for (const name of ['arn:aws:s3:::x', 'a/b', '../x', '127.0.0.1', '']) {
      const report = await run({ buckets: [name] });
      assert.equal(report.status, 'failed', name);
    }
    assert.equal(aws.calls.length, 0);
  });

  it('ends at once when it is cancelled, with what was read by then', async () => {
    addBuckets(30);
    const cancel = new AbortController();
    aws.fault = ({ bucket }) => (bucket !== undefined && bucket > 'bucket-0005' ? 'hang' : undefined);
    let seen = 0;
    const report = await run(
      {},
      {},
      ({ kind }) => {
        if (kind === 'bucket') seen += 1;
        if (seen === 3) cancel.abort();
      },
      cancel.signal,
    );
    assert.equal(report.status, 'cancelled');
    assert.equal(report.failure, undefined);
    assert.equal(report.buckets.length, 3);
    assert.equal(report.notRead.length, 27);
    const before = await run({}, {}, undefined, AbortSignal.abort());
    assert.equal(before.status, 'cancelled');
  });

  it('gives up a call whose time is over, and goes on', async () => {
    addBuckets(2);
    aws.fault = ({ bucket, api }) => (bucket === 'bucket-0001' && api === 'GetBucketPolicy' ? 'hang' : undefined);
    for (const limits of [{ callMs: 1_000 }, { requestMs: 400 }]) {
      const report = await run({}, { limits });
      const { policy } = factsOf(report, 'bucket-0001');
      assert.equal(policy.kind === 'unreadable' ? policy.reason.cause : '', 'timeout');
      assert.equal(factsOf(report, 'bucket-0001').website.kind, 'absent');
    }
  });

  it('asks a region that never answers a few times, and then no more', async () => {
    addBuckets(2);
    for (let i = 0; i < 30; i += 1) aws.buckets.set(`far-${i}`, { region: 'me-south-1' });
    aws.fault = ({ region, bucket }) => (region === 'me-south-1' && bucket !== undefined ? 'hang' : undefined);
    const report = await run({}, { limits: { callMs: 1_500 } });
    assert.equal(report.buckets.length, 32);
    assert.ok(aws.calls.filter(({ bucket }) => bucket?.startsWith('far-')).length < 100, 'of 300');
    const { website } = factsOf(report, 'far-9');
    assert.match(website.kind === 'unreadable' ? (website.reason.message ?? '') : '', /me-south-1 answered none/);
    assert.equal(factsOf(report, 'bucket-0000').website.kind, 'absent');
  });

  it('tries again when AWS asks to slow down, and says so in the end', async () => {
    aws.buckets.set('b', { region: 'us-east-1' });
    aws.fault = ({ api }) => (api === 'GetBucketPolicy' ? refusal(503, 'SlowDown') : undefined);
    const { policy } = factsOf(await run(), 'b');
    assert.equal(policy.kind === 'unreadable' ? policy.reason.cause : '', 'throttled');
    assert.equal(aws.called('GetBucketPolicy').length, 3);
  });

  it('takes a page of HTML for no answer, well-formed or not, and emulators’ XML under its type for one', async () => {
    const page = '<!DOCTYPE html><html><body><p>Please log in</p></body></html>';
    aws.buckets.set('b', { region: 'us-east-1' });
    aws.fault = ({ bucket }) => (bucket === undefined ? undefined : ok(page, 'text/html; charset=utf-8'));
    const facts = factsOf(await run(), 'b');
    for (const fact of [facts.policy, facts.versioning, facts.logging, facts.acl, facts.website, facts.encryption]) {
      assert.equal(fact.kind === 'unreadable' ? fact.reason.cause : fact.kind, 'malformed');
    }
    aws.fault = ({ api }) =>
      api === 'GetBucketVersioning' ? ok('<R><Status>Enabled</Status></R>', 'text/html; charset=utf-8') : undefined;
    assert.deepEqual(factsOf(await run(), 'b').versioning, {
      kind: 'known',
      value: { status: 'Enabled', mfaDelete: false },
    });
  });

  it('reads the account: its own block, access points, trails', async () => {
    aws.buckets.set('b', { region: 'eu-west-1' });
    aws.account.GetAccountPublicAccessBlock =
      '<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>';
    aws.account.ListAccessPoints =
      '<AccessPointList><AccessPoint><Name>web</Name><NetworkOrigin>Internet</NetworkOrigin><Bucket>b</Bucket></AccessPoint><AccessPoint><Name>inside</Name><NetworkOrigin>VPC</NetworkOrigin><Bucket>b</Bucket></AccessPoint></AccessPointList>';
    aws.account.GetAccessPoint =
      '<PublicAccessBlockConfiguration><BlockPublicPolicy>true</BlockPublicPolicy></PublicAccessBlockConfiguration>';
    aws.account.GetAccessPointPolicyStatus = '<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>';
    aws.account.DescribeTrails = JSON.stringify({
      trailList: [
        {
          Name: 't',
          TrailARN: 'arn:aws:cloudtrail:eu-north-1:1:trail/t',
          HomeRegion: 'eu-north-1',
          IsMultiRegionTrail: true,
          S3BucketName: 'b',
        },
      ],
    });
    aws.account.GetTrailStatus = '{"IsLogging":true}';
    aws.account.GetEventSelectors = JSON.stringify({
      EventSelectors: [
        { ReadWriteType: 'WriteOnly', DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] },
      ],
    });
    await run();
    const event = events.findLast(({ kind }) => kind === 'account');
    assert.ok(event?.kind === 'account');
    const { publicAccessBlock, accessPoints, trails, buckets } = event.facts;
    assert.deepEqual(publicAccessBlock, {
      kind: 'known',
      value: { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: false, restrictPublicBuckets: false },
    });
    assert.deepEqual([...accessPoints.keys()], ['us-east-1', 'eu-west-1']);
    const points = accessPoints.get('eu-west-1');
    assert.deepEqual(
      points?.kind === 'known'
        ? points.value.map(({ name, vpcOnly, policyIsPublic }) => [name, vpcOnly, policyIsPublic])
        : [],
      [
        ['web', false, { kind: 'known', value: true }],
        ['inside', true, { kind: 'known', value: false }],
      ],
    );
    assert.ok(trails.kind === 'known');
    assert.deepEqual(trails.value[0]?.logging, { kind: 'known', value: true });
    assert.deepEqual(trails.value[0].selectors, {
      kind: 'known',
      value: [{ records: 'write', buckets: '*', partial: false }],
    });
    assert.equal(aws.called('GetTrailStatus')[0]?.region, 'eu-north-1');
    assert.deepEqual(buckets, { kind: 'known', value: new Map([['b', 'eu-west-1']]) });
  });

  it('never has more calls under way than it may', async () => {
    addBuckets(20);
    let now = 0;
    let most = 0;
    aws.fault = () => {
      now += 1;
      most = Math.max(most, now);
      setImmediate(() => (now -= 1));
      return undefined;
    };
    await run({}, { limits: { calls: 5 } });
    assert.ok(most <= 5, `${most} at once`);
  });
});
