// The watcher out of the account again, with its reports or without.
import { GetTemplateCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { MonitorStopped } from '../aws/asking.ts';
import type { Session } from '../aws/session.ts';
import type { MonitorIdentity } from '../monitorBundle.ts';
import { CAPABILITY, OUTPUTS, TAG_KEY } from '../stack/names.ts';
import { mustBeConfirmed } from './confirm.ts';
import { deleteAndWait } from './deploy.ts';
import { findStack, isUsable, mustBeOurs, notDeployed, type StackView } from './stack.ts';
import { isInProgress, settled, stackFailure, troubleOf } from './waiting.ts';

export interface Removed {
  readonly identity: MonitorIdentity;
  readonly kept: readonly string[];
}

/**
 * @param keepReports undefined: as it was deployed
 * @param confirmed the account id, as the person typed it
 * @throws MonitorStopped
 */
export async function remove(
  session: Session,
  name: string,
  keepReports: boolean | undefined,
  confirmed: string,
): Promise<Removed> {
  const { identity, tell } = session;
  await mustBeConfirmed(session, confirmed);
  let stack = await findStack(session, name);
  if (stack === undefined) throw notDeployed(session, name);
  mustBeOurs(stack);
  if (isInProgress(stack.status)) {
    tell(`Stack ${name} is ${stack.status}: waiting until that has ended …`);
    stack = await settled(session, stack.id, `the work on stack ${name} has ended`);
    if (stack === undefined) return { identity, kept: [] };
  }
  const group = stack.outputs[OUTPUTS.reportGroup] ?? stack.parameters['ReportGroupName'];
  const asDeployed = stack.parameters['KeepReports'] === 'true';
  const wanted = keepReports ?? asDeployed;
  if (isUsable(stack)) await decideGroup(session, stack, wanted);
  else if (wanted && !asDeployed && stack.status === 'DELETE_FAILED') throw notKept(stack, group);
  // A stack that never was whole has no reports.
  const keeps = wanted && (isUsable(stack) || stack.status === 'DELETE_FAILED');
  tell(`Deleting stack ${name} …`);
  await deleteAndWait(session, stack);
  return { identity, kept: keeps && group !== undefined ? [group] : [] };
}

interface TemplateOnTheWire {
  readonly Parameters: Readonly<Record<string, object>>;
  readonly Resources: Readonly<Record<string, object>>;
}

/** Its template can not be changed any more, and so the group would go. */
function notKept({ name, status }: StackView, group = 'of the reports'): MonitorStopped {
  const message = `Nothing was removed: stack ${name} is ${status}, and cannot be told any more to leave its reports. Save what you need of the log group ${group}, then remove the stack without keeping reports.`;
  return new MonitorStopped({ kind: 'stack-state', message });
}

/** What becomes of the group is said by the template, which is changed in this alone: it may be one of another version. */
async function decideGroup(session: Session, stack: StackView, keepReports: boolean): Promise<void> {
  const { clients, asking, tell } = session;
  const policy = keepReports ? 'Retain' : 'Delete';
  const { TemplateBody } = await asking.ask('cloudformation:GetTemplate', (options) =>
    clients.cloudFormation.send(new GetTemplateCommand({ StackName: stack.id }), options),
  );
  const template = templateIn(TemplateBody);
  const { ReportGroup } = template.Resources;
  if (ReportGroup === undefined || !('KeepReports' in template.Parameters)) {
    throw new MonitorStopped({
      kind: 'stack-state',
      message: `The template of stack ${stack.name} is not Palisade's.`,
    });
  }
  if ('DeletionPolicy' in ReportGroup && ReportGroup.DeletionPolicy === policy) return;
  tell(keepReports ? 'Telling the stack to leave the reports …' : 'Telling the stack to delete the reports as well …');
  const keeps = String(keepReports);
  const changed = {
    ...template,
    Parameters: {
      ...template.Parameters,
      KeepReports: { ...template.Parameters['KeepReports'], Default: keeps, AllowedValues: [keeps] },
    },
    Resources: {
      ...template.Resources,
      ReportGroup: { ...ReportGroup, DeletionPolicy: policy, UpdateReplacePolicy: policy },
    },
  };
  const Parameters = Object.keys(stack.parameters).map((ParameterKey) =>
    ParameterKey === 'KeepReports' ? { ParameterKey, ParameterValue: keeps } : { ParameterKey, UsePreviousValue: true },
  );
  const input = {
    StackName: stack.id,
    TemplateBody: JSON.stringify(changed),
    Parameters,
    Capabilities: [CAPABILITY as 'CAPABILITY_IAM'],
    Tags: [{ Key: TAG_KEY, Value: stack.name }],
  };
  await asking.ask('cloudformation:UpdateStack', (options) =>
    clients.cloudFormation.send(new UpdateStackCommand(input), options),
  );
  const after = await settled(session, stack.id, `stack ${stack.name} knows what becomes of the reports`);
  if (after?.status === 'UPDATE_COMPLETE') return;
  const head = `Nothing was removed: stack ${stack.name} could not be told what becomes of the reports.`;
  throw stackFailure(head, await troubleOf(session, stack.id));
}

function templateIn(body: string | undefined): TemplateOnTheWire {
  try {
    const read = JSON.parse(body ?? '') as Partial<TemplateOnTheWire>;
    return { ...read, Parameters: read.Parameters ?? {}, Resources: read.Resources ?? {} };
  } catch {
    throw new MonitorStopped({
      kind: 'stack-state',
      message: "The template of the stack is not Palisade's: it is no JSON.",
    });
  }
}
