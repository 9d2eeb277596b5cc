// CloudFormation: stacks whose work takes a few questions, and that fail when a test says so.
import type { XmlValue } from '../fakeAws/xml.ts';
import type { Answer } from '../fakeAws/answer.ts';
import { Evaluator, type TemplateJson } from './evaluate.ts';
import type { FakeResources, Made, Properties } from './resources.ts';
import { membersOf, queryOf, Refusal } from './wire.ts';

export interface FakeStack {
  readonly id: string;
  readonly name: string;
  status: string;
  reason: string | undefined;
  template: TemplateJson;
  templateText: string;
  parameters: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  createdAt: number;
  updatedAt: number | undefined;
  readonly resources: Map<string, Made>;
  outputs: Readonly<Record<string, string>>;
  readonly events: { readonly logicalId: string; readonly type: string; readonly status: string; reason?: string }[];
  /** What the work comes to, after so many questions. */
  work: { left: number; readonly end: () => void } | undefined;
  cancelled: boolean;
  /** Of the request that made it. */
  token: string | undefined;
}

/** What is to go wrong with the next work of this kind. */
export interface StackTrouble {
  readonly at: 'create' | 'update' | 'delete';
  readonly resource: string;
  readonly reason: string;
}

export interface StackWorld {
  readonly account: { readonly id: string; readonly partition: string };
  readonly region: string;
  readonly resources: FakeResources;
  readonly now: () => number;
  readonly url: () => string;
}

export class FakeCloudFormation {
  /** Those that are gone too, as CloudFormation tells of them by their id. */
  readonly stacks: FakeStack[] = [];
  /** How often one has to ask until the work is done. */
  takes = 2;
  readonly troubles: StackTrouble[] = [];
  readonly #world: StackWorld;

  constructor(world: StackWorld) {
    this.#world = world;
  }

  find(nameOrId: string): FakeStack | undefined {
    const byId = this.stacks.find(({ id }) => id === nameOrId);
    return byId ?? this.stacks.find(({ name, status }) => name === nameOrId && status !== 'DELETE_COMPLETE');
  }

  /** A stack of whatever state, with nothing in it. */
  put(name: string, status: string, more: Partial<FakeStack> = {}): FakeStack {
    const { account, region, now } = this.#world;
    const number = String(this.stacks.length + 1).padStart(12, '0');
    const stack: FakeStack = {
      id: `arn:${account.partition}:cloudformation:${region}:${account.id}:stack/${name}/00000000-0000-4000-8000-${number}`,
      name,
      status,
      reason: undefined,
      template: { Resources: {} },
      templateText: '{}',
      parameters: {},
      tags: {},
      createdAt: now(),
      updatedAt: undefined,
      resources: new Map(),
      outputs: {},
      events: [],
      work: undefined,
      cancelled: false,
      token: undefined,
      ...more,
    };
    this.stacks.push(stack);
    return stack;
  }

  /** Lets all work on it come to its end at once. */
  finish(name: string): void {
    const stack = this.find(name);
    while (stack?.work) {
      const { end } = stack.work;
      stack.work = undefined;
      end();
    }
    if (stack?.reason !== undefined) throw new Error(`${stack.status}: ${stack.reason}`);
  }

