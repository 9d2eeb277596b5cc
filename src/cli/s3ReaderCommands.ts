import { printableJson } from '../findings/reports/printableJson.ts';
import { exitStatusOf } from '../findings/reports/scanReport.ts';
import type { AccountFacts } from '../s3/facts.ts';
import type { PostureReport } from '../s3/posture.ts';
import { type MissingPermission, missingPermissions } from '../s3/reports/permissions.ts';
import { allResults, missingInWords, plural, unknownOf } from '../s3/reports/postureSummary.ts';
import { coloursFor, wantsColour } from './colours.ts';
import type { CliPorts } from './ports.ts';
import { printable, wrapped } from './printable.ts';
import { type AccountOptions, around, runOptions } from './s3Command.ts';
import { S3Progress } from './s3Progress.ts';
import { reportWidth, type TextStyle } from './textReport.ts';

export interface PermissionsOptions extends AccountOptions {
  readonly format: 'text' | 'json';
}

export async function iamPolicyCommand(
  { checks, partition }: { readonly checks: 'core' | 'all'; readonly partition: string },
  ports: CliPorts,
): Promise<number> {
  const { iamPolicy } = await ports.loadS3();
  ports.stdout.write(printableJson(iamPolicy(checks, partition)));
  return 0;
}

export async function checksCommand(format: 'markdown' | 'json', ports: CliPorts): Promise<number> {
  const { checkTable } = await ports.loadS3();
  ports.stdout.write(checkTable(format));
  return 0;
}

/**
 * Reads the account and says which permissions were seen to be missing.
 *
 * @returns the exit status: 1 when some are, 2 when the run told too little to say that none is
 */
export async function permissionsCommand(options: PermissionsOptions, ports: CliPorts): Promise<number> {
  const { runPosture, iamPolicy } = await ports.loadS3();
  const progress = new S3Progress(ports.stderr);
  let account: AccountFacts | undefined;
  let report: PostureReport;
  try {
    report = await runPosture(
      runOptions(options, []),
      (event) => {
        if (event.kind === 'account') account = event.facts;
        progress.told(event);
      },
      ports.signal,
      around(options, ports),
    );
  } finally {
    progress.clear();
  }
  const missing = missingPermissions(report, account);
  const others = otherReasons(report);
  const isComplete =
    report.status !== 'failed' && report.status !== 'cancelled' && report.notRead.length === 0 && others.length === 0;
  const needed = iamPolicy(options.checks, report.identity?.partition).Statement.flatMap(({ Action }) => Action);
  if (options.format === 'json') {
    const { identity, failure } = report;
    ports.stdout.write(
      printableJson({
        identity: identity ?? null,
        complete: isComplete,
        needed,
        missing,
        others,
        failure: failure ?? null,
      }),
    );
  } else {
    const style = { colours: coloursFor(wantsColour(ports.env, ports.stdout)), width: reportWidth(ports.stdout) };
    ports.stdout.write(asText(report, missing, others, needed.length, isComplete, style));
  }
  return exitStatusOf({ failing: missing.length, complete: isComplete }, report.status === 'cancelled');
}

/** What could not be read for another reason: it hides whether a permission is missing. */
function otherReasons(report: PostureReport): readonly string[] {
  const reasons = unknownOf(allResults(report)).flatMap(({ outcome }) => outcome.missing);
  return [...new Set(reasons.filter(({ cause }) => cause !== 'access-denied').map(missingInWords))];
}

function asText(
  report: PostureReport,
  missing: readonly MissingPermission[],
  others: readonly string[],
  needed: number,
  isComplete: boolean,
  style: TextStyle,
): string {
  const { alarm, bold, good } = style.colours;
  const lines = (text: string): readonly string[] =>
    wrapped(text, style.width - 2).map((line, index) => (index === 0 ? line : `  ${line}`));
  const { identity, failure } = report;
  return `${[
    ...(identity === undefined ? [] : [bold(printable(identity.arn))]),
    ...missing.flatMap(({ action, apis, buckets, message }) => [
      `${alarm('MISSING')}  ${bold(printable(action))}`,
      ...lines(
        `  for ${apis.join(', ')}${buckets.length === 0 ? '' : `, at ${plural(buckets.length, 'bucket')}: ${named(buckets)}`}`,
      ).map((line) => `  ${line}`),
      ...(message === undefined ? [] : lines(message).map((line) => `  ${line}`)),
    ]),
    ...others.flatMap((other) => lines(`Not read for another reason: ${other}`)),
    ...(failure === undefined ? [] : lines(`The run was stopped: ${failure.message}`)),
    ...(failure?.command === undefined ? [] : lines(`To run: ${failure.command}`)),
    missing.length > 0
      ? alarm(`${plural(missing.length, 'permission')} of ${needed} needed missing`)
      : isComplete
        ? good(`No permission is missing of ${needed} needed`)
        : alarm('No permission was seen to be missing, but not everything was read'),
  ].join('\n')}\n`;
}

const MOST_NAMED = 5;

function named(buckets: readonly string[]): string {
  const more = buckets.length - MOST_NAMED;
  return `${buckets.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
