// The stack as CloudFormation tells of it.
import { DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { cleanLine } from '../../outbound/cleaning.ts';
import type { Trouble } from '../../s3/errors.ts';
import { MonitorStopped } from '../aws/asking.ts';
import type { Session } from '../aws/session.ts';
import { TAG_KEY } from '../stack/names.ts';

export interface StackView {
  readonly id: string;
  readonly name: string;
  /** E.g. `CREATE_COMPLETE`. */
  readonly status: string;
  /** Why, where CloudFormation says so. */
  readonly reason: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Undefined: never. */
  readonly updatedAt: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** @returns undefined: there is none @throws MonitorStopped */
export async function findStack({ clients, asking }: Session, name: string): Promise<StackView | undefined> {
  const found = await asking.find('cloudformation:DescribeStacks', isNoStack, (options) =>
    clients.cloudFormation.send(new DescribeStacksCommand({ StackName: name }), options),
  );
  // By its id a deleted one is still told of.
  const stack = found?.Stacks?.find(
    ({ StackStatus }) => StackStatus !== undefined && StackStatus !== 'DELETE_COMPLETE',
  );
  return stack === undefined ? undefined : viewOf(stack);
}

export function isNoStack({ name, message }: Trouble): boolean {
  return name === 'StackNotFoundException' || (name === 'ValidationError' && /does not exist/.test(message));
}

/** As `DescribeStacks` has it, by name or by id. */
export function viewOf(stack: Stack): StackView {
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    reason: stack.StackStatusReason === undefined ? undefined : cleanLine(stack.StackStatusReason, 300),
    createdAt: stack.CreationTime?.getTime() ?? 0,
    updatedAt: stack.LastUpdatedTime?.getTime(),
    parameters: pairs(stack.Parameters?.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue])),
    outputs: pairs(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    tags: pairs(stack.Tags?.map(({ Key, Value }) => [Key, Value])),
  };
}

function pairs(list: readonly (readonly [string | undefined, string | undefined])[] = []): Record<string, string> {
  return Object.fromEntries(list.flatMap(([key, value]) => (key === undefined ? [] : [[key, value ?? '']])));
}

/** States in which what the stack made is there and can be used. */
export function isUsable({ status }: StackView): boolean {
  return /^(CREATE_COMPLETE|UPDATE_.*|IMPORT_.*)$/.test(status);
}

/** @throws MonitorStopped */
export function mustBeOurs({ name, tags, status }: StackView): void {
  if (tags[TAG_KEY] === name) return;
  const message = `There is a stack ${name} (${status}) that is not Palisade's: it does not have the tag ${TAG_KEY}. Nothing is done with it. Choose another name.`;
  throw new MonitorStopped({ kind: 'stack-state', message });
}

/** @throws MonitorStopped where there is none, none of ours, or none that can be used */
export async function deployedStack(session: Session, name: string): Promise<StackView> {
  const stack = await findStack(session, name);
  if (stack === undefined) throw notDeployed(session, name);
  mustBeOurs(stack);
  if (isUsable(stack)) return stack;
  throw new MonitorStopped({ kind: 'stack-state', message: `Stack ${name} cannot be used: it is ${stack.status}.` });
}

export function notDeployed({ identity }: Session, name: string): MonitorStopped {
  const message = `There is no stack ${name} in ${identity.region} of account ${identity.accountId}.`;
  return new MonitorStopped({ kind: 'not-deployed', message, command: 'palisade monitor deploy' });
}

/** @throws MonitorStopped: the stack is not one of ours, or of another version */
export function outputOf({ name, outputs }: StackView, key: string): string {
  const value = outputs[key];
  if (value !== undefined) return value;
  const message = `Stack ${name} does not say its ${key}: it is not the watcher's, or its first deploy has not ended.`;
  throw new MonitorStopped({ kind: 'stack-state', message });
}