  answer(action: string, form: URLSearchParams): Answer {
    switch (action) {
      case 'DescribeStacks':
        return queryOf(action, { Stacks: { member: this.#described(form.get('StackName')).map(stackXml) } });
      case 'CreateStack':
        return queryOf(action, { StackId: this.#create(form).id });
      case 'UpdateStack':
        return queryOf(action, { StackId: this.#update(form).id });
      case 'DeleteStack': {
        const stack = this.find(form.get('StackName') ?? '');
        if (stack) this.#delete(stack);
        return queryOf(action, {});
      }
      case 'CancelUpdateStack':
        this.#cancel(this.#existing(form.get('StackName')));
        return queryOf(action, {});
      case 'DescribeStackEvents': {
        const { events, name, id, token } = this.#existing(form.get('StackName'));
        const member = events.toReversed().map((one, at) => ({
          EventId: `${one.logicalId}-${at}`,
          StackId: id,
          StackName: name,
          LogicalResourceId: one.logicalId,
          ResourceType: one.type,
          Timestamp: new Date(this.#world.now()).toISOString(),
          ResourceStatus: one.status,
          ResourceStatusReason: one.reason,
          ClientRequestToken: token,
        }));
        return queryOf(action, { StackEvents: { member } });
      }
      case 'DescribeStackResources': {
        const { resources, name, id } = this.#existing(form.get('StackName'));
        const member = [...resources].map(([logicalId, { type, physicalId }]) => ({
          StackName: name,
          StackId: id,
          LogicalResourceId: logicalId,
          PhysicalResourceId: physicalId,
          ResourceType: type,
          Timestamp: new Date(this.#world.now()).toISOString(),
          ResourceStatus: 'CREATE_COMPLETE',
        }));
        return queryOf(action, { StackResources: { member } });
      }
      case 'GetTemplate':
        return queryOf(action, { TemplateBody: this.#existing(form.get('StackName')).templateText });
      default:
        throw new Refusal('InvalidAction', action);
    }
  }

  /** What each question brings on. */
  #described(name: string | null): readonly FakeStack[] {
    if (name === null) return this.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
    const stack = this.#existing(name);
    if (stack.work && (stack.work.left -= 1) <= 0) {
      const { end } = stack.work;
      stack.work = undefined;
      end();
    }
    if (stack.status === 'DELETE_COMPLETE' && name !== stack.id) throw none(name);
    return [stack];
  }

  #existing(name: string | null): FakeStack {
    const found = this.find(name ?? '');
    if (!found) throw none(name ?? '');
    return found;
  }

  #create(form: URLSearchParams): FakeStack {
    const name = form.get('StackName') ?? '';
    const before = this.find(name);
    if (before?.token !== undefined && before.token === form.get('ClientRequestToken')) return before;
    if (before) throw new Refusal('AlreadyExistsException', `Stack [${name}] already exists`);
    const { template, templateText, parameters } = readTemplate(form);
    needCapability(template, form);
    const token = form.get('ClientRequestToken') ?? undefined;
    const tags = tagsOf(form);
    const stack = this.put(name, 'CREATE_IN_PROGRESS', { template, templateText, parameters, tags, token });
    stack.events.push(event(name, 'AWS::CloudFormation::Stack', 'CREATE_IN_PROGRESS', 'User Initiated'));
    const onFailure = form.get('OnFailure') ?? 'ROLLBACK';
    this.#work(stack, () => {
      const failed = this.#apply(stack, 'create');
      if (failed === undefined && !stack.cancelled) {
        stack.status = 'CREATE_COMPLETE';
        return;
      }
      stack.reason = `The following resource(s) failed to create: [${failed?.resource ?? ''}].`;
      if (onFailure === 'DO_NOTHING') {
        stack.status = 'CREATE_FAILED';
        return;
      }
      const deletes = onFailure === 'DELETE';
      stack.status = deletes ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS';
      this.#work(stack, () => {
        this.#clear(stack, () => false);
        stack.status = deletes ? 'DELETE_COMPLETE' : 'ROLLBACK_COMPLETE';
      });
    });
    return stack;
  }

  #update(form: URLSearchParams): FakeStack {
    const stack = this.#existing(form.get('StackName'));
    if (!/^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE)$/.test(stack.status)) {
      throw new Refusal('ValidationError', `Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
    }
    const { template, templateText, parameters } = readTemplate(form, stack.parameters);
    needCapability(template, form);
    const tags = tagsOf(form);
    const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
    if (same(template, stack.template) && same(parameters, stack.parameters) && same(tags, stack.tags)) {
      throw new Refusal('ValidationError', 'No updates are to be performed.');
    }
    const before = { template: stack.template, templateText: stack.templateText, parameters: stack.parameters };
    Object.assign(stack, { template, templateText, parameters, tags });
    stack.status = 'UPDATE_IN_PROGRESS';
    stack.updatedAt = this.#world.now();
    stack.cancelled = false;
    this.#work(stack, () => {
      const failed = this.#apply(stack, 'update');
      if (failed === undefined && !stack.cancelled) {
        stack.status = 'UPDATE_COMPLETE';
        return;
      }
      stack.reason = failed?.reason ?? 'User Initiated';
      stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
      this.#work(stack, () => {
        Object.assign(stack, before);
        this.#apply(stack, undefined);
        stack.status = 'UPDATE_ROLLBACK_COMPLETE';
      });
    });
    return stack;
  }

  #cancel(stack: FakeStack): void {
    if (stack.status !== 'UPDATE_IN_PROGRESS') {
      throw new Refusal('ValidationError', 'CancelUpdateStack cannot be called from current stack status');
    }
    stack.cancelled = true;
  }

  #delete(stack: FakeStack): void {
    if (/^UPDATE_.*_?IN_PROGRESS$/.test(stack.status)) {
      throw new Refusal('ValidationError', `Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
    }
    stack.status = 'DELETE_IN_PROGRESS';
    this.#work(stack, () => {
      const trouble = this.#trouble('delete');
      this.#clear(stack, (logicalId) => logicalId === trouble?.resource);
      stack.reason = trouble?.reason;
      stack.status = trouble === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
      if (trouble !== undefined)
        stack.events.push(event(trouble.resource, 'AWS::Fake', 'DELETE_FAILED', trouble.reason));
    });
  }

  #work(stack: FakeStack, end: () => void): void {
    stack.work = { left: this.takes, end };
  }

