import type { PostureEvent } from '../s3/posture.ts';
import type { Output } from './ports.ts';
import { printable } from './printable.ts';
import { ERASE_LINE, fitted } from './progress.ts';

/** Says on a terminal, in one line that is rewritten, how far the reading of an account is; elsewhere nothing. */
export class S3Progress {
  readonly #output: Output;
  /** A bucket is told of again when others change what is said of it. */
  readonly #done = new Set<string>();
  #total = 0;
  #isShown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  told(event: PostureEvent): void {
    switch (event.kind) {
      case 'identity':
        this.#paint(`Reading account ${event.identity.accountId}`);
        break;
      case 'listed':
        this.#total = event.buckets.length;
        this.#paint(`Reading ${this.#total} buckets`);
        break;
      case 'bucket': {
        const { posture } = event;
        const name = posture.kind === 'read' ? posture.facts.name : posture.name;
        this.#done.add(name);
        this.#paint(`Read ${this.#done.size} of ${this.#total} buckets: ${name}`);
        break;
      }
      case 'account':
        this.#paint('Judged the account');
        break;
    }
  }

  clear(): void {
    if (!this.#isShown) return;
    this.#output.write(ERASE_LINE);
    this.#isShown = false;
  }

  #paint(line: string): void {
    if (!this.#output.isTerminal) return;
    this.clear();
    this.#output.write(fitted(printable(line), (this.#output.columns ?? 80) - 1));
    this.#isShown = true;
  }
}
