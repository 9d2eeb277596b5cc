import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FakeAccount } from '../../support/fakeAws/account.ts';
import type { FakeMonitor } from '../../support/fakeMonitor/fakeMonitor.ts';
import { SampleClock, SampleWatcher } from '../../support/fakeMonitor/sampleWatcher.ts';
import { type MonitoredAws, startMonitoredAws } from '../../support/fakeMonitor/startFakeMonitor.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { MonitoringViewPage } from '../pages/monitoringView.ts';
import { PostureViewPage } from '../pages/postureView.ts';
import { profilesOf, requestsTo } from './useAwsWorkbench.ts';
import { type SuiteOptions, type SuiteWorkbench, useWorkbench } from './useWorkbench.ts';

export interface MonitoredWorkbench extends SuiteWorkbench {
  readonly aws: MonitoredAws['aws'];
  readonly monitor: FakeMonitor;
  /** What has happened to the watcher until now. */
  readonly watcher: SampleWatcher;
  readonly view: MonitoringViewPage;
  readonly posture: PostureViewPage;
}

/**
 * Like `useAwsWorkbench`, with the services in the account that a watcher is put together of.
 *
 * @param hoursAgo when the story of the watcher begins
 */
export function useMonitoredWorkbench(
  profile: string,
  account: FakeAccount,
  hoursAgo: number,
  options: SuiteOptions = {},
): MonitoredWorkbench {
  let home: TemporaryFolder | undefined;
  let fakes: (MonitoredAws & { readonly watcher: SampleWatcher }) | undefined;
  const started = (): MonitoredAws & { readonly watcher: SampleWatcher } => {
    if (fakes === undefined) throw new Error('the fakes of AWS are there only inside tests and hooks');
    return fakes;
  };

  before('start the fakes of AWS', async () => {
    home = await temporaryFolder('aws');
    const clock = new SampleClock(Date.now() - hoursAgo * 3_600_000);
    const { aws, monitor } = await startMonitoredAws(
      { accounts: [account] },
      { now: clock.now, region: 'eu-central-1' },
    );
    fakes = { aws, monitor, watcher: new SampleWatcher(aws, monitor, clock) };
    await writeFile(join(home.path, 'config'), profilesOf({ [profile]: account }, aws));
  });
  const suite = useWorkbench(() => ({
    mode: 'development',
    ...options,
    env: { ...requestsTo(started().aws, home?.path ?? ''), ...options.env },
  }));
  after('stop the fakes of AWS', async () => {
    await fakes?.aws.close();
    await home?.dispose();
  });

  return {
    get workbench() {
      return suite.workbench;
    },
    get running() {
      return suite.running;
    },
    get aws() {
      return started().aws;
    },
    get monitor() {
      return started().monitor;
    },
    get watcher() {
      return started().watcher;
    },
    get view() {
      return new MonitoringViewPage(suite.workbench);
    },
    get posture() {
      return new PostureViewPage(suite.workbench);
    },
  };
}
