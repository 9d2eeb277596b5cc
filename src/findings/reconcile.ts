import type { CodeFinding, TextRange } from './finding.ts';
import type { CodeEngine } from './outcome.ts';
import type { FindingState, Lifecycle, Refutation } from './state.ts';

export interface FindingRecord {
  readonly documentId: string;
  /** With ranges that refer to the document as it is now. */
  readonly finding: CodeFinding;
  readonly state: FindingState;
  readonly refutation?: Refutation;
}

/** For each engine that ran, whether it looked at everything. */
export type Coverage = Partial<Readonly<Record<CodeEngine, 'complete' | 'incomplete'>>>;

/** Shown as a problem: not fixed, not ignored, not refuted (unless a person overruled that). */
export function isShown(record: FindingRecord): boolean {
  const { lifecycle, ignored } = record.state;
  return lifecycle !== 'fixed' && lifecycle !== 'cannot-tell' && !ignored && !isRefuted(record);
}

export function isRefuted(record: FindingRecord): boolean {
  return record.refutation !== undefined && !record.refutation.overruled;
}

/**
 * What was known of a document, after another look at it. The rules (design: The words, State):
 * a finding that is found again is current, and open again if it was fixed; a finding whose evidence
 * was rewritten but whose problem still stands takes the new evidence and keeps its history; a finding
 * is fixed only when every engine it rests on looked at everything and saw nothing of its class in
 * its place or enclosing symbol; a model's silence about unchanged text changes nothing.
 *
 * @param stale fingerprints of incoming findings whose evidence changed while the scan was running
 */
export function reconcile(
  documentId: string,
  previous: readonly FindingRecord[],
  incoming: readonly CodeFinding[],
  coverage: Coverage,
  stale: ReadonlySet<string>,
  refutations: ReadonlyMap<string, Refutation> = new Map(),
): FindingRecord[] {
  const unmatched = new Map(previous.map((record) => [record.finding.fingerprint, record]));
  const predecessors = new Map<CodeFinding, FindingRecord>();
  for (const finding of incoming) {
    const same = unmatched.get(finding.fingerprint);
    if (!same) continue;
    predecessors.set(finding, same);
    unmatched.delete(finding.fingerprint);
  }
  for (const finding of incoming) {
    if (predecessors.has(finding)) continue;
    const rewritten = closest(
      finding,
      [...unmatched.values()].filter((record) => mayBeRewritten(record, coverage)),
    );
    if (!rewritten) continue;
    predecessors.set(finding, rewritten);
    unmatched.delete(rewritten.finding.fingerprint);
  }

  const found = incoming.map((finding): FindingRecord => {
    const before = predecessors.get(finding);
    const refutation = refutationOf(finding, before, coverage, refutations);
    return {
      documentId,
      finding: before ? keepWordOfAbsentEngine(finding, before.finding, coverage) : finding,
      state: {
        lifecycle: before ? lifecycleWhenFound(before, finding) : 'open',
        freshness: stale.has(finding.fingerprint) ? 'stale' : 'current',
      },
      ...(refutation ? { refutation } : {}),
    };
  });
  const notFound = [...unmatched.values()].flatMap((record) => whenNotFound(record, incoming, coverage));
  return [...found, ...notFound].sort((a, b) => a.finding.subject.range.start - b.finding.subject.range.start);
}

/** Only a finding whose own engines have looked again, and whose text changed or that one of them no longer reports, can have been rewritten. */
function mayBeRewritten(record: FindingRecord, coverage: Coverage): boolean {
  if (record.state.lifecycle === 'fixed') return false;
  const { engine } = record.finding.provenance;
  if (engine === 'gemini') return coverage.gemini !== undefined && record.state.freshness === 'stale';
  return coverage.embedded === 'complete';
}

/** The record of the same class whose place overlaps, or else the nearest one in the same symbol. */
function closest(finding: CodeFinding, records: readonly FindingRecord[]): FindingRecord | undefined {
  const { range } = finding.subject;
  return records
    .filter((record) => isSameProblem(record.finding, finding))
    .sort((a, b) => distance(a.finding.subject.range, range) - distance(b.finding.subject.range, range))[0];
}

function isSameProblem(old: CodeFinding, now: CodeFinding): boolean {
  return (
    old.problemClass === now.problemClass && (overlap(old.subject.range, now.subject.range) || inSymbolOf(old, now))
  );
}

function inSymbolOf(old: CodeFinding, now: CodeFinding): boolean {
  // At the top level of a file only the place counts: the symbol would be the whole file.
  return old.subject.symbol.name !== '' && old.subject.symbol.name === now.subject.symbol.name;
}

function distance(a: TextRange, b: TextRange): number {
  return overlap(a, b) ? 0 : Math.min(Math.abs(a.start - b.end), Math.abs(b.start - a.end)) + 1;
}

function overlap(a: TextRange, b: TextRange): boolean {
  return a.start < b.end && b.start < a.end;
}

function lifecycleWhenFound(before: FindingRecord, finding: CodeFinding): Lifecycle {
  switch (before.state.lifecycle) {
    case 'handed-off':
    case 'still-present':
    case 'moved':
      if (before.finding.fingerprint === finding.fingerprint) return 'still-present';
      return overlap(before.finding.subject.range, finding.subject.range) ? 'still-present' : 'moved';
    case 'open':
    case 'fixed':
    case 'cannot-tell':
      return 'open';
  }
}

/** A finding of both engines stays one of both when only the embedded engine looked again and the text is the same. */
function keepWordOfAbsentEngine(finding: CodeFinding, before: CodeFinding, coverage: Coverage): CodeFinding {
  if (coverage.gemini !== undefined || before.provenance.engine !== 'both') return finding;
  if (before.fingerprint !== finding.fingerprint) return finding;
  return { ...finding, severity: before.severity, confidence: before.confidence, provenance: before.provenance };
}

/** A refutation lasts until the model is asked again or the evidence changes; a person's overruling lasts with it. */
function refutationOf(
  finding: CodeFinding,
  before: FindingRecord | undefined,
  coverage: Coverage,
  refutations: ReadonlyMap<string, Refutation>,
): Refutation | undefined {
  const said = refutations.get(finding.fingerprint);
  const kept = before?.finding.fingerprint === finding.fingerprint ? before.refutation : undefined;
  if (said) return { ...said, overruled: kept?.overruled ?? false };
  return coverage.gemini === 'complete' ? undefined : kept;
}

function whenNotFound(record: FindingRecord, incoming: readonly CodeFinding[], coverage: Coverage): FindingRecord[] {
  const { finding, state } = record;
  const kept = [record];
  if (state.lifecycle === 'fixed') return kept;
  const withoutTheSame = (): FindingRecord[] => {
    const sibling = incoming.some((other) => isSameProblem(finding, other));
    return [{ ...record, state: { ...state, lifecycle: sibling ? 'cannot-tell' : 'fixed', freshness: 'stale' } }];
  };
  switch (finding.provenance.engine) {
    case 'embedded':
      return coverage.embedded === 'complete' ? withoutTheSame() : kept;
    case 'gemini':
      return coverage.gemini === 'complete' && state.freshness === 'stale' ? withoutTheSame() : kept;
    case 'both':
      if (coverage.embedded !== 'complete') return kept;
      if (coverage.gemini === 'complete' && state.freshness === 'stale') return withoutTheSame();
      // The embedded engine takes its word back; the model's stands until it looks again.
      return [{ ...record, finding: { ...finding, provenance: { ...finding.provenance, engine: 'gemini' } } }];
    case 'posture':
      return kept;
  }
}
