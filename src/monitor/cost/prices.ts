// What AWS charges: one table for the cost of a run and for the estimate of a month.

/**
 * List prices in US dollars, of us-east-1, without the free tier; other regions differ by some percent. Read in November
 * 2026.
 *
 * From AWS's own pages: Lambda pricing (arm64), CloudTrail pricing (copies of management events), KMS pricing, and the
 * user guide of Budgets. From guides of 2026 that quote AWS's pricing pages, in which these prices are put in by a
 * script: CloudWatch (metrics, alarms, logs), S3 requests, SQS, SNS, EventBridge, GuardDuty, and Parameter Store.
 *
 * Not confirmed: that a metric costs nothing in hours in which nothing is sent (a whole month is taken here); how far
 * logs are compressed when they are stored (0.15 in AWS's example); and how often an idle queue is polled (five polls
 * of twenty seconds each at once, as guides to Lambda describe it).
 */
export const PRICES = {
  readIn: '2026-11',
  region: 'us-east-1',
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  /** GET and all that is no PUT, COPY, POST or LIST. */
  s3Request: 0.4 / 1e6,
  logsGb: 0.5,
  /** A month, of what is left after compression. */
  logsStoredGb: 0.03,
  logsCompressed: 0.15,
  alarmMonth: 0.1,
  /** Each name with each set of dimensions. */
  metricMonth: 0.3,
  sqsRequest: 0.4 / 1e6,
  snsMessage: 0.5 / 1e6,
  snsEmail: 2 / 1e5,
  /** Of AWS's own services. */
  eventBridgeEvent: 0,
  kmsKeyMonth: 1,
  kmsRequest: 0.03 / 1e4,
  /** Of the standard kind, asked for at the standard rate. */
  parameterRequest: 0,
  /** Of management events, beyond the first. */
  trailCopyEvent: 2 / 1e5,
  /** The first 500 million of a month. */
  guardDutyEvent: 4 / 1e6,
} as const;
