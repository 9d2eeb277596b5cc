import { SEVERITIES, type Severity, worseOf } from '../findings/severity.ts';
import type { CheckResult, PostureReport } from '../s3/posture.ts';
import {
  failingOf,
  missingInWords,
  plural,
  readBuckets,
  resultInWords,
  summarisePosture,
  unknownOf,
} from '../s3/reports/postureSummary.ts';
import { printable, widthOf, wrapped } from './printable.ts';
import type { TextStyle } from './textReport.ts';

/** Labels stand in a column of their own. */
const LABEL_WIDTH = 15;

/** The report for a person at a terminal: a table of buckets, then each of them. Nothing from the account can drive it. */
export function postureAsText(report: PostureReport, failOn: Severity, style: TextStyle): string {
  const { bold, alarm, good } = style.colours;
  const summary = summarisePosture(report, failOn);
  const { identity, failure } = report;
  const buckets = readBuckets(report.buckets);
  const counts = SEVERITIES.map((severity) => `${summary.findings[severity]} ${severity}`).join(', ');
  return `${[
    ...(identity === undefined
      ? []
      : [
          ...labelled('Account', `${identity.accountId} (${identity.partition}, ${identity.region})`, style, bold),
          ...labelled('Identity', identity.arn, style, bold),
          '',
        ]),
    ...tableOf(report, style),
    ...resultBlock('Account', report.account, style),
    ...buckets.flatMap(({ facts, results }) => resultBlock(facts.name, results, style)),
    ...report.buckets.flatMap((bucket) =>
      bucket.kind === 'gone' ? labelled('GONE', `${bucket.name}: deleted during the run`, style) : [],
    ),
    ...report.notRead.flatMap((name) => labelled('NOT READ', name, style, alarm)),
    ...(failure === undefined ? [] : labelled('FAILED', failure.message, style, alarm)),
    ...(failure?.command === undefined ? [] : labelled('Run', failure.command, style, bold)),
    ...labelled('Findings', counts, style, bold),
    ...labelled(
      'Checks',
      `${summary.passed} passed, ${summary.unknown} unknown, ${summary.notApplicable} not applicable`,
      style,
      bold,
    ),
    ...labelled(
      'Read',
      `${plural(buckets.length, 'bucket')} with ${plural(report.calls, 'call')} in ${(report.elapsedMs / 1000).toFixed(1)} s`,
      style,
      bold,
    ),
    ...labelled('Result', resultInWords(report, summary), style, summary.clean ? good : alarm),
  ].join('\n')}\n`;
}

/** Worst first. */
function tableOf({ buckets }: PostureReport, style: TextStyle): readonly string[] {
  const rows = readBuckets(buckets).map(({ facts, results }) => {
    const failing = failingOf(results);
    const unknown = unknownOf(results);
    const worst = failing[0]?.outcome.severity;
    const possible = unknown[0]?.outcome.severity;
    const rank = worst === undefined ? possible : possible === undefined ? worst : worseOf(worst, possible);
    const said = worst ?? (unknown.length > 0 ? 'unknown' : 'ok');
    return { name: facts.name, region: facts.region ?? '?', failing, unknown, worst, rank, said };
  });
  if (rows.length === 0) return [];
  const sorted = [...rows].sort((a, b) => placeOf(a.rank) - placeOf(b.rank));
  const name = Math.max(6, ...rows.map((row) => widthOf(printable(row.name))));
  const region = Math.max(6, ...rows.map((row) => widthOf(printable(row.region))));
  const line = (severity: string, bucket: string, where: string, fails: string, unknown: string): string =>
    `${severity.padEnd(LABEL_WIDTH)}${padded(bucket, name)}  ${padded(where, region)}  ${fails.padStart(7)}  ${unknown.padStart(7)}`;
  return [
    style.colours.bold(line('Worst', 'Bucket', 'Region', 'Failing', 'Unknown')),
    ...sorted.map((row) => {
      const text = line(row.said, row.name, row.region, String(row.failing.length), String(row.unknown.length));
      if (row.worst === undefined) return text;
      return style.colours.severity[row.worst](row.worst.padEnd(LABEL_WIDTH)) + text.slice(LABEL_WIDTH);
    }),
    '',
  ];
}

function placeOf(severity: Severity | undefined): number {
  return severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}

function padded(text: string, width: number): string {
  const shown = printable(text);
  return shown + ' '.repeat(Math.max(0, width - widthOf(shown)));
}

/** What is wrong and what could not be told; nothing for a subject of which all passed. */
function resultBlock(title: string, results: readonly CheckResult[], style: TextStyle): readonly string[] {
  const subject = (resource: string): string => (resource === title ? '' : `${resource}: `);
  const failing = failingOf(results).flatMap(({ outcome, checkId, resource }) =>
    labelled(
      outcome.severity.toUpperCase(),
      `${subject(resource)}${checkId}: ${outcome.evidence}`,
      style,
      style.colours.severity[outcome.severity],
    ),
  );
  const unknown = unknownOf(results).flatMap(({ outcome, checkId, resource }) =>
    labelled(
      'UNKNOWN',
      `${subject(resource)}${checkId} (${outcome.severity} at worst): ${[outcome.evidence, ...outcome.missing.map(missingInWords)].join('; ')}`,
      style,
      style.colours.alarm,
    ),
  );
  if (failing.length + unknown.length === 0) return [];
  return [style.colours.bold(printable(title)), ...failing, ...unknown, ''];
}

function labelled(
  label: string,
  prose: string,
  style: TextStyle,
  paint: (text: string) => string = style.colours.dim,
): readonly string[] {
  return wrapped(prose, style.width - LABEL_WIDTH).map((line, index) =>
    index === 0 ? `${paint(label.padEnd(LABEL_WIDTH))}${line}` : `${' '.repeat(LABEL_WIDTH)}${line}`,
  );
}
