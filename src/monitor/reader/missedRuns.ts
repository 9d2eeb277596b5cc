// Scheduled runs that were not.

/** Of the rule: `rate(12 hours)`. */
const RATE_MS = 12 * 3_600_000;

/** The platform tries again when it is busy, and a run is only seen once it has claimed its stream. */
const TOLERANCE_MS = 3_600_000;

/** As many are named; what is older is no news. */
const MOST_NAMED = 60;

export interface Seen {
  /** When the schedule started scans; milliseconds since the epoch, in any order. */
  readonly starts: readonly number[];
  /** When scans began of which nobody knows what started them: where a run was due it is one. */
  readonly doubtful?: readonly number[];
  /** When the rule began to count: a run is due a whole period later. */
  readonly since: number;
  readonly now: number;
}

/**
 * The rule counts from one run to the next, whenever that was; by hand started runs do not move it.
 *
 * @returns when they should have been, the newest first; milliseconds since the epoch
 */
export function missedRuns({ starts, doubtful = [], since, now }: Seen): readonly number[] {
  const known = starts.filter((at) => at >= since && at <= now).sort((a, b) => a - b);
  const missed: number[] = [];
  let from = since;
  for (const next of [...known, now]) {
    for (let due = from + RATE_MS; due + TOLERANCE_MS < next; due += RATE_MS) {
      if (!doubtful.some((at) => Math.abs(at - due) <= TOLERANCE_MS)) missed.push(due);
    }
    from = next;
  }
  return missed.slice(-MOST_NAMED).reverse();
}
