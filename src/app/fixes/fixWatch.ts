import { randomUUID } from 'node:crypto';
import type { Disposable } from '../../findings/events.ts';
import type { FindingStore } from '../../findings/store.ts';
import type { Clock, Log } from '../ports.ts';
import type { BucketLooks } from './bucketLooks.ts';
import { asBucketFix, bareTitle, bucketAnchor, BucketWatch, storePlace } from './bucketWatch.ts';
import type { CodeLooks } from './codeLooks.ts';
import { titleOf } from './codeOutcome.ts';
import { asCodeFix, CodeWatch, startFollowing } from './codeWatch.ts';
import {
  type BucketSubject,
  type CodeSubject,
  type Fix,
  type FixCheck,
  type FixReport,
  type FixSubject,
  isSameSubject,
  isWatched,
  without,
} from './fix.ts';
import { FixBook, type NewCheck } from './fixBook.ts';
import type { FixEntry } from './fixEntry.ts';
import type { FixStorage } from './fixFile.ts';
import { fixReport } from './fixReport.ts';

export interface FixWatchParts {
  readonly store: FindingStore;
  readonly code: CodeLooks;
  /** Of the workspace. */
  readonly storage: FixStorage;
  readonly clock: Clock;
  readonly log: Log;
  /** How long to wait for a fix, in milliseconds; asked at each hand-off. Default: {@link WATCH_MS}. */
  readonly watchMs?: () => number;
  /** Replaced only by tests. */
  readonly newId?: () => string;
}

export const WATCH_MS = 10 * 60_000;

/**
 * Findings that were handed to the agent, until it is known what became of them. Nobody asks the agent: the engine
 * that found something looks again.
 */
export class FixWatch implements Disposable {
  readonly #parts: FixWatchParts;
  readonly #book: FixBook;
  readonly #code: CodeWatch;
  readonly #buckets: BucketWatch;
  /** Ends the wait of each fix. */
  readonly #ends = new Map<string, AbortController>();
  #disposed = false;

  readonly onDidChange;

  constructor(parts: FixWatchParts) {
    const { store, code, storage, clock, log } = parts;
    this.#parts = parts;
    this.#book = new FixBook(storage, clock, log);
    this.onDidChange = this.#book.onDidChange;
    this.#code = new CodeWatch({ book: this.#book, store, looks: code, clock, log });
    this.#buckets = new BucketWatch({ book: this.#book, findings: store.buckets, clock, log });
  }

  dispose(): void {
    this.#disposed = true;
    for (const end of this.#ends.values()) end.abort();
    this.#ends.clear();
    this.#code.dispose();
    this.#buckets.dispose();
    this.#book.dispose();
  }

  /** The newest hand-off first. */
  fixes(): readonly Fix[] {
    return this.#book.fixes();
  }

  /** The newest fix of a finding; undefined for one that was never handed off. */
  fixOf(subject: FixSubject): Fix | undefined {
    return this.#book.of(subject)?.fix;
  }

  /** From here on the account can be looked at. May be called again with another. */
  useAccount(looks: BucketLooks): void {
    this.#buckets.useAccount(looks);
  }

  /** A file was saved, or changed, made or deleted by somebody else than the editor. */
  fileChanged(documentId: string): void {
    this.#code.fileChanged(documentId);
  }

  /**
   * The agent has these findings now. One that is being waited for already is waited for anew, from its first hand-off.
   * What is not known any more is left out. Resolves when it is kept.
   *
   * @returns how many are waited for
   */
  async handOff(subjects: readonly FixSubject[]): Promise<number> {
    const entries = subjects.flatMap((subject) => this.#entryFor(subject) ?? []);
    this.#book.put(...entries);
    for (const entry of entries) this.#waitFor(entry.fix);
    this.#code.began(entries.flatMap((entry) => asCodeFix(entry) ?? []));
    this.#buckets.watch(entries.flatMap((entry) => asBucketFix(entry) ?? []));
    await this.#book.saved();
    return entries.length;
  }

  /**
   * Looks now, whoever waits for it.
   *
   * @returns undefined for a finding that is not known
   */
  async verifyNow(subject: FixSubject): Promise<FixCheck | undefined> {
    const known = this.#book.of(subject);
    const entry = known ?? this.#entryOf(subject);
    if (!entry) return undefined;
    const codeFix = asCodeFix(entry);
    const { id } = entry.fix;
    if (codeFix) {
      const checks = await this.#code.check([codeFix], 'command');
      const check = checks.get(id);
      if (!this.#isWaitedFor(entry)) this.#parts.store.unfollow(codeFix.anchor.as);
      return this.#taken(id, check ?? told('The look was given up.'), check !== undefined);
    }
    const bucketFix = asBucketFix(entry);
    if (!bucketFix) return undefined;
    const { checks, end } = await this.#buckets.check([bucketFix]);
    const check = checks.get(id);
    const why = end.kind === 'paused' ? end.pause.why : 'The account is being read already.';
    return this.#taken(id, check ?? told(why), check !== undefined);
  }

  /** @param id undefined: all of them. What was found out by then stays. */
  stop(id?: string): void {
    const now = this.#parts.clock.now();
    for (const fix of this.#book.fixes()) {
      if ((id !== undefined && fix.id !== id) || !isWatched(fix, now)) continue;
      this.#ends.get(fix.id)?.abort();
      this.#ends.delete(fix.id);
      this.#book.pause(fix.id, undefined);
      this.#book.change(fix.id, (one) => ({
        ...one,
        watchUntil: now,
        status: one.status === 'fixed' || one.status === 'moved' ? one.status : 'stopped',
      }));
      this.#letGo(fix.id);
    }
  }

