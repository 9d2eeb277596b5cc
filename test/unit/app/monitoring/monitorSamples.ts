// Made-up answers of the bundle that deploys and reads the watcher.
import type {
  DeployPlan,
  MonitorIdentity,
  MonitorStatus,
  RunEntry,
  RunList,
} from '../../../../src/monitor/monitorBundle.ts';
import type { MonthlyEstimate } from '../../../../src/monitor/cost/monthlyEstimate.ts';
import type { RunSummary } from '../../../../src/monitor/report/parts.ts';
import type { Difference, MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import { DEFAULT_SETTING } from '../../../../src/monitor/stack/stackSetting.ts';
import { HOSTILE } from '../../findings/hostileText.ts';
import { aBucket, aFinding, aReport, at, written } from '../../monitor/reports.ts';

/** All that may drive a terminal, reorder text or become markup, on more lines than one. */
export const EVIL = `\u001b[2J\u001b]8;;https://evil.example\u0007\u009b31m\u202e\u2066\u200b\n# ${HOSTILE.join(' ')}\r\u2028| x`;

export const IDENTITY: MonitorIdentity = {
  partition: 'aws',
  accountId: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/dev',
  region: 'eu-west-1',
};

export const ESTIMATE: MonthlyEstimate = {
  usd: 1.234,
  prices: '2026-11',
  region: 'us-east-1',
  items: [
    {
      item: 'lambda-time',
      title: 'Lambda, time of both functions',
      quantity: 12_345.6,
      unit: 'GB-s',
      usd: 1.23,
      isOthers: false,
    },
    { item: 'queue', title: 'The queue', quantity: 620, unit: 'request', usd: 0.000_03, isOthers: false },
    { item: 'trail', title: 'CloudTrail', quantity: 0.004, unit: 'GB', usd: 0.004, isOthers: true },
  ],
};

export function aPlan(given: Partial<DeployPlan> = {}): DeployPlan {
  return {
    identity: IDENTITY,
    stack: 'palisade-monitor',
    setting: DEFAULT_SETTING,
    present: { kind: 'nothing' },
    resources: [
      { type: 'AWS::Lambda::Function', what: 'scan, every 12 hours' },
      { type: 'AWS::SQS::Queue', what: 'changes that wait' },
    ],
    permissions: [
      {
        role: 'ScanRole',
        statements: [
          { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetBucketPolicy', 's3:GetBucketAcl'], Resource: '*' },
          {
            Effect: 'Allow',
            Action: ['logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': ['Reports', 'Arn'] },
            Condition: { StringEquals: { 'aws:ResourceAccount': '111122223333' } },
          },
        ],
      },
    ],
    deployerPolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['cloudformation:CreateStack'], Resource: '*' }],
    },
    estimate: ESTIMATE,
    concurrency: { reserved: false, why: 'the account has room for 10 only' },
    trail: { kind: 'found', trail: 'management' },
    notes: ['Object ACLs are seen by the scan only.'],
    template: '{"Resources":{}}',
    ...given,
  };
}

export function aStatus(given: Partial<MonitorStatus> = {}): MonitorStatus {
  return {
    identity: IDENTITY,
    stack: 'palisade-monitor',
    version: '1.2.3',
    items: [
      { id: 'stack', title: 'Stack', state: 'ok', detail: 'CREATE_COMPLETE' },
      { id: 'code', title: 'Code', state: 'ok', detail: 'it is that of 1.2.3' },
    ],
    ...given,
  };
}

const SUMMARY: RunSummary = {
  kind: 'scan',
  status: 'complete',
  eventAt: at(0),
  startedAt: at(0),
  finishedAt: at(1),
  lagMs: 60_000,
  summary: { critical: 0, high: 2, medium: 0, low: 0, informational: 0 },
  trigger: 'schedule',
  everythingRead: true,
  read: 20,
  listed: 20,
  unknown: 0,
  new: 2,
  fixed: 1,
  notVerified: 0,
  gone: 0,
  usd: 0.002,
};

export function aRun(given: Partial<RunEntry> = {}, summary: Partial<RunSummary> = {}): RunEntry {
  return {
    stream: 'scan/2026/11/01/run',
    kind: 'scan',
    bucket: undefined,
    eventAt: at(0),
    state: { kind: 'reported', summary: { ...SUMMARY, ...summary } },
    ...given,
  };
}

export function someRuns(given: Partial<RunList> = {}): RunList {
  return { identity: IDENTITY, runs: [aRun()], missed: [], deployedAt: at(-60), ...given };
}

export const CLEAN_REPORT = written(aReport({ buckets: [aBucket('logs', [])] }));

export const OPEN_REPORT = written(
  aReport({
    buckets: [
      aBucket('logs', [aFinding('logs', 'encrypted', 'fail', { severity: 'low' })]),
      aBucket('site', [aFinding('site', 'public', 'fail', { severity: 'critical' })]),
    ],
  }),
);

/** Complete but for a check that could not be told. */
export const UNSURE_REPORT = written(
  aReport({
    status: 'partial',
    buckets: [aBucket('site', [aFinding('site', 'public', 'unknown')])],
    coverage: {
      ...aReport().coverage,
      listed: 1,
      read: 1,
      unknown: 1,
      unknownBy: [
        {
          cause: 'access-denied',
          api: 'GetBucketPolicy',
          action: 's3:GetBucketPolicy',
          error: 'AccessDenied',
          results: 1,
          places: 1,
        },
      ],
    },
  }),
);

