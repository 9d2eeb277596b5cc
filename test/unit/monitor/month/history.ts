// A month of changes of an account, and how they arrive.
import type { Random } from '../../../support/random.ts';
import { aChange } from '../events/sampleEvents.ts';
import { CHECKS, type AccountModel, type State } from './accountModel.ts';
import type { VirtualClock } from './virtualClock.ts';

const MINUTE_MS = 60_000;
export const DAY_MS = 1_440 * MINUTE_MS;

/** One check of one bucket became another. */
export interface Turn {
  readonly bucket: string;
  readonly check: string;
  readonly fails: boolean;
  readonly at: number;
  /** When its event arrived; undefined: it was lost. */
  readonly arrived: number | undefined;
}

export interface Told {
  readonly id: string;
  readonly at: number;
  readonly arrived: number;
}

interface HistoryOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: AccountModel;
  readonly arrive: (event: unknown) => void;
}

export class History {
  readonly turns: Turn[] = [];
  readonly told: Told[] = [];
  readonly counts = { changes: 0, lost: 0, late: 0, twice: 0, created: 0, deleted: 0 };
  readonly #options: HistoryOptions;
  readonly #names: string[] = [];
  #made = 0;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** Some fail from the start. */
  begin(buckets: number): void {
    const { account, random } = this.#options;
    for (let made = 0; made < buckets; made += 1) {
      const name = this.#newName();
      account.set(name, new Set(random.next() < 0.1 ? [random.pick(CHECKS)] : []));
    }
  }

  /** Most of them spread over the day, some all at once, and some of one bucket right after each other. */
  planDay(start: number, changes: number): void {
    const { clock, random } = this.#options;
    const burst = start + random.below(DAY_MS);
    for (let count = 0; count < changes; count += 1) {
      const isBurst = count < changes / 5;
      const at = isBurst ? burst + random.below(MINUTE_MS) : start + random.below(DAY_MS);
      clock.at(at, () => this.#change());
    }
  }

  #change(): void {
    const { random, account, clock } = this.#options;
    const kind = random.next();
    if (kind < 0.03) {
      const name = this.#newName();
      this.counts.created += 1;
      this.#becomes(name, new Set([random.pick(CHECKS)]), 'CreateBucket');
      return;
    }
    const at = random.below(this.#names.length);
    const bucket = this.#names[at] ?? '';
    const state = account.stateAt(bucket, clock.time) ?? new Set();
    if (kind < 0.05) {
      this.#names.splice(at, 1);
      this.counts.deleted += 1;
      this.#becomes(bucket, undefined, 'DeleteBucket');
      return;
    }
    if (kind < 0.1) {
      this.#becomes(bucket, state, 'PutBucketPolicy');
      return;
    }
    const check = random.pick(CHECKS);
    const turned = (from: ReadonlySet<string>): Set<string> => new Set(differing(from, new Set([check])));
    this.#becomes(bucket, turned(state), 'PutBucketPolicy');
    // Somebody tries, and takes it back or does it again.
    if (kind > 0.97) clock.at(clock.time + random.below(MINUTE_MS), () => this.#again(bucket, turned));
  }

  #again(bucket: string, turned: (from: ReadonlySet<string>) => Set<string>): void {
    const state = this.#options.account.stateAt(bucket, this.#options.clock.time);
    if (state !== undefined) this.#becomes(bucket, turned(state), 'PutBucketPolicy');
  }

  #becomes(bucket: string, state: State, name: string): void {
    const { account, clock, random, arrive } = this.#options;
    const { time } = clock;
    const before = account.stateAt(bucket, time) ?? new Set<string>();
    account.set(bucket, state);
    const id = `e${++this.counts.changes}`;
    const event = aChange({ bucket, id, name, at: new Date(time).toISOString() });
    const arrived = random.next() < 0.003 ? undefined : time + this.#delay();
    if (arrived === undefined) this.counts.lost += 1;
    else {
      this.told.push({ id, at: time, arrived });
      clock.at(arrived, () => arrive(event));
      if (random.next() < 0.03) {
        this.counts.twice += 1;
        clock.at(arrived + random.below(10 * MINUTE_MS), () => arrive(event));
      }
    }
    // What ends with its bucket is gone, not repaired.
    if (state === undefined) {
      this.turns.push(...[...before].map((check) => ({ bucket, check, fails: false, at: time, arrived: undefined })));
      return;
    }
    for (const check of differing(state, before)) {
      this.turns.push({ bucket, check, fails: state.has(check), at: time, arrived });
    }
  }

  /** CloudTrail is mostly quick, and promises nothing. */
  #delay(): number {
    const { random } = this.#options;
    const luck = random.next();
    if (luck < 0.9) return 5_000 + random.below(85_000);
    if (luck < 0.99) return 90_000 + random.below(210_000);
    this.counts.late += 1;
    return random.below(120 * MINUTE_MS);
  }

  #newName(): string {
    const name = `bucket-${String(this.#made++).padStart(5, '0')}`;
    this.#names.push(name);
    return name;
  }
}

/** What is in one of them alone. */
function differing(a: ReadonlySet<string>, b: ReadonlySet<string>): readonly string[] {
  return [...new Set([...a, ...b])].filter((one) => a.has(one) !== b.has(one));
}
