import { setImmediate as nextTurn } from 'node:timers/promises';

/** Shorter than what a person notices in an editor, with room for what comes on top. */
const SLICE_MS = 8;

/** Lets a long piece of work give way to everything else. */
export class Slices {
  #since = performance.now();

  /** Await it between small steps: waits for the next turn of the event loop when the slice is used up. */
  async pause(): Promise<void> {
    if (performance.now() - this.#since < SLICE_MS) return;
    await nextTurn();
    this.#since = performance.now();
  }
}
