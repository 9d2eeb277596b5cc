// The parameters of the template and the conditions on them.
import { RETENTION_DAYS } from './stackSetting.ts';
import { FORMS, optionalPattern } from './forms.ts';
import { isGiven, isTrue, ref, type TemplateParameter, type Value } from './templateShape.ts';

/** CloudFormation takes no longer value. */
export const LONGEST_PARAMETER = 4_096;
export const LEAST_MEMORY_MB = 256;
export const MOST_MEMORY_MB = 10_240;

export interface TemplateChoice {
  readonly checks: 'core' | 'all';
  readonly keepReports: boolean;
  /** False where `regionHasBudgets` says so. Default: true. */
  readonly budgets?: boolean;
}

/** What differs from template to template can have one value only: the parameter is there to be read again. */
export function templateParameters(choice: TemplateChoice) {
  return {
    Checks: {
      Type: 'String',
      Description: 'Which checks are made. Chosen with the template, as the permissions follow from it.',
      Default: choice.checks,
      AllowedValues: [choice.checks],
    },
    KeepReports: {
      Type: 'String',
      Description: 'Whether the reports stay when the stack is removed. Chosen with the template.',
      Default: String(choice.keepReports),
      AllowedValues: [String(choice.keepReports)],
    },
    TrustedAccounts: optional('Account ids, separated by commas, whose access is meant.', 'accounts'),
    PublicTags: text('Tags, separated by commas, of buckets that are meant to be public.'),
    SensitiveTags: text('Tags, separated by commas, of buckets that hold sensitive data.'),
    RetentionDays: {
      Type: 'Number',
      Description: 'Days that reports are kept.',
      Default: 90,
      AllowedValues: [...RETENTION_DAYS],
    },
    Email: optional('Who is told of new findings and of alarms, and by the budget. Empty: nobody.', 'email'),
    TopicArn: optional('An SNS topic of this region to use in place of one of this stack.', 'topicArn'),
    KeyArn: optional(
      'ARN of a KMS key of this region that encrypts the log groups and the topic. Its key policy has to let CloudWatch use it.',
      'keyArn',
    ),
    GeminiParameter: optional(
      'Name of the SecureString parameter in SSM that holds the Gemini key; never the key itself. Empty: no Gemini.',
      'parameterName',
    ),
    GeminiModel: optional('Name of the Gemini model. Empty: the default of this version.', 'model'),
    PermissionsBoundaryArn: optional('ARN of a policy that bounds both roles.', 'boundaryArn'),
    MemoryMb: {
      Type: 'Number',
      Description: 'Memory of the functions, in MB.',
      Default: 1_024,
      MinValue: LEAST_MEMORY_MB,
      MaxValue: MOST_MEMORY_MB,
    },
    RulesEnabled: truth('Whether the rules start the functions. False until the code is uploaded.', 'false'),
    ReserveConcurrency: truth('Whether one instance is reserved for scan, which is also its most.', 'false'),
    HasBudgets: truth('Whether AWS Budgets is there in this region.', 'true'),
    ReportGroupName: {
      Type: 'String',
      Description: 'Name of the log group of the reports.',
      AllowedPattern: `^${FORMS.logGroup}$`,
      ConstraintDescription: 'It has to be the name of a log group.',
    },
    Version: {
      Type: 'String',
      Description: 'Of Palisade, when this was deployed.',
      AllowedPattern: '^[A-Za-z0-9.+-]{1,64}$',
      ConstraintDescription: 'It has to be a version.',
    },
  } as const satisfies Readonly<Record<string, TemplateParameter>>;
}

export type ParameterName = keyof ReturnType<typeof templateParameters>;

function optional(description: string, form: keyof typeof FORMS): TemplateParameter {
  return {
    Type: 'String',
    Description: description,
    Default: '',
    MaxLength: LONGEST_PARAMETER,
    AllowedPattern: optionalPattern(form),
    ConstraintDescription: 'It does not have the form of what it has to be; it may be empty.',
  };
}

function text(description: string): TemplateParameter {
  return { Type: 'String', Description: description, Default: '', MaxLength: LONGEST_PARAMETER };
}

function truth(description: string, Default: 'true' | 'false'): TemplateParameter {
  return { Type: 'String', Description: description, Default, AllowedValues: ['true', 'false'] };
}

export function templateConditions({ budgets = true }: TemplateChoice): Readonly<Record<string, Value>> {
  return {
    RulesAreEnabled: isTrue('RulesEnabled'),
    ReservesConcurrency: isTrue('ReserveConcurrency'),
    HasKey: isGiven('KeyArn'),
    HasBoundary: isGiven('PermissionsBoundaryArn'),
    HasGemini: isGiven('GeminiParameter'),
    HasGeminiModel: isGiven('GeminiModel'),
    HasTrustedAccounts: isGiven('TrustedAccounts'),
    HasPublicTags: isGiven('PublicTags'),
    HasSensitiveTags: isGiven('SensitiveTags'),
    MakesTopic: { 'Fn::And': [isGiven('Email'), { 'Fn::Equals': [ref('TopicArn'), ''] }] },
    HasTopic: { 'Fn::Or': [isGiven('Email'), isGiven('TopicArn')] },
    HasKeyForTopic: { 'Fn::And': [{ Condition: 'HasTopic' }, { Condition: 'HasKey' }] },
    HasKeyForGemini: { 'Fn::And': [{ Condition: 'HasGemini' }, { Condition: 'HasKey' }] },
    ...(budgets ? { MakesBudget: { 'Fn::And': [isGiven('Email'), isTrue('HasBudgets')] } } : {}),
  };
}
