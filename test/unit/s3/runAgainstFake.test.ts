import assert from 'node:assert/strict';
import type { BucketFacts, Fact } from '../../../src/s3/facts.ts';
import type { PostureReport, PostureRunOptions } from '../../../src/s3/posture.ts';
import { runPosture, type PosturePorts } from '../../../src/s3/runPosture.ts';
import {
  ALL_BLOCKED,
  ALL_USERS_URI,
  directoryBucket,
  fakeAccount,
  fakeBucket,
  oldBucket,
  policyOf,
  type FakeAccount,
  type FakeBucket,
  type FakeEventDataStore,
} from '../../support/fakeAws/account.ts';
import { startFakeAws, type FakeAws } from '../../support/fakeAws/fakeAws.ts';
import { EXPIRED_TOKEN, type Fault } from '../../support/fakeAws/faults.ts';
import { judges } from './judges.ts';

describe('a run against a server with the defaults of AWS', function () {
  this.timeout(60_000);
  let aws: FakeAws | undefined;

  afterEach(async () => {
    await aws?.close();
    aws = undefined;
  });

  async function start(account: Partial<FakeAccount>): Promise<FakeAws> {
    aws = await startFakeAws({ accounts: [fakeAccount(account)] });
    return aws;
  }

  async function run(fake: FakeAws, options: Partial<PostureRunOptions> = {}, ports: Partial<PosturePorts> = {}) {
    const { accessKeyId, secretAccessKey } = fake.user;
    const report = await runPosture(
      { profile: undefined, region: 'us-east-1', buckets: [], checks: 'all', trustedAccounts: new Set(), ...options },
      {
        environment: {
          homeFolder: '/nonexistent',
          variables: {
            AWS_ACCESS_KEY_ID: accessKeyId,
            AWS_SECRET_ACCESS_KEY: secretAccessKey,
            AWS_ENDPOINT_URL: fake.url,
          },
        },
        credentials: {},
        judges,
        now: () => 0,
        platform: 'linux',
        version: '1.2.3',
        ...ports,
      },
      () => undefined,
      new AbortController().signal,
    );
    assert.deepEqual(fake.unknown, [], 'every request is one that the server knows');
    return report;
  }

  const namesOf = ({ buckets }: PostureReport): string[] =>
    buckets.map((one) => (one.kind === 'read' ? one.facts.name : one.name));

  function factsOf(report: PostureReport, name: string): BucketFacts {
    const found = report.buckets.find((one) => one.kind === 'read' && one.facts.name === name);
    assert.ok(found?.kind === 'read', `${name} was read: ${JSON.stringify(report.failure)}`);
    return found.facts;
  }

  function cause(fact: Fact<unknown>): string {
    return fact.kind === 'unreadable' ? fact.reason.cause : fact.kind;
  }

  it('asks for tags in the core set where the owner names some, and goes on without them', async () => {
    const fake = await start({
      buckets: [
        fakeBucket('tagged', { tags: [{ Key: 'pii', Value: 'yes' }] }),
        fakeBucket('lost', { denied: new Set(['s3:GetBucketTagging']) }),
      ],
    });
    await run(fake, { checks: 'core', publicTags: [], sensitiveTags: [] });
    assert.equal(fake.count({ api: 'GetBucketTagging' }), 0);
    const report = await run(fake, { checks: 'core', sensitiveTags: ['pii=yes'] });
    assert.equal(fake.count({ api: 'GetBucketTagging' }), 2);
    assert.equal(report.status, 'complete');
    const logging = report.buckets.map((one) =>
      one.kind === 'read' ? one.results.find(({ checkId }) => checkId === 's3-bucket-access-logging')?.outcome : one,
    );
    assert.deepEqual(
      logging.map((outcome) => outcome?.kind === 'fail' && outcome.severity),
      ['low', 'medium'],
    );
    assert.equal(cause(factsOf(report, 'lost').tags), 'access-denied');
  });

  it('asks KMS once of each key, where the bucket is, and never of what AWS manages', async () => {
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/k1';
    const theirs = 'arn:aws:kms:us-east-1:444455556666:key/k2';
    const kms = (key?: string) => ({
      encryption: { algorithm: 'aws:kms' as const, ...(key === undefined ? {} : { key }) },
    });
    const fake = await start({
      keys: [
        {
          region: 'eu-west-1',
          id: 'k1',
          alias: 'alias/mine',
          state: 'PendingDeletion',
          deletedAt: '2026-12-24T00:00:00Z',
        },
      ],
      buckets: [
        fakeBucket('a', { region: 'eu-west-1', ...kms(arn) }),
        fakeBucket('b', { region: 'eu-west-1', ...kms(arn) }),
        fakeBucket('c', { region: 'eu-west-1', ...kms('alias/mine') }),
        fakeBucket('lost', kms('k1')),
        fakeBucket('managed', kms()),
        fakeBucket('plain'),
        fakeBucket('theirs', kms(theirs)),
        fakeBucket('wrong', kms(arn)),
      ],
    });
    const outcomes = async (checks: 'core' | 'all') => {
      const report = await run(fake, { checks });
      return report.buckets.map((one) => {
        const outcome =
          one.kind === 'read' ? one.results.find(({ checkId }) => /key-usable/.test(checkId))?.outcome : one;
        return outcome?.kind === 'fail' ? outcome.aspect : outcome?.kind;
      });
    };
    assert.deepEqual(new Set(await outcomes('core')), new Set([undefined]));
    assert.equal(fake.count({ api: 'kms:DescribeKey' }), 0);
    const pending = 'PendingDeletion';
    assert.deepEqual(await outcomes('all'), [
      ...[pending, pending, pending, 'missing', 'pass', 'not-applicable', 'unknown', 'region'],
    ]);
    assert.equal(fake.count({ api: 'kms:DescribeKey' }), 4);
    fake.account.denied.add('kms:DescribeKey');
    assert.equal((await outcomes('all'))[0], 'unknown');
    const lost = factsOf(await run(fake), 'a').kmsKey;
    assert.deepEqual(
      [cause(lost), lost.kind === 'unreadable' && lost.reason.action],
      ['access-denied', 'kms:DescribeKey'],
    );
    fake.account.denied.clear();
    for (const [fault, expected] of [
      [{ kind: 'html', status: 200 }, 'malformed'],
      [{ kind: 'error', error: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' } }, 'throttled'],
    ] as readonly [Fault, string][]) {
      const active = fake.fail(fault, { api: 'kms:DescribeKey' });
      assert.equal(cause(factsOf(await run(fake), 'a').kmsKey), expected);
      active.end();
    }
  });

  it('lists all pages of distributions, and is told what CloudFront refuses', async () => {
    const arn = (id: string): string => `arn:aws:cloudfront::111122223333:distribution/${id}`;
    const ids = Array.from({ length: 150 }, (_unused, at) => `E${String(at).padStart(3, '0')}`);
    const policy = policyOf({
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::site/*',
      Condition: { StringEquals: { 'AWS:SourceArn': arn('E149') } },
    });
    const fake = await start({
      distributions: ids.map((id) => ({
        id,
        origins: [{ domain: id === 'E149' ? 'site.s3.us-east-1.amazonaws.com' : 'x.example', control: 'OAC' }],
      })),
      buckets: [fakeBucket('site', { policy }), fakeBucket('plain')],
    });
    const kindOf = (report: PostureReport): (string | undefined)[] =>
      report.buckets.map((one) =>
        one.kind === 'read' ? one.results.find(({ checkId }) => /cloudfront/.test(checkId))?.outcome.kind : one.kind,
      );
    assert.deepEqual(kindOf(await run(fake)), ['not-applicable', 'pass']);
    assert.equal(fake.count({ api: 'cloudfront:ListDistributions' }), 2);
    assert.deepEqual(kindOf(await run(fake, { checks: 'core' })), [undefined, undefined]);
    assert.equal(fake.count({ api: 'cloudfront:ListDistributions' }), 2);
    for (const fault of [
      { kind: 'denied', denial: 'unexplained' },
      { kind: 'html', status: 200 },
      { kind: 'truncated' },
    ] as const satisfies readonly Fault[]) {
      const active = fake.fail(fault, { api: 'cloudfront:ListDistributions', after: 1 });
      assert.deepEqual(kindOf(await run(fake)), ['not-applicable', 'unknown'], fault.kind);
      active.end();
    }
  });

  describe('buckets that services would take for the own ones', () => {
    const taken = 'aws-glue-assets-111122223333-us-east-1';
    const ours = 'sagemaker-us-east-1-111122223333';
    const byName = (report: PostureReport): Record<string, string> =>
      Object.fromEntries(
        report.account
          .filter(({ checkId }) => checkId === 's3-bucket-shadow-resource')
          .map(({ resource, outcome }) => [resource, outcome.kind]),
      );
    const two = async (theirs: readonly FakeBucket[], own: Partial<FakeAccount> = {}): Promise<FakeAws> => {
      const others = fakeAccount({ id: '444455556666', buckets: [...theirs] });
      aws = await startFakeAws({ accounts: [fakeAccount({ buckets: [fakeBucket(ours)], ...own }), others] });
      return aws;
    };

    it('fail when somebody else has one, and not when nobody has', async () => {
      const fake = await two([
        fakeBucket(taken),
        fakeBucket('cdk-hnb659fds-assets-111122223333-us-east-1', { region: 'eu-west-1' }),
      ]);
      const found = byName(await run(fake));
      assert.deepEqual(found, {
        [taken]: 'fail',
        'aws-emr-studio-111122223333-us-east-1': 'pass',
        [ours]: 'pass',
        'cdk-hnb659fds-assets-111122223333-us-east-1': 'fail',
      });
      assert.equal(fake.count({ api: 'HeadBucket', bucket: ours }), 0);
      assert.ok(
        fake.calls
          .filter(({ api }) => api === 'HeadBucket')
          .every(({ expectedOwner }) => expectedOwner === '111122223333'),
      );
      assert.deepEqual(byName(await run(fake, { checks: 'core' })), {});
    });

    it('are unknown when the list or the answer is missing', async () => {
      const fake = await two([fakeBucket(taken)], { denied: new Set(['s3:ListAllMyBuckets']) });
      const found = byName(await run(fake, { buckets: [ours] }));
      assert.deepEqual([found[taken], found['aws-emr-studio-111122223333-us-east-1']], ['unknown', 'pass']);
      fake.account.denied.clear();
      for (const fault of [
        { kind: 'html', status: 403 },
        { kind: 'redirect', region: 'eu-west-1', header: false },
      ] as const) {
        const active = fake.fail(fault, { api: 'HeadBucket', bucket: taken });
        assert.equal(byName(await run(fake))[taken], 'unknown', fault.kind);
        active.end();
      }
    });

    it('are not asked for by the hundred', async () => {
      const regions = Array.from(
        { length: 30 },
        (_unused, at) => `xx-some-${at % 10}${'abc'.charAt(Math.floor(at / 10))}`,
      );
      const fake = await two([], { buckets: regions.map((region, at) => fakeBucket(`b-${at}`, { region })) });
      const found = Object.values(byName(await run(fake)));
      assert.equal(fake.count({ api: 'HeadBucket' }), 60);
      assert.equal(found.length, 31 * 4);
      assert.equal(found.filter((kind) => kind === 'unknown').length, 31 * 4 - 60);
    });
  });

  it('looks for event data stores in every region that is in use, on all pages', async () => {
    const objects = [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
    ];
    const store = (name: string, status: FakeEventDataStore['status']): FakeEventDataStore => ({
      ...{ name, status, region: 'eu-west-1', multiRegion: true },
      selectors: [{ FieldSelectors: objects }],
    });
    const others = Array.from({ length: 30 }, (_unused, at) => store(`a-${10 + at}`, 'STOPPED_INGESTION'));
    const fake = await start({
      buckets: [fakeBucket('one', { region: 'eu-west-1' })],
      eventDataStores: [...others, store('z', 'ENABLED')],
    });
    const kinds = async (): Promise<(string | undefined)[]> => {
      const { account } = await run(fake, { checks: 'core' });
      return ['read', 'write'].map(
        (kind) => account.find(({ checkId }) => checkId === `s3-cloudtrail-object-${kind}-events`)?.outcome.kind,
      );
    };
    assert.deepEqual(await kinds(), ['pass', 'pass']);
    assert.equal(fake.count({ api: 'cloudtrail:ListEventDataStores' }), 3);
    fake.account.eventDataStores = others;
    assert.deepEqual(await kinds(), ['fail', 'fail']);
    const error = { code: 'UnsupportedOperationException', status: 400, message: 'not here' };
    const unsupported = fake.fail({ kind: 'error', error }, { api: 'cloudtrail:ListEventDataStores' });
    assert.deepEqual(await kinds(), ['fail', 'fail']);
    unsupported.end();
    for (const action of ['cloudtrail:ListEventDataStores', 'cloudtrail:GetEventDataStore']) {
      fake.account.denied = new Set([action]);
      assert.deepEqual(await kinds(), ['unknown', 'unknown'], action);
    }
  });

  it('does not begin with a tag that no bucket can have', async () => {
    const fake = await start({});
    const { status, failure } = await run(fake, { publicTags: ['=x'] });
    assert.deepEqual([status, fake.calls.length], ['failed', 0]);
    assert.match(failure?.message ?? '', /"=x" names no tag/);
  });

  it('reads buckets of today and of 2021, in their regions, each call for its owner', async () => {
    const policy = policyOf({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::old/*',
    });
    const fake = await start({
      buckets: [
        fakeBucket('new', { region: 'eu-west-1' }),
        oldBucket('old', {
          policy,
          policyIsPublic: true,
          grants: [{ to: { uri: ALL_USERS_URI }, permission: 'READ' }],
          tags: [{ Key: 'ключ', Value: '✓' }],
        }),
      ],
    });
    const report = await run(fake);
    const now = factsOf(report, 'new');
    assert.equal(now.region, 'eu-west-1');
    assert.deepEqual(now.ownership, { kind: 'known', value: 'BucketOwnerEnforced' });
    assert.ok(now.encryption.kind === 'known');
    assert.deepEqual(now.encryption.value.blockedTypes, ['SSE-C']);
    assert.equal(now.acl.kind, 'not-read');
    const old = factsOf(report, 'old');
    assert.deepEqual(old.policy, { kind: 'known', value: policy });
    assert.deepEqual(old.policyStatus, { kind: 'known', value: true });
    assert.equal(old.publicAccessBlock.kind, 'absent');
    assert.ok(old.acl.kind === 'known');
    assert.deepEqual(old.acl.value.grants.at(-1), {
      grantee: { kind: 'group', uri: ALL_USERS_URI },
      permission: 'READ',
    });
    assert.deepEqual(old.tags, { kind: 'known', value: [{ key: 'ключ', value: '✓' }] });
    const aboutBuckets = fake.calls.filter(({ bucket, api }) => bucket !== undefined && !api.includes(':'));
    assert.ok(aboutBuckets.length > 20);
    for (const { expectedOwner, userAgent } of aboutBuckets) {
      assert.equal(expectedOwner, fake.account.id);
      assert.match(userAgent ?? '', /palisade-s3-posture/);
    }
  });

  it("learns the owner's canonical id where only a policy that names one makes it matter", async () => {
    const canonicalId = 'ab'.repeat(32);
    const naming = (name: string, CanonicalUser: string): ReturnType<typeof fakeBucket> =>
      fakeBucket(name, {
        policy: policyOf({
          Effect: 'Allow',
          Principal: { CanonicalUser },
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${name}/*`,
        }),
      });
    const fake = await start({
      canonicalId,
      buckets: [naming('own', canonicalId), naming('theirs', 'cd'.repeat(32)), fakeBucket('plain')],
    });
    const report = await run(fake);
    const said = (name: string): string | undefined => {
      const found = report.buckets.find((one) => one.kind === 'read' && one.facts.name === name);
      const results = found?.kind === 'read' ? found.results : [];
      return results.find(({ checkId }) => checkId === 's3-bucket-policy-cross-account')?.outcome.kind;
    };
    assert.deepEqual([said('own'), said('theirs')], ['pass', 'fail']);
    assert.equal(fake.count({ api: 'GetBucketAcl' }), 2);
    assert.equal(factsOf(report, 'plain').acl.kind, 'not-read');
  });

  for (const listing of ['without-regions', 'truncating'] as const) {
    it(`finds all buckets of a server that lists ${listing}`, async () => {
      const count = listing === 'truncating' ? 1_003 : 3;
      const buckets = Array.from({ length: count }, (_, i) => fakeBucket(`b-${i}`, { region: 'eu-west-3' }));
      const fake = await start({ listing, buckets });
      // Many buckets are only listed, as reading all of them would take long.
      const names = listing === 'truncating' ? ['b-999'] : [];
      const listed: number[] = [];
      const judgeAccount: PosturePorts['judges']['judgeAccount'] = (account) => {
        listed.push(account.buckets.kind === 'known' ? account.buckets.value.size : -1);
        return [];
      };
      const report = await run(fake, { buckets: names }, { judges: { judgeBucket: () => [], judgeAccount } });
      assert.deepEqual(listed, [count]);
      for (const one of report.buckets) assert.equal(one.kind === 'read' ? one.facts.region : '', 'eu-west-3');
    });
  }

  for (const wrongRegion of [
    'redirect',
    'redirect-without-header',
    'malformed-authorization',
    'illegal-location',
  ] as const) {
    it(`reads a bucket that the list has in the wrong region: ${wrongRegion}`, async () => {
      const fake = await start({
        listing: 'without-regions',
        buckets: [fakeBucket('far', { region: 'ap-southeast-2', wrongRegion })],
      });
      const { versioning, region } = factsOf(await run(fake), 'far');
      // Where neither the answer nor HeadBucket tells, it stays unknown; it is never taken for an answer.
      if (region === 'ap-southeast-2') assert.equal(versioning.kind, 'known');
      else assert.equal(cause(versioning), 'region');
    });
  }

  const FAULTS: readonly (readonly [title: string, fault: Fault, expected: string])[] = [
    ['hangs', { kind: 'hang' }, 'timeout'],
    ['hangs in its body', { kind: 'hang-in-body' }, 'timeout'],
    ['breaks off', { kind: 'reset' }, 'network'],
    ['breaks off in its body', { kind: 'cut-connection' }, 'network'],
    ['is cut off', { kind: 'truncated' }, 'malformed'],
    ['is a page of HTML', { kind: 'html', status: 200 }, 'malformed'],
    ['is a refusal of a proxy', { kind: 'html', status: 403 }, 'access-denied'],
    ['is an error of a proxy', { kind: 'html', status: 502 }, 'network'],
  ];
  for (const [title, fault, expected] of FAULTS) {
    it(`calls a fact unreadable (${expected}) when its answer ${title}, and reads the others`, async () => {
      const fake = await start({ buckets: [fakeBucket('a'), fakeBucket('b')] });
      fake.fail(fault, { api: 'GetBucketEncryption', bucket: 'a' });
      const report = await run(fake, {}, { limits: { callMs: 1_500 } });
      const facts = factsOf(report, 'a');
      assert.equal(cause(facts.encryption), expected);
      assert.equal(facts.ownership.kind, 'known');
      assert.equal(factsOf(report, 'b').encryption.kind, 'known');
    });
  }

  it('says of a denial which kind of policy denies', async () => {
    const fake = await start({ buckets: [fakeBucket('a')] });
    fake.fail(
      { kind: 'denied', denial: { how: 'explicit', by: 'resource-based policy' } },
      { api: 'GetBucketEncryption' },
    );
    const { encryption } = factsOf(await run(fake), 'a');
    assert.match(encryption.kind === 'unreadable' ? (encryption.reason.message ?? '') : '', /resource-based policy/);
  });

  it('looks for access points in the regions of buckets that are named, too', async () => {
    const fake = await start({ buckets: [fakeBucket('far-away', { region: 'eu-west-1' })] });
    fake.fail({ kind: 'denied', denial: { how: 'implicit', by: 'identity-based policy' } }, { api: 'ListBuckets' });
    await run(fake, { buckets: ['far-away'] });
    assert.equal(fake.count({ api: 's3control:ListAccessPoints' }), 2);
  });

  it('never takes a distribution without origins for one that has no bucket behind it', async () => {
    const fake = await start({
      buckets: [
        fakeBucket('one', {
          policy: policyOf({
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::one/*',
          }),
          policyIsPublic: false,
        }),
      ],
      distributions: [{ id: 'E1', origins: [] }],
    });
    const report = await run(fake);
    const results = report.buckets.flatMap((one) => (one.kind === 'read' ? one.results : []));
    const judged = results.filter(({ checkId }) => checkId === 's3-bucket-cloudfront-oac');
    assert.deepEqual(
      judged.map(({ outcome }) => outcome.kind === 'unknown' && outcome.missing.map(({ cause, api }) => [cause, api])),
      [[['malformed', 'ListDistributions']]],
    );
  });

  it('reads the pinned buckets when the list is denied, and never calls that complete', async () => {
    const fake = await start({ buckets: [fakeBucket('one'), fakeBucket('two')] });
    const listed = await run(fake, { checks: 'core', pinned: ['one'] });
    assert.deepEqual(namesOf(listed), ['one', 'two'], 'with a list nobody needs them');
    fake.account.denied.add('s3:ListAllMyBuckets');
    const pinned = await run(fake, { checks: 'core', pinned: ['one'] });
    assert.deepEqual(namesOf(pinned), ['one']);
    assert.equal(pinned.status, 'partial');
    assert.equal((await run(fake, { checks: 'core' })).failure?.kind, 'list-denied');
  });

  it('drops a bucket that is deleted in the middle', async () => {
    const fake = await start({ buckets: [fakeBucket('a'), fakeBucket('b')] });
    fake.fail({ kind: 'bucket-deleted' }, { bucket: 'a', api: 'GetBucketWebsite', times: 1 });
    const report = await run(fake, {}, { limits: { calls: 1 } });
    assert.deepEqual(
      report.buckets.map(({ kind }) => kind),
      ['gone', 'read'],
    );
  });

  it('finds directory buckets in each region of a bucket, and reads what they know', async () => {
    const near = directoryBucket('near', 'use1-az4');
    const far = directoryBucket('far', 'euw1-az1', { region: 'eu-west-1' });
    const buckets = [near, far, fakeBucket('plain', { region: 'eu-west-1' })];
    const fake = await start({ buckets });
    const report = await run(fake);
    assert.equal(factsOf(report, near.name).region, 'us-east-1');
    const facts = factsOf(report, far.name);
    assert.equal(facts.region, 'eu-west-1');
    assert.equal(facts.lifecycle.kind, 'absent');
    assert.equal(fake.count({ api: 's3express:ListDirectoryBuckets' }), 2);

    const core = await run(fake, { checks: 'core' });
    assert.deepEqual(
      core.buckets.map((one) => (one.kind === 'read' ? one.facts.name : '')),
      ['plain'],
    );
    assert.equal(fake.count({ api: 's3express:ListDirectoryBuckets' }), 2);
  });

  const LIFECYCLE = 's3-directory-bucket-lifecycle';
  const ofAccount = (report: PostureReport, id: string): readonly (readonly [string, string, string])[] =>
    report.account
      .filter(({ checkId }) => checkId === id)
      .map(({ resource, outcome }) => [
        resource,
        outcome.kind,
        outcome.kind === 'unknown' ? outcome.missing.map(({ action }) => action).join() : '',
      ]);

  it('says that directory buckets may not be listed, and reads the others', async () => {
    const fake = await start({
      buckets: [fakeBucket('plain')],
      denied: new Set(['s3express:ListAllMyDirectoryBuckets']),
    });
    const report = await run(fake);
    assert.equal(report.status, 'partial');
    assert.equal(factsOf(report, 'plain').versioning.kind, 'known');
    assert.deepEqual(ofAccount(report, LIFECYCLE), [['us-east-1', 'unknown', 's3express:ListAllMyDirectoryBuckets']]);
  });

  it('takes a region that does not have the service for one without such buckets, and silence for unknown', async () => {
    const fake = await start({ buckets: [fakeBucket('plain')] });
    const message = 'A header you provided implies functionality that is not implemented';
    const unsupported = fake.fail(
      { kind: 'error', error: { code: 'NotImplemented', status: 501, message } },
      { api: 's3express:ListDirectoryBuckets' },
    );
    assert.deepEqual(ofAccount(await run(fake), LIFECYCLE), []);
    unsupported.end();
    fake.fail({ kind: 'reset' }, { api: 's3express:ListDirectoryBuckets' });
    assert.deepEqual(
      ofAccount(await run(fake), LIFECYCLE).map(([, kind]) => kind),
      ['unknown'],
    );
  });

  const MRAP = 's3-mrap-public-access-block';
  it('reads Multi-Region Access Points in the one region that knows them, page by page', async () => {
    const many = Array.from({ length: 101 }, (_, i) => ({
      name: `m-${String(i).padStart(3, '0')}`,
      publicAccessBlock: ALL_BLOCKED,
    }));
    const fake = await start({
      multiRegionAccessPoints: [
        ...many,
        { name: 'open', publicAccessBlock: { ...ALL_BLOCKED, BlockPublicPolicy: false } },
        { name: 'leaving', status: 'DELETING', publicAccessBlock: {} },
        { name: 'silent' },
      ],
    });
    const said = ofAccount(await run(fake, { region: 'eu-west-1' }), MRAP);
    assert.equal(said.length, 103);
    assert.deepEqual(
      said.filter(([, kind]) => kind !== 'pass').map(([resource, kind]) => [resource, kind]),
      [
        ['multi-region/open', 'fail'],
        ['multi-region/silent', 'unknown'],
      ],
    );
    const asked = fake.calls.filter(({ api }) => api === 's3control:ListMultiRegionAccessPoints');
    assert.deepEqual(
      asked.map(({ region }) => region),
      ['us-west-2', 'us-west-2'],
    );
  });

  it('asks for no Multi-Region Access Points in another partition, nor for the core checks', async () => {
    const fake = await start({ partition: 'aws-cn' });
    assert.deepEqual(
      ofAccount(await run(fake, { region: 'cn-north-1' }), MRAP).map(([, kind]) => kind),
      ['not-applicable'],
    );
    assert.deepEqual(ofAccount(await run(fake, { checks: 'core' }), MRAP), []);
    assert.equal(fake.count({ api: 's3control:ListMultiRegionAccessPoints' }), 0);
  });

  for (const [title, fault, action] of [
    [
      'denied',
      { kind: 'denied', denial: { how: 'implicit', by: 'identity-based policy' } },
      's3:ListMultiRegionAccessPoints',
    ],
    ['broken off', { kind: 'reset' }, 's3:ListMultiRegionAccessPoints'],
    ['a page of HTML', { kind: 'html', status: 200 }, 's3:ListMultiRegionAccessPoints'],
  ] as const satisfies readonly (readonly [string, Fault, string])[]) {
    it(`calls Multi-Region Access Points unknown when their list is ${title}`, async () => {
      const fake = await start({ buckets: [fakeBucket('plain')] });
      fake.fail(fault, { api: 's3control:ListMultiRegionAccessPoints' });
      const report = await run(fake);
      assert.deepEqual(
        ofAccount(report, MRAP).map(([, ...rest]) => rest),
        [['unknown', action]],
      );
      assert.equal(factsOf(report, 'plain').versioning.kind, 'known');
    });
  }

  it('stops when the token expires in the middle', async () => {
    const fake = await start({ buckets: Array.from({ length: 30 }, (_, i) => fakeBucket(`b-${i}`)) });
    fake.fail(EXPIRED_TOKEN, { api: 'GetBucketVersioning', after: 5 });
    const report = await run(fake, {}, { limits: { buckets: 2 } });
    assert.equal(report.status, 'failed');
    assert.equal(report.failure?.kind, 'expired');
    assert.equal(report.buckets.length + report.notRead.length, 30);
  });

  it('reads on when the clock is wrong: the SDK sets its own by the answer', async () => {
    const fake = await start({ buckets: [fakeBucket('a')] });
    fake.clockOffsetMs = 60 * 60_000;
    assert.equal(factsOf(await run(fake), 'a').versioning.kind, 'known');
  });

  it('reads a directory bucket that is named, as far as it knows anything', async () => {
    const bucket = directoryBucket('base', 'use1-az4');
    const fake = await start({ buckets: [bucket] });
    const facts = factsOf(await run(fake, { buckets: [bucket.name] }), bucket.name);
    assert.equal(facts.kind, 'directory');
    assert.equal(facts.policy.kind, 'absent');
    assert.equal(facts.encryption.kind, 'known');
    assert.equal(facts.versioning.kind, 'not-read');
  });
});
