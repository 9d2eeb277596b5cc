/** In milliseconds. Others wait for this thread: an editor must not be held up for longer than 20 ms. */
const LONGEST_STRETCH = 8;

/** For long loops that have nothing to wait for: lets others run now and then. */
export class Breaths {
  #since = performance.now();

  /** Resolves at once, or after everything that is due has had its turn. */
  async take(): Promise<void> {
    if (performance.now() - this.#since < LONGEST_STRETCH) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
