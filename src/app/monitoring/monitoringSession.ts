import { type Disposable, Emitter } from '../../findings/events.ts';
import type { MonitorAround, MonitorFailure, MonitorTarget, Outcome, RunList } from '../../monitor/monitorBundle.ts';
import type { Timers } from '../../gemini/timers.ts';
import type { Log, MachineMemory } from '../ports.ts';
import { type Exposure, Exposures, type IsIgnored } from './exposures.ts';
import type { MonitorService, ReportDigest, Since } from './monitorProtocol.ts';
import { isSameTarget, type MonitoringState, NOTHING_MONITORED } from './monitoringState.ts';
import { isCut, laterThan, type Seen, seenIn, SeenRuns, watcherKey } from './seenRuns.ts';

export interface MonitoringSettings {
  /** How often runs are listed while the view is seen, in milliseconds; undefined: only when somebody asks. */
  readonly pollMs: number | undefined;
  /** New critical and high exposures are said in a notification. */
  readonly notify: boolean;
}

export interface MonitoringPorts extends Timers {
  readonly monitor: MonitorService;
  /** Undefined: no account is chosen. */
  readonly target: () => MonitorTarget | undefined;
  readonly settings: () => MonitoringSettings;
  readonly credentials: () => MonitorAround['credentials'];
  readonly memory: MachineMemory;
  readonly isTrusted: () => boolean;
  readonly isIgnored: IsIgnored;
  /** Resolves when what is to be ignored is known. */
  readonly ignoresReady: () => Promise<void>;
  readonly announce: (exposures: readonly Exposure[]) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** How many runs of each kind are listed. */
const MOST_RUNS = 10;
/** And where more than these came since a person looked: none of them may go unsaid. */
const MOST_AFTER_A_BURST = 100;
/** How often it is asked whether a run that was started here has reported. */
const FIRST_ASK_MS = 2_500;
const ASK_MS = 10_000;
/** Longer than a function can take, with what is started again after a failure. */
const GIVE_UP_MS = 35 * 60_000;

export type RunEnd = 'reported' | 'unfinished' | 'unreadable' | 'not-awaited' | 'not-seen';

/**
 * The watcher that is looked at: that of the account which the S3 Posture view has chosen. Nothing is read before the
 * view is seen or somebody asks, and nothing on its own while it is not seen.
 */
export class MonitoringSession implements Disposable {
  readonly #ports: MonitoringPorts;
  readonly #seen: SeenRuns;
  readonly #changed = new Emitter<undefined>();
  #exposures = new Exposures();
  #state: MonitoringState = NOTHING_MONITORED;
  #abort = new AbortController();
  #underWay: Promise<void> | undefined;
  #isVisible = false;
  #isDisposed = false;
  #stopPoll: (() => void) | undefined;
  /** What was seen before this visit, of the watcher of that key. */
  #base: { readonly watcher: string; readonly seen: Seen | undefined } | undefined;
  #sinceOf = '';

  readonly onDidChange = this.#changed.event;

  constructor(ports: MonitoringPorts) {
    this.#ports = ports;
    this.#seen = new SeenRuns(ports.memory);
    this.#state = { ...NOTHING_MONITORED, target: ports.target() };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#abort.abort();
    this.#stopPoll?.();
    this.#changed.dispose();
  }

  get state(): MonitoringState {
    return this.#state;
  }

