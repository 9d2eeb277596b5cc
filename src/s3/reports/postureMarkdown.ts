import { inlineMarkdown } from '../../findings/reports/markdownText.ts';
import { SEVERITIES, type Severity } from '../../findings/severity.ts';
import type { CheckResult, PostureReport } from '../posture.ts';
import {
  failingOf,
  missingInWords,
  plural,
  readBuckets,
  resultInWords,
  summarisePosture,
  unknownOf,
} from './postureSummary.ts';

const LONGEST = 1_000;

/** The report as Markdown for people. Nothing from the account becomes a link, a picture, a heading or HTML. */
export function postureMarkdown(report: PostureReport, failOn: Severity, toolVersion: string): string {
  const summary = summarisePosture(report, failOn);
  const { identity, failure } = report;
  return `${[
    '# Palisade: S3 posture',
    `${new Date(report.startedAt).toISOString()}, Palisade ${text(toolVersion)}.`,
    ...(identity === undefined
      ? []
      : [`Account ${text(identity.accountId)} as ${text(identity.arn)}, region ${text(identity.region)}.`]),
    `**${text(resultInWords(report, summary))}**`,
    ...(failure === undefined ? [] : [`What happened: ${text(failure.message)}`]),
    ...(failure?.command === undefined ? [] : [`To run: ${text(failure.command)}`]),
    SEVERITIES.map((severity) => `${summary.findings[severity]} ${severity}`).join(', ') +
      `; ${plural(summary.unknown, 'check')} unknown, ${summary.passed} passed, ${summary.notApplicable} not applicable. ` +
      `${plural(report.calls, 'call')}.`,
    ...section('Account', report.account),
    ...readBuckets(report.buckets).flatMap(({ facts, results }) =>
      section(`Bucket ${facts.name}${facts.region === undefined ? '' : ` in ${facts.region}`}`, results),
    ),
    ...named('Deleted during the run', goneOf(report)),
    ...named('Not read', report.notRead),
  ].join('\n\n')}\n`;
}

function goneOf({ buckets }: PostureReport): readonly string[] {
  return buckets.flatMap((bucket) => (bucket.kind === 'gone' ? [bucket.name] : []));
}

function section(title: string, results: readonly CheckResult[]): readonly string[] {
  const rows = [
    ...failingOf(results).map(({ outcome, checkId, resource }) => [
      outcome.severity,
      checkId,
      resource,
      outcome.evidence,
    ]),
    ...unknownOf(results).map(({ outcome, checkId, resource }) => [
      `unknown (${outcome.severity} at worst)`,
      checkId,
      resource,
      [outcome.evidence, ...outcome.missing.map(missingInWords)].join('; '),
    ]),
  ];
  const passed = results.filter(({ outcome }) => outcome.kind === 'pass').length;
  if (rows.length === 0) return [`## ${text(title)}`, `${plural(passed, 'check')} passed, nothing is wrong.`];
  return [
    `## ${text(title)}`,
    ['| Severity | Check | Subject | Evidence |', '| --- | --- | --- | --- |', ...rows.map(row)].join('\n'),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(text).join(' | ')} |`;
}

function named(title: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`## ${title}`, names.map((name) => `- ${text(name)}`).join('\n')];
}

function text(given: string): string {
  return inlineMarkdown(given, LONGEST);
}
