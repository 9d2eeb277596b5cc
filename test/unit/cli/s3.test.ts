import assert from 'node:assert/strict';
import type { ValidateFunction } from 'ajv';
import type { Log } from 'sarif';
import type { PostureEvent, PostureReport, PostureRunOptions } from '../../../src/s3/posture.ts';
import type { S3Bundle } from '../../../src/s3/s3Bundle.ts';
import { sarifValidator } from '../../support/sarifSchema.ts';
import { type CliRun, type CliRunOptions, Recorder, runInFolder } from './harness.ts';
import {
  ACCOUNT_FACTS,
  bucketNamed,
  CHECKS,
  DENIED,
  FAIL,
  HOSTILE,
  IDENTITY,
  NOT_APPLICABLE,
  PASS,
  reportOf,
  resultOf,
  THROTTLED,
  UNKNOWN,
} from './postureSamples.ts';

const CLEAN = reportOf({ buckets: [bucketNamed('logs', PASS, NOT_APPLICABLE)] });
const OPEN = reportOf({ buckets: [bucketNamed('logs', PASS), bucketNamed('site', FAIL, PASS)] });
const UNSURE = reportOf({ buckets: [bucketNamed('site', UNKNOWN(DENIED), PASS)] });
const EXPIRED = reportOf({
  status: 'failed',
  identity: undefined,
  notRead: [],
  failure: { kind: 'expired', message: 'The session has expired.', command: 'aws sso login --profile dev' },
});

interface Ran extends CliRun {
  readonly asked: PostureRunOptions | undefined;
}

