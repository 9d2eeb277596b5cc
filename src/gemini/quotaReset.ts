const HOUR = 3_600_000;

const PACIFIC_TIME = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

/**
 * When the daily limits of the Gemini API start anew: the next midnight in Pacific time
 * (facts/gemini.md §1.1).
 *
 * @param now milliseconds since the epoch
 * @returns milliseconds since the epoch
 */
export function nextQuotaReset(now: number): number {
  const sinceMidnight = pacificTimeOfDay(now);
  const guess = now - (now % 1000) + 24 * HOUR - sinceMidnight;
  // A day on which the clocks change has 23 or 25 hours.
  const error = pacificTimeOfDay(guess);
  return error > 12 * HOUR ? guess + 24 * HOUR - error : guess - error;
}

/** Milliseconds, to the second. */
function pacificTimeOfDay(time: number): number {
  const parts = PACIFIC_TIME.formatToParts(time);
  const value = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  return value('hour') * HOUR + value('minute') * 60_000 + value('second') * 1000;
}
