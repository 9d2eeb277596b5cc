import treeSitter from '@vscode/tree-sitter-wasm';
import type { Language } from '@vscode/tree-sitter-wasm';
import type { SyntaxTree } from './syntaxTree.ts';
import { readTree } from './syntaxTree.ts';

/** Where the WASM files are; injected, so that the engine knows no paths. */
export interface GrammarSource {
  /** The bytes of a file by name, e.g. `tree-sitter.wasm`, `tree-sitter-python.wasm`. */
  read(name: string): Promise<Uint8Array>;
}

/** Loads the parser's runtime and grammars on first use and keeps them. */
export class Grammars {
  readonly #source: GrammarSource;
  readonly #languages = new Map<string, Promise<Language>>();
  #runtime: Promise<void> | undefined;

  constructor(source: GrammarSource) {
    this.#source = source;
  }

  /**
   * @param grammar file name of the grammar
   * @param text is parsed as it stands; offsets in the tree are UTF-16 units of it
   * @throws when a WASM file cannot be read or the parser gives up
   */
  async parse(grammar: string, text: string): Promise<SyntaxTree> {
    const language = await this.#load(grammar);
    const parser = new treeSitter.Parser();
    try {
      parser.setLanguage(language);
      const tree = parser.parse(text);
      if (tree === null) throw new Error('the parser gave no tree');
      try {
        return readTree(tree);
      } finally {
        tree.delete();
      }
    } finally {
      parser.delete();
    }
  }

  #load(grammar: string): Promise<Language> {
    let language = this.#languages.get(grammar);
    if (language === undefined) {
      language = this.#read(grammar);
      this.#languages.set(grammar, language);
      // A file that could not be read may be there the next time.
      language.catch(() => this.#languages.delete(grammar));
    }
    return language;
  }

  async #read(grammar: string): Promise<Language> {
    this.#runtime ??= this.#start();
    await this.#runtime;
    return treeSitter.Language.load(await this.#source.read(grammar));
  }

  async #start(): Promise<void> {
    try {
      const wasmBinary = await this.#source.read('tree-sitter.wasm');
      // The package types only `locateFile`; the runtime below it takes the bytes as well, and so needs no path.
      const options: { locateFile: (file: string) => string; wasmBinary: Uint8Array } = {
        locateFile: (file) => file,
        wasmBinary,
      };
      await treeSitter.Parser.init(options);
    } catch (error) {
      this.#runtime = undefined;
      throw error;
    }
  }
}
