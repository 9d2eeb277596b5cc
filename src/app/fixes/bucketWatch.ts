import { accountPlace, type BucketFindings, bucketPlace, type BucketRecord } from '../../findings/bucketFindings.ts';
import type { Disposable } from '../../findings/events.ts';
import type { Clock, Log } from '../ports.ts';
import type { BucketLookEnd, BucketLookRequest, BucketLooks, CheckSaid } from './bucketLooks.ts';
import type { BucketSubject, Fix, Opened } from './fix.ts';
import type { FixBook, NewCheck } from './fixBook.ts';
import type { BucketAnchor, FixEntry } from './fixEntry.ts';

export interface BucketWatchParts {
  readonly book: FixBook;
  readonly findings: BucketFindings;
  readonly clock: Clock;
  readonly log: Log;
}

export interface BucketFix {
  readonly fix: Fix & { readonly subject: BucketSubject };
  readonly anchor: BucketAnchor;
}

export function asBucketFix({ fix, bucket }: Pick<FixEntry, 'fix' | 'bucket'>): BucketFix | undefined {
  const { subject } = fix;
  return subject.kind === 'bucket' && bucket ? { fix: { ...fix, subject }, anchor: bucket } : undefined;
}

export interface PlaceChecks {
  /** By the id of the fix; empty where nothing was learned. */
  readonly checks: ReadonlyMap<string, NewCheck>;
  readonly end: BucketLookEnd;
}

/** Between two looks at one place, the last one from then on. */
const WAITS_MS = [5_000, 10_000, 20_000, 30_000];
/** While another reading is under way. */
const BUSY_MS = 5_000;
/** While nobody is signed in: a sign-in in a terminal is noticed, too. */
const PAUSED_MS = 60_000;

interface Loop {
  readonly abort: AbortController;
  turn: number;
  /** Cuts a wait short. */
  wake: AbortController;
}

/** Looks again at buckets and at accounts: often at first, then less, and only at what the checks need. */
export class BucketWatch implements Disposable {
  readonly #parts: BucketWatchParts;
  readonly #loops = new Map<string, Loop>();
  /** Seen in this window: what an earlier one handed off is open again to the store, once. */
  readonly #handedOff = new Set<string>();
  readonly #subscriptions: Disposable[];
  #looks: BucketLooks | undefined;
  #looksSubscription: Disposable | undefined;
  /** A look of ours that is under way says itself what became of these. */
  readonly #checking = new Set<string>();
  /** One look at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: BucketWatchParts) {
    this.#parts = parts;
    this.#subscriptions = [parts.findings.onDidChange(() => this.#findingsChanged())];
  }

  dispose(): void {
    for (const { abort } of this.#loops.values()) abort.abort();
    this.#loops.clear();
    this.#looksSubscription?.dispose();
    for (const one of this.#subscriptions) one.dispose();
  }

  /** From here on there is an account to look at. */
  useAccount(looks: BucketLooks): void {
    this.#looksSubscription?.dispose();
    this.#looks = looks;
    // A sign-in, or another account: who waits for one looks at once.
    this.#looksSubscription = looks.onDidSettle(() => this.#wakePaused());
    this.#wakePaused();
  }

  /** Begins, or begins anew, to look at the places of what is watched. */
  watch(fixes: readonly BucketFix[]): void {
    for (const { fix } of fixes) this.#handedOff.add(fix.id);
    this.#start(fixes);
  }

  /** Goes on with what another window, or an earlier one, began. */
  resume(fixes: readonly BucketFix[]): void {
    this.#start(fixes);
    this.#findingsChanged();
  }

  /** Resolves when every look that is due is done. */
  async idle(): Promise<void> {
    for (let turn; turn !== this.#turn;) {
      turn = this.#turn;
      await turn;
    }
  }

  /** One look at these, now; they are all of one place. */
  check(fixes: readonly BucketFix[]): Promise<PlaceChecks> {
    return this.#inTurn(() => this.#check(fixes, new AbortController().signal));
  }

