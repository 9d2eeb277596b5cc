// The roles of the two functions: what they may do, and nothing else.
import { iamPolicy } from '../../s3/iamPolicy.ts';
import { TAG_KEY } from './names.ts';
import type { TemplateChoice } from './templateParameters.ts';
import { arnOf, ref, sub, when, type Resource, type Resources, type Value } from './templateShape.ts';

export function roles({ checks }: TemplateChoice): Resources {
  const common = (log: string): readonly Value[] => [
    ...readsOf(checks),
    allow('KeepsReports', REPORT_ACTIONS, arnOf('ReportGroup')),
    allow('WritesItsOwnLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(log)),
    // CloudWatch Logs calls KMS for whoever calls it, where it does not do so with rights of its own.
    when('HasKey', {
      ...allow('UsesTheKeyOfTheseLogs', ['kms:Decrypt', 'kms:GenerateDataKey'], ref('KeyArn')),
      Condition: {
        StringEquals: {
          'kms:ViaService': sub('logs.${AWS::Region}.${AWS::URLSuffix}'),
          'kms:EncryptionContext:aws:logs:arn': [groupArn('ReportGroup'), groupArn(log)],
        },
      },
    }),
    when('HasTopic', allow('TellsOfFindings', ['sns:Publish'], topicArn())),
    when('HasKeyForTopic', {
      ...allow('EncryptsWhatItTells', ['kms:Decrypt', 'kms:GenerateDataKey'], ref('KeyArn')),
      Condition: { StringEquals: { 'kms:ViaService': sub('sns.${AWS::Region}.${AWS::URLSuffix}') } },
    }),
  ];
  return {
    ScanRole: role([
      ...common('ScanLog'),
      allow('KeepsEventsThatFailed', ['sqs:SendMessage'], arnOf('ScanFailures')),
      when('HasGemini', allow('ReadsTheGeminiKey', ['ssm:GetParameter'], geminiParameterArn())),
      // The key that SSM takes by default lets everybody in the account use it through SSM: only another one needs this.
      when('HasKeyForGemini', {
        ...allow('DecryptsTheGeminiKey', ['kms:Decrypt'], ref('KeyArn')),
        Condition: {
          StringEquals: {
            'kms:ViaService': sub('ssm.${AWS::Region}.${AWS::URLSuffix}'),
            'kms:EncryptionContext:PARAMETER_ARN': geminiParameterArn(),
          },
        },
      }),
    ]),
    ChangeRole: role([
      ...common('ChangeLog'),
      allow(
        'TakesChanges',
        ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        arnOf('ChangeQueue'),
      ),
      allow('StartsScans', ['lambda:InvokeFunction'], arnOf('ScanFunction')),
    ]),
  };
}

/** Of the client in `aws/reportLog.ts`; it never makes a group. */
const REPORT_ACTIONS = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:GetLogEvents', 'logs:PutLogEvents'];

export function topicArn(): Value {
  return when('MakesTopic', ref('Topic'), ref('TopicArn'));
}

/** Without the ending that the attribute of the group has: KMS is told the plain one. */
function groupArn(logicalId: string): Value {
  return sub(`arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${${logicalId}}`);
}

/** The name begins with the slash. */
function geminiParameterArn(): Value {
  return sub('arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${GeminiParameter}');
}

function readsOf(checks: TemplateChoice['checks']): readonly Value[] {
  return iamPolicy(checks, '${AWS::Partition}').Statement.map(({ Sid, Action, Resource }) =>
    allow(Sid, Action, Resource === '*' ? Resource : sub(Resource)),
  );
}

function allow(Sid: string, Action: readonly string[], Resource: Value): { readonly [key: string]: Value } {
  return { Sid, Effect: 'Allow', Action, Resource };
}

function role(statements: readonly Value[]): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      PermissionsBoundary: when('HasBoundary', ref('PermissionsBoundaryArn')),
      Policies: [{ PolicyName: 'palisade', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
      Tags: stackTags(),
    },
  };
}

export function stackTags(): Value[] {
  return [{ Key: TAG_KEY, Value: ref('AWS::StackName') }];
}
