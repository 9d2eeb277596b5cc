// A burst of changes of the account comes in many batches, and one scan that begins after all of them answers them all:
// without this each batch would start one, side by side where no concurrency is reserved.
import { SETTLING_MS } from './scan.ts';
import type { AccountChange } from './ports.ts';

/**
 * The same as `start`, but for changes that a scan answers which was started here before, so long after them that it reads
 * what they did. If that scan fails, the platform tries it again, and then keeps its event where a person finds it.
 *
 * @param now milliseconds since the epoch
 * @returns rejects when the platform does not take the event
 */
export function foldedStarts(
  start: (input: AccountChange) => Promise<void>,
  now: () => number,
): (input: AccountChange) => Promise<void> {
  let last: number | undefined;
  return async (input) => {
    const newest = Math.max(...input.events.map(({ at }) => Date.parse(at)));
    if (last !== undefined && newest + SETTLING_MS <= last) return;
    const begun = now();
    // A scan that began before would not do for what is left out from now on.
    await start({ ...input, askedAt: new Date(begun).toISOString() });
    last = Math.max(last ?? 0, begun);
  };
}
