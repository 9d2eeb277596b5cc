// The entry of the bundle dist/monitor.cjs: what is done with a watcher from outside, and the process around it.
import { KeptCredentials } from '../s3/account/keptCredentials.ts';
import type { Environment } from '../s3/account/environment.ts';
import { createMonitor } from './createMonitor.ts';

export function openMonitor(options: {
  readonly environment: Environment;
  readonly version: string;
  readonly directory: string;
  readonly now: () => number;
}) {
  const { environment, version, now } = options;
  return createMonitor({ environment, version, now, platform: process.platform, kept: new KeptCredentials() });
}
