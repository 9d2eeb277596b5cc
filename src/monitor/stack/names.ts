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
 * Regions where CloudFormation knows AWS::Budgets::Budget (2026-11, from the schemas that cfn-lint has) and budgets are
 * in dollars: not in GovCloud, which has none, and not in China, where they are in yuan. In the others the stack has to be
 * made of a template without it: CloudFormation refuses a type that it does not know, even one that is not made.
 */
const BUDGET_REGIONS: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

/** Whether a stack in this region can have a budget. */
export function regionHasBudgets(region: string): boolean {
  return BUDGET_REGIONS.has(region);
}

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
