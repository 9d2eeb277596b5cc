import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import treeSitter, { type Language } from '@vscode/tree-sitter-wasm';
import { adapterFor } from '../../../../../src/code/embedded/adapters/adapter.ts';

const FOLDER = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));

/** Grammars that know all of their language. What TypeScript's stumbles over may be correct; it has tests of its own. */
const TRUSTED: ReadonlySet<string | undefined> = new Set(['tree-sitter-python.wasm', 'tree-sitter-javascript.wasm']);

const loaded = new Map<string, Promise<Language>>();

/**
 * Whether the parser itself says that it did not understand the text, past all that the engine makes of that.
 *
 * @returns undefined where that would prove nothing
 */
export async function parserHasErrors(languageId: string, text: string): Promise<boolean | undefined> {
  const grammar = adapterFor(languageId)?.grammar;
  if (grammar === undefined || !TRUSTED.has(grammar)) return undefined;
  const language = loaded.get(grammar) ?? load(grammar);
  loaded.set(grammar, language);
  const parser = new treeSitter.Parser();
  parser.setLanguage(await language);
  const tree = parser.parse(text.replace(/\r(?!\n)/g, '\n'));
  const hasErrors = tree?.rootNode.hasError;
  tree?.delete();
  parser.delete();
  return hasErrors;
}

async function load(grammar: string): Promise<Language> {
  await treeSitter.Parser.init({ locateFile: (file: string) => join(FOLDER, file) });
  return treeSitter.Language.load(await readFile(join(FOLDER, grammar)));
}
