// Time that passes when nobody has anything left to do at this moment: a month takes seconds.
import type { Timers } from '../../../../src/gemini/timers.ts';

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

export class VirtualClock implements Timers {
  /** Milliseconds since the epoch. */
  time: number;
  /** A heap: the earliest first, and of the same moment the one that was there first. */
  readonly #waiting: Waiting[] = [];
  readonly #stopped = new WeakSet<Waiting>();
  #order = 0;

  constructor(time: number) {
    this.time = time;
  }

  readonly now = (): number => this.time;

  at(time: number, fire: () => void): () => void {
    const waiting = { at: Math.max(time, this.time), order: this.#order++, fire };
    this.#waiting.push(waiting);
    this.#rise(this.#waiting.length - 1);
    return () => this.#stopped.add(waiting);
  }

  delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.time + ms, resolve));
  }

  startTimer(ms: number, fire: () => void): () => void {
    return this.at(this.time + ms, fire);
  }

  /** Until nothing is waited for any more before `end`. */
  async run(end: number): Promise<void> {
    for (;;) {
      // All that follows from what happened is done before time goes on.
      await new Promise(setImmediate);
      const next = this.#waiting[0];
      if (next === undefined || next.at > end) break;
      this.#take();
      if (this.#stopped.has(next)) continue;
      this.time = next.at;
      next.fire();
    }
    this.time = end;
  }

  #rise(from: number): void {
    const heap = this.#waiting;
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!isBefore(heap[at], heap[parent])) return;
      swap(heap, at, parent);
      at = parent;
    }
  }

  #take(): void {
    const heap = this.#waiting;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = isBefore(heap[right], heap[left]) ? right : left;
      if (!isBefore(heap[child], heap[at])) return;
      swap(heap, at, child);
      at = child;
    }
  }
}

function isBefore(a: Waiting | undefined, b: Waiting | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap(heap: Waiting[], a: number, b: number): void {
  const [one, other] = [heap[a], heap[b]];
  if (one === undefined || other === undefined) return;
  heap[a] = other;
  heap[b] = one;
}
