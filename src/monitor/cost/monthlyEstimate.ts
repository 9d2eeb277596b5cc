// What the watcher costs in a month, by item.
import { costUsd } from '../../gemini/cost.ts';
import { PRICES } from './prices.ts';

export interface MonthlyUse {
  readonly buckets: number;
  readonly changesPerDay: number;
  readonly gemini: boolean;
  /** Defaults: 1,024 MB, 90 days, no topic. */
  readonly memoryMb?: number;
  readonly retentionDays?: number;
  readonly email?: boolean;
  readonly customerKey?: boolean;
  /** Copies of management events beyond the first, which is free: each further trail that logs reads. Default 0. */
  readonly extraTrails?: number;
  /** GuardDuty is on: it reads all management events. Default false. */
  readonly guardDuty?: boolean;
}

export interface MonthlyEstimate {
  readonly usd: number;
  /** Year and month of the price list, e.g. `2026-11`. */
  readonly prices: string;
  readonly region: string;
  readonly items: readonly MonthlyItem[];
}

export interface MonthlyItem {
  /** E.g. `lambda-time`. */
  readonly item: string;
  /** In words, e.g. `Lambda, time of both functions`. */
  readonly title: string;
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
  /** Not the watcher's own: what others of the account charge for its calls. Not in `usd` of the whole unless it is on. */
  readonly isOthers: boolean;
}

const DAYS = 30;
/** Every twelve hours. */
const SCANS = 2 * DAYS;

/** Measured against accounts in which every third bucket has a policy and every fifth ACLs, with all checks. */
export const PER_BUCKET = {
  /** A change reads one bucket, and of the account what its checks need. */
  calls: 14.4,
  /** In a report. */
  bytes: 4_000,
  /** Milliseconds of a function with 1,024 MB, which has a little more than half a processor. */
  scanMs: 35,
} as const;

/** Of a scan, besides its buckets. */
export const PER_SCAN = { calls: 30, bytes: 30_000, ms: 8_000 } as const;

/** Of a change, all included; a start of the function is in the time, and the report that it is compared with is not. */
export const PER_CHANGE = { calls: 45, bytes: 12_000, ms: 4_000 } as const;

/** To read the last scan again: per bucket in it. */
const COMPARED_MS = 2;

/** Lines of the function's own log and of the platform. */
const OWN_LOG_BYTES = 1_500;

/** Nine of a scan and three of a change. */
export const METRICS = 12;

/** Missed runs, errors of both functions, the age of the queue, and what lies in three queues of failures. */
export const ALARMS = 7;

/** An idle queue, too, is asked five times at once, each time for twenty seconds. */
const POLLS = (5 * DAYS * 86_400) / 20;
/** To send it, to receive it and to delete it. */
const REQUESTS_PER_MESSAGE = 3;

/** What one call can be at most: 200 lines and the prompt, and as long an answer as is asked for. */
const GEMINI = { model: 'gemini-3.8-flash', input: 8_000, output: 8_192 };
/** When prices that are promised for a time have ended. */
const AFTER_PROMOTIONS = Date.UTC(2027, 0, 1);

/**
 * From above where it is not known: each change is a run of its own, and each run tells somebody.
 *
 * @param use whole numbers that are not negative
 */
export function monthlyEstimate(use: MonthlyUse): MonthlyEstimate {
  const own = ownItems(use).map((item) => ({ ...item, isOthers: false }));
  const others = othersItems(use);
  const ofOthers = others.filter(({ isOn }) => isOn).map(({ item }) => item);
  return {
    usd: [...own, ...ofOthers].reduce((sum, { usd }) => sum + usd, 0),
    prices: PRICES.readIn,
    region: PRICES.region,
    items: [...own, ...others.map(({ item }) => item)],
  };
}

type OwnItem = Omit<MonthlyItem, 'isOthers'>;

