/** Since Node 22.19, which @types/node for 20 does not know. Microseconds of this thread. */
interface ThreadTimes {
  threadCpuUsage?(): { readonly user: number; readonly system: number };
}

/** Watches how long this thread is busy at a stretch, and what is due has to wait. Milliseconds. */
export class BlockMeter {
  /** On the clock: on a busy machine most of it is waiting for a processor. */
  longest = 0;
  /** At work. NaN where that cannot be told. */
  longestAtWork = 0;
  #timer: NodeJS.Timeout;
  #at = performance.now();
  #work = workOfThisThread();

  constructor() {
    this.#timer = setTimeout(() => this.#tick(), 1);
  }

  stop(): void {
    this.#note();
    clearTimeout(this.#timer);
  }

  #tick(): void {
    this.#note();
    this.#timer = setTimeout(() => this.#tick(), 1);
  }

  #note(): void {
    const at = performance.now();
    const work = workOfThisThread();
    this.longest = Math.max(this.longest, at - this.#at - 1);
    this.longestAtWork = Math.max(this.longestAtWork, work - this.#work);
    this.#at = at;
    this.#work = work;
  }
}

function workOfThisThread(): number {
  const times = (process as ThreadTimes).threadCpuUsage?.();
  return times === undefined ? NaN : (times.user + times.system) / 1000;
}
