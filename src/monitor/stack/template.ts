// The stack as a CloudFormation template: one for all partitions.
import { alarms, budget, topic } from './alarmsPart.ts';
import { functions } from './functionsPart.ts';
import { OUTPUTS } from './names.ts';
import { queues } from './queuesPart.ts';
import { roles, topicArn } from './rolesPart.ts';
import { templateConditions, templateParameters, type TemplateChoice } from './templateParameters.ts';
import { arnOf, ref, type Output, type Template, type Value } from './templateShape.ts';

/** Longer ones have to lie in a bucket, and there is none. */
export const LONGEST_TEMPLATE = 51_200;

/** What the template itself says; all else are its parameters. Without spaces it is short enough to be sent as it is. */
export function stackTemplate(choice: TemplateChoice): Template {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'Palisade: watches the configuration of the S3 buckets of this account. It reads, and changes nothing.',
    Parameters: templateParameters(choice),
    Conditions: templateConditions(choice),
    Resources: {
      ...roles(choice),
      ...queues(),
      ...functions(choice),
      ...alarms(),
      ...topic(),
      ...budget(choice),
    },
    Outputs: outputs(choice),
  };
}

function outputs({ budgets = true }: TemplateChoice): Readonly<Record<string, Output>> {
  const output = (Description: string, Value: Value): Output => ({ Description, Value });
  return {
    [OUTPUTS.scanFunction]: output('Name of the function that scans.', ref('ScanFunction')),
    [OUTPUTS.changeFunction]: output('Name of the function that reads what was changed.', ref('ChangeFunction')),
    [OUTPUTS.scanFunctionArn]: output('ARN of the function that scans.', arnOf('ScanFunction')),
    [OUTPUTS.changeFunctionArn]: output('ARN of the function that reads what was changed.', arnOf('ChangeFunction')),
    [OUTPUTS.scanRole]: output('Name of the role of scan.', ref('ScanRole')),
    [OUTPUTS.changeRole]: output('Name of the role of change.', ref('ChangeRole')),
    [OUTPUTS.scanRule]: output('Name of the rule that starts scans.', ref('ScanRule')),
    [OUTPUTS.changeRule]: output('Name of the rule that takes changes.', ref('ChangeRule')),
    [OUTPUTS.changeQueueUrl]: output('Queue of the changes.', ref('ChangeQueue')),
    [OUTPUTS.changeDeadLettersUrl]: output('Queue of changes that could not be read.', ref('ChangeDeadLetters')),
    [OUTPUTS.targetDeadLettersUrl]: output('Queue of events that were not delivered.', ref('TargetDeadLetters')),
    [OUTPUTS.scanFailuresUrl]: output('Queue of events whose scan failed.', ref('ScanFailures')),
    [OUTPUTS.changeMapping]: output('Id of what hands the queue to the function.', ref('ChangeMapping')),
    [OUTPUTS.reportGroup]: output('Log group of the reports.', ref('ReportGroup')),
    [OUTPUTS.scanLog]: output('Log group of scan itself.', ref('ScanLog')),
    [OUTPUTS.changeLog]: output('Log group of change itself.', ref('ChangeLog')),
    [OUTPUTS.topic]: { ...output('Topic of new findings and of alarms.', topicArn()), Condition: 'HasTopic' },
    [OUTPUTS.version]: output('Of Palisade, when this was deployed.', ref('Version')),
    ...(budgets
      ? { [OUTPUTS.budget]: { ...output('Name of the budget.', ref('Budget')), Condition: 'MakesBudget' } }
      : { HasBudgets: output('Whether there is a budget.', ref('HasBudgets')) }),
  };
}
