import type { CodeFinding, TextRange } from './finding.ts';
import type { CodeEngine } from './outcome.ts';
import type { FindingState, Lifecycle, Refutation } from './state.ts';

export interface FindingRecord {
  readonly documentId: string;
  /** With ranges that refer to the document as it is now. */
  readonly finding: CodeFinding;
  readonly state: FindingState;
  readonly refutation?: Refutation;
  readonly followed?: Followed;
}

/** Somebody waits for what becomes of a finding: it stays the same one, whatever its evidence turns into. */
export interface Followed {
  /** The fingerprint and the document that it had at first. */
  readonly as: string;
  /** Of the text of its enclosing symbol at that time: whether anything there was changed since. */
  readonly mark: string;
}

/** What a model answered when it was asked about one finding. `unproven`: refuted, with no guard that stands in the file. */
export type Answer = 'confirmed' | 'refuted' | 'unproven' | 'cannot-tell';

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
  /** What the model answered about findings that it was asked about, by fingerprint. */
  readonly answers?: ReadonlyMap<string, Answer>;
  /** Fingerprints of followed findings in whose enclosing symbol something had been changed before the text was taken. */
  readonly changedBefore?: ReadonlySet<string>;
}

/**
 * Shown as a problem: not fixed, not ignored, not refuted (unless a person overruled that). One of which nobody can
 * tell stays in sight as long as somebody waits for what becomes of it.
 */
export function isShown(record: FindingRecord): boolean {
  const { lifecycle, ignored } = record.state;
  return lifecycle !== 'fixed' && !isUnconfirmed(record) && !ignored && !isRefuted(record);
}

/** Not found again, though another of its class still is, and nobody waits for it. */
export function isUnconfirmed({ state, followed }: FindingRecord): boolean {
  return state.lifecycle === 'cannot-tell' && followed === undefined;
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
      ...(before?.followed ? { followed: before.followed } : {}),
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
    case 'cannot-tell':
      return before.followed === undefined ? 'open' : 'still-present';
    case 'open':
    case 'fixed':
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

function whenNotFound(record: FindingRecord, look: Look): FindingRecord[] {
  const { findings, coverage, staleBefore } = look;
  const { finding, state } = record;
  // An edit made while the model was thinking is not what it was silent about.
  const wasStale = staleBefore.has(finding.fingerprint);
  const kept = [record];
  const answer = look.answers?.get(finding.fingerprint);
  if (state.lifecycle === 'fixed') {
    return answer === 'confirmed' ? [{ ...record, state: { ...state, lifecycle: 'open' } }] : kept;
  }
  const withoutTheSame = (): FindingRecord[] => {
    const sibling = findings.some((other) => isSameProblem(finding, other));
    return [{ ...record, state: { ...state, lifecycle: sibling ? 'cannot-tell' : 'fixed', freshness: 'stale' } }];
  };
  const byModel = (): FindingRecord[] => {
    if (answer !== undefined) return afterAnswer(record, answer, look, withoutTheSame);
    return coverage.gemini === 'complete' && wasStale ? withoutTheSame() : kept;
  };
  switch (finding.provenance.engine) {
    case 'embedded':
      return coverage.embedded === 'complete' ? withoutTheSame() : kept;
    case 'gemini':
      return byModel();
    case 'both':
      if (coverage.embedded !== 'complete') return kept;
      if (coverage.gemini !== undefined && (answer !== undefined || wasStale)) return byModel();
      // The embedded engine takes its word back; the model's stands until it looks again.
      return [{ ...record, finding: { ...finding, provenance: { ...finding.provenance, engine: 'gemini' } } }];
    case 'posture':
      return kept;
  }
}

/**
 * A model that was asked about one finding, and does not report it anew. Its word alone closes nothing: it must have
 * looked at everything, something must have been changed since it spoke otherwise, and either the guard that it
 * names stands in the file or the evidence is gone.
 */
function afterAnswer(
  record: FindingRecord,
  answer: Answer,
  { coverage, staleBefore, changedBefore }: Look,
  withoutTheSame: () => FindingRecord[],
): FindingRecord[] {
  const { fingerprint } = record.finding;
  const withLifecycle = (lifecycle: Lifecycle): FindingRecord[] => [
    { ...record, state: { ...record.state, lifecycle } },
  ];
  const isFollowed = record.followed !== undefined;
  if (answer === 'confirmed') return isFollowed ? withLifecycle('still-present') : [record];
  const isGone = staleBefore.has(fingerprint);
  const isChanged = isGone || changedBefore?.has(fingerprint) === true;
  const isProven = (answer === 'refuted' && isChanged) || (answer === 'unproven' && isGone);
  if (coverage.gemini === 'complete' && isProven) return withoutTheSame();
  return isFollowed ? withLifecycle('cannot-tell') : [record];
}
