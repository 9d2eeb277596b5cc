// What may arrive at the functions: the schedule, a person, a change of a bucket, a change of the account. All else is
// refused with a reason. What is in an event decides what is read, so nothing of it is taken on trust.
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { cleanLine } from '../../outbound/cleaning.ts';
import { isBucketName } from '../../s3/bucketNames.ts';
import type { Trigger, TriggerEvent } from '../report/reportShape.ts';
import { CHANGE_DETAIL_TYPE, EVENT_SOURCES, type ChangeEvents } from './changeEvents.ts';

export interface EventSetting {
  /** Of the function: events of others are none of its business. */
  readonly accountId: string;
  readonly events: ChangeEvents;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** More than any two clocks of AWS differ: a time beyond it is taken for a mistake, or for made up. */
export const ALLOWED_SKEW_MS = 5 * 60_000;

/** Before it there was no CloudTrail: such a time is made up, and would not fit into the name of a stream. */
const EARLIEST = Date.UTC(2013, 10);

const MOST_FOLDED = 50;

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** The pattern alone lets pass what is no time, e.g. an offset that `Date` does not read. */
const when = v.pipe(
  v.string(),
  v.maxLength(40),
  v.isoTimestamp(),
  v.check((text) => Date.parse(text) >= EARLIEST),
);

const scheduleShape = v.object({
  source: v.literal('aws.events'),
  'detail-type': v.literal('Scheduled Event'),
  account: v.string(),
  id,
  time: when,
});

const manualShape = v.strictObject({ palisade: v.literal('run'), id, at: when });

const accountChangeShape = v.strictObject({
  palisade: v.literal('account-change'),
  askedAt: v.optional(when),
  events: v.pipe(
    v.array(v.strictObject({ id, name: v.pipe(v.string(), v.maxLength(200)), at: when })),
    v.minLength(1),
    v.maxLength(MOST_FOLDED),
  ),
});

const changeShape = v.object({
  source: v.string(),
  'detail-type': v.literal(CHANGE_DETAIL_TYPE),
  account: v.string(),
  id,
  time: when,
  detail: v.object({
    eventSource: v.string(),
    eventName: v.pipe(v.string(), v.maxLength(200)),
    eventID: v.optional(id),
    eventTime: v.optional(when),
    recipientAccountId: v.optional(v.string()),
    errorCode: v.optional(v.unknown()),
    requestParameters: v.nullish(v.record(v.string(), v.unknown())),
  }),
});

export type ScanInput =
  | {
      readonly kind: 'scan';
      readonly runId: string;
      readonly trigger: Trigger;
      /** Whoever asked counts on a scan that begins no earlier; milliseconds since the epoch. */
      readonly askedAt?: number;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** @param input as the platform hands it to the `scan` function */
export function readScanInput(input: unknown, setting: EventSetting): ScanInput {
  const schedule = v.safeParse(scheduleShape, input);
  if (schedule.success) {
    const { account, id: eventId, time } = schedule.output;
    if (account !== setting.accountId) return refused('it is a schedule of another account');
    return scanOf('schedule', [eventOf(eventId, null, time, setting.now)]);
  }
  const manual = v.safeParse(manualShape, input);
  if (manual.success) {
    return scanOf('manual', [eventOf(manual.output.id, null, manual.output.at, setting.now)]);
  }
  const change = v.safeParse(accountChangeShape, input);
  if (change.success) {
    const { events, askedAt } = change.output;
    if (!events.every(({ name }) => setting.events.account.has(name))) {
      return refused('it names a change that is none of the account');
    }
    const asked = scanOf(
      'account-change',
      events.map((one) => eventOf(one.id, one.name, one.at, setting.now)),
    );
    return askedAt === undefined ? asked : { ...asked, askedAt: Math.min(Date.parse(askedAt), setting.now) };
  }
  return refused('it is neither the schedule, nor a run by hand, nor a change of the account');
}

export type Change =
  | { readonly kind: 'bucket'; readonly bucket: string; readonly event: TriggerEvent }
  | { readonly kind: 'account'; readonly event: TriggerEvent }
  /** Understood, and not for us: to hear it again would change nothing. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** Not understood: a person should look at it. */
  | { readonly kind: 'refused'; readonly reason: string };

/** @param body of a message of the queue, as EventBridge puts it there */
export function readChange(body: string, setting: EventSetting): Change {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return refused('it is no JSON');
  }
  const parsed = v.safeParse(changeShape, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refused(`it is no event of CloudTrail: ${cleanLine(v.getDotPath(issue) ?? 'its form', 100)}`);
  }
  const { account, detail, id: eventId, time } = parsed.output;
  if (account !== setting.accountId || (detail.recipientAccountId ?? account) !== setting.accountId) {
    return { kind: 'ignored', reason: 'it is of another account' };
  }
  if (!(EVENT_SOURCES as readonly string[]).includes(detail.eventSource)) {
    return { kind: 'ignored', reason: 'it is of another service' };
  }
  if (detail.errorCode !== undefined) return { kind: 'ignored', reason: 'what was asked for was not done' };
  const name = detail.eventName;
  const event = eventOf(detail.eventID ?? eventId, name, detail.eventTime ?? time, setting.now);
  if (setting.events.account.has(name)) return { kind: 'account', event };
  if (!setting.events.bucket.has(name)) return { kind: 'ignored', reason: 'no check looks at what it changes' };
  const bucket = detail.requestParameters?.['bucketName'];
  if (typeof bucket !== 'string' || !isBucketName(bucket)) return refused('it names no bucket');
  return { kind: 'bucket', bucket, event };
}

/**
 * One id for all that a run answers: the newest event's, so that the same events give the same run again.
 *
 * @param events at least one
 */
export function runIdOf(events: readonly TriggerEvent[]): string {
  const newest = events.reduce((a, b) => (b.at > a.at || (b.at === a.at && b.id > a.id) ? b : a));
  return newest.id;
}

function scanOf(kind: Trigger['kind'], events: readonly TriggerEvent[]): Extract<ScanInput, { readonly kind: 'scan' }> {
  return { kind: 'scan', runId: runIdOf(events), trigger: { kind, events } };
}

/** An id becomes part of a stream's name: one that could not be is replaced by its hash. */
function eventOf(given: string, name: string | null, time: string, now: number): TriggerEvent {
  const safe = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(given)
    ? given
    : createHash('sha256').update(given).digest('hex').slice(0, 32);
  const at = Date.parse(time);
  const clockOff = at > now + ALLOWED_SKEW_MS;
  return {
    id: safe,
    name,
    at: new Date(clockOff ? now : at).toISOString(),
    ...(clockOff ? { clockOff } : {}),
  };
}

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}
