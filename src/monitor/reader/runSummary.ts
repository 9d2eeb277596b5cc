// What closes a report, as a list of runs shows it. A log group may hold anything, so nothing of it is taken on trust.
import { closingOf, saysItCloses } from '../report/assemble.ts';
import type { RunSummary } from '../report/parts.ts';

export type End =
  | { readonly kind: 'closed'; readonly summary: RunSummary }
  | { readonly kind: 'unreadable'; readonly problem: string }
  /** None of these events closes anything. */
  | { readonly kind: 'open' };

/** @param messages of one stream, the last one last */
export function endOf(messages: readonly string[]): End {
  let end: End = { kind: 'open' };
  for (const message of messages.toReversed()) {
    const closing = closingOf(message);
    if (closing !== undefined) return { kind: 'closed', summary: closing.summary };
    if (saysItCloses(message)) end = { kind: 'unreadable', problem: 'what closes it is not what this version writes' };
  }
  return end;
}
