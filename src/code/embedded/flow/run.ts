import type { LanguageApi } from '../api/languageApi.ts';
import type { ModuleIr } from '../ir.ts';
import type { Rule } from '../rules/rule.ts';
import type { Limits } from './analysis.ts';
import { Analysis, LimitReached } from './analysis.ts';
import { Environment } from './environment.ts';
import { Frame } from './frame.ts';
import { finishPending } from './functions.ts';
import { runStatements } from './statements.ts';

/** Follows the values of a file from its first statement on, and then through every function of it. */
export function runAnalysis(
  module: ModuleIr,
  options: { api: LanguageApi; rules: readonly Rule[]; shownText: string; limits?: Limits },
): Analysis {
  const analysis = new Analysis(options);
  const frame = new Frame({});
  try {
    runStatements(analysis, frame, module.body);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    analysis.abandoned.push({ start: module.start, end: module.end });
    analysis.depth = 0;
  }
  frame.exit = frame.env ?? frame.exit ?? new Environment();
  finishPending(analysis, frame);
  return analysis;
}
