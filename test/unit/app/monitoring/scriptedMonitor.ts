// A watcher's side of AWS that answers what a test wants, and remembers what it was asked.
import { digestOf, sinceSeen } from '../../../../src/app/monitoring/reportDigests.ts';
import type { MonitorService } from '../../../../src/app/monitoring/monitorProtocol.ts';
import type {
  MonitorAround,
  MonitorFailure,
  Outcome,
  RunEntry,
  RunList,
} from '../../../../src/monitor/monitorBundle.ts';
import type { MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import { reportEvents } from '../../../../src/monitor/report/parts.ts';
import { ESTIMATE, someRuns } from './monitorSamples.ts';

export class ScriptedMonitor implements MonitorService {
  /** Methods in the order in which they were called. */
  readonly asked: string[] = [];
  readonly arounds: MonitorAround[] = [];
  readonly reports = new Map<string, MonitorReport>();
  more: readonly RunEntry[] = [];
  missed: readonly string[] = [];
  failure: MonitorFailure | undefined;
  identity = someRuns().identity;
  /** What a call waits for before it is answered. */
  held: Promise<void> = Promise.resolve();

  count(method: string): number {
    return this.asked.filter((one) => one === method).length;
  }

  get list(): RunList {
    const reported = [...this.reports].map(([stream, report]): RunEntry => {
      const { summary } = JSON.parse(reportEvents(report, 'a').closing) as {
        summary: Extract<RunEntry['state'], { kind: 'reported' }>['summary'];
      };
      const { kind, eventAt } = report;
      const bucket = kind === 'change' ? report.buckets[0]?.name : undefined;
      return { stream, kind, bucket, eventAt, state: { kind: 'reported', summary } };
    });
    const runs = [...reported, ...this.more].sort((a, b) => (a.eventAt < b.eventAt ? 1 : -1));
    return { ...someRuns({ runs }), identity: this.identity, missed: this.missed };
  }

  readonly runs: MonitorService['runs'] = (_target, most, around) =>
    this.#answer('runs', around, () => {
      const { list } = this;
      const of = (kind: RunEntry['kind']): readonly RunEntry[] =>
        list.runs.filter((run) => run.kind === kind).slice(0, most);
      const listed = new Set([...of('scan'), ...of('change')]);
      return { kind: 'done', value: { ...list, runs: list.runs.filter((run) => listed.has(run)) } };
    });
  readonly report: MonitorService['report'] = (_target, stream, around) =>
    this.#answer('report', around, () => {
      const report = this.reports.get(stream ?? '');
      if (report !== undefined) return { kind: 'done', value: { stream: stream ?? '', report } };
      return { kind: 'failed', failure: { kind: 'not-found', message: 'There is no such run.' } };
    });
  readonly digest: MonitorService['digest'] = async (target, stream, around) => {
    this.asked.push('digest');
    const read = await this.report(target, stream, around);
    return read.kind === 'done' ? { kind: 'done', value: digestOf(read.value.report) } : read;
  };
  readonly since: MonitorService['since'] = (target, question, around) => {
    this.asked.push('since');
    return sinceSeen(question, (stream) => this.report(target, stream, around));
  };
  readonly estimate: MonitorService['estimate'] = () => Promise.resolve({ kind: 'done', value: ESTIMATE });
  readonly plan: MonitorService['plan'] = () => Promise.resolve(NOT_SCRIPTED);
  readonly deploy: MonitorService['deploy'] = () => Promise.resolve(NOT_SCRIPTED);
  readonly status: MonitorService['status'] = () => Promise.resolve(NOT_SCRIPTED);
  readonly run: MonitorService['run'] = () => Promise.resolve(NOT_SCRIPTED);
  readonly remove: MonitorService['remove'] = () => Promise.resolve(NOT_SCRIPTED);

  async #answer<T>(method: string, around: MonitorAround, value: () => Outcome<T>): Promise<Outcome<T>> {
    this.asked.push(method);
    this.arounds.push(around);
    await this.held;
    return this.failure === undefined ? value() : { kind: 'failed', failure: this.failure };
  }
}

const NOT_SCRIPTED: Outcome<never> = { kind: 'failed', failure: { kind: 'other', message: 'no test scripts this' } };
