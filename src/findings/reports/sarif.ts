import type { Invocation, Log, Notification, ReportingDescriptor, Run } from 'sarif';
import type { CodeFinding } from '../finding.ts';
import type { RuleEntry } from '../ruleEntry.ts';
import { printableJson } from './printableJson.ts';
import type { DescribeReason } from './reasonWords.ts';
import { Artifacts, ROOT_ID } from './sarifArtifacts.ts';
import { type Notice, noticesOf } from './sarifNotices.ts';
import { resultsOf } from './sarifResults.ts';
import { cweTaxonomy, CWE_TAXONOMY, reportingDescriptor } from './sarifRules.ts';
import { exitStatusOf, type FileReport, type ScanReport, type ScanSummary, summarise } from './scanReport.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** What a report needs of the catalogue. */
export interface RuleSource {
  readonly rules: readonly RuleEntry[];
  /** Also for rules that are not listed. */
  readonly entry: (id: string) => RuleEntry | undefined;
}

/**
 * The report as SARIF 2.1.0. Whatever was not looked at in full is a notification, and the invocation then is
 * no success: an empty list of results says nothing by itself.
 */
export function sarifReport(report: ScanReport, catalogue: RuleSource, describe: DescribeReason): string {
  const summary = summarise(report);
  const artifacts = new Artifacts(report.files);
  const rules = new UsedRules(report, catalogue);
  const notices = noticesOf(report, artifacts, describe);
  const kinds = new Map(notices.map(({ id, meaning }) => [id, meaning]));
  const run: Run = {
    tool: {
      driver: {
        name: 'Palisade',
        version: report.toolVersion,
        ...(/^\d+\.\d+\.\d+/.test(report.toolVersion) ? { semanticVersion: report.toolVersion } : {}),
        language: 'en',
        shortDescription: {
          text: 'Finds vulnerabilities in source files, and says plainly what it could not look at.',
        },
        rules: rules.descriptors,
        notifications: [...kinds].map(([id, meaning]) => ({ id, shortDescription: { text: meaning } })),
        supportedTaxonomies: [{ name: CWE_TAXONOMY, index: 0 }],
      },
    },
    invocations: [invocationOf(report, summary, notices, [...kinds.keys()])],
    originalUriBaseIds: { [ROOT_ID]: { description: { text: 'The folder that the paths of this report begin in.' } } },
    artifacts: artifacts.all,
    columnKind: 'utf16CodeUnits',
    // As VS Code counts lines.
    newlineSequences: ['\r\n', '\n', '\r'],
    taxonomies: [cweTaxonomy(rules.cwe)],
    results: report.files.flatMap((file) => resultsOf(file, artifacts, (id) => rules.indexOf(id))),
    properties: { origin: report.origin ?? 'run', engines: [...report.engines], failOn: report.failOn, summary },
  };
  const log: Log = { $schema: SCHEMA, version: '2.1.0', runs: [run] };
  return printableJson(log);
}

/** The rules that could have been reported, and those that were. */
class UsedRules {
  readonly descriptors: ReportingDescriptor[];
  /** Of the rules and of all findings. */
  readonly cwe: readonly number[];
  readonly #indices: ReadonlyMap<string, number>;

  constructor({ files, engines }: ScanReport, { rules, entry }: RuleSource) {
    const findings = files.flatMap(allFindings);
    const used = [...new Set(findings.map(({ ruleId }) => ruleId))];
    const possible = rules.filter(
      ({ kind, id }) => engines.includes(kind === 'review' ? 'gemini' : 'embedded') || used.includes(id),
    );
    const unlisted = used.filter((id) => !possible.some((rule) => rule.id === id));
    const all = [...possible, ...unlisted.map((id) => entry(id) ?? unknownRule(id))];
    this.descriptors = all.map((rule) =>
      reportingDescriptor(
        rule,
        findings.filter(({ ruleId }) => ruleId === rule.id).map(({ severity }) => severity),
      ),
    );
    this.cwe = [...all.flatMap(({ cwe }) => cwe), ...findings.flatMap(({ cwe }) => cwe)];
    this.#indices = new Map(all.map(({ id }, index) => [id, index]));
  }

  indexOf(id: string): number {
    return this.#indices.get(id) ?? -1;
  }
}

/** Of another version of Palisade, whose findings an editor still knows. */
function unknownRule(id: string): RuleEntry {
  return {
    id,
    kind: 'fact',
    problemClass: id,
    cwe: [],
    title: `Rule ${id}`,
    severities: [],
    languages: [],
    explanation: 'This version of Palisade does not know the rule.',
    remediation: 'Scan the file again.',
    sanitizers: [],
  };
}

function invocationOf(
  { startedAt, elapsedMs, origin, interrupted }: ScanReport,
  summary: ScanSummary,
  notices: readonly Notice[],
  ids: readonly string[],
): Invocation {
  const notification = ({ id, level, text, location }: Notice): Notification => ({
    descriptor: { id, index: ids.indexOf(id) },
    level,
    message: { text },
    ...(location === undefined ? {} : { locations: [location] }),
  });
  return {
    executionSuccessful: summary.complete,
    ...(origin === 'editor' ? {} : { exitCode: exitStatusOf(summary, interrupted) }),
    startTimeUtc: new Date(startedAt).toISOString(),
    endTimeUtc: new Date(startedAt + elapsedMs).toISOString(),
    toolExecutionNotifications: notices.filter(({ about }) => about === 'execution').map(notification),
    toolConfigurationNotifications: notices.filter(({ about }) => about === 'configuration').map(notification),
  };
}

function allFindings({ findings, ignored, refuted, unconfirmed = [] }: FileReport): CodeFinding[] {
  return [...findings, ...[...ignored, ...refuted].map(({ finding }) => finding), ...unconfirmed];
}