  #trouble(at: StackTrouble['at']): StackTrouble | undefined {
    const index = this.troubles.findIndex((one) => one.at === at);
    return index < 0 ? undefined : this.troubles.splice(index, 1)[0];
  }

  /** @returns what failed, if something did */
  #apply(stack: FakeStack, at: 'create' | 'update' | undefined): StackTrouble | undefined {
    const trouble = at === undefined ? undefined : this.#trouble(at);
    const { account, region, url } = this.#world;
    const parameters = Object.entries(stack.template.Parameters ?? {}).map(
      ([name, { Default }]) => [name, stack.parameters[name] ?? asText(Default)] as const,
    );
    const values = new Map<string, string>([
      ...parameters,
      ['AWS::AccountId', account.id],
      ['AWS::Partition', account.partition],
      ['AWS::Region', region],
      ['AWS::StackName', stack.name],
      ['AWS::StackId', stack.id],
      ['AWS::URLSuffix', 'amazonaws.com'],
    ]);
    const evaluator = new Evaluator(stack.template, values, {
      ref: (id) => needed(id).physicalId,
      attribute: (id, name) => {
        const made = needed(id);
        if (name === 'Arn') return made.arn;
        return name === 'QueueName' ? (made.physicalId.split('/').at(-1) ?? '') : made.physicalId;
      },
    });
    const wanted = new Map(
      Object.entries(stack.template.Resources).filter(([, { Condition }]) => evaluator.holds(Condition)),
    );
    const needed = (id: string): Made => {
      const before = stack.resources.get(id);
      if (before) return before;
      const resource = wanted.get(id);
      if (!resource) throw new Refusal('ValidationError', `Unresolved resource dependencies [${id}]`);
      const properties = (evaluator.value(resource.Properties ?? {}) ?? {}) as Properties;
      const made = this.#world.resources.make(resource.Type, id, stack.name, properties, url());
      stack.resources.set(id, made);
      stack.events.push(event(id, resource.Type, 'CREATE_COMPLETE'));
      return made;
    };
    for (const [id, { Type }] of wanted) {
      try {
        if (id === trouble?.resource) throw new Refusal('Failed', trouble.reason);
        const isNew = !stack.resources.has(id);
        const made = needed(id);
        if (!isNew) {
          const properties = (evaluator.value(wanted.get(id)?.Properties ?? {}) ?? {}) as Properties;
          this.#world.resources.update(made.physicalId, properties);
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        stack.events.push(event(id, Type, at === 'update' ? 'UPDATE_FAILED' : 'CREATE_FAILED', error.message));
        return { at: at ?? 'update', resource: id, reason: error.message };
      }
    }
    for (const [id, { physicalId }] of [...stack.resources]) {
      if (wanted.has(id)) continue;
      this.#world.resources.remove(physicalId);
      stack.resources.delete(id);
    }
    const outputs = Object.entries(stack.template.Outputs ?? {}).filter(([, one]) => evaluator.holds(one.Condition));
    stack.outputs = Object.fromEntries(outputs.map(([name, { Value }]) => [name, String(evaluator.value(Value))]));
    return undefined;
  }

  #clear(stack: FakeStack, stays: (logicalId: string) => boolean): void {
    for (const [id, { physicalId }] of [...stack.resources].reverse()) {
      if (stays(id)) continue;
      stack.resources.delete(id);
      if (stack.template.Resources[id]?.DeletionPolicy !== 'Retain') this.#world.resources.remove(physicalId);
    }
  }
}

