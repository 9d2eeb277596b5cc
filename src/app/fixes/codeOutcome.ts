// What a look at code says of a finding that was handed to the agent, read from the store.
import { cleanModelText } from '../../findings/modelText.ts';
import type { CodeFinding, Engine } from '../../findings/finding.ts';
import type { CodeEngine, Reason } from '../../findings/outcome.ts';
import { type FindingRecord, isRefuted } from '../../findings/reconcile.ts';
import type { FindingStore } from '../../findings/store.ts';
import { classTitle } from '../../code/reviewClasses.ts';
import { describeReason } from '../reasons.ts';
import type { ReviewOff } from '../reviewGate.ts';
import type { CodeLook } from './codeLooks.ts';
import type { FixCheck, FixOutcome, Opened } from './fix.ts';
import type { CodeAnchor } from './fixEntry.ts';

/** What is told of code at the moment. */
export interface CodeVerdict {
  readonly outcome: FixOutcome;
  readonly why: string;
  readonly movedTo?: NonNullable<FixCheck['movedTo']>;
}

/** Takes the finding that is meant, and what its document is called now. */
export interface CodeCase {
  readonly anchor: CodeAnchor;
  readonly engine: Engine;
  readonly documentId: string;
  /** Its fingerprint in the place that it was moved to, as far as that was seen. */
  readonly movedAs: string | undefined;
}

/** What the store and the receipt of the look say of the place itself; other files are looked at only if that is `fixed`. */
export function verdictOn(
  store: FindingStore,
  { anchor, engine, documentId, movedAs }: CodeCase,
  look: Extract<CodeLook, { kind: 'looked' }>,
): CodeVerdict {
  const record = store.followed(anchor.as);
  const line = (one: FindingRecord): number => store.lineOf(documentId, one.finding.subject.range.start) ?? 1;
  const movedTo = (one: FindingRecord): Required<Pick<CodeVerdict, 'movedTo'>> => ({
    movedTo: { path: store.pathOf(documentId), line: line(one) },
  });
  const sibling = siblingOf(store, documentId, anchor, record);
  const fixed = (): CodeVerdict =>
    isComplete(look, engine)
      ? { outcome: 'fixed', why: 'A complete look found nothing of its kind in its place any more.' }
      : { outcome: 'cannot-tell', why: whyNot(look, engine) };
  switch (record?.state.lifecycle) {
    case undefined: {
      if (sibling) {
        return { outcome: 'still-present', why: `The same kind of problem is in line ${line(sibling)}.` };
      }
      // Its place is not known any more: one of its kind that is new in the file may be the same one, moved.
      const other = newOfItsKind(store, documentId, anchor);
      if (other === undefined) return fixed();
      return {
        outcome: 'cannot-tell',
        why: `Its place is not known any more, and the same kind of problem is in line ${line(other)}: it may be the same one, moved.`,
      };
    }
    case 'still-present':
    case 'open':
      // Where it was moved to it is no other finding than that one.
      if (record.finding.fingerprint === movedAs) {
        return { outcome: 'moved', why: `It now stands in line ${line(record)}.`, ...movedTo(record) };
      }
      return { outcome: 'still-present', why: `It is found again, in line ${line(record)}.` };
    case 'moved':
      return { outcome: 'moved', why: `It now stands in line ${line(record)}.`, ...movedTo(record) };
    case 'fixed':
      // Said by an earlier look; since then one may have come back in another form.
      return sibling
        ? { outcome: 'moved', why: `The same kind of problem is in line ${line(sibling)}.`, ...movedTo(sibling) }
        : fixed();
    case 'cannot-tell':
      return {
        outcome: 'cannot-tell',
        why: sibling
          ? `It is not found any more, but the same kind of problem is in line ${line(sibling)}: it may be the same one, rewritten.`
          : whyNot(look, engine),
      };
    case 'handed-off':
      return { outcome: 'cannot-tell', why: whyNot(look, engine) };
  }
}

/** One of the same class, in the same place or symbol, that is not the finding itself. */
function siblingOf(
  store: FindingStore,
  documentId: string,
  anchor: CodeAnchor,
  record: FindingRecord | undefined,
): FindingRecord | undefined {
  return store.records(documentId).find((other) => {
    if (other === record || !isThere(other) || other.finding.problemClass !== anchor.problemClass) return false;
    if (anchor.symbol !== '') return other.finding.subject.symbol.name === anchor.symbol;
    // At the top level of a file only the place counts, where it is known.
    if (record === undefined) return other.finding.subject.symbol.name === '';
    const { start, end } = record.finding.subject.range;
    return other.finding.subject.range.start <= end && start <= other.finding.subject.range.end;
  });
}

function newOfItsKind(
  store: FindingStore,
  documentId: string,
  { problemClass, known }: CodeAnchor,
): FindingRecord | undefined {
  return store
    .records(documentId)
    .find(
      (one) => isThere(one) && one.finding.problemClass === problemClass && !known.includes(one.finding.fingerprint),
    );
}

function isThere({ state }: FindingRecord): boolean {
  return state.lifecycle !== 'fixed' && state.lifecycle !== 'cannot-tell';
}

/** Whether everybody who found it has looked at everything; what another engine did not see does not count. */
function isComplete({ outcome }: Extract<CodeLook, { kind: 'looked' }>, engine: Engine): boolean {
  const needed: readonly CodeEngine[] =
    engine === 'both' ? ['embedded', 'gemini'] : engine === 'gemini' ? ['gemini'] : ['embedded'];
  const { status, reasons, receipt } = outcome;
  // A text that was read on a guess is in doubt for all of them.
  const isOfOthers = (one: Reason): boolean => !needed.includes(one.engine) && one.kind !== 'encoding';
  const isByOthers = status === 'partial' && reasons.length > 0 && reasons.every(isOfOthers);
  return (status === 'complete' || isByOthers) && needed.every((one) => receipt.engines.includes(one));
}

