// The queues: that of the changes, and those where what could not be done is kept for a person.
import { stackTags } from './rolesPart.ts';
import { arnOf, ref, type Resource, type Resources, type Value } from './templateShape.ts';

/** A change is not seen by every read at once, and what is changed in one go should be one read. */
export const CHANGE_DELAY_S = 60;
export const CHANGE_TIMEOUT_S = 120;
/** Six times the time limit of the function, as Lambda advises: a message in work does not come a second time. */
export const CHANGE_VISIBILITY_S = 720;
/** More than the function itself tries: it reports what cannot be read before the queue gives up. */
export const MOST_RECEIVES = 5;
const DAY_S = 86_400;
/** The age of a message counts from its first queue: the second one has to keep it longer. */
export const CHANGE_RETENTION_S = 4 * DAY_S;
export const DEAD_RETENTION_S = 14 * DAY_S;

export function queues(): Resources {
  return {
    ChangeQueue: queue({
      DelaySeconds: CHANGE_DELAY_S,
      VisibilityTimeout: CHANGE_VISIBILITY_S,
      MessageRetentionPeriod: CHANGE_RETENTION_S,
      RedrivePolicy: { deadLetterTargetArn: arnOf('ChangeDeadLetters'), maxReceiveCount: MOST_RECEIVES },
    }),
    ChangeQueuePolicy: queuePolicy('ChangeQueue', ['ChangeRule']),
    ChangeDeadLetters: queue({ MessageRetentionPeriod: DEAD_RETENTION_S }),
    ChangeDeadLettersPolicy: queuePolicy('ChangeDeadLetters', []),
    TargetDeadLetters: queue({ MessageRetentionPeriod: DEAD_RETENTION_S, ...NO_REDRIVE }),
    TargetDeadLettersPolicy: queuePolicy('TargetDeadLetters', ['ScanRule', 'ChangeRule']),
    ScanFailures: queue({ MessageRetentionPeriod: DEAD_RETENTION_S, ...NO_REDRIVE }),
    ScanFailuresPolicy: queuePolicy('ScanFailures', []),
  };
}

/** No queue has it as its dead-letter queue: those who write to it are services. */
const NO_REDRIVE = { RedriveAllowPolicy: { redrivePermission: 'denyAll' } };

function queue(properties: Readonly<Record<string, Value>>): Resource {
  return {
    Type: 'AWS::SQS::Queue',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: { ...properties, SqsManagedSseEnabled: true, Tags: stackTags() },
  };
}

/** @param rules that may send to it; who else may is said by his own policy */
function queuePolicy(queueId: string, rules: readonly string[]): Resource {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref(queueId)],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          ...rules.map((rule) => ({
            Sid: `From${rule}`,
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnOf(queueId),
            Condition: {
              ArnEquals: { 'aws:SourceArn': arnOf(rule) },
              StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') },
            },
          })),
          {
            Sid: 'OnlyEncrypted',
            Effect: 'Deny',
            Principal: '*',
            Action: ['sqs:DeleteMessage', 'sqs:ReceiveMessage', 'sqs:SendMessage'],
            Resource: arnOf(queueId),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
  };
}
