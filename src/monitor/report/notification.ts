// The text of the message about what is newly wrong. It goes to mailboxes and chats, which turn text into links and
// markup: what the account says is in it only as JSON in ASCII, and never for long.
import { isAtLeast, compareSeverity } from '../../findings/severity.ts';
import { cleanLine, inertJson } from '../../outbound/cleaning.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import type { Baseline, MonitorReport, Reference } from './reportShape.ts';

export interface Notification {
  /** At most 100 characters of ASCII, as SNS wants it. */
  readonly subject: string;
  readonly body: string;
}

const MOST_LISTED = 20;
const LONGEST_NAME = 100;

/** Undefined where no critical or high failure is new, and none has become one. */
export function notificationOf(report: MonitorReport): Notification | undefined {
  const { difference, account } = report;
  const severe = [...difference.new, ...difference.worsened.filter(({ before }) => !isSevere(before))]
    .filter(({ severity }) => isSevere(severity))
    .sort((a, b) => compareSeverity(a.severity, b.severity));
  if (severe.length === 0) return undefined;
  const noun = severe.length === 1 ? 'finding' : 'findings';
  const of = account === null ? '' : ` in AWS account ${account.accountId}`;
  const rest = severe.length - MOST_LISTED;
  const lines = [
    `${severe.length} new critical or high ${noun}${of}.`,
    ...notCompared(difference.baseline),
    '',
    ...severe.slice(0, MOST_LISTED).map(line),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    '',
    `Run ${shown(report.runId)}, ended ${report.finishedAt}. The report is in the log group of the watcher.`,
    ...(report.coverage.everythingRead || report.kind === 'change'
      ? []
      : ['Not everything could be read: there may be more.']),
  ];
  return { subject: `Palisade: ${severe.length} new critical or high S3 ${noun}`, body: `${lines.join('\n')}\n` };
}

function notCompared(baseline: Baseline): readonly string[] {
  if (baseline.kind === 'scan') return [];
  return [
    baseline.why === 'unreadable'
      ? 'The earlier reports could not be read: what is wrong counts as new, though it may have been told before.'
      : 'There is no earlier scan to compare with: all that is wrong counts as new.',
  ];
}

function isSevere(severity: Reference['severity']): boolean {
  return isAtLeast(severity, 'high');
}

/** The title is ours; where the check is not known any more there is only its id, which is from the report. */
function line({ severity, checkId, resource }: Reference): string {
  const title = checkOf(checkId)?.title;
  return `- ${severity}: ${shown(resource)}: does not hold: ${title ?? shown(checkId)}`;
}

function shown(text: string): string {
  return inertJson(cleanLine(text, LONGEST_NAME));
}
