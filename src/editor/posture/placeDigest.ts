// What there is to say of one place, a bucket or the account itself, in figures: enough to order thousands of
// buckets without making a node for any of them.
import { type BucketRecord, isBucketRecordShown } from '../../findings/bucketFindings.ts';
import { compareSeverity, SEVERITIES, type Severity } from '../../findings/severity.ts';
import { CHECKS } from '../../s3/checks/catalogue.ts';
import type { Identity } from '../../s3/facts.ts';
import type { CheckResult } from '../../s3/posture.ts';
import { postureFinding } from '../../s3/postureFinding.ts';
import type { Matcher } from './postureFilter.ts';
import type { ResultKind } from './postureNode.ts';

/** What is known of a place. Neither the results nor the records are ever changed, only replaced. */
export interface PlaceData {
  readonly place: string;
  readonly results: readonly CheckResult[];
  readonly records: ReadonlyMap<string, BucketRecord>;
  readonly identity: Identity | undefined;
  /** Name, region and tags: what holds the text of a filter shows all of the place. */
  readonly texts: readonly (string | undefined)[];
}

export interface Digest {
  /** Failures that are neither ignored nor fixed. */
  readonly failing: Readonly<Record<Severity, number>>;
  readonly failures: number;
  /** The first of the worst failures. */
  readonly worst: BucketRecord | undefined;
  readonly unknown: number;
  readonly worstUnknown: Severity | undefined;
  readonly ignored: number;
  /** One for each result: see {@link codeOf}. */
  readonly codes: Uint16Array;
  /** Nothing is shown where a filter leaves nothing over. */
  readonly isShown: boolean;
}

interface Known {
  readonly records: ReadonlyMap<string, BucketRecord>;
  readonly effective: ReadonlyMap<string, BucketRecord>;
  readonly whole: Digest;
  filtered: { readonly matcher: Matcher; readonly digest: Digest } | undefined;
}

/** Digests, each made once for as long as results, records and filter stay the same. */
export class Digests {
  readonly #known = new WeakMap<readonly CheckResult[], Known>();

  /** Whether asking for the filtered one costs nothing. */
  has({ results, records }: PlaceData, matcher: Matcher): boolean {
    const known = this.#known.get(results);
    return known?.records === records && (!matcher.isActive || known.filtered?.matcher === matcher);
  }

  whole(data: PlaceData): Digest {
    return this.#of(data).whole;
  }

  filtered(data: PlaceData, matcher: Matcher): Digest {
    const known = this.#of(data);
    if (!matcher.isActive) return known.whole;
    if (known.filtered?.matcher !== matcher) {
      known.filtered = { matcher, digest: filteredDigest(data, known.effective, matcher) };
    }
    return known.filtered.digest;
  }

  /** The records of a place, with one for every failing or unknown result. */
  records(data: PlaceData): ReadonlyMap<string, BucketRecord> {
    return this.#of(data).effective;
  }

  #of(data: PlaceData): Known {
    const before = this.#known.get(data.results);
    if (before?.records === data.records) return before;
    const effective = effectiveRecords(data);
    const known = {
      records: data.records,
      effective,
      whole: digestOf(effective.values(), data.results, true),
      filtered: undefined,
    };
    this.#known.set(data.results, known);
    return known;
  }
}

/**
 * What is wrong shows even where the store of findings has not heard of it yet. Fingerprints cost something, so
 * they are made only where the numbers do not agree.
 */
function effectiveRecords({ place, results, records, identity }: PlaceData): ReadonlyMap<string, BucketRecord> {
  const wanted = results.filter(({ outcome }) => outcome.kind === 'fail' || outcome.kind === 'unknown').length;
  let found = 0;
  for (const { state } of records.values()) {
    if (state.freshness === 'current' && state.lifecycle !== 'fixed') found++;
  }
  if (identity === undefined || found >= wanted) return records;
  const all = new Map(records);
  for (const result of results) {
    const finding = postureFinding(result, identity);
    if (finding === undefined || all.has(finding.fingerprint)) continue;
    const says = result.outcome.kind === 'unknown' ? 'unknown' : 'fail';
    all.set(finding.fingerprint, { place, finding, says, state: { lifecycle: 'open', freshness: 'current' } });
  }
  return all;
}