const REVIEW_OFF: Readonly<Record<ReviewOff, string>> = {
  'no-key': 'Gemini found it and could not be asked: there is no key.',
  'no-consent': 'Gemini found it and could not be asked: nothing may be sent.',
  'untrusted-workspace': 'Gemini found it and could not be asked: the workspace is not trusted.',
};

/** Why a look decided nothing. */
function whyNot({ outcome, reviewOff }: Extract<CodeLook, { kind: 'looked' }>, engine: Engine): string {
  const byModel = engine === 'gemini' || engine === 'both';
  if (byModel && reviewOff) return REVIEW_OFF[reviewOff];
  const reasons = outcome.reasons.filter((reason) => byModel || reason.engine === 'embedded');
  const sentences = [...new Set(reasons.map((reason) => describeReason(reason).sentence))];
  if (sentences.length > 0) return `The look was not complete. ${sentences.join(' ')}`;
  if (byModel) return 'Gemini could not tell, or nothing was changed since it found it.';
  return 'The look decided nothing.';
}

/** Who could say so. */
export function judgedBy(engine: Engine, record: FindingRecord | undefined, outcome: FixOutcome): FixCheck['by'] {
  if (engine === 'embedded' || engine === 'posture') return 'deterministic';
  if (engine === 'gemini') return 'model';
  if (outcome === 'fixed') return 'both';
  return record?.finding.provenance.engine === 'gemini' ? 'model' : 'deterministic';
}

/** The same finding, or one of the same class in a symbol of the same name, in one of these other documents. */
export function elsewhere(
  store: FindingStore,
  { anchor, documentId }: CodeCase,
  fingerprint: string,
  changed: ReadonlySet<string>,
): FindingRecord | undefined {
  const before = new Set(anchor.twins);
  return store.allRecords().find((record) => {
    if (record.documentId === documentId || !changed.has(record.documentId) || !isThere(record)) return false;
    return isTwin(record, anchor, fingerprint) && !before.has(twinKey(record));
  });
}

function isTwin(
  { finding }: FindingRecord,
  { problemClass, symbol }: Pick<CodeAnchor, 'problemClass' | 'symbol'>,
  fingerprint: string,
): boolean {
  if (finding.fingerprint === fingerprint) return true;
  return symbol !== '' && finding.problemClass === problemClass && finding.subject.symbol.name === symbol;
}

function twinKey({ documentId, finding }: FindingRecord): string {
  return `${documentId} ${finding.fingerprint}`;
}

/** Of one file, or of one kind: more are not kept. */
const MOST_REMEMBERED = 1_000;

/** What has to be remembered of the hand-off of a finding that the store follows. */
export function anchorOf(store: FindingStore, record: FindingRecord): CodeAnchor | undefined {
  const { followed, finding, documentId } = record;
  if (!followed) return undefined;
  const { problemClass, subject, fingerprint } = finding;
  const place = { problemClass, symbol: subject.symbol.name };
  const known = store.records(documentId).filter(isThere).slice(0, MOST_REMEMBERED);
  const twins = store
    .allRecords()
    .filter((other) => other.documentId !== documentId && isThere(other) && isTwin(other, place, fingerprint));
  return {
    as: followed.as,
    mark: followed.mark,
    ...place,
    known: known.map((one) => one.finding.fingerprint),
    kinds: known.map(({ finding: one }) => kindOf(one)),
    twins: twins.slice(0, MOST_REMEMBERED).map(twinKey),
  };
}

function kindOf({ problemClass, subject }: CodeFinding): string {
  return `${problemClass} ${subject.symbol.name}`;
}

/**
 * What there is in the file and was not at the hand-off. Where a finding of before has vanished, one of the same kind
 * in the same symbol is taken for that one, rewritten.
 */
export function openedIn(store: FindingStore, { anchor, documentId }: CodeCase): Opened[] {
  const known = new Set(anchor.known);
  const present = store.records(documentId).filter((one) => isThere(one) && !one.state.ignored && !isRefuted(one));
  const vanished = new Map<string, number>();
  const kept = new Set(present.map(({ finding }) => finding.fingerprint));
  anchor.known.forEach((fingerprint, index) => {
    const kind = anchor.kinds[index] ?? '';
    if (!kept.has(fingerprint)) vanished.set(kind, (vanished.get(kind) ?? 0) + 1);
  });
  return present.flatMap((record) => {
    const { finding, followed } = record;
    if (known.has(finding.fingerprint) || followed !== undefined) return [];
    const left = vanished.get(kindOf(finding)) ?? 0;
    vanished.set(kindOf(finding), left - 1);
    return left > 0 ? [] : [openedBy(store, record)];
  });
}

function openedBy(store: FindingStore, { documentId, finding }: FindingRecord): Opened {
  const line = store.lineOf(documentId, finding.subject.range.start) ?? 1;
  const symbol = cleanModelText(finding.subject.symbol.name, 120, 'one-line');
  const where = `${cleanModelText(store.pathOf(documentId), 300, 'one-line')}:${line}`;
  return {
    ruleId: finding.ruleId,
    title: titleOf(finding),
    severity: finding.severity,
    where: symbol === '' ? where : `${where} in ${symbol}`,
  };
}

/** In our words, whoever found it. */
export function titleOf({ title, problemClass, basis }: CodeFinding): string {
  return basis === 'review' ? classTitle(problemClass) : title;
}
