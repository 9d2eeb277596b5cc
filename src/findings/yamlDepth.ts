import { Lexer, Parser } from 'yaml';

/**
 * Whether a text of YAML nests no deeper than wanted. The composer of the library calls itself once for each level:
 * some two thousand brackets exhaust the stack in the middle of compiling a regular expression, which no handler
 * catches and which ends the process. Its parser keeps a stack of its own and can be asked first.
 *
 * @param mostLevels of maps, lists and values in one another
 */
export function isFlat(text: string, mostLevels: number): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    // What it has put together is of no interest here.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > mostLevels) return false;
  }
  return true;
}
