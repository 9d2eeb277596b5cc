// What a run of the watcher reports. report.schema.json beside this file documents it for others; here it is what a
// reader lets pass, since what lies in a log group may be of any version or of anybody.
import * as v from 'valibot';
import { SEVERITIES } from '../../findings/severity.ts';

/** Rises when a field changes its meaning or goes away; new fields do not raise it. */
export const REPORT_VERSION = 1;

const text = v.pipe(v.string(), v.maxLength(20_000));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(2_000));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const time = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/));
const fingerprint = v.pipe(v.string(), v.regex(/^[0-9a-f]{20}$/));
const severity = v.picklist(SEVERITIES);
const severities = v.object({ critical: count, high: count, medium: count, low: count, informational: count });

const unreadable = v.object({
  cause: v.picklist([
    'access-denied',
    'unsupported',
    'region',
    'throttled',
    'network',
    'timeout',
    'malformed',
    'cancelled',
    'other',
  ]),
  api: name,
  action: text,
  error: name,
  httpStatus: v.exactOptional(count),
  message: v.exactOptional(text),
});

/** What a check found in this run: a failure, or that it cannot be told. */
const finding = v.object({
  fingerprint,
  checkId: name,
  resource: name,
  outcome: v.picklist(['fail', 'unknown']),
  severity,
  evidence: text,
  aspect: v.exactOptional(text),
  confidence: v.exactOptional(v.literal('medium')),
  missing: v.exactOptional(v.array(unreadable)),
});

/** A failure that an earlier run found, and of which no run since could tell whether it is still there. */
const notVerified = v.object({
  fingerprint,
  checkId: name,
  resource: name,
  severity,
  evidence: text,
  aspect: v.exactOptional(text),
  foundAt: time,
  foundIn: name,
});

const look = {
  passed: count,
  notApplicable: count,
  notMade: v.array(name),
  /** Of a bucket: checks that have nothing to judge there. */
  doesNotApply: v.exactOptional(v.array(name)),
  /** Of the account: where checks pass. What is not among it, and has no finding, was not judged. */
  passedAt: v.exactOptional(v.array(v.object({ checkId: name, resources: v.array(name) }))),
  findings: v.array(finding),
  notVerified: v.array(notVerified),
};

const reference = v.object({ fingerprint, checkId: name, resource: name, severity });

const difference = v.object({
  baseline: v.variant('kind', [
    v.object({ kind: v.literal('none'), why: v.picklist(['first-run', 'no-complete-scan', 'unusable', 'unreadable']) }),
    v.object({ kind: v.literal('scan'), runId: name, startedAt: time, later: count }),
  ]),
  new: v.array(reference),
  worsened: v.array(v.object({ ...reference.entries, before: severity })),
  fixed: v.array(reference),
  notVerified: v.array(reference),
  verifiedAgain: v.array(reference),
  retired: v.array(reference),
  gone: v.array(v.object({ bucket: name, findings: v.array(reference) })),
  carried: v.object({ account: v.boolean(), buckets: v.array(name), findings: count }),
  superseded: v.array(name),
  unknown: v.object({ new: v.array(reference), resolved: v.array(reference) }),
  stillOpen: count,
});

const analysis = v.variant('kind', [
  v.object({
    kind: v.literal('answer'),
    model: name,
    promptVersion: name,
    summary: text,
    steps: v.array(v.object({ fingerprint, why: text, step: text })),
    /** Failures that were not sent, as there were too many. */
    left: count,
  }),
  v.object({ kind: v.literal('failed'), reason: name, detail: v.exactOptional(text) }),
  v.object({ kind: v.literal('not-asked'), why: v.picklist(['off', 'nothing-failed', 'not-complete', 'no-time']) }),
]);

