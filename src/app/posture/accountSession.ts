import { isDeepStrictEqual } from 'node:util';
import { accountPlace, type BucketFindings, type BucketLook, bucketPlace } from '../../findings/bucketFindings.ts';
import { type Disposable, Emitter } from '../../findings/events.ts';
import type { AccountFacts, BucketFacts, Identity, KnownAccount } from '../../s3/facts.ts';
import type { CheckResult, PostureEvent, PostureRunOptions, RunFailure } from '../../s3/posture.ts';
import type { Judges } from '../../s3/runPosture.ts';
import type { MonitorReport } from '../../monitor/report/reportShape.ts';
import { Breaths } from '../breaths.ts';
import type { Log } from '../ports.ts';
import { lookOf } from './accountLooks.ts';
import { optionsOf, type PostureSettings, type Reading, underWay, withEarlier } from './accountReading.ts';
import {
  type AccountChange,
  type AccountSource,
  type AccountState,
  type BucketRow,
  type LiveSource,
  NO_ACCOUNT,
} from './accountState.ts';
import type { ReadingEnd } from './readerProtocol.ts';
import type { AccountReader, AskCode } from './readerThread.ts';
import { reportedAccount } from './reportedAccount.ts';

export interface SessionPorts {
  readonly reader: AccountReader;
  readonly judges: Judges;
  readonly findings: BucketFindings;
  /** The account of the source `sample`. */
  readonly sample: () => KnownAccount;
  readonly settings: () => PostureSettings;
  readonly askCode: AskCode;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/**
 * The account that is looked at: chosen, read as a whole or bucket by bucket, cancelled, changed for another. It
 * never shows two accounts at once: what a reading tells after another source was chosen, or of another account
 * than its rows are of, is dropped or clears them first.
 */
export class AccountSession implements Disposable {
  readonly #ports: SessionPorts;
  readonly #changed = new Emitter<AccountChange>();
  #state: AccountState = NO_ACCOUNT;
  #rows = new Map<string, BucketRow>();
  #reading: Reading | undefined;
  #underWay: Promise<void> = Promise.resolve();

  readonly onDidChange = this.#changed.event;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  dispose(): void {
    this.#reading?.abort.abort();
    this.#reading = undefined;
    this.#changed.dispose();
  }

  get state(): AccountState {
    return this.#state;
  }

  /** Looks at another account, or at none. Nothing of the one before is left when this returns. */
  choose(source: AccountSource | undefined): void {
    this.#reading?.abort.abort();
    this.#reading = undefined;
    this.#rows = new Map();
    this.#ports.findings.clear();
    this.#set({ ...NO_ACCOUNT, source, rows: this.#rows }, undefined);
    if (source?.kind === 'sample') this.#showSample();
  }

  /** Shows what a run of the watcher said in place of what was looked at. It is of a past moment, and stays so. */
  showReport(stream: string, report: MonitorReport): void {
    const { source } = this.#state;
    const live = source?.kind === 'report' ? source.live : source?.kind === 'sample' ? undefined : source;
    this.choose({ kind: 'report', stream, run: report.kind, live });
    const { rows, looks, ...state } = reportedAccount(report);
    this.#rows = rows;
    // What the run could not tell again is known of an earlier one: as in a reading, it is there and not verified.
    for (const look of looks) this.#ports.findings.apply(look);
    this.#set({ ...state, rows }, undefined);
  }

