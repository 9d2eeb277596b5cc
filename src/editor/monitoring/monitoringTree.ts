// The Monitoring view from above: the watcher, what came since a person looked last, then runs and missed runs.
import type { IsIgnored } from '../../app/monitoring/exposures.ts';
import { type MonitoringState, nextScheduled, type SinceSeen } from '../../app/monitoring/monitoringState.ts';
import type { MonitorFailure, RunEntry, RunList } from '../../monitor/monitorBundle.ts';
import { ago, count, dotted, lines, oneLine, spokenList, timeInWords } from '../posture/postureWords.ts';
import { besides, changeNodes, countsInWords, countsOf, ignoredIn } from './differenceNodes.ts';
import { type MonitoringNode, row } from './monitoringNode.ts';
import { missedNode, runNode } from './runNodes.ts';

export interface TreeContext {
  readonly isIgnored: IsIgnored;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The `when` clauses of the manifest name these. `rows`: there is a tree. */
export type MonitoringViewState = 'untrusted' | 'no-account' | 'unread' | 'reading' | 'not-deployed' | 'rows';

export function monitoringViewState(state: MonitoringState, trusted: boolean): MonitoringViewState {
  if (!trusted) return 'untrusted';
  if (state.target === undefined) return 'no-account';
  if (state.failure?.kind === 'not-deployed') return 'not-deployed';
  if (state.list !== undefined || (state.failure !== undefined && state.failure.kind !== 'cancelled')) return 'rows';
  return state.refreshing ? 'reading' : 'unread';
}

export function monitoringRoots(state: MonitoringState, context: TreeContext): readonly MonitoringNode[] {
  const { list, failure } = state;
  if (list === undefined) return failure === undefined ? [] : failureNodes(failure);
  const begun = new Set(list.runs.map(({ stream }) => stream));
  const waits = state.started !== undefined && !begun.has(state.started.stream);
  return [
    watcherNode(list, state.target?.stack ?? '', context.now),
    ...(failure === undefined ? [] : failureNodes(failure)),
    ...(state.since === undefined ? [] : [sinceNode(state.since, list, context)]),
    ...(waits ? [startedNode(state.started.at, context.now)] : []),
    ...(list.runs.length === 0 && !waits ? noRunNodes(list, context.now) : timeline(list, state, context)),
  ];
}

function watcherNode({ identity, runs, missed, ...list }: RunList, stack: string, now: number): MonitoringNode {
  const next = nextScheduled({ identity, runs, missed, ...list });
  const troubles = troublesIn(runs, missed);
  const account = `Account ${oneLine(identity.accountId, 40)}`;
  const nextWords = Number.isFinite(next)
    ? next > now
      ? `next scan ${until(next, now)}`
      : `scan due ${ago(next, now)}`
    : undefined;
  const parts = [troubles, oneLine(identity.region, 40), nextWords];
  return row({
    key: 'watcher',
    icon: troubles === undefined ? 'watching' : 'alarm',
    label: account,
    description: dotted(...parts),
    tooltip: lines(
      `${account}, partition ${oneLine(identity.partition, 40)}, region ${oneLine(identity.region, 40)}`,
      `Stack ${oneLine(stack, 128)}, deployed ${timeText(list.deployedAt)}`,
      Number.isFinite(next) ? `Next scheduled scan: about ${timeInWords(next)}` : undefined,
      troubles === undefined ? undefined : `In the last runs: ${troubles}`,
    ),
    spoken: spokenList(`Watcher of ${account}`, ...parts, `stack ${oneLine(stack, 128)}`),
    contextValue: 'watcher',
    command: 'palisade.monitoringStatus',
  });
}

/** Of the runs in the list that did not do what they were to do. */
function troublesIn(runs: readonly RunEntry[], missed: readonly string[]): string | undefined {
  // One that is under way does not make the one before it better.
  const [newest] = runs.filter(({ kind, state }) => kind === 'scan' && state.kind !== 'running');
  const failed =
    newest?.state.kind === 'unfinished' ||
    (newest?.state.kind === 'reported' && newest.state.summary.status === 'failed');
  const words = [
    ...(missed.length > 0 ? [`${count(missed.length, 'run')} missed`] : []),
    ...(failed ? ['the last scan failed'] : []),
    ...(newest?.state.kind === 'unreadable' ? ['the last scan cannot be read'] : []),
  ].join(', ');
  return words === '' ? undefined : words;
}

function sinceNode(
  { seenAt, reports, changes, unreadable, notWhole, isCutOff }: SinceSeen,
  { identity }: RunList,
  context: TreeContext,
): MonitoringNode {
  const key = 'since';
  const at = Date.parse(seenAt);
  const when = Number.isFinite(at) ? `seen up to ${timeInWords(at)}` : undefined;
  const missing =
    [
      ...(unreadable.length === 0 ? [] : [`${count(unreadable.length, 'report')} could not be read`]),
      ...(notWhole === 0 ? [] : [`${count(notWhole, 'run')} did not look at everything`]),
      ...(isCutOff ? ['more changes came than are listed'] : []),
    ].join(', ') || undefined;
  const difference = { account: identity, isIgnored: context.isIgnored };
  const said =
    changes === undefined
      ? 'what was known then cannot be read any more'
      : countsInWords(countsOf(changes, difference)) || 'nothing new, worse, fixed or gone';
  const parts = [said, missing, count(reports, 'report')];
  return row({
    key,
    icon: 'since',
    label: 'Since last seen',
    description: dotted(...parts),
    tooltip: lines('What came since this view was last looked at', when, ...parts),
    spoken: spokenList('Since last seen', ...parts, when),
    contextValue: 'since',
    folding: changes === undefined ? 'leaf' : 'open',
    children:
      changes === undefined
        ? []
        : orNothing(changeNodes(changes, key, difference), missing, ignoredIn(changes, difference)),
  });
}

function orNothing(
  nodes: readonly MonitoringNode[],
  missing: string | undefined,
  ignored: number,
): readonly MonitoringNode[] {
  if (nodes.length > 0) return nodes;
  const words = missing === undefined ? 'Nothing is another than it was' : 'Nothing is another in what could be read';
  const label = `${words}${besides(ignored)}`;
  return [row({ key: 'since same', icon: 'note', label })];
}

function startedNode(at: number, now: number): MonitoringNode {
  return row({
    key: 'started',
    icon: 'running',
    label: 'Scan by hand',
    description: dotted('started', ago(at, now)),
    tooltip: 'It was started here, and has not written anything yet.',
  });
}

function noRunNodes({ deployedAt, missed }: RunList, now: number): readonly MonitoringNode[] {
  const at = Date.parse(deployedAt);
  return [
    row({
      key: 'no run',
      icon: 'note',
      label: 'No run yet',
      description: Number.isFinite(at) ? `deployed ${ago(at, now)}` : '',
      tooltip: 'The first scheduled scan begins within 12 hours of the deployment.',
    }),
    row({
      key: 'run now',
      icon: 'run',
      label: 'Run Now',
      description: 'scan the account',
      command: 'palisade.runMonitoring',
      contextValue: 'action',
    }),
    ...missed.map((one) => missedNode(one, now)),
  ];
}

/** The newest first. */
function timeline(
  { runs, missed }: RunList,
  { digests }: MonitoringState,
  { now, isIgnored }: TreeContext,
): readonly MonitoringNode[] {
  const entries = [
    ...runs.map((run) => ({ at: run.eventAt, node: runNode(run, digests.get(run.stream), { now, isIgnored }) })),
    ...missed.map((at) => ({ at, node: missedNode(at, now) })),
  ];
  return entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).map(({ node }) => node);
}

