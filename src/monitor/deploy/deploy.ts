// The watcher into the account: a stack with functions that do nothing yet, then their code, then what starts them. What
// fails on the way leaves what was there before; what cannot be undone is continued by the next deploy.
import { randomUUID } from 'node:crypto';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { isMonitorStopped, MonitorStopped } from '../aws/asking.ts';
import { undisturbed, type Session } from '../aws/session.ts';
import type { DeployDone, MonitorFailure } from '../monitorBundle.ts';
import { CAPABILITY, TAG_KEY } from '../stack/names.ts';
import type { StackSetting } from '../stack/stackSetting.ts';
import { uploadCode, type Code } from './code.ts';
import { mustBeConfirmed } from './confirm.ts';
import { prepare, type Prepared } from './prepare.ts';
import { findStack, type StackView } from './stack.ts';
import { isInProgress, settled, stackFailure, troubleOf } from './waiting.ts';

export interface DeployOptions {
  readonly name: string;
  readonly given: Partial<StackSetting>;
  /** The account id, as the person typed it. */
  readonly confirmed: string;
  /** Of Palisade. */
  readonly version: string;
  /** Rejects where this Palisade is not whole. */
  readonly code: () => Promise<Code>;
}

/** @throws MonitorStopped */
export async function deploy(session: Session, options: DeployOptions): Promise<DeployDone> {
  const { name, given, confirmed, version } = options;
  await mustBeConfirmed(session, confirmed);
  const code = await codeOf(options);
  let prepared = await prepare(session, name, given, version);
  const first = prepared.stack;
  if (first !== undefined && isInProgress(first.status)) {
    session.tell(`Stack ${name} is ${first.status}: waiting until that has ended …`);
    await settled(session, first.id, `the work on stack ${name} has ended`);
    prepared = await prepare(session, name, given, version);
  }
  const { present } = prepared;
  if (present.kind === 'half-made' && present.willBe === 'replaced') {
    await mustBeConfirmed(session, confirmed);
    await clearAway(session, prepared.stack);
    prepared = await prepare(session, name, given, version);
  }
  await mustBeConfirmed(session, confirmed);
  const { identity } = session;
  const codeSha256 = code.sha256;
  if (prepared.stack === undefined) {
    await create(session, prepared, code);
    return { identity, did: present.kind === 'nothing' ? 'created' : 'continued', codeSha256 };
  }
  const isContinued = prepared.present.kind === 'half-made';
  const changed = await bringUp(session, prepared, prepared.stack, code, isContinued);
  return { identity, did: isContinued ? 'continued' : changed ? 'updated' : 'nothing-to-do', codeSha256 };
}

async function codeOf({ code }: DeployOptions): Promise<Code> {
  try {
    return await code();
  } catch (error) {
    const name = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read';
    const message = `This Palisade is not whole: the code of the functions is missing (${name}). Install it again.`;
    throw new MonitorStopped({ kind: 'other', message });
  }
}

/** What never got to work, and cannot: nothing but its name is in the way. */
async function clearAway(session: Session, stack: StackView | undefined): Promise<void> {
  if (stack === undefined) return;
  session.tell(`Stack ${stack.name} is ${stack.status}, which can only be deleted: deleting it …`);
  await deleteAndWait(session, stack);
}

/** @throws MonitorStopped where something of it stays */
export async function deleteAndWait(session: Session, { id, name }: StackView): Promise<void> {
  const { clients, asking } = session;
  await asking.ask('cloudformation:DeleteStack', (options) =>
    clients.cloudFormation.send(new DeleteStackCommand({ StackName: id }), options),
  );
  const left = await settled(session, id, `stack ${name} is deleted`);
  if (left === undefined) return;
  throw stackFailure(`Stack ${name} could not be deleted whole.`, await troubleOf(session, id));
}

async function create(session: Session, prepared: Prepared, code: Code): Promise<void> {
  const { clients, asking, tell } = session;
  const { name } = prepared;
  tell(`Creating stack ${name} with its rules switched off …`);
  const token = `palisade-${randomUUID()}`;
  let stackId: string | undefined;
  try {
    const input = {
      ...requestFor(prepared, false),
      ClientRequestToken: token,
      // What a person is left with after a failure is what he had before.
      OnFailure: 'DELETE' as const,
    };
    ({ StackId: stackId } = await asking.ask('cloudformation:CreateStack', (options) =>
      clients.cloudFormation.send(new CreateStackCommand(input), options),
    ));
    const id = stackId ?? name;
    const made = await settled(session, id, `stack ${name} is made`);
    if (made?.status !== 'CREATE_COMPLETE') {
      const rest = made === undefined ? 'What had been made is deleted again.' : `It is ${made.status}.`;
      stackId = made === undefined ? undefined : stackId;
      throw stackFailure(`Stack ${name} could not be made. ${rest}`, await troubleOf(undisturbed(session), id));
    }
    await uploadCode(session, made, code);
    await enable(session, prepared, made);
  } catch (error) {
    if (!isMonitorStopped(error)) throw error;
    throw await undone(session, name, stackId, token, error);
  }
}

