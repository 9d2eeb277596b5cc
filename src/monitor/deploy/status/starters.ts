// What starts the functions: the rules, their targets, the queue, and who may.
import { isDeepStrictEqual } from 'node:util';
import { DescribeRuleCommand, ListTargetsByRuleCommand, type Target } from '@aws-sdk/client-eventbridge';
import {
  GetEventSourceMappingCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Session } from '../../aws/session.ts';
import { changeEventPattern } from '../../events/changeEvents.ts';
import { SCAN_HOURS } from '../../stack/functionsPart.ts';
import { OUTPUTS } from '../../stack/names.ts';
import { outputOf, type StackView } from '../stack.ts';
import { firstOf, isNotFound, problem, REDEPLOY, type Verdict } from './look.ts';

/** @throws MonitorStopped */
export async function lookAtRules(session: Session, stack: StackView, checks: 'core' | 'all'): Promise<Verdict> {
  const [scan, change] = await Promise.all([
    ruleOf(session, outputOf(stack, OUTPUTS.scanRule)),
    ruleOf(session, outputOf(stack, OUTPUTS.changeRule)),
  ]);
  if (scan === undefined || change === undefined) return gone('A rule');
  const verdicts: Verdict[] = [];
  for (const [rule, words] of [
    [scan, 'the 12-hour scan'],
    [change, 'changes'],
  ] as const) {
    if (rule.State !== 'ENABLED') verdicts.push(problem(`The rule for ${words} is switched off.`, REDEPLOY));
  }
  if (scan.ScheduleExpression !== `rate(${SCAN_HOURS} hours)`) {
    verdicts.push(problem('The rule for scans has another schedule than the template.', REDEPLOY));
  }
  if (!isDeepStrictEqual(inOrder(parsed(change.EventPattern)), inOrder(changeEventPattern(checks)))) {
    verdicts.push(problem('The rule for changes has another pattern than the template.', REDEPLOY));
  }
  return firstOf(verdicts, 'Both are enabled, and as the template has them.');
}

async function ruleOf({ clients, asking }: Session, Name: string) {
  return await asking.find('events:DescribeRule', isNotFound, (options) =>
    clients.eventBridge.send(new DescribeRuleCommand({ Name }), options),
  );
}

/** @throws MonitorStopped */
export async function lookAtTargets(session: Session, stack: StackView): Promise<Verdict> {
  const { clients, asking } = session;
  const [queue, deadLetters, failures] = await Promise.all([
    arnOfQueue(session, outputOf(stack, OUTPUTS.changeQueueUrl)),
    arnOfQueue(session, outputOf(stack, OUTPUTS.targetDeadLettersUrl)),
    arnOfQueue(session, outputOf(stack, OUTPUTS.scanFailuresUrl)),
  ]);
  if (queue === undefined || deadLetters === undefined || failures === undefined) return gone('A queue');
  const scanArn = outputOf(stack, OUTPUTS.scanFunctionArn);
  const changeArn = outputOf(stack, OUTPUTS.changeFunctionArn);
  const [ofScan, ofChange] = await Promise.all([
    targetsOf(session, outputOf(stack, OUTPUTS.scanRule)),
    targetsOf(session, outputOf(stack, OUTPUTS.changeRule)),
  ]);
  const mapping = await asking.find('lambda:GetEventSourceMapping', isNotFound, (options) =>
    clients.lambda.send(new GetEventSourceMappingCommand({ UUID: outputOf(stack, OUTPUTS.changeMapping) }), options),
  );
  const FunctionName = outputOf(stack, OUTPUTS.scanFunction);
  const invokes = await asking.find('lambda:GetFunctionEventInvokeConfig', isNotFound, (options) =>
    clients.lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }), options),
  );
  const verdicts = [
    ...targetVerdicts(ofScan, scanArn, deadLetters, 'The rule for scans', 'the scan function'),
    ...targetVerdicts(ofChange, queue, deadLetters, 'The rule for changes', 'the queue of changes'),
  ];
  if (mapping === undefined) verdicts.push(problem('Nothing hands the queue of changes to its function.', REDEPLOY));
  else {
    if (!/^(Enabled|Enabling|Updating|Creating)$/.test(mapping.State ?? '')) {
      const state = mapping.State ?? 'of no state';
      verdicts.push(problem(`What hands the queue of changes to its function is ${state}.`, REDEPLOY));
    }
    if (mapping.EventSourceArn !== queue || !isSameFunction(mapping.FunctionArn, changeArn)) {
      verdicts.push(
        problem('What hands the queue of changes to its function has another queue or function.', REDEPLOY),
      );
    }
  }
  if (invokes?.DestinationConfig?.OnFailure?.Destination !== failures) {
    verdicts.push(problem('The events of failed scans are not kept.', REDEPLOY));
  }
  return firstOf(verdicts, 'The rules reach the function and the queue, and what fails is kept.');
}

