// EventBridge, SQS, CloudWatch and Budgets, as far as the watcher asks them.
import type { FakeQueue, FakeResources, Made } from './resources.ts';
import { type Fields, Refusal } from './wire.ts';

type Reader = (resources: FakeResources, input: Fields, world: MetricWorld) => object;

export interface MetricWorld {
  /** Values by `Namespace MetricName Dimension=value`; what is not there has no data. */
  readonly metrics: ReadonlyMap<string, readonly number[]>;
  readonly metricStatus: string;
}

export const JSON_SERVICES: Readonly<Record<string, Readonly<Record<string, Reader>>>> = {
  events: {
    DescribeRule: ({ rules }, input) => {
      const { physicalId, arn, properties } = found(rules, input['Name'], 'ResourceNotFoundException');
      const { EventPattern: pattern, ScheduleExpression, State } = properties;
      const EventPattern = pattern === undefined ? undefined : JSON.stringify(pattern);
      return { Name: physicalId, Arn: arn, EventPattern, ScheduleExpression, State };
    },
    ListTargetsByRule: ({ rules }, input) => ({
      Targets: found(rules, input['Rule'], 'ResourceNotFoundException').properties['Targets'],
    }),
  },
  sqs: {
    GetQueueAttributes: ({ queues }, input) => {
      const queue = found(queues, input['QueueUrl'], 'QueueDoesNotExist');
      return { Attributes: attributesOf(queue) };
    },
  },
  monitoring: {
    DescribeAlarms: ({ alarms }, input) => {
      const names = input['AlarmNames'] as readonly string[] | undefined;
      const prefix = typeof input['AlarmNamePrefix'] === 'string' ? input['AlarmNamePrefix'] : '';
      const MetricAlarms = [...alarms.values()]
        .filter(({ physicalId }) => (names ? names.includes(physicalId) : physicalId.startsWith(prefix)))
        .map(({ physicalId, arn, state, properties }) => ({
          AlarmName: physicalId,
          AlarmArn: arn,
          StateValue: state,
          ActionsEnabled: properties['ActionsEnabled'],
        }));
      return { MetricAlarms, CompositeAlarms: [] };
    },
    GetMetricData: (_resources, input, { metrics, metricStatus }) => {
      const queries = input['MetricDataQueries'] as readonly MetricQuery[];
      const MetricDataResults = queries.map(({ Id, MetricStat: { Metric } }) => {
        const dimensions = Metric.Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(',');
        const Values = metrics.get(`${Metric.Namespace} ${Metric.MetricName} ${dimensions}`) ?? [];
        return { Id, Label: Id, Values, Timestamps: Values.map(() => 1_790_000_000), StatusCode: metricStatus };
      });
      return { MetricDataResults };
    },
  },
  budgets: {
    DescribeBudget: ({ budgets }, input) => {
      const { physicalId, properties } = found(budgets, input['BudgetName'], 'NotFoundException');
      const { BudgetLimit, TimeUnit, BudgetType } = properties['Budget'] as Fields;
      const { Amount, Unit } = BudgetLimit as Fields;
      return {
        Budget: { BudgetName: physicalId, BudgetLimit: { Amount: String(Amount), Unit }, TimeUnit, BudgetType },
      };
    },
  },
};

interface MetricQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    };
  };
}

function found<T extends Made>(all: ReadonlyMap<string, T>, name: unknown, refusal: string): T {
  const one = all.get(String(name));
  if (!one) throw new Refusal(refusal, `${String(name)} does not exist.`);
  return one;
}

function attributesOf({ arn, visible, policy, properties }: FakeQueue): Readonly<Record<string, string>> {
  const redrive = properties['RedrivePolicy'];
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: '0',
    ApproximateNumberOfMessagesDelayed: '0',
    SqsManagedSseEnabled: String(properties['SqsManagedSseEnabled'] === true),
    ...(policy === undefined ? {} : { Policy: policy }),
    ...(redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(redrive) }),
  };
}
