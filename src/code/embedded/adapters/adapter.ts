import type { ModuleIr } from '../ir.ts';
import type { SyntaxNode, SyntaxTree } from '../syntaxTree.ts';
import { lowerJavaScript } from './javascriptStatements.ts';
import { lowerPython } from './pythonStatements.ts';
import { withoutTypeArguments } from './typeArguments.ts';

/** Selects the API signatures; several language ids share one. */
export type LanguageFamily = 'python' | 'javascript';

/** All that the engine has to know of a language. */
export interface LanguageAdapter {
  readonly family: LanguageFamily;
  /** File name of the grammar. */
  readonly grammar: string;
  /** @param text the text that the tree was parsed from; never throws, unknown constructs become opaque */
  readonly lower: (root: SyntaxNode, text: string) => ModuleIr;
  /** Correct code that the grammar stumbles over, blanked out where nothing is lost; undefined when there is none. */
  readonly repair?: (tree: SyntaxTree, text: string) => string | undefined;
}

const PYTHON: LanguageAdapter = { family: 'python', grammar: 'tree-sitter-python.wasm', lower: lowerPython };
const JAVASCRIPT: LanguageAdapter = {
  family: 'javascript',
  grammar: 'tree-sitter-javascript.wasm',
  lower: lowerJavaScript,
};
/** One representation, three grammars: what TypeScript adds is lowered away. */
const TYPESCRIPT: LanguageAdapter = {
  ...JAVASCRIPT,
  grammar: 'tree-sitter-typescript.wasm',
  repair: withoutTypeArguments,
};
const TSX: LanguageAdapter = { ...TYPESCRIPT, grammar: 'tree-sitter-tsx.wasm' };

const ADAPTERS: ReadonlyMap<string, LanguageAdapter> = new Map([
  ['python', PYTHON],
  ['javascript', JAVASCRIPT],
  ['javascriptreact', JAVASCRIPT],
  ['typescript', TYPESCRIPT],
  ['typescriptreact', TSX],
]);

/** `languageId` as VS Code names it. */
export function adapterFor(languageId: string): LanguageAdapter | undefined {
  return ADAPTERS.get(languageId);
}

/** Language ids of VS Code, for which there is an adapter; some share one. */
export const ANALYSED_LANGUAGES: readonly string[] = [...ADAPTERS.keys()];
