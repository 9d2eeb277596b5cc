// The entry of the bundle dist/s3.cjs: the reader with the checks, and the process around them.
import { homedir } from 'node:os';
import { KeptCredentials } from './account/keptCredentials.ts';
import { catalogueTable } from './checks/catalogueTable.ts';
import { CHECKS } from './checks/catalogue.ts';
import { JUDGES } from './checks/judges.ts';
import { iamPolicy as policyFor } from './iamPolicy.ts';
import type { RunFailure } from './posture.ts';
import { runPosture as run } from './runPosture.ts';
import type { S3Bundle } from './s3Bundle.ts';

export const runPosture: S3Bundle['runPosture'] = (options, onEvent, signal, around) =>
  run(
    options,
    {
      environment: { variables: process.env, homeFolder: homedir() },
      credentials: around.credentials,
      judges: JUDGES,
      now: () => Date.now(),
      platform: process.platform,
      version: around.version,
    },
    onEvent,
    signal,
  );

/** After these nobody knows what a credential is still good for. */
const REFUSED: ReadonlySet<RunFailure['kind']> = new Set(['expired', 'wrong-credentials', 'no-credentials']);

export const openReader: S3Bundle['openReader'] = (environment, version) => {
  const kept = new KeptCredentials();
  return {
    read: async (options, credentials, onEvent, signal) => {
      const ports = {
        environment,
        credentials: { ...credentials, kept },
        judges: JUDGES,
        now: () => Date.now(),
        platform: process.platform,
        version,
      };
      const report = await run(options, ports, onEvent, signal);
      if (report.failure !== undefined && REFUSED.has(report.failure.kind)) kept.forget();
      return report;
    },
  };
};

export const iamPolicy: S3Bundle['iamPolicy'] = policyFor;

export const checkDescriptions: S3Bundle['checkDescriptions'] = () => CHECKS;

export const checkTable: S3Bundle['checkTable'] = catalogueTable;
