// What closes a report, as a list of runs shows it. A log group may hold anything, so nothing of it is taken on trust.
import * as v from 'valibot';
import { SEVERITIES } from '../../findings/severity.ts';
import { closingOf } from '../report/assemble.ts';
import type { RunSummary } from '../report/parts.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const time = v.pipe(v.string(), v.maxLength(40), v.isoTimestamp());
const severities = v.object(Object.fromEntries(SEVERITIES.map((one) => [one, count])));

const summaryShape = v.object({
  kind: v.picklist(['scan', 'change']),
  status: v.picklist(['complete', 'partial', 'failed']),
  trigger: v.picklist(['schedule', 'manual', 'change', 'account-change']),
  eventAt: time,
  startedAt: time,
  finishedAt: time,
  lagMs: count,
  summary: severities,
  everythingRead: v.boolean(),
  read: count,
  listed: count,
  unknown: count,
  new: count,
  fixed: count,
  notVerified: count,
  gone: count,
  usd: v.pipe(v.number(), v.finite(), v.minValue(0)),
});

export type End =
  | { readonly kind: 'closed'; readonly summary: RunSummary }
  | { readonly kind: 'unreadable'; readonly problem: string }
  /** None of these events closes anything. */
  | { readonly kind: 'open' };

/** @param messages of one stream, the last one last */
export function endOf(messages: readonly string[]): End {
  for (const message of messages.toReversed()) {
    const closing = closingOf(message);
    if (closing === undefined) continue;
    const parsed = v.safeParse(summaryShape, closing.summary);
    if (parsed.success) return { kind: 'closed', summary: parsed.output as RunSummary };
    return { kind: 'unreadable', problem: 'what closes it is not what this version writes' };
  }
  return { kind: 'open' };
}
