import type { ModuleIr } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { lowerJavaScript } from './javascriptStatements.ts';
import { lowerPython } from './pythonStatements.ts';

/** Selects the API signatures; several language ids share one. */
export type LanguageFamily = 'python' | 'javascript';

/** All that the engine has to know of a language. */
export interface LanguageAdapter {
  readonly family: LanguageFamily;
  /** File name of the grammar. */
  readonly grammar: string;
  /** @param text the text that the tree was parsed from; never throws, unknown constructs become opaque */
  readonly lower: (root: SyntaxNode, text: string) => ModuleIr;
}

const PYTHON: LanguageAdapter = { family: 'python', grammar: 'tree-sitter-python.wasm', lower: lowerPython };
const JAVASCRIPT: LanguageAdapter = {
  family: 'javascript',
  grammar: 'tree-sitter-javascript.wasm',
  lower: lowerJavaScript,
};

const ADAPTERS: ReadonlyMap<string, LanguageAdapter> = new Map([
  ['python', PYTHON],
  ['javascript', JAVASCRIPT],
  ['javascriptreact', JAVASCRIPT],
]);

/** `languageId` as VS Code names it. */
export function adapterFor(languageId: string): LanguageAdapter | undefined {
  return ADAPTERS.get(languageId);
}

/** Language ids of VS Code, for which there is an adapter; some share one. */
export const ANALYSED_LANGUAGES: readonly string[] = [...ADAPTERS.keys()];
