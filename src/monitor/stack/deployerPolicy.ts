// What whoever deploys, asks for the status of, runs, reads and removes the watcher needs, and nothing else: for an
// account where people have no more rights than that.
import type { PolicyDocument, PolicyStatement } from '../monitorBundle.ts';
import { defaultReportGroup, regionHasBudgets, urlSuffix } from './names.ts';
import type { StackSetting } from './stackSetting.ts';

export interface DeployerPlace {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
  readonly stack: string;
  readonly setting: StackSetting;
  /** Default: that of a new stack. */
  readonly reportGroup?: string;
}

/**
 * CloudFormation works with the rights of whoever calls it. The names that it gives begin with the name of the stack,
 * so that most is granted on those names only; `*` stands where the action knows no resource.
 */
export function deployerPolicy(place: DeployerPlace): PolicyDocument {
  const { partition, accountId, region, stack, setting } = place;
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const roles = `arn:${partition}:iam::${accountId}:role/${stack}-*`;
  const functions = arn('lambda', `function:${stack}-*`);
  const mappings = arn('lambda', 'event-source-mapping:*');
  const groups = [
    place.reportGroup ?? defaultReportGroup(stack),
    `/aws/lambda/${stack}-scan`,
    `/aws/lambda/${stack}-change`,
  ].flatMap((group) => [arn('logs', `log-group:${group}`), arn('logs', `log-group:${group}:*`)]);
  const hasTopic = setting.email !== undefined && setting.topicArn === undefined;
  const hasBudget = setting.email !== undefined && regionHasBudgets(region);
  return {
    Version: '2012-10-17',
    Statement: [
      allow('Stack', STACK, [arn('cloudformation', `stack/${stack}/*`)]),
      allow('Roles', ROLES, [roles]),
      ...boundary(setting, roles),
      {
        ...allow('RolesToLambdaOnly', ['iam:PassRole'], [roles]),
        Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      },
      allow('Functions', FUNCTIONS, [functions]),
      {
        ...allow('MappingsOfTheseFunctions', MAPPING_CHANGES, ['*']),
        Condition: { ArnLike: { 'lambda:FunctionArn': functions } },
      },
      allow('Mappings', ['lambda:ListTags', 'lambda:TagResource', 'lambda:UntagResource'], [mappings]),
      allow('Rules', RULES, [arn('events', `rule/${stack}-*`)]),
      allow('Queues', QUEUES, [arn('sqs', `${stack}-*`)]),
      allow('LogGroups', LOG_GROUPS, groups),
      allow('Alarms', ALARM_ACTIONS, [arn('cloudwatch', `alarm:${stack}-*`)]),
      ...(hasTopic
        ? [
            allow('Topic', TOPIC, [arn('sns', `${stack}-*`)]),
            allow('Subscriptions', ['sns:GetSubscriptionAttributes', 'sns:Unsubscribe'], ['*']),
          ]
        : []),
      ...(setting.keyArn === undefined ? [] : [keyOfTheLogs(setting.keyArn, place)]),
      // Their names are made by AWS.
      ...(hasBudget ? [allow('Budget', BUDGET, [`arn:${partition}:budgets::${accountId}:budget/*`])] : []),
      allow('ReadsThatKnowNoResource', READS, ['*']),
    ],
  };
}

/** To read reports that it encrypts, and to tell that it can be used. */
function keyOfTheLogs(keyArn: string, { partition, region }: DeployerPlace): PolicyStatement {
  return {
    ...allow('KeyOfTheLogs', ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], [keyArn]),
    Condition: { StringEquals: { 'kms:ViaService': `logs.${region}.${urlSuffix(partition)}` } },
  };
}

