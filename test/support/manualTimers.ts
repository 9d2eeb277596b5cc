import type { Timers } from '../../src/gemini/timers.ts';

/** Time that passes only when a test says so. Waits end at once and move the clock on. */
export class ManualTimers implements Timers {
  /** Milliseconds since the epoch. */
  time: number;
  /** Every wait that was asked for, in milliseconds. */
  readonly waits: number[] = [];
  /** Called when a wait begins, before it ends. */
  onWait: () => void = () => undefined;
  readonly #running = new Map<number, () => void>();
  #next = 0;

  constructor(time = Date.UTC(2026, 10, 20, 12)) {
    this.time = time;
  }

  readonly now = (): number => this.time;

  delay(ms: number): Promise<void> {
    this.waits.push(ms);
    this.time += ms;
    this.onWait();
    return Promise.resolve();
  }

  startTimer(_ms: number, fire: () => void): () => void {
    const id = this.#next++;
    this.#running.set(id, fire);
    return () => this.#running.delete(id);
  }

  /** How many timers have neither fired nor been stopped. */
  get running(): number {
    return this.#running.size;
  }

  /** Lets every running timer fire, as if its time had come. */
  fireAll(): void {
    for (const [id, fire] of [...this.#running]) {
      this.#running.delete(id);
      fire();
    }
  }
}
