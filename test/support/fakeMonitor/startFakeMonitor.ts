import { startFakeAws, type FakeAws, type FakeAwsOptions } from '../fakeAws/fakeAws.ts';
import { FakeMonitor, type FakeMonitorOptions } from './fakeMonitor.ts';

export interface MonitoredAws {
  readonly aws: FakeAws;
  readonly monitor: FakeMonitor;
}

/** One server for the account and for the watcher in it; whoever starts it closes `aws`. */
export async function startMonitoredAws(
  aws: Omit<FakeAwsOptions, 'others'> = {},
  watcher: FakeMonitorOptions = {},
): Promise<MonitoredAws> {
  const id = aws.accounts?.[0]?.id;
  const monitor = new FakeMonitor({ ...(id === undefined ? {} : { accountId: id }), ...watcher });
  const started = await startFakeAws({ ...aws, others: monitor });
  monitor.url = started.url;
  return { aws: started, monitor };
}
