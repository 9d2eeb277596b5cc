import type { LanguageApi } from '../api/languageApi.ts';
import type { ClassIr, ModuleIr } from '../ir.ts';
import type { FileFacts, Rule } from '../rules/rule.ts';
import type { Limits } from './analysis.ts';
import { Analysis, LimitReached } from './analysis.ts';
import { Environment } from './environment.ts';
import { fileFactsOf } from './fileFacts.ts';
import { Frame } from './frame.ts';
import { freeNamesOf } from './freeNames.ts';
import { finishPending } from './functions.ts';
import { runStatements } from './statements.ts';
import type { Value } from './value.ts';
import { deepTaints, join } from './joining.ts';

export interface AnalysisOptions {
  readonly api: LanguageApi;
  readonly rules: readonly Rule[];
  /** The text with its secrets masked, same length. */
  readonly shownText: string;
  /** Of the file, with forward slashes. */
  readonly path: string;
  readonly limits?: Limits;
}

/** What functions leave behind where others find it. */
interface Presets {
  readonly variables: ReadonlyMap<string, Value>;
  readonly fields: ReadonlyMap<ClassIr, ReadonlyMap<string, Value>>;
}

/** What is the same however often the file is followed. */
interface Known {
  readonly freeNames: ReadonlySet<string>;
  readonly file: FileFacts;
}

const NOTHING: Presets = { variables: new Map(), fields: new Map() };

/**
 * Follows the values of a file from its first statement on, and then through every function of it. When
 * a function leaves outside data in a variable or a field, everything is followed once more with that
 * known: nobody can tell in which order the functions of a file are called.
 */
export function runAnalysis(module: ModuleIr, options: AnalysisOptions): Analysis {
  const known: Known = { freeNames: freeNamesOf(module), file: fileFactsOf(module, options.path) };
  const first = runOnce(module, options, known, NOTHING);
  const presets = leftBehind(first);
  return presets.variables.size === 0 && presets.fields.size === 0 ? first : runOnce(module, options, known, presets);
}

function runOnce(module: ModuleIr, options: AnalysisOptions, { freeNames, file }: Known, presets: Presets): Analysis {
  const directives = directivesOf(module);
  const analysis = new Analysis({ ...options, file, presetFields: presets.fields, directives });
  const frame = new Frame({ freeNames, presets: presets.variables });
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

function directivesOf({ body }: ModuleIr): ReadonlySet<string> {
  const directives = new Set<string>();
  // Functions are moved to the front of their block.
  for (const statement of [...body].sort((a, b) => a.start - b.start)) {
    if (statement.kind !== 'expression' || statement.expression.kind !== 'constant') break;
    if (typeof statement.expression.value === 'string') directives.add(statement.expression.value);
  }
  return directives;
}

function leftBehind(analysis: Analysis): Presets {
  const variables = new Map<string, Value>();
  const fields = new Map<ClassIr, Map<string, Value>>();
  for (const { writes, self, cls } of analysis.followed) {
    for (const [name, value] of writes) if (isFromOutside(value)) variables.set(name, join(variables.get(name), value));
    if (cls === undefined) continue;
    for (const [name, value] of self?.slots ?? []) {
      if (!isFromOutside(value)) continue;
      const own = fields.get(cls) ?? new Map<string, Value>();
      own.set(name, join(own.get(name), value));
      fields.set(cls, own);
    }
  }
  return { variables, fields };
}

function isFromOutside(value: Value): boolean {
  return deepTaints(value).some((taint) => taint.kind === 'remote' || taint.kind === 'local');
}