/** Without these an answer came, and said that nothing is made. */
const MAY_BE_TAKEN: ReadonlySet<MonitorFailure['kind']> = new Set(['cancelled', 'network', 'timeout']);

/** After a failure or a cancel: what this deploy has made goes away again, and nothing else. */
async function undone(
  session: Session,
  name: string,
  stackId: string | undefined,
  token: string,
  error: MonitorStopped,
): Promise<MonitorStopped> {
  if (stackId === undefined && !MAY_BE_TAKEN.has(error.failure.kind)) return error;
  const calm = undisturbed(session);
  try {
    const stack = await findStack(calm, stackId ?? name);
    if (stack === undefined || (stackId === undefined && !(await isMadeBy(calm, stack, token)))) return error;
    session.tell(`Deleting what was made of stack ${name} …`);
    // While an update is under way CloudFormation deletes nothing.
    const still = stack.status.startsWith('UPDATE_') && isInProgress(stack.status);
    const ended = still ? await settled(calm, stack.id, `the work on stack ${name} has ended`) : stack;
    if (ended !== undefined) await deleteAndWait(calm, ended);
    return withWords(error, 'What was made is deleted again.');
  } catch (left) {
    if (!isMonitorStopped(left)) throw left;
    const words = `What was made of stack ${name} could not be deleted again (${left.failure.message}) ${await whatItDoes(calm, stackId ?? name)} Deploy again to continue, or remove it.`;
    return withWords(error, words);
  }
}

/** Of a stack that stays against the will of whoever deployed it. */
async function whatItDoes(calm: Session, nameOrId: string): Promise<string> {
  const found = await calm.asking.learn(() => findStack(calm, nameOrId)).catch(() => undefined);
  const isOff = found?.kind === 'known' && found.value?.parameters['RulesEnabled'] !== 'true';
  return isOff ? 'It does nothing: its rules are off.' : 'Its rules may be on.';
}

/** The answer to a request may be lost: its token tells whether the stack of that name comes of it. */
async function isMadeBy({ clients, asking }: Session, { id }: StackView, token: string): Promise<boolean> {
  const { StackEvents: events = [] } = await asking.ask('cloudformation:DescribeStackEvents', (options) =>
    clients.cloudFormation.send(new DescribeStackEventsCommand({ StackName: id }), options),
  );
  return events.some(({ ClientRequestToken }) => ClientRequestToken === token);
}

function withWords({ failure }: MonitorStopped, words: string): MonitorStopped {
  return new MonitorStopped({ ...failure, message: `${failure.message} ${words}` });
}

/** Of a stack that is there: the template first, as the code may need what it gives. @returns whether anything changed */
async function bringUp(
  session: Session,
  prepared: Prepared,
  stack: StackView,
  code: Code,
  isContinued: boolean,
): Promise<boolean> {
  const { name } = prepared;
  let updated = false;
  try {
    updated = await update(session, prepared, stack, !isContinued);
    const now = (updated ? await findStack(session, stack.id) : stack) ?? stack;
    const sent = await uploadCode(session, now, code);
    const enabled = isContinued && (await enable(session, prepared, now));
    return updated || sent || enabled;
  } catch (error) {
    if (!isMonitorStopped(error)) throw error;
    const mixed =
      updated && !isContinued ? ' It is updated, but its functions may still run the code that they had before.' : '';
    throw withWords(error, `Stack ${name} stays as AWS has it now: deploy again to continue.${mixed}`);
  }
}

async function enable(session: Session, prepared: Prepared, stack: StackView): Promise<boolean> {
  session.tell('Switching the rules on …');
  return await update(session, prepared, stack, true);
}

/** @returns false: there was nothing to update @throws MonitorStopped, also where AWS put it back */
async function update(
  session: Session,
  prepared: Prepared,
  { id, name }: StackView,
  rulesEnabled: boolean,
): Promise<boolean> {
  const { clients, asking } = session;
  const input = { ...requestFor(prepared, rulesEnabled), StackName: id };
  const taken = await asking.find(
    'cloudformation:UpdateStack',
    ({ name: error, message }) => error === 'ValidationError' && /No updates are to be performed/i.test(message),
    (options) => clients.cloudFormation.send(new UpdateStackCommand(input), options),
  );
  if (taken === undefined) return false;
  const after = await settled(session, id, `stack ${name} is updated`);
  if (after?.status === 'UPDATE_COMPLETE') return true;
  const state = after?.status ?? 'gone';
  const head =
    state === 'UPDATE_ROLLBACK_COMPLETE'
      ? `Stack ${name} could not be updated, and AWS has put it back as it was.`
      : `Stack ${name} could not be updated: it is ${state}.`;
  throw stackFailure(head, await troubleOf(session, id));
}

function requestFor({ name, templateText, parameters }: Prepared, rulesEnabled: boolean) {
  return {
    StackName: name,
    TemplateBody: templateText,
    Parameters: parameters(rulesEnabled).map((one) => ({ ...one })),
    Capabilities: [CAPABILITY as 'CAPABILITY_IAM'],
    Tags: [{ Key: TAG_KEY, Value: name }],
  };
}
