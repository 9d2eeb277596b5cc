import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How a suite ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Where a suite writes its counts, if somebody wants them. */
export const COUNTS_VARIABLE = 'PALISADE_TEST_COUNTS';

export function writeCounts(counts: Counts): void {
  const path = process.env[COUNTS_VARIABLE];
  if (path === undefined || path === '') return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(counts));
}

/** `undefined` when the suite wrote none, because it did not come to its end. */
export function readCounts(path: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Counts;
  } catch {
    return undefined;
  }
}