/** Why nothing, or nothing newer, is known, and what to do about it. */
function failureNodes({ kind, message, action, command }: MonitorFailure): readonly MonitoringNode[] {
  const again = row({
    key: 'again',
    icon: 'again',
    label: 'Try again',
    command: 'palisade.refreshMonitoring',
    contextValue: 'action',
  });
  const text = oneLine(message, 400);
  const node = (label: string, description: string): MonitoringNode =>
    row({
      key: 'failure',
      icon: 'failed',
      label,
      description,
      tooltip: `${label}\n${text}`,
      spoken: `${label}: ${description}`,
      contextValue: 'failure',
    });
  switch (kind) {
    case 'denied':
      return [
        node('No permission to read the reports', action === undefined ? text : `${oneLine(action, 120)} is missing`),
        ...(action === undefined
          ? []
          : [row({ key: 'action', icon: 'missing', label: oneLine(action, 120), description: 'is missing' })]),
        row({
          key: 'policy',
          icon: 'copy',
          label: 'Copy the policy that permits it',
          command: 'palisade.copyMonitoringPolicy',
          contextValue: 'action',
        }),
        again,
      ];
    case 'report-group-missing':
      return [
        node('The log group of the reports is gone', text),
        row({
          key: 'deploy',
          icon: 'deploy',
          label: 'Deploy again, to make it anew',
          command: 'palisade.deployMonitoring',
          contextValue: 'action',
        }),
        again,
      ];
    case 'stack-state':
      return [
        node('The stack cannot be used', text),
        row({
          key: 'deploy',
          icon: 'deploy',
          label: 'Deploy again',
          command: 'palisade.deployMonitoring',
          contextValue: 'action',
        }),
        again,
      ];
    case 'expired':
    case 'no-credentials':
    case 'wrong-credentials':
    case 'mfa-refused':
    case 'profile-missing':
      return [
        node('AWS does not take the credentials', text),
        ...(command === undefined
          ? []
          : [row({ key: 'sign in', icon: 'note', label: 'Run in a terminal', description: oneLine(command, 200) })]),
        row({
          key: 'profile',
          icon: 'note',
          label: 'Choose another profile',
          command: 'palisade.chooseAwsProfile',
          contextValue: 'action',
        }),
        again,
      ];
    case 'network':
    case 'timeout':
    case 'throttled':
      return [node(kind === 'throttled' ? 'AWS is throttling' : 'AWS was not reached', text), again];
    default:
      return [
        node('The runs could not be listed', text),
        row({ key: 'log', icon: 'note', label: 'Show log', command: 'palisade.showLog', contextValue: 'action' }),
        again,
      ];
  }
}

function until(then: number, now: number): string {
  const minutes = Math.max(1, Math.round((then - now) / 60_000));
  return minutes < 90 ? `in ${count(minutes, 'minute')}` : `in ${count(Math.round(minutes / 60), 'hour')}`;
}

function timeText(iso: string): string {
  const at = Date.parse(iso);
  return Number.isFinite(at) ? timeInWords(at) : oneLine(iso, 40);
}
