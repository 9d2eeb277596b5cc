// What tells a person that the watcher itself does not work, and what it costs.
import { METRICS_NAMESPACE } from '../report/metrics.ts';
import { ALARMS, BUDGET_USD, TAG_KEY, type AlarmId } from './names.ts';
import { stackTags, topicArn } from './rolesPart.ts';
import { SCAN_HOURS } from './functionsPart.ts';
import type { TemplateChoice } from './templateParameters.ts';
import { ref, sub, when, type Resource, type Resources, type Value } from './templateShape.ts';

const HOUR_S = 3_600;
const FIVE_MINUTES_S = 300;
/** Longer than a message waits that is read the first time; the second time it comes after twelve minutes. */
const OLDEST_CHANGE_S = 900;

/** Two runs, and two hours more for the second one, its retries, and the hour that has only begun. */
export const MISSED_RUN_HOURS = 2 * SCAN_HOURS + 2;

export function alarms(): Resources {
  const errors = (id: AlarmId, functionId: string): Resource =>
    alarm(id, {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: ref(functionId) }],
      ...atLeastOne('Sum'),
    });
  const visible = (id: AlarmId, queueId: string): Resource =>
    alarm(id, { ...ofQueue('ApproximateNumberOfMessagesVisible', queueId), ...atLeastOne('Maximum') });
  return {
    MissedRunsAlarm: alarm('MissedRunsAlarm', {
      Namespace: METRICS_NAMESPACE,
      MetricName: 'ScheduledRunCompleted',
      Dimensions: [
        { Name: 'Stack', Value: ref('AWS::StackName') },
        { Name: 'Kind', Value: 'scan' },
      ],
      Statistic: 'Maximum',
      // Hours, not halves of a day: two halves without a run can be one missed run and one that is a bit late. A period
      // of an hour or more may be looked at for seven days.
      Period: HOUR_S,
      EvaluationPeriods: MISSED_RUN_HOURS,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    }),
    ScanErrorsAlarm: errors('ScanErrorsAlarm', 'ScanFunction'),
    ChangeErrorsAlarm: errors('ChangeErrorsAlarm', 'ChangeFunction'),
    OldestChangeAlarm: alarm('OldestChangeAlarm', {
      ...ofQueue('ApproximateAgeOfOldestMessage', 'ChangeQueue'),
      ...atLeastOne('Maximum'),
      Threshold: OLDEST_CHANGE_S,
    }),
    ChangeDeadLettersAlarm: visible('ChangeDeadLettersAlarm', 'ChangeDeadLetters'),
    TargetDeadLettersAlarm: visible('TargetDeadLettersAlarm', 'TargetDeadLetters'),
    ScanFailuresAlarm: visible('ScanFailuresAlarm', 'ScanFailures'),
  };
}

function alarm(id: AlarmId, properties: Readonly<Record<string, Value>>): Resource {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: `Palisade: ${ALARMS[id]}`,
      // While the rules are off nothing runs, and nobody needs to be told of it.
      ActionsEnabled: when('RulesAreEnabled', true, false),
      AlarmActions: when('HasTopic', [topicArn()]),
      OKActions: when('HasTopic', [topicArn()]),
      ...properties,
      Tags: stackTags(),
    },
  };
}

function ofQueue(MetricName: string, queueId: string): Readonly<Record<string, Value>> {
  return {
    Namespace: 'AWS/SQS',
    MetricName,
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queueId, 'QueueName'] } }],
  };
}

/** Queues and functions that nobody uses have no numbers, which is well. */
function atLeastOne(Statistic: 'Sum' | 'Maximum'): Readonly<Record<string, Value>> {
  return {
    Statistic,
    Period: FIVE_MINUTES_S,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  };
}

export function topic(): Resources {
  return {
    Topic: {
      Type: 'AWS::SNS::Topic',
      Condition: 'MakesTopic',
      Properties: {
        DisplayName: 'Palisade',
        KmsMasterKeyId: when('HasKey', ref('KeyArn')),
        Tags: stackTags(),
      },
    },
    TopicSubscription: {
      Type: 'AWS::SNS::Subscription',
      Condition: 'MakesTopic',
      Properties: { TopicArn: ref('Topic'), Protocol: 'email', Endpoint: ref('Email') },
    },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Condition: 'MakesTopic',
      Properties: {
        Topics: [ref('Topic')],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'FromAlarms',
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: ref('Topic'),
              Condition: {
                ArnLike: {
                  'aws:SourceArn': sub(
                    'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${AWS::StackName}-*',
                  ),
                },
                StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') },
              },
            },
            {
              Sid: 'OnlyEncrypted',
              Effect: 'Deny',
              Principal: '*',
              Action: 'sns:Publish',
              Resource: ref('Topic'),
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
  };
}

/** No name: CloudFormation replaces the budget when the address changes, and could not make two of one name. */
export function budget({ budgets = true }: TemplateChoice): Resources {
  if (!budgets) return {};
  return {
    Budget: {
      Type: 'AWS::Budgets::Budget',
      Condition: 'MakesBudget',
      Properties: {
        Budget: {
          BudgetType: 'COST',
          TimeUnit: 'MONTHLY',
          BudgetLimit: { Amount: BUDGET_USD, Unit: 'USD' },
          CostFilters: { TagKeyValue: [{ 'Fn::Join': ['', [`user:${TAG_KEY}$`, ref('AWS::StackName')]] }] },
        },
        NotificationsWithSubscribers: [50, 80, 100].map((Threshold) => ({
          Notification: {
            NotificationType: 'ACTUAL',
            ComparisonOperator: 'GREATER_THAN',
            Threshold,
            ThresholdType: 'PERCENTAGE',
          },
          Subscribers: [{ SubscriptionType: 'EMAIL', Address: ref('Email') }],
        })),
        ResourceTags: stackTags(),
      },
    },
  };
}