function targetVerdicts(
  targets: readonly Target[] | undefined,
  arn: string,
  deadLetters: string,
  rule: string,
  what: string,
): readonly Verdict[] {
  const own = targets?.find(({ Arn }) => Arn === arn);
  if (own === undefined) return [problem(`${rule} does not start ${what}.`, REDEPLOY)];
  const more = (targets?.length ?? 0) > 1 ? [problem(`${rule} has a target that is not the template's.`)] : [];
  if (own.DeadLetterConfig?.Arn === deadLetters) return more;
  return [...more, problem(`${rule} does not keep what it cannot deliver.`, REDEPLOY)];
}

/** A mapping may say the name alone, or have a version behind the ARN. */
function isSameFunction(told: string | undefined, arn: string): boolean {
  return told === arn || told === arn.split(':').at(-1) || told?.startsWith(`${arn}:`) === true;
}

async function targetsOf({ clients, asking }: Session, Rule: string): Promise<readonly Target[] | undefined> {
  const found = await asking.find('events:ListTargetsByRule', isNotFound, (options) =>
    clients.eventBridge.send(new ListTargetsByRuleCommand({ Rule }), options),
  );
  return found?.Targets;
}

/** @throws MonitorStopped */
export async function lookAtPermissions(session: Session, stack: StackView): Promise<Verdict> {
  const { identity } = session;
  const { partition, region, accountId } = identity;
  const rule = (name: string): string => `arn:${partition}:events:${region}:${accountId}:rule/${name}`;
  const scanRule = rule(outputOf(stack, OUTPUTS.scanRule));
  const changeRule = rule(outputOf(stack, OUTPUTS.changeRule));
  const [scan, change, changes, deadLetters] = await Promise.all([
    policyOf(session, outputOf(stack, OUTPUTS.scanFunction)),
    policyOf(session, outputOf(stack, OUTPUTS.changeFunction)),
    queuePolicyOf(session, outputOf(stack, OUTPUTS.changeQueueUrl)),
    queuePolicyOf(session, outputOf(stack, OUTPUTS.targetDeadLettersUrl)),
  ]);
  const verdicts = [
    ...allows(scan, [scanRule], accountId, 'the scan function'),
    ...allows(change, [], accountId, 'the change function'),
    ...allows(changes, [changeRule], accountId, 'the queue of changes'),
    ...allows(deadLetters, [scanRule, changeRule], accountId, 'the queue of undelivered events'),
  ];
  return firstOf(verdicts, 'Only the rules of this stack may start the function and write to the queues.');
}

async function policyOf({ clients, asking }: Session, FunctionName: string): Promise<unknown> {
  const found = await asking.find('lambda:GetPolicy', isNotFound, (options) =>
    clients.lambda.send(new GetPolicyCommand({ FunctionName }), options),
  );
  return parsed(found?.Policy);
}

async function queuePolicyOf(session: Session, url: string): Promise<unknown> {
  return parsed((await attributesOf(session, url))?.['Policy']);
}

async function arnOfQueue(session: Session, url: string): Promise<string | undefined> {
  return (await attributesOf(session, url))?.['QueueArn'];
}

/** @returns undefined: there is no such queue @throws MonitorStopped */
export async function attributesOf(
  { clients, asking }: Session,
  QueueUrl: string,
): Promise<Partial<Record<string, string>> | undefined> {
  const found = await asking.find('sqs:GetQueueAttributes', isNotFound, (options) =>
    clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }), options),
  );
  return found === undefined ? undefined : (found.Attributes ?? {});
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** That these rules may, and nobody else. */
function allows(policy: unknown, sources: readonly string[], accountId: string, what: string): readonly Verdict[] {
  const given = (policy as { readonly Statement?: Statement | readonly Statement[] } | undefined)?.Statement ?? [];
  const statements = (Array.isArray(given) ? (given as readonly Statement[]) : [given as Statement]).filter(
    ({ Effect }) => Effect === 'Allow',
  );
  const pinned = statements.map((one) => (isForEvents(one) ? sourceOf(one, accountId) : undefined));
  if (pinned.some((one) => one === undefined || !sources.includes(one))) {
    return [problem(`Somebody else than the rules of this stack may use ${what}.`, REDEPLOY)];
  }
  return sources.every((source) => pinned.includes(source))
    ? []
    : [problem(`A rule of this stack may not use ${what}.`, REDEPLOY)];
}

function isForEvents({ Principal }: Statement): boolean {
  return isDeepStrictEqual(Principal, { Service: 'events.amazonaws.com' });
}

/** The one rule that it is pinned to, with the account; undefined: it is not. Keys of conditions know no case. */
function sourceOf({ Condition }: Statement, accountId: string): string | undefined {
  const found = new Map<string, unknown>();
  for (const [operator, keys] of Object.entries((Condition ?? {}) as Readonly<Record<string, object>>)) {
    if (!/^(ArnEquals|ArnLike|StringEquals)$/.test(operator)) continue;
    for (const [key, value] of Object.entries(keys)) {
      const one: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
      found.set(key.toLowerCase(), one);
    }
  }
  const source = found.get('aws:sourcearn');
  return typeof source === 'string' && found.get('aws:sourceaccount') === accountId ? source : undefined;
}

function gone(what: string): Verdict {
  return problem(`${what} of the stack is not there any more.`, REDEPLOY);
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Lists of a pattern say the same in any order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, inOrder(one)]),
  );
}
