import type { CodeFinding, TextRange } from '../finding.ts';
import { LineIndex } from '../lineIndex.ts';
import type { Reason, ScanOutcome } from '../outcome.ts';
import { compareSeverity } from '../severity.ts';
import { exitStatusOf, type FileReport, type ScanReport, summarise } from './scanReport.ts';

/** Rises when a field changes its meaning or goes away; new fields do not raise it. */
const SCHEMA_VERSION = 1;

/** Words for a person; passed in, since they belong to the application. */
export type DescribeReason = (reason: Reason) => { readonly sentence: string; readonly nextStep: string };

/**
 * The report as JSON, as described by report.schema.json beside this file. Lines and columns are
 * one-based, columns and offsets count UTF-16 units. All that is invisible or turns the direction of
 * text is escaped, so that the report can be printed.
 *
 * @returns one JSON object and a line end
 */
export function jsonReport(report: ScanReport, describe: DescribeReason): string {
  const summary = summarise(report);
  const value = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'palisade', version: report.toolVersion },
    startedAt: new Date(report.startedAt).toISOString(),
    elapsedMs: report.elapsedMs,
    engines: report.engines,
    failOn: report.failOn,
    interrupted: report.interrupted,
    exitStatus: exitStatusOf(summary, report.interrupted),
    summary,
    warnings: report.warnings,
    skipped: report.skipped,
    files: report.files.map((file) => fileOf(file, describe)),
  };
  return `${escapeUnseen(JSON.stringify(value, undefined, 2))}\n`;
}

function fileOf(file: FileReport, describe: DescribeReason): object {
  const lines = new LineIndex(file.text);
  const range = (of: TextRange): object => ({ start: positionOf(of.start, lines), end: positionOf(of.end, lines) });
  return {
    path: file.path,
    languageId: file.languageId,
    outcome: outcomeOf(file.outcome, describe),
    findings: [...file.findings]
      .sort((a, b) => compareSeverity(a.severity, b.severity) || a.subject.range.start - b.subject.range.start)
      .map((finding) => findingOf(finding, range)),
    ignored: file.ignored.map(({ finding, by }) => ({ finding: findingOf(finding, range), by })),
    refuted: file.refuted.map(({ finding, refutation }) => ({
      finding: findingOf(finding, range),
      by: { guard: refutation.guard, guardRange: range(refutation.guardRange), model: refutation.model },
    })),
  };
}

function findingOf(finding: CodeFinding, range: (of: TextRange) => object): object {
  const { subject, trace, ...rest } = finding;
  return {
    ...rest,
    range: range(subject.range),
    symbol: subject.symbol.name,
    trace: trace.map((step) => ({ message: step.message, range: range(step.range) })),
  };
}

function outcomeOf(outcome: ScanOutcome, describe: DescribeReason): object {
  return {
    status: outcome.status,
    reasons: outcome.reasons.map((reason) => {
      const { sentence, nextStep } = describe(reason);
      const { kind, engine, detail, retryAt } = reason;
      return {
        kind,
        engine,
        sentence,
        nextStep,
        ...(detail === undefined ? {} : { detail }),
        ...(retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() }),
      };
    }),
    receipt: outcome.receipt,
  };
}

function positionOf(offset: number, lines: LineIndex): object {
  const { line, character } = lines.positionAt(offset);
  return { line: line + 1, column: character + 1, offset };
}

/** JSON.stringify escapes C0 controls alone; C1 controls drive some terminals too, and bidirectional marks any. */
function escapeUnseen(json: string): string {
  return json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
