import type { ReportFormat } from '../app/reports.ts';
import { exitStatusOf } from '../findings/reports/scanReport.ts';
import type { Severity } from '../findings/severity.ts';
import type { PostureReport, PostureRunOptions } from '../s3/posture.ts';
import { postureJson } from '../s3/reports/postureJson.ts';
import { postureMarkdown } from '../s3/reports/postureMarkdown.ts';
import { postureSarif } from '../s3/reports/postureSarif.ts';
import { summarisePosture } from '../s3/reports/postureSummary.ts';
import type { S3Bundle } from '../s3/s3Bundle.ts';
import { coloursFor, wantsColour } from './colours.ts';
import type { CliPorts } from './ports.ts';
import { postureAsText } from './postureText.ts';
import { printable } from './printable.ts';
import { S3Progress } from './s3Progress.ts';
import { reportWidth } from './textReport.ts';

/** What the command line says of the account to read. */
export interface AccountOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly bucket: readonly string[];
  readonly checks: 'core' | 'all';
  /** Path of the AWS CLI, for profiles that only it understands. */
  readonly awsCli?: string;
}

export interface PostureCommandOptions extends AccountOptions {
  readonly format: 'text' | ReportFormat;
  readonly failOn: Severity;
  readonly trustedAccount: readonly string[];
  /** Tags as `key` or `key=value`. */
  readonly publicTag: readonly string[];
  readonly sensitiveTag: readonly string[];
}

/**
 * Reads an account and writes the report to stdout.
 *
 * @returns the exit status, see {@link exitStatusOf}: an unknown check makes a run incomplete
 */
export async function s3Command(options: PostureCommandOptions, ports: CliPorts): Promise<number> {
  const bundle = await ports.loadS3();
  const progress = new S3Progress(ports.stderr);
  let report: PostureReport;
  try {
    report = await bundle.runPosture(
      {
        ...runOptions(options, options.trustedAccount),
        publicTags: [...new Set(options.publicTag)],
        sensitiveTags: [...new Set(options.sensitiveTag)],
      },
      (event) => {
        progress.told(event);
      },
      ports.signal,
      around(options, ports),
    );
  } finally {
    progress.clear();
  }
  ports.stdout.write(reportAs(report, options, bundle, ports));
  return exitStatusOf(summarisePosture(report, options.failOn), report.status === 'cancelled');
}

export function runOptions(options: AccountOptions, trusted: readonly string[]): PostureRunOptions {
  return {
    profile: options.profile,
    region: options.region,
    buckets: [...new Set(options.bucket)],
    checks: options.checks,
    trustedAccounts: new Set(trusted),
  };
}

/** Who answers for the code of a device, and which AWS CLI may be run: the person at the terminal says both. */
export function around(
  { awsCli }: Pick<AccountOptions, 'awsCli'>,
  { askCode, version }: CliPorts,
): Parameters<S3Bundle['runPosture']>[3] {
  return {
    credentials: {
      awsExecutable: awsCli,
      mfaCode: askCode && ((serial, signal) => askCode(`Code of ${printable(serial)}: `, signal)),
    },
    version,
  };
}

function reportAs(
  report: PostureReport,
  { format, failOn }: PostureCommandOptions,
  bundle: Pick<S3Bundle, 'checkDescriptions'>,
  { env, stdout, version }: CliPorts,
): string {
  switch (format) {
    case 'json':
      return postureJson(report, failOn, version);
    case 'markdown':
      return postureMarkdown(report, failOn, version);
    case 'sarif':
      return postureSarif(report, bundle.checkDescriptions(), failOn, version);
    case 'text':
      return postureAsText(report, failOn, {
        colours: coloursFor(wantsColour(env, stdout)),
        width: reportWidth(stdout),
      });
  }
}
