// The entry of the bundle dist/monitor.cjs: what is done with a watcher from outside, and the process around it.
import { KeptCredentials } from '../s3/account/keptCredentials.ts';
import { monthlyEstimate as estimate } from './cost/monthlyEstimate.ts';
import { createMonitor } from './createMonitor.ts';
import type { MonitorBundle } from './monitorBundle.ts';
import { codeSha256, functionZip } from './package/functionZip.ts';

export const openMonitor: MonitorBundle['openMonitor'] = ({ environment, version, directory, now }) =>
  createMonitor({
    environment,
    version,
    now,
    platform: process.platform,
    kept: new KeptCredentials(),
    code: async () => {
      const zip = await functionZip(directory);
      return { zip, sha256: codeSha256(zip) };
    },
  });

export const monthlyEstimate: MonitorBundle['monthlyEstimate'] = estimate;
