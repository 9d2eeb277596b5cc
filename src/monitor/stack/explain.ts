// What a template makes with these parameters, for a person to read before he agrees.
import type { PolicyStatement } from '../monitorBundle.ts';
import type { StackParameter } from './parameters.ts';
import { ALARMS, urlSuffix, type AlarmId } from './names.ts';
import type { Resource, Template, Value } from './templateShape.ts';

/** In the order in which a person wants to know them. */
const WORDS: Readonly<Record<string, string>> = {
  ScanFunction: 'function that reads all buckets and reports what is wrong (scan)',
  ChangeFunction: 'function that reads the buckets whose configuration was changed (change)',
  ScanRole: 'role of scan: it reads, and cannot change anything',
  ChangeRole: 'role of change: it reads, and cannot change anything',
  ScanRule: 'rule that starts a scan every 12 hours',
  ScanPermission: 'permission for this rule, and for no other, to start scan',
  ScanInvokes: 'two more tries of a scan that failed, and then a place for its event',
  ChangeRule: 'rule that takes changes of buckets out of what CloudTrail tells',
  ChangeQueue: 'queue where changes wait for a minute, encrypted',
  ChangeQueuePolicy: 'permission for this rule, and for no other, to write to the queue of changes',
  ChangeMapping: 'what hands changes to the function, to at most two of them at a time',
  ChangeDeadLetters: 'queue of changes that could not be read',
  ChangeDeadLettersPolicy: 'policy of that queue: only over TLS',
  TargetDeadLetters: 'queue of events that EventBridge could not deliver',
  TargetDeadLettersPolicy: 'permission for both rules, and for no other, to write there',
  ScanFailures: 'queue of events whose scan failed',
  ScanFailuresPolicy: 'policy of that queue: only over TLS',
  ReportGroup: 'log group of the reports',
  ScanLog: 'log group of scan itself',
  ChangeLog: 'log group of change itself',
  Topic: 'topic for new findings and for alarms',
  TopicSubscription: 'subscription of the address, which has to be confirmed by the link in a mail',
  TopicPolicy: 'permission for the alarms of this stack to write to the topic',
  Budget: 'budget of 60 USD a month, which tells at 50, 80 and 100 %',
};

/** What only the platform knows otherwise. */
export interface StackPlace {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
  readonly stack: string;
}

/**
 * @param parameters those left out have their default
 * @param place undefined: what follows of it stays a name, e.g. `${AWS::Region}`
 */
export function resourcesIn(
  template: Template,
  parameters: readonly StackParameter[],
  place?: StackPlace,
): readonly { readonly type: string; readonly what: string }[] {
  const world = worldOf(template, parameters, place);
  const made = Object.entries(template.Resources).filter(([, { Condition }]) => world.holds(Condition));
  const rank = (id: string): number => [...Object.keys(WORDS), ...Object.keys(ALARMS)].indexOf(id);
  return made
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([id, resource]) => ({ type: resource.Type, what: wordsFor(id, resource, world) }));
}

function wordsFor(id: string, { Type, Properties, DeletionPolicy }: Resource, world: World): string {
  if (isAlarm(id)) return `alarm: ${ALARMS[id]}`;
  const words = WORDS[id] ?? id;
  if (Type !== 'AWS::Logs::LogGroup') return words;
  const name = world.shown(Properties['LogGroupName'] ?? '');
  const end = DeletionPolicy === 'Retain' ? 'it stays when the stack is removed' : 'it goes with the stack';
  return `${words}: ${name}, kept for ${world.shown(Properties['RetentionInDays'] ?? '')} days; ${end}`;
}

function isAlarm(id: string): id is AlarmId {
  return Object.hasOwn(ALARMS, id);
}

/** Of each role what it may do, with what is known of the resources by name. */
export function permissionsIn(
  template: Template,
  parameters: readonly StackParameter[],
  place?: StackPlace,
): readonly { readonly role: string; readonly statements: readonly PolicyStatement[] }[] {
  const world = worldOf(template, parameters, place);
  return Object.entries(template.Resources)
    .filter(([, { Type, Condition }]) => Type === 'AWS::IAM::Role' && world.holds(Condition))
    .map(([role, { Properties }]) => ({
      role,
      statements: statementsIn(world.resolved(Properties['Policies'] ?? [])),
    }));
}

