// What the watcher consists of: the stack, the code, the group of the reports, the budget; and when it last ran.
import { DescribeBudgetCommand } from '@aws-sdk/client-budgets';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Session } from '../../aws/session.ts';
import type { RunList, TrailFinding } from '../../monitorBundle.ts';
import { BUDGET_USD, OUTPUTS, regionHasBudgets, TAG_KEY } from '../../stack/names.ts';
import type { StackSetting } from '../../stack/stackSetting.ts';
import { findFunction, type Code } from '../code.ts';
import { outputOf, type StackView } from '../stack.ts';
import { isInProgress } from '../waiting.ts';
import { firstOf, isNotFound, ok, problem, REDEPLOY, type Verdict } from './look.ts';

const HOUR_MS = 3_600_000;
/** A period, and an hour for the platform to get to it. */
const LONGEST_GAP_MS = 25 * HOUR_MS;

export function lookAtStack({ name, status, reason }: StackView): Verdict {
  const why = reason === undefined ? '' : ` (${reason})`;
  if (isInProgress(status)) return { state: 'unknown', detail: `Stack ${name} is being worked on: ${status}.` };
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok(`Stack ${name} is ${status}.`);
  if (status === 'UPDATE_ROLLBACK_COMPLETE') {
    return problem(`The last update of stack ${name} failed and was put back${why}.`, REDEPLOY);
  }
  return problem(`Stack ${name} is ${status}${why}.`, REDEPLOY);
}

/** @throws MonitorStopped */
export async function lookAtCode(
  session: Session,
  stack: StackView,
  code: () => Promise<Code>,
  version: string,
): Promise<Verdict> {
  let wanted: Code;
  try {
    wanted = await code();
  } catch {
    return { state: 'unknown', detail: 'This Palisade is not whole: there is no code here to compare with.' };
  }
  const names = [outputOf(stack, OUTPUTS.scanFunction), outputOf(stack, OUTPUTS.changeFunction)];
  const deployed = stack.parameters['Version'];
  const verdicts = await Promise.all(
    names.map(async (name): Promise<Verdict> => {
      const found = await findFunction(session, name);
      if (found === undefined) return problem(`${name} is not there any more.`, REDEPLOY);
      if (found.State === 'Failed' || found.LastUpdateStatus === 'Failed') {
        return problem(`${name} cannot run: Lambda could not take its last update.`, REDEPLOY);
      }
      if (found.CodeSha256 === wanted.sha256) return ok('');
      return deployed === version
        ? problem(`${name} runs other code than this Palisade has.`, REDEPLOY)
        : problem(
            `${name} runs the code of Palisade ${deployed ?? 'of an unknown version'}; this is ${version}.`,
            REDEPLOY,
          );
    }),
  );
  return firstOf(verdicts, `Both functions run the code of this Palisade (${wanted.sha256}).`);
}

export function ofTrail(trail: TrailFinding): Verdict {
  switch (trail.kind) {
    case 'found':
      return ok(`The trail ${trail.trail} logs management events that write.`);
    case 'none':
      return problem(trail.message, 'Create a trail for management events in CloudTrail, in this region or in all.');
    case 'unknown':
      return { state: 'unknown', detail: trail.message };
  }
}

/** The newest scheduled run, of those that a list has. */
export function ofRuns({ runs, missed, deployedAt }: RunList, now: number): Verdict {
  const scheduled = runs.find(({ state }) => state.kind === 'reported' && state.summary.trigger === 'schedule');
  const [lastMissed] = missed;
  if (scheduled?.state.kind !== 'reported') {
    if (lastMissed !== undefined) return problem(`No scheduled run yet: one was due at ${lastMissed}.`);
    const due = new Date(Date.parse(deployedAt) + 12 * HOUR_MS).toISOString();
    // The list ends where enough others came after it.
    if (Date.parse(deployedAt) + LONGEST_GAP_MS < now)
      return { state: 'unknown', detail: 'None of the newest scans was started by the schedule.' };
    return ok(`No scheduled run yet: the first is due about ${due}.`);
  }
  const { status, everythingRead, unknown, read, listed } = scheduled.state.summary;
  const at = scheduled.eventAt;
  if (now - Date.parse(at) > LONGEST_GAP_MS) return problem(`The last scheduled run was at ${at}.`);
  if (lastMissed !== undefined && lastMissed > at)
    return problem(`A run was due at ${lastMissed}; the last was at ${at}.`);
  if (status === 'failed') return problem(`The last scheduled run, at ${at}, failed.`);
  if (!everythingRead) return problem(`The last scheduled run, at ${at}, read ${read} of ${listed} buckets.`);
  const rest = unknown === 0 ? '' : `, and could not tell ${unknown} things`;
  return ok(`The last scheduled run was at ${at}: it read ${read} buckets${rest}.`);
}

/** @throws MonitorStopped */
export async function lookAtGroup(
  session: Session,
  stack: StackView,
  retentionDays: number | undefined,
): Promise<Verdict> {
  const { clients, asking } = session;
  const name = outputOf(stack, OUTPUTS.reportGroup);
  const { logGroups = [] } = await asking.ask('logs:DescribeLogGroups', (options) =>
    clients.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }), options),
  );
  const group = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (group === undefined) {
    return problem(`The log group ${name} is not there any more: no run can report.`, REDEPLOY);
  }
  const days = group.retentionInDays;
  if (days === undefined) return problem(`The log group ${name} keeps everything for ever.`, REDEPLOY);
  if (retentionDays !== undefined && days !== retentionDays) {
    return problem(`The log group ${name} keeps reports for ${days} days, and should for ${retentionDays}.`, REDEPLOY);
  }
  return ok(`${name} keeps reports for ${days} days.`);
}

/** @throws MonitorStopped */
export async function lookAtBudget(session: Session, stack: StackView, setting: StackSetting): Promise<Verdict> {
  const { clients, asking, identity } = session;
  if (!regionHasBudgets(identity.region)) return ok('There is none: CloudFormation makes no budgets in this region.');
  if (setting.email === undefined) return ok('There is none, as no address is given.');
  const BudgetName = stack.outputs[OUTPUTS.budget];
  const input = { AccountId: identity.accountId, BudgetName };
  const found =
    BudgetName === undefined
      ? undefined
      : await asking.find('budgets:ViewBudget', isNotFound, (options) =>
          clients.budgets.send(new DescribeBudgetCommand(input), options),
        );
  if (found?.Budget === undefined) return problem('The budget is not there.', REDEPLOY);
  const limit = Number(found.Budget.BudgetLimit?.Amount);
  if (limit !== BUDGET_USD) return problem(`The budget is of another amount than ${BUDGET_USD} USD.`, REDEPLOY);
  return ok(
    `${BUDGET_USD} USD a month. It sees something only when ${TAG_KEY} is activated as a cost allocation tag, which is not looked at here.`,
  );
}
