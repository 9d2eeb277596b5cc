// One run as a row, and what is under it. That a run failed, was partial or was missed is said by icon, colour and word.
import type { ReportDigest } from '../../app/monitoring/monitorProtocol.ts';
import { durationInWords, usdInWords } from '../../app/monitoring/words.ts';
import type { MonitorFailure, RunEntry } from '../../monitor/monitorBundle.ts';
import type { RunSummary } from '../../monitor/report/parts.ts';
import {
  ago,
  count,
  dotted,
  figure,
  lines,
  oneLine,
  severitiesInWords,
  spokenList,
  timeInWords,
} from '../posture/postureWords.ts';
import { scanOnlyIn } from '../../app/monitoring/scanOnly.ts';
import { countsInWords, countsOf, differenceNodes, type DifferenceContext } from './differenceNodes.ts';
import { type MonitoringIcon, type MonitoringNode, row } from './monitoringNode.ts';

export interface RunContext extends Pick<DifferenceContext, 'isIgnored'> {
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const TRIGGERS: Readonly<Record<RunSummary['trigger'], string>> = {
  schedule: 'Scheduled scan',
  manual: 'Scan by hand',
  change: 'Change',
  'account-change': 'Scan after an account change',
};

/** Where the counts say nothing. What closes a report has not all of them: of what became worse the report tells. */
function unchangedInWords(status: RunSummary['status'], digest: ReportDigest | undefined): readonly string[] {
  if (status === 'failed') return [];
  const where = status === 'partial' ? ' in what was read' : '';
  if (digest === undefined) return [`nothing new, fixed or gone${where}`];
  const { baseline, verifiedAgain, retired, unknown } = digest.difference;
  if (baseline.kind === 'none' && baseline.why !== 'first-run') return ['nothing to compare with'];
  const others = [verifiedAgain, retired, unknown.new, unknown.resolved].flat().length;
  return [`${others === 0 ? 'nothing changed' : 'nothing new, fixed or gone'}${where}`];
}

/** @param digest undefined: nobody has looked into it yet */
export function runNode(run: RunEntry, digest: ReportDigest | undefined, context: RunContext): MonitoringNode {
  const key = `run ${run.stream}`;
  const at = Date.parse(run.eventAt);
  const { icon, word, more } = outcomeOf(run, digest, context);
  const { label, named, bucket } = namesOf(run);
  const when = Number.isFinite(at) ? ago(at, context.now) : oneLine(run.eventAt, 40);
  const time = Number.isFinite(at) ? timeInWords(at) : undefined;
  return row({
    key,
    icon,
    label,
    description: dotted(word, bucket, when, ...more, ...triggerOf(run)),
    tooltip: lines(named, time, `Outcome: ${word}`, ...more, oneLine(run.stream, 200)),
    spoken: spokenList(`${named}: ${word}`, when, ...more),
    contextValue: `run:${run.state.kind}`,
    stream: run.stream,
    folding: run.state.kind === 'reported' ? 'folded' : 'leaf',
    children:
      run.state.kind !== 'reported'
        ? []
        : digest === undefined
          ? undefined
          : digestNodes(digest, key, run.stream, context),
  });
}

export function missedNode(iso: string, now: number): MonitoringNode {
  const at = Date.parse(iso);
  const when = Number.isFinite(at) ? `due ${ago(at, now)}` : oneLine(iso, 40);
  return row({
    key: `missed ${iso}`,
    icon: 'missed',
    label: 'Scan',
    description: dotted('missed', when),
    tooltip: lines(
      'Scheduled scan: missed',
      Number.isFinite(at) ? `It was due at ${timeInWords(at)}, and did not begin.` : undefined,
      'Monitoring Status says what may be wrong.',
    ),
    spoken: spokenList('Scheduled scan: missed', when),
    contextValue: 'missed',
    command: 'palisade.monitoringStatus',
  });
}

function triggerOf({ state, kind }: RunEntry): readonly string[] {
  if (state.kind !== 'reported' || kind === 'change') return [];
  const { trigger } = state.summary;
  return [trigger === 'schedule' ? 'scheduled' : trigger === 'manual' ? 'by hand' : 'account change'];
}

/** In full, and short as the side bar is narrow: the outcome has to be in sight. */
function namesOf({ kind, bucket, state }: RunEntry): {
  readonly label: string;
  readonly named: string;
  readonly bucket: string | undefined;
} {
  if (kind === 'change') {
    const name = oneLine(bucket ?? 'a bucket', 80);
    return { label: 'Change', named: `Change of ${name}`, bucket: name };
  }
  const named = state.kind === 'reported' ? TRIGGERS[state.summary.trigger] : 'Scan';
  return { label: 'Scan', named, bucket: undefined };
}

function outcomeOf(
  { state, kind }: RunEntry,
  digest: ReportDigest | undefined,
  { isIgnored }: RunContext,
): { readonly icon: MonitoringIcon; readonly word: string; readonly more: readonly string[] } {
  switch (state.kind) {
    case 'running':
      return { icon: 'running', word: 'running', more: [] };
    case 'unfinished':
      return { icon: 'failed', word: 'did not finish', more: ['no report was written to its end'] };
    case 'unreadable':
      return { icon: 'unreadable', word: 'cannot be read', more: [oneLine(state.problem, 160)] };
    case 'reported': {
      const { summary } = state;
      const { status, read, listed, unknown } = summary;
      const counts =
        digest === undefined
          ? { ...summary, ignored: 0 }
          : countsOf(digest.difference, { account: digest.account, isIgnored });
      const changed = countsInWords(counts);
      return {
        icon: status,
        word: status,
        more: [
          ...(changed === '' ? unchangedInWords(status, digest) : [changed]),
          ...(kind === 'scan' ? [`${figure(read)} of ${count(listed, 'bucket')}`] : []),
          ...(unknown > 0 ? [`${figure(unknown)} unknown`] : []),
        ],
      };
    }
  }
}

function digestNodes(
  digest: ReportDigest,
  key: string,
  stream: string,
  { isIgnored }: RunContext,
): readonly MonitoringNode[] {
  const { status, difference, coverage, failure, summary, account, lagMs, kind, analysis, cost } = digest;
  const found = severitiesInWords(summary);
  return [
    row({
      key: `${key} open`,
      icon: 'open',
      label: 'Open report in S3 Posture',
      tooltip: 'Shows what this run found in the S3 Posture view, as a report of a past run',
      stream,
      command: 'palisade.openMonitoringReport',
      contextValue: 'action',
    }),
    ...(failure === null
      ? []
      : [
          row({
            key: `${key} failure`,
            icon: 'failed',
            label: 'Ended early',
            description: oneLine(failure.message, 400),
          }),
        ]),
    ...differenceNodes(difference, key, { account, isIgnored, scanOnly: scanOnlyIn(digest) }, status === 'complete'),
    row({
      key: `${key} found`,
      icon: 'note',
      label: 'Found',
      description:
        found === ''
          ? status === 'complete' && coverage.unknown + coverage.notRead.length === 0
            ? 'no failures'
            : 'no failures in what was read'
          : found,
    }),
    row({
      key: `${key} coverage`,
      icon: 'coverage',
      label: 'Coverage',
      description: coverageInWords(coverage, kind),
      children: [
        ...coverage.unknownBy.map((one, index) =>
          row({
            key: `${key} unknown ${index}`,
            icon: 'missing',
            label: oneLine(one.action === '' ? one.api : one.action, 120),
            description: dotted(
              oneLine(one.error, 120),
              `${count(one.results, 'check')} unknown in ${count(one.places, 'place')}`,
            ),
          }),
        ),
        ...coverage.notRead.slice(0, 100).map((name) =>
          row({
            key: `${key} unread ${name}`,
            icon: 'unreadable',
            label: oneLine(name, 120),
            description: 'not read',
          }),
        ),
      ],
    }),
    row({ key: `${key} lag`, icon: 'note', label: 'Ready', description: `${durationInWords(lagMs)} after the event` }),
    ...analysisNodes(analysis, key),
    row({ key: `${key} cost`, icon: 'cost', label: 'Cost of this run', description: usdInWords(cost.usd) }),
  ];
}

function coverageInWords(
  { everythingRead, read, listed, gone, unknown, notRead, account }: ReportDigest['coverage'],
  kind: ReportDigest['kind'],
): string {
  return dotted(
    `${figure(read)} of ${count(listed, 'bucket')} read`,
    kind === 'scan' && !account ? 'the account itself not looked at' : undefined,
    gone > 0 ? `${figure(gone)} gone` : undefined,
    notRead.length > 0 ? `${figure(notRead.length)} not read` : undefined,
    unknown > 0 ? `${count(unknown, 'check')} unknown` : undefined,
    kind === 'scan' && everythingRead && unknown === 0 ? 'everything was looked at' : undefined,
  );
}

/** What a model wrote: cleaned, and plain. */
function analysisNodes(analysis: ReportDigest['analysis'], key: string): readonly MonitoringNode[] {
  if (analysis.kind === 'not-asked') return [];
  if (analysis.kind === 'failed') {
    return [
      row({
        key: `${key} analysis`,
        icon: 'analysis',
        label: 'Gemini',
        description: `did not answer: ${oneLine(analysis.reason, 120)}`,
      }),
    ];
  }
  return [
    row({
      key: `${key} analysis`,
      icon: 'analysis',
      label: `Gemini says`,
      description: oneLine(analysis.summary, 240),
      tooltip: `Written by ${oneLine(analysis.model, 60)}, not checked:\n${oneLine(analysis.summary, 1_000)}`,
      children: analysis.steps.map(({ why, step }, index) =>
        row({
          key: `${key} step ${index}`,
          icon: 'note',
          label: `${index + 1}. ${oneLine(step, 160)}`,
          description: oneLine(why, 160),
        }),
      ),
    }),
  ];
}

/** In place of what is under a run that cannot be looked into now. */
export function failedNode({ message }: MonitorFailure, under: string): MonitoringNode {
  return row({
    key: `${under} failed`,
    icon: 'failed',
    label: 'The report could not be read',
    description: oneLine(message, 300),
  });
}