function ownItems(use: MonthlyUse): readonly OwnItem[] {
  const { memoryMb = 1_024, retentionDays = 90, email = false, customerKey = false, gemini } = use;
  const changes = changesOf(use);
  const runs = SCANS + changes;
  const gbSeconds = (timeMs(use) / 1_000) * (memoryMb / 1_024);
  const gigabytes = logBytes(use) / 1e9;
  const stored = (gigabytes * retentionDays * PRICES.logsCompressed) / DAYS;
  const messages = POLLS + REQUESTS_PER_MESSAGE * changes;
  const kept: readonly OwnItem[] = [
    priced('lambda-time', 'Lambda, time of both functions', gbSeconds, 'GB-s', PRICES.lambdaGbSecond),
    priced('lambda-requests', 'Lambda, runs of both functions', runs, 'request', PRICES.lambdaRequest),
    priced('s3-requests', 'Reads of S3 and of the services around it', callsOf(use), 'request', PRICES.s3Request),
    priced('logs', 'CloudWatch Logs, reports and logs taken in', gigabytes, 'GB', PRICES.logsGb),
    priced('logs-stored', `CloudWatch Logs, kept for ${retentionDays} days`, stored, 'GB', PRICES.logsStoredGb),
    priced('metrics', 'CloudWatch, metrics', METRICS, 'metric', PRICES.metricMonth),
    priced('alarms', 'CloudWatch, alarms', ALARMS, 'alarm', PRICES.alarmMonth),
    priced('sqs', 'SQS, requests, most of them of an empty queue', messages, 'request', PRICES.sqsRequest),
    priced('events', 'EventBridge, events of AWS', runs, 'event', PRICES.eventBridgeEvent),
  ];
  return [
    ...kept,
    ...(email ? [priced('sns', 'SNS, messages by email', runs, 'message', PRICES.snsMessage + PRICES.snsEmail)] : []),
    ...(customerKey ? [keyItem(runs + messages)] : []),
    ...(gemini ? [priced('parameter', 'Parameter Store, the key', SCANS, 'request', PRICES.parameterRequest)] : []),
    ...(gemini ? [geminiItem()] : []),
  ];
}

/** The key may be there already, and be paid for. */
function keyItem(requests: number): OwnItem {
  const usd = PRICES.kmsKeyMonth + requests * PRICES.kmsRequest;
  return { item: 'kms', title: 'KMS, the key and its use', quantity: requests, unit: 'request', usd };
}

function geminiItem(): OwnItem {
  const { model, input, output } = GEMINI;
  const each = costUsd(model, { input, output, cached: 0 }, AFTER_PROMOTIONS);
  return priced('gemini', 'Gemini, a call after each scan', SCANS, 'request', each);
}

/** All reads are management events. */
function othersItems(use: MonthlyUse): readonly { readonly isOn: boolean; readonly item: MonthlyItem }[] {
  const { extraTrails = 0, guardDuty = false } = use;
  const events = callsOf(use);
  const copies = events * Math.max(1, extraTrails);
  const trails = extraTrails > 1 ? `${extraTrails} further trails` : 'each further trail';
  return [
    {
      isOn: extraTrails > 0,
      item: {
        ...priced('cloudtrail', `CloudTrail, of ${trails} that logs reads`, copies, 'event', PRICES.trailCopyEvent),
        isOthers: true,
      },
    },
    {
      isOn: guardDuty,
      item: {
        ...priced('guardduty', 'GuardDuty, where it is on', events, 'event', PRICES.guardDutyEvent),
        isOthers: true,
      },
    },
  ];
}

function changesOf({ changesPerDay }: MonthlyUse): number {
  return changesPerDay * DAYS;
}

function callsOf(use: MonthlyUse): number {
  return SCANS * (PER_SCAN.calls + use.buckets * PER_BUCKET.calls) + changesOf(use) * PER_CHANGE.calls;
}

function timeMs(use: MonthlyUse): number {
  const scan = PER_SCAN.ms + use.buckets * (PER_BUCKET.scanMs + COMPARED_MS);
  return SCANS * scan + changesOf(use) * (PER_CHANGE.ms + use.buckets * COMPARED_MS);
}

function logBytes(use: MonthlyUse): number {
  const changes = changesOf(use);
  const scan = PER_SCAN.bytes + use.buckets * PER_BUCKET.bytes;
  return SCANS * scan + changes * PER_CHANGE.bytes + (SCANS + changes) * OWN_LOG_BYTES;
}

function priced(item: string, title: string, quantity: number, unit: string, each: number): OwnItem {
  return { item, title, quantity, unit, usd: quantity * each };
}
