import type { ScanStatus } from '../app/scanJobs.ts';
import type { CodeFinding } from '../findings/finding.ts';
import { type CodeEngine, EMPTY_RECEIPT, type ScanOutcome } from '../findings/outcome.ts';
import { type FindingRecord, isRefuted, isShown } from '../findings/reconcile.ts';
import {
  type FileReport,
  isLookedAt,
  type Proviso,
  type ScanReport,
  summarise,
} from '../findings/reports/scanReport.ts';
import { findingsInWords } from './tally.ts';

/** What the editor knows of one document. */
export interface SessionDocument {
  /** As people are shown it. */
  readonly path: string;
  readonly languageId: string;
  /** What the positions of the records refer to. */
  readonly text: string;
  readonly records: readonly FindingRecord[];
  /** Undefined when no scan of it has ended in this window. */
  readonly status: ScanStatus | undefined;
  /** The text is not the one that was scanned last. */
  readonly changed: boolean;
}

/**
 * Everything that is known in this window, as a report: nothing that is hidden gets lost, and what is old, cut
 * short or under way is said to be.
 */
export function sessionReport(
  documents: readonly SessionDocument[],
  warnings: readonly string[],
  { toolVersion, now }: { readonly toolVersion: string; readonly now: number },
): ScanReport {
  const files = documents.map(fileOf).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const engines = new Set<CodeEngine>(files.flatMap(({ outcome }) => outcome.receipt.engines));
  for (const { provenance } of files.flatMap(({ findings }) => findings)) {
    if (provenance.engine === 'gemini' || provenance.engine === 'both') engines.add('gemini');
  }
  return {
    origin: 'editor',
    toolVersion,
    startedAt: now,
    elapsedMs: 0,
    engines: [...engines].sort(),
    failOn: 'informational',
    files,
    skipped: [],
    warnings,
    interrupted: false,
  };
}

function fileOf({ path, languageId, text, records, status, changed }: SessionDocument): FileReport {
  const known = records.filter(({ state }) => state.lifecycle !== 'fixed');
  const isHidden = (record: FindingRecord): boolean => record.state.ignored !== undefined || isRefuted(record);
  return {
    path,
    languageId,
    text,
    outcome: outcomeOf(status, known.length > 0),
    findings: known.filter(isShown).map(findingOf),
    ignored: known.flatMap(({ finding, state }) => (state.ignored ? [{ finding, by: state.ignored }] : [])),
    refuted: known.flatMap((record) =>
      isRefuted(record) && !record.state.ignored && record.refutation
        ? [{ finding: record.finding, refutation: record.refutation }]
        : [],
    ),
    unconfirmed: known.filter((record) => !isShown(record) && !isHidden(record)).map(findingOf),
    states: new Map(
      known.map(({ finding, state: { lifecycle, freshness } }) => [finding.fingerprint, { lifecycle, freshness }]),
    ),
    provisos: provisosOf(status, changed),
    // What could not be looked at has no time.
    ...(status?.phase === 'done' && status.finishedAt > 0 ? { lookedAt: status.finishedAt } : {}),
  };
}

function findingOf({ finding }: FindingRecord): CodeFinding {
  return finding;
}

/** What is said of a file whose last scan is not known is no more than that there are findings. */
function outcomeOf(status: ScanStatus | undefined, hasFindings: boolean): ScanOutcome {
  if (status?.phase === 'done') return status.outcome;
  return { status: hasFindings ? 'partial' : 'cancelled', reasons: [], receipt: EMPTY_RECEIPT };
}

function provisosOf(status: ScanStatus | undefined, changed: boolean): Proviso[] {
  return [
    ...(status === undefined ? ['not-scanned-here' as const] : []),
    ...(status?.phase === 'scanning' ? ['scan-running' as const] : []),
    ...(changed ? ['text-changed' as const] : []),
    ...(status?.phase === 'done' ? earlierOf(status.earlier) : []),
  ];
}

function earlierOf(earlier: (ScanStatus & { phase: 'done' })['earlier']): Proviso[] {
  if (earlier === undefined) return [];
  return [earlier === 'by-others' ? 'other-version' : 'earlier-window'];
}

/** `3 findings in 2 files, 1 ignored; 1 file not looked at in full; the text of 1 finding changed since`. */
export function exportInWords(report: ScanReport): string {
  const { files } = report;
  const { ignored, refuted, unconfirmed, stale } = summarise(report);
  const found = files.reduce((sum, { findings }) => sum + findings.length, 0);
  const incomplete = files.filter((file) => !isLookedAt(file)).length;
  const older = files.filter(({ provisos = [] }) => provisos.includes('earlier-window')).length;
  return [
    [
      `${findingsInWords(found)} in ${plural(files.length, 'file')}`,
      ...(ignored > 0 ? [`${ignored} ignored`] : []),
      ...(refuted > 0 ? [`${refuted} refuted by Gemini`] : []),
      ...(unconfirmed > 0 ? [`${unconfirmed} not confirmed any more`] : []),
    ].join(', '),
    ...(incomplete > 0 ? [`${plural(incomplete, 'file')} not looked at in full`] : []),
    ...(older > 0 ? [`${plural(older, 'file')} looked at before the window was opened`] : []),
    ...(stale > 0 ? [`the text of ${plural(stale, 'finding')} changed since`] : []),
  ].join('; ');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
