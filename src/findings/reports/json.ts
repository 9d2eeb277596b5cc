import type { CodeFinding, TextRange } from '../finding.ts';
import { LineIndex } from '../lineIndex.ts';
import type { ScanOutcome } from '../outcome.ts';
import { printableJson } from './printableJson.ts';
import type { DescribeReason } from './reasonWords.ts';
import {
  exitStatusOf,
  type FileReport,
  PROVISO_WORDS,
  type ScanReport,
  type Standing,
  summarise,
  worstFirst,
} from './scanReport.ts';

/** Rises when a field changes its meaning or goes away; new fields do not raise it. */
const SCHEMA_VERSION = 1;

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
    origin: report.origin ?? 'run',
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
  return printableJson(value);
}

function fileOf(file: FileReport, describe: DescribeReason): object {
  const lines = new LineIndex(file.text);
  const range = (of: TextRange): object => ({ start: positionOf(of.start, lines), end: positionOf(of.end, lines) });
  const findingOf = (finding: CodeFinding): object =>
    findingObject(finding, file.states?.get(finding.fingerprint), range);
  return {
    path: file.path,
    languageId: file.languageId,
    outcome: outcomeOf(file.outcome, describe),
    ...(file.lookedAt === undefined ? {} : { lookedAt: new Date(file.lookedAt).toISOString() }),
    provisos: (file.provisos ?? []).map((kind) => ({ kind, sentence: PROVISO_WORDS[kind] })),
    findings: worstFirst(file.findings).map(findingOf),
    ignored: file.ignored.map(({ finding, by }) => ({ finding: findingOf(finding), by })),
    refuted: file.refuted.map(({ finding, refutation }) => ({
      finding: findingOf(finding),
      by: { guard: refutation.guard, guardRange: range(refutation.guardRange), model: refutation.model },
    })),
    unconfirmed: worstFirst(file.unconfirmed ?? []).map(findingOf),
  };
}

function findingObject(finding: CodeFinding, state: Standing | undefined, range: (of: TextRange) => object): object {
  const { subject, trace, ...rest } = finding;
  return {
    ...rest,
    ...(state === undefined ? {} : { state: { lifecycle: state.lifecycle, freshness: state.freshness } }),
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