  /** Another account may have been chosen, or another stack be set. Nothing of the one before is left then. */
  lookAtTarget(): void {
    const target = this.#ports.target();
    if (isSameTarget(target, this.#state.target)) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#underWay = undefined;
    this.#base = undefined;
    this.#sinceOf = '';
    this.#exposures = new Exposures();
    this.#set({ ...NOTHING_MONITORED, target });
    if (this.#isVisible) void this.refresh();
  }

  /** The view is before the person's eyes, or is not any more. */
  visibleIs(visible: boolean): void {
    if (visible === this.#isVisible || this.#isDisposed) return;
    this.#isVisible = visible;
    this.#stopPoll?.();
    this.#stopPoll = undefined;
    if (!visible) {
      // The next visit starts with what was seen in this one.
      this.#base = undefined;
      return;
    }
    this.lookAtTarget();
    const { listedAt } = this.#state;
    const { pollMs } = this.#ports.settings();
    if (listedAt === undefined || (pollMs !== undefined && this.#ports.now() - listedAt >= pollMs)) void this.refresh();
    else this.#schedule();
  }

  /** The workspace is trusted from now on: what the view waited for is asked. */
  trustGranted(): void {
    if (this.#isVisible) void this.refresh();
  }

  /** The settings may be others. */
  settingsChanged(): void {
    this.lookAtTarget();
    if (this.#isVisible) this.#schedule();
    this.#changed.fire(undefined);
  }

  /** Lists the runs. Resolves when that has ended; one that is under way is not started again. */
  refresh(by: 'person' | 'poll' = 'person'): Promise<void> {
    this.#stopPoll?.();
    this.#stopPoll = undefined;
    this.#underWay ??= this.#refresh(by);
    return this.#underWay;
  }

  /** What a run has to say. Undefined while its account is chosen no more. */
  async digest(stream: string): Promise<Outcome<ReportDigest>> {
    const known = this.#state.digests.get(stream);
    if (known !== undefined) return { kind: 'done', value: known };
    const { target } = this.#state;
    if (target === undefined || !this.#ports.isTrusted()) return notChosen();
    const { signal } = this.#abort;
    const outcome = await this.#ports.monitor.digest(target, stream, this.around(signal));
    if (outcome.kind === 'done' && !signal.aborted) {
      this.#set({ digests: new Map(this.#state.digests).set(stream, outcome.value) });
    }
    return outcome;
  }

  /**
   * Waits for the report of a run that was started. Asks every few seconds, for a person is waiting.
   *
   * @param signal not to wait any longer; the run goes on
   */
  async awaitRun(stream: string, signal: AbortSignal, tell: (seconds: number) => void): Promise<RunEnd> {
    const { now } = this.#ports;
    const startedAt = now();
    const { signal: ended } = this.#abort;
    this.#set({ started: { stream, at: startedAt } });
    const both = AbortSignal.any([signal, ended]);
    try {
      let pause = FIRST_ASK_MS;
      while (now() - startedAt < GIVE_UP_MS) {
        await this.#ports.delay(pause, both);
        pause = Math.min(ASK_MS, 2 * pause);
        if (both.aborted) return 'not-awaited';
        tell(Math.round((now() - startedAt) / 1000));
        await this.refresh('poll');
        const run = this.#state.list?.runs.find((one) => one.stream === stream);
        if (run?.state.kind === 'reported') return 'reported';
        if (run?.state.kind === 'unfinished' || run?.state.kind === 'unreadable') return run.state.kind;
        // Nothing is left that could report.
        if (isOver(this.#state.failure)) return 'not-seen';
      }
      return 'not-seen';
    } finally {
      if (this.#state.started?.stream === stream && !ended.aborted) this.#set({ started: undefined });
    }
  }

  /** @param by a poll asks nobody for a code */
  around(signal: AbortSignal, tell: (line: string) => void = () => undefined, by = 'person'): MonitorAround {
    const { awsExecutable, mfaCode } = this.#ports.credentials();
    return { credentials: { awsExecutable, ...(by === 'person' ? { mfaCode } : {}) }, tell, signal };
  }

  async #refresh(by: 'person' | 'poll'): Promise<void> {
    const { isTrusted, now, log } = this.#ports;
    const { signal } = this.#abort;
    try {
      // Not now: whoever asks has to get the promise first.
      await Promise.resolve();
      const { target } = this.#state;
      if (target === undefined || !isTrusted()) return;
      this.#set({ refreshing: true });
      const outcome = await this.#list(target, this.around(signal, undefined, by));
      if (signal.aborted) return;
      if (outcome.kind === 'failed') {
        const { failure } = outcome;
        log.warn(`Monitoring: ${failure.kind}: ${failure.message}`);
        this.#set({
          refreshing: false,
          failure,
          listedAt: now(),
          // What was listed is of a stack that is no more.
          ...(isOver(failure) ? { list: undefined, since: undefined, digests: new Map() } : {}),
        });
        return;
      }
      const before = this.#state.list?.identity;
      const { identity } = outcome.value;
      const isOther = before !== undefined && before.accountId !== identity.accountId;
      const forgotten = isOther ? { digests: new Map(), since: undefined } : {};
      this.#set({
        refreshing: false,
        failure: undefined,
        list: outcome.value,
        listedAt: now(),
        answeredAt: now(),
        ...forgotten,
      });
      await this.#compare(signal, by);
    } finally {
      if (!signal.aborted) {
        this.#underWay = undefined;
        if (this.#state.refreshing) this.#set({ refreshing: false });
        if (this.#isVisible) this.#schedule();
      }
    }
  }

  /** More than usual where more came since a person looked. */
  async #list(target: MonitorTarget, around: MonitorAround): Promise<Outcome<RunList>> {
    const { monitor } = this.#ports;
    const outcome = await monitor.runs(target, MOST_RUNS, around);
    if (outcome.kind === 'failed' || around.signal.aborted) return outcome;
    const watcher = watcherKey(outcome.value.identity, target.stack);
    const seen = this.#base?.watcher === watcher ? this.#base.seen : this.#seen.of(watcher);
    if (seen === undefined || !isCut(outcome.value, MOST_RUNS, seen)) return outcome;
    return monitor.runs(target, MOST_AFTER_A_BURST, around);
  }

  /** With what was seen before this visit, and remembers what is seen in it. */
  async #compare(signal: AbortSignal, by: 'person' | 'poll'): Promise<void> {
    const { list, target } = this.#state;
    if (list === undefined || target === undefined) return;
    const watcher = watcherKey(list.identity, target.stack);
    if (this.#base?.watcher !== watcher) this.#base = { watcher, seen: this.#seen.of(watcher) };
    const { seen } = this.#base;
    const later = seen === undefined ? [] : laterThan(seen, list).map(({ stream }) => stream);
    // What is seen first is no news, but all that comes after it is.
    if (seen === undefined && this.#isVisible) this.#base = { watcher, seen: seenIn(list) };
    if (seen === undefined || later.length === 0) this.#set({ since: undefined });
    else if (this.#sinceOf !== later.join('\n') || this.#state.since === undefined) {
      const outcome = await this.#ports.monitor.since(
        target,
        { seen: seen.streams, later },
        this.around(signal, undefined, by),
      );
      if (signal.aborted) return;
      if (outcome.kind === 'failed') {
        // It is tried again with the next list: nothing counts as seen until then.
        this.#set({ failure: outcome.failure });
        return;
      }
      this.#sinceOf = later.join('\n');
      await this.#came(outcome.value, seen, isCut(list, MOST_AFTER_A_BURST, seen));
      // Another account may have been chosen meanwhile.
      if (this.#abort.signal !== signal) return;
    }
    if (!this.#isVisible) return;
    const before = this.#seen.of(watcher);
    const now = seenIn(list, before);
    if (now !== undefined && JSON.stringify(now) !== JSON.stringify(before)) await this.#seen.set(watcher, now);
  }

  async #came({ changes, digests, unreadable }: Since, seen: Seen, isCutOff: boolean): Promise<void> {
    const { ignoresReady, isIgnored, announce, settings } = this.#ports;
    const reports = digests.size + unreadable.length;
    const notWhole = [...digests.values()].filter(({ status }) => status !== 'complete').length;
    this.#set({
      since: { seenAt: seen.at, reports, changes, unreadable, notWhole, isCutOff },
      digests: new Map([...this.#state.digests, ...digests]),
    });
    await ignoresReady();
    const news = this.#exposures.news(digests, isIgnored);
    if (news.length > 0 && settings().notify) announce(news);
  }

  #schedule(): void {
    this.#stopPoll?.();
    this.#stopPoll = undefined;
    const { settings, now } = this.#ports;
    const { pollMs } = settings();
    const { target, listedAt } = this.#state;
    if (pollMs === undefined || target === undefined) return;
    const wait = Math.max(0, (listedAt ?? now()) + pollMs - now());
    this.#stopPoll = this.#ports.startTimer(wait, () => void this.refresh('poll'));
  }

  #set(part: Partial<MonitoringState>): void {
    this.#state = { ...this.#state, ...part };
    this.#changed.fire(undefined);
  }
}

function isOver(failure: MonitorFailure | undefined): boolean {
  return failure?.kind === 'not-deployed' || failure?.kind === 'report-group-missing';
}

function notChosen(): { readonly kind: 'failed'; readonly failure: MonitorFailure } {
  return { kind: 'failed', failure: { kind: 'input', message: 'No account is chosen.' } };
}
