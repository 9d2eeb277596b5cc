import { readFileSync } from 'node:fs';

/** Where a timed extension writes a line for each of its starts. */
export const STARTS_VARIABLE = 'PALISADE_BENCH_STARTS';

/** Milliseconds. */
export interface Start {
  /** Reading and evaluating the main bundle. */
  readonly load: number;
  readonly activate: number;
}

export function startsIn(path: string): readonly Start[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Start);
}
