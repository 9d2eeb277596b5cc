// How many calls are under way at once, over all buckets and regions: fewer while AWS asks to slow down.
import pLimit, { type LimitFunction } from 'p-limit';

const LEAST = 4;

export class Pace {
  readonly #most: number;
  readonly #limit: LimitFunction;
  /** Calls that ended since the last change: one burst of refusals counts once. */
  #ended = 0;

  constructor(most: number) {
    this.#most = Math.max(1, most);
    this.#limit = pLimit(this.#most);
  }

  /** Calls that may be under way now. */
  get width(): number {
    return this.#limit.concurrency;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#limit(work);
  }

  /** A call ended. `slow`: AWS asked to slow down, or it had to be tried again. */
  ended(slow: boolean): void {
    this.#ended += 1;
    if (this.#ended < this.width) return;
    if (slow) this.#set(Math.max(Math.min(LEAST, this.#most), Math.floor(this.width / 2)));
    else if (this.width < this.#most) this.#set(this.width + 1);
  }

  #set(width: number): void {
    this.#limit.concurrency = width;
    this.#ended = 0;
  }
}
