// What is to be fixed: found out from what a menu, a light bulb, a row, a preview or another extension names.
import type { AccountState } from '../../app/posture/accountState.ts';
import { accountPlace, bucketPlace, type BucketRecord, isBucketRecordShown } from '../../findings/bucketFindings.ts';
import { compareSeverity } from '../../findings/severity.ts';
import { type FindingRecord, isShown } from '../../findings/reconcile.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import { findingRefOf } from '../commandIds.ts';
import { findingsAtCursor } from '../cursorFindings.ts';
import type { RemediationParts } from '../lazyRemediation.ts';
import { postureRefOf } from '../postureCommandIds.ts';
import { SEVERITY_WORDS, titleOf } from '../severityWords.ts';
import { plainTitle } from './fixWords.ts';
import { FIX } from './remediationTexts.ts';

/** Findings of one file. */
export interface CodeTarget {
  readonly kind: 'code';
  readonly documentId: string;
  readonly records: readonly FindingRecord[];
  /** Around the data in its prompt, where that was looked at before. */
  readonly boundary?: string;
}

/** Failures of one bucket, or of the account itself. */
export interface BucketTarget {
  readonly kind: 'bucket';
  readonly place: string;
  /** Undefined: the account itself. */
  readonly bucket: string | undefined;
  readonly records: readonly BucketRecord[];
  readonly boundary?: string;
}

export type FixTarget = CodeTarget | BucketTarget;

export type Targeted =
  | { readonly kind: 'target'; readonly target: FixTarget }
  /** In words; undefined: the person thought better of it. */
  | { readonly kind: 'none'; readonly why: string | undefined };

export async function targetOf(parts: RemediationParts, argument: unknown): Promise<Targeted> {
  const code = findingRefOf(argument);
  if (code !== undefined) return codeTarget(parts, code.documentId, new Set([code.fingerprint]));
  const documentId = documentOf(argument);
  if (documentId !== undefined) return codeTarget(parts, documentId, undefined);
  const posture = postureRefOf(argument);
  if (posture?.place !== undefined) return bucketTarget(parts, posture.place, posture);
  const asked = await askedFor(parts);
  if (asked === undefined || asked === 'nothing') {
    return { kind: 'none', why: asked === undefined ? undefined : FIX.nothingMeant };
  }
  if ('documentId' in asked) return codeTarget(parts, asked.documentId, new Set([asked.finding.fingerprint]));
  const { place, finding } = asked;
  const { bucket } = finding.subject;
  const isBucket = place === bucketPlace(bucket);
  return bucketTarget(parts, place, { fingerprint: finding.fingerprint, ...(isBucket ? { bucket } : {}) });
}

/** A row that stands for a file, or a light bulb for all of a file. */
function documentOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { documentId } = argument as { readonly documentId?: unknown };
  return typeof documentId === 'string' ? documentId : undefined;
}

function codeTarget({ store }: RemediationParts, documentId: string, only: ReadonlySet<string> | undefined): Targeted {
  const all = store.records(documentId);
  const records = all.filter((one) => (only === undefined ? isShown(one) : only.has(one.finding.fingerprint)));
  if (records.length === 0) {
    // Of what is not known nobody can say that nothing fails.
    const isKnown = only === undefined && store.textOf(documentId) !== undefined;
    return { kind: 'none', why: isKnown ? FIX.noneFails : FIX.notThere };
  }
  return { kind: 'target', target: { kind: 'code', documentId, records } };
}

/** The same findings as they are now: since it was made, lines may have gone elsewhere and problems have ended. */
export function targetNow({ store }: Pick<RemediationParts, 'store'>, target: FixTarget): Targeted {
  const then = new Set(target.records.map(({ finding }) => finding.fingerprint));
  const isMeant = ({ finding }: FindingRecord | BucketRecord): boolean => then.has(finding.fingerprint);
  const now: FixTarget =
    target.kind === 'code'
      ? { ...target, records: store.records(target.documentId).filter(isMeant) }
      : { ...target, records: [...store.buckets.records(target.place).values()].filter(isMeant) };
  return now.records.length === 0 ? { kind: 'none', why: FIX.notThere } : { kind: 'target', target: now };
}

function bucketTarget(
  { store, posture }: RemediationParts,
  place: string,
  {
    bucket,
    checkId,
    fingerprint,
  }: { readonly bucket?: string; readonly checkId?: string; readonly fingerprint?: string },
): Targeted {
  const records = [...store.buckets.records(place).values()]
    .filter((record) => isBucketRecordShown(record) && record.says === 'fail')
    .filter(({ finding }) => (fingerprint === undefined ? true : finding.fingerprint === fingerprint))
    .filter(({ finding }) => checkId === undefined || finding.ruleId === checkId)
    .sort((a, b) => compareSeverity(a.finding.severity, b.finding.severity));
  if (records.length === 0) {
    return {
      kind: 'none',
      why: wasRead(posture.loaded?.session.state, place, bucket) ? FIX.noneFails : FIX.noIdentity,
    };
  }
  return { kind: 'target', target: { kind: 'bucket', place, bucket, records } };
}

function wasRead(state: AccountState | undefined, place: string, bucket: string | undefined): boolean {
  if (state?.identity === undefined) return false;
  if (bucket !== undefined) return state.rows.get(bucket)?.posture !== undefined;
  return state.account !== undefined && accountPlace(state.identity.accountId) === place;
}

/** Of the finding at the cursor; else the person chooses. */
async function askedFor({
  store,
  tracker,
  dialogs,
}: RemediationParts): Promise<FindingRecord | BucketRecord | 'nothing' | undefined> {
  const atCursor = findingsAtCursor(store, tracker).filter(isShown);
  if (atCursor.length === 1) return atCursor[0];
  const records = atCursor.length > 0 ? atCursor : store.allRecords().filter(isShown);
  const failures =
    atCursor.length > 0
      ? []
      : [...store.buckets.allRecords()].filter((one) => isBucketRecordShown(one) && one.says === 'fail');
  if (records.length + failures.length === 0) return 'nothing';
  const ofCode = records.map((record) => {
    const line = tracker.linesOf(record.documentId)?.positionAt(record.finding.subject.range.start).line;
    return {
      label: `${SEVERITY_WORDS[record.finding.severity]}: ${titleOf(record.finding)}`,
      description: `${store.pathOf(record.documentId)}${line === undefined ? '' : `:${line + 1}`}`,
      value: record,
    };
  });
  const ofBuckets = failures.map((record) => ({
    label: `${SEVERITY_WORDS[record.finding.severity]}: ${plainTitle(record.finding.title)}`,
    description: cleanLine(record.finding.subject.bucket, 120),
    value: record,
  }));
  return await dialogs.pick<FindingRecord | BucketRecord>(FIX.which, [...ofCode, ...ofBuckets]);
}
