import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';
import { CountingReporter } from '../support/countingReporter.ts';

export interface SuiteFile {
  readonly path: string;
  /** Evaluates the file, which calls describe(). */
  readonly load: () => Promise<unknown>;
}

/** The report goes to this file: the extension host has no terminal. */
export const REPORT_VARIABLE = 'PALISADE_TEST_REPORT';

const TIMEOUT_MS = 20_000;

/**
 * Runs in the extension host.
 *
 * @throws when a test failed, or when there was none
 */
export async function runSuites(files: readonly SuiteFile[]): Promise<void> {
  const report = process.env[REPORT_VARIABLE];
  if (report === undefined) throw new Error(`${REPORT_VARIABLE} is not set`);
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => appendFileSync(report, `${format(...parts)}\n`);
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: TIMEOUT_MS,
    reporter: CountingReporter,
    forbidOnly: true,
    forbidPending: true,
  });
  for (const { path, load } of files) {
    mocha.suite.emit('pre-require', globalThis, path, mocha);
    await load();
  }
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      if (failures > 0) reject(new Error(`${failures} failed`));
      else if (runner.stats?.passes === 0) reject(new Error('no test ran'));
      else resolve();
    });
  });
}
