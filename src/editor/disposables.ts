interface Owned {
  dispose(): unknown;
}

/** Owns what has to be ended. What arrives after the end is ended at once, so that nothing outlives its owner. */
export class Disposables {
  readonly #owned: Owned[] = [];
  #ended = false;

  /** @returns what was given */
  add<T extends Owned>(part: T): T {
    if (this.#ended) void part.dispose();
    else this.#owned.push(part);
    return part;
  }

  /** Ends everything in the opposite order, and waits for those that take their time. */
  async dispose(): Promise<void> {
    this.#ended = true;
    for (const part of this.#owned.splice(0).reverse()) await part.dispose();
  }
}
