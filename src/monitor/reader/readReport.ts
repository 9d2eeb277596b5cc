// One report out of the log group.
import { MonitorStopped } from '../aws/asking.ts';
import type { Session } from '../aws/session.ts';
import { deployedStack } from '../deploy/stack.ts';
import { assemble, type Assembled } from '../report/assemble.ts';
import type { MonitorReport } from '../report/reportShape.ts';
import { reportLogOf } from './readRuns.ts';
import { partsOfStream } from './streamName.ts';

/** Scans that are looked through for one with a report: a week of them. */
const MOST_SCANS = 14;

export interface ReadReport {
  readonly stream: string;
  readonly report: MonitorReport;
}

/** @param stream undefined: of the newest scan that has a report @throws MonitorStopped */
export async function readReportOf(session: Session, name: string, stream: string | undefined): Promise<ReadReport> {
  if (stream !== undefined && partsOfStream(stream) === undefined) {
    const message = 'A run is named as the list of runs has it, e.g. scan/20261101T003000Z/1f0c….';
    throw new MonitorStopped({ kind: 'input', message });
  }
  const log = reportLogOf(session, await deployedStack(session, name));
  if (stream !== undefined) {
    const read = assemble(await log.read(stream));
    if (read.kind === 'report') return { stream, report: read.report };
    throw noReport(stream, read);
  }
  let looked = 0;
  let newest: MonitorStopped | undefined;
  for await (const { name: scan } of log.streams('scan/')) {
    if (looked >= MOST_SCANS) break;
    looked += 1;
    const read = assemble(await log.read(scan));
    if (read.kind === 'report') return { stream: scan, report: read.report };
    newest ??= noReport(scan, read);
  }
  if (newest !== undefined) throw newest;
  const message = 'There is no report yet: the first scheduled run comes within 12 hours of the deploy.';
  throw new MonitorStopped({ kind: 'not-found', message, command: 'palisade monitor run' });
}

function noReport(stream: string, read: Exclude<Assembled, { readonly kind: 'report' }>): MonitorStopped {
  const failure = (kind: 'not-found' | 'damaged' | 'other-version', message: string): MonitorStopped =>
    new MonitorStopped({ kind, message });
  switch (read.kind) {
    case 'empty':
      return failure('not-found', `There is no report in ${stream}: no run wrote anything there.`);
    case 'unfinished':
      return failure('not-found', `The run of ${stream} has not ended, or ended in the middle: it has no report.`);
    case 'cut-off':
      return failure(
        'damaged',
        `Of the report in ${stream} ${read.missing.length} of ${read.parts} parts are not there any more.`,
      );
    case 'damaged':
      return failure('damaged', `The report in ${stream} is damaged: ${read.problem}.`);
    case 'other-version':
      return failure('other-version', `The report in ${stream} was written by another version of Palisade. Update it.`);
  }
}