function filteredDigest(data: PlaceData, records: ReadonlyMap<string, BucketRecord>, matcher: Matcher): Digest {
  const isSubject = data.texts.some((text) => matcher.holds(text));
  const matching: BucketRecord[] = [];
  for (const record of records.values()) if (isRecordMatching(record, isSubject, matcher)) matching.push(record);
  const results = matcher.hasSeverities
    ? []
    : data.results.filter((one) =>
        one.outcome.kind === 'not-applicable' || one.outcome.kind === 'pass'
          ? isResultMatching(one, isSubject, matcher)
          : false,
      );
  return digestOf(matching, results, matching.length > 0 || results.length > 0);
}

/** @param isSubject the text of the filter stands in what names the place */
export function isRecordMatching({ finding }: BucketRecord, isSubject: boolean, matcher: Matcher): boolean {
  if (!matcher.admits(finding.severity)) return false;
  return isSubject || matcher.holdsCheck(finding.ruleId) || matcher.holds(finding.evidence.quote);
}

export function isResultMatching({ checkId, outcome }: CheckResult, isSubject: boolean, matcher: Matcher): boolean {
  const severity = outcome.kind === 'fail' || outcome.kind === 'unknown' ? outcome.severity : undefined;
  if (!matcher.admits(severity)) return false;
  return isSubject || matcher.holdsCheck(checkId) || matcher.holds(outcome.evidence);
}

const KINDS: readonly ResultKind[] = ['fail', 'unknown', 'pass', 'fixed', 'not-applicable', 'ignored'];
const INDEX_OF: ReadonlyMap<string, number> = new Map(CHECKS.map(({ id }, index) => [id, index]));

/** A check, what became of it and how bad that is, in sixteen bits: there are hundreds of thousands of results. */
function codeOf(checkId: string, kind: ResultKind, severity: Severity | undefined): number {
  const rank = severity === undefined ? 0 : SEVERITIES.indexOf(severity);
  return ((INDEX_OF.get(checkId) ?? CHECKS.length) << 6) | (KINDS.indexOf(kind) << 3) | rank;
}

/** Undefined: a check that is not in the catalogue. */
export function ofCode(
  code: number,
): { readonly checkId: string; readonly kind: ResultKind; readonly rank: number } | undefined {
  const rule = CHECKS[code >> 6];
  const kind = KINDS[(code >> 3) & 7];
  return rule === undefined || kind === undefined ? undefined : { checkId: rule.id, kind, rank: code & 7 };
}

/** @param results those that pass or do not apply count; what is wrong is in the records */
function digestOf(records: Iterable<BucketRecord>, results: readonly CheckResult[], isShown: boolean): Digest {
  const codes: number[] = [];
  for (const { checkId, outcome } of results) {
    const { kind } = outcome;
    if (kind === 'pass' || kind === 'not-applicable') codes.push(codeOf(checkId, kind, undefined));
  }
  const failing = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
  let failures = 0;
  let worst: BucketRecord | undefined;
  let unknown = 0;
  let worstUnknown: Severity | undefined;
  let ignored = 0;
  for (const record of records) {
    const { severity, ruleId } = record.finding;
    codes.push(codeOf(ruleId, kindOf(record), severity));
    if (!isBucketRecordShown(record)) {
      if (record.state.lifecycle !== 'fixed') ignored++;
    } else if (record.says === 'fail') {
      failing[severity]++;
      failures++;
      if (worst === undefined || compareSeverity(severity, worst.finding.severity) < 0) worst = record;
    } else {
      unknown++;
      if (worstUnknown === undefined || compareSeverity(severity, worstUnknown) < 0) worstUnknown = severity;
    }
  }
  return { failing, failures, worst, unknown, worstUnknown, ignored, codes: Uint16Array.from(codes), isShown };
}

/** What a record alone says. */
export function kindOf({ state, says }: BucketRecord): ResultKind {
  if (state.lifecycle === 'fixed') return 'fixed';
  return state.ignored === undefined ? says : 'ignored';
}
