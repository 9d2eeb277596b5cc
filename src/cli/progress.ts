import type { Output } from './ports.ts';
import { cellsOf, printable } from './printable.ts';

/** A run that is shorter needs no word about its progress. */
const QUIET_MS = 1_000;

export const ERASE_LINE = '\r\u001b[2K';

/**
 * Says on stderr how far a run is: on a terminal in one line that is rewritten, elsewhere in a line now
 * and then, and only once the run has taken longer than a second.
 */
export class Progress {
  readonly #output: Output;
  readonly #total: number;
  readonly #now: () => number;
  readonly #active = new Map<string, string>();
  #done = 0;
  #lastSaid: number;
  #isShown = false;

  /** @param now milliseconds since the epoch */
  constructor(output: Output, total: number, now: () => number) {
    this.#output = output;
    this.#total = total;
    this.#now = now;
    this.#lastSaid = now();
  }

  /** @param stage in words, e.g. "waiting for Gemini" */
  stage(path: string, stage: string): void {
    this.#active.set(path, stage);
    this.#paint();
  }

  finished(path: string): void {
    this.#active.delete(path);
    this.#done++;
    this.#paint();
    if (this.#output.isTerminal || this.#now() - this.#lastSaid < QUIET_MS) return;
    this.#lastSaid = this.#now();
    this.#output.write(`palisade: ${this.#done} of ${this.#total} files scanned\n`);
  }

  /** Takes the line away, so that something else can be written. It comes back with the next change. */
  clear(): void {
    if (!this.#isShown) return;
    this.#output.write(ERASE_LINE);
    this.#isShown = false;
  }

  #paint(): void {
    if (!this.#output.isTerminal) return;
    this.clear();
    const [latest] = [...this.#active].slice(-1);
    if (!latest) return;
    const line = `Scanning ${this.#done + 1} of ${this.#total}: ${printable(latest[0])} (${latest[1]})`;
    this.#output.write(fitted(line, (this.#output.columns ?? 80) - 1));
    this.#isShown = true;
  }
}

/** A line that wrapped could not be rewritten. */
export function fitted(line: string, width: number): string {
  let used = 0;
  let kept = '';
  for (const cell of cellsOf(line)) {
    used += cell.width;
    if (used > width) break;
    kept += cell.shown;
  }
  return kept;
}
