import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isDirectoryBucket } from '../../../src/s3/bucketNames.ts';
import { apiRow } from '../../../src/s3/apis.ts';
import { iamPolicy } from '../../../src/s3/iamPolicy.ts';
import type { AccountFacts } from '../../../src/s3/facts.ts';
import { missingPermissions } from '../../../src/s3/reports/permissions.ts';
import type { CheckResult, PostureReport } from '../../../src/s3/posture.ts';
import { runPosture } from '../../../src/s3/runPosture.ts';
import { reportFigure } from '../../support/figures.ts';
import { anyAccount, namesOf, serve, type GeneratedAccount } from './generatedAccounts.ts';
import { judges } from './judges.ts';
import { jsonRefusal, refusal, ScriptedAws } from './scriptedAws.ts';

// Each takes five seconds, and a run of everything has twenty minutes.
const ACCOUNTS = 6;
const PERMISSIONS = iamPolicy('all').Statement.flatMap(({ Action }) => Action);

/** Without one of these some buckets are known only to whoever names them. */
const LISTS: readonly string[] = ['s3:ListAllMyBuckets', 's3express:ListAllMyDirectoryBuckets'];

type Kind = CheckResult['outcome']['kind'];

describe('a permission that is taken away', () => {
  let aws: ScriptedAws;
  before(async () => {
    aws = new ScriptedAws();
    await aws.start();
  });
  after(() => aws.stop());

  /** @param denied besides what our own policy does not give */
  async function results(account: GeneratedAccount, denied?: string): Promise<ReadonlyMap<string, ReadonlySet<Kind>>> {
    aws.fault = ({ api, bucket }) => {
      const row = apiRow(api);
      const { service } = row;
      const action = (isDirectoryBucket(bucket ?? '') ? row.directoryAction : undefined) ?? row.action;
      if (action === undefined || (action !== denied && PERMISSIONS.includes(action))) return undefined;
      // Whoever may not look is told all the same that there is nothing.
      if (api === 'HeadBucket' && !aws.buckets.has(bucket ?? '')) return undefined;
      if (service === 'cloudtrail' || service === 'kms') return jsonRefusal('AccessDeniedException');
      const region = aws.buckets.get(bucket ?? '')?.region;
      return refusal(403, 'AccessDenied', region === undefined ? {} : { 'x-amz-bucket-region': region });
    };
    let accountFacts: AccountFacts | undefined;
    const report = await runPosture(
      {
        profile: undefined,
        region: 'us-east-1',
        buckets: denied !== undefined && LISTS.includes(denied) ? namesOf(account) : [],
        checks: 'all',
        trustedAccounts: new Set(),
      },
      {
        environment: {
          homeFolder: '/nonexistent',
          variables: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 's', AWS_ENDPOINT_URL: aws.url },
        },
        credentials: {},
        judges,
        now: () => 0,
        platform: 'linux',
        version: '0.0.0',
      },
      (event) => {
        if (event.kind === 'account') accountFacts = event.facts;
      },
      new AbortController().signal,
    );
    assert.equal(report.failure, undefined);
    assert.equal(report.buckets.length, namesOf(account).length);
    const missing = missingPermissions(report, accountFacts).map(({ action }) => action);
    const lacking = missing.filter((action) => action !== 's3:ListBucket' && action !== 's3:GetObjectAcl');
    assert.ok(
      denied === undefined ? lacking.length === 0 : lacking.every((action) => action === denied),
      lacking.join(),
    );
    return kindsOf(report);
  }

  it('turns no pass into a failure and no failure into a pass, nor what applies into what does not', async function () {
    this.timeout(240_000);
    const counts = { accounts: 0, permissions: 0, verdicts: 0, unknown: 0 };
    for (const account of fc.sample(anyAccount, { numRuns: ACCOUNTS, seed: 4 })) {
      serve(aws, account);
      const before = await results(account);
      counts.accounts += 1;
      for (const permission of PERMISSIONS) {
        const after = await results(account, permission);
        counts.permissions += 1;
        for (const [what, kinds] of before) {
          const now = after.get(what);
          if (now === undefined && what.startsWith('account ')) continue;
          assert.ok(now !== undefined, `${what} is missing without ${permission}`);
          counts.verdicts += 1;
          if (now.has('unknown')) counts.unknown += 1;
          assert.ok(isAllowed(kinds, now), `${what} without ${permission}: ${[...kinds].join()} → ${[...now].join()}`);
        }
      }
    }
    assert.ok(counts.unknown > 0, 'something must have become unknown');
    reportFigure('permission property: accounts', counts.accounts);
    reportFigure('permission property: permissions taken away', counts.permissions);
    reportFigure('permission property: verdicts compared', counts.verdicts);
  });
});

/** All results of one check about one thing, as several can fail in one. */
function kindsOf(report: PostureReport): ReadonlyMap<string, ReadonlySet<Kind>> {
  const kinds = new Map<string, Set<Kind>>();
  const add = (where: string, { checkId, resource, outcome }: CheckResult): void => {
    const key = `${where} ${checkId} of ${resource}`;
    kinds.set(key, (kinds.get(key) ?? new Set<Kind>()).add(outcome.kind));
  };
  for (const result of report.account) add('account', result);
  for (const one of report.buckets) if (one.kind === 'read') for (const result of one.results) add('bucket', result);
  return kinds;
}

/** The same, or unknown. What was unknown with all permissions may be anything: it was not certain. */
function isAllowed(before: ReadonlySet<Kind>, after: ReadonlySet<Kind>): boolean {
  if (before.has('unknown') || after.has('unknown')) return true;
  const is = (kinds: ReadonlySet<Kind>): Kind =>
    kinds.has('fail') ? 'fail' : kinds.has('pass') ? 'pass' : 'not-applicable';
  return is(before) === is(after);
}