/** A report in which all that is free text is {@link EVIL}, with something in every list. */
export function evilReport(): MonitorReport {
  const fail = {
    ...aFinding('x', 'public', 'fail', { severity: 'critical', aspect: EVIL }),
    evidence: EVIL,
    resource: EVIL,
  };
  const unknown = { ...aFinding('y', 'public', 'unknown'), evidence: EVIL, resource: EVIL, checkId: EVIL };
  const missing = [{ cause: 'other' as const, api: EVIL, action: EVIL, error: EVIL, httpStatus: 403, message: EVIL }];
  const reference = { fingerprint: '0'.repeat(20), checkId: EVIL, resource: EVIL, severity: 'high' as const };
  const references = [reference];
  const difference: Difference = {
    baseline: { kind: 'scan', runId: EVIL, startedAt: at(-5), later: 3 },
    new: references,
    worsened: [{ ...reference, before: 'low' }],
    fixed: references,
    notVerified: references,
    verifiedAgain: references,
    retired: references,
    gone: [{ bucket: EVIL, findings: references }],
    carried: { account: true, buckets: [EVIL], findings: 3 },
    superseded: [EVIL],
    unknown: { new: references, resolved: references },
    stillOpen: 3,
  };
  const look = {
    ...aBucket(EVIL, [fail, { ...unknown, missing }], { notMade: [EVIL] }),
    region: EVIL,
    notVerified: [{ ...reference, evidence: EVIL, aspect: EVIL, foundAt: at(-10), foundIn: EVIL }],
  };
  return {
    ...aReport({ status: 'partial', buckets: [look] }),
    runId: EVIL,
    tool: { name: 'palisade', version: EVIL },
    trigger: { kind: 'account-change', events: [{ id: EVIL, name: EVIL, at: at(0), clockOff: true }] },
    account: { partition: EVIL, accountId: '111122223333', arn: EVIL, region: EVIL },
    failure: { kind: EVIL, message: EVIL },
    checks: [EVIL],
    coverage: {
      account: false,
      everythingRead: false,
      listWhole: false,
      directoryRegions: [EVIL],
      listed: 3,
      read: 1,
      gone: 1,
      notRead: [EVIL],
      unknown: 1,
      unknownBy: [{ cause: 'other', api: EVIL, action: EVIL, error: EVIL, results: 1, places: 1 }],
    },
    gone: [EVIL],
    difference,
    analysis: {
      kind: 'answer',
      model: EVIL,
      promptVersion: EVIL,
      summary: EVIL,
      steps: [{ fingerprint: fail.fingerprint, why: EVIL, step: EVIL }],
      left: 2,
    },
    cost: { usd: 1, prices: EVIL, items: [{ item: EVIL, quantity: 1, unit: EVIL, usd: 1 }] },
  };
}

export function evilPlan(): DeployPlan {
  return aPlan({
    identity: { partition: EVIL, accountId: EVIL, arn: EVIL, region: EVIL },
    stack: EVIL,
    setting: {
      ...DEFAULT_SETTING,
      email: EVIL,
      topicArn: EVIL,
      keyArn: EVIL,
      geminiParameter: EVIL,
      geminiModel: EVIL,
      permissionsBoundaryArn: EVIL,
      trustedAccounts: [EVIL],
      publicTags: [EVIL],
      sensitiveTags: [EVIL],
    },
    present: { kind: 'half-made', status: EVIL, willBe: 'replaced' },
    resources: [{ type: EVIL, what: EVIL }],
    permissions: [
      {
        role: EVIL,
        statements: [{ Sid: EVIL, Effect: 'Allow', Action: [EVIL], Resource: [EVIL], Condition: { [EVIL]: EVIL } }],
      },
    ],
    deployerPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [EVIL], Resource: EVIL }] },
    estimate: {
      usd: 1,
      prices: EVIL,
      region: EVIL,
      items: [{ item: EVIL, title: EVIL, quantity: 1, unit: EVIL, usd: 1, isOthers: true }],
    },
    concurrency: { reserved: true, why: EVIL },
    trail: { kind: 'unknown', message: EVIL },
    notes: [EVIL],
    template: JSON.stringify({ [EVIL]: EVIL }),
  });
}

export function evilStatus(): MonitorStatus {
  return aStatus({
    identity: { partition: EVIL, accountId: EVIL, arn: EVIL, region: EVIL },
    stack: EVIL,
    version: EVIL,
    items: [{ id: 'queue', title: EVIL, state: 'problem', detail: EVIL, action: EVIL }],
  });
}

export function evilRuns(): RunList {
  return someRuns({
    identity: { partition: EVIL, accountId: EVIL, arn: EVIL, region: EVIL },
    runs: [
      aRun({ stream: EVIL, eventAt: EVIL }),
      aRun({ stream: EVIL, kind: 'change', bucket: EVIL, state: { kind: 'running' } }),
      aRun({ stream: EVIL, kind: 'change', bucket: EVIL, state: { kind: 'unreadable', problem: EVIL } }),
    ],
    missed: [EVIL],
    deployedAt: EVIL,
  });
}
