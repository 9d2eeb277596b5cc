// What is done with a watcher from outside, put together.
import { withSession, type SessionPorts } from './aws/session.ts';
import type { Monitor } from './monitorBundle.ts';
import { readReportOf } from './reader/readReport.ts';
import { readRuns, RunCache } from './reader/readRuns.ts';
import { startRun } from './reader/startRun.ts';

export function createMonitor(ports: SessionPorts): Pick<Monitor, 'run' | 'runs' | 'report'> {
  const cache = new RunCache();
  return {
    run: (target, around) => withSession(target, ports, around, (session) => startRun(session, target.stack)),
    runs: (target, most, around) =>
      withSession(target, ports, around, (session) => readRuns(session, target.stack, most, cache)),
    report: (target, stream, around) =>
      withSession(target, ports, around, (session) => readReportOf(session, target.stack, stream)),
  };
}
