// Whether the watcher is what was deployed, and works: each thing asked of the account itself.
import { isMonitorStopped, MonitorStopped } from '../../aws/asking.ts';
import type { Session } from '../../aws/session.ts';
import type { MonitorStatus, StatusItem } from '../../monitorBundle.ts';
import { readRuns, type RunCache } from '../../reader/readRuns.ts';
import { settingIn } from '../../stack/parameters.ts';
import type { StackSetting } from '../../stack/stackSetting.ts';
import type { Code } from '../code.ts';
import { findStack, isUsable, mustBeOurs, notDeployed, type StackView } from '../stack.ts';
import { findTrail } from '../trail.ts';
import { lookAtAlarms, lookAtDeadLetters, lookAtErrors, lookAtQueue } from './health.ts';
import { look, type Verdict } from './look.ts';
import { lookAtBudget, lookAtCode, lookAtGroup, lookAtStack, ofRuns, ofTrail } from './parts.ts';
import { lookAtPermissions, lookAtRules, lookAtTargets } from './starters.ts';

const TITLES: Readonly<Record<StatusItem['id'], string>> = {
  stack: 'Stack',
  code: 'Code of the functions',
  rules: 'Rules',
  targets: 'Targets and queue',
  permissions: 'Permissions to start',
  trail: 'CloudTrail',
  'last-run': 'Last scheduled run',
  queue: 'Queue of changes',
  'dead-letters': 'What failed for good',
  errors: 'Errors of the functions',
  alarms: 'Alarms',
  'report-group': 'Log group of the reports',
  budget: 'Budget',
};

/** Scans and changes that are looked through for the last scheduled run. */
const MOST_RUNS = 20;

export interface StatusOptions {
  readonly name: string;
  /** Of Palisade. */
  readonly version: string;
  readonly code: () => Promise<Code>;
  readonly cache: RunCache;
}

/** @throws MonitorStopped */
export async function readStatus(session: Session, options: StatusOptions): Promise<MonitorStatus> {
  const { name, version, code, cache } = options;
  const stack = await findStack(session, name);
  if (stack === undefined) throw notDeployed(session, name);
  mustBeOurs(stack);
  const setting = settingOf(stack);
  const works: Readonly<Record<Exclude<StatusItem['id'], 'stack' | 'trail'>, () => Promise<Verdict>>> = {
    code: () => lookAtCode(session, stack, code, version),
    rules: () => lookAtRules(session, stack, knownSetting(setting).checks),
    targets: () => lookAtTargets(session, stack),
    permissions: () => lookAtPermissions(session, stack),
    'last-run': async () => ofRuns(await readRuns(session, name, MOST_RUNS, cache), session.now()),
    queue: () => lookAtQueue(session, stack),
    'dead-letters': () => lookAtDeadLetters(session, stack),
    errors: () => lookAtErrors(session, stack),
    alarms: () => lookAtAlarms(session, stack),
    'report-group': () => lookAtGroup(session, stack, knownSetting(setting).retentionDays),
    budget: () => lookAtBudget(session, stack, knownSetting(setting)),
  };
  const ids = Object.keys(TITLES) as StatusItem['id'][];
  const usable = isUsable(stack);
  const items: StatusItem[] = [];
  for (const id of ids) {
    const item = await look(session, id, TITLES[id], async () => {
      if (id === 'stack') return lookAtStack(stack);
      if (id === 'trail') return ofTrail(await findTrail(session));
      if (!usable) return { state: 'unknown', detail: `It is not looked at, as the stack is ${stack.status}.` };
      return await works[id]();
    });
    items.push(item);
  }
  return { identity: session.identity, stack: name, version: stack.parameters['Version'], items };
}

function settingOf({ parameters }: StackView): StackSetting | MonitorStopped {
  const list = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
  const read = settingIn(list);
  return read.kind === 'read' ? read.setting : new MonitorStopped({ kind: 'stack-state', message: read.problem });
}

/** @throws MonitorStopped: one thing is unknown then, and not all */
function knownSetting(setting: StackSetting | MonitorStopped): StackSetting {
  if (isMonitorStopped(setting)) throw setting;
  return setting;
}
