import { type Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isOfForm } from '../monitor/stack/forms.ts';
import { DEFAULT_STACK, RETENTION_DAYS, type RetentionDays } from '../monitor/stack/stackSetting.ts';
import { LEAST_MEMORY_MB, MOST_MEMORY_MB } from '../monitor/stack/templateParameters.ts';
import { type DeployOptions, deployCommand } from './monitorDeploy.ts';
import { removeCommand, type RemoveOptions } from './monitorRemove.ts';
import { reportCommand, type ReportOptions, runCommand, type RunOptions } from './monitorReport.ts';
import { costCommand, type CostOptions, statusCommand, type StatusOptions } from './monitorStatus.ts';
import { absolutePath, accountId, collectAccount, collectTag, failOnOption, regionName } from './optionValues.ts';
import type { CliPorts } from './ports.ts';

const AFTER_MONITOR = `
The watcher is a stack of CloudFormation in your account: it reads the account every 12 hours, and within
minutes of a change to a bucket, and writes reports to a log group. It changes nothing. Where it costs
something palisade monitor cost says how much; nothing is made before you have typed the account id.`;

const AFTER_DEPLOY = `
Shows what would be made, with permissions and costs, and asks for the account id. Running it again goes
on where it ended, and updates what is there: what is not named stays as it was deployed.

Exit status:
  0    it is deployed; with --plan and --print-template: it was shown
  2    nothing, or not all, was done; also when the command was not understood
  130  interrupted; running it again goes on`;

const AFTER_STATUS = `
Exit status:
  0    every item is as it should be
  1    something is not
  2    no problem was seen, but something could not be told, or the watcher could not be asked
  130  interrupted

The JSON is described by status.schema.json.`;

const AFTER_REPORT = `
Without a name it is the report of the newest scan, with what came after it: changes, and scans that should
have been. --list prints the names. The JSON is the report as it is stored, described by report.schema.json
of the watcher. What .palisade/ignores.yaml names is not shown in the other forms and never makes the exit
status 1; the file is looked for as palisade scan does, from the working directory upwards.

Exit status:
  0    everything was looked at; no finding at or above the --fail-on level
  1    findings at or above the level, here or in a change since, whether or not everything was looked at
  2    no such finding, but the report is partial, a check could not be told, what came after is missing,
       or there is no report; also when the command was not understood
  130  interrupted`;

const AFTER_RUN = `
Exit status:
  0    the scan was started; with --wait: everything was looked at, no finding at or above --fail-on
  1    with --wait: findings at or above the level
  2    not started, or with --wait no report, or one that is not complete
  130  interrupted: with --wait the scan goes on, and palisade monitor report has its report later`;

const AFTER_COST = `
Asks no account. List prices without the free tier; the JSON is described by cost.schema.json.`;

const AFTER_REMOVE = `
Exit status: 0 removed, 2 nothing or not all was done, 130 interrupted.`;