function statementsIn(policies: unknown): readonly PolicyStatement[] {
  const documents = policies as readonly { readonly PolicyDocument: { readonly Statement: PolicyStatement[] } }[];
  return documents.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

export interface World {
  readonly holds: (condition: string | undefined) => boolean;
  /**
   * A value with its conditions decided and its parameters filled in. Of what only the platform knows there is a name:
   * `(ARN of ReportGroup)`, `${AWS::Region}`. What is not there is left out; undefined where that is all.
   */
  readonly resolved: (value: Value) => unknown;
  readonly shown: (value: Value) => string;
}

/** @throws for a template that is not well-formed: a bug */
export function worldOf(template: Template, parameters: readonly StackParameter[], place?: StackPlace): World {
  const given = new Map<string, string>(
    Object.entries(template.Parameters).map(([name, { Default }]) => [name, String(Default ?? '')]),
  );
  for (const { ParameterKey, ParameterValue } of parameters) given.set(ParameterKey, ParameterValue);
  for (const [name, value] of Object.entries(pseudoParameters(place))) given.set(name, value);

  const holds = (condition: string | undefined): boolean => {
    if (condition === undefined) return true;
    const value = template.Conditions[condition];
    if (value === undefined) throw new Error(`there is no condition ${condition}`);
    return decided(value);
  };

  const decided = (value: Value): boolean => {
    const [name, operand] = only(value);
    const operands = (Array.isArray(operand) ? operand : []) as readonly Value[];
    switch (name) {
      case 'Condition':
        return holds(textOf(operand));
      case 'Fn::Equals':
        return String(resolved(operands[0] ?? '')) === String(resolved(operands[1] ?? ''));
      case 'Fn::And':
        return operands.every(decided);
      case 'Fn::Or':
        return operands.some(decided);
      case 'Fn::Not':
        return !operands.every(decided);
      default:
        throw new Error(`${name} decides nothing`);
    }
  };

  const filled = (text: string): string =>
    text.replace(
      /\$\{([A-Za-z0-9:]+)\}/g,
      (whole, name: string) => given.get(name) ?? (name in template.Resources ? named(name) : whole),
    );

  /** What the stack itself names has that name, all else the one by which the template calls it. */
  const named = (id: string): string => {
    const own = template.Resources[id]?.Properties['LogGroupName'];
    return own === undefined ? `(${id})` : String(resolved(own));
  };

  const resolved = (value: Value): unknown => {
    if (typeof value !== 'object') return value;
    if (isList(value)) return value.map(resolved).filter((item) => item !== undefined);
    const names = Object.keys(value);
    const [name = '', operand = ''] = Object.entries(value)[0] ?? [];
    if (names.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) return called(name, operand);
    const members = Object.entries(value).map(([key, member]) => [key, resolved(member)] as const);
    return Object.fromEntries(members.filter(([, member]) => member !== undefined));
  };

  const called = (name: string, operand: Value): unknown => {
    const operands = isList(operand) ? operand : [];
    switch (name) {
      case 'Ref':
        if (operand === 'AWS::NoValue') return undefined;
        return given.get(textOf(operand)) ?? named(textOf(operand));
      case 'Fn::GetAtt':
        return `(${textOf(operands[1])} of ${textOf(operands[0])})`.replace('(Arn', '(ARN');
      case 'Fn::Sub':
        return filled(textOf(operand));
      case 'Fn::Join':
        return (resolved(operands[1] ?? []) as readonly string[]).join(textOf(operands[0]));
      case 'Fn::If':
        return resolved((holds(textOf(operands[0])) ? operands[1] : operands[2]) ?? '');
      default:
        throw new Error(`${name} is not used in our templates`);
    }
  };

  return { holds, resolved, shown: (value) => String(resolved(value)) };
}

function pseudoParameters(place: StackPlace | undefined): Readonly<Record<string, string>> {
  if (place === undefined) return {};
  return {
    'AWS::AccountId': place.accountId,
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::StackName': place.stack,
    'AWS::URLSuffix': urlSuffix(place.partition),
  };
}

function textOf(value: Value | undefined): string {
  if (typeof value !== 'string') throw new Error('a name is expected here');
  return value;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function only(value: Value): readonly [string, Value] {
  const entries = typeof value === 'object' && !isList(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) throw new Error('a condition is one function');
  return entry;
}
