import { join } from 'node:path';
import type { Page } from '../app/monitoring/page.ts';
import { reportPage } from '../app/monitoring/reportText.ts';
import { runsPage } from '../app/monitoring/runsText.ts';
import { failingAtLeast, shownReport, type ShownReport } from '../app/monitoring/shownReport.ts';
import { failingChanges, isWholeSince, sinceScan, sinceSections, type SinceScan } from '../app/monitoring/sinceScan.ts';
import { type IgnoreList, NO_IGNORES } from '../findings/ignores.ts';
import { printableJson } from '../findings/reports/printableJson.ts';
import { exitStatusOf } from '../findings/reports/scanReport.ts';
import type { Severity } from '../findings/severity.ts';
import type { MonitorReport } from '../monitor/report/reportShape.ts';
import { checkOf } from '../s3/checks/catalogue.ts';
import {
  INTERRUPTED,
  isDone,
  type MonitorCall,
  type PageFormat,
  sayFailure,
  type TargetOptions,
  withMonitor,
  writePage,
} from './monitorRun.ts';
import type { CliPorts } from './ports.ts';
import { printable } from './printable.ts';
import { projectFoldersOf } from './projectFolders.ts';
import { ProjectIgnores } from './projectIgnores.ts';

export interface ShowOptions {
  readonly format: PageFormat | 'json';
  readonly failOn: Severity;
  /** False: also what is ignored is shown, and counts. */
  readonly ignores: boolean;
}

export interface ReportOptions extends TargetOptions, ShowOptions {
  readonly list?: boolean;
}

/** Of each kind. */
const MOST_LISTED = 30;
/** Enough for the changes of half a day. */
const MOST_CHANGES = 200;
/** Reports of changes that are read to see whether what they found is ignored; of more all counts. */
const MOST_READ = 20;

/**
 * Writes a report, or the list of the runs, to stdout.
 *
 * @param stream undefined: the newest scan, and what came after it
 * @returns the exit status, see {@link exitStatusOf}
 */
export function reportCommand(stream: string | undefined, options: ReportOptions, ports: CliPorts): Promise<number> {
  return withMonitor(options, 'reading', ports, (call) =>
    options.list === true ? listRuns(options, call, ports) : showReport(stream, options, call, ports),
  );
}

async function listRuns({ format }: ReportOptions, call: MonitorCall, ports: CliPorts): Promise<number> {
  const { monitor, target, around } = call;
  const outcome = await monitor.runs(target, MOST_LISTED, around);
  if (!isDone(outcome)) return sayFailure(outcome.failure, ports);
  if (format === 'json') ports.stdout.write(printableJson(outcome.value));
  else writePage(runsPage(outcome.value), format, ports);
  return 0;
}

async function showReport(
  stream: string | undefined,
  options: ShowOptions,
  call: MonitorCall,
  ports: CliPorts,
): Promise<number> {
  const { monitor, target, around } = call;
  const outcome = await monitor.report(target, stream, around);
  if (!isDone(outcome)) return sayFailure(outcome.failure, ports);
  const { report } = outcome.value;
  const ignores = await ignoresFor(options, ports);
  if (stream !== undefined) return writeReport(shownReport(stream, report, ignores), undefined, options, ports);
  const since = await askSince(outcome.value.stream, report, ignores, options, call);
  return writeReport(shownReport(outcome.value.stream, report, ignores), since, options, ports);
}

/** What the newest scan cannot know. */
interface Since {
  /** Undefined: it could not be asked for. */
  readonly after: SinceScan | undefined;
  /** Failures that are bad enough and not ignored. */
  readonly failing: number;
}

async function askSince(
  stream: string,
  report: MonitorReport,
  ignores: IgnoreList,
  { failOn }: ShowOptions,
  { monitor, target, around }: MonitorCall,
): Promise<Since> {
  const runs = await monitor.runs(target, MOST_CHANGES, around);
  if (!isDone(runs)) return { after: undefined, failing: 0 };
  const after = sinceScan(report, stream, runs.value);
  let failing = 0;
  for (const [index, change] of failingChanges(after, failOn).entries()) {
    const read = index < MOST_READ ? await monitor.report(target, change.stream, around) : undefined;
    failing +=
      read?.kind === 'done' ? failingAtLeast(shownReport(change.stream, read.value.report, ignores), failOn) : 1;
  }
  return { after, failing };
}

