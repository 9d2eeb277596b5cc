import type { AccountFacts } from '../../s3/facts.ts';
import type { RunRead } from '../report/buildReport.ts';
import type { MonitorPorts } from './ports.ts';
import { runOptions } from './reporting.ts';

/**
 * Reads until all is read, or until only so much time is left: what was read by then is reported.
 *
 * @param buckets empty: all of the account
 * @param keepMs for all that comes after
 */
export async function readInTime(buckets: readonly string[], keepMs: number, ports: MonitorPorts): Promise<RunRead> {
  const end = new AbortController();
  const stopTimer = ports.timers.startTimer(Math.max(0, ports.remainingMs() - keepMs), () => end.abort());
  let facts: AccountFacts | undefined;
  try {
    const posture = await ports.readAccount(
      runOptions(ports.setting, buckets),
      (event) => {
        if (event.kind === 'account') facts = event.facts;
      },
      end.signal,
    );
    return { posture, facts, outOfTime: posture.status === 'cancelled' };
  } finally {
    stopTimer();
  }
}
