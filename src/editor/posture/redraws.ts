import type { Timers } from '../../gemini/timers.ts';

export interface RedrawPorts extends Pick<Timers, 'startTimer'> {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Draws at once where the last time is long enough ago, and else once for everything that comes meanwhile. */
export class Redraws {
  readonly #ports: RedrawPorts;
  readonly #draw: () => void;
  readonly #interval: () => number;
  #stop: (() => void) | undefined;
  #drawnAt = -Infinity;

  /** @param interval milliseconds from one drawing to the next */
  constructor(ports: RedrawPorts, interval: () => number, draw: () => void) {
    this.#ports = ports;
    this.#interval = interval;
    this.#draw = draw;
  }

  dispose(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  request(): void {
    if (this.#stop !== undefined) return;
    const since = this.#ports.now() - this.#drawnAt;
    const interval = this.#interval();
    // A clock that was set back must not stop the view.
    if (since >= interval || since < 0) this.now();
    else this.after(interval - since);
  }

  /** Draws whatever the time since the last drawing. */
  now(): void {
    this.dispose();
    this.#drawnAt = this.#ports.now();
    this.#draw();
  }

  /** Draws after so many milliseconds, unless something draws before. */
  after(ms: number): void {
    this.dispose();
    this.#stop = this.#ports.startTimer(ms, () => this.now());
  }
}