/** @returns the exit status */
function writeReport(
  shown: ShownReport,
  since: Since | undefined,
  { format, failOn }: ShowOptions,
  ports: CliPorts,
): number {
  if (format === 'json') ports.stdout.write(printableJson(shown.report));
  else writePage(pageOf(shown, since), format, ports);
  const failing = failingAtLeast(shown, failOn) + (since?.failing ?? 0);
  const isWhole = since === undefined || (since.after !== undefined && isWholeSince(since.after));
  return exitStatusOf({ failing, complete: shown.complete && isWhole }, ports.signal.aborted);
}

function pageOf(shown: ShownReport, since: Since | undefined): Page {
  const page = reportPage(shown, { titleOf: (id) => checkOf(id)?.title, most: undefined });
  if (since === undefined) return page;
  const text = 'what came after this scan could not be read';
  const later =
    since.after === undefined
      ? [
          {
            title: 'Since this scan',
            blocks: [{ kind: 'entries', entries: [{ label: 'UNKNOWN', text, tone: 'alarm' }] }],
          } as const,
        ]
      : sinceSections(since.after);
  const [head, ...rest] = page.sections;
  return { ...page, sections: [...(head === undefined ? [] : [head]), ...later, ...rest] };
}

/** The ignore file that counts where the command is run, as for a file there. */
async function ignoresFor({ ignores }: ShowOptions, { cwd, ignoreFile, stderr }: CliPorts): Promise<IgnoreList> {
  if (!ignores) return NO_IGNORES;
  const project = new ProjectIgnores(cwd, ignoreFile);
  const { palisade } = await projectFoldersOf(join(cwd, 'report'), cwd);
  const list = await project.listFor(palisade);
  for (const warning of project.warnings) stderr.write(`palisade: warning: ${printable(warning)}\n`);
  return list;
}

export interface RunOptions extends TargetOptions, ShowOptions {
  readonly wait?: boolean;
}

const POLL_MS = 5_000;
/** Longer than a scan may take, with a start that comes late. */
const LONGEST_WAIT_MS = 20 * 60_000;

/**
 * Starts a scan; with `--wait` its report follows.
 *
 * @returns the exit status: 0 started, or that of the report; 2 not started, or no report; 130 nobody waited any more
 */
export function runCommand(options: RunOptions, ports: CliPorts): Promise<number> {
  return withMonitor(options, 'steps', ports, async (call) => {
    const started = await call.monitor.run(call.target, call.around);
    if (!isDone(started)) return sayFailure(started.failure, ports);
    const { stream, identity } = started.value;
    const later = `palisade monitor report ${printable(stream)}`;
    const said = `A scan of account ${printable(identity.accountId)} was started; its report: ${later}\n`;
    if (options.wait !== true) {
      ports.stdout.write(said);
      return 0;
    }
    ports.stderr.write(`palisade: ${said}`);
    return waitFor(stream, later, options, call, ports);
  });
}

async function waitFor(
  stream: string,
  later: string,
  options: RunOptions,
  call: MonitorCall,
  ports: CliPorts,
): Promise<number> {
  const { monitor, target, around } = call;
  const say = (line: string): void => around.tell(line);
  const until = ports.now() + LONGEST_WAIT_MS;
  let told: string | undefined;
  while (ports.now() < until) {
    await ports.wait(POLL_MS, ports.signal);
    if (ports.signal.aborted) return stopped(later, ports);
    // Asked again and again: not a word about it each time.
    const runs = await monitor.runs(target, 3, { ...around, tell: () => undefined });
    if (!isDone(runs)) {
      if (runs.failure.kind === 'throttled') continue;
      return runs.failure.kind === 'cancelled' ? stopped(later, ports) : sayFailure(runs.failure, ports);
    }
    const state = runs.value.runs.find((run) => run.stream === stream)?.state.kind ?? 'not-begun';
    if (state === 'running' || state === 'not-begun') {
      if (state !== told) say(state === 'running' ? 'The scan has begun.' : 'The scan has not begun yet.');
      told = state;
      continue;
    }
    return showReport(stream, options, call, ports);
  }
  say(`The scan has no report after ${LONGEST_WAIT_MS / 60_000} minutes; palisade monitor status may say why.`);
  return exitStatusOf({ failing: 0, complete: false }, false);
}

function stopped(later: string, ports: CliPorts): number {
  ports.stderr.write(`palisade: nobody waits any more; the scan goes on. Its report: ${later}\n`);
  return INTERRUPTED;
}