function event(logicalId: string, type: string, status: string, reason?: string): FakeStack['events'][number] {
  return { logicalId, type, status, ...(reason === undefined ? {} : { reason }) };
}

function none(name: string): Refusal {
  return new Refusal('ValidationError', `Stack with id ${name} does not exist`);
}

const LONGEST_TEMPLATE = 51_200;

function readTemplate(
  form: URLSearchParams,
  before: Readonly<Record<string, string>> = {},
): Pick<FakeStack, 'template' | 'templateText' | 'parameters'> {
  const templateText = form.get('TemplateBody') ?? '';
  if (Buffer.byteLength(templateText) > LONGEST_TEMPLATE) {
    throw new Refusal('ValidationError', "1 validation error detected: Value at 'templateBody' is too long");
  }
  const template = JSON.parse(templateText) as TemplateJson;
  const given = membersOf(form, 'Parameters');
  const parameters = Object.fromEntries(
    given.map(({ ParameterKey: name = '', ParameterValue: value = '', UsePreviousValue: previous }) => [
      name,
      previous === 'true' ? (before[name] ?? '') : value,
    ]),
  );
  for (const name of Object.keys(parameters)) {
    if (!Object.hasOwn(template.Parameters ?? {}, name)) {
      throw new Refusal('ValidationError', `Parameters: [${name}] do not exist in the template`);
    }
  }
  for (const [name, { Default, AllowedValues }] of Object.entries(template.Parameters ?? {})) {
    const value = parameters[name] ?? Default;
    if (value === undefined) throw new Refusal('ValidationError', `Parameters: [${name}] must have values`);
    if (AllowedValues && !AllowedValues.map(asText).includes(asText(value))) {
      throw new Refusal('ValidationError', `Parameter '${name}' must be one of AllowedValues`);
    }
  }
  return { template, templateText, parameters };
}

function needCapability({ Resources }: TemplateJson, form: URLSearchParams): void {
  const hasRoles = Object.values(Resources).some(({ Type }) => Type === 'AWS::IAM::Role');
  if (hasRoles && !membersOf(form, 'Capabilities').some((one) => /^CAPABILITY_(NAMED_)?IAM$/.test(one[''] ?? ''))) {
    throw new Refusal('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_IAM]');
  }
}

function tagsOf(form: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries(membersOf(form, 'Tags').map((one) => [one['Key'] ?? '', one['Value'] ?? '']));
}

function stackXml(stack: FakeStack): XmlValue {
  const { id, name, status, reason, createdAt, updatedAt, parameters, tags, outputs } = stack;
  return {
    StackId: id,
    StackName: name,
    StackStatus: status,
    StackStatusReason: reason,
    CreationTime: new Date(createdAt).toISOString(),
    LastUpdatedTime: updatedAt === undefined ? undefined : new Date(updatedAt).toISOString(),
    Parameters: {
      member: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    },
    Outputs: {
      member: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    },
    Tags: { member: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
  };
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
