import { type Command, InvalidArgumentError, Option } from 'commander';
import { REPORT_FORMATS } from '../app/reports.ts';
import { absolutePath, accountId, collectAccount, collectTag, failOnOption, regionName } from './optionValues.ts';
import type { CliPorts } from './ports.ts';
import { s3Command, type PostureCommandOptions } from './s3Command.ts';
import { type PolicyOptions, s3PolicyCommand } from './s3PolicyCommand.ts';
import { checksCommand, iamPolicyCommand, permissionsCommand, type PermissionsOptions } from './s3ReaderCommands.ts';

const AFTER_S3 = `
Exit status:
  0    everything was looked at; no finding at or above the --fail-on level
  1    findings at or above the level, whether or not everything was looked at
  2    no such finding, but a check could not be told, a bucket was not read, or the run failed;
       also when the command was not understood
  130  interrupted

Only reads: no call changes anything, and none reads the data of an object. Without --profile the
account is the one that the AWS CLI would take. An identity that may not list buckets can name them
with --bucket. palisade s3 iam-policy prints the permissions that are needed, palisade s3 permissions
says which of them are missing. posture.schema.json describes the JSON report.

Tags change how severe a finding is, and never whether there is one. With --public-tag what lets
everyone read or list is informational, but never what lets everyone write; with --sensitive-tag what
protects data counts for more; a bucket with both is sensitive. They need s3:GetBucketTagging.`;

const AFTER_POLICY = `
Judges by the policy alone: Block Public Access and ACLs are no part of it. "-" reads standard input.

The JSON of one file is an object: file; public, publicRead, publicList, publicWrite, publicAdmin and
tlsOnly (true, false or "unknown"); tlsMissing, what is missing to TLS-only; foreign, accounts and
canonical ids that are allowed something (without --account the own one is among them); statements
(index from 0, sid, effect, public, grants, why); problems (kind, message, statement). Of several files
it is an array of such objects. policy.schema.json describes it.

Findings: public reading, writing or change of permissions is critical, anything else that is public
high, plain HTTP that is not denied medium, a policy that S3 would not take low.

Exit status:
  0    judged; no finding at or above the --fail-on level
  1    findings at or above the level
  2    no such finding, but a file could not be read or judged; also when the command was not understood
  130  interrupted`;

/** `palisade s3` and what is below it. */
export function addS3Commands(program: Command, ports: CliPorts, done: (status: number) => void): void {
  // Else a command would take the options of the commands below it for its own.
  program.enablePositionalOptions();
  const s3 = program
    .command('s3')
    .description('say which S3 buckets of an account are exposed, and what could not be told')
    .enablePositionalOptions()
    .allowExcessArguments(false)
    .option('--profile <name>', 'profile of the AWS CLI')
    .option('--region <region>', 'region for the account as such', regionName)
    .option('--bucket <name...>', 'look at these buckets only', collect, [])
    .option('--aws-cli <path>', 'absolute path of the AWS CLI, for profiles that only it understands', absolutePath)
    .addOption(checksOption())
    .addOption(new Option('--format <format>', 'how to report').choices(['text', ...REPORT_FORMATS]).default('text'))
    .addOption(failOnOption())
    .option('--trusted-account <id...>', 'accounts that may have access', collectAccount, [])
    .option('--public-tag <tag...>', 'key or key=value of buckets that are public on purpose', collectTag, [])
    .option('--sensitive-tag <tag...>', 'key or key=value of buckets with sensitive data', collectTag, [])
    .addHelpText('after', AFTER_S3)
    .action(async (options: PostureCommandOptions) => {
      done(await s3Command(options, ports));
    });
  s3.command('policy')
    .description('judge bucket policies in files, offline')
    .argument('<file...>', 'JSON documents of bucket policies; - for standard input')
    .option('--account <id>', 'the account that owns the bucket, twelve digits', accountId)
    .option('--bucket <name>', 'the name of the bucket; else the one that the policy speaks of', bucketName)
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'))
    .addOption(failOnOption())
    .addHelpText('after', AFTER_POLICY)
    .action(async (files: string[], options: PolicyOptions) => {
      done(await s3PolicyCommand(files, options, ports));
    });
  s3.command('iam-policy')
    .description('print the least IAM policy with which nothing stays unknown')
    .addOption(checksOption())
    .addOption(
      new Option('--partition <partition>', 'partition of the account')
        .choices(['aws', 'aws-us-gov', 'aws-cn'])
        .default('aws'),
    )
    .action(async (options: { readonly checks: 'core' | 'all'; readonly partition: string }) => {
      done(await iamPolicyCommand(options, ports));
    });
  s3.command('checks')
    .description('print the checks, with the ids that others have for them')
    .addOption(new Option('--format <format>', 'how to print').choices(['markdown', 'json']).default('markdown'))
    .action(async ({ format }: { readonly format: 'markdown' | 'json' }) => {
      done(await checksCommand(format, ports));
    });
  s3.command('permissions')
    .description('read the account, and say which permissions are missing for that')
    .option('--profile <name>', 'profile of the AWS CLI')
    .option('--region <region>', 'region for the account as such', regionName)
    .option('--bucket <name...>', 'look at these buckets only', collect, [])
    .option('--aws-cli <path>', 'absolute path of the AWS CLI, for profiles that only it understands', absolutePath)
    .addOption(checksOption())
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      '\nExit status: 0 nothing is missing, 1 something is, 2 it could not be told, 130 interrupted.',
    )
    .action(async (options: PermissionsOptions) => {
      done(await permissionsCommand(options, ports));
    });
}

function checksOption(): Option {
  return new Option(
    '--checks <set>',
    'core, or all with replication, notifications, CORS, tags, object ACLs, KMS keys, CloudFront and predictable names',
  )
    .choices(['core', 'all'])
    .default('core');
}

function bucketName(value: string): string {
  if (!/^[\w.-]{1,255}$/.test(value)) throw new InvalidArgumentError('That is no name of a bucket.');
  return value;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, bucketName(value)];
}
