import { type Disposable, Emitter } from '../../findings/events.ts';
import { cleanModelText } from '../../findings/modelText.ts';
import type { Clock, Log } from '../ports.ts';
import { type Fix, type FixCheck, type FixPause, type FixSubject, isSameSubject, isWatched, without } from './fix.ts';
import type { FixEntry } from './fixEntry.ts';
import { FixFile, type FixStorage } from './fixFile.ts';

/** What a look says, before it is known how many there were. */
export type NewCheck = Omit<FixCheck, 'checksDone' | 'at'>;

const LONGEST_WHY = 1_000;
const MOST_OPENED = 100;

/** All fixes of the workspace, kept as they change. */
export class FixBook implements Disposable {
  readonly #entries = new Map<string, FixEntry>();
  readonly #file: FixFile;
  readonly #clock: Clock;
  readonly #changed = new Emitter<undefined>();

  readonly onDidChange = this.#changed.event;

  constructor(storage: FixStorage, clock: Clock, log: Log) {
    this.#file = new FixFile(storage, log);
    this.#clock = clock;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** The newest first. */
  fixes(): readonly Fix[] {
    return [...this.#entries.values()].map(({ fix }) => fix).sort((a, b) => b.handedOffAt - a.handedOffAt);
  }

  get(id: string): FixEntry | undefined {
    return this.#entries.get(id);
  }

  /** That somebody waits for, now. */
  watched(kind: FixSubject['kind']): FixEntry[] {
    const now = this.#clock.now();
    return [...this.#entries.values()].filter(({ fix }) => fix.subject.kind === kind && isWatched(fix, now));
  }

  /** The newest one of a finding, whether it is watched or not. */
  of(subject: FixSubject): FixEntry | undefined {
    const fix = this.fixes().find((one) => isSameSubject(one.subject, subject));
    return fix && this.#entries.get(fix.id);
  }

  /** Takes over what is kept, but for what this window knows itself. @returns what is new */
  async restore(): Promise<readonly FixEntry[]> {
    const kept = (await this.#file.read()).filter(({ fix }) => !this.#entries.has(fix.id));
    for (const one of kept) this.#entries.set(one.fix.id, one);
    if (kept.length > 0) this.#changed.fire(undefined);
    return kept;
  }

  /** Puts fixes in place, tells of them once, and keeps them. */
  put(...entries: readonly Omit<FixEntry, 'changedAt'>[]): void {
    if (entries.length === 0) return;
    for (const one of entries) this.#entries.set(one.fix.id, { ...one, changedAt: this.#clock.now() });
    this.#changed.fire(undefined);
    void this.#file.write(() => [...this.#entries.values()]);
  }

  /** Resolves when everything that was put here is kept. */
  saved(): Promise<void> {
    return this.#file.write(() => [...this.#entries.values()]);
  }

  /** Forgets them, here and where they are kept. */
  async clear(): Promise<void> {
    this.#entries.clear();
    this.#changed.fire(undefined);
    await this.#file.clear();
  }

  change(id: string, part: (fix: Fix) => Fix): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const fix = part(entry.fix);
    if (fix !== entry.fix) this.put({ ...entry, fix });
  }

  pause(id: string, pause: FixPause | undefined): void {
    this.change(id, (fix) => {
      if (fix.paused?.why === pause?.why && fix.paused?.command === pause?.command) return fix;
      if (pause === undefined) return without(fix, 'paused');
      return { ...fix, paused: { ...pause, why: cleanModelText(pause.why, LONGEST_WHY, 'one-line') } };
    });
  }

  /** Takes down what a look said. A fix that is stopped, or over, is what it was found to be all the same. */
  record(id: string, check: NewCheck): FixCheck | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#record(entry, check);
  }

  #record(entry: FixEntry, check: NewCheck): FixCheck {
    const now = this.#clock.now();
    const checksDone = (entry.fix.check?.checksDone ?? 0) + 1;
    const done: FixCheck = {
      ...check,
      // Evidence is in it, and what services say: as text of others it is cleaned, and cut so that it can be kept.
      why: cleanModelText(check.why, LONGEST_WHY, 'one-line'),
      opened: check.opened.slice(0, MOST_OPENED),
      at: now,
      checksDone,
    };
    this.put({ ...entry, fix: afterCheck(entry.fix, done) });
    return done;
  }
}

function afterCheck(fix: Fix, check: FixCheck): Fix {
  const { fixedAt } = fix;
  const isFixed = check.outcome === 'fixed';
  const fixed = isFixed ? { fixedAt: fixedAt ?? check.at } : {};
  // What cannot be told after it was fixed is no reason to say that it is back.
  const isBack = fix.status === 'fixed' && (check.outcome === 'still-present' || check.outcome === 'moved');
  return {
    ...without(fix, 'paused', 'fixedAt'),
    status: check.outcome,
    check,
    ...fixed,
    ...(isBack ? { reopenedAt: check.at } : {}),
  };
}
