// From what a person chose and what is there already to what is to be there.
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { MonitorStopped } from '../aws/asking.ts';
import type { Session } from '../aws/session.ts';
import type { DeployPlan } from '../monitorBundle.ts';
import { defaultReportGroup, regionHasBudgets, stackNameProblem } from '../stack/names.ts';
import {
  settingIn,
  settingProblem,
  stackParameters,
  type StackParameter,
  type StackState,
} from '../stack/parameters.ts';
import { DEFAULT_SETTING, type StackSetting } from '../stack/stackSetting.ts';
import { LONGEST_TEMPLATE, stackTemplate } from '../stack/template.ts';
import type { Template } from '../stack/templateShape.ts';
import { chooseConcurrency, type Concurrency } from './concurrency.ts';
import { findStack, mustBeOurs, type StackView } from './stack.ts';

export interface Prepared {
  readonly name: string;
  readonly present: DeployPlan['present'];
  /** As it is there now. */
  readonly stack: StackView | undefined;
  readonly setting: StackSetting;
  /** Undefined where nothing of it stays. */
  readonly before: StackSetting | undefined;
  readonly state: StackState;
  readonly template: Template;
  readonly templateText: string;
  readonly concurrency: Concurrency;
  /** Of earlier stacks of this name, whose reports were kept. */
  readonly keptGroups: readonly string[];
  readonly parameters: (rulesEnabled: boolean) => readonly StackParameter[];
}

/** @throws MonitorStopped for what cannot be meant, and for a stack with which nothing can be done */
export async function prepare(
  session: Session,
  name: string,
  given: Partial<StackSetting>,
  version: string,
): Promise<Prepared> {
  const problem = stackNameProblem(name);
  if (problem !== undefined) throw new MonitorStopped({ kind: 'input', message: problem });
  const stack = await findStack(session, name);
  const present = presentOf(stack);
  const before = stack === undefined || isReplaced(stack.status) ? undefined : beforeOf(stack);
  const setting = { ...DEFAULT_SETTING, ...before?.setting, ...given };
  const { identity } = session;
  const place = { partition: identity.partition, region: identity.region, accountId: identity.accountId };
  const wrong = settingProblem(setting, place);
  if (wrong !== undefined) throw new MonitorStopped({ kind: 'input', message: wrong });
  const groups = before === undefined ? await groupsOf(session, name) : [];
  const concurrency = await chooseConcurrency(session, before?.state.reserveConcurrency);
  const hasBudgets = regionHasBudgets(identity.region);
  const state: StackState = {
    rulesEnabled: true,
    reserveConcurrency: concurrency.reserved,
    reportGroup: before?.state.reportGroup ?? freeGroup(name, groups),
    hasBudgets,
    version,
  };
  const template = stackTemplate({ checks: setting.checks, keepReports: setting.keepReports, budgets: hasBudgets });
  const templateText = JSON.stringify(template);
  if (Buffer.byteLength(templateText) > LONGEST_TEMPLATE) throw new Error('the template is longer than AWS takes');
  return {
    ...{ name, present, stack, setting, state, template, templateText, concurrency },
    before: before?.setting,
    keptGroups: groups,
    parameters: (rulesEnabled) => stackParameters(setting, { ...state, rulesEnabled }),
  };
}

/** States from which a stack never gets to work: it can only be deleted. */
export function isReplaced(status: string): boolean {
  return /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|REVIEW_IN_PROGRESS|DELETE_IN_PROGRESS)$/.test(status);
}

function presentOf(stack: StackView | undefined): DeployPlan['present'] {
  if (stack === undefined) return { kind: 'nothing' };
  mustBeOurs(stack);
  const { name, status, reason, parameters } = stack;
  const why = reason === undefined ? '' : ` (${reason})`;
  if (status === 'DELETE_FAILED') {
    const message = `Stack ${name} could not be deleted whole${why}. Remove it first.`;
    throw new MonitorStopped({ kind: 'stack-state', message, command: 'palisade monitor remove' });
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    const message = `Stack ${name} could not be put back after an update${why}. Let CloudFormation try again, or remove it.`;
    const command = `aws cloudformation continue-update-rollback --stack-name ${name}`;
    throw new MonitorStopped({ kind: 'stack-state', message, command });
  }
  if (isReplaced(status)) return { kind: 'half-made', status, willBe: 'replaced' };
  if (parameters['RulesEnabled'] !== 'true' || /^(CREATE|ROLLBACK)_IN_PROGRESS$/.test(status)) {
    return { kind: 'half-made', status, willBe: 'continued' };
  }
  return { kind: 'deployed', version: parameters['Version'] };
}

function beforeOf({ parameters }: StackView): { readonly setting: StackSetting; readonly state: StackState } {
  const list = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
  const read = settingIn(list);
  if (read.kind === 'read') return read;
  throw new MonitorStopped({ kind: 'stack-state', message: read.problem });
}

/** Where nobody may look, the stack says itself when the name is taken. */
async function groupsOf({ clients, asking }: Session, name: string): Promise<readonly string[]> {
  const found = await asking.learn(() =>
    asking.ask('logs:DescribeLogGroups', (options) =>
      clients.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: defaultReportGroup(name) }), options),
    ),
  );
  return found.kind === 'unknown'
    ? []
    : (found.value.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []);
}

/** A group that was kept stays as it is: the stack could not be made with its name. */
function freeGroup(name: string, taken: readonly string[]): string {
  const first = defaultReportGroup(name);
  if (!taken.includes(first)) return first;
  for (let number = 2; ; number += 1) if (!taken.includes(`${first}-${number}`)) return `${first}-${number}`;
}