/** `palisade monitor` and what is below it. */
export function addMonitorCommands(program: Command, ports: CliPorts, done: (status: number) => void): void {
  const monitor = program
    .command('monitor')
    .description('have a watcher in the account: deploy it, ask it, read its reports, remove it')
    .addHelpText('after', AFTER_MONITOR);
  const about = (name: string, description: string): Command =>
    monitor.command(name).description(description).allowExcessArguments(false);

  const deploy = withTarget(about('deploy', 'make the watcher, or bring it up to date'))
    .addOption(new Option('--checks <set>', 'core needs fewer permissions').choices(['core', 'all']))
    .option('--email <address>', 'who is told of new high findings, of alarms and of the budget', ofForm('email', MAIL))
    .option('--no-email', 'tell nobody, and have no budget')
    .option(
      '--topic <arn>',
      'an SNS topic that is there already, in place of one of the stack',
      ofForm('topicArn', ARN),
    )
    .option('--no-topic', 'have a topic of the stack again')
    .option('--key <arn>', 'a KMS key for the reports and the topic', ofForm('keyArn', ARN))
    .option('--no-key', 'encrypt with keys of AWS')
    .option('--gemini-parameter <name>', 'SSM SecureString with the Gemini key', parameterName(ports))
    .option('--no-gemini-parameter', 'do not ask Gemini')
    .option('--gemini-model <name>', 'Gemini model', ofForm('model', 'A model is named like gemini-3.8-flash.'))
    .option('--permissions-boundary <arn>', 'policy that bounds the roles', ofForm('boundaryArn', ARN))
    .option('--no-permissions-boundary', 'bound the roles no more')
    .option('--retention <days>', `how long reports are kept: ${RETENTION_DAYS.join(', ')}`, retention)
    .option('--keep-reports', 'keep the reports when the stack is removed')
    .option('--no-keep-reports', 'delete the reports with the stack')
    .option('--memory <MB>', 'of the functions; more reads faster', wholeNumber(LEAST_MEMORY_MB, MOST_MEMORY_MB))
    .option('--trusted-account <id...>', 'accounts that may have access', collectGiven(collectAccount))
    .option('--public-tag <tag...>', 'key or key=value of buckets that are public on purpose', collectGiven(collectTag))
    .option('--sensitive-tag <tag...>', 'key or key=value of buckets with sensitive data', collectGiven(collectTag))
    .option('--plan', 'show what would be made, and make nothing')
    .option('--print-template', 'print the CloudFormation template alone, and make nothing');
  confirmed(deploy)
    .addHelpText('after', AFTER_DEPLOY)
    .action(async (options: DeployOptions) => {
      done(await deployCommand(options, ports));
    });

  withTarget(about('status', 'say whether the watcher does what it should'))
    .addOption(formats())
    .addHelpText('after', AFTER_STATUS)
    .action(async (options: StatusOptions) => {
      done(await statusCommand(options, ports));
    });

  showing(withTarget(about('run', 'start a scan now')))
    .option('--wait', 'wait for its report, and print it')
    .addHelpText('after', AFTER_RUN)
    .action(async (options: RunOptions) => {
      done(await runCommand(options, ports));
    });

  showing(withTarget(about('report', 'print a report of the watcher')))
    .argument('[stream]', 'name of the run, as --list prints it', streamName)
    .option('--list', 'print the last runs, and the scans that should have been')
    .addHelpText('after', AFTER_REPORT)
    .action(async (stream: string | undefined, options: ReportOptions) => {
      done(await reportCommand(stream, options, ports));
    });

  about('cost', 'estimate what the watcher costs in a month')
    .requiredOption('--buckets <n>', 'how many buckets there are', wholeNumber(0, 1_000_000))
    .requiredOption('--changes-per-day <n>', 'how often a bucket is changed', wholeNumber(0, 1_000_000))
    .option('--gemini', 'with an analysis by Gemini after each scan')
    .option('--extra-trails <n>', 'trails that log reads, besides the first', wholeNumber(0, 100), 0)
    .option('--guard-duty', 'GuardDuty is on, and reads all calls')
    .option('--memory <MB>', 'of the functions', wholeNumber(LEAST_MEMORY_MB, MOST_MEMORY_MB))
    .option('--retention <days>', 'how long reports are kept', retention)
    .option('--email', 'with messages')
    .option('--key', 'with a customer key')
    .addOption(formats())
    .addHelpText('after', AFTER_COST)
    .action(async (options: CostOptions) => {
      done(await costCommand(options, ports));
    });

  const remove = withTarget(about('remove', 'delete the watcher and what it made'))
    .option('--keep-reports', 'leave the log group of the reports; default: as it was deployed')
    .option('--no-keep-reports', 'delete the reports, also where it was deployed to keep them');
  confirmed(remove)
    .addHelpText('after', AFTER_REMOVE)
    .action(async (options: RemoveOptions) => {
      done(await removeCommand(options, ports));
    });
}

function withTarget(command: Command): Command {
  return command
    .option('--profile <name>', 'profile of the AWS CLI')
    .option('--region <region>', 'region that the watcher is in', regionName)
    .option('--stack <name>', 'name of the stack', stackName, DEFAULT_STACK)
    .option('--aws-cli <path>', 'absolute path of the AWS CLI, for profiles that only it understands', absolutePath);
}

function confirmed(command: Command): Command {
  return command.option('--confirm <account id>', 'agree beforehand, where nobody can be asked', accountId);
}

function showing(command: Command): Command {
  return command
    .addOption(formats())
    .addOption(failOnOption())
    .option('--no-ignores', 'show also what .palisade/ignores.yaml names, and count it');
}

function formats(): Option {
  return new Option('--format <format>', 'how to print').choices(['text', 'json', 'markdown']).default('text');
}

const MAIL = 'That is no address of mail.';
const ARN = 'That is no ARN of such a thing.';

/** What is not of this form may be the key itself, and an invalid argument is repeated on the terminal and in its logs. */
function parameterName({ stderr }: CliPorts): (value: string) => string {
  return (value) => {
    if (isOfForm('parameterName', value)) return value;
    const words = 'A parameter is named like /palisade/gemini-key; the key itself is never given here.';
    stderr.write(`error: the argument of option '--gemini-parameter <name>' is invalid. ${words}\n`);
    throw new CommanderError(1, 'palisade.invalidArgument', words);
  };
}

function ofForm(form: Parameters<typeof isOfForm>[0], otherwise: string): (value: string) => string {
  return (value) => {
    if (!isOfForm(form, value)) throw new InvalidArgumentError(otherwise);
    return value;
  };
}

function stackName(value: string): string {
  if (!/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/.test(value)) {
    throw new InvalidArgumentError('A stack is named with letters, digits and hyphens.');
  }
  return value;
}

function streamName(value: string): string {
  if (value.length > 512 || !/^[\w.:/=-]+$/.test(value)) {
    throw new InvalidArgumentError('That is no name of a run; palisade monitor report --list prints them.');
  }
  return value;
}

function retention(value: string): RetentionDays {
  const days = RETENTION_DAYS.find((one) => String(one) === value);
  if (days === undefined) throw new InvalidArgumentError(`It has to be one of ${RETENTION_DAYS.join(', ')}.`);
  return days;
}

function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (!(number >= least && number <= most)) {
      throw new InvalidArgumentError(`It has to be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** What is not given at all stays undefined: it is then as it was deployed. */
function collectGiven(collect: (value: string, before: readonly string[]) => readonly string[]) {
  return (value: string, before: readonly string[] | undefined): readonly string[] => collect(value, before ?? []);
}