describe('palisade s3', () => {
  let validate: ValidateFunction<Log>;
  before(function () {
    this.timeout(60_000);
    validate = sarifValidator();
  });

  async function run(
    report: PostureReport,
    args: readonly string[] = [],
    options: CliRunOptions = {},
    events: readonly PostureEvent[] = [],
  ): Promise<Ran> {
    let asked: PostureRunOptions | undefined;
    const bundle: Omit<S3Bundle, 'openReader'> = {
      runPosture: (given, onEvent) => {
        asked = given;
        events.forEach(onEvent);
        return Promise.resolve(report);
      },
      iamPolicy: (checks, partition = 'aws') => ({
        Statement: [{ Action: ['s3:GetBucketPolicy', checks, partition] }],
      }),
      checkDescriptions: () => CHECKS,
      checkTable: (format) => `${format}\n`,
    };
    const done = await runInFolder('/', ['s3', ...args], { loadS3: () => Promise.resolve(bundle), ...options });
    return { ...done, asked };
  }

  const FORMATS = ['text', 'json', 'markdown', 'sarif'] as const;
  const cases: readonly (readonly [number, string, PostureReport, readonly string[]])[] = [
    [0, 'a clean account', CLEAN, []],
    [1, 'a public bucket', OPEN, []],
    [0, 'a finding below the level', OPEN, ['--fail-on', 'critical']],
    [2, 'a check that could not be told', UNSURE, []],
    [2, 'a bucket that was not read', reportOf({ ...CLEAN, notRead: ['late'] }), []],
    [2, 'a run that calls itself partial', reportOf({ ...CLEAN, status: 'partial' }), []],
    [2, 'a run that failed', EXPIRED, []],
    [130, 'a run that was cancelled', reportOf({ ...OPEN, status: 'cancelled' }), []],
    [0, 'a bucket that is gone', reportOf({ ...CLEAN, buckets: [{ kind: 'gone', name: 'g', region: undefined }] }), []],
  ];
  for (const [status, what, report, args] of cases) {
    it(`ends with ${status} for ${what}, in every format, and is clean in words only with 0`, async () => {
      for (const format of FORMATS) {
        const ran = await run(report, [...args, '--format', format]);
        assert.equal(ran.status, status, format);
        if (status !== 0 && format !== 'sarif') assert.doesNotMatch(ran.stdout, /Clean:|"clean": true/, format);
      }
      const log = JSON.parse((await run(report, [...args, '--format', 'sarif'])).stdout) as Log;
      assert.ok(validate(log), JSON.stringify(validate.errors));
      const [invocation] = log.runs[0]?.invocations ?? [];
      assert.deepEqual([invocation?.exitCode, invocation?.executionSuccessful], [status, [0, 1].includes(status)]);
    });
  }

  it('hands on what is asked', async () => {
    const args = '--profile dev --region eu-west-1 --bucket a b --bucket c --checks all --trusted-account 444455556666';
    const tags = ['--public-tag', 'open', 'to=all of us', '--sensitive-tag', 'data=pii', '--sensitive-tag', 'data=pii'];
    assert.deepEqual((await run(CLEAN, [...args.split(' '), ...tags])).asked, {
      profile: 'dev',
      region: 'eu-west-1',
      buckets: ['a', 'b', 'c'],
      checks: 'all',
      trustedAccounts: new Set(['444455556666']),
      publicTags: ['open', 'to=all of us'],
      sensitiveTags: ['data=pii'],
    });
    const plain = { profile: undefined, region: undefined, buckets: [], checks: 'core', trustedAccounts: new Set() };
    assert.deepEqual((await run(CLEAN)).asked, { ...plain, publicTags: [], sensitiveTags: [] });
  });

  it('does not begin when it is not understood', async () => {
    for (const args of [
      ['--region', 'x/y'],
      ['--checks', 'some'],
      ['nothing'],
      ['--trusted-account', '1'],
      ['--public-tag', '=x'],
      ['--sensitive-tag', ''],
    ]) {
      const { status, asked } = await run(CLEAN, args);
      assert.deepEqual([status, asked], [2, undefined], args.join(' '));
    }
  });

  it('prints a table, worst first, then what is wrong and what could not be told and why', async () => {
    const report = reportOf({
      buckets: [bucketNamed('aaa', PASS), bucketNamed('bbb', UNKNOWN(DENIED)), bucketNamed('ccc', FAIL)],
    });
    const { stdout } = await run(report);
    const rows = stdout.split('\n').filter((line) => /(?:aaa|bbb|ccc) +eu-west-1/.test(line));
    assert.deepEqual(
      rows.map((row) => row.trim().split(/\s+/)),
      [
        ['unknown', 'bbb', 'eu-west-1', '0', '1'],
        ['high', 'ccc', 'eu-west-1', '1', '0'],
        ['ok', 'aaa', 'eu-west-1', '0', '0'],
      ],
    );
    assert.match(stdout, /^HIGH +s3-bucket-public-list: policy statement 1 allows everyone$/m);
    assert.match(
      stdout.replace(/\s+/g, ' '),
      /UNKNOWN s3-bucket-public-read \(critical at worst\): .*GetBucketPolicy \(s3:GetBucketPolicy\): AccessDenied, HTTP 403/,
    );
    assert.match(stdout, new RegExp(`^Identity +${IDENTITY.arn}$`, 'm'));
    assert.match(stdout, /^Read +3 buckets with 33 calls in 1\.5 s$/m);
  });

  it('says what to run when credentials have expired', async () => {
    const { stdout } = await run(EXPIRED);
    assert.match(stdout, /^FAILED +The session has expired\.$/m);
    assert.match(stdout, /^Run +aws sso login --profile dev$/m);
  });

  it('lets nothing from the account drive a terminal or become Markdown', async () => {
    const report = reportOf({ buckets: [bucketNamed(HOSTILE, { ...FAIL, evidence: HOSTILE })], notRead: [HOSTILE] });
    for (const format of FORMATS) {
      const { stdout } = await run(report, ['--format', format]);
      assert.doesNotMatch(stdout, /(?!\n)[\p{Cc}\p{Cf}]/u, format);
      if (format === 'markdown') assert.doesNotMatch(stdout, /(?<!\\)\[x|(?<!\\)<img/);
    }
  });

  it('knows a finding again whose evidence is another', async () => {
    const printOf = async (evidence: string, name = 'site'): Promise<unknown> => {
      const { stdout } = await run(reportOf({ buckets: [bucketNamed(name, { ...FAIL, evidence })] }), [
        '--format',
        'sarif',
      ]);
      return (JSON.parse(stdout) as Log).runs[0]?.results?.[0]?.partialFingerprints;
    };
    assert.deepEqual(await printOf('one'), await printOf('two'));
    assert.notDeepEqual(await printOf('one'), await printOf('one', 'other'));
  });

  it('tells a terminal how far it is, and nobody else', async () => {
    const events: readonly PostureEvent[] = [
      { kind: 'identity', identity: IDENTITY },
      { kind: 'listed', buckets: [{ name: 'site', region: 'eu-west-1' }] },
      { kind: 'bucket', posture: bucketNamed('site', FAIL) },
      { kind: 'bucket', posture: bucketNamed('site', PASS) },
    ];
    const stderr = new Recorder();
    stderr.isTerminal = true;
    await run(OPEN, [], { stderr }, events);
    assert.match(stderr.text, /Read 1 of 1 buckets: site\r\p{Cc}\[2K$/u);
    assert.equal((await run(OPEN, [], {}, events)).stderr, '');
  });

  it('prints the IAM policy and the checks', async () => {
    const policy = await run(CLEAN, ['iam-policy', '--checks', 'all', '--partition', 'aws-cn']);
    assert.deepEqual(JSON.parse(policy.stdout), { Statement: [{ Action: ['s3:GetBucketPolicy', 'all', 'aws-cn'] }] });
    assert.equal((await run(CLEAN, ['checks'])).stdout, 'markdown\n');
    assert.equal((await run(CLEAN, ['checks', '--format', 'json'])).stdout, 'json\n');
  });

  describe('permissions', () => {
    it('names what was denied, also where no verdict hangs on it', async () => {
      const site = bucketNamed('site', PASS);
      const denied = {
        ...site,
        facts: { ...site.facts, acl: { kind: 'unreadable', reason: { ...DENIED, action: 's3:GetBucketAcl' } } },
      } as const;
      const trails = { kind: 'unreadable', reason: { ...DENIED, action: 'cloudtrail:DescribeTrails' } } as const;
      const account: PostureEvent = { kind: 'account', facts: { ...ACCOUNT_FACTS, trails }, results: [] };
      const { status, stdout } = await run(reportOf({ buckets: [denied] }), ['permissions', '--format', 'json'], {}, [
        account,
      ]);
      const { missing, complete } = JSON.parse(stdout) as {
        missing: { action: string; buckets: string[] }[];
        complete: boolean;
      };
      assert.deepEqual(
        missing.map(({ action, buckets }) => [action, buckets]),
        [
          ['cloudtrail:DescribeTrails', []],
          ['s3:GetBucketAcl', ['site']],
        ],
      );
      assert.deepEqual([status, complete], [1, true]);
    });

    it('does not say that nothing is missing when something was not read', async () => {
      assert.equal((await run(CLEAN, ['permissions'])).status, 0);
      assert.equal((await run(EXPIRED, ['permissions'])).status, 2);
      const { status, stdout } = await run(reportOf({ buckets: [bucketNamed('site', UNKNOWN(THROTTLED))] }), [
        'permissions',
      ]);
      assert.deepEqual([status, /not everything was read/.test(stdout)], [2, true]);
      const words = (await run(UNSURE, ['permissions'])).stdout;
      assert.match(words, /^MISSING {2}s3:GetBucketPolicy$/m);
    });
  });

  it('tells account checks by what they speak of', async () => {
    const report = reportOf({ account: [resultOf('account', FAIL)], buckets: [] });
    assert.match((await run(report)).stdout, /^HIGH +account: s3-bucket-public-list/m);
  });
});
