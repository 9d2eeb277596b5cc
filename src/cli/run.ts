import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { REPORT_FORMATS } from '../app/reports.ts';
import { SEVERITIES } from '../findings/severity.ts';
import { addMonitorCommands } from './monitorCommands.ts';
import type { CliPorts } from './ports.ts';
import { printable } from './printable.ts';
import { rulesCommand, type RulesOptions } from './rulesCommand.ts';
import { addS3Commands } from './s3Commands.ts';
import { scanCommand, type ScanOptions } from './scanCommand.ts';

const DEFAULT_MODEL = 'gemini-3.8-flash';
const DEFAULT_FALLBACK_MODEL = 'gemini-3.5-flash-lite';

/** The status of a run that could not begin: nothing was looked at. */
const NOT_RUN = 2;

const AFTER_HELP = `
Exit status:
  0    everything was looked at; no finding at or above the --fail-on level
  1    findings at or above the level, whether or not everything was looked at
  2    no such finding, but something was not looked at in full: a file that failed, a language
       without an offline engine, a directory; also when the command was not understood
  130  interrupted

What leaves this machine:
  Nothing with --engine embedded, the default. --engine gemini and --engine both are your consent to
  send the named files to Google's Gemini service with the key in GEMINI_API_KEY. On the unpaid tier
  Google may use what it receives to improve its products, and people may read it. Secrets that are
  recognised are masked before. Key files such as .env, and what .gitignore, .cursorignore,
  palisade.exclude in .vscode/settings.json and --exclude name are not sent: those files are then
  reported as looked at in part.

Colours follow NO_COLOR and FORCE_COLOR. Findings in .palisade/ignores.yaml of the nearest folder that
holds one are counted and not reported; folders above the repository, or without one above the working
directory, have no say. The JSON report is described by report.schema.json. The SARIF report (2.1.0) has them as
suppressed results; what was not looked at in full is in its notifications, and the execution then is
not successful.`;

/**
 * Runs the command line. Reports go to stdout; progress, warnings and errors to stderr.
 *
 * @returns the exit status
 */
export async function runCli(ports: CliPorts): Promise<number> {
  let status = 0;
  const program = new Command('palisade')
    .description('Finds vulnerabilities in source files, and says plainly what it could not look at.')
    .version(ports.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => ports.stdout.write(text),
      writeErr: (text) => ports.stderr.write(safeLines(text)),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  program
    .command('scan')
    .description('scan files and report what is found')
    .argument('<file...>', 'files to scan; directories are not scanned, the shell expands patterns such as src/*.py')
    .addOption(
      new Option('--engine <engine>', 'offline engine, Gemini, or both; see below for what is sent')
        .choices(['embedded', 'gemini', 'both'])
        .default('embedded'),
    )
    .addOption(new Option('--format <format>', 'how to report').choices(['text', ...REPORT_FORMATS]).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'findings of this severity or worse make the exit status 1')
        .choices([...SEVERITIES])
        .default('informational'),
    )
    .option('--model <name>', 'Gemini model', modelName, DEFAULT_MODEL)
    .option(
      '--fallback-model <name>',
      'Gemini model when the first is not available',
      modelName,
      DEFAULT_FALLBACK_MODEL,
    )
    .option('--exclude <pattern>', 'never send matching files, in gitignore syntax; may be repeated', collect, [])
    .addHelpText('after', AFTER_HELP)
    .action(async (files: string[], options: ScanOptions) => {
      status = await scanCommand(files, options, ports);
    });
  program
    .command('rules')
    .description('print what can be reported, with what it means and what to do about it')
    .argument('[rule...]', 'rules to print, e.g. sql-injection; all when none is named')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json', 'markdown']).default('text'))
    .addHelpText('after', '\nThe JSON is described by rules.schema.json.')
    .action((rules: string[], options: RulesOptions) => {
      status = rulesCommand(rules, options, ports);
    });
  const done = (given: number): void => {
    status = given;
  };
  addS3Commands(program, ports, done);
  addMonitorCommands(program, ports, done);
  try {
    await program.parseAsync(ports.argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : NOT_RUN;
  }
  return status;
}

/** The name becomes part of an address. */
function modelName(value: string): string {
  if (!/^[\w.-]{1,100}$/.test(value)) throw new InvalidArgumentError('A model is named like gemini-3.8-flash.');
  return value;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Error messages repeat what was typed. */
function safeLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