  /** Waits for nothing any more, and forgets what there was. */
  async clear(): Promise<void> {
    this.stop();
    await this.#book.clear();
  }

  /** Goes on with what is not over. Once, when the window opens. */
  async restore(): Promise<void> {
    const entries = await this.#book.restore();
    if (this.#disposed) return;
    const now = this.#parts.clock.now();
    const going = entries.filter(({ fix }) => isWatched(fix, now) || fix.status === 'watching');
    for (const entry of going) {
      const codeFix = asCodeFix(entry);
      if (codeFix) this.#code.resume(codeFix);
      this.#waitFor(entry.fix);
    }
    this.#buckets.resume(going.flatMap((entry) => asBucketFix(entry) ?? []));
  }

  exportFixes(): FixReport {
    return fixReport(this.#book.fixes(), this.#parts.clock.now());
  }

  /** Resolves when every look that is due is done, and everything is kept. */
  async idle(): Promise<void> {
    await this.#code.idle();
    await this.#buckets.idle();
    await this.#book.saved();
  }

  #taken(id: string, check: NewCheck, isNew: boolean): FixCheck {
    const recorded = isNew ? this.#book.record(id, check) : undefined;
    return (
      recorded ?? { ...check, at: this.#parts.clock.now(), checksDone: this.#book.get(id)?.fix.check?.checksDone ?? 1 }
    );
  }

  #entryFor(subject: FixSubject): FixEntry | undefined {
    const known = this.#book.of(subject);
    const now = this.#parts.clock.now();
    const again = known && isWatched(known.fix, now) ? known : undefined;
    if (!again && subject.kind === 'code') {
      // What was remembered of an earlier hand-off does not count for this one.
      const before = this.#parts.store.record(subject.documentId, subject.fingerprint)?.followed;
      if (before) this.#parts.store.unfollow(before.as);
    }
    const entry = again ? renewed(again, now + this.#watchMs()) : this.#entryOf(subject);
    if (!entry) {
      this.#parts.log.warn('A finding that was to be handed off is not known any more.');
      return undefined;
    }
    const { subject: place } = entry.fix;
    if (place.kind === 'code') this.#parts.store.handOff(place.documentId, [place.fingerprint]);
    else this.#parts.store.buckets.handOff(storePlace(place), [place.fingerprint]);
    return entry;
  }

  #watchMs(): number {
    return Math.max(1_000, this.#parts.watchMs?.() ?? WATCH_MS);
  }

  /** Of a finding as it is in the store. */
  #entryOf(subject: FixSubject): FixEntry | undefined {
    const now = this.#parts.clock.now();
    const base = {
      id: (this.#parts.newId ?? randomUUID)(),
      handedOffAt: now,
      watchUntil: now + this.#watchMs(),
      status: 'watching' as const,
    };
    return subject.kind === 'code' ? this.#codeEntry(subject, base, now) : this.#bucketEntry(subject, base, now);
  }

  #codeEntry(subject: CodeSubject, base: NewFix, changedAt: number): FixEntry | undefined {
    const { store } = this.#parts;
    const started = startFollowing(store, subject);
    if (!started) return undefined;
    const { finding } = started.record;
    const { ruleId, severity, provenance } = finding;
    const { documentId, fingerprint } = subject;
    const place: CodeSubject = { kind: 'code', documentId, path: store.pathOf(documentId), fingerprint };
    const fix: Fix = { ...base, subject: place, ruleId, severity, title: titleOf(finding), engine: provenance.engine };
    return { fix, changedAt, code: started.anchor };
  }

  #bucketEntry(subject: BucketSubject, base: NewFix, changedAt: number): FixEntry | undefined {
    const { buckets } = this.#parts.store;
    const record = buckets.record(storePlace(subject), subject.fingerprint);
    if (!record) return undefined;
    const { ruleId, severity, title, subject: found } = record.finding;
    const { partition, accountId, bucket } = subject;
    const place: BucketSubject = {
      kind: 'bucket',
      partition,
      accountId,
      place: found.bucket,
      bucket,
      fingerprint: subject.fingerprint,
    };
    const fix: Fix = { ...base, subject: place, ruleId, severity, title: bareTitle(title), engine: 'posture' };
    return { fix, changedAt, bucket: bucketAnchor(buckets, place) };
  }

