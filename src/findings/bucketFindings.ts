import { type Disposable, Emitter } from './events.ts';
import type { BucketCheck, Finding } from './finding.ts';
import { type IgnoreList, NO_IGNORES, ignoredBy } from './ignores.ts';
import type { Severity } from './severity.ts';
import type { FindingState } from './state.ts';

export type BucketFinding = Finding<BucketCheck>;

export interface BucketRecord {
  /** Where it is, as ignore entries name it: see {@link bucketPlace}. */
  readonly place: string;
  readonly finding: BucketFinding;
  /** `unknown`: it cannot be told whether something is wrong. Ignoring that does not ignore that it is wrong. */
  readonly says: 'fail' | 'unknown';
  readonly state: FindingState;
}

/** What a check said of a place: `unknown` where any part of it is. */
export type CheckVerdict = 'decided' | 'unknown';

/** Another look at one bucket, or at the account itself. */
export interface BucketLook {
  readonly findings: readonly { readonly finding: BucketFinding; readonly says: BucketRecord['says'] }[];
  /** Every check that was made; one that was not made says nothing. */
  readonly verdicts: ReadonlyMap<string, CheckVerdict>;
}

/** How ignore entries name a bucket. Names of buckets are unique in a partition. */
export function bucketPlace(bucket: string): string {
  return `s3://${bucket}`;
}

/** How ignore entries name what belongs to the account as such. */
export function accountPlace(accountId: string): string {
  return `aws://${accountId}`;
}

/** How many findings of an account there are of each kind. */
export interface BucketTally {
  /** Failures that are shown. */
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** What cannot be told, and is not ignored. */
  readonly unknown: number;
  readonly ignored: number;
}

/** A problem that is there, or may be: not fixed, not ignored. */
export function isBucketRecordShown({ state }: BucketRecord): boolean {
  return state.lifecycle !== 'fixed' && !state.ignored;
}

/**
 * The findings of the one account that is looked at, with their states. A failure that is not found again is fixed
 * only where its check was decided; where it cannot be told any more it stays, as stale.
 */
export class BucketFindings implements Disposable {
  readonly #places = new Map<string, ReadonlyMap<string, BucketRecord>>();
  readonly #changed = new Emitter<undefined>();
  /** Kept up to date with each place: of findings there may be tens of thousands. */
  readonly #bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
  #unknown = 0;
  #ignored = 0;
  #ignores: IgnoreList = NO_IGNORES;

  readonly onDidChange = this.#changed.event;

  dispose(): void {
    this.#changed.dispose();
    this.#places.clear();
  }

  /** Takes over several looks and tells of them once: an account may have thousands of buckets. */
  apply(looks: ReadonlyMap<string, BucketLook>): void {
    if (looks.size === 0) return;
    for (const [place, look] of looks) this.#put(place, this.#reconciled(place, look));
    this.#changed.fire(undefined);
  }

  /** Forgets places that do not exist any more. */
  remove(places: readonly string[]): void {
    const removed = places.filter((place) => this.#places.has(place));
    for (const place of removed) this.#put(place, undefined);
    if (removed.length > 0) this.#changed.fire(undefined);
  }

  /** Somebody waits for what becomes of these, which the agent is to put right. */
  handOff(place: string, fingerprints: readonly string[]): void {
    this.#setLifecycle(place, fingerprints, () => 'handed-off');
  }

  /** A look at nothing but these has found them again. */
  foundAgain(place: string, fingerprints: readonly string[]): void {
    this.#setLifecycle(place, fingerprints, (record) => lifecycleWhenFound(record));
  }

  /** Nobody waits for it any more. */
  takeBack(place: string, fingerprint: string): void {
    this.#setLifecycle(place, [fingerprint], ({ state }) =>
      state.lifecycle === 'handed-off' ? 'open' : state.lifecycle,
    );
  }

