// npm test: builds, runs all suites, and says how many tests ran where, and how much they looked at.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { COUNTS_VARIABLE, readCounts, type Counts } from './support/counts.ts';
import { FIGURES_VARIABLE, readFigures } from './support/figures.ts';
import { repository } from './support/repository.ts';
import { packageVsix, VSIX_VARIABLE } from './support/vsix.ts';

interface Suite {
  /** Where its tests run, for a person. */
  readonly place: string;
  /** Arguments for node. */
  readonly command: readonly string[];
}

interface Result extends Counts {
  readonly place: string;
  readonly note: string;
}

const require = createRequire(import.meta.url);
const mocha = join(dirname(require.resolve('mocha/package.json')), 'bin', 'mocha.js');

const SUITES: readonly Suite[] = [
  { place: 'in Node', command: [mocha, '--parallel', '--jobs', '2', 'test/unit/**/*.test.ts'] },
  { place: 'in the extension host', command: ['test/editor/run.ts'] },
  { place: 'in the browser', command: [mocha, '--config', 'test/e2e/.mocharc.json', 'test/e2e/**/*.test.ts'] },
];

/** What the tests report: how many rules, samples and fuzzed files there were. */
const FIGURES = join(repository, 'out', 'figures.jsonl');

process.exitCode = await main();

async function main(): Promise<number> {
  const vsix = join(repository, 'out', 'palisade.vsix');
  console.log('Building the VSIX …');
  try {
    await packageVsix(vsix);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log('0 passed, 1 failed');
    return 1;
  }
  await rm(FIGURES, { force: true });
  const results: Result[] = [];
  for (const suite of SUITES) {
    console.log(`\n=== Tests ${suite.place} ===`);
    results.push(await run(suite, vsix));
  }
  console.log('\nLooked at:');
  for (const [name, value] of readFigures(FIGURES)) console.log(`  ${name}: ${value}`);
  console.log('');
  for (const { place, passed, failed, note } of results) {
    console.log(`${passed + failed} ran ${place}: ${passed} passed, ${failed} failed${note}`);
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function run({ place, command }: Suite, vsix: string): Promise<Result> {
  const path = join(repository, 'out', 'counts.json');
  await rm(path, { force: true });
  const env = { ...process.env, [COUNTS_VARIABLE]: path, [FIGURES_VARIABLE]: FIGURES, [VSIX_VARIABLE]: vsix };
  const child = spawn(process.execPath, command, { cwd: repository, stdio: 'inherit', env });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const counts = readCounts(path);
  if (counts === undefined) return { place, passed: 0, failed: 1, note: ' (the suite did not come to its end)' };
  if (counts.passed + counts.failed === 0) return { place, passed: 0, failed: 1, note: ' (no test ran)' };
  // A suite can fail around its tests, e.g. by an error after the last one.
  if (code !== 0 && counts.failed === 0) return { place, ...counts, failed: 1, note: ` (ended with ${String(code)})` };
  return { place, ...counts, note: '' };
}
