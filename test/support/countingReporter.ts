import Mocha from 'mocha';
import { writeCounts } from './counts.ts';

/** Mocha's usual report; and the counts, for the summary of `npm test`. A failed hook counts as a failure. */
export class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => writeCounts({ passed: this.stats.passes, failed: this.stats.failures }));
  }
}

// Mocha loads a reporter with require(), which takes this name for what the module is.
export { CountingReporter as 'module.exports' };
