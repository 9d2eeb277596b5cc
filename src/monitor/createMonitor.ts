// What is done with a watcher from outside, put together.
import { withSession, type SessionPorts } from './aws/session.ts';
import type { Code } from './deploy/code.ts';
import { deploy } from './deploy/deploy.ts';
import { makePlan } from './deploy/plan.ts';
import { remove } from './deploy/remove.ts';
import { readStatus } from './deploy/status/status.ts';
import type { Monitor } from './monitorBundle.ts';
import { readReportOf } from './reader/readReport.ts';
import { readRuns, RunCache } from './reader/readRuns.ts';
import { startRun } from './reader/startRun.ts';

export interface CreateOptions extends SessionPorts {
  /** What Lambda is to run. Rejects where this Palisade is not whole. */
  readonly code: () => Promise<Code>;
}

export function createMonitor(options: CreateOptions): Monitor {
  const { code, version } = options;
  const cache = new RunCache();
  return {
    plan: (target, setting, around) =>
      withSession(target, options, around, (session) => makePlan(session, target.stack, setting, version)),
    deploy: (target, given, confirmed, around) =>
      withSession(target, options, around, (session) =>
        deploy(session, { name: target.stack, given, confirmed, version, code }),
      ),
    status: (target, around) =>
      withSession(target, options, around, (session) =>
        readStatus(session, { name: target.stack, version, code, cache }),
      ),
    run: (target, around) => withSession(target, options, around, (session) => startRun(session, target.stack)),
    runs: (target, most, around) =>
      withSession(target, options, around, (session) => readRuns(session, target.stack, most, cache)),
    report: (target, stream, around) =>
      withSession(target, options, around, (session) => readReportOf(session, target.stack, stream)),
    remove: (target, keepReports, confirmed, around) =>
      withSession(target, options, around, (session) => remove(session, target.stack, keepReports, confirmed)),
  };
}
