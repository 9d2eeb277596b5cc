import type { Disposable } from '../findings/events.ts';
import type { ReasonKind } from '../findings/outcome.ts';
import type { Dialogs } from './ports.ts';
import type { ScanJobs } from './scanJobs.ts';

/**
 * Causes that deserve a notification, since only the person can do something about them. Everything
 * else is in the status bar and the log.
 */
const WORTH_A_NOTICE: ReadonlySet<ReasonKind> = new Set([
  'key-refused',
  'quota',
  'daily-limit',
  'model-gone',
  'engine-crashed',
  'network',
]);

/** One notification per cause; a cause may speak again after a scan that went well. */
export class Notices implements Disposable {
  readonly #said = new Set<ReasonKind>();
  readonly #subscription: Disposable;

  constructor(jobs: Pick<ScanJobs, 'onDidFinish'>, dialogs: Pick<Dialogs, 'notify'>) {
    this.#subscription = jobs.onDidFinish(({ outcome }) => {
      if (outcome.status === 'complete' && outcome.receipt.engines.includes('gemini')) this.#said.clear();
      for (const reason of outcome.reasons) {
        if (!WORTH_A_NOTICE.has(reason.kind) || this.#said.has(reason.kind)) continue;
        this.#said.add(reason.kind);
        dialogs.notify(reason);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
