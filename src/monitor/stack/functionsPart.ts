// The two functions, what starts them, and their logs.
import { changeEventPattern } from '../events/changeEvents.ts';
import { KEPT_TAG_KEY } from './names.ts';
import { CHANGE_TIMEOUT_S } from './queuesPart.ts';
import { stackTags, topicArn } from './rolesPart.ts';
import type { TemplateChoice } from './templateParameters.ts';
import { arnOf, ref, sub, when, type Resource, type Resources, type Value } from './templateShape.ts';

/** The most that Lambda allows. */
export const SCAN_TIMEOUT_S = 900;
export const SCAN_HOURS = 12;

/** What is there until the code is uploaded: it must not look as if it had run. The same in every version. */
export const PLACEHOLDER_CODE = [
  'const message = \'Palisade: the code is not uploaded yet. Run "palisade monitor deploy" again.\';',
  'exports.scan = exports.change = async () => {',
  '  throw new Error(message);',
  '};',
  '',
].join('\n');

/** From the arrival of a change to its read: the delay of the queue, this, and the read. Five minutes are promised. */
export const BATCHING_WINDOW_S = 30;
/**
 * Each bucket has its own claim and its own report, one after the other: so many fit into what the function keeps for them
 * when reading took all the time that it may.
 */
export const CHANGE_BATCH = 25;
const HOUR_S = 3_600;

export function functions(choice: TemplateChoice): Resources {
  return {
    ScanFunction: lambda({
      description: 'Palisade: reads the configuration of all buckets and reports what is wrong. Changes nothing.',
      handler: 'index.scan',
      role: 'ScanRole',
      log: 'ScanLog',
      timeout: SCAN_TIMEOUT_S,
      memory: ref('MemoryMb'),
      variables: {
        ...commonVariables(),
        PALISADE_GEMINI_PARAMETER: when('HasGemini', ref('GeminiParameter')),
        PALISADE_GEMINI_MODEL: when('HasGeminiModel', ref('GeminiModel')),
      },
      more: { ReservedConcurrentExecutions: when('ReservesConcurrency', 1) },
    }),
    ChangeFunction: lambda({
      description: 'Palisade: reads the buckets whose configuration was changed. Changes nothing.',
      handler: 'index.change',
      role: 'ChangeRole',
      log: 'ChangeLog',
      timeout: CHANGE_TIMEOUT_S,
      // It reads few buckets, but compares them with the report of a whole scan.
      memory: ref('MemoryMb'),
      variables: { ...commonVariables(), PALISADE_SCAN_FUNCTION: arnOf('ScanFunction') },
      more: {},
    }),
    ScanInvokes: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: ref('ScanFunction'),
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        // One that waits behind another, and its tries: what is older is answered by the next run.
        MaximumEventAgeInSeconds: 3 * HOUR_S,
        DestinationConfig: { OnFailure: { Destination: arnOf('ScanFailures') } },
      },
    },
    ChangeMapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arnOf('ChangeQueue'),
        FunctionName: ref('ChangeFunction'),
        BatchSize: CHANGE_BATCH,
        MaximumBatchingWindowInSeconds: BATCHING_WINDOW_S,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
        Enabled: when('RulesAreEnabled', true, false),
        Tags: stackTags(),
      },
    },
    ...rules(choice),
    ...logs(choice),
  };
}

function rules({ checks }: TemplateChoice): Resources {
  const State = when('RulesAreEnabled', 'ENABLED', 'DISABLED');
  const DeadLetterConfig = { Arn: arnOf('TargetDeadLetters') };
  return {
    ScanRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Description: `Palisade: starts a scan every ${SCAN_HOURS} hours.`,
        ScheduleExpression: `rate(${SCAN_HOURS} hours)`,
        State,
        Targets: [
          {
            Id: 'scan',
            Arn: arnOf('ScanFunction'),
            RetryPolicy: { MaximumEventAgeInSeconds: HOUR_S, MaximumRetryAttempts: 10 },
            DeadLetterConfig,
          },
        ],
        Tags: stackTags(),
      },
    },
    ScanPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: ref('ScanFunction'),
        Principal: 'events.amazonaws.com',
        SourceArn: arnOf('ScanRule'),
        SourceAccount: ref('AWS::AccountId'),
      },
    },
    ChangeRule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Description: 'Palisade: takes changes of the configuration of buckets out of what CloudTrail tells.',
        EventPattern: pattern(checks),
        State,
        Targets: [
          {
            Id: 'changes',
            Arn: arnOf('ChangeQueue'),
            // A change is told once: as long and as often as EventBridge does.
            RetryPolicy: { MaximumEventAgeInSeconds: 24 * HOUR_S, MaximumRetryAttempts: 185 },
            DeadLetterConfig,
          },
        ],
        Tags: stackTags(),
      },
    },
  };
}

function pattern(checks: TemplateChoice['checks']): Value {
  return { ...changeEventPattern(checks) };
}

function logs({ keepReports }: TemplateChoice): Resources {
  const policy = keepReports ? 'Retain' : 'Delete';
  return {
    ReportGroup: {
      ...logGroup(ref('ReportGroupName'), [...stackTags(), { Key: KEPT_TAG_KEY, Value: ref('KeepReports') }]),
      DeletionPolicy: policy,
      UpdateReplacePolicy: policy,
    },
    ScanLog: logGroup(sub('/aws/lambda/${AWS::StackName}-scan'), stackTags()),
    ChangeLog: logGroup(sub('/aws/lambda/${AWS::StackName}-change'), stackTags()),
  };
}

function logGroup(name: Value, tags: readonly Value[]): Resource {
  return {
    Type: 'AWS::Logs::LogGroup',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: {
      LogGroupName: name,
      RetentionInDays: ref('RetentionDays'),
      KmsKeyId: when('HasKey', ref('KeyArn')),
      Tags: tags,
    },
  };
}

/** As `run/setting.ts` reads them. */
function commonVariables(): Readonly<Record<string, Value>> {
  return {
    PALISADE_STACK: ref('AWS::StackName'),
    PALISADE_REPORT_GROUP: ref('ReportGroup'),
    PALISADE_CHECKS: ref('Checks'),
    PALISADE_TRUSTED_ACCOUNTS: when('HasTrustedAccounts', ref('TrustedAccounts')),
    PALISADE_PUBLIC_TAGS: when('HasPublicTags', ref('PublicTags')),
    PALISADE_SENSITIVE_TAGS: when('HasSensitiveTags', ref('SensitiveTags')),
    PALISADE_TOPIC_ARN: when('HasTopic', topicArn()),
  };
}

interface LambdaOptions {
  readonly description: string;
  readonly handler: string;
  readonly role: string;
  readonly log: string;
  readonly timeout: number;
  readonly memory: Value;
  readonly variables: Readonly<Record<string, Value>>;
  readonly more: Readonly<Record<string, Value>>;
}

function lambda(options: LambdaOptions): Resource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Description: options.description,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: options.handler,
      Role: arnOf(options.role),
      Timeout: options.timeout,
      MemorySize: options.memory,
      Code: { ZipFile: PLACEHOLDER_CODE },
      LoggingConfig: { LogGroup: ref(options.log) },
      Environment: { Variables: options.variables },
      ...options.more,
      Tags: stackTags(),
    },
  };
}
