import type { Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { printableJson } from '../../findings/reports/printableJson.ts';
import { plainMessage } from '../../findings/reports/sarifResults.ts';
import { LEVELS, SECURITY_SEVERITIES, sentence } from '../../findings/reports/sarifRules.ts';
import { exitStatusOf } from '../../findings/reports/scanReport.ts';
import type { Severity } from '../../findings/severity.ts';
import type { CheckResult, PostureReport } from '../posture.ts';
import { postureFingerprint } from '../postureFingerprint.ts';
import type { CheckDescription } from '../s3Bundle.ts';
import { allResults, failingOf, missingInWords, resultInWords, summarisePosture, unknownOf } from './postureSummary.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * The report as SARIF 2.1.0: buckets are logical locations. Whatever could not be told is a notification, and the
 * invocation then is no success: an empty list of results says nothing by itself.
 */
export function postureSarif(
  report: PostureReport,
  checks: readonly CheckDescription[],
  failOn: Severity,
  toolVersion: string,
): string {
  const summary = summarisePosture(report, failOn);
  const results = allResults(report);
  const rules = rulesOf(results, checks);
  const ids = rules.map(({ id }) => id);
  const notifications = notificationsOf(report, summary.complete, resultInWords(report, summary));
  const kinds = [...new Set(notifications.map(({ descriptor }) => descriptor?.id ?? ''))];
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Palisade',
            version: toolVersion,
            language: 'en',
            shortDescription: { text: 'Says which S3 buckets are exposed, and what it could not tell.' },
            rules,
            notifications: kinds.map((id) => ({ id, shortDescription: { text: NOTICES[id] ?? sentence(id) } })),
          },
        },
        invocations: [
          {
            executionSuccessful: summary.complete,
            exitCode: exitStatusOf(summary, report.status === 'cancelled'),
            startTimeUtc: new Date(report.startedAt).toISOString(),
            endTimeUtc: new Date(report.startedAt + report.elapsedMs).toISOString(),
            toolExecutionNotifications: notifications,
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: failingOf(results).map((result): Result => {
          const { checkId, resource, outcome } = result;
          return {
            ruleId: checkId,
            ruleIndex: ids.indexOf(checkId),
            level: LEVELS[outcome.severity],
            message: {
              text: `${plainMessage(resource, 'one-line')}: ${sentence(plainMessage(outcome.evidence, 'one-line'))}`,
            },
            locations: [locationOf(resource, report)],
            partialFingerprints: { 'palisade/v1': postureFingerprint(result, report.identity) },
            properties: { severity: outcome.severity, 'security-severity': SECURITY_SEVERITIES[outcome.severity] },
          };
        }),
        properties: { identity: report.identity ?? null, status: report.status, failOn, summary },
      },
    ],
  };
  return printableJson(log);
}

const NOTICES: Readonly<Record<string, string>> = {
  unknown: 'A check could not be told.',
  'not-read': 'A bucket was not looked at.',
  gone: 'A bucket was deleted during the run.',
  failure: 'The run was stopped.',
  incomplete: 'Not everything was looked at.',
};

/** The checks that are known, and those that were reported. */
function rulesOf(results: readonly CheckResult[], checks: readonly CheckDescription[]): ReportingDescriptor[] {
  const unlisted = [...new Set(results.map(({ checkId }) => checkId))].filter(
    (id) => !checks.some((check) => check.id === id),
  );
  return [
    ...checks.map(({ id, title, severity, mapping }) => ({
      id,
      shortDescription: { text: sentence(title) },
      defaultConfiguration: { level: LEVELS[severity] },
      properties: {
        tags: ['security', 's3', ...mapping.prowler, ...mapping.fsbp, ...mapping.cis.map((cis) => `CIS ${cis}`)],
        'security-severity': SECURITY_SEVERITIES[severity],
      },
    })),
    ...unlisted.map((id) => ({ id })),
  ];
}

function notificationsOf(report: PostureReport, isComplete: boolean, words: string): Notification[] {
  const of = (id: string, level: Notification['level'], text: string, resource?: string): Notification => ({
    descriptor: { id },
    level,
    message: { text: sentence(plainMessage(text, 'one-line')) },
    ...(resource === undefined ? {} : { locations: [locationOf(resource, report)] }),
  });
  const { failure } = report;
  return [
    ...(failure === undefined
      ? []
      : [of('failure', 'error', [failure.message, failure.command ?? ''].join(' ').trim())]),
    ...unknownOf(allResults(report)).map(({ checkId, resource, outcome }) =>
      of(
        'unknown',
        'warning',
        `${resource}: ${checkId}: ${[outcome.evidence, ...outcome.missing.map(missingInWords)].join('; ')}`,
        resource,
      ),
    ),
    ...report.notRead.map((name) => of('not-read', 'warning', `${name} was not looked at`, name)),
    ...report.buckets.flatMap((bucket) =>
      bucket.kind === 'gone' ? [of('gone', 'note', `${bucket.name} was deleted during the run`, bucket.name)] : [],
    ),
    ...(isComplete ? [] : [of('incomplete', 'warning', words)]),
  ];
}

function locationOf(resource: string, { identity, buckets, notRead }: PostureReport): Location {
  const isBucket =
    notRead.includes(resource) ||
    buckets.some((bucket) => (bucket.kind === 'read' ? bucket.facts.name : bucket.name) === resource);
  const partition = identity?.partition ?? 'aws';
  const name = plainMessage(resource, 'one-line');
  return {
    logicalLocations: [
      {
        name,
        fullyQualifiedName: isBucket ? `arn:${partition}:s3:::${name}` : `${identity?.accountId ?? ''}/${name}`,
        kind: 'resource',
      },
    ],
  };
}