  #start(fixes: readonly BucketFix[]): void {
    for (const one of fixes) {
      const key = keyOf(one.fix.subject);
      const running = this.#loops.get(key);
      if (running) {
        running.turn = 0;
        running.wake.abort();
        continue;
      }
      const loop: Loop = { abort: new AbortController(), turn: 0, wake: new AbortController() };
      this.#loops.set(key, loop);
      void this.#run(key, loop)
        .catch((error: unknown) => this.#parts.log.error(`Watching ${one.fix.subject.place}: ${wordsOf(error)}`))
        .finally(() => {
          if (this.#loops.get(key) === loop) this.#loops.delete(key);
        });
    }
  }

  async #run(key: string, loop: Loop): Promise<void> {
    let wait = WAITS_MS[0] ?? 0;
    for (;;) {
      await this.#wait(loop, wait);
      if (loop.abort.signal.aborted) return;
      const due = this.#watched(key).filter(({ fix }) => fix.status !== 'fixed');
      if (due.length === 0) return;
      const before = loop.turn;
      const end = await this.#inTurn(() => this.#poll(due, loop.abort.signal));
      if (end === 'busy') wait = BUSY_MS;
      else if (end === 'paused') wait = PAUSED_MS;
      else {
        // A new hand-off meanwhile has set it back.
        if (loop.turn === before) loop.turn++;
        wait = WAITS_MS[Math.min(loop.turn, WAITS_MS.length - 1)] ?? 0;
      }
    }
  }