/** With a boundary in place a role can be made with it only. */
function boundary({ permissionsBoundaryArn }: StackSetting, roles: string): readonly PolicyStatement[] {
  const made = ['iam:CreateRole'];
  if (permissionsBoundaryArn === undefined) {
    // Taking one away is a part of an update that has none any more.
    return [allow('NewRoles', [...made, 'iam:DeleteRolePermissionsBoundary'], [roles])];
  }
  return [
    {
      ...allow('NewRolesWithinTheBoundary', [...made, 'iam:PutRolePermissionsBoundary'], [roles]),
      Condition: { StringEquals: { 'iam:PermissionsBoundary': permissionsBoundaryArn } },
    },
  ];
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

const STACK = [
  'cloudformation:CreateStack',
  'cloudformation:DeleteStack',
  'cloudformation:DescribeStackEvents',
  'cloudformation:DescribeStackResources',
  'cloudformation:DescribeStacks',
  'cloudformation:GetTemplate',
  'cloudformation:ListStackResources',
  // The tag of the stack, which CloudFormation asks for by these names too.
  'cloudformation:TagResource',
  'cloudformation:UntagResource',
  'cloudformation:UpdateStack',
];

const ROLES = [
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:PutRolePolicy',
  'iam:TagRole',
  'iam:UntagRole',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
];

const FUNCTIONS = [
  'lambda:AddPermission',
  'lambda:CreateFunction',
  'lambda:DeleteFunction',
  'lambda:DeleteFunctionConcurrency',
  'lambda:DeleteFunctionEventInvokeConfig',
  'lambda:GetFunction',
  'lambda:GetFunctionCodeSigningConfig',
  'lambda:GetFunctionConcurrency',
  'lambda:GetFunctionConfiguration',
  'lambda:GetFunctionEventInvokeConfig',
  'lambda:GetFunctionRecursionConfig',
  'lambda:GetPolicy',
  'lambda:GetRuntimeManagementConfig',
  // To run it by hand.
  'lambda:InvokeFunction',
  'lambda:ListTags',
  'lambda:PutFunctionConcurrency',
  'lambda:PutFunctionEventInvokeConfig',
  'lambda:RemovePermission',
  'lambda:TagResource',
  'lambda:UntagResource',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
  'lambda:UpdateFunctionEventInvokeConfig',
];

const MAPPING_CHANGES = [
  'lambda:CreateEventSourceMapping',
  'lambda:DeleteEventSourceMapping',
  'lambda:GetEventSourceMapping',
  'lambda:UpdateEventSourceMapping',
];

const RULES = [
  'events:DeleteRule',
  'events:DescribeRule',
  'events:DisableRule',
  'events:EnableRule',
  'events:ListTagsForResource',
  'events:ListTargetsByRule',
  'events:PutRule',
  'events:PutTargets',
  'events:RemoveTargets',
  'events:TagResource',
  'events:UntagResource',
];

const QUEUES = [
  'sqs:CreateQueue',
  'sqs:DeleteQueue',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ListQueueTags',
  'sqs:SetQueueAttributes',
  'sqs:TagQueue',
  'sqs:UntagQueue',
];

const LOG_GROUPS = [
  'logs:AssociateKmsKey',
  'logs:CreateLogGroup',
  'logs:DeleteLogGroup',
  'logs:DeleteRetentionPolicy',
  'logs:DescribeLogStreams',
  'logs:DisassociateKmsKey',
  'logs:GetDataProtectionPolicy',
  'logs:GetLogEvents',
  'logs:ListTagsForResource',
  'logs:PutRetentionPolicy',
  'logs:TagResource',
  'logs:UntagResource',
];

const ALARM_ACTIONS = [
  'cloudwatch:DeleteAlarms',
  'cloudwatch:ListTagsForResource',
  'cloudwatch:PutMetricAlarm',
  'cloudwatch:TagResource',
  'cloudwatch:UntagResource',
];

const TOPIC = [
  'sns:CreateTopic',
  'sns:DeleteTopic',
  'sns:GetDataProtectionPolicy',
  'sns:GetTopicAttributes',
  'sns:ListSubscriptionsByTopic',
  'sns:ListTagsForResource',
  'sns:SetTopicAttributes',
  'sns:Subscribe',
  'sns:TagResource',
  'sns:UntagResource',
];

const BUDGET = [
  'budgets:ListTagsForResource',
  'budgets:ModifyBudget',
  'budgets:TagResource',
  'budgets:UntagResource',
  'budgets:ViewBudget',
];

const READS = [
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetTrailStatus',
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricData',
  'lambda:GetAccountSettings',
  'lambda:ListEventSourceMappings',
  'logs:DescribeIndexPolicies',
  'logs:DescribeLogGroups',
  // How many buckets there are, for the estimate.
  's3:ListAllMyBuckets',
];
