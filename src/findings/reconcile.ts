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

/** For each engine that looked at the text, whether it looked at everything. One that failed is absent. */
export type Coverage = Partial<Readonly<Record<CodeEngine, 'complete' | 'incomplete'>>>;

/** Another look at a document, in terms of its text as it is now. */
export interface Look {
  readonly findings: readonly CodeFinding[];
  readonly coverage: Coverage;
  /** By fingerprint. */
  readonly refutations: ReadonlyMap<string, Refutation>;
  /** Fingerprints of known findings whose evidence had been changed before the text was taken: what this look could see. */
  readonly staleBefore: ReadonlySet<string>;
  /** Fingerprints of this look's findings whose evidence was changed since the text was taken. */
  readonly staleNow: ReadonlySet<string>;
}

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
 */
export function reconcile(documentId: string, previous: readonly FindingRecord[], look: Look): FindingRecord[] {
  const { findings: incoming, coverage, staleNow } = look;
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
      [...unmatched.values()].filter((record) => mayBeRewritten(record, finding, look)),
    );
    if (!rewritten) continue;
    predecessors.set(finding, rewritten);
    unmatched.delete(rewritten.finding.fingerprint);
  }

  const found = incoming.map((finding): FindingRecord => {
    const before = predecessors.get(finding);
    const refutation = refutationOf(finding, before, look);
    return {
      documentId,
      finding: before ? keepWordOfAbsentEngine(finding, before.finding, coverage) : finding,
      state: {
        lifecycle: before ? lifecycleWhenFound(before, finding) : 'open',
        freshness: staleNow.has(finding.fingerprint) ? 'stale' : 'current',
      },
      ...(refutation ? { refutation } : {}),
    };
  });
  const notFound = [...unmatched.values()].flatMap((record) => whenNotFound(record, look));
  return [...found, ...notFound].sort((a, b) => a.finding.subject.range.start - b.finding.subject.range.start);
}

/**
 * Only a finding whose own engine has looked again can have been rewritten. Of the model's, which words
 * the same thing differently each time, one whose text is unchanged is the same only in the same place.
 */
function mayBeRewritten(record: FindingRecord, finding: CodeFinding, { coverage, staleBefore }: Look): boolean {
  if (record.state.lifecycle === 'fixed') return false;
  const known = record.finding;
  if (known.provenance.engine !== 'gemini') return coverage.embedded === 'complete';
  if (coverage.gemini === undefined) return false;
  return staleBefore.has(known.fingerprint) || overlap(known.subject.range, finding.subject.range);
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

/** A finding of both engines stays one of both while the model has not looked at everything again and the text is the same. */
function keepWordOfAbsentEngine(finding: CodeFinding, before: CodeFinding, coverage: Coverage): CodeFinding {
  if (coverage.gemini === 'complete' || before.provenance.engine !== 'both') return finding;
  if (before.fingerprint !== finding.fingerprint) return finding;
  return { ...finding, severity: before.severity, confidence: before.confidence, provenance: before.provenance };
}

/**
 * A refutation lasts until the model answers again or the evidence changes. A person's overruling lasts
 * as long as the evidence, whatever the model says.
 */
function refutationOf(finding: CodeFinding, before: FindingRecord | undefined, look: Look): Refutation | undefined {
  const said = look.refutations.get(finding.fingerprint);
  const kept = before?.finding.fingerprint === finding.fingerprint ? before.refutation : undefined;
  if (kept?.overruled === true) return { ...(said ?? kept), overruled: true };
  return look.coverage.gemini === undefined ? kept : said;
}

function whenNotFound(record: FindingRecord, { findings, coverage, staleBefore }: Look): FindingRecord[] {
  const { finding, state } = record;
  // An edit made while the model was thinking is not what it was silent about.
  const wasStale = staleBefore.has(finding.fingerprint);
  const kept = [record];
  if (state.lifecycle === 'fixed') return kept;
  const withoutTheSame = (): FindingRecord[] => {
    const sibling = findings.some((other) => isSameProblem(finding, other));
    return [{ ...record, state: { ...state, lifecycle: sibling ? 'cannot-tell' : 'fixed', freshness: 'stale' } }];
  };
  switch (finding.provenance.engine) {
    case 'embedded':
      return coverage.embedded === 'complete' ? withoutTheSame() : kept;
    case 'gemini':
      return coverage.gemini === 'complete' && wasStale ? withoutTheSame() : kept;
    case 'both':
      if (coverage.embedded !== 'complete') return kept;
      if (coverage.gemini === 'complete' && wasStale) return withoutTheSame();
      // The embedded engine takes its word back; the model's stands until it looks again.
      return [{ ...record, finding: { ...finding, provenance: { ...finding.provenance, engine: 'gemini' } } }];
    case 'posture':
      return kept;
  }
}