  /** Resolves when it has ended. One that is under way is not started again. */
  readAll(): Promise<void> {
    const { source } = this.#state;
    if (source === undefined) return Promise.resolve();
    if (source.kind === 'sample') {
      this.choose(source);
      return Promise.resolve();
    }
    if (source.kind === 'report') {
      this.choose(source.live);
      return this.readAll();
    }
    if (this.#reading !== undefined && this.#reading.bucket === undefined) return this.#underWay;
    // A look at one bucket is part of it.
    this.#reading?.abort.abort();
    this.#underWay = this.#read(source, undefined);
    return this.#underWay;
  }

  /** Reads one bucket again, after what is under way. Nothing happens for one that is not in the account. */
  readBucket(name: string): Promise<void> {
    const { source } = this.#state;
    const isAll = this.#reading !== undefined && this.#reading.bucket === undefined;
    if (source === undefined || source.kind === 'sample' || source.kind === 'report' || isAll) return this.#underWay;
    this.#underWay = this.#underWay.then(async () => {
      // Meanwhile all of the account may be read, which this is a part of then, or another one be chosen.
      const isWanted = this.#reading === undefined && this.#state.source === source && this.#rows.has(name);
      if (isWanted) await this.#read(source, name);
    });
    return this.#underWay;
  }

  /** Resolves when no reading is under way. */
  async idle(): Promise<void> {
    for (let known; known !== this.#underWay;) {
      known = this.#underWay;
      await known;
    }
  }

  cancel(): void {
    this.#reading?.abort.abort();
  }

  /** @param gone the files were read again, and the chosen profile is, or is not, in them */
  profileIs(gone: boolean): void {
    if (this.#state.profileGone !== gone) this.#set({ profileGone: gone }, NO_ROWS);
  }

  async #read(source: LiveSource, bucket: string | undefined): Promise<void> {
    const { reader, settings, askCode, now, log } = this.#ports;
    const options = optionsOf(source, bucket, settings());
    const reading: Reading = {
      abort: new AbortController(),
      bucket,
      options,
      startedAt: now(),
      gone: [],
      read: new Set(),
      unknown: new Set(),
      total: undefined,
      facts: undefined,
    };
    this.#reading = reading;
    if (bucket === undefined) {
      for (const [name, row] of this.#rows) this.#rows.set(name, { ...row, old: true });
    }
    this.#set({ reading: underWay(reading), bucketFailure: undefined }, bucket === undefined ? undefined : NO_ROWS);
    const end = await reader.read(
      {
        options,
        awsExecutable: settings().awsExecutable,
        onEvents: (events) => {
          if (this.#reading === reading) this.#take(events, reading);
        },
        askCode,
      },
      reading.abort.signal,
    );
    if (this.#reading !== reading) return;
    if (end.failure !== undefined) log.warn(`Reading the account: ${end.failure.kind}: ${end.failure.message}`);
    const { judgeAll, another } = this.#ended(reading, end);
    this.#reading = undefined;
    if (another) await this.#read(source, undefined);
    else if (judgeAll) await this.#judgeAgain(options);
  }

  #take(events: readonly PostureEvent[], reading: Reading): void {
    const looks = new Map<string, BucketLook>();
    const changed = new Set<string>();
    let all = false;
    for (const event of events) {
      switch (event.kind) {
        case 'identity':
          all = this.#identified(event.identity, reading) || all;
          break;
        case 'listed':
          all = this.#listed(event.buckets, reading) || all;
          break;
        case 'bucket':
          if (event.posture.kind === 'gone') {
            this.#gone(event.posture.name, reading);
            all = true;
          } else if (reading.bucket !== undefined) reading.facts = event.posture.facts;
          else this.#readOf(event.posture, reading, looks, changed);
          break;
        case 'account':
          if (reading.bucket === undefined) this.#accountRead(event.facts, event.results, looks);
          else this.#singleRead(event.facts, reading, looks, changed);
          break;
      }
    }
    this.#ports.findings.apply(looks);
    this.#set({ reading: underWay(reading) }, all ? undefined : changed);
  }

  /** @returns whether the rows were of another account, and are gone */
  #identified(identity: Identity, reading: Reading): boolean {
    const before = this.#state.identity;
    const isOther =
      before !== undefined && (before.accountId !== identity.accountId || before.partition !== identity.partition);
    if (isOther) {
      this.#rows = new Map();
      this.#ports.findings.clear();
      this.#state = { ...NO_ACCOUNT, source: this.#state.source, rows: this.#rows };
      // A single bucket of an account that was never read as a whole: that is read instead.
      if (reading.bucket !== undefined) reading.abort.abort(OTHER_ACCOUNT);
    }
    this.#state = { ...this.#state, identity };
    return isOther;
  }

  #listed(
    buckets: readonly { readonly name: string; readonly region: string | undefined }[],
    reading: Reading,
  ): boolean {
    if (reading.bucket !== undefined) return false;
    reading.total = buckets.length;
    const listed = new Set(buckets.map(({ name }) => name));
    const deleted = [...this.#rows.keys()].filter((name) => !listed.has(name));
    for (const name of deleted) this.#rows.delete(name);
    this.#ports.findings.remove(deleted.map(bucketPlace));
    for (const { name, region } of buckets) {
      if (this.#rows.has(name)) continue;
      const nothing = { posture: undefined, readAt: undefined, before: undefined, old: false };
      this.#rows.set(name, { name, region, ...nothing });
    }
    return true;
  }

  #gone(name: string, reading: Reading): void {
    reading.gone.push(name);
    reading.read.add(name);
    this.#rows.delete(name);
    this.#ports.findings.remove([bucketPlace(name)]);
  }

  #readOf(
    posture: NonNullable<BucketRow['posture']>,
    reading: Reading,
    looks: Map<string, BucketLook>,
    changed: Set<string>,
  ): void {
    const { name, region } = posture.facts;
    const before = this.#rows.get(name);
    const isAgain = reading.read.has(name);
    reading.read.add(name);
    if (posture.results.some(({ outcome }) => outcome.kind === 'unknown')) reading.unknown.add(name);
    else reading.unknown.delete(name);
    this.#rows.set(name, {
      name,
      region: region ?? before?.region,
      posture,
      readAt: isAgain ? before?.readAt : this.#ports.now(),
      before: isAgain ? before?.before : earlierOf(before, posture.facts),
      old: false,
    });
    changed.add(name);
    const { identity } = this.#state;
    if (identity !== undefined) looks.set(bucketPlace(name), lookOf(posture.results, identity));
  }

  #accountRead(facts: AccountFacts, results: readonly CheckResult[], looks: Map<string, BucketLook>): void {
    this.#state = { ...this.#state, account: { facts, results } };
    looks.set(accountPlace(facts.identity.accountId), lookOf(results, facts.identity));
  }

  /** Judged here, with what is known of the other buckets: the reader has seen this one alone. */
  #singleRead(facts: AccountFacts, reading: Reading, looks: Map<string, BucketLook>, changed: Set<string>): void {
    const before = this.#state.account?.facts;
    const account = before === undefined ? facts : withEarlier(facts, before);
    if (reading.facts !== undefined) {
      const bucket = reading.facts;
      const known = new Map(factsOf(this.#rows)).set(bucket.name, bucket);
      const siblings = { buckets: known, complete: this.#isComplete() };
      const results = this.#ports.judges.judgeBucket(bucket, account, reading.options, siblings);
      this.#readOf({ kind: 'read', facts: bucket, results, calls: 0 }, reading, looks, changed);
    }
    const results = this.#ports.judges.judgeAccount(account, factsOf(this.#rows), reading.options);
    this.#accountRead(account, results, looks);
  }

  /** @returns what is to be done next */
  #ended(reading: Reading, end: ReadingEnd): { readonly judgeAll: boolean; readonly another: boolean } {
    if (reading.bucket !== undefined) {
      const another = reading.abort.signal.reason === OTHER_ACCOUNT;
      const { bucket } = reading;
      const bucketFailure = end.failure === undefined ? undefined : { bucket, failure: end.failure };
      this.#set({ reading: undefined, bucketFailure }, another ? undefined : new Set([bucket]));
      return { judgeAll: end.status !== 'failed' && end.status !== 'cancelled', another };
    }
    const { status, failure, notRead, startedAt, calls } = end;
    const outcome = { status, failure, notRead, gone: reading.gone, startedAt, endedAt: this.#ports.now(), calls };
    this.#set({ reading: undefined, outcome }, undefined);
    return { judgeAll: false, another: false };
  }

  /** What was read of one bucket may change what is said of others: logs go from one to the other. */
  async #judgeAgain(options: PostureRunOptions): Promise<void> {
    const { account, identity } = this.#state;
    if (account === undefined || identity === undefined) return;
    const { judges, findings } = this.#ports;
    const siblings = { buckets: factsOf(this.#rows), complete: this.#isComplete() };
    const breaths = new Breaths();
    for (const name of [...this.#rows.keys()]) {
      await breaths.take();
      // Another reading knows better, and another account has other rows.
      if (this.#reading !== undefined || this.#state.account !== account) return;
      const row = this.#rows.get(name);
      if (row?.posture === undefined) continue;
      const results = judges.judgeBucket(row.posture.facts, account.facts, options, siblings);
      if (isDeepStrictEqual(results, row.posture.results)) continue;
      this.#rows.set(name, { ...row, posture: { ...row.posture, results } });
      findings.apply(new Map([[bucketPlace(name), lookOf(results, identity)]]));
      this.#set({}, new Set([name]));
    }
  }

  /** Every bucket of the account is known. */
  #isComplete(): boolean {
    return (
      this.#state.account?.facts.buckets.kind === 'known' &&
      [...this.#rows.values()].every(({ posture }) => posture !== undefined)
    );
  }

  #showSample(): void {
    const { account, buckets } = this.#ports.sample();
    const options = optionsOf({ kind: 'sample' }, undefined, this.#ports.settings());
    const startedAt = this.#ports.now();
    const known = new Map(buckets.map((bucket) => [bucket.name, bucket]));
    const { judges, findings } = this.#ports;
    const looks = new Map<string, BucketLook>();
    for (const facts of buckets) {
      const results = judges.judgeBucket(facts, account, options, { buckets: known, complete: true });
      const posture = { kind: 'read' as const, facts, results, calls: 0 };
      const { name, region } = facts;
      this.#rows.set(name, { name, region, posture, readAt: startedAt, before: undefined, old: false });
      looks.set(bucketPlace(name), lookOf(results, account.identity));
    }
    const results = judges.judgeAccount(account, known, options);
    looks.set(accountPlace(account.identity.accountId), lookOf(results, account.identity));
    findings.apply(looks);
    const unsure = [...results, ...[...this.#rows.values()].flatMap(({ posture }) => posture?.results ?? [])].some(
      ({ outcome }) => outcome.kind === 'unknown',
    );
    const status = unsure ? 'partial' : 'complete';
    const end = { failure: undefined, notRead: [], gone: [], startedAt, endedAt: startedAt, calls: 0 };
    this.#set(
      { identity: account.identity, account: { facts: account, results }, outcome: { status, ...end } },
      undefined,
    );
  }

  #set(part: Partial<AccountState>, rows: ReadonlySet<string> | undefined): void {
    this.#state = { ...this.#state, ...part };
    this.#changed.fire({ rows });
  }
}

const NO_ROWS: ReadonlySet<string> = new Set();
const OTHER_ACCOUNT: Pick<RunFailure, 'message'> = { message: 'The profile leads to another account now.' };

function factsOf(rows: ReadonlyMap<string, BucketRow>): Map<string, BucketFacts> {
  return new Map(
    [...rows].flatMap(([name, { posture }]) => (posture === undefined ? [] : [[name, posture.facts] as const])),
  );
}

/** What was read before, as long as it was something else; what is the same keeps the difference before it. */
function earlierOf(row: BucketRow | undefined, facts: BucketFacts): BucketRow['before'] {
  if (row?.posture === undefined || row.readAt === undefined) return undefined;
  if (isDeepStrictEqual(row.posture.facts, facts)) return row.before;
  return { facts: row.posture.facts, readAt: row.readAt };
}