  /** Forgets the account. */
  clear(): void {
    this.remove([...this.#places.keys()]);
  }

  get tally(): BucketTally {
    return { bySeverity: { ...this.#bySeverity }, unknown: this.#unknown, ignored: this.#ignored };
  }

  records(place: string): ReadonlyMap<string, BucketRecord> {
    return this.#places.get(place) ?? NONE;
  }

  record(place: string, fingerprint: string): BucketRecord | undefined {
    return this.#places.get(place)?.get(fingerprint);
  }

  *allRecords(): Iterable<BucketRecord> {
    for (const records of this.#places.values()) yield* records.values();
  }

  /** What is ignored. */
  get ignores(): IgnoreList {
    return this.#ignores;
  }

  /** Applies another list to everything at once. */
  setIgnores(list: IgnoreList): void {
    this.#ignores = list;
    for (const [place, records] of this.#places) {
      this.#put(place, new Map([...records].map(([key, record]) => [key, this.#withIgnores(record)])));
    }
    if (this.#places.size > 0) this.#changed.fire(undefined);
  }

  #setLifecycle(
    place: string,
    fingerprints: readonly string[],
    lifecycleOf: (record: BucketRecord) => FindingState['lifecycle'],
  ): void {
    const records = new Map(this.records(place));
    let isChanged = false;
    for (const fingerprint of fingerprints) {
      const record = records.get(fingerprint);
      const lifecycle = record && lifecycleOf(record);
      if (record === undefined || lifecycle === undefined || lifecycle === record.state.lifecycle) continue;
      records.set(fingerprint, { ...record, state: { ...record.state, lifecycle } });
      isChanged = true;
    }
    if (!isChanged) return;
    this.#put(place, records);
    this.#changed.fire(undefined);
  }

  /** @param records undefined: the place is forgotten */
  #put(place: string, records: ReadonlyMap<string, BucketRecord> | undefined): void {
    for (const record of this.records(place).values()) this.#count(record, -1);
    if (records === undefined) this.#places.delete(place);
    else this.#places.set(place, records);
    for (const record of this.records(place).values()) this.#count(record, 1);
  }

  #count(record: BucketRecord, by: 1 | -1): void {
    const { says, finding, state } = record;
    if (state.lifecycle === 'fixed') return;
    if (state.ignored) this.#ignored += by;
    else if (says === 'unknown') this.#unknown += by;
    else this.#bySeverity[finding.severity] += by;
  }

  #reconciled(place: string, { findings, verdicts }: BucketLook): ReadonlyMap<string, BucketRecord> {
    const before = this.records(place);
    const after = new Map<string, BucketRecord>();
    for (const { finding, says } of findings) {
      const known = before.get(finding.fingerprint);
      const state: FindingState = { lifecycle: lifecycleWhenFound(known), freshness: 'current' };
      after.set(finding.fingerprint, this.#withIgnores({ place, finding, says, state }));
    }
    for (const [fingerprint, record] of before) {
      if (after.has(fingerprint)) continue;
      const kept = notFoundAgain(record, verdicts.get(record.finding.ruleId));
      if (kept !== undefined) after.set(fingerprint, kept);
    }
    return after;
  }

  #withIgnores(record: BucketRecord): BucketRecord {
    const { lifecycle, freshness } = record.state;
    const ignored = ignoredBy(this.#ignores, record.finding, record.place);
    return { ...record, state: { lifecycle, freshness, ...(ignored ? { ignored } : {}) } };
  }
}

const NONE: ReadonlyMap<string, BucketRecord> = new Map();

/** Undefined: there is nothing to remember of it. */
function notFoundAgain(record: BucketRecord, verdict: CheckVerdict | undefined): BucketRecord | undefined {
  // That something was not known is history as soon as the check says anything else.
  if (record.says === 'unknown') return verdict === undefined ? record : undefined;
  if (verdict === 'decided') return { ...record, state: { ...record.state, lifecycle: 'fixed', freshness: 'current' } };
  return { ...record, state: { ...record.state, freshness: 'stale' } };
}

/** @param known what was known of it before */
function lifecycleWhenFound(known: BucketRecord | undefined): FindingState['lifecycle'] {
  const before = known?.state.lifecycle ?? 'open';
  if (before === 'fixed') return 'open';
  return before === 'handed-off' ? 'still-present' : before;
}