  async #wait(loop: Loop, ms: number): Promise<void> {
    const wake = new AbortController();
    loop.wake = wake;
    const end = (): void => wake.abort();
    loop.abort.signal.addEventListener('abort', end, { once: true });
    await this.#parts.clock.delay(ms, wake.signal);
    loop.abort.signal.removeEventListener('abort', end);
  }

  async #poll(fixes: readonly BucketFix[], signal: AbortSignal): Promise<BucketLookEnd['kind']> {
    const { checks, end } = await this.#check(fixes, signal);
    for (const [id, check] of checks) {
      const isStill = this.#parts.book.watched('bucket').some(({ fix }) => fix.id === id);
      if (isStill && !signal.aborted) this.#parts.book.record(id, check);
    }
    return end.kind;
  }

  /** A cheap look; where it says that something is solved, a whole one, whose word counts. */
  async #check(fixes: readonly BucketFix[], signal: AbortSignal): Promise<PlaceChecks> {
    for (const { fix } of fixes) this.#checking.add(fix.id);
    try {
      const end = await this.#lookAt(fixes, signal);
      return { checks: signal.aborted ? new Map() : this.#checksOf(fixes, end), end };
    } finally {
      for (const { fix } of fixes) this.#checking.delete(fix.id);
    }
  }

  async #lookAt(fixes: readonly BucketFix[], signal: AbortSignal): Promise<BucketLookEnd> {
    const looks = this.#looks;
    const request = requestOf(fixes);
    if (!looks) {
      return { kind: 'paused', pause: { why: `Waiting until account ${request.accountId} is looked at again.` } };
    }
    const end = await this.#look(() => looks.poll(request, signal));
    const isSolved = (one: BucketFix): boolean => end.kind === 'read' && verdictOn(one, end.said).outcome === 'fixed';
    if (signal.aborted || (end.kind !== 'gone' && !fixes.some(isSolved))) return end;
    return await this.#look(() => looks.confirm(request, signal));
  }

  #checksOf(fixes: readonly BucketFix[], end: BucketLookEnd): ReadonlyMap<string, NewCheck> {
    switch (end.kind) {
      case 'busy':
        return new Map();
      case 'paused':
        for (const { fix } of fixes) this.#parts.book.pause(fix.id, end.pause);
        return new Map();
      case 'failed':
        return new Map(fixes.map(({ fix }) => [fix.id, cannotTell(end.why)]));
      case 'gone':
        return new Map(fixes.map(({ fix }) => [fix.id, cannotTell('The bucket is gone.')]));
      case 'read':
        for (const { fix } of fixes) this.#parts.book.pause(fix.id, undefined);
        return new Map(fixes.map((one) => [one.fix.id, this.#checkOf(one, end.said)]));
    }
  }

  #checkOf(one: BucketFix, said: readonly CheckSaid[]): NewCheck {
    const { subject } = one.fix;
    const verdict = verdictOn(one, said);
    if (verdict.outcome === 'still-present')
      this.#parts.findings.foundAgain(storePlace(subject), [subject.fingerprint]);
    return { ...verdict, by: 'deterministic', opened: openedSince(this.#parts.findings, one) };
  }

  async #look(look: () => Promise<BucketLookEnd>): Promise<BucketLookEnd> {
    try {
      return await look();
    } catch (error) {
      this.#parts.log.error(`Looking again at what was handed to the agent: ${wordsOf(error)}`);
      return { kind: 'failed', why: 'The look failed; the log says how.' };
    }
  }

  #watched(key?: string): BucketFix[] {
    const all = this.#parts.book.watched('bucket').flatMap((entry) => asBucketFix(entry) ?? []);
    return key === undefined ? all : all.filter(({ fix }) => keyOf(fix.subject) === key);
  }

  #wakePaused(): void {
    const paused = new Set(this.#watched().flatMap(({ fix }) => (fix.paused ? [keyOf(fix.subject)] : [])));
    for (const [key, loop] of this.#loops) if (paused.has(key)) loop.wake.abort();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** A reading that somebody else asked for tells, too, what became of a finding. */
  #findingsChanged(): void {
    const { findings, book } = this.#parts;
    for (const one of this.#watched()) {
      const { subject, status, id } = one.fix;
      if (this.#checking.has(id)) continue;
      const record = findings.record(storePlace(subject), subject.fingerprint);
      if (!record || record.finding.subject.accountId !== subject.accountId) continue;
      const { lifecycle, freshness } = record.state;
      if (lifecycle === 'open' && status !== 'fixed' && !this.#handedOff.has(id)) {
        this.#handedOff.add(id);
        findings.handOff(storePlace(subject), [subject.fingerprint]);
        continue;
      }
      const isThere = lifecycle === 'open' || lifecycle === 'still-present';
      const isFixed = lifecycle === 'fixed' && status !== 'fixed';
      const isBack = isThere && status === 'fixed';
      const isSeen = lifecycle === 'still-present' && freshness === 'current' && status === 'watching';
      if (!isFixed && !isBack && !isSeen) continue;
      const other = isFixed ? otherFailure(findings, one) : undefined;
      const verdict =
        isFixed && !other
          ? ({ outcome: 'fixed', why: PASSES } as const)
          : ({
              outcome: 'still-present',
              why: other ? ANOTHER_WAY : `It still fails: ${record.finding.evidence.quote}`,
            } as const);
      book.pause(id, undefined);
      book.record(id, { ...verdict, by: 'deterministic', opened: openedSince(findings, one) });
      if (isBack) this.#start([one]);
    }
  }
}

const PASSES = 'A complete look says that the check passes.';
const ANOTHER_WAY = 'The same check fails in another way now.';

/** What the results say of one finding. */
function verdictOn({ fix, anchor }: BucketFix, said: readonly CheckSaid[]): Pick<NewCheck, 'outcome' | 'why'> {
  const { subject, ruleId } = fix;
  const ofCheck = said.filter(({ checkId }) => checkId === ruleId);
  const own = ofCheck.filter(({ resource }) => resource === subject.place);
  const same = own.find(({ kind, fingerprint }) => kind === 'fail' && fingerprint === subject.fingerprint);
  if (same) return { outcome: 'still-present', why: `It still fails: ${same.evidence}` };
  // A part of the account that is not there any more may also be one that was not shown.
  const unknown = (own.length > 0 ? own : ofCheck).find(({ kind }) => kind === 'unknown');
  if (unknown) return { outcome: 'cannot-tell', why: unknownInWords(unknown) };
  const another = own.find(({ kind, fingerprint }) => kind === 'fail' && !anchor.known.includes(fingerprint));
  if (another) return { outcome: 'still-present', why: `${ANOTHER_WAY.slice(0, -1)}: ${another.evidence}` };
  if (ofCheck.length === 0) return { outcome: 'cannot-tell', why: 'The check was not made.' };
  return { outcome: 'fixed', why: solvedInWords(subject.place, own) };
}

/** A setting that is gone takes the check with it, and a part of the account that is gone has nothing that fails. */
function solvedInWords(place: string, own: readonly CheckSaid[]): string {
  if (own.length === 0)
    return `${place} is not there any more; of what is there, the check says that nothing is unknown.`;
  return own.every(({ kind }) => kind === 'not-applicable')
    ? `A complete look says that the check does not apply any more: ${own[0]?.evidence ?? ''}`
    : PASSES;
}

function unknownInWords({ evidence, missing }: CheckSaid): string {
  return missing.length === 0 ? `It is not known: ${evidence}` : `It is not known: ${evidence} (${missing.join('; ')})`;
}

function cannotTell(why: string): NewCheck {
  return { outcome: 'cannot-tell', why, by: 'deterministic', opened: [] };
}

function requestOf(fixes: readonly BucketFix[]): BucketLookRequest {
  const [{ fix }] = fixes as readonly [BucketFix];
  const { partition, accountId, bucket } = fix.subject;
  const resources = [...new Set(fixes.map((one) => one.fix.subject.place))];
  const checkIds = [...new Set(fixes.map((one) => one.fix.ruleId))];
  return { partition, accountId, bucket, resources, checkIds };
}

function keyOf({ partition, accountId, bucket }: BucketSubject): string {
  return `${partition} ${accountId} ${bucket ?? ''}`;
}

export function storePlace({ bucket, accountId }: BucketSubject): string {
  return bucket === undefined ? accountPlace(accountId) : bucketPlace(bucket);
}

/** What fails in the place and in the account, ignored or not: that nobody wants to see it mends nothing. */
function* allFailures(findings: BucketFindings, subject: BucketSubject): Iterable<BucketRecord> {
  for (const place of new Set([storePlace(subject), accountPlace(subject.accountId)])) {
    for (const record of findings.records(place).values()) {
      if (record.says === 'fail' && record.state.lifecycle !== 'fixed') yield record;
    }
  }
}

/** Of these, what is in sight. */
function failures(findings: BucketFindings, subject: BucketSubject): BucketRecord[] {
  return [...allFailures(findings, subject)].filter(({ state }) => !state.ignored);
}

export function bucketAnchor(findings: BucketFindings, subject: BucketSubject): BucketAnchor {
  return { known: [...allFailures(findings, subject)].map(({ finding }) => finding.fingerprint) };
}

function otherFailure(findings: BucketFindings, { fix, anchor }: BucketFix): BucketRecord | undefined {
  return [...allFailures(findings, fix.subject)].find(
    ({ finding }) =>
      finding.ruleId === fix.ruleId &&
      finding.subject.bucket === fix.subject.place &&
      !anchor.known.includes(finding.fingerprint),
  );
}

function openedSince(findings: BucketFindings, { fix, anchor }: BucketFix): Opened[] {
  return failures(findings, fix.subject)
    .filter(({ finding }) => !anchor.known.includes(finding.fingerprint))
    .map(({ finding }) => ({
      ruleId: finding.ruleId,
      title: bareTitle(finding.title),
      severity: finding.severity,
      where: finding.subject.bucket,
    }));
}

/** Of the check, without what it says at the moment. */
export function bareTitle(title: string): string {
  return title.replace(/^(Does not hold|Cannot be told): /, '');
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
