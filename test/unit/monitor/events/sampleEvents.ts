// Events in the form in which AWS sends them.
import { changeEvents } from '../../../../src/monitor/events/changeEvents.ts';
import type { EventSetting } from '../../../../src/monitor/events/readEvent.ts';

export const OWN = '111122223333';

/** Half an hour into November 2026. */
export const NOW = Date.UTC(2026, 10, 1, 0, 30);

export const SETTING: EventSetting = { accountId: OWN, events: changeEvents('all'), now: NOW };

export function aSchedule(given: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    version: '0',
    id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: OWN,
    time: '2026-11-01T00:29:00Z',
    region: 'us-east-1',
    resources: [`arn:aws:events:us-east-1:${OWN}:rule/palisade-scan`],
    detail: {},
    ...given,
  };
}

export interface ChangeGiven {
  readonly bucket?: unknown;
  readonly id?: string;
  readonly name?: string;
  readonly at?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly outside?: Readonly<Record<string, unknown>>;
}

export function aChange({
  bucket = 'my-bucket',
  id = 'e1',
  name = 'PutBucketPolicy',
  at,
  detail,
  outside,
}: ChangeGiven = {}) {
  const time = at ?? '2026-11-01T00:28:00Z';
  return {
    version: '0',
    id: `bridge-${id}`,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.s3',
    account: OWN,
    time,
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.09',
      userIdentity: { type: 'AssumedRole', accountId: OWN },
      eventTime: time,
      eventSource: 's3.amazonaws.com',
      eventName: name,
      awsRegion: 'us-east-1',
      sourceIPAddress: '192.0.2.1',
      requestParameters: { bucketName: bucket, Host: 's3.amazonaws.com', policy: '' },
      responseElements: null,
      eventID: id,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: OWN,
      eventCategory: 'Management',
      ...detail,
    },
    ...outside,
  };
}

/** @param bodies each an event, or the text of a message */
export function aBatch(bodies: readonly unknown[], tries = 1): unknown {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      receiptHandle: 'h',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: { ApproximateReceiveCount: String(tries), SentTimestamp: '0' },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:${OWN}:palisade-changes`,
      awsRegion: 'us-east-1',
    })),
  };
}
