// A watcher that has run for two days and a half, with a run of every kind: for looking at it in the editor.
import { sampleAccount } from '../fakeAws/sampleAccount.ts';
import { SampleClock, SampleWatcher } from './sampleWatcher.ts';
import { startMonitoredAws, type MonitoredAws } from './startFakeMonitor.ts';

export interface SampleHistory extends MonitoredAws {
  readonly watcher: SampleWatcher;
  readonly clock: SampleClock;
}

/**
 * Deployed 60 hours before `until`. Scheduled runs: at 12 hours, at 24 one that failed, at 36 none, at 48. Between them
 * two changes of a bucket, the first of which opens it, a run by hand, and one that never ended; and one is under way.
 *
 * @param until milliseconds since the epoch; whoever starts it closes `aws`
 */
export async function startSampleHistory(until = Date.now()): Promise<SampleHistory> {
  const clock = new SampleClock(until - 60 * 3_600_000);
  const deployedAt = clock.time;
  const at = (hours: number): void => {
    clock.time = deployedAt + hours * 3_600_000;
  };
  const { aws, monitor } = await startMonitoredAws({ accounts: [sampleAccount()] }, { now: clock.now });
  const watcher = new SampleWatcher(aws, monitor, clock);
  watcher.deploy({ email: 'ops@example.com' });
  at(12);
  await watcher.scan();
  at(18);
  await watcher.open('acme-new');
  at(24);
  await watcher.failedScan();
  at(30);
  await watcher.claimed();
  at(40);
  await watcher.change('acme-new', 'PutBucketVersioning');
  at(48);
  await watcher.partialScan();
  at(55);
  await watcher.scan('manual');
  at(59.9);
  await watcher.claimed();
  at(60);
  return { aws, monitor, watcher, clock };
}