/** Of a whole report. */
export const reportShape = v.object({
  schemaVersion: v.literal(REPORT_VERSION),
  tool: v.object({ name: v.literal('palisade'), version: name }),
  runId: name,
  kind: v.picklist(['scan', 'change']),
  trigger: v.object({
    kind: v.picklist(['schedule', 'manual', 'change', 'account-change']),
    events: v.pipe(
      v.array(v.object({ id: name, name: v.nullable(name), at: time, clockOff: v.exactOptional(v.literal(true)) })),
      v.minLength(1),
    ),
  }),
  account: v.nullable(
    v.object({ partition: name, accountId: v.pipe(v.string(), v.regex(/^\d{12}$/)), arn: name, region: name }),
  ),
  eventAt: time,
  startedAt: time,
  finishedAt: time,
  lagMs: count,
  status: v.picklist(['complete', 'partial', 'failed']),
  failure: v.nullable(v.object({ kind: name, message: text })),
  checks: v.array(name),
  scanOnly: v.exactOptional(v.object({ checks: v.array(name), buckets: v.array(name) })),
  coverage: v.object({
    account: v.boolean(),
    everythingRead: v.boolean(),
    listWhole: v.boolean(),
    directoryRegions: v.array(name),
    listed: count,
    read: count,
    gone: count,
    notRead: v.array(name),
    unknown: count,
    unknownBy: v.array(
      v.object({
        cause: unreadable.entries.cause,
        api: name,
        action: text,
        error: name,
        results: count,
        places: count,
      }),
    ),
  }),
  summary: severities,
  accountLook: v.nullable(v.object(look)),
  buckets: v.array(v.object({ name, region: v.nullable(name), ...look })),
  gone: v.array(name),
  difference,
  analysis,
  calls: count,
  cost: v.object({
    usd: amount,
    prices: name,
    items: v.array(v.object({ item: name, quantity: amount, unit: name, usd: amount })),
  }),
});

/** What the closing event of a report says of it, so that a list of runs need not read the rest. */
export const summaryShape = v.object({
  kind: reportShape.entries.kind,
  trigger: reportShape.entries.trigger.entries.kind,
  status: reportShape.entries.status,
  eventAt: time,
  startedAt: time,
  finishedAt: time,
  lagMs: count,
  everythingRead: v.boolean(),
  read: count,
  listed: count,
  unknown: count,
  summary: severities,
  new: count,
  fixed: count,
  notVerified: count,
  gone: count,
  usd: amount,
});

type DeepReadonly<T> = T extends readonly (infer One)[]
  ? readonly DeepReadonly<One>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

export type MonitorReport = DeepReadonly<v.InferOutput<typeof reportShape>>;
export type ReportFinding = DeepReadonly<v.InferOutput<typeof finding>>;
export type NotVerified = DeepReadonly<v.InferOutput<typeof notVerified>>;
export type Reference = DeepReadonly<v.InferOutput<typeof reference>>;
export type Difference = DeepReadonly<v.InferOutput<typeof difference>>;
export type Baseline = Difference['baseline'];
export type Analysis = DeepReadonly<v.InferOutput<typeof analysis>>;
export type RunCost = MonitorReport['cost'];
export type Trigger = MonitorReport['trigger'];
export type TriggerEvent = Trigger['events'][number];
/** What was said of the account, or of one bucket. */
export type Look = NonNullable<MonitorReport['accountLook']>;

export type ReadReport =
  | { readonly kind: 'report'; readonly report: MonitorReport }
  /** Written by a Palisade that is newer, or older than version 1 ever was. */
  | { readonly kind: 'other-version'; readonly version: unknown }
  | { readonly kind: 'damaged'; readonly problem: string };

/** @param json text of a whole report */
export function readReport(json: string): ReadReport {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { kind: 'damaged', problem: 'it is no JSON' };
  }
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) {
    return { kind: 'damaged', problem: 'it names no version' };
  }
  if (value.schemaVersion !== REPORT_VERSION) return { kind: 'other-version', version: value.schemaVersion };
  const parsed = v.safeParse(reportShape, value);
  if (parsed.success) return { kind: 'report', report: parsed.output };
  const [issue] = parsed.issues;
  return { kind: 'damaged', problem: `${v.getDotPath(issue) ?? 'it'} is not what version ${REPORT_VERSION} says` };
}