  #waitFor({ id, watchUntil }: Fix): void {
    this.#ends.get(id)?.abort();
    const end = new AbortController();
    this.#ends.set(id, end);
    void this.#ended(id, watchUntil, end.signal).catch((error: unknown) => {
      this.#parts.log.error(`At the end of a watch: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** When the time is over, one look tells of what was never looked at. */
  async #ended(id: string, watchUntil: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const wait = watchUntil - clock.now();
    if (wait > 0) await clock.delay(wait, signal);
    if (isAborted(signal)) return;
    this.#ends.delete(id);
    const entry = this.#book.get(id);
    if (entry?.fix.status === 'watching') {
      const codeFix = asCodeFix(entry);
      const bucketFix = asBucketFix(entry);
      const checks = codeFix
        ? await this.#code.check([codeFix], 'recheck')
        : bucketFix && (await this.#buckets.check([bucketFix])).checks;
      const why = this.#book.get(id)?.fix.paused?.why ?? 'Nothing could be looked at in time.';
      if (!isAborted(signal)) this.#book.record(id, checks?.get(id) ?? told(why));
    }
    this.#book.pause(id, undefined);
    this.#letGo(id);
  }

  /** It may have been handed off (again) meanwhile. */
  #isWaitedFor({ fix, code }: FixEntry): boolean {
    return this.#book
      .watched(fix.subject.kind)
      .some((other) => (code ? other.code?.as === code.as : isSameSubject(other.fix.subject, fix.subject)));
  }

  #letGo(id: string): void {
    const entry = this.#book.get(id);
    if (!entry || this.#isWaitedFor(entry)) return;
    const { subject } = entry.fix;
    if (entry.code) this.#parts.store.unfollow(entry.code.as);
    else if (subject.kind === 'bucket') this.#parts.store.buckets.takeBack(storePlace(subject), subject.fingerprint);
  }
}

type NewFix = Pick<Fix, 'id' | 'handedOffAt' | 'watchUntil' | 'status'>;

function renewed({ fix, ...rest }: FixEntry, watchUntil: number): FixEntry {
  return { ...rest, fix: { ...without(fix, 'paused', 'fixedAt'), watchUntil, status: 'watching' } };
}

/** A fresh look at the signal: an `await` may have passed since the last one. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function told(why: string): NewCheck {
  return { outcome: 'cannot-tell', why, by: 'deterministic', opened: [] };
}
