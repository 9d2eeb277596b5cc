import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where tests write the figures that `npm test` repeats at its end, if somebody wants them. */
export const FIGURES_VARIABLE = 'PALISADE_TEST_FIGURES';

/**
 * Says in the output of the test how much was looked at, e.g. `reportFigure('fuzz: files, python', 5000)`, and
 * again at the end of `npm test`. What is reported under one name more than once is added up.
 */
export function reportFigure(name: string, value: number): void {
  console.log(`      ${name}: ${value}`);
  const path = process.env[FIGURES_VARIABLE];
  if (path === undefined || path === '') return;
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${JSON.stringify({ name, value })}\n`);
}

/** By name, in the order in which they were first reported; empty when there were none. */
export function readFigures(path: string): ReadonlyMap<string, number> {
  const figures = new Map<string, number>();
  for (const line of linesOf(path)) {
    const { name, value } = JSON.parse(line) as { name: string; value: number };
    figures.set(name, (figures.get(name) ?? 0) + value);
  }
  return figures;
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
