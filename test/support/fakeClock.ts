import type { Clock } from '../../src/app/ports.ts';

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  #now: number;
  readonly #waiting = new Set<{ at: number; wake: () => void }>();

  constructor(now = Date.UTC(2026, 0, 15, 12)) {
    this.#now = now;
  }

  now = (): number => this.#now;

  delay = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const sleeper = {
        at: this.#now + ms,
        wake: () => {
          this.#waiting.delete(sleeper);
          resolve();
        },
      };
      this.#waiting.add(sleeper);
      signal.addEventListener('abort', sleeper.wake);
    });

  /** How many are waiting for time to pass. */
  get sleepers(): number {
    return this.#waiting.size;
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const sleeper of [...this.#waiting]) if (sleeper.at <= this.#now) sleeper.wake();
  }
}
