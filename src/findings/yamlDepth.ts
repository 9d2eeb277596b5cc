import { Lexer } from 'yaml';

/** Brackets in brackets, or columns of indentation. An entry needs three of either. */
const DEEPEST = 100;

/**
 * The parser is recursive: a text of brackets alone does not make it throw but ends the whole process, and a
 * file may come with the repository of somebody else. The lexer is not.
 */
export function isTooDeep(text: string): boolean {
  let brackets = 0;
  let column = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    const indentation = token === '-' || token === '?' ? column : column === 0 && /^ +$/.test(token) ? token.length : 0;
    if (brackets > DEEPEST || indentation > DEEPEST) return true;
    const lineEnd = token.lastIndexOf('\n');
    column = lineEnd < 0 ? column + token.length : token.length - lineEnd - 1;
  }
  return false;
}
