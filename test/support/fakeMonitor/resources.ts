// What stacks have made in the account, by the properties that the template gave it.
import { createHash } from 'node:crypto';
import { type FakeLogs } from './logs.ts';
import { Refusal } from './wire.ts';

export type Properties = Readonly<Record<string, unknown>>;

export interface Made {
  readonly type: string;
  readonly physicalId: string;
  readonly arn: string;
  properties: Properties;
}

export interface FakeFunction extends Made {
  codeSha256: string;
  /** Base64, of what was uploaded; undefined: what the template brought. */
  zip: Buffer | undefined;
  /** Answers until the update is done. */
  updating: number;
  readonly invoked: unknown[];
}

export interface FakeQueue extends Made {
  readonly url: string;
  visible: number;
  policy: string | undefined;
}

export interface FakeAlarm extends Made {
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
}

/** The resources of one region of one account; a test may change whatever it likes. */
export class FakeResources {
  readonly functions = new Map<string, FakeFunction>();
  readonly queues = new Map<string, FakeQueue>();
  readonly rules = new Map<string, Made>();
  readonly alarms = new Map<string, FakeAlarm>();
  readonly mappings = new Map<string, Made>();
  readonly budgets = new Map<string, Made>();
  /** Statements of functions' policies, by the physical id of the permission. */
  readonly permissions = new Map<string, Made>();
  readonly invokeConfigs = new Map<string, Made>();
  readonly others = new Map<string, Made>();
  readonly logs: FakeLogs;
  readonly #account: { readonly id: string; readonly partition: string; readonly region: string };
  #count = 0;

  constructor(account: { readonly id: string; readonly partition: string; readonly region: string }, logs: FakeLogs) {
    this.#account = account;
    this.logs = logs;
  }

  /** @throws Refusal what the service says when it cannot be made */
  make(type: string, logicalId: string, stack: string, properties: Properties, url: string): Made {
    const number = String(++this.#count).padStart(13, '0');
    const generated = `${stack}-${logicalId}-${number}`;
    const { id, partition, region } = this.#account;
    const arn = (service: string, resource: string): string =>
      `arn:${partition}:${service}:${region}:${id}:${resource}`;
    const one = (physicalId: string, itsArn: string): Made => ({ type, physicalId, arn: itsArn, properties });
    switch (type) {
      case 'AWS::Lambda::Function': {
        const code = (properties['Code'] as { readonly ZipFile?: string } | undefined)?.ZipFile ?? '';
        const made = { ...one(generated, arn('lambda', `function:${generated}`)), invoked: [], zip: undefined };
        this.functions.set(generated, { ...made, codeSha256: sha256(code), updating: 0 });
        return this.functions.get(generated) as Made;
      }
      case 'AWS::SQS::Queue': {
        const queueUrl = `${url}/${id}/${generated}`;
        const queue = { ...one(queueUrl, arn('sqs', generated)), url: queueUrl, visible: 0, policy: undefined };
        this.queues.set(queueUrl, queue);
        return queue;
      }
      case 'AWS::SQS::QueuePolicy':
        for (const name of properties['Queues'] as readonly string[]) {
          const queue = this.queues.get(name);
          if (queue) queue.policy = JSON.stringify(properties['PolicyDocument']);
        }
        return this.#keep(this.others, one(generated, ''));
      case 'AWS::Events::Rule':
        return this.#keep(this.rules, one(generated, arn('events', `rule/${generated}`)));
      case 'AWS::Lambda::EventSourceMapping': {
        const uuid = `00000000-0000-4000-8000-${number.padStart(12, '0').slice(-12)}`;
        return this.#keep(this.mappings, one(uuid, arn('lambda', `event-source-mapping:${uuid}`)));
      }
      case 'AWS::Lambda::Permission':
        return this.#keep(this.permissions, one(generated, ''));
      case 'AWS::Lambda::EventInvokeConfig':
        return this.#keep(this.invokeConfigs, one(generated, ''));
      case 'AWS::CloudWatch::Alarm': {
        const alarm = { ...one(generated, arn('cloudwatch', `alarm:${generated}`)), state: 'OK' as const };
        this.alarms.set(generated, alarm);
        return alarm;
      }
      case 'AWS::Logs::LogGroup': {
        const name = String(properties['LogGroupName']);
        const tags = (properties['Tags'] ?? []) as readonly { readonly Key: string; readonly Value: string }[];
        this.logs.make(
          name,
          Number(properties['RetentionInDays']),
          Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
        );
        return this.#keep(this.others, one(name, `${arn('logs', `log-group:${name}`)}:*`));
      }
      case 'AWS::Budgets::Budget':
        return this.#keep(this.budgets, one(generated, ''));
      case 'AWS::SNS::Topic': {
        const topic = arn('sns', generated);
        return this.#keep(this.others, one(topic, topic));
      }
      case 'AWS::IAM::Role':
        return this.#keep(this.others, one(generated, `arn:${partition}:iam::${id}:role/${generated}`));
      case 'AWS::SNS::Subscription':
      case 'AWS::SNS::TopicPolicy':
        return this.#keep(this.others, one(generated, ''));
      default:
        throw new Refusal('ValidationError', `Template format error: Unrecognized resource types: [${type}]`);
    }
  }

  /** As far as an update may without making it anew. */
  update(physicalId: string, properties: Properties): void {
    const made = this.#all()
      .find((one) => one.has(physicalId))
      ?.get(physicalId);
    if (made) made.properties = properties;
  }

  remove(physicalId: string): void {
    this.logs.groups.delete(physicalId);
    for (const one of this.#all()) one.delete(physicalId);
  }

  #all(): readonly Map<string, Made>[] {
    const { functions, queues, rules, alarms, mappings, budgets, permissions, invokeConfigs, others } = this;
    return [functions, queues, rules, alarms, mappings, budgets, permissions, invokeConfigs, others] as Map<
      string,
      Made
    >[];
  }

  #keep(into: Map<string, Made>, made: Made): Made {
    into.set(made.physicalId, made);
    return made;
  }
}

/** As Lambda says it. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64');
}
