// Names that the template gives and that others find its resources by.

/**
 * Short, so that the platform cuts none of the names that it makes of it: `<stack>-<logical id>-<13 characters>` has to
 * fit into the 64 characters of a role, and the deployer's policy knows them by how they begin.
 */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,31}$/;

/** Why no stack can have this name, in a sentence; undefined when one can. */
export function stackNameProblem(stack: string): string | undefined {
  return STACK_NAME.test(stack)
    ? undefined
    : 'The name of the stack has to begin with a letter and have 1 to 32 letters, digits and hyphens.';
}

/** Of the log group of the reports, where it is not told otherwise. */
export function defaultReportGroup(stack: string): string {
  return `/palisade/${stack}/reports`;
}

/** On every resource that takes tags, with the name of the stack. No colon in it: some tools cut there. */
export const TAG_KEY = 'palisade-stack';

/** On the report group: whether it is kept. CloudFormation does not take a new deletion policy without another change. */
export const KEPT_TAG_KEY = 'palisade-keep-reports';

/** What whoever creates or updates the stack has to acknowledge: it makes roles, whose names the platform chooses. */
export const CAPABILITY = 'CAPABILITY_IAM';

/**
 * Where AWS::Budgets::Budget exists, and dollars with it: GovCloud does not know the type, China has budgets in yuan
 * only. Of the others nothing is known.
 */
export const PARTITIONS_WITH_BUDGETS: ReadonlySet<string> = new Set(['aws']);

/** Under which domain services are in a partition; of those that few can see nothing is known. */
export function urlSuffix(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

export const BUDGET_USD = 60;

/**
 * Outputs of the stack, by the same name as the resource where they are its name or its id: of a function, a role, a
 * rule or a log group its name, of the topic its ARN.
 */
export const OUTPUTS = {
  scanFunction: 'ScanFunction',
  changeFunction: 'ChangeFunction',
  scanFunctionArn: 'ScanFunctionArn',
  changeFunctionArn: 'ChangeFunctionArn',
  scanRole: 'ScanRole',
  changeRole: 'ChangeRole',
  scanRule: 'ScanRule',
  changeRule: 'ChangeRule',
  changeQueueUrl: 'ChangeQueueUrl',
  changeDeadLettersUrl: 'ChangeDeadLettersUrl',
  targetDeadLettersUrl: 'TargetDeadLettersUrl',
  scanFailuresUrl: 'ScanFailuresUrl',
  /** Id of the event source mapping. */
  changeMapping: 'ChangeMapping',
  reportGroup: 'ReportGroup',
  scanLog: 'ScanLog',
  changeLog: 'ChangeLog',
  /** Only where the stack makes one, or is given one. */
  topic: 'Topic',
  /** Only where the stack makes one. */
  budget: 'Budget',
  version: 'Version',
} as const;

/** Logical ids of the alarms, each with what it means when it is on. */
export const ALARMS = {
  MissedRunsAlarm:
    'No scheduled scan has read everything for 26 hours: two runs were missed. Also on for the first 12 hours after the stack was made, as there was no run yet.',
  ScanErrorsAlarm: 'The scan function ended with an error. The platform tries it twice more.',
  ChangeErrorsAlarm: 'The change function ended with an error. Its messages go back to the queue.',
  OldestChangeAlarm: 'A change of a bucket has waited for more than 15 minutes.',
  ChangeDeadLettersAlarm: 'Changes could not be read after several tries: their messages are in the dead-letter queue.',
  TargetDeadLettersAlarm: 'EventBridge could not deliver an event: it is in the dead-letter queue of the rules.',
  ScanFailuresAlarm: 'A scan failed after all tries: its event is in the queue of failed scans.',
} as const;
export type AlarmId = keyof typeof ALARMS;
